"""What goes on inside one recurrent layer: its state, the gradient, its gates, as strips."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from nnstudio.project.layers import GRUSpec, LSTMSpec, RecurrentSpec, RNNSpec
from nnstudio.ui.live.heat_strip import ROOM, HeatStrip
from nnstudio.ui.live.heat_strip_axis import TimeStrip
from nnstudio.ui.live.recurrence_bars import GradientBars
from nnstudio.ui.live.recurrence_words import (
    GRU_INSIDE,
    LSTM_INSIDE,
    SHARES,
    RecurrenceWords,
)
from nnstudio.ui.theme import Theme

Parts = Mapping[str, NDArray[np.floating]]
ALONE = 112
"""Pixels for the rows of a layer that has nothing but its state."""


class LayerStrips(QWidget):
    """A strip for the state, bars for its gradient, and a strip for each gate and the cell."""

    def __init__(self, words: RecurrenceWords, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._theme = words, theme
        self._spec: RecurrentSpec | None = None
        self._parts: Parts = {}
        self.heat: dict[str, HeatStrip] = {}
        self.bars = GradientBars(
            self.tr("Gradient ‖∂C/∂h‖"),
            self.tr(
                "How strongly the state of each step bears on the loss of this sample. Where the "
                "bars sink towards the first step, the network hardly learns from what came first."
            ),
            theme,
        )
        self.verdict = QLabel()
        self.verdict.setProperty("role", "muted")
        self.verdict.setTextFormat(Qt.TextFormat.PlainText)
        self.verdict.setWordWrap(True)
        self.verdict.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(7)
        self._column.addWidget(self.bars)
        self._column.addWidget(self.verdict)

    @property
    def spec(self) -> RecurrentSpec | None:
        """The layer that is shown."""
        return self._spec

    @property
    def strips(self) -> list[TimeStrip]:
        """All strips, from above."""
        state, *inside = self.heat.values()
        return [state, self.bars, *inside]

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.bars.set_theme(theme)
        for strip in self.heat.values():
            strip.set_theme(theme)

    def take(self, spec: RecurrentSpec) -> list[HeatStrip]:
        """Show this layer; returns the strips that are new."""
        before, self._spec = self._spec, spec
        self._parts = {}
        alike = type(before) is type(spec) and _bounded(before) == _bounded(spec)
        if before is not None and alike and before.id == spec.id:
            return []
        for strip in self.heat.values():
            self._column.removeWidget(strip)
            strip.hide()
            strip.deleteLater()
        self.heat = {part: self._strip(part, spec) for part in parts_of(spec)}
        for place, (part, strip) in enumerate(self.heat.items()):
            # The bars and their words stand right under the state that they are about.
            self._column.insertWidget(0 if part == "state" else place + 2, strip)
        state, *others = self.heat.values()
        QWidget.setTabOrder(state, self.bars)
        for one, other in zip((self.bars, *others), others, strict=False):
            QWidget.setTabOrder(one, other)
        return list(self.heat.values())

    def show_parts(self, parts: Parts) -> None:
        """Show what went on inside, (units, time) each."""
        self._parts = parts
        for part, strip in self.heat.items():
            if part in parts:
                strip.show_values(parts[part])

    def show_sizes(self, sizes: NDArray[np.floating]) -> None:
        """Show the gradient (time,) and say what became of it."""
        if self._spec is not None:
            self.bars.show_sizes(sizes, self._spec.truncate)
            self.verdict.setText(self._words.gradient(sizes, self._spec))
            self.verdict.show()

    def show_no_gradient(self, notice: str, steps: int) -> None:
        """Say why there is none."""
        self.bars.show_notice(notice, steps)
        self.verdict.hide()

    def clear(self) -> None:
        """Nothing is known at the moment."""
        self._parts = {}
        for strip in self.heat.values():
            strip.show_values(np.zeros((strip.rows, 0)))
        self.show_no_gradient("", 0)

    def words_at(self, strip: TimeStrip, step: int, row: int | None) -> tuple[str, str]:
        """What stands at a cell in words, and how it came about; empty where nothing is known."""
        if strip is self.bars:
            known = step < len(self.bars.sizes)
            return (self._words.gradient_at(self.bars.sizes, step) if known else ""), ""
        part = next((name for name, own in self.heat.items() if own is strip), "")
        values = self._parts.get(part)
        if values is None or row is None or row >= len(values) or step >= values.shape[1]:
            return "", ""
        words = self._words.cell(part, row, step, float(values[row, step]))
        return words, self._words.reckoning(self._parts, row, step)

    def _strip(self, part: str, spec: RecurrentSpec) -> HeatStrip:
        return HeatStrip(
            self._words.name(part),
            self._words.explanation(part),
            self._theme,
            shares=part in SHARES,
            reach=None if part == "cell" or not _bounded(spec) else 1.0,
            room=ALONE if parts_of(spec) == ("state",) else ROOM,
            parent=self,
        )


def parts_of(spec: RecurrentSpec) -> tuple[str, ...]:
    """What a layer has inside, in the order in which it is shown."""
    if isinstance(spec, LSTMSpec):
        return ("state", *LSTM_INSIDE)
    if isinstance(spec, GRUSpec):
        return ("state", *GRU_INSIDE)
    return ("state",)


def _bounded(spec: RecurrentSpec | None) -> bool:
    """Whether its state lies between −1 and 1."""
    return not (isinstance(spec, RNNSpec) and spec.activation == "relu")
