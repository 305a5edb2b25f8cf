"""A network: layers one after the other, their parameters in one flat vector, and a loss."""

from collections.abc import Iterator, Sequence
from math import prod

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from nnstudio.nn.activations import Activation
from nnstudio.nn.columns import (
    Array,
    Examples,
    Shape,
    new_values,
    samples_first,
    to_columns,
)
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.layers.dense_over_time import DenseOverTime
from nnstudio.nn.layers.layer import Layer, check_joints
from nnstudio.nn.losses import Loss

EVALUATION_COLUMNS = 1024
"""Samples evaluated at once: enough to be fast, few enough that the buffers stay in the cache."""

EVALUATION_VALUES = 2**21
"""Of a very wide network fewer samples are evaluated at once, so that memory stays bounded."""

PASSES_KEPT = 16
VALUES_KEPT = 2**23
"""In all passes that are kept: those of the sizes of batches that were tried out lately."""


class Pass:
    """One way through the network and back, with buffers for a fixed number of samples."""

    def __init__(self, layers: Sequence[Layer], loss: Loss, batch: int, dtype: DTypeLike) -> None:
        *self.hidden, output = layers
        if not isinstance(output, Dense | DenseOverTime):
            raise ValueError("the last layer must be a dense layer")
        self.layers = list(layers)
        self.output = output
        self.batch = batch
        columns = batch * prod(output.output_shape[1:])
        self.loss = loss.with_buffers(output.outputs, columns, dtype)
        self.fused = loss.fused_with is not None
        self.hidden_backwards = self.hidden[::-1]
        self.delta = new_values(output.output_shape, batch, dtype)
        for layer in self.layers:
            layer.learns_input_gradient = False
            if layer.size:
                break  # nothing below this layer has parameters that could learn

    def forward(self, X: Array) -> Array:
        """The outputs A (*output_shape, batch) for X with its row of ones, while training."""
        for layer in self.layers:
            X = layer.forward(X)
        return self.output.A

    def infer(self, X: Array) -> Array:
        """The outputs A (*output_shape, batch) for X with its row of ones, when evaluating."""
        for layer in self.layers:
            X = layer.infer(X)
        return self.output.A

    def backward(self, Y: Array) -> None:
        """Fill the network's gradient for the columns that went forward last."""
        delta = self.delta
        self.loss.gradient(self.output.A, Y, delta)
        backward = self.output.backward_from_z if self.fused else self.output.backward
        delta = backward(delta)
        for layer in self.hidden_backwards:
            delta = layer.backward(delta)

    def value(self, Y: Array) -> float:
        """The loss of the columns that went through last."""
        return self.loss.value(self.output.Z, self.output.A, Y)


