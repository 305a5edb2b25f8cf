"""Projects whose settings are all allowed, each as small or as large as it can be."""

from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec import inspect

from nnstudio import __version__
from nnstudio.data.builtin import BUILT_IN
from nnstudio.project.specs import MAX_LAYERS, Project

KEYS = tuple(BUILT_IN)
_INFO = inspect.type_info(Project)


@st.composite
def extreme(draw: st.DrawFn) -> bytes:
    """The text of project.json."""
    assert isinstance(_INFO, inspect.StructType)
    project = _struct(draw, _INFO)
    project["data"]["source"] = {**_built_in(draw)}
    project["data"]["inputs"] = []
    for number, layer in enumerate(project["layers"]):
        layer["id"] = f"layer {number}"
    return msgspec.json.encode({"format": 1, "program": __version__, "project": project})


def _built_in(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "kind": "built-in",
        "key": draw(st.sampled_from(KEYS)),
        "samples": draw(st.sampled_from((10, 11, 300, 5_000, 30_000, 100_000))),
        "noise": draw(st.sampled_from((0.0, 0.1, 1.0))),
        "classes": draw(st.integers(2, 6)),
        "length": draw(st.sampled_from((0, 1, 2, 10, 40, 100))),
        "shift": draw(st.integers(0, 4)),
    }


def _struct(draw: st.DrawFn, kind: inspect.StructType) -> dict[str, Any]:
    found = {field.encode_name: _value(draw, field.type) for field in kind.fields}
    if kind.tag_field is not None:
        found[kind.tag_field] = kind.tag
    return found


def _value(draw: st.DrawFn, kind: inspect.Type) -> Any:
    if isinstance(kind, inspect.StructType):
        return _struct(draw, kind)
    if isinstance(kind, inspect.UnionType):
        return _value(draw, draw(st.sampled_from(kind.types)))
    if isinstance(kind, inspect.LiteralType):
        return draw(st.sampled_from(kind.values))
    if isinstance(kind, inspect.BoolType):
        return draw(st.booleans())
    if isinstance(kind, inspect.IntType):
        low, high = kind.ge or 0, kind.le or 100
        return draw(st.sampled_from((low, min(low + 1, high), min(16, high), high)))
    if isinstance(kind, inspect.FloatType):
        low = kind.ge if kind.ge is not None else 1e-300
        high = kind.le if kind.le is not None else (kind.lt or 1.0) - 1e-9
        return draw(st.sampled_from((low, min(0.1, high), high)))
    if isinstance(kind, inspect.VarTupleType):
        count = draw(st.sampled_from((1, 2, 3, 5, 20, MAX_LAYERS - 2)))
        kinds = [_value(draw, kind.item_type) for _ in range(min(count, 5))]
        return [dict(kinds[place % len(kinds)]) if isinstance(kinds[0], dict) else kinds[0]
                for place in range(count)]  # fmt: skip
    return ""
