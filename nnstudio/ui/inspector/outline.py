"""An equation as a list of nodes and a key: equal keys are typeset once, with other numbers in."""

from collections.abc import Iterator

from nnstudio.explain.expressions import (
    Applied,
    Difference,
    Equation,
    Expression,
    Largest,
    Number,
    Power,
    Product,
    Quotient,
    Rest,
    Sum,
)
from nnstudio.ui.inspector.figures import literal

Key = tuple[object, ...]


def children(node: Expression) -> tuple[Expression, ...]:
    """What an expression is made of."""
    if isinstance(node, Sum):
        return node.terms
    if isinstance(node, Product):
        return node.factors
    if isinstance(node, Quotient):
        return node.over, node.under
    if isinstance(node, Difference):
        return node.first, node.second
    if isinstance(node, Power):
        return (node.base,)
    if isinstance(node, Applied):
        return (node.argument,)
    if isinstance(node, Largest):
        return node.of
    return ()


def walk(node: Expression) -> Iterator[Expression]:
    """The expression and all that is in it, itself first."""
    yield node
    for child in children(node):
        yield from walk(child)


def nodes_of(equation: Equation) -> list[Expression]:
    """Left side first, then everything on the right: the numbers that a template asks for."""
    return [equation.left, *walk(equation.right)]


def is_setting(number: Number) -> bool:
    """Whether it is a constant or a setting: its text is a part of the template."""
    return number.place is None and literal(number.value) is not None


def key_of(nodes: list[Expression]) -> Key:
    """What the layout depends on: the structure and the symbols, and no number that changes."""
    return tuple(_mark(node) for node in nodes)


def _mark(node: Expression) -> object:
    if isinstance(node, Number):
        return (node.symbol, literal(node.value) if is_setting(node) else None)
    if isinstance(node, Rest):
        return node.count
    if isinstance(node, Sum):
        return ("Σ", len(node.terms), node.symbol)
    if isinstance(node, Product):
        return ("·", len(node.factors))
    if isinstance(node, Largest):
        return ("max", len(node.of))
    if isinstance(node, Applied):
        return ("f", node.function)
    if isinstance(node, Power):
        return ("^", node.exponent)
    return type(node).__name__
