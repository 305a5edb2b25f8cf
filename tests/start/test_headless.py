"""Training in the terminal, in real processes."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from nnstudio.project.examples import EXAMPLES
from nnstudio.project.files import save
from nnstudio.project.layers import DenseSpec
from nnstudio.project.session import Session
from nnstudio.project.specs import BuiltInSource, DataSpec, Project, SGDSpec, TrainingSpec
from tests.start.checkouts import SOURCE, run, variables

KEYS = {
    "epochs",
    "train_loss",
    "validation_loss",
    "train_accuracy",
    "validation_accuracy",
    "parameters",
    "seconds",
}


def headless(*words: str | Path) -> "subprocess.CompletedProcess[str]":
    return run([sys.executable, SOURCE / "main.py", "--headless", *words])


@pytest.fixture(autouse=True)
def nnstudio_of_this_checkout(monkeypatch):
    monkeypatch.chdir(SOURCE)


def test_xor_prints_every_row_with_its_prediction():
    ended = headless()

    rows = [line.split() for line in ended.stdout.splitlines()[-4:]]
    assert [row[:4] for row in rows] == [
        ["0", "0", "0", "0"],
        ["0", "1", "1", "1"],
        ["1", "0", "1", "1"],
        ["1", "1", "0", "0"],
    ]
    assert all(row[-1] == "right" for row in rows)
    assert "Training: loss" in ended.stdout
    assert "accuracy 100.0 %" in ended.stdout
    assert ended.returncode == 0


def test_json_is_one_object_on_standard_output_and_nothing_else():
    ended = headless("--json", "--epochs", "30", "--seed", "3")

    result = json.loads(ended.stdout)
    assert set(result) == KEYS
    assert result["epochs"] == 30
    assert result["validation_loss"] is None
    assert result["validation_accuracy"] is None
    assert 0 <= result["train_accuracy"] <= 1
    assert result["train_loss"] > 0
    session = Session(EXAMPLES["xor"].project)
    assert result["parameters"] == session.network.parameters.size
    assert ended.returncode == 0


def test_the_same_seed_gives_the_same_loss_and_another_seed_another():
    losses = [
        json.loads(headless("--json", "--epochs", "5", "--seed", seed).stdout)["train_loss"]
        for seed in ("7", "7", "8")
    ]

    assert losses[0] == losses[1] != losses[2]


def test_no_epochs_print_the_start():
    ended = headless("--json", "--epochs", "0")

    assert json.loads(ended.stdout)["epochs"] == 0


def test_an_unknown_example_lists_those_there_are():
    ended = headless("--example", "nonsense")

    assert ended.returncode == 2
    assert "nonsense" in ended.stderr
    assert all(name in ended.stderr for name in EXAMPLES)
    assert ended.stdout == ""


def test_a_file_that_is_no_project_gets_a_sentence(tmp_path: Path):
    broken = tmp_path / "broken.nnstudio"
    broken.write_bytes(b"no zip")
    for path in (broken, tmp_path / "absent.nnstudio", tmp_path):
        ended = headless("--project", path)

        assert ended.returncode == 2, path
        assert "Traceback" not in ended.stderr
        assert len(ended.stderr.strip().splitlines()) == 1
        assert ended.stdout == ""


def test_a_saved_run_goes_on_where_it_stood(tmp_path: Path):
    project = EXAMPLES["xor"].project
    session = Session(project)
    session.train_epochs(20)
    file = tmp_path / "saved.nnstudio"
    save(file, project, session.state())

    result = json.loads(headless("--project", file, "--epochs", "15", "--json").stdout)

    session.train_epochs(15)
    assert result["epochs"] == 35
    assert result["train_loss"] == session.losses().train_loss


def test_a_run_that_diverges_says_so_and_fails(tmp_path: Path):
    straight = Project(
        data=DataSpec(source=BuiltInSource(key="plane")),
        layers=(DenseSpec(units=1, activation="identity"),),
        training=TrainingSpec(loss="mean squared error", optimiser=SGDSpec(), learning_rate=1e9),
    )
    file = tmp_path / "wild.nnstudio"
    save(file, straight, None)

    ended = headless("--project", file, "--json")

    assert ended.returncode == 1
    assert "iverged" in ended.stderr
    assert "Warning" not in ended.stderr
    assert json.loads(ended.stdout)["train_loss"] > 1e6


@pytest.mark.skipif(os.name == "nt", reason="Ctrl+C reaches a whole console there")
def test_ctrl_c_prints_the_result_so_far():
    with subprocess.Popen(
        [sys.executable, "main.py", "--headless", "--json", "--epochs", "1000000"],
        env=variables(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stderr is not None
        assert process.stdout is not None
        while "epoch" not in (line := process.stderr.readline()):
            assert line
        process.send_signal(signal.SIGINT)
        said, result = process.stderr.read(), json.loads(process.stdout.read())

    assert 0 < result["epochs"] < 1_000_000
    assert "Ctrl+C" in said
    assert "Traceback" not in said
    assert process.returncode == 130
