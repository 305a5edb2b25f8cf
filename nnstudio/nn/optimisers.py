"""Optimisers: how the gradient g changes the parameters w. Both are one flat vector.

Every rule works in place. What it remembers between steps (velocity, moments) is flat like w,
stands in `memory`, and is saved with the run. Products are written as few passes over the vectors
as the rule allows, for that is all the time they take.
"""

from typing import ClassVar

import numpy as np
from numpy import add, divide, multiply, sqrt, subtract

from nnstudio.nn.columns import Array

LOOK_EVERY = 256
"""Steps between two looks for what has faded away."""


class Optimiser:
    """w ← w + change(g), with learning rate η."""

    name: ClassVar[str]
    remembers: ClassVar[tuple[str, ...]] = ()

    def __init__(self, parameters: Array) -> None:
        self.steps = 0
        self.memory = {name: np.zeros_like(parameters) for name in self.remembers}
        self._change = np.zeros_like(parameters)

    def update(self, w: Array, g: Array, rate: float | Array) -> None:
        """One step on w, in place; the rate as a number, or faster as an array () like w."""
        raise NotImplementedError

    def count_step(self) -> None:
        """One more step is done; now and then, set to 0 what has faded in memory.

        A dead ReLU's gradient is 0 for ever, and what is remembered of it halves and halves until
        it is too small for a normal number. Processors are slow with those.
        """
        self.steps += 1
        if self.steps % LOOK_EVERY == 0:
            for values in self.memory.values():
                values[np.abs(values) < np.finfo(values.dtype).tiny] = 0.0


class SGD(Optimiser):
    """w ← w − η g."""

    name = "sgd"

    def update(self, w: Array, g: Array, rate: float | Array) -> None:
        change = self._change
        multiply(g, rate, change)
        subtract(w, change, w)
        self.steps += 1


class Momentum(Optimiser):
    """v ← μ v + g,  w ← w − η v (Polyak 1964)."""

    name = "momentum"
    remembers = ("v",)

    def __init__(self, parameters: Array, mu: float = 0.9) -> None:
        super().__init__(parameters)
        self.mu = np.array(mu, parameters.dtype)

    def update(self, w: Array, g: Array, rate: float | Array) -> None:
        v, change = self.memory["v"], self._change
        multiply(v, self.mu, v)
        add(v, g, v)
        multiply(v, rate, change)
        subtract(w, change, w)
        self.count_step()


class RMSprop(Optimiser):
    """s ← ρ s + (1 − ρ) g²,  w ← w − η g / (√s + ε) (Tieleman and Hinton 2012)."""

    name = "rmsprop"
    remembers = ("s",)

    def __init__(self, parameters: Array, rho: float = 0.9, epsilon: float = 1e-8) -> None:
        super().__init__(parameters)
        self.rho = np.array(rho, parameters.dtype)
        self.rest = np.array(1.0 - rho, parameters.dtype)
        self.epsilon = np.array(epsilon, parameters.dtype)

    def update(self, w: Array, g: Array, rate: float | Array) -> None:
        s, change = self.memory["s"], self._change
        multiply(g, g, change)
        multiply(change, self.rest, change)
        multiply(s, self.rho, s)
        add(s, change, s)
        sqrt(s, change)
        add(change, self.epsilon, change)
        divide(g, change, change)
        multiply(change, rate, change)
        subtract(w, change, w)
        self.count_step()


class Adam(Optimiser):
    """m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,
    w ← w − η m̂ / (√v̂ + ε)  with  m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ)  (Kingma and Ba 2015).

    What is remembered are the sums M = m / (1 − β₁) and V = v / (1 − β₂), for M ← β₁ M + g and
    V ← β₂ V + g² take two passes fewer. With c = √((1 − β₂ᵗ) / (1 − β₂)) the last line becomes
    w ← w − η c (1 − β₁) / (1 − β₁ᵗ) · M / (√V + ε c).
    """

    name = "adam"
    remembers = ("M", "V")

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
        self._fade1 = np.array(beta1, parameters.dtype)
        self._fade2 = np.array(beta2, parameters.dtype)

    def update(self, w: Array, g: Array, rate: float | Array) -> None:
        self.count_step()
        M, V, change = self.memory["M"], self.memory["V"], self._change
        multiply(M, self._fade1, M)
        add(M, g, M)
        multiply(V, self._fade2, V)
        multiply(g, g, change)
        add(V, change, V)
        c = ((1.0 - self.beta2**self.steps) / (1.0 - self.beta2)) ** 0.5
        sqrt(V, change)
        add(change, self.epsilon * c, change)
        divide(M, change, change)
        multiply(
            change, float(rate) * c * (1.0 - self.beta1) / (1.0 - self.beta1**self.steps), change
        )
        subtract(w, change, w)


OPTIMISERS: dict[str, type[Optimiser]] = {
    kind.name: kind for kind in (SGD, Momentum, RMSprop, Adam)
}
