"""Settings in words: every one that a layer can have has a name that people know."""

import pytest
from msgspec import inspect

from nnstudio.project import edits
from nnstudio.project.edits import EditError
from nnstudio.project.layers import PALETTE, Conv2DSpec, LayerSpec, LSTMSpec, MaxPool2DSpec
from nnstudio.project.specs import Project
from nnstudio.project.wording import NAMES


@pytest.mark.parametrize("layer", [make() for make in PALETTE], ids=lambda one: one.kind_title)
def test_every_setting_of_every_kind_of_layer_has_a_name(layer: LayerSpec):
    found = inspect.type_info(type(layer))
    assert isinstance(found, inspect.StructType)
    assert {entry.name for entry in found.fields} - {"id"} <= NAMES.keys()


@pytest.mark.parametrize(
    ("layer", "field", "value", "words"),
    [
        (Conv2DSpec(id="a"), "kernel", 16, "The kernel's side must be a whole number from 1 to 15"),
        (Conv2DSpec(id="a"), "filters", 0, "The number of filters must be a whole number from 1"),
        (Conv2DSpec(id="a"), "padding", "round", "The padding must be one of same, valid."),
        (Conv2DSpec(id="a"), "bias", "much", "The bias must be yes or no."),
        (MaxPool2DSpec(id="a"), "size", 0, "The window's side must be a whole number from 1"),
        (LSTMSpec(id="a"), "forget_bias", 11.0, "The forget gate's bias must be a number from −10"),
        (LSTMSpec(id="a"), "whole_sequence", 3, "What is handed on must be yes or no."),
    ],
)
def test_a_setting_that_cannot_be_is_refused_with_the_values_that_can(
    layer: LayerSpec, field: str, value: object, words: str
):
    project = Project(layers=(layer,))
    with pytest.raises(EditError) as problem:
        edits.change_layer(project, "a", **{field: value})
    assert words in str(problem.value)
