"""JSON with values that it should not have, at any place of a sound one."""

import json
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st


class Raw(str):
    """Text that stands in the JSON as it is."""


class Pairs(list[tuple[str, Any]]):
    """An object as a list of its fields, so that one can be there twice."""


NUMBERS: tuple[Any, ...] = (
    -1, 0, 1, 2, 0.5, -0.0, 100, 512, 513, 4096, 4097, 100_000, 10**6, 2**31, 2**32, 2**53, 2**62,
    2**63, 2**64, 10**30, 1e-320, 1e30, 1e154, 1e308, -1e308, Raw("1e400"), Raw("-1e999"),
    Raw("NaN"), Raw("Infinity"), Raw("-Infinity"), Raw("9" * 5000), Raw("0." + "1" * 5000),
    Raw("1E5"), Raw("01"), Raw("0x10"), Raw("1_000"), True, None,
)  # fmt: skip
TEXTS: tuple[Any, ...] = (
    "", " ", "a", "xor", "softmax", "table", "<img src=x onerror=alert(1)>", "../../etc/passwd",
    "C:\\Windows", "\u202egnp.exe", "a\nb", "a\tb\x07\x1b[2J", "\u2028", "𝕏" * 50, "é" * 300,
    "x" * 100_001, "__import__('os').system('true')", "{0.__class__}", "%s%n", "\ufeff",
    Raw('"\\ud800"'), Raw('"\\udc00\\ud800"'), Raw('"\\u0000"'), Raw('"\\x41"'), Raw('"open'),
    Raw('"' + "y" * 300_000 + '"'), Raw('"' + "," * 300_000 + '"'),
)  # fmt: skip
SHAPES: tuple[Any, ...] = (
    [], {}, [[]], [None], [0] * 1000, [[]] * 1000, {"kind": "table"}, {"kind": "built-in"},
    {"kind": "dense"}, {"": 0}, Raw("[" * 100_000 + "]" * 100_000), Raw("[" * 900 + "]" * 900),
    Raw('{"a":' * 50_000 + "1" + "}" * 50_000), Raw("[" + "0," * 50_000 + "0]"),
    Raw("{" + ",".join(f'"k{i}":0' for i in range(20_000)) + "}"), Raw(""), Raw("]"), Raw("//"),
)  # fmt: skip
HOSTILE = st.one_of(
    st.sampled_from(NUMBERS), st.sampled_from(TEXTS), st.sampled_from(SHAPES).map(deepcopy)
)
DEEDS = st.sampled_from(("set", "set", "set", "drop", "twice", "many", "rename", "swap", "add"))


def dumped(tree: Any) -> str:
    """The text of a tree."""
    if isinstance(tree, Raw):
        return str(tree)
    if isinstance(tree, dict):
        return dumped(Pairs(tree.items()))
    if isinstance(tree, Pairs):
        return "{" + ",".join(f"{json.dumps(key)}:{dumped(value)}" for key, value in tree) + "}"
    if isinstance(tree, list):
        return "[" + ",".join(map(dumped, tree)) + "]"
    return json.dumps(tree)


@st.composite
def damaged(draw: st.DrawFn, sound: bytes) -> bytes:
    """The text of a sound tree with one to three deeds done to it."""
    tree: Any = json.loads(sound)
    for _ in range(draw(st.integers(1, 3))):
        tree = _with(draw, tree, _places(tree))
    return dumped(tree).encode("utf-8", "surrogatepass")


def _places(tree: Any) -> list[tuple[Any, Any]]:
    """Every place of a tree: what it is in, and under which name or number."""
    found = []
    inside = [tree]
    while inside:
        here = inside.pop()
        names = list(here) if isinstance(here, dict) else []
        numbers = list(range(len(here))) if type(here) is list else []
        for name in (*names, *numbers):
            found.append((here, name))
            inside.append(here[name])
    return found


def _with(draw: st.DrawFn, tree: Any, places: list[tuple[Any, Any]]) -> Any:
    if not places or draw(st.integers(0, 60)) == 0:
        return draw(HOSTILE)
    here, name = places[draw(st.integers(0, len(places) - 1))]
    deed = draw(DEEDS)
    if deed == "set":
        here[name] = draw(HOSTILE)
    elif deed == "drop":
        del here[name]
    elif deed == "twice":
        here[name] = Pairs([("kind", "dense"), ("kind", "dense"), ("id", "a"), ("id", here[name])])
    elif deed == "many":
        here[name] = [Raw(dumped(here[name]))] * draw(st.sampled_from((2, 100, 101, 2000)))
    elif deed == "swap":
        other, there = places[draw(st.integers(0, len(places) - 1))]
        here[name] = Raw(dumped(other[there]))
    elif isinstance(here, dict):
        new = str(
            draw(st.sampled_from(("", "kind", "id", "units", "\u202e", "a\x00b", "z" * 5000)))
        )
        here[new] = here.pop(name) if deed == "rename" else draw(HOSTILE)
    return tree
