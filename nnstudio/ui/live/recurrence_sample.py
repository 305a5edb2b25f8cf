"""The chosen sequence with its target and the network's answer, one column a step."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.app.sample_choice import SampleChoice
from nnstudio.project.material import Material
from nnstudio.ui.live.heat_strip import HeatStrip
from nnstudio.ui.live.heat_strip_axis import TimeStrip
from nnstudio.ui.live.recurrence_answer import AnswerBars, shares_of
from nnstudio.ui.live.recurrence_sequence import (
    MOST_CHANNELS,
    MeasuredStrip,
    SymbolStrip,
    ends_of,
    measured,
)
from nnstudio.ui.theme import Theme


class SampleStrips(QWidget):
    """A sample as it enters, what it should give, and what it gives."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._material: Material | None = None
        self._one_hot = False
        self._ends: list[tuple[float, float]] = []
        self._answer: NDArray[np.float64] | None = None
        self._target: NDArray | None = None
        entering = self.tr("The sequence that enters the network, step by step.")
        name = self.tr("Sequence")
        self.symbols = SymbolStrip(name, entering, theme)
        self.measured = MeasuredStrip(name, entering, theme)
        self.many = HeatStrip(name, entering, theme)
        self.target = SymbolStrip(
            self.tr("Target"), self.tr("What should come out, step by step."), theme
        )
        self.given = SymbolStrip(
            self.tr("Answer"),
            self.tr("The network’s likeliest answer, step by step; underlined where it is wrong."),
            theme,
        )
        self.bars = AnswerBars(theme)
        self.strips: tuple[TimeStrip, ...] = (
            self.symbols,
            self.measured,
            self.many,
            self.target,
            self.given,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget in (*self.strips, self.bars):
            column.addWidget(widget)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        for strip in self.strips:
            strip.set_theme(theme)
        self.bars.set_theme(theme)

    @property
    def steps(self) -> int:
        """How many steps the sequence has."""
        return self._material.dataset.time if self._material is not None else 0

    def show_sample(self, material: Material, choice: SampleChoice) -> None:
        """Show this sample, as yet without an answer."""
        dataset = material.dataset
        if material is not self._material:
            self._material = material
            self._one_hot = dataset.one_hot
            self._ends = ends_of(dataset) if dataset.channels else []
        channels = len(dataset.channels)
        letters = bool(dataset.symbols) or self._one_hot
        self.symbols.setVisible(letters)
        self.measured.setVisible(not letters and 0 < channels <= MOST_CHANNELS)
        self.many.setVisible(not letters and channels > MOST_CHANNELS)
        row = choice.features
        if dataset.symbols:
            self.symbols.show_symbols(dataset.symbols, row.astype(np.intp))
        elif self._one_hot:
            codes = row.reshape(dataset.time, channels).argmax(axis=1)
            self.symbols.show_symbols(dataset.channels, codes)
        elif channels > MOST_CHANNELS:
            self.many.show_values(row.reshape(dataset.time, channels).T)
        elif channels:
            values = row.reshape(dataset.time, channels).T
            self.measured.show_measured(dataset.channels, values, self._ends)
        self._target = choice.target
        self.target.setVisible(dataset.per_position and self._target is not None)
        self.given.setVisible(dataset.per_position)
        self.bars.setVisible(not dataset.per_position)
        if dataset.per_position and self._target is not None:
            self.target.show_symbols(dataset.class_names, self._target.astype(np.intp))
        self.show_answer(None)

    def show_answer(self, answer: NDArray[np.float64] | None) -> None:
        """Show what the network answers to it: (outputs,) or (time, outputs); None: nothing yet."""
        material = self._material
        if material is None:
            return
        if answer is not None and answer.shape[-1] not in material.fitting_outputs():
            answer = None  # it is that of a network before the last edit
        self._answer = answer
        if not material.dataset.per_position:
            self.bars.show_answer(material, answer, self._target)
            return
        codes = np.zeros(0, np.intp)
        wrong: list[int] = []
        if answer is not None:
            codes = self._answered(answer)
            if self._target is not None:
                wrong = np.flatnonzero(codes != self._target).tolist()
        self.given.show_symbols(material.dataset.class_names, codes, wrong)

    def words_at(self, strip: TimeStrip, step: int, row: int | None) -> str:
        """What stands at a step of one of the strips, in words."""
        if strip is self.measured:
            name, value = self.measured.value(step, row or 0)
            words = self.tr("Step {step}: {name} {value}")
            return words.format(step=step + 1, name=name, value=measured(value))
        if strip is self.many and self._material is not None:
            value = float(self.many.values[row or 0, step])
            words = self.tr("Step {step}: {name} {value}")
            name = self._material.dataset.channels[row or 0]
            return words.format(step=step + 1, name=name, value=measured(value))
        if strip is self.target:
            words = self.tr("Step {step}: the target is {symbol}")
            return words.format(step=step + 1, symbol=self.target.symbol(step))
        if strip is self.given:
            if step >= self.given.steps or self._answer is None or self._material is None:
                return ""
            share = shares_of(self._answer[step], len(self._material.dataset.class_names)).max()
            words = self.tr("Step {step}: the answer is {symbol}, sure to {share}")
            percent = f"{100 * share:.0f}\u202f%"
            return words.format(step=step + 1, symbol=self.given.symbol(step), share=percent)
        words = self.tr("Step {step}: {symbol} enters")
        return words.format(step=step + 1, symbol=self.symbols.symbol(step))

    def entering(self, step: int) -> str:
        """What enters at a step, as short as can be; empty where it takes more than a word."""
        if not self.symbols.isHidden():
            return self.symbols.symbol(step)
        if not self.measured.isHidden() and self.measured.rows == 1:
            return measured(self.measured.value(step, 0)[1])
        return ""

    def _answered(self, answer: NDArray[np.float64]) -> NDArray[np.intp]:
        if answer.shape[-1] == 1:
            return (answer[:, 0] > 0.5).astype(np.intp)
        codes: NDArray[np.intp] = answer.argmax(axis=-1)
        return codes
