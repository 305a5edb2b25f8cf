"""How fast the families beside the dense one learn, beside PyTorch: same data, same start.

Every round trains each program once, one after the other, each from the start, one thread each,
in float32; the median of the rounds stands in the table.
"""

from collections.abc import Iterator
from importlib.util import find_spec
from time import perf_counter
from typing import Any

from tests.benchmarks import peers
from tests.benchmarks.families import Family, Ours, families
from tests.benchmarks.rows import Group, Row, middle

ROUNDS = 9


def measure() -> Iterator[Group]:
    """One table for all families."""
    rows = [row for family in families() for row in compare(family)]
    notes = [
        "Training from one start on the same batches in the same order, plain SGD, cross-entropy; "
        "one thread each. The losses are those over all samples after the same number of steps.",
        "A ratio is the median of the rounds, in each of which both met the same busy machine.",
    ]
    notes += [note for note in (peers.versions(), peers.missing()) if note]
    yield Group("Five networks: convolution, recurrence, LSTM, attention; float32", rows, notes)


def compare(family: Family) -> list[Row]:
    """Train all programs in turns; their speeds, losses and the ratio."""
    programs: list[Any] = [Ours]
    if find_spec("torch") is not None:
        from tests.benchmarks.family_peers import Torch

        programs.append(Torch)
    seconds: dict[str, list[float]] = {program.name: [] for program in programs}
    losses: dict[str, float] = {}
    for _ in range(ROUNDS):
        for program in programs:
            trained = program(family)
            began = perf_counter()
            trained.train()
            seconds[program.name].append(perf_counter() - began)
            losses[program.name] = trained.loss()
    rows = [
        Row(
            f"{family.name}: {name}",
            family.steps / middle(times),
            "steps/s",
            note=f"loss {losses[name]:.6f} after {family.steps} steps",
        )
        for name, times in seconds.items()
    ]
    for name in [program.name for program in programs[1:]]:
        ratios = [b / a for a, b in zip(seconds[Ours.name], seconds[name], strict=True)]
        figure = middle(ratios)
        rows.append(
            Row(
                f"{family.key}: NN Studio ÷ {name}",
                figure,
                "times",
                f"≥ {family.target:g}",
                figure >= family.target,
                f"{min(ratios):.2f} to {max(ratios):.2f} in {ROUNDS} rounds",
            )
        )
    return rows
