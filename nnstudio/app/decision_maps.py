"""The decision maps of a network: what its output, and every neuron, answers over two features."""

from dataclasses import dataclass
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from nnstudio.nn.columns import Array, to_columns
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.network import Network
from nnstudio.project.material import Material
from nnstudio.project.session import Session, build_network
from nnstudio.project.specs import Project

Pixels = NDArray[np.uint32]
MARGIN = 0.15
MOST_NEURONS = 24
"""Neurons of a layer that get a map; the canvas folds wider layers."""
MOST_VALUES = 2**21
"""Values that one pass over points of the grid may fill: of a wide network, fewer points a pass."""
MOST_PRODUCTS = 10**9
"""Products of a weight and a value that one frame may take; a large network gets a coarser grid."""
COARSEST = 24


@dataclass(frozen=True)
class Extent:
    """The part of the plane that is shown, in the data's own units."""

    left: float
    right: float
    bottom: float
    top: float


@dataclass(frozen=True, eq=False)
class Maps:
    """Pictures as RGB32 pixels, row 0 at the top.

    output (height, width). inputs and neurons[layer id] (count, height, width).
    finite: False when the network answered with something that is no number.
    value_range: what the two ends of the colour scale stand for, regression only.
    """

    output: Pixels
    inputs: Pixels
    neurons: dict[str, Pixels]
    extent: Extent
    finite: bool
    value_range: tuple[float, float] | None


class Grid:
    """The points of the plane at which a network is asked, ready as its inputs."""

    def __init__(self, material: Material, axes: tuple[int, int], size: int) -> None:
        self.size = size
        self.extent = extent_of(material, axes)
        raw = np.tile(material.dataset.features.mean(axis=0), (size * size, 1))
        axes = _existing(axes, raw.shape[1])
        xs = np.linspace(self.extent.left, self.extent.right, size)
        ys = np.linspace(self.extent.top, self.extent.bottom, size)
        if raw.shape[1] > 1:
            raw[:, axes[1]] = np.repeat(ys, size)
        raw[:, axes[0]] = np.tile(xs, size)
        self.features = material.features(raw).astype(np.float32)
        self.columns = to_columns(self.features, np.float32)


def extent_of(material: Material, axes: tuple[int, int]) -> Extent:
    """The range of the data along two features, with a margin."""
    features = material.dataset.features
    axes = _existing(axes, features.shape[1])
    first = _with_margin(features[:, axes[0]])
    second = _with_margin(features[:, axes[1]]) if features.shape[1] > 1 else (-1.0, 1.0)
    return Extent(*first, *second)


def _existing(axes: tuple[int, int], features: int) -> tuple[int, int]:
    """The axes, or the last feature: other data may come before the window asks for other axes."""
    return min(axes[0], features - 1), min(axes[1], features - 1)


def _with_margin(values: Array) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    margin = MARGIN * (high - low) or 1.0
    return low - margin, high + margin


