"""What all kinds of layers that a project can hold have in common."""

import secrets
from typing import Annotated, ClassVar, Literal

import msgspec

from nnstudio.nn.layers.layer import Layer
from nnstudio.project.flow import Flow, Kind

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
Family = Literal["dense", "convolution", "recurrence", "attention", "norm"]
LayerId = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
LayerTitle = Annotated[str, msgspec.Meta(max_length=80)]
Units = Annotated[int, msgspec.Meta(ge=1, le=MAX_UNITS)]


def new_id() -> str:
    """An id that no other layer has, so that trained weights never find a wrong owner."""
    return secrets.token_hex(4)


class UnfitError(ValueError):
    """Settings that do not fit what the layer reads, in a plain sentence.

    `mend`, if there is one, is the same layer with settings that do, and `text` says which.
    """

    def __init__(self, reason: str, mend: "LayerKind | None" = None, text: str = "") -> None:
        super().__init__(reason)
        self.mend = mend
        self.text = text


class LayerKind(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", forbid_unknown_fields=True
):
    """A layer as a person designs it: its settings, before it is known what it will read.

    `kind_title` is what people call the kind, `family` where the palette shows it, `reads` what it
    can read. `title` is the name that a person gave it; empty means the name of its place.
    """

    kind_title: ClassVar[str]
    family: ClassVar[Family]
    reads: ClassVar[frozenset[Kind]]
    id: LayerId = msgspec.field(default_factory=new_id)
    title: LayerTitle = ""

    def check(self, flow: Flow) -> None:
        """Raises UnfitError when the settings do not fit a flow of a kind that the layer reads."""

    def output(self, flow: Flow) -> Flow:
        """What the layer hands on when it reads this, which it must be able to."""
        return Flow(self.build(flow).output_shape)

    def build(self, flow: Flow) -> Layer:
        """The layer itself."""
        raise NotImplementedError
