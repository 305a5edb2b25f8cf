"""The numbers inside attention, each with its symbol and its place, for the chosen sample."""

from nnstudio.explain.expressions import Applied, Expression, Number, Place
from nnstudio.explain.moment import Moment
from nnstudio.explain.symbols import indexed
from nnstudio.nn.columns import Array
from nnstudio.nn.layers.attention import MultiHeadAttention

Index = tuple[int, ...]
KINDS = ("query", "key", "value")
"""In the order of their row blocks in W_in."""
LETTERS = ("q", "k", "v")


def attention_layer(moment: Moment, layer_id: str) -> MultiHeadAttention:
    """The layer, which is known to be attention."""
    layer = moment.layer(layer_id)
    assert isinstance(layer, MultiHeadAttention)
    return layer


def visible_keys(moment: Moment, layer_id: str, query: int) -> list[int]:
    """The positions that this one looks at: all, or with a mask none that come later."""
    layer = attention_layer(moment, layer_id)
    return list(range(query + 1 if layer.causal else layer.output_shape[1]))


def part_number(moment: Moment, layer_id: str, kind: int, row: int, position: int) -> Number:
    """q, k or v in a row of all heads, at a position."""
    layer = attention_layer(moment, layer_id)
    by_head = (layer.Q, layer.K, layer.V)[kind]
    value = _at(layer, by_head, row, position, moment.column)
    if kind == 0:
        value /= float(layer.scaling)  # the core has 1/√d in its queries already
    place = Place("part", layer_id, (row, position), KINDS[kind])
    return Number(indexed(LETTERS[kind], row, position), value, place)


def part_delta(moment: Moment, layer_id: str, kind: int, row: int, position: int) -> Number:
    """∂C/∂q, ∂C/∂k or ∂C/∂v, of the chosen sample alone."""
    layer = attention_layer(moment, layer_id)
    by_head = (layer.dQ, layer.dK, layer.dV)[kind]
    value = moment.share * _at(layer, by_head, row, position, moment.column)
    place = Place("delta", layer_id, (row, position), KINDS[kind])
    return Number(indexed("δ", row, position, above=LETTERS[kind]), value, place)


def found_number(moment: Moment, layer_id: str, row: int, position: int) -> Number:
    """o: what a head found, in a row of all heads, for the query at this position."""
    layer = attention_layer(moment, layer_id)
    value = _at(layer, layer.found, row, position, moment.column)
    return Number(
        indexed("o", row, position), value, Place("part", layer_id, (row, position), "found")
    )


def found_slope(moment: Moment, layer_id: str, row: int, position: int) -> Number:
    """∂C/∂o, of the chosen sample alone."""
    layer = attention_layer(moment, layer_id)
    value = moment.share * _at(layer, layer.d_found, row, position, moment.column)
    place = Place("delta", layer_id, (row, position), "found")
    return Number(f"∂C/∂{indexed('o', row, position)}", value, place)


def score_number(moment: Moment, layer_id: str, head: int, query: int, key: int) -> Number:
    """q·k / √d, before the mask and the softmax."""
    # The core writes the softmax over its scores, so the product is taken again.
    layer, sample = attention_layer(moment, layer_id), moment.column
    value = float(layer.K[head, sample, :, key].dot(layer.Q[head, sample, :, query]))
    place = Place("part", layer_id, (head, query, key), "score")
    return Number(indexed("e", head, query, key), value, place)


def score_delta(moment: Moment, layer_id: str, head: int, query: int, key: int) -> Number:
    """∂C/∂score, of the chosen sample alone."""
    layer = attention_layer(moment, layer_id)
    value = moment.share * float(layer.dZ_scores[head, moment.column, key, query])
    place = Place("delta", layer_id, (head, query, key), "score")
    return Number(indexed("δ", head, query, key), value, place)


def attention_weight(moment: Moment, layer_id: str, head: int, query: int, key: int) -> Number:
    """s: how much of its look a query gives to a key."""
    layer = attention_layer(moment, layer_id)
    value = float(layer.scores[head, moment.column, key, query])
    place = Place("part", layer_id, (head, query, key), "weight")
    return Number(indexed("s", head, query, key), value, place)


def weight_slope(moment: Moment, layer_id: str, head: int, query: int, key: int) -> Number:
    """∂C/∂s, of the chosen sample alone."""
    layer = attention_layer(moment, layer_id)
    value = moment.share * float(layer.d_scores[head, moment.column, key, query])
    place = Place("delta", layer_id, (head, query, key), "weight")
    return Number(f"∂C/∂{indexed('s', head, query, key)}", value, place)


def root(d: int) -> Expression:
    """√d."""
    return Applied("sqrt", Number(str(d), float(d)))


def _at(layer: MultiHeadAttention, by_head: Array, row: int, position: int, column: int) -> float:
    """From (heads, batch, d, time), by the row of all heads."""
    head, inside = divmod(row, layer.outputs // layer.heads)
    return float(by_head[head, column, inside, position])
