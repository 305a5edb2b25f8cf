"""Convolution, pooling and flattening in a project."""

from typing import Annotated, ClassVar, Literal

import msgspec

from nnstudio.nn.activations import ACTIVATIONS
from nnstudio.nn.initialisers import INITIALISERS
from nnstudio.nn.layers.average_pool2d import AvgPool2D
from nnstudio.nn.layers.conv2d import Conv2D
from nnstudio.nn.layers.flatten import Flatten
from nnstudio.nn.layers.global_average_pool import GlobalAveragePool
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.layers.max_pool2d import MaxPool2D
from nnstudio.project.flow import Flow, Kind
from nnstudio.project.layers.kind import Family, InitialiserName, LayerKind, UnfitError

IMAGE: frozenset[Kind] = frozenset({"image"})
Window = Annotated[int, msgspec.Meta(ge=1, le=15)]
Stride = Annotated[int, msgspec.Meta(ge=1, le=8)]


class Conv2DSpec(LayerKind, frozen=True, kw_only=True, tag="conv2d"):
    """A convolution: how many filters, how large the window, how far it moves."""

    kind_title: ClassVar[str] = "Convolution"
    family: ClassVar[Family] = "convolution"
    reads: ClassVar[frozenset[Kind]] = IMAGE
    filters: Annotated[int, msgspec.Meta(ge=1, le=256)] = 8
    kernel: Window = 3
    stride: Stride = 1
    padding: Literal["valid", "same"] = "valid"
    bias: bool = True
    activation: Literal["identity", "sigmoid", "tanh", "relu", "leaky relu"] = "relu"
    initialiser: InitialiserName = "he normal"

    def check(self, flow: Flow) -> None:
        room = min(flow.shape[1:])
        if self.padding == "valid" and self.kernel > room:
            raise UnfitError(
                f"A window of {self.kernel} × {self.kernel} does not fit on {flow.in_words()}.",
                msgspec.structs.replace(self, padding="same"),
                "Pad the image with zeros",
            )

    def build(self, flow: Flow) -> Layer:
        return Conv2D(
            flow.shape,
            self.filters,
            self.kernel,
            ACTIVATIONS[self.activation](),
            self.stride,
            self.padding,
            self.bias,
            INITIALISERS[self.initialiser],
        )


class _PoolSpec(LayerKind, frozen=True, kw_only=True):
    """A window that sums up what it sees; `stride` 0 means that windows stand side by side."""

    family: ClassVar[Family] = "convolution"
    reads: ClassVar[frozenset[Kind]] = IMAGE
    size: Annotated[int, msgspec.Meta(ge=1, le=15)] = 2
    stride: Annotated[int, msgspec.Meta(ge=0, le=8)] = 0

    def check(self, flow: Flow) -> None:
        room = min(flow.shape[1:])
        if self.size > room:
            raise UnfitError(
                f"A window of {self.size} × {self.size} does not fit on {flow.in_words()}.",
                msgspec.structs.replace(self, size=room),
                f"Make the window {room} × {room}",
            )


class MaxPool2DSpec(_PoolSpec, frozen=True, kw_only=True, tag="max-pool2d"):
    """Keeps the largest value that each window sees."""

    kind_title: ClassVar[str] = "Max pooling"

    def build(self, flow: Flow) -> Layer:
        return MaxPool2D(flow.shape, self.size, self.stride or None)


class AvgPool2DSpec(_PoolSpec, frozen=True, kw_only=True, tag="avg-pool2d"):
    """Keeps the mean of what each window sees."""

    kind_title: ClassVar[str] = "Average pooling"

    def build(self, flow: Flow) -> Layer:
        return AvgPool2D(flow.shape, self.size, self.stride or None)


class GlobalAveragePoolSpec(LayerKind, frozen=True, kw_only=True, tag="global-average-pool"):
    """One value a map: its mean."""

    kind_title: ClassVar[str] = "Global average"
    family: ClassVar[Family] = "convolution"
    reads: ClassVar[frozenset[Kind]] = IMAGE

    def build(self, flow: Flow) -> Layer:
        return GlobalAveragePool(flow.shape)


class FlattenSpec(LayerKind, frozen=True, kw_only=True, tag="flatten"):
    """All values of a sample in one row, so that a dense layer can read them."""

    kind_title: ClassVar[str] = "Flatten"
    family: ClassVar[Family] = "convolution"
    reads: ClassVar[frozenset[Kind]] = frozenset({"values", "sequence", "image"})

    def build(self, flow: Flow) -> Layer:
        return Flatten(flow.shape)
