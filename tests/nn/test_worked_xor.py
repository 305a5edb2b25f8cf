"""One step of learning XOR, worked by hand: every number here can be had with a calculator.

The network is 2-2-1, sigmoid everywhere, the loss C = 1/n Σ ½ (a − y)², the step one of plain
gradient descent over all four rows at once, with η = 0.5. Numbers are rounded to eight decimals.
"""

import numpy as np
import pytest

from nnstudio.nn.activations import Sigmoid
from nnstudio.nn.columns import Examples
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.losses import HalfSquaredError
from nnstudio.nn.network import Network
from nnstudio.nn.training import Settings, Training

ROUNDING = 2e-8

# A column is a sample: (0, 0), (0, 1), (1, 0), (1, 1).
X = [[0, 0, 1, 1], [0, 1, 0, 1]]
Y = [[0, 1, 1, 0]]

W1 = [[0.5, -0.5], [1.0, 1.0]]
B1 = [0.25, -0.5]
W2 = [[1.0, -2.0]]
B2 = [0.5]

# Forward. Z₁ = W₁ X + b₁; its last column, for (1, 1): 0.5 − 0.5 + 0.25 = 0.25 and 1 + 1 − 0.5.
Z1 = [[0.25, -0.25, 0.75, 0.25], [-0.5, 0.5, 0.5, 1.5]]
# A₁ = 1 / (1 + e^−Z₁): 1 / (1 + e^−0.25) = 0.56217650.
A1 = [
    [0.56217650, 0.43782350, 0.67917870, 0.56217650],
    [0.37754067, 0.62245933, 0.62245933, 0.81757448],
]
# Z₂ = 1 · a₁ − 2 · a₂ + 0.5: 0.56217650 − 2 · 0.37754067 + 0.5 = 0.30709516.
Z2 = [[0.30709516, -0.30709516, -0.06573996, -0.57297245]]
A2 = [[0.57617607, 0.42382393, 0.48357093, 0.36055123]]
# C = ⅛ (0.57617607² + 0.57617607² + 0.51642907² + 0.36055123²).
LOSS = 0.13258174

# Backward. ∂C/∂A₂ = (A₂ − Y) / 4: 0.57617607 / 4, −0.57617607 / 4, …
DA2 = [[0.14404402, -0.14404402, -0.12910727, 0.09013781]]
# δ₂ = ∂C/∂A₂ ∘ A₂ (1 − A₂): 0.14404402 · 0.57617607 · 0.42382393 = 0.03517515.
DELTA2 = [[0.03517515, -0.03517515, -0.03224197, 0.02078164]]
# ∂C/∂W₂ = δ₂ A₁ᵀ, one sum over the four samples a weight; ∂C/∂b₂ = Σ δ₂.
DW2 = [[-0.00584098, -0.01169383]]
DB2 = [-0.01146033]
# ∂C/∂A₁ = W₂ᵀ δ₂: the first row is 1 · δ₂, the second −2 · δ₂.
DA1 = [
    [0.03517515, -0.03517515, -0.03224197, 0.02078164],
    [-0.07035029, 0.07035029, 0.06448394, -0.04156327],
]
# δ₁ = ∂C/∂A₁ ∘ A₁ (1 − A₁): 0.03517515 · 0.56217650 · 0.43782350 = 0.00865780.
DELTA1 = [
    [0.00865780, -0.00865780, -0.00702536, 0.00511507],
    [-0.01653258, 0.01653258, 0.01515396, -0.00619901],
]
# ∂C/∂W₁ = δ₁ Xᵀ: x₁ is 1 in the last two samples, −0.00702536 + 0.00511507 = −0.00191029.
DW1 = [[-0.00191029, -0.00354273], [0.00895495, 0.01033357]]
DB1 = [-0.00191029, 0.00895495]

# The step: w − 0.5 · ∂C/∂w, 0.5 + 0.5 · 0.00191029 = 0.50095515.
NEW_W1 = [[0.50095515, -0.49822863], [0.99552252, 0.99483322]]
NEW_B1 = [0.25095515, -0.50447748]
NEW_W2 = [[1.00292049, -1.99415309]]
NEW_B2 = [0.50573017]
NEW_LOSS = 0.13229411


@pytest.fixture
def network() -> Network:
    """The network above, before the step."""
    layers = [Dense(2, 2, Sigmoid()), Dense(2, 1, Sigmoid())]
    network = Network(layers, HalfSquaredError(), np.random.default_rng(0))
    for layer, W, b in zip(layers, (W1, W2), (B1, B2), strict=True):
        layer.W[...] = W
        layer.b[...] = b
    return network


@pytest.fixture
def rows() -> Examples:
    """The truth table of XOR."""
    return Examples.from_rows(np.transpose(X), np.transpose(Y))


def agree(ours: object, by_hand: object) -> bool:
    """Whether all numbers are equal up to the rounding of the eighth decimal."""
    return np.allclose(ours, by_hand, rtol=0.0, atol=ROUNDING)  # type: ignore[arg-type]


def test_the_forward_pass_has_the_numbers_worked_by_hand(network: Network, rows: Examples) -> None:
    run = network.pass_for(4)
    answers = run.forward(rows.X)
    hidden, output = run.layers
    assert agree(hidden.Z, Z1)
    assert agree(hidden.A, A1)
    assert agree(output.Z, Z2)
    assert agree(answers, A2)
    assert agree(run.value(rows.Y), LOSS)


def test_the_backward_pass_has_the_numbers_worked_by_hand(network: Network, rows: Examples) -> None:
    run = network.pass_for(4)
    run.forward(rows.X)
    run.backward(rows.Y)
    hidden, output = run.layers
    assert agree(run.delta, DA2)
    assert agree(output.dZ, DELTA2)
    assert agree(output.dX, DA1)
    assert agree(hidden.dZ, DELTA1)
    # The gradient lies flat, layer by layer and row by row, the bias at the end of its row.
    by_hand = [*DW1[0], DB1[0], *DW1[1], DB1[1], *DW2[0], DB2[0]]
    assert agree(network.gradient, by_hand)


def test_the_step_leads_to_the_weights_worked_by_hand(network: Network, rows: Examples) -> None:
    training = Training(network, rows, settings=Settings(learning_rate=0.5, batch_size=4))
    training.step()
    first, second = network.layers
    assert agree(first.W, NEW_W1)
    assert agree(first.b, NEW_B1)
    assert agree(second.W, NEW_W2)
    assert agree(second.b, NEW_B2)
    assert agree(training.losses()[0], NEW_LOSS)
    assert training.epoch == training.step_count == 1


def test_the_numbers_worked_by_hand_belong_together() -> None:
    assert agree(np.array(Z2), np.array(W2) @ A1 + np.array(B2)[:, np.newaxis])
    assert agree(np.array(DW1), np.array(DELTA1) @ np.transpose(X))
    assert agree(NEW_W2, np.array(W2) - 0.5 * np.array(DW2))
