"""Regression sets: features (samples, features) and the value to predict at each, (samples, 1)."""

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

FULL_NOISE = 0.5  # standard deviation of the noise added to the values at 100 %

# Centre, height and width of each bump.
BUMPS = (
    ((-0.5, 0.5), 1.0, 0.3),
    ((0.55, 0.55), -0.9, 0.28),
    ((0.5, -0.5), 0.9, 0.32),
    ((-0.5, -0.55), -0.8, 0.26),
)


def plane(samples: int, noise: float, random: np.random.Generator) -> tuple[Values, Values]:
    """y = 0.7 x₁ − 0.3 x₂, which one linear neuron learns exactly."""
    places = random.uniform(-1, 1, (samples, 2))
    return places, blur(places @ np.array([[0.7], [-0.3]]), noise, random)


def sine(samples: int, noise: float, random: np.random.Generator) -> tuple[Values, Values]:
    """y = sin x over one period, −π to π."""
    x = random.uniform(-np.pi, np.pi, (samples, 1))
    return x, blur(np.sin(x), noise, random)


def bumps(samples: int, noise: float, random: np.random.Generator) -> tuple[Values, Values]:
    """A landscape of two hills and two hollows, each a bell curve in the plane."""
    places = random.uniform(-1, 1, (samples, 2))
    height = np.zeros((samples, 1))
    for centre, peak, width in BUMPS:
        distance = np.sum((places - np.array(centre)) ** 2, axis=1, keepdims=True)
        height += peak * np.exp(-distance / (2 * width**2))
    return places, blur(height, noise, random)


def blur(values: Values, noise: float, random: np.random.Generator) -> Values:
    return values + FULL_NOISE * noise * random.standard_normal(values.shape)
