"""Pooling: one value for a window, an image or a sequence; nothing is learned."""

from nnstudio.explain.activations import from_further_up
from nnstudio.explain.expressions import (
    Equation,
    Expression,
    Largest,
    Number,
    Product,
    Quotient,
    Rest,
    Sum,
    folded,
)
from nnstudio.explain.moment import Moment
from nnstudio.explain.values import input_number, output_number
from nnstudio.explain.windows import pixel_at, windows_over
from nnstudio.nn.columns import values_of
from nnstudio.nn.layers.average_pool2d import AvgPool2D
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.layers.max_pool2d import MaxPool2D

Index = tuple[int, ...]
ZERO, ONE = Number("0", 0.0), Number("1", 1.0)


class MaxPoolExplainer:
    """a = the largest of a window; back, all of ∂C/∂a goes to the place where that stood."""

    def forward(
        self, moment: Moment, layer_id: str, place: Index, most: int | None
    ) -> tuple[Equation, ...]:
        """The largest of the window; of a wide one, the largest few and those left over."""
        seen = window_of(_pool(moment, layer_id), place)
        values = [_read(moment, layer_id, at) for at in seen]
        order = sorted(range(len(seen)), key=lambda index: -values[index])
        shown, left = order, list[int]()
        if most is not None and len(seen) > most + 1:
            shown, left = order[:most], order[most:]
        of: tuple[Expression, ...] = tuple(
            input_number(moment, layer_id, seen[index]) for index in sorted(shown)
        )
        if left:
            of = (*of, Rest(len(left), values[left[0]]))
        about = f"Of the {len(seen)} values in the window only the largest goes on."
        return (Equation(output_number(moment, layer_id, place), Largest(of), about),)

    def to_input(self, moment: Moment, layer_id: str, place: Index, most: int | None) -> Expression:
        """∂C/∂x: what comes back to every window in which this value was the largest."""
        layer = _pool(moment, layer_id)
        windows = _windows(layer, place)
        won = [winner_of(moment, layer_id, at) == place for at in windows]
        back = [from_further_up(moment, layer_id, at) for at in windows]

        def term(index: int) -> Expression:
            return Product((ONE if won[index] else ZERO, back[index]))

        values = [one.value if yes else 0.0 for one, yes in zip(back, won, strict=True)]
        return _sum(folded(values, term, most))


class AvgPoolExplainer:
    """a = the mean of a window; back, every pixel gets the same share of ∂C/∂a."""

    def forward(
        self, moment: Moment, layer_id: str, place: Index, most: int | None
    ) -> tuple[Equation, ...]:
        """The sum of the window over how many it sees."""
        seen = window_of(_pool(moment, layer_id), place)
        return (_mean(moment, layer_id, place, seen, "of the window", most),)

    def to_input(self, moment: Moment, layer_id: str, place: Index, most: int | None) -> Expression:
        """∂C/∂x: a share of what comes back to every window that saw the value."""
        layer = _pool(moment, layer_id)
        back = [from_further_up(moment, layer_id, at) for at in _windows(layer, place)]
        values = [one.value for one in back]
        total = _sum(folded(values, lambda index: back[index], most))
        return Quotient(total, _count(layer.rows.size * layer.columns.size))


class MeanExplainer:
    """a = the mean of a whole image, or of all steps; back, each gets the same share."""

    def __init__(self, over: str) -> None:
        """over: what the mean is taken over, in words."""
        self.over = over

    def forward(
        self, moment: Moment, layer_id: str, place: Index, most: int | None
    ) -> tuple[Equation, ...]:
        """The sum over how many there are."""
        seen = _all_of(moment.layer(layer_id), place[0])
        return (_mean(moment, layer_id, place, seen, self.over, most),)

    def to_input(self, moment: Moment, layer_id: str, place: Index, most: int | None) -> Expression:
        """∂C/∂x: ∂C/∂a over how many share it."""
        channel = place[0]
        count = len(_all_of(moment.layer(layer_id), channel))
        return Quotient(from_further_up(moment, layer_id, (channel,)), _count(count))


def window_of(layer: MaxPool2D | AvgPool2D, place: Index) -> list[Index]:
    """(channel, row, column) of every value that the window at this place sees, row by row."""
    channel, down, right = place
    rows = [pixel_at(layer.rows, down, step) for step in range(layer.rows.size)]
    columns = [pixel_at(layer.columns, right, step) for step in range(layer.columns.size)]
    return [(channel, y, x) for y in rows for x in columns if y is not None and x is not None]


def winner_of(moment: Moment, layer_id: str, place: Index) -> Index:
    """Where the largest of a window stands; of equals the first by column, then by row."""
    seen = window_of(_pool(moment, layer_id), place)
    by_column = sorted(seen, key=lambda at: (at[2], at[1]))
    return max(by_column, key=lambda at: _read(moment, layer_id, at))


def _windows(layer: MaxPool2D | AvgPool2D, place: Index) -> list[Index]:
    """The places of all windows that see this value."""
    channel, y, x = place
    return [
        (channel, down, right)
        for down, _ in windows_over(layer.rows, y)
        for right, _ in windows_over(layer.columns, x)
    ]


def _all_of(layer: Layer, channel: int) -> list[Index]:
    """Every place of one channel or feature of what the layer reads."""
    places: list[Index] = [(channel,)]
    for length in layer.input_shape[1:]:
        places = [(*place, at) for place in places for at in range(length)]
    return places


def _mean(
    moment: Moment, layer_id: str, place: Index, seen: list[Index], over: str, most: int | None
) -> Equation:
    values = [_read(moment, layer_id, at) for at in seen]

    def term(index: int) -> Expression:
        return input_number(moment, layer_id, seen[index])

    right = Quotient(Sum(folded(values, term, most), "Σ_{p} x_{p}"), _count(len(seen)))
    left = output_number(moment, layer_id, place)
    return Equation(left, right, f"The mean {over}: {len(seen)} values, each with the same weight.")


def _sum(terms: tuple[Expression, ...]) -> Expression:
    """The sum of the terms; 0 where no window sees a value."""
    if not terms:
        return ZERO
    return terms[0] if len(terms) == 1 else Sum(terms)


def _count(count: int) -> Number:
    return Number(str(count), float(count))


def _read(moment: Moment, layer_id: str, place: Index) -> float:
    return float(values_of(moment.read_by(layer_id))[*place, moment.column])


def _pool(moment: Moment, layer_id: str) -> MaxPool2D | AvgPool2D:
    layer = moment.layer(layer_id)
    assert isinstance(layer, MaxPool2D | AvgPool2D)
    return layer
