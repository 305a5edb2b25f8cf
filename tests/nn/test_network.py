"""The network as a whole: its flat vectors, its answers, and the chains it refuses."""

import tracemalloc

import numpy as np
import pytest

from nnstudio.nn.activations import ReLU, Sigmoid, Softmax, Tanh
from nnstudio.nn.columns import Examples, to_columns
from nnstudio.nn.initialisers import INITIALISERS
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.layers.dropout import Dropout
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.losses import (
    BinaryCrossEntropy,
    CategoricalCrossEntropy,
    HalfSquaredError,
    Loss,
    MeanSquaredError,
)
from nnstudio.nn.network import EVALUATION_COLUMNS, Network
from tests.nn.building import bits, dense_network, random_examples


def test_a_network_answers_with_f_of_w_x_plus_b_layer_after_layer() -> None:
    network = dense_network((2, 3, 2), seed=1)
    first, second = network.layers
    x = np.array([0.5, -1.0])
    by_hand = np.tanh(second.W @ np.tanh(first.W @ x + first.b) + second.b)
    np.testing.assert_allclose(network.predict([x])[0], by_hand, rtol=1e-14)


def test_parameters_of_all_layers_are_views_of_one_vector() -> None:
    network = dense_network((2, 3, 1))
    first, second = network.layers
    network.parameters[...] = np.arange(13.0)
    assert first.W.tolist() == [[0.0, 1.0], [3.0, 4.0], [6.0, 7.0]]
    assert first.b.tolist() == [2.0, 5.0, 8.0]
    assert second.W.tolist() == [[9.0, 10.0, 11.0]]
    assert second.b.tolist() == [12.0]
    assert network.weight_mask.tolist() == [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0]
    second.b[0] = -1.0
    assert network.parameters[12] == -1.0


def test_a_weight_that_is_set_counts_in_the_next_answer_of_every_batch_size() -> None:
    network = dense_network((2, 3, 1))
    for count in (1, 2, 3):
        network.predict(np.ones((count, 2)))
    network.layers[1].W[...] = 0.0
    network.layers[1].b[...] = 0.5
    for count in (1, 2, 3):
        assert (network.predict(np.ones((count, 2))) == np.tanh(0.5)).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_many_samples_are_answered_like_few(dtype: type) -> None:
    network = dense_network((2, 8, 3), ReLU(), Softmax(), CategoricalCrossEntropy(), dtype=dtype)
    examples = random_examples(2, 3, 2 * EVALUATION_COLUMNS + 100, dtype=dtype)
    answers = network.infer(examples.X)
    assert answers.dtype == dtype
    one_by_one = np.hstack([network.infer(examples.X[:, [i]]) for i in (0, 1023, 1024, 2147)])
    tolerance = 20 * np.finfo(dtype).eps
    np.testing.assert_allclose(answers[:, [0, 1023, 1024, 2147]], one_by_one, rtol=tolerance)
    picked = [answers[c, i] for i, c in enumerate(examples.Y.argmax(axis=0))]
    expected = -np.log(np.array(picked, np.float64)).mean()
    assert network.value(examples) == pytest.approx(expected, rel=1e-5)


def test_a_very_wide_network_is_evaluated_in_portions_that_fit_into_memory() -> None:
    network = dense_network((1, 20_000, 1), ReLU())
    columns = to_columns(np.linspace(-1, 1, 1000)[:, np.newaxis])
    tracemalloc.start()
    answers = network.infer(columns)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert answers.shape == (1, 1000)
    # All thousand at once would take 160 MB for each of the four buffers of the wide layer.
    assert most < 160e6


def test_passes_of_many_sizes_do_not_pile_up() -> None:
    network = dense_network((2, 3, 1))
    first = network.pass_for(1)
    assert network.pass_for(1) is first
    for batch in range(2, 200):
        network.pass_for(batch)
    assert network.pass_for(1) is not first


def test_wide_passes_of_many_sizes_take_no_more_memory_than_a_few() -> None:
    network = dense_network((2, 4096, 1))
    tracemalloc.start()
    for batch in range(1_000, 1_016):
        network.pass_for(batch)
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert network.pass_for(1_015) is network.pass_for(1_015)
    # All sixteen at once would take two and a half gigabytes.
    assert taken < 600e6


def test_predictions_have_the_samples_first_and_belong_to_the_caller() -> None:
    network = dense_network((2, 3, 2))
    answers = network.predict([[1, 2], [3, 4], [5, 6]])
    assert answers.shape == (3, 2)
    again = answers.copy()
    network.predict([[0, 0], [0, 0], [0, 0]])
    assert bits(answers) == bits(again)


