"""The examples of the five networks learn what they are there to show.

Each is trained as a person would train it: in the terminal, from the example by its name. The time
limits are those that the program promises on two cores; they are met with a wide margin, and stand
here so that a run that hangs ends.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from nnstudio.data.text import unigram_entropy
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.material import prepare

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture
def tell(capsys):
    """Says a line in the terminal, also while pytest keeps the output of tests to itself."""

    def say(line: str) -> None:
        with capsys.disabled():
            print(f"\n  {line}", end="")

    return say


@pytest.fixture
def trained(tell):
    """Trains an example for so many epochs and tells what `--json` says."""
    return lambda *how, **limit: _trained(tell, *how, **limit)


def _trained(tell, example: str, epochs: int, within: float) -> dict[str, float]:
    words = ["--headless", "--example", example, "--epochs", str(epochs), "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "nnstudio", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=within,
        check=True,
    )
    result: dict[str, float] = json.loads(done.stdout)
    tell(f"{example}, {epochs} epochs: {done.stdout.strip()}")
    return result


def test_the_convolutional_network_reads_97_percent_of_the_digits_it_has_never_seen(trained):
    assert trained("digits-cnn", 20, within=60)["validation_accuracy"] >= 0.97


def test_the_lstm_remembers_the_first_symbol_for_30_steps(trained):
    assert trained("remember-lstm", 20, within=120)["validation_accuracy"] >= 0.99


@pytest.mark.parametrize("epochs", [20, 60])
def test_the_plain_rnn_with_the_same_settings_does_not_even_after_three_times_as_long(
    trained, epochs
):
    assert trained("remember-rnn", epochs, within=120)["validation_accuracy"] < 0.70


def test_both_of_them_differ_in_nothing_but_the_kind_of_layer():
    rnn, lstm = EXAMPLES["remember-rnn"].project, EXAMPLES["remember-lstm"].project
    assert rnn.data == lstm.data
    assert rnn.training == lstm.training
    one, other = rnn.layers[0], lstm.layers[0]
    assert (one.units, one.initialiser) == (other.units, other.initialiser)
    assert rnn.layers[1:] == lstm.layers[1:]


def test_the_transformer_reverses_99_percent_of_the_positions(trained):
    assert trained("reverse", 20, within=120)["validation_accuracy"] >= 0.99


def test_the_transformer_foresees_the_next_character_far_better_than_letter_counts_do(
    trained, tell
):
    result = trained("next-character", 12, within=180)
    material = prepare(EXAMPLES["next-character"].project.data)
    entropy = unigram_entropy(material.dataset, material.train)
    loss = result["validation_loss"]
    tell(f"unigram entropy {entropy:.3f} nats a character, validation loss {loss:.3f}")
    assert loss < 0.75 * entropy


def test_the_other_examples_of_pictures_and_sequences_learn_too(trained):
    assert trained("shapes-cnn", 30, within=60)["validation_accuracy"] >= 0.98
    guess_of_the_mean = 1 / 6
    assert trained("adding", 20, within=60)["validation_loss"] < 0.05 * guess_of_the_mean
