"""The program as a process: how it ends when it is told to, and when nobody asks."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel, QMessageBox

from nnstudio.app.safety.copy_folder import left_behind
from nnstudio.project import files
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.layers import DenseSpec
from nnstudio.ui.recovery import RecoveryBar
from tests.e2e.studio import Studio

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")


@contextmanager
def program(folder: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """NN Studio in a process, training, with everything of its person in this folder."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "XDG_CONFIG_HOME": str(folder),
        "XDG_STATE_HOME": str(folder),
    }
    with subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.killed", "60", *words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process


def wait_for(process: "subprocess.Popen[str]", word: str, times: int = 1) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        times -= line == f"{word}\n"
        if times == 0:
            return
    pytest.fail(f"The program ended without “{word}”.")


def killed(folder: Path, *words: str) -> None:
    """A program that trained, and that was killed at some moment after its first copy."""
    with program(folder, *words) as process:
        wait_for(process, "copied")
        process.send_signal(signal.SIGKILL)


@pytest.mark.parametrize("attempt", range(3))
@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_during_a_training_the_program_ends_within_two_seconds_and_keeps_all(
    tmp_path: Path, attempt: int, told: signal.Signals
) -> None:
    with program(tmp_path) as process:
        wait_for(process, "training", random.Random(attempt).randrange(1, 12))
        process.send_signal(told)
        _, err = process.communicate(timeout=2)
        assert process.returncode == 0
        assert err == ""
    (copy,) = left_behind([tmp_path / "NN Studio"])
    saved = files.load(copy.project)
    copy.release()
    assert len(saved.project.layers) == len(EXAMPLES["noisy-xor"].project.layers) + 1
    assert saved.run is not None
    assert saved.run.step_count > 20


def test_a_step_that_takes_a_minute_does_not_keep_the_program_from_ending_in_time(
    tmp_path: Path,
) -> None:
    with program(tmp_path, "--busy") as process:
        wait_for(process, "busy")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=2)
        assert process.returncode == 0
    (copy,) = left_behind([tmp_path / "NN Studio"])
    layers = files.load(copy.project).project.layers
    assert len(layers) == len(EXAMPLES["noisy-xor"].project.layers) + 1
    copy.release()


def test_after_a_kill_the_next_start_offers_what_was_there_and_goes_on_from_it(
    qtbot, tmp_path: Path
) -> None:
    killed(tmp_path / "killed")
    place = tmp_path / "killed" / "NN Studio"
    (copy,) = left_behind([place])
    kept = files.load(copy.project)
    copy.release()
    assert kept.run is not None

    place.rename(tmp_path / "state")  # where the next window looks for copies
    studio = Studio(qtbot, tmp_path)
    studio.window.offer_recovery()
    bar = studio.window.findChild(RecoveryBar)
    assert bar.isVisible()
    assert bar.findChild(QLabel, "title").text() == "New project (Noisy XOR)"
    studio.click(studio.button("Restore", bar))
    assert not bar.isVisible()
    assert studio.window.workspace.canvas.view.hasFocus()
    assert studio.document.project == kept.project
    studio.until(lambda: studio.latest.step == kept.run.step_count)
    first = next(layer for layer in kept.project.layers if isinstance(layer, DenseSpec))
    size = studio.latest.weights[first.id].size
    np.testing.assert_array_equal(
        studio.latest.weights[first.id].ravel(), kept.run.parameters[:size]
    )
    assert studio.document.modified
    studio.train_until(studio.latest.epoch + 2)
    studio.window.close()
    studio.answer(QMessageBox.StandardButton.Discard)
    assert left_behind([tmp_path / "state"]) == []
    studio.leave()


def test_what_belongs_to_a_file_is_restored_as_its_own_and_saved_back_into_it(
    qtbot, tmp_path: Path
) -> None:
    path = tmp_path / "mine.nnstudio"
    files.save(path, EXAMPLES["circles"].project, None)
    killed(tmp_path / "killed", str(path))
    (tmp_path / "killed" / "NN Studio").rename(tmp_path / "state")
    studio = Studio(qtbot, tmp_path)
    studio.window.offer_recovery()
    studio.click(studio.button("Restore"))
    assert studio.document.path == path
    assert "mine.nnstudio" in studio.window.windowTitle()
    studio.command("save")
    assert studio.question() is None
    assert files.load(path).project == studio.document.project
    studio.leave()


def test_a_copy_is_discarded_only_when_the_window_closes_and_can_be_had_back_until_then(
    qtbot, tmp_path: Path
) -> None:
    killed(tmp_path / "killed")
    (tmp_path / "killed" / "NN Studio").rename(tmp_path / "state")
    studio = Studio(qtbot, tmp_path)
    studio.window.offer_recovery()
    bar = studio.window.findChild(RecoveryBar)
    studio.click(studio.button("Discard", bar))
    assert not bar.isVisible()
    studio.click(studio.button("Undo", studio.window.workspace.notice))
    assert bar.isVisible()
    studio.leave()
    (copy,) = left_behind([tmp_path / "state"])  # what is not decided on is there again
    copy.release()

    again = Studio(qtbot, tmp_path)
    again.window.offer_recovery()
    again.click(again.button("Discard"))
    again.leave()
    assert left_behind([tmp_path / "state"]) == []


def test_two_running_copies_never_offer_each_others_work(tmp_path: Path, qtbot) -> None:
    with program(tmp_path) as first, program(tmp_path) as second:
        wait_for(first, "copied")
        wait_for(second, "copied")
        assert left_behind([tmp_path / "NN Studio"]) == []
        first.send_signal(signal.SIGKILL)
        first.wait()
        (copy,) = left_behind([tmp_path / "NN Studio"])
        copy.release()
        second.send_signal(signal.SIGTERM)
        second.communicate(timeout=2)
        assert second.returncode == 0
    found = left_behind([tmp_path / "NN Studio"])
    assert len(found) == 2
    for copy in found:
        copy.release()
