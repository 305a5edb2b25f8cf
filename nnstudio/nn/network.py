"""A network: layers one after the other, their parameters in one flat vector, and a loss."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from nnstudio.nn.activations import Activation
from nnstudio.nn.columns import Array, Examples, to_columns
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.losses import Loss

EVALUATION_COLUMNS = 1024
"""Samples evaluated at once: enough to be fast, few enough that the buffers stay in the cache."""

EVALUATION_VALUES = 2**21
"""Of a very wide network fewer samples are evaluated at once, so that memory stays bounded."""

PASSES_KEPT = 16


class Pass:
    """One way through the network and back, with buffers for a fixed number of columns."""

    def __init__(self, layers: Sequence[Layer], loss: Loss, batch: int, dtype: DTypeLike) -> None:
        *self.hidden, output = layers
        if not isinstance(output, Dense):
            raise ValueError("the last layer must be a dense layer")
        self.layers = list(layers)
        self.output = output
        self.batch = batch
        self.loss = loss.with_buffers(output.outputs, batch, dtype)
        self.fused = loss.fused_with is not None
        self.hidden_backwards = self.hidden[::-1]
        self.delta = np.zeros((output.outputs, batch), dtype)
        for layer in self.layers:
            layer.learns_input_gradient = False
            if layer.size:
                break  # nothing below this layer has parameters that could learn

    def forward(self, X: Array) -> Array:
        """The outputs A (outputs, batch) for X (inputs + 1, batch), while training."""
        for layer in self.layers:
            X = layer.forward(X)
        return self.output.A

    def infer(self, X: Array) -> Array:
        """The outputs A (outputs, batch) for X (inputs + 1, batch), when evaluating."""
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
        for layer, part in zip(self.layers, self.parts(), strict=True):
            shape = layer.parameter_shape
            layer.bind(self.parameters[part].reshape(shape), self.gradient[part].reshape(shape))
            self.weight_mask[part].reshape(shape)[:, :-1] = 1.0

    @property
    def inputs(self) -> int:
        """How many features the network reads."""
        return self.layers[0].inputs

    @property
    def outputs(self) -> int:
        """How many values the network answers with."""
        return self.layers[-1].outputs

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
            if len(self._passes) >= PASSES_KEPT:
                del self._passes[next(iter(self._passes))]
            layers = [
                layer.with_buffers(batch, self.dtype, self.generator) for layer in self.layers
            ]
            found = self._passes[batch] = Pass(layers, self.loss, batch, self.dtype)
        return found

    def infer(self, X: Array) -> Array:
        """Outputs (outputs, samples) for columns X (inputs + 1, samples), however many."""
        answers = np.empty((self.outputs, X.shape[1]), self.dtype)
        with np.errstate(all="ignore"):
            for part in self._portions(X.shape[1]):
                answers[:, part] = self.pass_for(part.stop - part.start).infer(X[:, part])
        return answers

    def predict(self, samples: ArrayLike) -> Array:
        """Answers (samples, outputs) for samples (samples, inputs): the ecosystem's convention."""
        return np.ascontiguousarray(self.infer(to_columns(samples, self.dtype)).T)

    def value(self, examples: Examples) -> float:
        """The loss over these examples, evaluated (nothing dropped out)."""
        total = 0.0
        with np.errstate(all="ignore"):
            for part in self._portions(examples.count):
                run = self.pass_for(part.stop - part.start)
                run.infer(examples.X[:, part])
                total += run.value(examples.Y[:, part]) * run.batch
        return total / examples.count

    def _portions(self, columns: int) -> Iterator[slice]:
        """The columns in portions that are evaluated at once."""
        values = self.inputs + sum(layer.outputs for layer in self.layers)
        most = max(1, min(EVALUATION_COLUMNS, EVALUATION_VALUES // values))
        for start in range(0, columns, most):
            yield slice(start, min(start + most, columns))


def check_chain(layers: Sequence[Layer], loss: Loss) -> None:
    """Raises ValueError when the layers do not join, or the loss needs another output."""
    if not layers or not isinstance(layers[-1], Dense):
        raise ValueError("the last layer must be a dense layer")
    for before, after in pairwise(layers):
        if before.outputs != after.inputs:
            raise ValueError(
                f"a layer with {before.outputs} outputs cannot feed one with {after.inputs} inputs"
            )
    needed: type[Activation] | None = loss.fused_with
    if needed is not None and not isinstance(layers[-1].activation, needed):
        raise ValueError(f"{loss.name} needs {needed.name} in the output layer")
