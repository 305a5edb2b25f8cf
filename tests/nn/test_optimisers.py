"""Two updates of every optimiser, against numbers worked by hand with η = 0.1."""

import numpy as np
import pytest

from nnstudio.nn.columns import Array
from nnstudio.nn.optimisers import LOOK_EVERY, OPTIMISERS, SGD, Adam, Momentum, RMSprop

FIRST = [0.5, -0.25]
SECOND = [-1.0, 0.25]


def updated(optimiser: str, *gradients: list[float]) -> list[float]:
    w = np.array([1.0, -2.0])
    rule = OPTIMISERS[optimiser](w)
    for gradient in gradients:
        rule.update(w, np.array(gradient), 0.1)
    return w.tolist()


def test_gradient_descent_takes_the_rate_times_the_gradient_off() -> None:
    assert updated("sgd", FIRST) == pytest.approx([0.95, -1.975])
    assert updated("sgd", FIRST, SECOND) == pytest.approx([1.05, -2.0])


def test_momentum_goes_on_with_nine_tenths_of_its_velocity() -> None:
    assert updated("momentum", FIRST) == pytest.approx([0.95, -1.975])
    # v = 0.9 · 0.5 − 1 = −0.55 and 0.9 · −0.25 + 0.25 = 0.025.
    assert updated("momentum", FIRST, SECOND) == pytest.approx([1.005, -1.9775])


def test_rmsprop_divides_by_the_root_of_the_mean_square() -> None:
    # s = 0.1 · 0.5² = 0.025; 0.1 · 0.5 / √0.025 = 0.31622777, whatever the gradient's size.
    assert updated("rmsprop", FIRST) == pytest.approx([0.68377223, -1.68377223], abs=1e-7)
    # s = 0.9 · 0.025 + 0.1 · 1² = 0.1225, √ = 0.35; 0.1 · 1 / 0.35 = 0.28571429.
    # s = 0.9 · 0.00625 + 0.1 · 0.0625 = 0.011875, √ = 0.10897247; 0.025 / it = 0.22941574.
    assert updated("rmsprop", FIRST, SECOND) == pytest.approx([0.96948652, -1.91318797], abs=1e-7)


def test_adam_takes_a_step_of_the_rate_first_and_corrects_its_bias() -> None:
    assert updated("adam", FIRST) == pytest.approx([0.9, -1.9], abs=1e-7)
    # m = 0.9 · 0.05 − 0.1 = −0.055, m̂ = −0.055 / 0.19 = −0.28947368;
    # v = 0.999 · 0.00025 + 0.001 = 0.00124975, v̂ = v / 0.001999 = 0.62518759, √ = 0.79068806;
    # the change is −0.1 · 0.28947368 / 0.79068806 = −0.03661035.
    # The other: m̂ = 0.0025 / 0.19 = 0.01315789, √v̂ = 0.25, the change 0.00526316.
    assert updated("adam", FIRST, SECOND) == pytest.approx([0.93661035, -1.90526316], abs=1e-7)


def test_adams_epsilon_stands_outside_the_root() -> None:
    w = np.array([1.0])
    adam = Adam(w, epsilon=0.5)
    # With one gradient for ever, m̂ is 0.5 and √v̂ is 0.5: 0.1 · 0.5 / (0.5 + 0.5) a step.
    for expected in (0.95, 0.90, 0.85):
        adam.update(w, np.array([0.5]), 0.1)
        assert w[0] == pytest.approx(expected, rel=1e-12)


def test_rmsprops_epsilon_stands_outside_the_root() -> None:
    w = np.array([1.0])
    RMSprop(w, rho=0.0, epsilon=0.5).update(w, np.array([0.5]), 0.1)
    assert w[0] == pytest.approx(0.95, rel=1e-12)


@pytest.mark.parametrize("kind", OPTIMISERS)
def test_the_rate_may_be_a_number_or_an_array(kind: str) -> None:
    by_number, by_array = np.array([1.0, -2.0]), np.array([1.0, -2.0])
    OPTIMISERS[kind](by_number).update(by_number, np.array(FIRST), 0.1)
    OPTIMISERS[kind](by_array).update(by_array, np.array(FIRST), np.array(0.1))
    assert by_number.tobytes() == by_array.tobytes()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("kind", OPTIMISERS)
def test_an_optimiser_remembers_in_the_precision_of_the_weights(kind: str, dtype: type) -> None:
    w = np.array([1.0, -2.0], dtype)
    rule = OPTIMISERS[kind](w)
    rule.update(w, np.array(FIRST, dtype), 0.1)
    assert all(values.dtype == dtype for values in rule.memory.values())
    assert set(rule.memory) == set(rule.remembers)
    assert rule.steps == 1


@pytest.mark.parametrize("kind", [Momentum, Adam])
def test_what_a_dead_neuron_leaves_in_memory_becomes_zero_and_not_ever_smaller(
    kind: type[Momentum | Adam],
) -> None:
    w = np.ones(2, np.float32)
    rule = kind(w)
    rule.update(w, np.ones(2, np.float32), 0.0)
    silent_then: Array = np.array([0.0, 1.0], np.float32)
    for _ in range(5 * LOOK_EVERY):
        rule.update(w, silent_then, 0.0)
    faded, alive = rule.memory[rule.remembers[0]]
    assert faded == 0.0
    assert alive == pytest.approx(10.0)


def test_gradient_descent_remembers_nothing() -> None:
    assert SGD(np.ones(3)).memory == {}
