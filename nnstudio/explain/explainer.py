"""What a kind of layer has to say about its numbers: one class for each kind of layer."""

from typing import Protocol, runtime_checkable

from nnstudio.explain.derivation import Curve, Derivation
from nnstudio.explain.expressions import Equation, Expression
from nnstudio.explain.moment import Moment

Index = tuple[int, ...]


class Explainer(Protocol):
    """Explains the numbers of one kind of layer, for the chosen sample of a moment.

    `place` is the index of a value, counted from 0; `most` how many terms of a sum to write out.
    """

    def forward(
        self, moment: Moment, layer_id: str, place: Index, most: int | None
    ) -> tuple[Equation, ...]:
        """How the output at this place came about; its last equation gives a."""
        ...

    def to_input(self, moment: Moment, layer_id: str, place: Index, most: int | None) -> Expression:
        """∂C/∂x, for the input at this place, from the δ of this layer: what the layer below
        begins its own way back with. All numbers are those of the chosen sample alone."""
        ...


class HasActivation(Protocol):
    """A layer whose output is a = f(z)."""

    def curve(self, moment: Moment, layer_id: str, place: Index) -> Curve | None:
        """The activation at this place."""
        ...


class HasWeights(Protocol):
    """A layer that learns a block [W | b]."""

    def gradient(
        self, moment: Moment, layer_id: str, row: int, column: int, most: int | None
    ) -> Expression:
        """∂C/∂w over the batch of this step."""
        ...


@runtime_checkable
class HasInside(Protocol):
    """A layer with numbers inside that can be asked for: states, gates, scores."""

    def as_output(self, moment: Moment, layer_id: str, name: str, place: Index) -> Index | None:
        """Where a number inside stands in the output; None if it does not."""
        ...

    def inside(
        self, moment: Moment, layer_id: str, name: str, place: Index, most: int | None
    ) -> Derivation:
        """All about a number that stays inside, by its name and its own index.

        Raises IndexError for a name or place that is not there.
        """
        ...


@runtime_checkable
class HasFurtherBack(Protocol):
    """A layer whose way back goes on from ∂C/∂a inside."""

    def further_back(
        self, moment: Moment, layer_id: str, place: Index, most: int | None
    ) -> tuple[Equation, ...]:
        """What follows on ∂C/∂a of an output."""
        ...


@runtime_checkable
class SaysOfGradient(Protocol):
    """A layer whose weights learn from more than one value a sample."""

    def about_gradient(self, moment: Moment, layer_id: str) -> str:
        """A sentence about the sum that ∂C/∂w is."""
        ...
