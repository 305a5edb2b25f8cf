"""How a sentence calls the numbers of an equation."""

from nnstudio.explain.expressions import (
    Applied,
    Difference,
    Expression,
    Largest,
    Number,
    Power,
    Product,
    Quotient,
    Rest,
    Sum,
)

_LOWERED = str.maketrans("0123456789+−jkst", "₀₁₂₃₄₅₆₇₈₉₊₋ⱼₖₛₜ")
_RAISED = str.maketrans("0123456789+−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
NAMES = {"sqrt": "√", "relu": "ReLU", "leaky relu": "leaky ReLU"}
"""Functions that are not written by their own name."""


def spoken(symbol: str) -> str:
    """A symbol for a sentence: w₂,₁ for w_{2,1}."""
    written, at = "", 0
    while at < len(symbol):
        sign = symbol[at]
        if sign in "_^" and at + 1 < len(symbol):
            end = symbol.find("}", at) if symbol[at + 1] == "{" else at + 1
            end = len(symbol) - 1 if end < 0 else end
            script = symbol[at + 1 : end + 1].strip("{}")
            table = _LOWERED if sign == "_" else _RAISED
            known = all(ord(one) in table or one in ",′'" for one in script)
            written += script.translate(table) if known else f"{sign}{script}"
            at = end + 1
        else:
            written += "" if sign in "{}" else sign
            at += 1
    return written


def formula(node: Expression) -> str:
    """An expression in symbols, short enough for a sentence."""
    if isinstance(node, Number):
        return spoken(node.symbol)
    if isinstance(node, Rest):
        return "the smaller terms"
    if isinstance(node, Sum):
        return " + ".join(_inner(term) for term in node.terms)
    if isinstance(node, Product):
        if len(node.factors) == 2 and _is_minus_one(node.factors[0]):
            return f"−{_inner(node.factors[1])}"
        return " · ".join(_inner(factor) for factor in node.factors)
    if isinstance(node, Quotient):
        return f"{_inner(node.over)} / {_inner(node.under)}"
    if isinstance(node, Difference):
        return f"{formula(node.first)} − {_inner(node.second)}"
    if isinstance(node, Power):
        exponent = f"{node.exponent:g}".translate(_RAISED)
        return f"{_inner(node.base)}{exponent}"
    if isinstance(node, Largest):
        return f"max({', '.join(formula(one) for one in node.of)})"
    return f"{function_name(node)}({formula(node.argument)})"


def function_name(node: Applied) -> str:
    """A function as its name is written."""
    return NAMES.get(node.function, node.function)


def factor_name(factor: Expression) -> str:
    """What a factor is, with its symbol: “the weight w₂,₁”."""
    if not isinstance(factor, Number):
        return _inner(factor)
    symbol = spoken(factor.symbol)
    role = factor.place.role if factor.place is not None else ""
    if symbol == "η":
        return "the learning rate η"
    noun = {
        "weight": "the bias" if symbol.startswith("b") else "the weight",
        "input": "the input",
        "output": "the activation",
        "sum": "the sum",
        "gradient": "the gradient",
    }.get(role)
    return f"{noun} {symbol}" if noun else symbol


def _is_minus_one(node: Expression) -> bool:
    return isinstance(node, Number) and node.symbol == "−1"


def _inner(node: Expression) -> str:
    text = formula(node)
    loose = isinstance(node, Sum | Difference | Quotient | Product) and " " in text
    return f"({text})" if loose else text