class DecisionMaps:
    """The probe: maps of the output, the inputs and the neurons over a grid.

    colours: 256 RGB32 colours from negative to positive. class_colours: (colours, 256) from
    unsure to sure, for more than two classes; they come round again if there are too few.
    size: points a side, fewer for a network so large that a frame would take long.
    The evaluation runs in float32, which a picture cannot tell from float64. What does not change
    between frames is kept.
    """

    def __init__(
        self,
        colours: Pixels,
        class_colours: Pixels,
        axes: tuple[int, int] = (0, 1),
        size: int = 100,
    ) -> None:
        self.colours = colours
        self.class_colours = class_colours
        self.axes = axes
        self.size = size
        self._material: Material | None = None
        self._session_network: Network | None = None
        self._grid: Grid
        self._network: Network
        self._inputs: Pixels

    def __call__(self, session: Session) -> Maps | None:
        """The maps at this moment; None where samples are images or sequences, not points."""
        if session.material.flow.kind != "values":
            return None
        self._prepare(session)
        network, grid = self._network, self._grid
        with np.errstate(all="ignore"):
            np.copyto(network.parameters, session.network.parameters, casting="same_kind")
            answers, values = self._evaluate(session.project)
            neurons = {
                name: self._paint_all(_centred(own, activation))
                for name, (own, activation) in values.items()
            }
            output, value_range = self._paint_output(session.material, answers)
        return Maps(
            output=output.reshape(grid.size, grid.size),
            inputs=self._inputs,
            neurons=neurons,
            extent=grid.extent,
            finite=bool(np.isfinite(answers).all()),
            value_range=value_range,
        )

    def _prepare(self, session: Session) -> None:
        if session.network is not self._session_network:
            self._session_network = session.network
            self._network = build_network(session.project, session.material, np.float32)
        size = _affordable(self.size, session.network.parameters.size)
        if session.material is not self._material or size != self._grid.size:
            self._material = session.material
            self._grid = Grid(session.material, self.axes, size)
            features = np.ascontiguousarray(self._grid.features.T[:MOST_NEURONS])
            self._inputs = self._paint_all(_centred(features, "identity"))

    def _evaluate(self, project: Project) -> tuple[Array, dict[str, tuple[Array, str]]]:
        """The answers (outputs, points), and by layer the values (neurons, points) of its first
        neurons with the name of its activation."""
        columns, network = self._grid.columns, self._network
        points = columns.shape[1]
        answers = np.empty((network.outputs, points), np.float32)
        values: dict[str, tuple[Array, str]] = {}
        neurons = sum(layer.outputs for layer in network.layers)
        most = max(1, min(points, MOST_VALUES // neurons))
        for start in range(0, points, most):
            part = slice(start, min(start + most, points))
            way = network.pass_for(part.stop - part.start)
            answers[:, part] = way.infer(columns[:, part])
            for spec, layer in zip(project.layers, way.layers, strict=True):
                if isinstance(layer, Dense):
                    if spec.id not in values:
                        shown = np.empty((min(layer.outputs, MOST_NEURONS), points), np.float32)
                        values[spec.id] = (shown, layer.activation.name)
                    values[spec.id][0][:, part] = layer.A[:MOST_NEURONS]
        return answers, values

    def _paint_all(self, values: Array) -> Pixels:
        size = self._grid.size
        return _paint(values, self.colours).reshape(-1, size, size)

    def _paint_output(
        self, material: Material, answers: Array
    ) -> tuple[Pixels, tuple[float, float] | None]:
        if not material.classes:
            values = material.target_scaler.inverse(answers[:1].T.astype(np.float64))[:, 0]
            reach = float(np.abs(material.dataset.targets).max()) or 1.0
            return _paint(values / reach, self.colours), (-reach, reach)
        if answers.shape[0] == 1:
            return _paint(2.0 * answers[0] - 1.0, self.colours), None
        if answers.shape[0] == 2:
            return _paint(answers[1] - answers[0], self.colours), None
        winner = answers.argmax(axis=0)
        share = np.nan_to_num(answers.max(axis=0))
        sure = np.clip(255.0 * share, 0.0, 255.0).astype(np.uint8)
        return self.class_colours[winner % len(self.class_colours), sure], None


def _affordable(size: int, parameters: int) -> int:
    """The side of a grid that a frame has time for, between the coarsest and the wanted one."""
    return max(min(size, COARSEST), min(size, isqrt(MOST_PRODUCTS // max(parameters, 1))))


def _centred(values: Array, activation: str) -> Array:
    """Values (neurons, points) brought to −1 … 1, so that a colour tells their sign."""
    if activation in ("sigmoid", "softmax"):
        return 2.0 * values - 1.0
    if activation == "tanh":
        return values
    reach = np.abs(values).max(axis=1, keepdims=True)
    return values / np.where(reach > 0, reach, 1.0)


def _paint(values: Array, colours: Pixels) -> Pixels:
    """Colours for values −1 … 1; what is no number gets the middle colour."""
    scaled = np.multiply(values, 127.5, dtype=np.float32)
    scaled += 127.5
    np.nan_to_num(scaled, copy=False, nan=127.5, posinf=255.0, neginf=0.0)
    np.clip(scaled, 0.0, 255.0, out=scaled)
    return colours.take(scaled.astype(np.uint8))