@pytest.mark.parametrize("name", INITIALISERS)
def test_starting_anew_draws_other_weights_from_the_same_generator_and_zero_biases(
    name: str,
) -> None:
    layers = [Dense(3, 4, Tanh(), INITIALISERS[name]), Dense(4, 1, Tanh(), INITIALISERS[name])]
    network = Network(layers, MeanSquaredError(), np.random.default_rng(0))
    network.initialise()
    first = network.parameters.copy()
    network.parameters[...] = 9.0
    network.initialise()
    assert (network.parameters[network.weight_mask == 0.0] == 0.0).all()
    fixed = name in ("zeros", "constant")
    assert (bits(network.parameters) == bits(first)) == fixed


REFUSED: dict[str, tuple[list[Layer], Loss, str]] = {
    "no layers": ([], MeanSquaredError(), "last layer must be a dense layer"),
    "dropout at the end": (
        [Dense(2, 3, Tanh()), Dropout(3, 0.5)],
        MeanSquaredError(),
        "last layer must be a dense layer",
    ),
    "sizes that do not join": (
        [Dense(2, 3, Tanh()), Dense(4, 1, Tanh())],
        MeanSquaredError(),
        "a layer with 3 outputs cannot feed one with 4 inputs",
    ),
    "dropout of another size": (
        [Dense(2, 3, Tanh()), Dropout(2, 0.5), Dense(2, 1, Tanh())],
        HalfSquaredError(),
        "a layer with 3 outputs cannot feed one with 2 inputs",
    ),
    "cross-entropy without sigmoid": (
        [Dense(2, 1, Tanh())],
        BinaryCrossEntropy(),
        "binary cross-entropy needs sigmoid in the output layer",
    ),
    "cross-entropy without softmax": (
        [Dense(2, 3, Sigmoid())],
        CategoricalCrossEntropy(),
        "categorical cross-entropy needs softmax in the output layer",
    ),
}


@pytest.mark.parametrize("chain", REFUSED)
def test_layers_that_cannot_work_together_are_refused_in_words(chain: str) -> None:
    layers, loss, words = REFUSED[chain]
    with pytest.raises(ValueError, match=words):
        Network(layers, loss, np.random.default_rng(0))


@pytest.mark.parametrize(("inputs", "outputs"), [(0, 1), (1, 0), (-1, 3)])
def test_a_layer_of_nothing_is_refused_in_words(inputs: int, outputs: int) -> None:
    with pytest.raises(ValueError, match="at least one input and one neuron"):
        Dense(inputs, outputs, Tanh())


def test_a_precision_that_the_core_does_not_know_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="float32 or float64"):
        Network([Dense(1, 1, Tanh())], MeanSquaredError(), np.random.default_rng(0), np.int64)


def test_dropout_may_stand_first_and_the_layer_above_still_learns() -> None:
    layers = [Dropout(3, 0.5), Dense(3, 1, Tanh())]
    network = Network(layers, MeanSquaredError(), np.random.default_rng(0))
    network.initialise()
    examples = random_examples(3, 1, 4)
    run = network.pass_for(4)
    run.forward(examples.X)
    run.backward(examples.Y)
    assert np.count_nonzero(network.gradient) > 0


def test_examples_of_samples_first_become_columns_over_a_row_of_ones() -> None:
    examples = Examples.from_rows([[1, 2], [3, 4], [5, 6]], [[7], [8], [9]])
    assert examples.X.tolist() == [[1, 3, 5], [2, 4, 6], [1, 1, 1]]
    assert examples.Y.tolist() == [[7, 8, 9]]
    assert examples.count == 3


def test_examples_are_copies_of_what_they_were_made_from() -> None:
    samples, targets = np.ones((2, 2)), np.ones((2, 1))
    examples = Examples.from_rows(samples, targets)
    samples[...] = targets[...] = 5.0
    assert (examples.X == 1.0).all()
    assert (examples.Y == 1.0).all()


@pytest.mark.parametrize(
    ("samples", "targets", "words"),
    [
        ([1, 2, 3], [[1], [2], [3]], r"a table \(samples, features\), got 1 dimensions"),
        ([[1], [2]], [1, 2], r"a table \(samples, outputs\), got 1 dimensions"),
        ([[1], [2]], [[1]], "same number of columns"),
    ],
)
def test_examples_that_are_no_tables_are_refused_in_words(
    samples: list[object], targets: list[object], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        Examples.from_rows(samples, targets)  # type: ignore[arg-type]
