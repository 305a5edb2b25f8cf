"""Points in the plane, in two or more classes, roughly within [−1, 1]².

Each function takes the class of every point, (samples,), and gives its place, (samples, 2).
The places are drawn first and the noise after them, from the same generator: moving the noise
slider with one seed blurs one picture and does not deal a new one.
"""

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.float64]
Labels = NDArray[np.intp]

FULL_NOISE = 0.5  # standard deviation, in units of the picture's half width, at 100 % noise


def jitter(places: Places, noise: float, random: np.random.Generator) -> Places:
    """The places moved by normal noise: 0 leaves them, 1 blurs the picture beyond use."""
    return places + FULL_NOISE * noise * random.standard_normal(places.shape)


def noisy_xor(labels: Labels, noise: float, random: np.random.Generator) -> Places:
    """Four clouds around the corners; opposite corners share a class."""
    first = np.where(random.random(labels.size) < 0.5, -1.0, 1.0)
    second = np.where(labels == 0, first, -first)
    clouds = 0.55 * np.column_stack([first, second])
    clouds = clouds + 0.1 * random.standard_normal(clouds.shape)
    return jitter(clouds, noise, random)


def circles(labels: Labels, noise: float, random: np.random.Generator) -> Places:
    """A disc, class 1, inside a ring, class 0; both evenly filled."""
    share = random.random(labels.size)
    angle = random.uniform(0, 2 * np.pi, labels.size)
    disc = 0.42 * np.sqrt(share)
    ring = np.sqrt(0.65**2 + (0.95**2 - 0.65**2) * share)
    radius = np.where(labels == 1, disc, ring)
    return jitter(_polar(radius, angle), noise, random)


def moons(labels: Labels, noise: float, random: np.random.Generator) -> Places:
    """Two half circles, each reaching into the bend of the other."""
    angle = random.uniform(0, np.pi, labels.size)
    side = np.where(labels == 0, 1.0, -1.0)
    places = _polar(np.ones(labels.size), angle) * side[:, None] + side[:, None] * [-0.5, -0.25]
    return jitter(places / 1.6, noise, random)


def spirals(
    labels: Labels, noise: float, random: np.random.Generator, *, arms: int, turns: float
) -> Places:
    """One arm a class, wound around each other; the radius grows evenly with the angle."""
    along = random.random(labels.size)
    angle = 2 * np.pi * (turns * along + labels / arms)
    return jitter(_polar(0.06 + 0.89 * along, angle), noise, random)


def blobs(labels: Labels, noise: float, random: np.random.Generator, *, classes: int) -> Places:
    """One round cloud a class, with the centres evenly on a circle."""
    centres = _polar(np.full(classes, 0.65), np.pi * (0.25 + 2 * np.arange(classes) / classes))
    places = centres[labels] + 0.09 * random.standard_normal((labels.size, 2))
    return jitter(places, noise, random)


def linear(labels: Labels, noise: float, random: np.random.Generator) -> Places:
    """Two halves of the square, on both sides of a slanting line through the middle."""
    normal = np.array([0.6, 0.8])
    places = random.uniform(-0.95, 0.95, (labels.size, 2))
    side = np.where(labels == 1, 1.0, -1.0)
    # Square and line are symmetric about the origin, so a point on the wrong side is mirrored.
    wrong = (places @ normal) * side < 0
    places = np.where(wrong[:, None], -places, places) + 0.05 * side[:, None] * normal
    return jitter(places, noise, random)


def checkerboard(labels: Labels, noise: float, random: np.random.Generator) -> Places:
    """Four by four squares of alternating class."""
    row = random.integers(0, 4, labels.size)
    column = 2 * random.integers(0, 2, labels.size) + (row + labels) % 2
    within = random.uniform(0.06, 0.94, (labels.size, 2))
    places = (np.column_stack([column, row]) + within) / 2 - 1
    return jitter(places, noise, random)


def _polar(radius: NDArray[np.float64], angle: NDArray[np.float64]) -> Places:
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
