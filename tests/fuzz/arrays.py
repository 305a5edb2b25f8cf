"""NumPy's files of arrays with headers that lie and numbers that cannot be."""

import io
from typing import Any

import numpy as np
from hypothesis import strategies as st

from tests.fuzz import pieces
from tests.project.archives import npy, npy_with_header

HEADERS = (
    "{'descr': '<f8', 'fortran_order': False, 'shape': (137438953472,), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (999999999999, 999999999999), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 999999999999), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (-8,), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (), }",
    "{'descr': '<f8', 'fortran_order': True, 'shape': (3, 4), }",
    "{'descr': '|O', 'fortran_order': False, 'shape': (3,), }",
    "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (3,), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'more': 1, }",
    "__import__('os').system('true')",
    "(" * 5_000,
    "",
)
KINDS = ("<f8", "<f4", "<i8", "<u4", "<u2", "|u1", ">f8", ">i8", "<c16", "<f2", "<i4", "<U3", "|b1")
VALUES = (np.nan, np.inf, -np.inf, 0.0, -0.0, 1e308, -1e308, 5e-324, 2.0**62, -1.0, 1e30, 0.5)


@st.composite
def damaged(draw: st.DrawFn, sound: bytes) -> bytes:
    """The file of an array, not as it was."""
    deed = draw(st.sampled_from(("header", "kind", "values", "values", "size", "pieces", "pickle")))
    values = np.load(io.BytesIO(sound))
    if deed == "header":
        return npy_with_header(draw(st.sampled_from(HEADERS)), draw(st.binary(max_size=64)))
    if deed == "pieces":
        return draw(pieces.damaged(sound))
    if deed == "pickle":
        return npy(np.array([{"a": 1}], object), allow_pickle=True)
    if deed == "kind":
        kind = draw(st.sampled_from(KINDS))
        with np.errstate(all="ignore"):
            return npy(_as(values, kind))
    if deed == "size":
        return npy(_resized(draw, values))
    return npy(_filled(draw, values.copy()))


def _as(values: Any, kind: str) -> Any:
    return values.astype(kind) if values.dtype.kind != "c" else values.real.astype(kind)


def _resized(draw: st.DrawFn, values: Any) -> Any:
    kind = draw(st.sampled_from(("less", "more", "none", "flat", "deep", "million", "row")))
    if kind == "less":
        return values[..., :-1]
    if kind == "more":
        return np.concatenate([values, values])
    if kind == "none":
        return values[:0]
    if kind == "flat":
        return values.ravel()
    if kind == "deep":
        return values[np.newaxis, np.newaxis]
    if kind == "row":
        return values[np.newaxis]
    return np.resize(values, 10**6)


def _filled(draw: st.DrawFn, values: Any) -> Any:
    flat = values.reshape(-1)
    if not flat.size:
        return values
    value = draw(st.sampled_from(VALUES))
    with np.errstate(all="ignore"):
        found = np.array(value).astype(values.dtype)
    if draw(st.booleans()):
        flat[...] = found
    else:
        flat[draw(st.integers(0, flat.size - 1))] = found
    return values


def text_in(array: bytes) -> bytes:
    """The text that lies in an array of bytes."""
    return np.load(io.BytesIO(array)).tobytes()  # type: ignore[no-any-return]


def with_text(text: bytes) -> bytes:
    """An array of the bytes of a text."""
    return npy(np.frombuffer(text, np.uint8))
