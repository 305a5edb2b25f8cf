"""One layer by itself, held against finite differences and against PyTorch.

The loss here is C = Σ R ∘ A with random R, so that ∂C/∂A = R.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from nnstudio.nn.columns import Array, new_result, values_of
from nnstudio.nn.layers.layer import Layer

EPSILON = 1e-5


@dataclass
class Alone:
    """A layer with parameters of its own, for a batch of random samples, in float64."""

    layer: Layer
    X: Array
    R: Array
    parameters: Array
    gradient: Array
    weight_mask: Array
    generator: np.random.Generator

    def forward(self) -> Array:
        """A, as in training, from the same chance and the same statistics every time."""
        kept = self.parameters.copy()
        self.generator.bit_generator.state = np.random.default_rng(3).bit_generator.state
        self.layer.forward(self.X)
        self.parameters[...] = kept
        return self.layer.A

    def backward(self) -> tuple[Array, Array, Array]:
        """(A, ∂C/∂X, ∂C/∂parameters), all copies."""
        A = self.forward().copy()
        dX = self.layer.backward(self.R).copy()
        return A, dX, self.gradient.copy()

    def slopes(self, values: Array) -> Array:
        """∂C/∂v for every v of an array that the layer reads, by central differences."""
        found = np.zeros(values.shape)
        for place in np.ndindex(values.shape):
            before = values[place]
            values[place] = before + EPSILON
            above = (self.forward() * self.R).sum()
            values[place] = before - EPSILON
            found[place] = (above - (self.forward() * self.R).sum()) / (2.0 * EPSILON)
            values[place] = before
        return found


def alone(layer: Layer, batch: int = 3, seed: int = 0, X: Array | None = None) -> Alone:
    """The layer with drawn parameters, its biases drawn too; X (*input_shape, batch) if given."""
    generator = np.random.default_rng(seed)
    parameters, gradient, mask = (np.zeros(layer.size) for _ in range(3))
    layer.attach(parameters, gradient, mask)
    layer.initialise(generator)
    parameters += generator.normal(0.0, 0.2, layer.size)
    chance = np.random.default_rng(3)
    ready = layer.with_buffers(batch, np.float64, chance)
    given = new_result(layer.input_shape, batch, np.float64)
    drawn = generator.normal(size=(*layer.input_shape, batch)) if X is None else X
    values_of(given)[...] = drawn
    R = generator.normal(size=(*layer.output_shape, batch))
    return Alone(ready, given, R, parameters, gradient, mask, chance)


def assert_slopes(case: Alone, of_input: bool = True) -> None:
    """Backward agrees with finite differences to 1e-7 of the gradient's length, or better."""
    _, dX, dw = case.backward()
    numeric = case.slopes(case.parameters)
    assert _relative(dw, numeric) < 1e-7
    if of_input:
        assert _relative(dX, case.slopes(values_of(case.X))) < 1e-7
        assert dX.any()
    assert dw.any() == bool(dw.size)


def _relative(ours: Array, other: Array) -> float:
    scale = float(np.linalg.norm(ours) + np.linalg.norm(other))
    return float(np.linalg.norm(ours - other)) / scale if scale else 0.0


def assert_like_torch(
    case: Alone, reference: Callable[[Any, Any], Any], of_input: bool = True
) -> None:
    """Outputs and all gradients agree with PyTorch's to 1e-10.

    reference: from tensors X (*input_shape, batch) and the flat parameters to A.
    """
    torch = pytest.importorskip("torch")
    A, dX, dw = case.backward()
    x = torch.tensor(np.ascontiguousarray(values_of(case.X)), requires_grad=of_input)
    w = torch.tensor(case.parameters, requires_grad=True)
    answer = reference(x, w)
    np.testing.assert_allclose(A, answer.detach().numpy(), rtol=1e-10, atol=1e-10)
    (answer * torch.tensor(case.R)).sum().backward()
    if of_input:
        np.testing.assert_allclose(dX, x.grad.numpy(), rtol=1e-10, atol=1e-10)
    if w.numel():
        np.testing.assert_allclose(dw, w.grad.numpy(), rtol=1e-10, atol=1e-10)
