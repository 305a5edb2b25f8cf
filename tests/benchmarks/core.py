"""How fast the core learns, beside PyTorch and scikit-learn: same data, same start, one thread.

Every round trains each program once, one after the other, each from the start; the median of the
rounds stands in the table, so that whatever else the machine does falls on all alike.
"""

from collections.abc import Iterator
from time import perf_counter

from tests.benchmarks import peers
from tests.benchmarks.rows import Group, Row, middle
from tests.benchmarks.tasks import Ours, OursWithHistory, Program, Task, digits, playground

ROUNDS = 9

TARGETS = {
    ("playground", "PyTorch, eager"): 12.0,
    ("playground", "scikit-learn, fit"): 5.0,
    ("digits", "PyTorch, eager, fused optimiser"): 3.5,
}
"""How many times as fast as this peer the core is to be."""


def measure() -> Iterator[Group]:
    """The two networks that the targets speak of."""
    yield compare("playground", playground(), "steps/s", 1)
    task = digits()
    yield compare("digits", task, "samples/s", task.epochs * len(task.samples) / task.steps)


def compare(key: str, task: Task, unit: str, per_step: float) -> Group:
    """Train all programs in turns; the table of their speeds and their losses."""
    programs: list[type[Program]] = [Ours, OursWithHistory, *peers.peers(task)]
    seconds: dict[str, list[float]] = {program.name: [] for program in programs}
    losses: dict[str, float] = {}
    for _ in range(ROUNDS):
        for program in programs:
            trained = program(task)
            began = perf_counter()
            trained.train()
            seconds[program.name].append(perf_counter() - began)
            losses[program.name] = trained.loss()
    rows = [
        Row(
            name,
            per_step * task.steps / middle(times),
            unit,
            note=f"loss {losses[name]:.6f} after {task.epochs} epochs",
        )
        for name, times in seconds.items()
    ]
    for name in [program.name for program in programs[2:]]:
        # Round by round, since both then met with the same moment of a busy machine.
        ratios = [b / a for a, b in zip(seconds[Ours.name], seconds[name], strict=True)]
        target = TARGETS.get((key, name))
        rows.append(
            Row(
                f"NN Studio ÷ {name}",
                middle(ratios),
                "times",
                f"≥ {target:g}" if target else "",
                middle(ratios) >= target if target else None,
                f"{min(ratios):.1f} to {max(ratios):.1f} in {ROUNDS} rounds",
            )
        )
    notes = [
        "One thread each; every program shuffles at every epoch. The weights start alike; "
        "NN Studio and PyTorch see the samples in the same order, scikit-learn in its own.",
        "The loss over all samples is measured after the clock has stopped; only the second row "
        "has it at every epoch, as the window shows it.",
    ]
    if peers.versions():
        notes.append(peers.versions())
    if peers.missing():
        notes.append(peers.missing())
    return Group(task.name, rows, notes)
