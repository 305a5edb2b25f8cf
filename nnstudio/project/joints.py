"""Where two layers do not fit together: what the one hands on is not what the other reads."""

from collections.abc import Sequence

import msgspec

from nnstudio.project.edits import insert_layers, remove_layers
from nnstudio.project.flow import Flow, Kind
from nnstudio.project.layers import (
    EmbeddingSpec,
    FlattenSpec,
    LayerSpec,
    MeanOverTimeSpec,
    RecurrentSpec,
)
from nnstudio.project.material import Material
from nnstudio.project.misfits import Mend, Misfit
from nnstudio.project.specs import MAX_LAYERS, Project

NOUNS: dict[Kind, str] = {
    "values": "a list of values",
    "sequence": "a sequence",
    "image": "an image",
    "tokens": "tokens",
}


def joint_misfit(project: Project, material: Material, flows: Sequence[Flow], place: int) -> Misfit:
    """Why the layer at this place cannot read what comes to it, and what would help.

    `flows` is what enters the network, and what leaves each of the layers before.
    """
    layer, given = project.layers[place], flows[-1]
    return Misfit(layer.id, _reason(layer, given), _mend(project, material, flows, place))


def output_joint_misfit(
    project: Project, material: Material, flows: Sequence[Flow]
) -> Misfit | None:
    """Whether the output answers once for a sample, or at every position, as the data asks."""
    output, given = project.layers[-1], flows[-2]
    if material.dataset.per_position == (given.kind == "sequence"):
        return None
    last_recurrent = _last_recurrent(project, len(project.layers) - 1)
    if material.dataset.per_position:
        whole = _with_whole_sequence(project, last_recurrent) or _without_summary(project, flows)
        return Misfit(
            output.id,
            "The data has something to predict at every position, but only one list of values "
            "reaches the output.",
            whole,
        )
    mend: Mend | None
    if last_recurrent is not None and _only_passes_on(project, last_recurrent):
        mend = Mend("Hand on the last state only", _replaced(project, last_recurrent, False))
    else:
        place = len(project.layers) - 1
        mend = _with(project, place, MeanOverTimeSpec(), "Take the mean over time before it")
    return Misfit(
        output.id,
        "The data has one answer for a whole sequence, but a sequence reaches the output, which "
        "would answer at each of its steps.",
        mend,
    )


def _reason(layer: LayerSpec, given: Flow) -> str:
    kind = layer.kind_title
    if given.kind == "tokens":
        return (
            f"{kind} cannot compute with tokens: they are only numbers that stand for symbols. An "
            "embedding gives every symbol values of its own."
        )
    if given.kind == "image" and "values" in layer.reads:
        return f"{kind} reads a list of values, but here it gets {given.in_words()}."
    if "tokens" in layer.reads:
        return f"{kind} reads tokens, but here it gets {given.in_words()}."
    wanted = NOUNS["image" if "image" in layer.reads else "sequence"]
    return f"{kind} reads {wanted}, but here it gets {given.in_words()}."


def _mend(project: Project, material: Material, flows: Sequence[Flow], place: int) -> Mend | None:
    layer, given = project.layers[place], flows[-1]
    if given.kind == "tokens":
        return _with(project, place, EmbeddingSpec(), "Embed the tokens first")
    if "values" in layer.reads:
        return _with(project, place, FlattenSpec(), "Put Flatten before it")
    if "image" in layer.reads and given.kind == "values":
        return _as_image(project, material, flows, place)
    if "sequence" in layer.reads and given.kind == "values":
        whole = _with_whole_sequence(project, _last_recurrent(project, place))
        if whole is not None:
            return whole
    return _without(project, layer)


def _as_image(
    project: Project, material: Material, flows: Sequence[Flow], place: int
) -> Mend | None:
    layer = project.layers[place]
    for before, flow in enumerate(flows[:-1]):
        if flow.kind == "image":
            # It stands behind the layer that flattened the image: its place is before that one.
            layers = [one for one in project.layers if one is not layer]
            layers.insert(before, layer)
            moved = msgspec.structs.replace(project, layers=tuple(layers))
            title = project.layers[before].kind_title
            return Mend(f"Move it before {title}", moved)
    if material.dataset.image_shape is not None:
        data = msgspec.structs.replace(project.data, reading="image")
        return Mend("Read the pixels as an image", msgspec.structs.replace(project, data=data))
    return _without(project, layer)


def _last_recurrent(project: Project, place: int) -> RecurrentSpec | None:
    """The recurrent layer nearest before this place."""
    for layer in reversed(project.layers[:place]):
        if isinstance(layer, RecurrentSpec):
            return layer
    return None


def _only_passes_on(project: Project, recurrent: RecurrentSpec) -> bool:
    """Whether everything between this layer and the output can read a list of values."""
    after = project.layers[project.layers.index(recurrent) + 1 :]
    return all("values" in layer.reads for layer in after)


def _with_whole_sequence(project: Project, recurrent: RecurrentSpec | None) -> Mend | None:
    if recurrent is None or recurrent.whole_sequence:
        return None
    text = f"Let {recurrent.title or recurrent.kind_title} hand on the whole sequence"
    return Mend(text, _replaced(project, recurrent, True))


def _without_summary(project: Project, flows: Sequence[Flow]) -> Mend | None:
    """Take out the layer that made one list of values of a sequence."""
    for layer, before, after in zip(project.layers, flows, flows[1:], strict=False):
        if before.kind == "sequence" and after.kind == "values":
            return _without(project, layer)
    return None


def _replaced(project: Project, recurrent: RecurrentSpec, whole_sequence: bool) -> Project:
    other = msgspec.structs.replace(recurrent, whole_sequence=whole_sequence)
    layers = tuple(other if layer is recurrent else layer for layer in project.layers)
    return msgspec.structs.replace(project, layers=layers)


def _with(project: Project, place: int, layer: LayerSpec, text: str) -> Mend | None:
    """Put a layer in; None where there is no room for one more."""
    if len(project.layers) >= MAX_LAYERS:
        return None
    return Mend(text, insert_layers(project, place, [layer]))


def _without(project: Project, layer: LayerSpec) -> Mend:
    return Mend(f"Take {layer.title or layer.kind_title} out", remove_layers(project, {layer.id}))
