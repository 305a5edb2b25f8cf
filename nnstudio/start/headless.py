"""Training in the terminal: the same run as in the window, with a progress bar and words."""

import json
import signal
import sys
from dataclasses import asdict, dataclass
from math import isfinite
from pathlib import Path
from time import perf_counter
from types import FrameType
from typing import TextIO

import msgspec

from nnstudio.data.errors import DataError
from nnstudio.project.errors import ProjectError
from nnstudio.project.session import Session, Status
from nnstudio.start.commandline import Request
from nnstudio.start.opening import example_project
from nnstudio.start.words import say

DEFAULT_EPOCHS = 1000
SLICE = 0.1
"""Seconds of training between two looks at Ctrl+C and the progress bar."""
INTERRUPTED = 130


@dataclass(frozen=True)
class Result:
    """What `--json` prints: `epochs` since the run's start, `seconds` of training in this call."""

    epochs: int
    train_loss: float | None
    validation_loss: float | None
    train_accuracy: float | None
    validation_accuracy: float | None
    parameters: int
    seconds: float


def train(request: Request) -> int:
    """Train as the request says and print the result.

    Returns 0 if the run ended well, 1 if it diverged, 2 if there is nothing to train (a bad
    project file, an unknown example), 130 after Ctrl+C; the result so far is printed for 130 too.
    """
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    try:
        session = _session(request)
    except (ProjectError, DataError) as error:
        say(str(error))
        return 2
    except OSError as error:
        say(f"{request.project} cannot be opened: {error.strerror or error}.")
        return 2
    epochs = DEFAULT_EPOCHS if request.epochs is None else request.epochs
    began = perf_counter()
    interrupted = _train(session, epochs)
    result = _result(session, perf_counter() - began)
    if request.json:
        print(json.dumps(asdict(result)))
    else:
        _print_result(session, result)
    if session.message:
        say(session.message)
    if session.status is Status.DIVERGED:
        return 1
    if interrupted:
        say("Stopped by Ctrl+C; this is the result so far.")
        return INTERRUPTED
    return 0


def _session(request: Request) -> Session:
    if request.project is None:
        project, run = example_project(request.example), None
    else:
        from nnstudio.project.files import load

        saved = load(Path(request.project))
        project, run = saved.project, saved.run
    if request.seed is not None:
        training = msgspec.structs.replace(project.training, seed=request.seed)
        project = msgspec.structs.replace(project, training=training)
        run = None  # Another seed is another start.
    return Session(project, run=run)


class _Interrupt:
    """Turns the first Ctrl+C into a wish to stop; the second one ends the program."""

    def __init__(self) -> None:
        self.asked = False
        self._before = signal.signal(signal.SIGINT, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
        self.over()

    def over(self) -> None:
        signal.signal(signal.SIGINT, self._before)


def _train(session: Session, epochs: int) -> bool:
    """Train in short slices; tell whether Ctrl+C ended it."""
    first = session.training.epoch
    progress = _Progress(sys.stderr, epochs)
    interrupt = _Interrupt()
    chunk = 1
    try:
        while not interrupt.asked and session.status is Status.READY:
            left = first + epochs - session.training.epoch
            if left <= 0:
                break
            began = perf_counter()
            session.train_epochs(min(chunk, left))
            taken = perf_counter() - began
            chunk = max(1, min(2 * chunk, int(chunk * SLICE / max(taken, 1e-6))))
            progress.show(session.training.epoch - first, session)
    finally:
        interrupt.over()
        progress.end()
    return interrupt.asked


class _Progress:
    """A bar on a terminal; a line at every tenth elsewhere (a log file, a pipe)."""

    WIDTH = 30

    def __init__(self, stream: TextIO | None, epochs: int) -> None:
        self._stream = stream
        self._epochs = epochs
        self._tenth = 0
        self._bar = stream is not None and stream.isatty()

    def show(self, done: int, session: Session) -> None:
        tenth = 10 * done // self._epochs
        if self._stream is None or (not self._bar and tenth == self._tenth):
            return
        self._tenth = tenth
        loss = session.losses().train_loss
        text = f"epoch {done:,} of {self._epochs:,}, training loss {_number(loss)}"
        if self._bar:
            full = self.WIDTH * done // self._epochs
            text = f"\r[{'#' * full}{'.' * (self.WIDTH - full)}] {text}\033[K"
            self._stream.write(text)
            self._stream.flush()
        else:
            say(text)

    def end(self) -> None:
        if self._bar and self._stream is not None:
            self._stream.write("\r\033[K")
            self._stream.flush()


def _result(session: Session, seconds: float) -> Result:
    losses = session.losses()
    return Result(
        epochs=session.training.epoch,
        train_loss=_finite(losses.train_loss),
        validation_loss=_finite(losses.validation_loss),
        train_accuracy=_finite(losses.train_accuracy),
        validation_accuracy=_finite(losses.validation_accuracy),
        parameters=int(session.network.parameters.size),
        seconds=round(seconds, 6),
    )


def _finite(value: float | None) -> float | None:
    return value if value is not None and isfinite(value) else None


def _number(value: float | None) -> str:
    if value is None or not isfinite(value):
        return "not a finite number"
    return f"{value:.4f}" if value == 0 or value >= 0.001 else f"{value:.2e}"


def _print_result(session: Session, result: Result) -> None:
    dataset = session.material.dataset
    print(
        f"{dataset.title}: {dataset.samples:,} samples, {result.parameters:,} parameters, "
        f"{result.epochs:,} epochs, {result.seconds:.2f} s"
    )
    for name, loss, accuracy in (
        ("Training", result.train_loss, result.train_accuracy),
        ("Validation", result.validation_loss, result.validation_accuracy),
    ):
        if name == "Validation" and not session.material.validation.size:
            continue
        right = "" if accuracy is None else f", accuracy {100 * accuracy:.1f} %"
        print(f"{name}: loss {_number(loss)}{right}")
    if dataset.truth_table:
        print()
        for line in _table(session):
            print(line)


def _table(session: Session) -> list[str]:
    """Every row of a truth table with its target, the answer, and the numbers behind it."""
    dataset = session.material.dataset
    answers = session.predictions()
    rows = [[*dataset.feature_names, "target", "prediction", "output", ""]]
    for i in range(dataset.samples):
        target = int(answers.target_class[i])
        answer = int(answers.answered_class[i])
        rows.append(
            [
                *(f"{value:g}" for value in answers.inputs[i]),
                dataset.class_names[target],
                dataset.class_names[answer],
                "  ".join(f"{value:.4f}" for value in answers.outputs[i]),
                "right" if target == answer else "wrong",
            ]
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
