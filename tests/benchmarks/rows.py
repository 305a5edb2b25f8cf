"""What a benchmark gives back, and the Markdown table that it is printed as."""

import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np


@dataclass(frozen=True)
class Row:
    """One measured figure, and what it ought to be."""

    name: str
    figure: float
    unit: str
    target: str = ""
    reached: bool | None = None
    """Whether the target is met; None for a figure that stands there for comparison."""
    note: str = ""


@dataclass(frozen=True)
class Group:
    """Figures that belong together: one table."""

    title: str
    rows: Sequence[Row]
    notes: Sequence[str] = ()


def as_markdown(group: Group) -> str:
    """The group as a heading, a table and its notes."""
    noted = any(row.note for row in group.rows)
    heads = ["", "figure", "unit", "target", "reached"] + ["note"] * noted
    marks = {True: "yes", False: "**no**", None: ""}
    lines = [f"## {group.title}", "", "| " + " | ".join(heads) + " |"]
    lines.append("| --- | ---: |" + " --- |" * (len(heads) - 2))
    for row in group.rows:
        cells = [row.name, in_words(row.figure), row.unit, row.target, marks[row.reached]]
        lines.append("| " + " | ".join(cells + [row.note] * noted) + " |")
    if group.notes:
        lines += ["", *(f"- {note}" for note in group.notes)]
    return "\n".join(lines) + "\n"


def in_words(figure: float) -> str:
    """A figure with three or four digits that count: 101,500; 13.2; 0.082."""
    if abs(figure) >= 1000:
        return f"{round(figure, -2):,.0f}"
    return f"{figure:.3g}"


def machine() -> str:
    """The machine and the programs that the figures belong to."""
    cores = os.cpu_count() or 1
    load = f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    version = ".".join(str(part) for part in sys.version_info[:3])
    return (
        f"{cores} cores ({processor()}), {platform.system()}, Python {version}, "
        f"NumPy {np.__version__}{load}"
    )


def processor() -> str:
    """The processor's name, as far as the system tells it."""
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as info:
            for line in info:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def middle(figures: Sequence[float]) -> float:
    """The median, which one disturbed round does not move."""
    return float(median(figures))
