"""Work beside the window, in real threads: told, outdated, ended, and never left behind."""

import sys
from collections.abc import Iterator
from threading import Event, current_thread, main_thread
from time import sleep

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from nnstudio.app.background import Background, Job

PATIENCE = 60_000


class UnfitError(Exception):
    """What work may raise because of what it was given."""


class Waiter:
    """Somebody who has work done, and what they were told."""

    def __init__(self, bot: QtBot, owner: QObject | None = None) -> None:
        self.bot = bot
        self.background = Background("test", (UnfitError,), owner)
        self.told: list[tuple[str, object]] = []
        self.busy: list[bool] = []
        for name in ("progress", "found"):
            getattr(self.background, name).connect(lambda what, n=name: self.told.append((n, what)))
        self.background.busy_changed.connect(self.busy.append)

    def start(self, work) -> None:
        self.background.start(
            work,
            lambda result: self.told.append(("done", result)),
            lambda problem: self.told.append(("failed", problem)),
        )

    def until_told(self, kind: str) -> object:
        """The first thing of this kind that is told."""
        self.bot.waitUntil(lambda: self.all_told(kind) != [], timeout=PATIENCE)
        return self.all_told(kind)[0]

    def all_told(self, kind: str) -> list[object]:
        return [what for told, what in self.told if told == kind]

    def until_at_rest(self) -> None:
        """No thread is left, and all that they had to tell has arrived."""
        self.bot.waitUntil(lambda: not self.background._running, timeout=PATIENCE)


@pytest.fixture
def waiter(qtbot: QtBot) -> Iterator[Waiter]:
    made = Waiter(qtbot)
    yield made
    made.background.stop()


class Endless:
    """Work that never comes to an end by itself; `begun` and `ended` are set in its thread."""

    def __init__(self) -> None:
        self.begun, self.ended = Event(), Event()
        self.job: QThread | None = None

    def __call__(self, job: Job) -> None:
        self.job = job
        try:
            self.begun.set()
            while True:
                job.tell(1)
                job.hand_over("endless")
                sleep(0.001)
        finally:
            self.ended.set()

    @property
    def is_gone(self) -> bool:
        """Whether it has ended, and its thread with it."""
        return self.ended.is_set() and self.job is not None and self.job.isFinished()


def begin(waiter: Waiter) -> Endless:
    """Endless work that is under way and has told something."""
    work = Endless()
    waiter.start(work)
    waiter.until_told("found")
    return work


def test_work_runs_in_another_thread_and_its_result_arrives_in_this_one(waiter):
    threads = []
    waiter.background.start(
        lambda job: current_thread(),
        lambda result: threads.extend([result, current_thread()]),
        threads.append,
    )
    waiter.bot.waitUntil(lambda: len(threads) == 2, timeout=PATIENCE)
    assert threads[0] is not main_thread()
    assert threads[1] is main_thread()


def test_nothing_is_a_result_too(waiter):
    waiter.start(lambda job: None)
    waiter.until_at_rest()
    assert waiter.told == [("done", None)]


def test_what_is_handed_over_arrives_in_order_before_the_result(waiter):
    def count(job: Job) -> str:
        for number in range(50):
            job.hand_over(number)
        return "all"

    waiter.start(count)
    assert waiter.until_told("done") == "all"
    assert waiter.told == [*(("found", number) for number in range(50)), ("done", "all")]


def test_progress_is_told_at_once_and_then_no_more_often_than_one_can_read(waiter):
    def count(job: Job) -> None:
        for number in range(10_000):
            job.tell(number)

    waiter.start(count)
    waiter.until_told("done")
    progress = waiter.all_told("progress")
    assert progress[0] == 0
    assert progress == sorted(set(progress))
    assert len(progress) < 1_000


def test_large_counts_are_told_as_they_are(waiter):
    waiter.start(lambda job: job.tell(2**40))
    assert waiter.until_told("progress") == 2**40


def test_it_is_busy_from_the_start_until_the_result_is_there(waiter):
    go_on = Event()
    waiter.start(lambda job: go_on.wait(PATIENCE / 1000))
    assert waiter.background.busy
    assert waiter.busy == [True]
    go_on.set()
    waiter.until_told("done")
    assert not waiter.background.busy
    assert waiter.busy == [True, False]


def test_work_that_follows_from_a_result_keeps_it_busy(waiter):
    waiter.background.start(
        lambda job: "first",
        lambda result: waiter.start(lambda job: f"{result}, second"),
        waiter.told.append,
    )
    assert waiter.until_told("done") == "first, second"
    assert waiter.busy[-1] is False
    assert waiter.busy.count(False) == 1