class Network:
    """A = f_L(W_L … f₁(W₁ X + b₁) … + b_L) and its loss C(A, Y).

    `parameters` and `gradient` are flat vectors; each layer holds views of its part. All chance
    comes from the one `generator` that is given: the same seed makes the same bits.
    """

    def __init__(
        self,
        layers: Sequence[Layer],
        loss: Loss,
        generator: np.random.Generator,
        dtype: DTypeLike = np.float64,
    ) -> None:
        """Raises ValueError when the layers do not join, or the loss needs another output."""
        check_chain(layers, loss)
        if np.dtype(dtype) not in (np.float32, np.float64):
            raise ValueError("a network computes in float32 or float64")
        self.layers = list(layers)
        self.loss = loss
        self.generator = generator
        self.dtype = np.dtype(dtype)
        size = sum(layer.size for layer in layers)
        self.parameters = np.zeros(size, self.dtype)
        self.gradient = np.zeros(size, self.dtype)
        self.weight_mask = np.zeros(size, self.dtype)
        self._passes: dict[int, Pass] = {}
        self._values_per_sample = prod(self.input_shape) + sum(
            layer.values_per_sample for layer in layers
        )
        for layer, part in zip(self.layers, self.parts(), strict=True):
            layer.attach(self.parameters[part], self.gradient[part], self.weight_mask[part])

    @property
    def inputs(self) -> int:
        """How many features or channels the network reads."""
        return self.layers[0].inputs

    @property
    def outputs(self) -> int:
        """How many values the network answers with, at every position if it answers at each."""
        return self.layers[-1].outputs

    @property
    def input_shape(self) -> Shape:
        """What a sample is: (features,), (features, time) or (channels, height, width)."""
        return self.layers[0].input_shape

    @property
    def output_shape(self) -> Shape:
        """What an answer is: (outputs,) or (outputs, time)."""
        return self.layers[-1].output_shape

    def parts(self) -> Iterator[slice]:
        """Where each layer's parameters lie in the flat vector."""
        start = 0
        for layer in self.layers:
            yield slice(start, start + layer.size)
            start += layer.size

    def initialise(self) -> None:
        """Draw all weights anew from the generator; biases become zero."""
        for layer in self.layers:
            layer.initialise(self.generator)

    def pass_for(self, batch: int) -> Pass:
        """The pass with buffers for this many columns; made once, then kept for a while."""
        found = self._passes.get(batch)
        if found is None:
            columns = VALUES_KEPT // self._values_per_sample
            while self._passes and (
                len(self._passes) >= PASSES_KEPT or sum(self._passes) + batch > columns
            ):
                del self._passes[next(iter(self._passes))]
            layers = [
                layer.with_buffers(batch, self.dtype, self.generator) for layer in self.layers
            ]
            found = self._passes[batch] = Pass(layers, self.loss, batch, self.dtype)
        return found

    def infer(self, X: Array) -> Array:
        """Outputs (*output_shape, samples) for X with its row of ones, however many samples."""
        answers = np.empty((*self.output_shape, X.shape[-1]), self.dtype)
        with np.errstate(all="ignore"):
            for part in self._portions(X.shape[-1]):
                answers[..., part] = self.pass_for(part.stop - part.start).infer(X[..., part])
        return answers

    def predict(self, samples: ArrayLike) -> Array:
        """Answers (samples, outputs) for samples (samples, inputs): the ecosystem's convention.

        Likewise for sequences and images; answers at every position are (samples, time, outputs).
        """
        return np.ascontiguousarray(samples_first(self.infer(to_columns(samples, self.dtype))))

    def value(self, examples: Examples) -> float:
        """The loss over these examples, evaluated (nothing dropped out)."""
        return self._evaluate(examples, None)

    def evaluate(self, examples: Examples) -> tuple[float, Array]:
        """The loss over these examples, and the outputs (*output_shape, samples): in one go."""
        answers = np.empty((*self.output_shape, examples.count), self.dtype)
        return self._evaluate(examples, answers), answers

    def _evaluate(self, examples: Examples, answers: Array | None) -> float:
        total = 0.0
        with np.errstate(all="ignore"):
            for part in self._portions(examples.count):
                run = self.pass_for(part.stop - part.start)
                found = run.infer(examples.X[..., part])
                total += run.value(examples.Y[..., part]) * run.batch
                if answers is not None:
                    answers[..., part] = found
        return total / examples.count

    def _portions(self, samples: int) -> Iterator[slice]:
        """The samples in portions that are evaluated at once."""
        most = max(1, min(EVALUATION_COLUMNS, EVALUATION_VALUES // self._values_per_sample))
        for start in range(0, samples, most):
            yield slice(start, min(start + most, samples))


def check_chain(layers: Sequence[Layer], loss: Loss) -> None:
    """Raises ValueError when the layers do not join, or the loss needs another output."""
    if not layers or not isinstance(layers[-1], Dense | DenseOverTime):
        raise ValueError("the last layer must be a dense layer")
    check_joints(layers)
    needed: type[Activation] | None = loss.fused_with
    if needed is not None and not isinstance(layers[-1].activation, needed):
        raise ValueError(f"{loss.name} needs {needed.name} in the output layer")
