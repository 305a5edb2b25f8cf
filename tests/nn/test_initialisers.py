"""How weights begin: the spread that each paper asks for."""

from math import sqrt

import numpy as np
import pytest

from nnstudio.nn.initialisers import INITIALISERS

INPUTS, OUTPUTS = 300, 200
SPREADS = {
    "small normal": 0.1,
    "xavier normal": sqrt(2 / (INPUTS + OUTPUTS)),
    "xavier uniform": sqrt(2 / (INPUTS + OUTPUTS)),
    "he normal": sqrt(2 / INPUTS),
    "he uniform": sqrt(2 / INPUTS),
}


@pytest.mark.parametrize("name", SPREADS)
def test_weights_have_the_mean_zero_and_the_spread_of_their_paper(name: str) -> None:
    W = INITIALISERS[name](np.random.default_rng(0), OUTPUTS, INPUTS)
    assert W.shape == (OUTPUTS, INPUTS)
    assert abs(W.mean()) < 5 * SPREADS[name] / sqrt(W.size)
    assert W.std() == pytest.approx(SPREADS[name], rel=0.02)


@pytest.mark.parametrize("name", ["xavier uniform", "he uniform"])
def test_uniform_weights_stay_within_root_three_spreads(name: str) -> None:
    W = INITIALISERS[name](np.random.default_rng(0), OUTPUTS, INPUTS)
    bound = sqrt(3.0) * SPREADS[name]
    assert 0.99 * bound < np.abs(W).max() <= bound


def test_normal_weights_go_further_out_than_uniform_ones() -> None:
    W = INITIALISERS["he normal"](np.random.default_rng(0), OUTPUTS, INPUTS)
    assert np.abs(W).max() > 3.5 * SPREADS["he normal"]


def test_zeros_and_constants_are_alike_everywhere() -> None:
    generator = np.random.default_rng(0)
    assert (INITIALISERS["zeros"](generator, 2, 3) == 0.0).all()
    assert (INITIALISERS["constant"](generator, 2, 3) == 0.5).all()


@pytest.mark.parametrize("name", INITIALISERS)
def test_the_same_seed_draws_the_same_weights(name: str) -> None:
    one, other = (INITIALISERS[name](np.random.default_rng(8), 4, 5) for _ in range(2))
    assert one.tobytes() == other.tobytes()
