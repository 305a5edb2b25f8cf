"""Layer and batch normalisation, and the statistics that evaluation goes by."""

import numpy as np
import pytest

from nnstudio.nn.activations import Sigmoid, Tanh
from nnstudio.nn.early_stopping import EarlyStopping
from nnstudio.nn.layers.batch_norm import BatchNorm
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.layers.layer_norm import LayerNorm
from nnstudio.nn.losses import BinaryCrossEntropy
from nnstudio.nn.network import Network
from nnstudio.nn.optimisers import OPTIMISERS
from nnstudio.nn.regularisation import Penalty
from nnstudio.nn.run_state import capture, restore
from nnstudio.nn.training import Settings, Training
from tests.nn.building import bits, random_examples, steps
from tests.nn.layers.checking import alone, assert_like_torch, assert_slopes


@pytest.mark.parametrize("batch", [1, 4])
@pytest.mark.parametrize("shape", [(5,), (5, 3), (4, 1), (2, 2)])
def test_layer_normalisation_is_that_of_pytorch(shape: tuple[int, ...], batch: int) -> None:
    case = alone(LayerNorm(shape), batch)
    assert_slopes(case)
    torch = pytest.importorskip("torch")

    def reference(x, w):  # type: ignore[no-untyped-def]
        scale, shift = w.reshape(-1, 2).T
        by_position = x.movedim(0, -1)
        answer = torch.nn.functional.layer_norm(by_position, shape[:1], scale, shift, 1e-5)
        return answer.movedim(-1, 0)

    assert_like_torch(case, reference)


BATCHES = [((4,), 5), ((3, 4), 2), ((2, 3, 4), 3), ((3, 2), 1), ((2, 1, 2), 1)]


@pytest.mark.parametrize(("shape", "batch"), BATCHES)
def test_batch_normalisation_and_its_statistics_are_those_of_pytorch(
    shape: tuple[int, ...], batch: int
) -> None:
    case = alone(BatchNorm(shape, momentum=0.3), batch)
    case.X[: shape[0]] += 2.0
    assert_slopes(case)
    torch = pytest.importorskip("torch")
    parameters = torch.tensor(case.parameters.reshape(-1, 4).copy())
    mean, variance = parameters[:, 2].clone(), parameters[:, 3].clone()

    def reference(x, w):  # type: ignore[no-untyped-def]
        scale, shift, *_ = w.reshape(-1, 4).T
        images = x.movedim(-1, 0)
        answer = torch.nn.functional.batch_norm(
            images, mean, variance, scale, shift, True, 0.3, 1e-5
        )
        return answer.movedim(0, -1)

    assert_like_torch(case, reference)
    layer = case.layer
    assert isinstance(layer, BatchNorm)
    layer.forward(case.X)
    np.testing.assert_allclose(layer.mean, mean, rtol=1e-12)
    np.testing.assert_allclose(layer.variance, variance, rtol=1e-12)
    x = torch.tensor(np.ascontiguousarray(case.X[: shape[0]])).movedim(-1, 0)
    evaluated = torch.nn.functional.batch_norm(
        x, mean, variance, parameters[:, 0], parameters[:, 1], False, 0.3, 1e-5
    )
    layer.infer(case.X)
    np.testing.assert_allclose(layer.A, evaluated.movedim(0, -1), rtol=1e-10, atol=1e-10)


def test_a_column_that_is_normalised_has_mean_0_and_spread_1() -> None:
    for layer, axis in ((LayerNorm((50, 2)), 0), (BatchNorm((3, 20)), (1, 2))):
        case = alone(layer, 4)
        layer.initialise(np.random.default_rng(0))
        A = 7.0 * case.forward()
        np.testing.assert_allclose(A.mean(axis), 0.0, atol=1e-14)
        np.testing.assert_allclose(A.std(axis), 7.0, rtol=1e-4)


def run_with_batch_norm(
    optimiser: str = "adam", seed: int = 0, dtype: type = np.float64, patience: int = 0
) -> Training:
    layers = [Dense(3, 6, Tanh()), BatchNorm((6,)), Dense(6, 1, Sigmoid())]
    network = Network(layers, BinaryCrossEntropy(), np.random.default_rng(seed), dtype)
    network.initialise()
    return Training(
        network,
        random_examples(3, 1, 23, dtype=dtype),
        settings=Settings(0.05, 5, penalty=Penalty(l2=0.1), clip=0.5),
        optimiser=OPTIMISERS[optimiser](network.parameters),
        early_stopping=EarlyStopping(patience) if patience else None,
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_going_on_with_statistics_that_were_saved_makes_the_bits_of_not_stopping(
    optimiser: str, dtype: type
) -> None:
    unbroken = run_with_batch_norm(optimiser, 1, dtype)
    steps(unbroken, 8)
    state = capture(unbroken)
    steps(unbroken, 9)
    resumed = run_with_batch_norm(optimiser, 2, dtype)
    steps(resumed, 3)
    restore(resumed, state)
    steps(resumed, 9)
    assert bits(resumed.network.parameters) == bits(unbroken.network.parameters)
    rows = unbroken.train.X[:-1].T
    assert bits(resumed.network.predict(rows)) == bits(unbroken.network.predict(rows))


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_only_what_training_has_seen_changes_the_statistics(optimiser: str) -> None:
    training = run_with_batch_norm(optimiser)
    network = training.network
    layer = network.layers[1]
    assert isinstance(layer, BatchNorm)
    start = layer.Wb[:, 2:].copy()
    steps(training, 12)
    before = layer.Wb.copy()
    assert (before[:, 2:] != start).all()
    training.losses()
    network.predict(np.ones((7, 3)))
    assert bits(layer.Wb) == bits(before)
    training.optimiser.update(network.parameters, network.gradient, 0.1)
    assert (layer.Wb[:, :2] != before[:, :2]).all()
    assert bits(layer.Wb[:, 2:].copy()) == bits(before[:, 2:].copy())


def test_early_stopping_brings_back_the_statistics_of_the_best_epoch() -> None:
    training = run_with_batch_norm(patience=3)
    training.settings = Settings(0.5, 5)
    training.run_epochs(500)
    assert training.stopped_early
    assert training.early_stopping is not None
    loss = training.losses()[0]
    assert loss == pytest.approx(training.early_stopping.best_loss, rel=1e-12)


def test_an_answer_does_not_depend_on_what_else_is_asked() -> None:
    training = run_with_batch_norm()
    training.run_epochs(3)
    rows = np.ascontiguousarray(training.train.X[:-1].T)
    together = training.network.predict(rows)
    apart = np.vstack([training.network.predict(row[np.newaxis]) for row in rows])
    np.testing.assert_allclose(together, apart, rtol=1e-12)


def test_norms_that_cannot_be_are_refused_in_words() -> None:
    with pytest.raises(ValueError, match=r"\(features,\) or \(features, time\)"):
        LayerNorm((2, 3, 4))
    with pytest.raises(ValueError, match="vectors, sequences or images"):
        BatchNorm(())
    with pytest.raises(ValueError, match="more than 0 and at most 1"):
        BatchNorm((3,), momentum=0.0)
