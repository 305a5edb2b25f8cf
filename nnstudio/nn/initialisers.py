"""How the weights begin: a draw for W (outputs, inputs) of a layer. Biases begin at zero.

Xavier: Glorot and Bengio 2010. He: He et al. 2015. Both choose the spread so that signals keep
their size from layer to layer, for tanh-like and for ReLU-like activations.
"""

from collections.abc import Callable
from math import sqrt

import numpy as np

from nnstudio.nn.columns import Array

Initialiser = Callable[[np.random.Generator, int, int], Array]
"""(generator, outputs, inputs) -> W (outputs, inputs), in float64."""


def zeros(generator: np.random.Generator, outputs: int, inputs: int) -> Array:
    """W = 0. All neurons of a layer stay alike for ever: worth seeing once."""
    return np.zeros((outputs, inputs))


def constant(generator: np.random.Generator, outputs: int, inputs: int) -> Array:
    """W = 0.5 everywhere."""
    return np.full((outputs, inputs), 0.5)


def small_normal(generator: np.random.Generator, outputs: int, inputs: int) -> Array:
    """W ~ N(0, 0.1²)."""
    return generator.normal(0.0, 0.1, (outputs, inputs))


def xavier_normal(generator: np.random.Generator, outputs: int, inputs: int) -> Array:
    """W ~ N(0, 2 / (inputs + outputs))."""
    return generator.normal(0.0, sqrt(2.0 / (inputs + outputs)), (outputs, inputs))


def xavier_uniform(generator: np.random.Generator, outputs: int, inputs: int) -> Array:
    """W ~ U(−r, r), r = √(6 / (inputs + outputs))."""
    r = sqrt(6.0 / (inputs + outputs))
    return generator.uniform(-r, r, (outputs, inputs))


def he_normal(generator: np.random.Generator, outputs: int, inputs: int) -> Array:
    """W ~ N(0, 2 / inputs)."""
    return generator.normal(0.0, sqrt(2.0 / inputs), (outputs, inputs))


def he_uniform(generator: np.random.Generator, outputs: int, inputs: int) -> Array:
    """W ~ U(−r, r), r = √(6 / inputs)."""
    r = sqrt(6.0 / inputs)
    return generator.uniform(-r, r, (outputs, inputs))


INITIALISERS: dict[str, Initialiser] = {
    "zeros": zeros,
    "constant": constant,
    "small normal": small_normal,
    "xavier normal": xavier_normal,
    "xavier uniform": xavier_uniform,
    "he normal": he_normal,
    "he uniform": he_uniform,
}
