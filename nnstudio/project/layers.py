"""The kinds of layers that a project can hold: one entry each.

To add a kind: write it in nn/layers/, declare its settings here as one more class, and put the
class into `LayerSpec` and `PALETTE`.
"""

import secrets
from collections.abc import Callable
from typing import Annotated, ClassVar, Literal

import msgspec

from nnstudio.nn.activations import ACTIVATIONS
from nnstudio.nn.initialisers import INITIALISERS
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.layers.dropout import Dropout
from nnstudio.nn.layers.layer import Layer

MAX_UNITS = 4096
ActivationName = Literal["identity", "sigmoid", "tanh", "relu", "leaky relu", "softmax"]
InitialiserName = Literal[
    "zeros",
    "constant",
    "small normal",
    "xavier normal",
    "xavier uniform",
    "he normal",
    "he uniform",
]
LayerId = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
LayerTitle = Annotated[str, msgspec.Meta(max_length=80)]


def new_id() -> str:
    """An id that no other layer has, so that trained weights never find a wrong owner."""
    return secrets.token_hex(4)


class DenseSpec(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag="dense",
    tag_field="kind",
    forbid_unknown_fields=True,
):
    """A dense layer: how many neurons, which activation, how its weights begin.

    `title` is the name that a person gave it; empty means the name that its place gives it.
    """

    kind_title: ClassVar[str] = "Dense"
    id: LayerId = msgspec.field(default_factory=new_id)
    title: LayerTitle = ""
    units: Annotated[int, msgspec.Meta(ge=1, le=MAX_UNITS)] = 4
    activation: ActivationName = "tanh"
    initialiser: InitialiserName = "xavier uniform"

    def outputs(self, inputs: int) -> int:
        """How many values the layer hands on."""
        return self.units

    def parameters(self, inputs: int) -> int:
        """How many weights and biases the layer has."""
        return self.units * (inputs + 1)

    def build(self, inputs: int) -> Layer:
        """The layer itself."""
        return Dense(
            inputs, self.units, ACTIVATIONS[self.activation](), INITIALISERS[self.initialiser]
        )


class DropoutSpec(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag="dropout",
    tag_field="kind",
    forbid_unknown_fields=True,
):
    """A dropout layer: the share of values that each training step leaves out."""

    kind_title: ClassVar[str] = "Dropout"
    id: LayerId = msgspec.field(default_factory=new_id)
    title: LayerTitle = ""
    rate: Annotated[float, msgspec.Meta(ge=0.0, le=0.95)] = 0.2

    def outputs(self, inputs: int) -> int:
        """How many values the layer hands on."""
        return inputs

    def parameters(self, inputs: int) -> int:
        """How many weights and biases the layer has."""
        return 0

    def build(self, inputs: int) -> Layer:
        """The layer itself."""
        return Dropout(inputs, self.rate)


LayerSpec = DenseSpec | DropoutSpec

PALETTE: tuple[Callable[[], LayerSpec], ...] = (DenseSpec, DropoutSpec)
"""What the palette offers, in its order: each makes a fresh layer."""
