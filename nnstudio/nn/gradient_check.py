"""The numeric gradient check: is backpropagation right?"""

import numpy as np

from nnstudio.nn.columns import Array, Examples
from nnstudio.nn.network import Network


def numeric_gradient(network: Network, examples: Examples, epsilon: float = 1e-5) -> Array:
    """∂C/∂w ≈ (C(w + ε) − C(w − ε)) / 2ε for every parameter w; the network is left as it was.

    C is the loss as evaluated, which for dropout and batch normalisation is another one than that
    of a training step: it tells nothing about the backward pass of those two.
    """
    w = network.parameters
    gradient = np.zeros_like(w)
    for i in range(w.size):
        before = w[i]
        w[i] = before + epsilon
        above = network.value(examples)
        w[i] = before - epsilon
        below = network.value(examples)
        w[i] = before
        gradient[i] = (above - below) / (2.0 * epsilon)
    return gradient


def backpropagated_gradient(network: Network, examples: Examples) -> Array:
    """∂C/∂w as the backward pass has it, for all examples as one batch."""
    run = network.pass_for(examples.count)
    run.forward(examples.X)
    run.backward(examples.Y)
    return network.gradient.copy()


def relative_difference(ours: Array, numeric: Array) -> float:
    """‖ours − numeric‖ / (‖ours‖ + ‖numeric‖), 0 when both are zero."""
    scale = float(np.linalg.norm(ours) + np.linalg.norm(numeric))
    return float(np.linalg.norm(ours - numeric)) / scale if scale else 0.0
