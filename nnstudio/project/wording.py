"""Settings in words: what people call them, and which values they can have."""

import re
from typing import Any

import msgspec
from msgspec import inspect

NAMES = {
    "samples": "the number of samples",
    "noise": "the noise",
    "classes": "the number of classes",
    "validation": "the validation share",
    "seed": "the seed",
    "inputs": "the choice of inputs",
    "scaling": "the scaling",
    "mu": "the momentum μ",
    "rho": "the decay ρ",
    "beta1": "the decay β₁",
    "beta2": "the decay β₂",
    "factor": "the factor of the schedule",
    "every": "the schedule's number of epochs",
    "epochs": "the schedule's number of epochs",
    "loss": "the loss",
    "optimiser": "the optimiser",
    "learning_rate": "the learning rate",
    "schedule": "the schedule of the learning rate",
    "batch_size": "the batch size",
    "l1": "the strength of L1",
    "l2": "the strength of L2",
    "clip": "the bound on the gradient",
    "patience": "the patience of early stopping",
    "precision": "the precision",
    "units": "the number of neurons",
    "activation": "the activation",
    "initialiser": "the initialiser",
    "rate": "the dropout rate",
    "filters": "the number of filters",
    "kernel": "the kernel's side",
    "stride": "the stride",
    "padding": "the padding",
    "bias": "the bias",
    "size": "the window's side",
    "whole_sequence": "what is handed on",
    "truncate": "the number of steps back through time",
    "forget_bias": "the forget gate's bias",
    "width": "the width of the embedding",
    "encoding": "the encoding of positions",
    "heads": "the number of heads",
    "causal": "the causal mask",
    "hidden": "the hidden width",
    "norm": "the place of the norms",
    "momentum": "the momentum",
    "reading": "the way that pictures are read",
    "title": "the name",
    "notes": "the text of the notes",
}
_PLACE = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")


def name_of(field: str) -> str:
    """What people call a setting, such as “the learning rate” for learning_rate."""
    return NAMES.get(field, f"“{field}”")


def refusal(kind: type[msgspec.Struct], problem: Exception) -> str:
    """Why a spec of this kind cannot have a value, as a sentence with the values that it can."""
    place = _PLACE.search(str(problem))
    field = re.split(r"[.\[]", place["path"])[0] if place else ""
    found = inspect.type_info(kind)
    assert isinstance(found, inspect.StructType)
    for entry in found.fields:
        if entry.name == field:
            name = name_of(field)
            return f"{name[0].upper()}{name[1:]} must be {_range(entry.type)}."
    return "There is no such setting here."


def complaint(problem: msgspec.ValidationError) -> str:
    """What is wrong with a value in a file, and where in the file it stands."""
    text = str(problem)
    place = _PLACE.search(text)
    path, reason = (place["path"], text[: place.start()]) if place else ("", text)
    where = f" in {path}" if path else ""
    unknown = re.search(r"unknown field `(.*)`", reason)
    if unknown:
        return f"it has a setting that NN Studio does not know: “{unknown[1][:60]}”{where}"
    missing = re.search(r"missing required field `(.*)`", reason)
    if missing or not path:
        name = f" (“{missing[1]}” is missing{where})" if missing else ""
        return f"it does not hold what a project holds{name}"
    field = re.sub(r"\[[^]]*\]$", "", path).rpartition(".")[2]
    return f"{name_of(field)} has a value that it cannot have (in {path})"


def _range(kind: inspect.Type) -> str:
    """The values of a type, in words."""
    if isinstance(kind, inspect.IntType | inspect.FloatType):
        noun = "a whole number" if isinstance(kind, inspect.IntType) else "a number"
        return f"{noun} {_bounds(kind)}".rstrip()
    if isinstance(kind, inspect.LiteralType):
        return "one of " + ", ".join(str(value) for value in kind.values)
    if isinstance(kind, inspect.BoolType):
        return "yes or no"
    if isinstance(kind, inspect.StrType) and kind.max_length is not None:
        return f"a text of at most {kind.max_length:,} characters"
    return "of another kind"


def _bounds(kind: inspect.IntType | inspect.FloatType) -> str:
    words = []
    for word, bound in (("from", kind.ge), ("above", kind.gt), ("to", kind.le), ("below", kind.lt)):
        if bound is not None:
            words.append(f"{word} {_number(bound)}")
    return " ".join(words).replace("above 0 to", "above 0, up to").replace(" below", " to below")


def _number(value: Any) -> str:
    text = f"{value:,.0f}" if value == int(value) else f"{value:g}"
    return text.replace("-", "−")
