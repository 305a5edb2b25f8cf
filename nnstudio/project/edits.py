"""Edits: functions from a project to the next one. Nothing is changed in place.

Every edit raises EditError, in plain words, when it cannot be made.
"""

from collections.abc import Collection, Sequence
from typing import Any, TypeVar

import msgspec

from nnstudio.data.dataset import Dataset
from nnstudio.project.layers import MAX_UNITS, ActivationName, DenseSpec, LayerSpec, new_id
from nnstudio.project.specs import (
    BuiltInSource,
    DataSpec,
    Project,
    TrainingSpec,
    output_for,
)

S = TypeVar("S", bound=msgspec.Struct)


class EditError(ValueError):
    """An edit that cannot be made. The message is a plain sentence."""


def changed(spec: S, **values: Any) -> S:
    """The spec with other values, checked against its bounds. Raises EditError."""
    try:
        return msgspec.convert(
            msgspec.to_builtins(msgspec.structs.replace(spec, **values)), type(spec)
        )
    except (msgspec.ValidationError, TypeError) as problem:
        raise EditError(f"That value cannot be used: {problem}.") from problem


def insert_layers(project: Project, index: int, layers: Sequence[LayerSpec]) -> Project:
    """The layers put in before the one at this index (0 to the number of layers)."""
    if not 0 <= index <= len(project.layers):
        raise EditError("There is no such place in the network.")
    own = project.layers
    return msgspec.structs.replace(project, layers=(*own[:index], *layers, *own[index:]))


def remove_layers(project: Project, ids: Collection[str]) -> Project:
    """The project without these layers."""
    return msgspec.structs.replace(
        project, layers=tuple(layer for layer in project.layers if layer.id not in ids)
    )


def move_layers(project: Project, ids: Collection[str], index: int) -> Project:
    """These layers, in their order, put before the one that stands at this index now."""
    moving = [layer for layer in project.layers if layer.id in ids]
    before = [layer for layer in project.layers[:index] if layer.id not in ids]
    after = [layer for layer in project.layers[index:] if layer.id not in ids]
    return msgspec.structs.replace(project, layers=(*before, *moving, *after))


def copies(layers: Sequence[LayerSpec]) -> list[LayerSpec]:
    """The same layers with ids of their own, to paste."""
    return [msgspec.structs.replace(layer, id=new_id()) for layer in layers]


def change_layer(project: Project, layer_id: str, **values: Any) -> Project:
    """One layer with other settings, such as units=5 or activation="relu"."""
    new = changed(project.layer(layer_id), **values)
    return msgspec.structs.replace(
        project,
        layers=tuple(new if layer.id == layer_id else layer for layer in project.layers),
    )


def set_units(project: Project, layer_id: str, units: int) -> Project:
    """One dense layer with this many neurons."""
    if not 1 <= units <= MAX_UNITS:
        raise EditError(f"A layer can have from 1 to {MAX_UNITS:,} neurons.")
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
    """Other data; the output layer and the loss follow when they would no longer fit."""
    edited = msgspec.structs.replace(project, data=data)
    wanted = output_for(dataset)
    if not project.layers:
        return with_fitting_loss(msgspec.structs.replace(edited, layers=(wanted,)))
    last = project.layers[-1]
    if isinstance(last, DenseSpec) and _fits(last, dataset):
        return with_fitting_loss(edited)
    if isinstance(last, DenseSpec):
        last = msgspec.structs.replace(last, units=wanted.units, activation=wanted.activation)
        return with_fitting_loss(
            msgspec.structs.replace(edited, layers=(*project.layers[:-1], last))
        )
    return with_fitting_loss(msgspec.structs.replace(edited, layers=(*project.layers, wanted)))


def with_fitting_loss(project: Project) -> Project:
    """The loss that goes with the output's activation, if the present one does not."""
    last = project.layers[-1] if project.layers else None
    if not isinstance(last, DenseSpec):
        return project
    loss = project.training.loss
    fused = {"sigmoid": "binary cross-entropy", "softmax": "categorical cross-entropy"}
    if loss in fused.values() and fused.get(last.activation) != loss:
        loss = fused.get(last.activation, "mean squared error")  # type: ignore[assignment]
    elif last.activation == "softmax" and loss == "binary cross-entropy":
        loss = "categorical cross-entropy"
    if loss == project.training.loss:
        return project
    training: TrainingSpec = msgspec.structs.replace(project.training, loss=loss)
    return msgspec.structs.replace(project, training=training)


def _fits(output: DenseSpec, dataset: Dataset) -> bool:
    classes = len(dataset.class_names)
    if not classes:
        return output.units == dataset.outputs and output.activation not in ("sigmoid", "softmax")
    if classes == 2 and output.units == 1:
        return output.activation != "softmax"
    return output.units == classes and output.activation == "softmax"
