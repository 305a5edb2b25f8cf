"""The trainer's thread ends when it is told to, whatever it does at the moment."""

import random
import subprocess
import sys

import pytest

from nnstudio.app.snapshot import Phase
from nnstudio.app.speed import Speed

from ..project.projects import dense, project

MOONS = project(dense("a", 4), key="moons", samples=40)
LARGE = project(dense("a", 200), dense("b", 200), key="moons", samples=2_000, batch_size=500)


@pytest.mark.parametrize("spec", [MOONS, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("moment", range(8))
def test_it_ends_at_any_moment_of_a_training(moment, spec, open_studio):
    studio = open_studio(spec)
    studio.run.set_speed(Speed() if moment % 2 else Speed(300.0))
    studio.run.want("busy", lambda session: session.losses())
    studio.run.play()
    studio.bot.wait(int(random.Random(moment).random() * 60))
    studio.run.shut_down()
    assert not studio.run.is_alive


def test_it_ends_before_it_has_begun_and_twice(open_studio):
    studio = open_studio(MOONS, started=False)
    studio.run.shut_down()
    studio.run.shut_down()
    assert not studio.run.is_alive


def test_it_ends_in_the_middle_of_a_long_epoch(open_studio):
    studio = open_studio(project(dense("a", 8), key="moons", samples=100_000, batch_size=1))
    studio.run.step_epoch()
    studio.until_phase(Phase.RUNNING)
    studio.run.shut_down()
    assert not studio.run.is_alive


def test_what_is_asked_for_afterwards_is_heard_by_nobody(open_studio):
    studio = open_studio(MOONS)
    studio.run.shut_down()
    studio.run.play()
    studio.run.step()
    studio.run.reset()
    studio.run.set_weight("a", 0, 0, 1.0)
    studio.units("a", 6)
    assert studio.run.state() is None
    count = len(studio.snapshots)
    studio.bot.wait(50)
    assert len(studio.snapshots) <= count + 1


def test_no_snapshot_comes_after_the_end(open_studio):
    studio = open_studio(MOONS)
    studio.run.set_speed(Speed())
    studio.run.play()
    studio.until(lambda: studio.latest.step > 10)
    studio.run.shut_down()
    studio.bot.wait(20)
    count = len(studio.snapshots)
    studio.bot.wait(60)
    assert len(studio.snapshots) == count


DELETED = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from nnstudio.app.document import Document
from nnstudio.app.run_controller import RunController
from nnstudio.app.speed import Speed
from nnstudio.project.examples import EXAMPLES

application = QCoreApplication([])
document = Document(EXAMPLES["circles"].project)
run = RunController(document)
run.start()
run.set_speed(Speed())
run.play()

def end():
    run.shut_down()
    run.deleteLater()
    QTimer.singleShot(20, application.quit)

QTimer.singleShot(150, end)
sys.exit(application.exec())
"""


def test_a_process_that_trains_ends_without_a_word():
    ended = subprocess.run(
        [sys.executable, "-c", DELETED], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
