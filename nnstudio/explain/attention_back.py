"""The way back inside attention, one number at a time."""

from nnstudio.explain.activations import arriving_number
from nnstudio.explain.attention_numbers import (
    Index,
    attention_layer,
    attention_weight,
    found_slope,
    part_delta,
    part_number,
    root,
    score_delta,
    visible_keys,
    weight_slope,
)
from nnstudio.explain.expressions import (
    Difference,
    Equation,
    Expression,
    Number,
    Product,
    Quotient,
    Sum,
    folded,
)
from nnstudio.explain.inside import inner_id
from nnstudio.explain.moment import Moment
from nnstudio.explain.recurrent import weighted_deltas
from nnstudio.explain.way_back import arriving


def found_back(moment: Moment, layer_id: str, place: Index, most: int | None) -> Equation:
    """∂C/∂o from the outputs above."""
    row, query = place
    dA = arriving(moment.own, attention_layer(moment, layer_id))
    assert dA is not None  # its own weights learn

    def slope(output: int) -> Number:
        found = arriving_number(moment, layer_id, (output, query))
        assert found is not None
        return found

    symbol = f"Σ_{{k}} w_{{k,{row + 1}}} ∂C/∂a_{{k}}"
    total = weighted_deltas(
        moment, inner_id(layer_id, "out"), row, dA[:, query, moment.column], slope, most, symbol
    )
    about = "What every output says about it, by the weight it looks at it with."
    return Equation(found_slope(moment, layer_id, row, query), total, about)


def weight_back(moment: Moment, layer_id: str, place: Index, most: int | None) -> Equation:
    """∂C/∂s of a weight from what its query found."""
    head, query, key = place
    layer = attention_layer(moment, layer_id)
    d = layer.outputs // layer.heads
    pairs = [
        Product(
            (
                part_number(moment, layer_id, 2, row, key),
                found_slope(moment, layer_id, row, query),
            )
        )
        for row in range(head * d, (head + 1) * d)
    ]
    terms = folded([pair.value for pair in pairs], pairs.__getitem__, most)
    about = "Looking more at this key means more of its value in all that the head found."
    left = weight_slope(moment, layer_id, head, query, key)
    return Equation(left, Sum(terms, "Σ_{i} v_{i} ∂C/∂o_{i}"), about)


def score_back(moment: Moment, layer_id: str, place: Index, most: int | None) -> Equation:
    """∂C/∂score through the softmax."""
    head, query, key = place
    pairs = [
        Product(
            (
                attention_weight(moment, layer_id, head, query, one),
                weight_slope(moment, layer_id, head, query, one),
            )
        )
        for one in visible_keys(moment, layer_id, query)
    ]
    terms = folded([pair.value for pair in pairs], pairs.__getitem__, most)
    mean = Sum(terms, "Σ_{k} s_{k} ∂C/∂s_{k}")
    right = Product(
        (
            attention_weight(moment, layer_id, head, query, key),
            Difference(weight_slope(moment, layer_id, head, query, key), mean),
        )
    )
    about = "Through the softmax: every weight depends on every score, so all their slopes count."
    return Equation(score_delta(moment, layer_id, head, query, key), right, about)


def part_back(moment: Moment, layer_id: str, kind: int, place: Index, most: int | None) -> Equation:
    """∂C/∂q, ∂C/∂k or ∂C/∂v."""
    row, position = place
    layer = attention_layer(moment, layer_id)
    d = layer.outputs // layer.heads
    head, keys = row // d, visible_keys(moment, layer_id, position)
    queries = [
        query
        for query in range(layer.output_shape[1])
        if position in visible_keys(moment, layer_id, query)
    ]
    pairs: list[Product] = []
    for other in keys if kind == 0 else queries:
        if kind == 0:
            across = part_number(moment, layer_id, 1, row, other)
            delta = score_delta(moment, layer_id, head, position, other)
        elif kind == 1:
            across = part_number(moment, layer_id, 0, row, other)
            delta = score_delta(moment, layer_id, head, other, position)
        else:
            across = attention_weight(moment, layer_id, head, other, position)
            delta = found_slope(moment, layer_id, row, other)
        pairs.append(Product((across, delta)))
    terms = folded([pair.value for pair in pairs], pairs.__getitem__, most)
    symbols = ("Σ_{k} k_{k} δ_{k}", "Σ_{q} q_{q} δ_{q}", "Σ_{q} s_{q} ∂C/∂o_{q}")
    total = Sum(terms, symbols[kind])
    about = (
        "Every score that the query took part in, by the key that it met there.",
        "Every score that the key took part in, by the query that it met there.",
        "Every position that looked here, by how much it looked.",
    )
    right: Expression = total if kind == 2 else Quotient(total, root(d))
    return Equation(part_delta(moment, layer_id, kind, row, position), right, about[kind])