def test_new_work_outdates_what_is_under_way_which_ends_and_tells_nothing_more(waiter):
    old = begin(waiter)
    del waiter.told[:]
    waiter.start(lambda job: "new")
    waiter.until_at_rest()
    assert waiter.told == [("done", "new")]
    assert old.is_gone
    assert waiter.busy == [True, False]


def test_outdated_work_that_comes_to_its_end_is_not_heard(waiter):
    go_on = Event()
    waiter.start(lambda job: go_on.wait(PATIENCE / 1000) and "old")
    waiter.start(lambda job: "new")
    waiter.until_told("done")
    go_on.set()
    waiter.until_at_rest()
    assert waiter.told == [("done", "new")]


def test_outdated_work_that_is_refused_is_not_heard(waiter):
    go_on = Event()

    def refuse(job: Job) -> None:
        go_on.wait(PATIENCE / 1000)
        raise UnfitError

    waiter.start(refuse)
    waiter.start(lambda job: "new")
    waiter.until_told("done")
    go_on.set()
    waiter.until_at_rest()
    assert waiter.told == [("done", "new")]


def test_of_many_things_asked_for_at_once_the_last_one_counts(waiter):
    for number in range(20):
        waiter.start(lambda job, number=number: number)
    waiter.until_at_rest()
    assert waiter.told == [("done", 19)]
    assert waiter.busy == [True, False]


def test_after_cancel_nothing_more_is_told_and_the_thread_ends_by_itself(waiter):
    work = begin(waiter)
    waiter.background.cancel()
    assert not waiter.background.busy
    assert waiter.busy == [True, False]
    del waiter.told[:]
    waiter.until_at_rest()
    assert waiter.told == []
    assert work.is_gone


def test_after_stop_there_is_no_thread_and_nothing_more_is_told(waiter):
    work = begin(waiter)
    waiter.background.stop()
    assert work.is_gone
    assert waiter.busy == [True, False]
    del waiter.told[:]
    waiter.start(lambda job: "next")
    waiter.until_at_rest()
    assert waiter.told == [("done", "next")]


def test_stop_also_waits_for_work_that_was_outdated_before(waiter):
    works = [begin(waiter) for _ in range(3)]
    waiter.background.cancel()
    waiter.background.stop()
    assert all(work.is_gone for work in works)
    assert waiter.busy == [True, False]


def test_without_work_there_is_nothing_to_cancel_or_to_stop(waiter):
    waiter.background.cancel()
    waiter.background.stop()
    assert waiter.busy == []


def test_an_owner_that_is_deleted_takes_the_thread_with_it(qtbot):
    owner = QObject()
    work = begin(Waiter(qtbot, owner))
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    assert work.is_gone


def test_whoever_lets_go_of_it_lets_the_thread_go_too(qtbot):
    background, work = Background("test", ()), Endless()
    background.start(work, print, print)
    assert work.begun.wait(PATIENCE / 1000)
    del background
    assert work.is_gone


def test_what_work_may_raise_is_handed_to_whoever_waits(waiter):
    def refuse(job: Job) -> None:
        raise UnfitError("too wide")

    waiter.start(refuse)
    problem = waiter.until_told("failed")
    assert isinstance(problem, UnfitError)
    assert str(problem) == "too wide"
    assert waiter.busy == [True, False]


def test_a_fault_is_handed_over_too_and_the_program_hears_of_it(waiter, monkeypatch):
    heard = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, fault, where: heard.append((fault, where)))

    def break_down(job: Job) -> None:
        raise ZeroDivisionError

    waiter.start(break_down)
    problem = waiter.until_told("failed")
    assert [fault for fault, _ in heard] == [problem]
    assert heard[0][1].tb_next.tb_frame.f_code.co_name == "break_down"
    assert waiter.busy == [True, False]
    waiter.start(lambda job: "the next")
    assert waiter.until_told("done") == "the next"


def test_the_program_hears_of_a_fault_for_which_nobody_waits_any_more(waiter, monkeypatch):
    heard, go_on = [], Event()
    monkeypatch.setattr(sys, "excepthook", lambda kind, fault, where: heard.append(kind))

    def break_down(job: Job) -> None:
        go_on.wait(PATIENCE / 1000)
        raise ZeroDivisionError

    waiter.start(break_down)
    waiter.background.cancel()
    go_on.set()
    waiter.until_at_rest()
    assert heard == [ZeroDivisionError]
    assert waiter.told == []
