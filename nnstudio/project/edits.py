"""Edits: functions from a project to the next one. Nothing is changed in place.

Every edit raises EditError, in plain words, when it cannot be made.
"""

from collections.abc import Collection, Sequence
from typing import Any, TypeVar, get_args

import msgspec

from nnstudio.data.dataset import Dataset
from nnstudio.data.inputs import available_inputs
from nnstudio.nn.losses import LOSSES
from nnstudio.project.layers import ActivationName, DenseSpec, LayerSpec, new_id
from nnstudio.project.specs import (
    MAX_LAYERS,
    BuiltInSource,
    DataSpec,
    LossName,
    Project,
    output_for,
)
from nnstudio.project.wording import refusal

S = TypeVar("S", bound=msgspec.Struct)


class EditError(ValueError):
    """An edit that cannot be made. The message is a plain sentence."""


def changed(spec: S, **values: Any) -> S:
    """The spec with other values, checked against its bounds. Raises EditError."""
    kind = type(spec)
    try:
        return msgspec.convert(msgspec.to_builtins(msgspec.structs.replace(spec, **values)), kind)
    except (msgspec.ValidationError, TypeError) as problem:
        raise EditError(refusal(kind, problem)) from problem


def insert_layers(project: Project, index: int, layers: Sequence[LayerSpec]) -> Project:
    """The layers put in before the one at this index (0 to the number of layers)."""
    own = project.layers
    _check_place(project, index)
    if len(own) + len(layers) > MAX_LAYERS:
        raise EditError(f"A network can have up to {MAX_LAYERS} layers.")
    ids = [layer.id for layer in (*own, *layers)]
    if len(set(ids)) < len(ids):
        raise EditError("This layer is in the network already: insert a copy of it.")
    return msgspec.structs.replace(project, layers=(*own[:index], *layers, *own[index:]))


def remove_layers(project: Project, ids: Collection[str]) -> Project:
    """The project without these layers."""
    return msgspec.structs.replace(
        project, layers=tuple(layer for layer in project.layers if layer.id not in ids)
    )


def move_layers(project: Project, ids: Collection[str], index: int) -> Project:
    """These layers, in their order, put before the one that stands at this index now."""
    _check_place(project, index)
    moving = [layer for layer in project.layers if layer.id in ids]
    before = [layer for layer in project.layers[:index] if layer.id not in ids]
    after = [layer for layer in project.layers[index:] if layer.id not in ids]
    return msgspec.structs.replace(project, layers=(*before, *moving, *after))


def copies(layers: Sequence[LayerSpec]) -> list[LayerSpec]:
    """The same layers with ids of their own, to paste."""
    return [msgspec.structs.replace(layer, id=new_id()) for layer in layers]


def change_layer(project: Project, layer_id: str, **values: Any) -> Project:
    """One layer with other settings, such as units=5 or activation="relu"."""
    if all(layer.id != layer_id for layer in project.layers):
        raise EditError("This layer is not in the network any more.")
    new = changed(project.layer(layer_id), **values)
    return msgspec.structs.replace(
        project,
        layers=tuple(new if layer.id == layer_id else layer for layer in project.layers),
    )


def set_units(project: Project, layer_id: str, units: int) -> Project:
    """One dense layer with this many neurons."""
    return change_layer(project, layer_id, units=units)


def set_activation(project: Project, layer_id: str, activation: ActivationName) -> Project:
    """One dense layer with this activation; the loss follows the output layer where it must."""
    edited = change_layer(project, layer_id, activation=activation)
    if edited.layers[-1].id == layer_id:
        return with_fitting_loss(edited)
    return edited


def change_training(project: Project, **values: Any) -> Project:
    """Other training settings, such as learning_rate=0.1."""
    return msgspec.structs.replace(project, training=changed(project.training, **values))


def change_data(project: Project, dataset: Dataset, **values: Any) -> Project:
    """Other data settings, such as noise or scaling; `dataset` is what the new settings make."""
    # An imported table can be large and is never edited, so it is left out of the checking.
    source = values.pop("source", project.data.source)
    light = msgspec.structs.replace(project.data, source=BuiltInSource())
    data = msgspec.structs.replace(changed(light, **values), source=source)
    return set_data(project, data, dataset)


def set_data(project: Project, data: DataSpec, dataset: Dataset) -> Project:
    """Other data; inputs, output layer and loss follow where they would no longer fit."""
    other = data.source != project.data.source
    if other:
        offered = {entry.key for entry in available_inputs(dataset)}
        kept = tuple(key for key in data.inputs if key in offered)
        data = msgspec.structs.replace(data, inputs=kept)
    edited = msgspec.structs.replace(project, data=data)
    last = project.layers[-1] if project.layers else None
    if not isinstance(last, DenseSpec):
        if len(project.layers) >= MAX_LAYERS:
            raise EditError(
                f"A network can have up to {MAX_LAYERS} layers, and this one has no room for an "
                "output layer that fits the data. Take a layer out first."
            )
        return _with_output(edited, (*project.layers, output_for(dataset)))
    if _fits(last, dataset, other):
        return with_fitting_loss(edited)
    wanted = output_for(dataset)
    last = msgspec.structs.replace(last, units=wanted.units, activation=wanted.activation)
    return _with_output(edited, (*project.layers[:-1], last))


def with_fitting_loss(project: Project) -> Project:
    """The loss that goes with the output's activation, if the present one does not."""
    last = project.layers[-1] if project.layers else None
    loss = project.training.loss
    if not isinstance(last, DenseSpec) or loss not in FUSED.values():
        return project
    return _with_loss(project, FUSED.get(last.activation, "mean squared error"))


FUSED: dict[str, LossName] = {
    kind.fused_with.name: name
    for name in get_args(LossName)
    if (kind := LOSSES[name]).fused_with is not None
}
"""The losses that read the output as probabilities, by the activation that gives them."""


def _with_output(project: Project, layers: tuple[LayerSpec, ...]) -> Project:
    """The project with these layers, and the loss that is usual for the last one of them."""
    edited = msgspec.structs.replace(project, layers=layers)
    last = layers[-1]
    assert isinstance(last, DenseSpec)
    if last.activation in FUSED:
        return _with_loss(edited, FUSED[last.activation])
    return with_fitting_loss(edited)


def _with_loss(project: Project, loss: LossName) -> Project:
    training = msgspec.structs.replace(project.training, loss=loss)
    return msgspec.structs.replace(project, training=training)


def _fits(output: DenseSpec, dataset: Dataset, other: bool) -> bool:
    """Whether the output can stay; `other` data does not keep the identity of a regression."""
    if dataset.kind == "regression":
        return output.units == dataset.outputs and output.activation not in FUSED
    if output.units == 1:
        fits = dataset.outputs == 2 and output.activation != "softmax"
    else:
        fits = output.units == dataset.outputs
    return fits and not (other and output.activation == "identity")


def _check_place(project: Project, index: int) -> None:
    if not 0 <= index <= len(project.layers):
        raise EditError("There is no such place in the network.")
