"""Between the canvas and the arithmetic: what a spot is about, and where a number stands."""

from nnstudio.explain.expressions import Place
from nnstudio.explain.subject import Subject
from nnstudio.project.checking import Shapes
from nnstudio.project.layers import Conv2DSpec, DenseSpec, LayerSpec, RecurrentSpec
from nnstudio.project.specs import Project
from nnstudio.ui.canvas.selection import Selection
from nnstudio.ui.canvas.spots import GROUND, Part, Spot

WEIGHTS = ("weight", "gradient", "new weight")
VALUES = ("output", "sum", "delta")


def layer_with(project: Project, layer_id: str) -> LayerSpec | None:
    """The layer with this id, if it is still there."""
    return next((layer for layer in project.layers if layer.id == layer_id), None)


def shape_of(project: Project, shapes: Shapes, layer_id: str) -> tuple[int, ...]:
    """What leaves a layer: (units,), (features, time), (channels, height, width); else ()."""
    for place, layer in enumerate(project.layers):
        if layer.id == layer_id and place + 1 < len(shapes.flows):
            return shapes.flows[place + 1].shape
    return ()


def steps_of(project: Project, shapes: Shapes, layer_id: str) -> int:
    """Over how many steps a layer goes that hands on only its last state; else 0."""
    for place, layer in enumerate(project.layers):
        if layer.id == layer_id and isinstance(layer, RecurrentSpec) and place < len(shapes.flows):
            return 0 if layer.whole_sequence else shapes.flows[place].time
    return 0


def usual_position(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Where a neuron is looked at first: at the last step, at the pixel in the middle."""
    if len(shape) == 2:
        return (shape[1] - 1,)
    return tuple(size // 2 for size in shape[1:])


def value_at(shape: tuple[int, ...], row: int, position: tuple[int, ...]) -> tuple[int, ...]:
    """The index of a value: this feature, at the position where it was looked at before."""
    own = position if len(position) == len(shape) - 1 else usual_position(shape)
    index = (row, *own)
    return tuple(min(max(at, 0), size - 1) for at, size in zip(index, shape, strict=True))


def subject_of_selection(
    selection: Selection, project: Project, shapes: Shapes, position: tuple[int, ...]
) -> Subject | None:
    """What is selected on the canvas, as a person asks about it; None for inputs and nothing."""
    part = selection.part
    if part.part in (Part.NEURON, Part.WIRE):
        return subject_of_spot(part, project, shapes, position)
    if len(selection.layers) != 1:
        return None
    (layer_id,) = selection.layers
    return subject_of_spot(Spot(Part.NEURON, layer_id, 0), project, shapes, position)


def subject_of_spot(
    spot: Spot, project: Project, shapes: Shapes, position: tuple[int, ...]
) -> Subject | None:
    """A wire is its weight, a neuron its value; of a kernel the weight in the middle."""
    layer, shape = layer_with(project, spot.layer_id), shape_of(project, shapes, spot.layer_id)
    if layer is None or not shape:
        return None
    if spot.part is Part.WIRE and isinstance(layer, DenseSpec):
        return Subject(spot.layer_id, weight=(spot.row, spot.column))
    if spot.part is Part.WIRE and isinstance(layer, Conv2DSpec):
        middle = spot.column * layer.kernel**2 + layer.kernel**2 // 2
        return Subject(spot.layer_id, weight=(spot.row, middle))
    value = value_at(shape, max(spot.row, 0), position)
    return Subject(spot.layer_id, value)


def spot_of(place: Place | None, project: Project, shapes: Shapes) -> Spot:
    """Where a number stands on the canvas; the ground where it has no place there."""
    if place is None:
        return GROUND
    if place.role == "input" and place.index:
        flow = shapes.flows[0]
        return Spot(Part.INPUT, row=place.index[0] if flow.kind == "values" else -1)
    layer = layer_with(project, place.layer_id)
    if layer is None or not place.index:
        return GROUND
    if place.block:
        return Spot(Part.BODY, place.layer_id)
    if place.role in WEIGHTS:
        return _spot_of_weight(place, layer, project, shapes)
    return Spot(Part.NEURON, place.layer_id, place.index[0])


def _spot_of_weight(place: Place, layer: LayerSpec, project: Project, shapes: Shapes) -> Spot:
    row, column = place.index
    at = project.index(layer.id)
    if at >= len(shapes.flows):
        return Spot(Part.BODY, layer.id)  # something before it does not fit
    flow = shapes.flows[at]
    if isinstance(layer, DenseSpec):
        inputs = flow.size if flow.kind == "values" else flow.features
        if column < inputs:
            return Spot(Part.WIRE, layer.id, row, column)
    elif isinstance(layer, Conv2DSpec):
        if column < flow.features * layer.kernel**2:
            return Spot(Part.WIRE, layer.id, row, column // layer.kernel**2)
    return Spot(Part.NEURON, layer.id, row)


def spot_of_subject(subject: Subject, project: Project, shapes: Shapes) -> Spot:
    """What to select on the canvas for a subject; a part of a block is not there by itself."""
    if subject.block:
        return Spot(Part.BODY, subject.layer_id)
    if subject.weight is not None:
        return spot_of(Place("weight", subject.layer_id, subject.weight), project, shapes)
    if subject.value:
        return Spot(Part.NEURON, subject.layer_id, subject.value[0])
    return Spot(Part.BODY, subject.layer_id)


def span_of_spot(spot: Spot, project: Project) -> int:
    """How many weights a wire stands for: those of a kernel, or one."""
    layer = layer_with(project, spot.layer_id)
    return layer.kernel**2 if isinstance(layer, Conv2DSpec) else 1


def place_of_spot(spot: Spot, project: Project) -> Place | None:
    """Which numbers belong to what the pointer is over on the canvas."""
    if spot.part is Part.INPUT:
        return Place("input", "", (spot.row,))
    layer = layer_with(project, spot.layer_id)
    if layer is None:
        return None
    if spot.part is Part.WIRE:
        column = spot.column * span_of_spot(spot, project)
        return Place("weight", spot.layer_id, (spot.row, column))
    return Place("output", spot.layer_id, (spot.row,)) if spot.part is Part.NEURON else None


def same_thing(one: Place, other: Place, span: int = 1) -> bool:
    """Whether two places are one thing on the canvas: a weight and its gradient are.

    The other may be the first of a span of weights.
    """
    if one.role in WEIGHTS and other.role in WEIGHTS:
        first = other.index[1]
        return (one.layer_id, one.index[0], one.block) == (
            other.layer_id,
            other.index[0],
            other.block,
        ) and first <= one.index[1] < first + span
    if one.role in VALUES and other.role in VALUES:
        return (one.layer_id, one.index[:1], one.block) == (
            other.layer_id,
            other.index[:1],
            other.block,
        )
    return one.role == other.role == "input" and one.index[:1] == other.index[:1]
