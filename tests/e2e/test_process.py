"""The program as a process: how it ends when it is told to, and when nobody asks."""

import os
import random
import signal
import subprocess
import sys
import time
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
PROMISED, AT_MOST = 2.0, 20.0
"""Seconds in which the program ends when it is told to. A busy machine makes one end longer, so the
shortest of several is held against what is promised, and each against what no machine explains."""


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
        [sys.executable, "-m", "tests.e2e.killed", "240", *words],
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


def end(process: "subprocess.Popen[str]", told: signal.Signals) -> float:
    """Tell the program to end, which it does in good order; the seconds that it took."""
    began = time.monotonic()
    process.send_signal(told)
    _, err = process.communicate(timeout=AT_MOST)
    seconds = time.monotonic() - began
    assert (process.returncode, err) == (0, "")
    return seconds


def copied(folder: Path) -> files.Saved:
    """The one copy that a program has left, with the layer that was added in it."""
    (copy,) = left_behind([folder / "NN Studio"])
    saved = files.load(copy.project)
    copy.release()
    assert len(saved.project.layers) == len(EXAMPLES["noisy-xor"].project.layers) + 1
    return saved


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_during_a_training_the_program_ends_within_two_seconds_and_keeps_all(
    tmp_path: Path, told: signal.Signals
) -> None:
    seconds = []
    for attempt in range(3):
        folder = tmp_path / str(attempt)
        with program(folder) as process:
            wait_for(process, "training", random.Random(attempt).randrange(1, 12))
            seconds.append(end(process, told))
        run = copied(folder).run
        assert run is not None
        assert run.step_count > 20
    assert min(seconds) < PROMISED


def test_a_step_that_takes_a_minute_does_not_keep_the_program_from_ending_in_time(
    tmp_path: Path,
) -> None:
    seconds = []
    for attempt in range(2):
        folder = tmp_path / str(attempt)
        with program(folder, "--busy") as process:
            wait_for(process, "busy")
            seconds.append(end(process, signal.SIGTERM))
        copied(folder)
    assert min(seconds) < PROMISED


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
        end(second, signal.SIGTERM)
    found = left_behind([tmp_path / "NN Studio"])
    assert len(found) == 2
    for copy in found:
        copy.release()
