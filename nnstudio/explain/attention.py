"""Attention: queries, keys and values, how a position looks at all others, and what it finds."""

from collections.abc import Callable
from math import exp

from nnstudio.explain.attention_back import found_back, part_back, score_back, weight_back
from nnstudio.explain.attention_numbers import (
    KINDS,
    Index,
    attention_layer,
    attention_weight,
    found_number,
    part_delta,
    part_number,
    root,
    score_number,
    visible_keys,
)
from nnstudio.explain.derivation import Derivation
from nnstudio.explain.expressions import (
    Applied,
    Difference,
    Equation,
    Expression,
    Number,
    Product,
    Quotient,
    Sum,
    folded,
)
from nnstudio.explain.gradients import gradient_sum
from nnstudio.explain.inside import inner_id
from nnstudio.explain.moment import Moment
from nnstudio.explain.recurrent import weighted_deltas
from nnstudio.explain.values import input_number, output_number, weight_number
from nnstudio.explain.way_back import arriving
from nnstudio.nn.columns import Array, as_columns
from nnstudio.nn.layers.attention import MultiHeadAttention

ABOUT_KINDS = (
    "The query: what this position looks for.",
    "The key: what this position can be found by.",
    "The value: what this position has to say.",
)


class AttentionExplainer:
    """Forward a = Σ w found + b, found = Σ_keys weight · v, weight = softmax of q·k / √d, and q, k
    and v as sums; each of them explained for itself, with its own way back.

    Inside are "query", "key", "value" and "found" at (row, position), where the heads are row
    blocks, and "score" and "weight" at (head, query, key).
    """

    def forward(
        self, moment: Moment, layer_id: str, place: Index, most: int | None
    ) -> tuple[Equation, ...]:
        """An output from what the heads found at its position."""
        row, position = place
        layer, block = attention_layer(moment, layer_id), inner_id(layer_id, "out")
        reads = layer.found1[:, moment.column * layer.output_shape[1] + position]

        def read(found: int) -> Number:
            return found_number(moment, layer_id, found, position)

        total = _row_sum(moment, block, row, reads, read, most, "o")
        about = "What all heads found for this position, times their weights."
        return (Equation(output_number(moment, layer_id, place), total, about),)

    def to_input(self, moment: Moment, layer_id: str, place: Index, most: int | None) -> Expression:
        """∂C/∂x of an input: Σ_k w_k δ_k over its query, its key and its value."""
        feature, position = place
        layer = attention_layer(moment, layer_id)
        time = layer.output_shape[1]
        deltas = layer.dQKV[:, moment.column * time + position]

        def delta(row: int) -> Number:
            return part_delta(moment, layer_id, *divmod(row, layer.outputs), position)

        symbol = f"Σ_{{k}} w_{{k,{feature + 1}}} δ_{{k}}"
        weights = inner_id(layer_id, "in")
        return weighted_deltas(moment, weights, feature, deltas, delta, most, symbol)

    def about_gradient(self, moment: Moment, layer_id: str) -> str:
        """What a weight of this kind learns from."""
        return (
            "The gradient: all positions share this weight, so what every position of every "
            "sample says is added up, and the mean is taken over the samples of the batch."
        )

    def gradient(
        self, moment: Moment, layer_id: str, row: int, column: int, most: int | None
    ) -> Expression:
        """∂C/∂w of the batch, in the block "in" or "out", over all positions of every sample."""
        layer = moment.in_step(layer_id)
        assert isinstance(layer, MultiHeadAttention)
        if moment.way(layer_id).block == "in":
            deltas, reads = layer.dQKV, layer.X2
        else:
            dA = arriving(moment.step, layer)
            assert dA is not None  # its own weights learn
            deltas, reads = as_columns(dA), layer.found1
        own = None if column == layer.outputs else reads[column]
        time = layer.output_shape[1]

        def named(index: int) -> str:
            sample, position = divmod(index, time)
            return f"{sample + 1},{position + 1}"

        return gradient_sum(deltas[row], own, row, column, moment.step.batch, most, named)

    def as_output(self, moment: Moment, layer_id: str, name: str, place: Index) -> Index | None:
        """Nothing inside is an output as well."""
        return None

    def inside(
        self, moment: Moment, layer_id: str, name: str, place: Index, most: int | None
    ) -> Derivation:
        """A query, key, value, score, weight, or what a head found.

        Raises IndexError for another name, and for a place that is not there.
        """
        layer = attention_layer(moment, layer_id)
        width, time = layer.output_shape
        sizes = (layer.heads, time, time) if name in ("score", "weight") else (width, time)
        fits = len(place) == len(sizes)
        if not (fits and all(0 <= at < size for at, size in zip(place, sizes, strict=True))):
            raise IndexError("there is no such place in this layer")
        if name in KINDS:
            kind = KINDS.index(name)
            return Derivation(
                forward=(_part(moment, layer_id, kind, place, most),),
                backward=(part_back(moment, layer_id, kind, place, most),),
            )
        if name == "found":
            return Derivation(
                forward=(_found(moment, layer_id, place, most),),
                backward=(found_back(moment, layer_id, place, most),),
            )
        if name not in ("score", "weight"):
            raise IndexError(f"there is no {name} in this layer")
        score = _score(moment, layer_id, place, most)
        weight = _weight(moment, layer_id, place, most)
        back = weight_back(moment, layer_id, place, most)
        if name == "weight":
            return Derivation(forward=(score, weight), backward=(back,))
        through = score_back(moment, layer_id, place, most)
        return Derivation(forward=(score,), backward=(back, through))


