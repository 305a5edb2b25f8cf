"""What the view of a recurrent layer says: names, explanations, and numbers as sentences."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLocale, QObject

from nnstudio.app.locale import grouped
from nnstudio.project.layers import RecurrentSpec
from nnstudio.project.specs import Project
from nnstudio.ui.live.recurrence_bars import power_text
from nnstudio.ui.widgets.numbers import NONE, short

SHARES = frozenset({"input gate", "forget gate", "output gate", "reset gate", "update gate"})
"""Parts whose numbers lie from 0 to 1."""
LSTM_INSIDE = ("cell", "forget gate", "input gate", "candidate", "output gate")
GRU_INSIDE = ("update gate", "reset gate", "candidate")
"""Parts beside the state, in the order in which they are shown."""
VANISHED, FADED, GROWN, EXPLODED = 1e-3, 0.1, 10.0, 1e3
"""The first step's gradient over the last step's, and what that is called."""


class RecurrenceWords(QObject):
    """Words about recurrent layers."""

    def titles(self, project: Project) -> dict[str, str]:
        """The recurrent layers by id, each with a title of its own."""
        layers = [layer for layer in project.layers if isinstance(layer, RecurrentSpec)]
        titles = {}
        for layer in layers:
            alike = [own.id for own in layers if type(own) is type(layer)]
            title = layer.title or layer.kind_title
            if not layer.title and len(alike) > 1:
                title = self.tr("{kind} {number}").format(
                    kind=title, number=alike.index(layer.id) + 1
                )
            titles[layer.id] = title
        return titles

    def name(self, part: str) -> str:
        """What a part is called."""
        return {
            "state": self.tr("State h"),
            "cell": self.tr("Cell c"),
            "input gate": self.tr("Input gate i"),
            "forget gate": self.tr("Forget gate f"),
            "output gate": self.tr("Output gate o"),
            "candidate": self.tr("Candidate"),
            "reset gate": self.tr("Reset gate r"),
            "update gate": self.tr("Update gate z"),
        }[part]

    def explanation(self, part: str) -> str:
        """A part in one sentence."""
        return {
            "state": self.tr(
                "State: what each unit hands on to the next step, and from the layer to the next."
            ),
            "cell": self.tr("Cell: the memory itself; it has no bounds, and the gates guard it."),
            "input gate": self.tr(
                "Input gate: how much of the candidate is written into the cell, 0 nothing, 1 all."
            ),
            "forget gate": self.tr("Forget gate: how much of the cell is kept, 0 nothing, 1 all."),
            "output gate": self.tr(
                "Output gate: how much of the cell is shown as the state, 0 nothing, 1 all."
            ),
            "candidate": self.tr("Candidate: what this step would like to write, from −1 to 1."),
            "reset gate": self.tr(
                "Reset gate: how much of the last state the candidate may look at, 0 nothing, "
                "1 all."
            ),
            "update gate": self.tr(
                "Update gate: how much of the last state stays as it was, 0 nothing, 1 all."
            ),
        }[part]

    def cell(self, part: str, unit: int, step: int, value: float) -> str:
        """One number in words, such as “Forget gate f, unit 3, step 12: 0.970, nearly all”."""
        words = self.tr("{part}, unit {unit}, step {step}: {value}").format(
            unit=grouped(unit + 1), step=step + 1, part=self.name(part), value=number(value)
        )
        return f"{words}, {self.share(value)}" if part in SHARES and np.isfinite(value) else words

    def share(self, value: float) -> str:
        """How much a gate lets through, in words."""
        for least, words in (
            (0.95, self.tr("nearly all")),
            (0.6, self.tr("most")),
            (0.4, self.tr("about half")),
            (0.05, self.tr("a little")),
        ):
            if value >= least:
                return words
        return self.tr("nearly nothing")

    def reckoning(self, parts: Mapping[str, NDArray[np.floating]], unit: int, step: int) -> str:
        """How a unit came to its number at a step, with the numbers; empty for a plain RNN."""

        def at(part: str, back: int = 0) -> str:
            if step < back:
                return number(0.0)
            return bracketed(float(parts[part][unit, step - back]))

        if "cell" in parts:
            template = self.tr("c = f·c₋₁ + i·g = {f} · {before} + {i} · {g} = {c}")
            return template.format(
                f=at("forget gate"),
                before=at("cell", 1),
                i=at("input gate"),
                g=at("candidate"),
                c=number(float(parts["cell"][unit, step])),
            )
        if "update gate" in parts:
            template = self.tr("h = (1 − z)·n + z·h₋₁ = (1 − {z}) · {n} + {z} · {before} = {h}")
            return template.format(
                z=at("update gate"),
                n=at("candidate"),
                before=at("state", 1),
                h=number(float(parts["state"][unit, step])),
            )
        return ""

    def gradient(self, sizes: NDArray[np.floating], spec: RecurrentSpec) -> str:
        """Whether the gradient reaches the first step."""
        if not np.isfinite(sizes).all():
            return self.tr("The gradient has grown beyond all numbers: it has exploded.")
        last, first = float(sizes[-1]), float(sizes[0])
        if not last > 0:
            return self.tr(
                "There is no gradient: the answer cannot be told from the target any more."
            )
        if len(sizes) == 1:
            return self.tr("One step only: there is no way back through time.")
        if spec.truncate and spec.truncate < len(sizes):
            return self._truncated(sizes, spec.truncate)
        words = self._arrival(first / last)
        if spec.whole_sequence:
            own = self.tr("Each step also has a gradient from the layer above.")
            return f"{words} {own}"
        return words

    def gradient_at(self, sizes: NDArray[np.floating], step: int) -> str:
        """The gradient at a step, alone and beside the last step's."""
        size, last = float(sizes[step]), float(sizes[-1])
        words = self.tr("Step {step}: gradient {size}").format(step=step + 1, size=power(size))
        if step < len(sizes) - 1 and last > 0 and np.isfinite(size / last):
            of_last = self.tr("{share} of the last step’s").format(share=portion(size / last))
            return f"{words}, {of_last}"
        return words

    def _arrival(self, share: float) -> str:
        if share > 1.1:
            template = self.tr("At the first step the gradient is {times} times the last step’s: ")
            words = template.format(times=power(share))
        else:
            template = self.tr("At the first step the gradient is {share} of the last step’s: ")
            words = template.format(share=portion(share))
        return words + self._verdict(share)

    def _verdict(self, share: float) -> str:
        if share < VANISHED:
            return self.tr("it has vanished.")
        if share < FADED:
            return self.tr("it fades.")
        if share > EXPLODED:
            return self.tr("it explodes on its way back.")
        if share > GROWN:
            return self.tr("it grows on its way back.")
        return self.tr("it arrives.")

    def _truncated(self, sizes: NDArray[np.floating], truncate: int) -> str:
        without = int(np.argmax(sizes > 0))
        if without:
            return self.tr(
                "Truncated every {steps} steps (dashed): the first {without} steps get no gradient."
            ).format(steps=truncate, without=without)
        return self.tr(
            "Truncated every {steps} steps (dashed): no gradient goes back beyond such a line."
        ).format(steps=truncate)


def number(value: float) -> str:
    """A number with three decimals, or as short as it can be said."""
    return short(value, QLocale(), 3)


def bracketed(value: float) -> str:
    """A number within a product: negative ones in brackets."""
    return f"({number(value)})" if value < 0 else number(value)


def power(value: float) -> str:
    """A number of any size: 0.0123, or 4.5 · 10⁻⁷."""
    if value == 0 or not np.isfinite(value):
        return number(value)
    exponent = int(np.floor(np.log10(value)))
    if 0 <= exponent <= 3:
        return f"{value:.{max(1 - exponent, 0)}f}".replace(".", QLocale().decimalPoint())
    if -3 <= exponent < 0:
        return short(value, QLocale(), 1 - exponent)
    return f"{number(value / 10.0**exponent)[:3]} · {power_text(exponent)}"


def portion(share: float) -> str:
    """A share as per cent; far below that as a power of ten."""
    if not np.isfinite(share):
        return NONE
    if share == 0:
        return "0\u202f%"
    if share < 1e-6:
        return power(share)
    percent = 100 * share
    digits = max(1 - int(np.floor(np.log10(percent))), 0)
    text = f"{percent:.{digits}f}"
    return text.replace(".", QLocale().decimalPoint()) + "\u202f%"
