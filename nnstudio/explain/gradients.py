"""∂C/∂w as the mean over a batch of what every sample says."""

from collections.abc import Callable

from nnstudio.explain.expressions import (
    Expression,
    Number,
    Product,
    Quotient,
    Sum,
    folded,
)
from nnstudio.explain.symbols import indexed
from nnstudio.nn.columns import Array


def gradient_sum(
    deltas: Array,
    inputs: Array | None,
    row: int,
    column: int,
    batch: int,
    most: int | None,
    named: Callable[[int], str] | None = None,
) -> Expression:
    """1/n Σ_s δ^s x^s, over the columns s of a batch of n samples.

    deltas (columns,): of the loss of the batch, as the core has them; each is shown n times as
    large, as that of its own sample. inputs (columns,), or None for a bias, which reads a 1.
    named: what a column is called, by its sample and step; else it is its number.
    """
    own = batch * deltas.astype(float)
    read = None if inputs is None else inputs.astype(float)
    products = own if read is None else own * read

    def term(index: int) -> Expression:
        above = str(index + 1) if named is None else named(index)
        delta = Number(indexed("δ", row, above=above), float(own[index]))
        if read is None:
            return delta
        return Product((delta, Number(indexed("x", column, above=above), float(read[index]))))

    over = "s" if named is None else "s,t"
    reads = "" if read is None else f" x_{{{column + 1}}}^{{{over}}}"
    symbol = f"Σ_{{{over}}} δ_{{{row + 1}}}^{{{over}}}{reads}"
    total = Sum(folded([float(one) for one in products], term, most), symbol)
    return Quotient(total, Number(str(batch), float(batch)))
