"""A pixel of a feature map: what a filter says about the patch that its window stands on."""

import numpy as np

from nnstudio.explain.activations import activated, curve_at
from nnstudio.explain.derivation import Curve
from nnstudio.explain.expressions import (
    Equation,
    Expression,
    Number,
    Place,
    Product,
    Quotient,
    Sum,
    folded,
)
from nnstudio.explain.moment import Moment
from nnstudio.explain.symbols import indexed
from nnstudio.explain.values import (
    delta_number,
    deltas_of,
    input_number,
    sum_number,
    weight_number,
)
from nnstudio.explain.windows import pixel_at, windows_over
from nnstudio.nn.columns import Array
from nnstudio.nn.layers.conv2d import Conv2D

Index = tuple[int, ...]


class ConvolutionExplainer:
    """z = Σ w x + b over a patch, a = f(z); back, Σ w δ over all windows that saw a pixel."""

    def forward(
        self, moment: Moment, layer_id: str, place: Index, most: int | None
    ) -> tuple[Equation, ...]:
        """z and a of a pixel of a feature map."""
        layer = _layer(moment, layer_id)
        filter_, *position = place
        seen = patch_of(layer, (position[0], position[1]))
        X = moment.read_by(layer_id)
        read = [0.0 if at is None else float(X[*at, moment.column]) for at in seen]
        values = [float(w) * x for w, x in zip(layer.W[filter_], read, strict=True)]
        values += [float(b) for b in layer.b[filter_]]
        columns = layer.parameter_shape[1]

        def term(column: int) -> Expression:
            weight = weight_number(moment, layer_id, filter_, column, columns)
            if column == layer.patch:
                return weight
            at = seen[column]
            under = _zero(layer_id, place) if at is None else input_number(moment, layer_id, at)
            return Product((weight, under))

        bias = f" + b_{{{filter_ + 1}}}" if layer.has_bias else ""
        total = Sum(folded(values, term, most), f"Σ_{{p}} w_{{{filter_ + 1},p}} x_{{p}}{bias}")
        padding = sum(at is None for at in seen)
        about = "The kernel on the patch under it: every weight times the pixel that it lies on"
        about += ", and the bias." if layer.has_bias else "."
        if padding:
            about += f" Of the {len(seen)} pixels {padding} are zeros around the image."
        return (
            Equation(sum_number(moment, layer_id, place), total, about),
            activated(moment, layer_id, place, most),
        )

    def curve(self, moment: Moment, layer_id: str, place: Index) -> Curve | None:
        """The activation at this pixel."""
        return curve_at(moment, layer_id, place)

    def to_input(self, moment: Moment, layer_id: str, place: Index, most: int | None) -> Expression:
        """∂C/∂x of a pixel: Σ w δ over all filters, and all places whose window saw it."""
        layer = _layer(moment, layer_id)
        deltas = deltas_of(moment.own, layer)
        assert deltas is not None
        channel, y, x = place
        columns = layer.parameter_shape[1]
        steps = [
            ((filter_, down, right), _column(layer, channel, i, j))
            for filter_ in range(layer.outputs)
            for down, i in windows_over(layer.rows, y)
            for right, j in windows_over(layer.columns, x)
        ]
        values = [
            moment.share * float(layer.W[at[0], column]) * float(deltas[*at, moment.column])
            for at, column in steps
        ]

        def term(index: int) -> Expression:
            at, column = steps[index]
            weight = weight_number(moment, layer_id, at[0], column, columns)
            return Product((weight, delta_number(moment, layer_id, at)))

        if not steps:
            return Number("0", 0.0)  # the stride steps over this pixel
        return Sum(folded(values, term, most), "Σ_{f,p} w_{f,p} δ_{f,p}")

    def about_gradient(self, moment: Moment, layer_id: str) -> str:
        """What a weight that all places of the window share learns from."""
        return (
            "The gradient: all places of the window share this kernel, so what every place says is "
            "added up, and the mean is taken over the samples of the batch."
        )

    def gradient(
        self, moment: Moment, layer_id: str, row: int, column: int, most: int | None
    ) -> Expression:
        """∂C/∂w of the batch: δ x at every place of the window, of every sample."""
        layer = moment.in_step(layer_id)
        assert isinstance(layer, Conv2D)
        deltas = deltas_of(moment.step, layer)
        assert deltas is not None
        batch = moment.step.batch
        own = batch * deltas[row].astype(float)
        bias = column == layer.patch
        read = None if bias else _read(layer, moment.read_in_step(layer_id), column)
        products = (own if read is None else own * read).ravel()

        def term(index: int) -> Expression:
            down, rest = divmod(index, layer.columns.places * batch)
            right, sample = divmod(rest, batch)
            above = str(sample + 1)
            delta = Number(
                indexed("δ", row, down, right, above=above), float(own[down, right, sample])
            )
            if read is None:
                return delta
            at = patch_of(layer, (down, right))[column]
            if at is None:
                return Product((delta, _zero(layer_id, (row, down, right))))
            seen = Number(indexed("x", *at, above=above), float(read[down, right, sample]))
            return Product((delta, seen))

        reads = "" if bias else " x_{p}^{s}"
        symbol = f"Σ_{{s,p}} δ_{{{row + 1},p}}^{{s}}{reads}"
        total = Sum(folded(products.tolist(), term, most), symbol)
        return Quotient(total, Number(str(batch), float(batch)))


def patch_of(layer: Conv2D, place: tuple[int, int]) -> list[tuple[int, int, int] | None]:
    """What the window sees at this place, in the order of a row of W.

    (channel, row, column) of each pixel, or None for one of the zeros around the image.
    """
    down, right = place
    rows = [pixel_at(layer.rows, down, step) for step in range(layer.kernel)]
    columns = [pixel_at(layer.columns, right, step) for step in range(layer.kernel)]
    return [
        None if y is None or x is None else (channel, y, x)
        for channel in range(layer.inputs)
        for y in rows
        for x in columns
    ]


def _read(layer: Conv2D, X: Array, column: int) -> Array:
    """(places down, places right, batch): what this weight of a kernel lies on, at every place."""
    channel, pixel = divmod(column, layer.kernel**2)
    i, j = divmod(pixel, layer.kernel)
    rows, columns = layer.rows, layer.columns
    ends = [(axis.before, axis.padded - axis.before - axis.length) for axis in (rows, columns)]
    padded = np.pad(X[channel].astype(float), (*ends, (0, 0)))
    return padded[
        i : i + (rows.places - 1) * rows.stride + 1 : rows.stride,
        j : j + (columns.places - 1) * columns.stride + 1 : columns.stride,
    ]


def _column(layer: Conv2D, channel: int, i: int, j: int) -> int:
    """Where a weight of a kernel stands in its row of W."""
    return (channel * layer.kernel + i) * layer.kernel + j


def _zero(layer_id: str, place: Index) -> Number:
    """A pixel outside the image."""
    return Number("0", 0.0, Place("part", layer_id, place, "padding"))


def _layer(moment: Moment, layer_id: str) -> Conv2D:
    layer = moment.layer(layer_id)
    assert isinstance(layer, Conv2D)
    return layer
