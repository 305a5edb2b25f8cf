"""Optimisers: how the gradient g changes the parameters w. Both are one flat vector.

Every rule works in place. What it remembers between steps (velocity, moments) is flat like w,
stands in `memory`, and is saved with the run.
"""

from typing import ClassVar

import numpy as np

from nnstudio.nn.columns import Array


class Optimiser:
    """w ← w + change(g), with learning rate η."""

    name: ClassVar[str]
    remembers: ClassVar[tuple[str, ...]] = ()

    def __init__(self, parameters: Array) -> None:
        self.steps = 0
        self.memory = {name: np.zeros_like(parameters) for name in self.remembers}
        self._change = np.zeros_like(parameters)

    def update(self, w: Array, g: Array, rate: float) -> None:
        """One step on w, in place."""
        raise NotImplementedError


class SGD(Optimiser):
    """w ← w − η g."""

    name = "sgd"

    def update(self, w: Array, g: Array, rate: float) -> None:
        change = self._change
        np.multiply(g, rate, change)
        np.subtract(w, change, w)


class Momentum(Optimiser):
    """v ← μ v + g,  w ← w − η v (Polyak 1964)."""

    name = "momentum"
    remembers = ("v",)

    def __init__(self, parameters: Array, mu: float = 0.9) -> None:
        super().__init__(parameters)
        self.mu = mu

    def update(self, w: Array, g: Array, rate: float) -> None:
        v, change = self.memory["v"], self._change
        np.multiply(v, self.mu, v)
        np.add(v, g, v)
        np.multiply(v, rate, change)
        np.subtract(w, change, w)


class RMSprop(Optimiser):
    """s ← ρ s + (1 − ρ) g²,  w ← w − η g / (√s + ε) (Tieleman and Hinton 2012)."""

    name = "rmsprop"
    remembers = ("s",)

    def __init__(self, parameters: Array, rho: float = 0.9, epsilon: float = 1e-8) -> None:
        super().__init__(parameters)
        self.rho = rho
        self.epsilon = epsilon

    def update(self, w: Array, g: Array, rate: float) -> None:
        s, change = self.memory["s"], self._change
        np.multiply(g, g, change)
        np.multiply(change, 1.0 - self.rho, change)
        np.multiply(s, self.rho, s)
        np.add(s, change, s)
        np.sqrt(s, change)
        np.add(change, self.epsilon, change)
        np.divide(g, change, change)
        np.multiply(change, rate, change)
        np.subtract(w, change, w)


class Adam(Optimiser):
    """m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,
    w ← w − η (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε) (Kingma and Ba 2015).

    With c = √(1 − β₂ᵗ), the last line is η c / (1 − β₁ᵗ) · m / (√v + ε c): two passes fewer.
    """

    name = "adam"
    remembers = ("m", "v")

    def __init__(
        self,
        parameters: Array,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
    ) -> None:
        super().__init__(parameters)
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon

    def update(self, w: Array, g: Array, rate: float) -> None:
        self.steps += 1
        m, v, change = self.memory["m"], self.memory["v"], self._change
        np.subtract(g, m, change)
        np.multiply(change, 1.0 - self.beta1, change)
        np.add(m, change, m)
        np.multiply(g, g, change)
        np.subtract(change, v, change)
        np.multiply(change, 1.0 - self.beta2, change)
        np.add(v, change, v)
        correction = (1.0 - self.beta2**self.steps) ** 0.5
        np.sqrt(v, change)
        np.add(change, self.epsilon * correction, change)
        np.divide(m, change, change)
        np.multiply(change, rate * correction / (1.0 - self.beta1**self.steps), change)
        np.subtract(w, change, w)


OPTIMISERS: dict[str, type[Optimiser]] = {
    kind.name: kind for kind in (SGD, Momentum, RMSprop, Adam)
}
