"""The settings of a kind of layer, read from what its spec declares."""

from dataclasses import dataclass
from typing import Literal

from msgspec import inspect

from nnstudio.project.layers import LayerSpec

NOT_SETTINGS = frozenset({"id", "title"})


@dataclass(frozen=True)
class Setting:
    """One field of a spec: a number with bounds, or one of some choices, or yes or no."""

    field: str
    sort: Literal["whole", "number", "choice", "flag"]
    low: float = 0.0
    high: float = 0.0
    above_low: bool = False
    choices: tuple[str, ...] = ()


def settings_of(layer: LayerSpec) -> list[Setting]:
    """All settings that a layer of this kind has, in the order in which they are declared."""
    found = inspect.type_info(type(layer))
    assert isinstance(found, inspect.StructType)
    return [
        _setting(entry.name, entry.type) for entry in found.fields if entry.name not in NOT_SETTINGS
    ]


def _setting(field: str, kind: inspect.Type) -> Setting:
    if isinstance(kind, inspect.BoolType):
        return Setting(field, "flag")
    if isinstance(kind, inspect.LiteralType):
        return Setting(field, "choice", choices=tuple(str(value) for value in kind.values))
    assert isinstance(kind, inspect.IntType | inspect.FloatType)
    low = kind.gt if kind.ge is None else kind.ge
    assert low is not None
    assert kind.le is not None
    sort: Literal["whole", "number"] = "whole" if isinstance(kind, inspect.IntType) else "number"
    return Setting(field, sort, low, kind.le, kind.ge is None)