def _part(moment: Moment, layer_id: str, kind: int, place: Index, most: int | None) -> Equation:
    row, position = place
    layer = attention_layer(moment, layer_id)
    reads = moment.read_by(layer_id)[:, position, moment.column]

    def read(feature: int) -> Number:
        return input_number(moment, layer_id, (feature, position))

    block = inner_id(layer_id, "in")
    total = _row_sum(moment, block, kind * layer.outputs + row, reads, read, most, "x")
    return Equation(part_number(moment, layer_id, kind, row, position), total, ABOUT_KINDS[kind])


def _row_sum(
    moment: Moment,
    block: str,
    row: int,
    reads: Array,
    read: Callable[[int], Number],
    most: int | None,
    letter: str,
) -> Sum:
    """A row of the block [W | b] times what it reads, whose numbers `read` makes."""
    shape = moment.weight_shape(block)
    weights = moment.w[moment.part(block)].reshape(shape)[row]
    values = [float(w) * float(x) for w, x in zip(weights, reads, strict=True)]

    def term(column: int) -> Expression:
        weight = weight_number(moment, block, row, column, shape[1])
        return weight if column == shape[1] - 1 else Product((weight, read(column)))

    symbol = f"Σ_{{j}} w_{{{row + 1},j}} {letter}_{{j}} + b_{{{row + 1}}}"
    return Sum(folded(values, term, most), symbol)


def _score(moment: Moment, layer_id: str, place: Index, most: int | None) -> Equation:
    head, query, key = place
    d = attention_layer(moment, layer_id).outputs // attention_layer(moment, layer_id).heads
    rows = range(head * d, (head + 1) * d)
    pairs = [
        Product(
            (
                part_number(moment, layer_id, 0, row, query),
                part_number(moment, layer_id, 1, row, key),
            )
        )
        for row in rows
    ]
    terms = folded([pair.value for pair in pairs], pairs.__getitem__, most)
    right = Quotient(Sum(terms, "Σ_{i} q_{i} k_{i}"), root(d))
    about = (
        "How well the key fits the query: their product, over the root of the head's width, so "
        "that scores stay alike however wide a head is."
    )
    if key not in visible_keys(moment, layer_id, query):
        about += " The mask then puts −∞ in its place: this key comes later than the query."
    return Equation(score_number(moment, layer_id, head, query, key), right, about)


def _weight(moment: Moment, layer_id: str, place: Index, most: int | None) -> Equation:
    head, query, key = place
    left = attention_weight(moment, layer_id, head, query, key)
    keys = visible_keys(moment, layer_id, query)
    if key not in keys:
        about = "The mask: no position looks at what comes after it, so exp(−∞) is 0."
        return Equation(left, Number("0", 0.0), about)
    scores = {one: score_number(moment, layer_id, head, query, one) for one in keys}
    highest = Number("e_{max}", max(score.value for score in scores.values()))

    def term(index: int) -> Expression:
        return Applied("exp", Difference(scores[keys[index]], highest))

    values = [exp(scores[one].value - highest.value) for one in keys]
    total = Sum(folded(values, term, most), symbol="Σ_{k} exp(e_{k} − e_{max})")
    about = (
        "Softmax shares out 100 % among all keys that this query sees. The largest score is taken "
        "off first, which changes nothing and keeps the numbers small."
    )
    return Equation(left, Quotient(term(keys.index(key)), total), about)


def _found(moment: Moment, layer_id: str, place: Index, most: int | None) -> Equation:
    row, query = place
    layer = attention_layer(moment, layer_id)
    head = row // (layer.outputs // layer.heads)
    pairs = [
        Product(
            (
                attention_weight(moment, layer_id, head, query, key),
                part_number(moment, layer_id, 2, row, key),
            )
        )
        for key in visible_keys(moment, layer_id, query)
    ]
    terms = folded([pair.value for pair in pairs], pairs.__getitem__, most)
    about = "What the head finds: the values of all positions, each by how much it looks there."
    left = found_number(moment, layer_id, row, query)
    return Equation(left, Sum(terms, "Σ_{k} s_{k} v_{k}"), about)
