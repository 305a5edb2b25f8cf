"""Which characters the program shows: those of its own words, and of the texts that come along.

They are read from the compiled code, since a bundle carries no source.
"""

import pkgutil
from collections.abc import Iterator
from importlib.util import find_spec
from types import CodeType

import nnstudio
from nnstudio.data.resources import resource

ONLY_READ = "﹣－"
"""Minus signs that the program understands where someone types them, and never writes."""
NOT_SHOWN = (f"{nnstudio.__name__}.start.self_test",)
"""Modules whose words stand for other things."""


def characters() -> set[str]:
    """Return every printable character beyond the space."""
    found: set[str] = set()
    for name in _modules():
        code = _code(name)
        if code is not None:
            for text in _strings(code):
                found.update(text)
    for path in resource("data").glob("*.*"):
        if path.suffix in (".txt", ".csv"):
            found.update(path.read_text(encoding="utf-8-sig"))
    return {c for c in found - set(ONLY_READ) if c.isprintable() and not c.isspace()}


def _modules() -> Iterator[str]:
    for module in pkgutil.walk_packages(nnstudio.__path__, nnstudio.__name__ + "."):
        if not module.name.startswith(NOT_SHOWN) and not module.name.endswith("__main__"):
            yield module.name


def _code(name: str) -> CodeType | None:
    spec = find_spec(name)
    get_code = getattr(spec.loader, "get_code", None) if spec is not None else None
    return get_code(name) if get_code is not None else None


def _strings(code: CodeType) -> Iterator[str]:
    """Yield the strings of some code and of all that is inside it, but no docstring."""
    waiting: list[object] = [code]
    while waiting:
        value = waiting.pop()
        if isinstance(value, CodeType):
            inner = value.co_consts
            waiting.extend(inner[1:] if _has_docstring(value) else inner)
        elif isinstance(value, str):
            yield value
        elif isinstance(value, tuple | frozenset):
            waiting.extend(value)


def _has_docstring(code: CodeType) -> bool:
    return bool(code.co_flags & 0x2) and bool(code.co_consts) and isinstance(code.co_consts[0], str)
