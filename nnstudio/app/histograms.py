"""Histograms of weights, activations and gradients by layer: the probe behind their panel."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor, log10
from time import perf_counter

import msgspec
import numpy as np

from nnstudio.app.unit_health import AilingUnit, ailing_units
from nnstudio.nn.columns import Array, Examples
from nnstudio.nn.layers.batch_norm import BatchNorm
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.network import Network
from nnstudio.project.layers import DropoutSpec, TransformerBlockSpec
from nnstudio.project.session import Session, build_network
from nnstudio.project.specs import Project

BINS = 40
"""An even number, so that a range around zero has an edge between two bins there."""
SAMPLES = 256
FEWEST_SAMPLES = 8
VALUES = 2**21
"""Numbers that one look may fill on its way: of a large network fewer samples are looked at."""
COUNTED = 2**16
"""Values that are sorted into bins at the most; of more than these, every second one, or third."""
SHARE = 0.05
"""Share of the trainer's time that the looks may take while it is running."""
LADDER = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0)


@dataclass(frozen=True, eq=False)
class Distribution:
    """How some numbers are spread.

    counts: (BINS,) of bins that share out the range from `start` to `end`, round numbers on either
    side of zero, so that the range keeps still while the numbers move. size: how many numbers there
    are; low, high, mean, spread (the standard deviation): of the finite ones; broken: how many are
    not finite.
    """

    counts: Array
    start: float
    end: float
    size: int
    low: float
    high: float
    mean: float
    spread: float
    broken: int


@dataclass(frozen=True, eq=False)
class LayerHistograms:
    """One layer. weights and gradients (∂C/∂w) are None where nothing is learned.

    Biases are left out; of a norm they are its scale and its shift.
    """

    weights: Distribution | None
    activations: Distribution
    gradients: Distribution | None
    ailing: tuple[AilingUnit, ...]


@dataclass(frozen=True, eq=False)
class Look:
    """What was found at a step, by the layer's id, in the order of the layers.

    samples: of how many training samples, always the same ones.
    """

    step: int
    samples: int
    layers: Mapping[str, LayerHistograms]


class Histograms:
    """The probe. It looks at a copy of the network, so the run never notices.

    The samples go through it as in training, with nothing dropped out. The gradient is that of the
    loss, without what regularisation adds. With a `pace` (seconds) it keeps the look before for at
    least so long, and longer where a look is dear: for a run that goes on.
    """

    def __init__(self, pace: float = 0.0) -> None:
        self.pace = pace
        self._original: Network | None = None
        self._network: Network
        self._examples: Examples
        self._chosen: list[Array]
        self._look: Look | None = None
        self._next = 0.0

    def __call__(self, session: Session) -> Look:
        """The histograms of this moment, or of a moment ago."""
        began = perf_counter()
        same = session.network is self._original
        if same and self._look is not None and self.pace and began < self._next:
            return self._look
        if not same:
            self._prepare(session)
        self._look = self._look_at(session)
        took = perf_counter() - began
        self._next = began + max(self.pace, took / SHARE)
        return self._look

    def _prepare(self, session: Session) -> None:
        """A copy of the network, the samples, and which parameters count as weights."""
        material, project = session.material, _without_lots(session.project)
        network = build_network(project, material, session.network.dtype)
        values = sum(layer.values_per_sample for layer in network.layers)
        most = min(max(VALUES // max(values, 1), FEWEST_SAMPLES), SAMPLES, material.train.size)
        places = np.linspace(0, material.train.size - 1, most).round().astype(np.intp)
        self._examples = material.examples(material.train[places], network.outputs, network.dtype)
        self._chosen = [
            part.start + _weights_of(layer, network.weight_mask[part])
            for layer, part in zip(network.layers, network.parts(), strict=True)
        ]
        self._network, self._original = network, session.network

    def _look_at(self, session: Session) -> Look:
        network, examples = self._network, self._examples
        np.copyto(network.parameters, session.network.parameters)
        way = network.pass_for(examples.count)
        with np.errstate(all="ignore"):
            # Batch norms keep statistics on the way, which belong to the copy alone.
            way.forward(examples.X)
            way.backward(examples.Y)
            layers = {}
            last = way.layers[-1]
            for spec, layer, chosen in zip(
                session.project.layers, way.layers, self._chosen, strict=True
            ):
                learns = chosen.size > 0
                layers[spec.id] = LayerHistograms(
                    distribution(session.network.parameters[chosen]) if learns else None,
                    distribution(layer.A),
                    distribution(network.gradient[chosen]) if learns else None,
                    ailing_units(spec.id, layer, fused=way.fused and layer is last),
                )
        return Look(session.training.step_count, examples.count, layers)


def distribution(values: Array) -> Distribution:
    """How these numbers are spread, of any shape, at least one of them."""
    flat = values.reshape(-1)
    finite = np.isfinite(flat)
    broken = int(flat.size - np.count_nonzero(finite))
    if broken:
        flat = flat[finite]
    if not flat.size:
        return Distribution(np.zeros(BINS, np.intp), 0.0, 1.0, broken, *(0.0,) * 4, broken)
    # float32 would lose a mean of many numbers, and overflow in their squares.
    mean, spread = float(flat.mean(dtype=np.float64)), float(flat.std(dtype=np.float64))
    low, high = float(flat.min()), float(flat.max())
    reach = rounded_up(max(-low, high))
    start, end = (-reach if low < 0 else 0.0), (reach if high > 0 or low >= 0 else 0.0)
    some = flat[:: -(-flat.size // COUNTED)]
    places = (some - start) * (BINS / (end - start))
    bins = np.clip(places, 0, BINS - 1).astype(np.intp)
    counts = np.bincount(bins, minlength=BINS)
    return Distribution(counts, start, end, flat.size + broken, low, high, mean, spread, broken)


def rounded_up(size: float) -> float:
    """The next round number that is not below it: 1, 1.5, 2, 3, 5 or 7 times a power of ten."""
    if not size > 1e-300:
        return 1.0
    power = 10.0 ** min(max(floor(log10(size)), -300), 307)
    return next(
        (step * power for step in LADDER if step * power >= size), ceil(size / power) * power
    )


def _without_lots(project: Project) -> Project:
    """The same project, whose network drops nothing out."""
    layers = tuple(
        msgspec.structs.replace(layer, rate=0.0)
        if isinstance(layer, DropoutSpec | TransformerBlockSpec)
        else layer
        for layer in project.layers
    )
    return msgspec.structs.replace(project, layers=layers)


def _weights_of(layer: Layer, mask: Array) -> Array:
    """Which of a layer's parameters count as weights; all that it learns if none is marked."""
    if mask.any():
        return np.flatnonzero(mask)
    if isinstance(layer, BatchNorm):
        # The other two columns are statistics, which nobody learns.
        return np.arange(mask.size).reshape(-1, 4)[:, :2].reshape(-1)
    return np.arange(mask.size)
