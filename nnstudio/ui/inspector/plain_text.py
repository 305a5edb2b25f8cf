"""Equations as plain text, to be copied into notes or a program."""

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
from nnstudio.ui.inspector.figures import LONG, figure, literal
from nnstudio.ui.inspector.markup import plain
from nnstudio.ui.inspector.outline import is_setting


def text_of(equation: Equation) -> str:
    """left = in symbols = in numbers = value, on one line."""
    parts = [plain(equation.left.symbol), symbolic(equation.right)]
    if not isinstance(equation.right, Number):
        parts.append(_written(equation.right, numbers=True))
    return " = ".join((*parts, figure(equation.left.value, LONG)))


def symbolic(expression: Expression) -> str:
    """An expression in symbols."""
    return _written(expression, numbers=False)


def _written(node: Expression, numbers: bool) -> str:
    if isinstance(node, Number):
        if not numbers:
            return plain(node.symbol)
        return (literal(node.value) if is_setting(node) else None) or figure(node.value, LONG)
    if isinstance(node, Rest):
        return figure(node.value, LONG) if numbers else "…"
    if isinstance(node, Sum):
        if node.symbol and not numbers:
            return plain(node.symbol)
        return " + ".join(_inner(term, numbers) for term in node.terms)
    if isinstance(node, Product):
        return (" × " if numbers else " · ").join(_inner(one, numbers) for one in node.factors)
    if isinstance(node, Quotient):
        return f"{_inner(node.over, numbers)} / {_inner(node.under, numbers)}"
    if isinstance(node, Difference):
        return f"{_written(node.first, numbers)} − {_inner(node.second, numbers)}"
    if isinstance(node, Power):
        base = _inner(node.base, numbers)
        base = f"({base})" if isinstance(node.base, Number) and "/" in base else base
        return f"{base}^{node.exponent:g}"
    if isinstance(node, Largest):
        return f"max({', '.join(_written(one, numbers) for one in node.of)})"
    assert isinstance(node, Applied)
    return f"{node.function}({_written(node.argument, numbers)})"


def _inner(node: Expression, numbers: bool) -> str:
    """In brackets where it would be read otherwise without them."""
    text = _written(node, numbers)
    negative = numbers and isinstance(node, Number) and text.startswith("−")
    loose = isinstance(node, Sum | Difference | Quotient | Product) and " " in text
    return f"({text})" if loose or negative else text
