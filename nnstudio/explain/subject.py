"""What a person asks about."""

from dataclasses import dataclass

from nnstudio.explain.expressions import SLOPE_OF_THE_LOSS, SLOPE_OF_THE_STATE, Place
from nnstudio.explain.inside import inner_id


@dataclass(frozen=True)
class Subject:
    """A value of a layer, one of its weights, or the whole layer.

    value: which of its outputs: (unit,), (feature, step), (channel, row, column). weight: which
    of its parameters, (row, column) of [W | b]. Neither: the layer as a whole.

    step: a value at this step of a sequence, if `value` does not say so itself; so the states of
    a recurrent layer can be asked for that hands on only its last. name: a number inside instead
    of an output, such as "forget gate" or "score", whose `value` is its own index. block: which
    part of a layer that is made of layers, by its name in Chain.leaves(), and which block of
    weights of a layer that has several: "x" or "h" of a GRU, "in" or "out" of attention.
    """

    layer_id: str
    value: tuple[int, ...] | None = None
    weight: tuple[int, int] | None = None
    step: int | None = None
    name: str = ""
    block: str = ""

    @property
    def inner_id(self) -> str:
        """The id of the layer, or of the part of it, that is meant."""
        return inner_id(self.layer_id, self.block)

    @property
    def place(self) -> tuple[int, ...]:
        """The whole index of the value."""
        value = self.value or ()
        return value if self.step is None else (*value, self.step)


def subject_of(place: Place) -> Subject | None:
    """What a click on a number leads to; None where a layer has no say: data and loss."""
    if not place.layer_id:
        return None
    if place.role in ("weight", "gradient", "new weight"):
        row, column = place.index
        return Subject(place.layer_id, weight=(row, column), block=place.block)
    name = "" if place.name in (SLOPE_OF_THE_LOSS, SLOPE_OF_THE_STATE) else place.name
    return Subject(place.layer_id, place.index, name=name, block=place.block)
