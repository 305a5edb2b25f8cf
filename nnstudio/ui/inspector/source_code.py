"""The lines of our own core that compute a thing, from the running source or from a bundle."""

import ast
import inspect
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import FunctionType

from nnstudio.app.inspection import Working
from nnstudio.data.resources import resource

MISSING = ""


@dataclass(frozen=True)
class Passage:
    """Some lines of a file: its name within the package, the first line's number, the text, and
    which of its lines (counted from 0) do what was asked about."""

    file: str
    first: int
    text: str
    marked: tuple[int, ...] = ()


FORWARD = ("forward",)
BACKWARD = ("backward", "backward_from_z")
MARKS = {
    "value": ("self.Z", ".dot(X", "forward(self.Z", "self.A", "result"),
    "weight": ("dWb", "subtract(w"),
}


def passages(working: Working, weight: bool) -> list[Passage]:
    """How the layer goes forward and back, its activation's two ways, and for a weight the step
    of the optimiser."""
    found = [
        _method(working.kind, name, weight)
        for name in (*FORWARD, *BACKWARD)
        if _owner(working.kind, name) is not None
    ]
    if working.activation is not None and not weight:
        found += [
            _method(working.activation, name, weight)
            for name in ("forward", "backward")
            if _owner(working.activation, name) is not None
        ]
    if weight:
        names = [name for name in vars(working.optimiser) if _is_step(working.optimiser, name)]
        found += [_method(working.optimiser, name, weight) for name in names]
    return [one for one in found if one is not None]


def _is_step(kind: type, name: str) -> bool:
    return not name.startswith("_") and isinstance(vars(kind)[name], FunctionType)


def _owner(kind: type, name: str) -> type | None:
    """The class that has this method itself: the kind or one that it is derived from."""
    for one in kind.__mro__[:-1]:
        if name in vars(one):
            return one
    return None


def _method(kind: type, name: str, weight: bool) -> Passage | None:
    owner = _owner(kind, name)
    if owner is None:
        return None
    return _passage(owner.__module__, owner.__qualname__, name, weight)


@lru_cache(maxsize=64)
def _passage(module: str, owner: str, name: str, weight: bool) -> Passage | None:
    source = source_of(module)
    if not source:
        return None
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef) and node.name == owner:
            for own in node.body:
                if isinstance(own, ast.FunctionDef) and own.name == name:
                    lines = source.splitlines()[own.lineno - 1 : own.end_lineno]
                    text = inspect.cleandoc("\n".join(["", *lines]))
                    signs = MARKS["weight" if weight else "value"]
                    marked = tuple(
                        at
                        for at, line in enumerate(lines)
                        if at and any(sign in line for sign in signs)
                    )
                    file = module.replace(".", "/") + ".py"
                    return Passage(file, own.lineno, text, marked)
    return None


@lru_cache(maxsize=64)
def source_of(module: str) -> str:
    """The text of a module: beside its package, or among the resources of a bundle."""
    package, _, name = module.rpartition(".")
    try:
        return files(package).joinpath(f"{name}.py").read_text(encoding="utf-8")
    except (OSError, ModuleNotFoundError, TypeError):
        pass
    try:
        return resource("source", *module.split(".")[:-1], f"{name}.py").read_text("utf-8")
    except OSError:
        return MISSING
