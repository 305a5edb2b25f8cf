"""Recurrence at work: the chosen sequence, states and gates over time, and the gradient."""

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnstudio.app.activity import Activity
from nnstudio.app.document import Change, Document
from nnstudio.app.locale import grouped
from nnstudio.app.run_controller import RunController
from nnstudio.app.sample_choice import SampleChoice
from nnstudio.app.snapshot import Snapshot
from nnstudio.app.time_gradient import TimeGradient, TimeGradients
from nnstudio.project.layers import RecurrentSpec
from nnstudio.ui.live.heat_strip_axis import TimeStrip
from nnstudio.ui.live.recurrence_layer import LayerStrips
from nnstudio.ui.live.recurrence_sample import SampleStrips
from nnstudio.ui.live.recurrence_words import RecurrenceWords
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.card import Card
from nnstudio.ui.widgets.choice_box import ChoiceBox
from nnstudio.ui.widgets.elided import ElidedLabel
from nnstudio.ui.widgets.steady_scroll_area import SteadyScrollArea

PROBE = "time gradient"


class RecurrenceView(Card):
    """The chosen sequence and what a recurrent layer makes of it, one column a step.

    Reads the probe "activity"; wants its own, "time gradient", only while it can be seen.
    """

    def __init__(
        self,
        document: Document,
        run: RunController,
        choice: SampleChoice,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self._document, self._run, self._choice = document, run, choice
        self._theme = theme
        self._words = RecurrenceWords(self)
        self._looking = False
        self._pointed: TimeStrip | None = None
        self._cross: tuple[int | None, int | None] = (None, None)
        self.before = self._arrow("‹", -1, self.tr("The sample before (Page up)"))
        self.number = QLabel()
        self.number.setProperty("role", "muted")
        self.after = self._arrow("›", 1, self.tr("The next sample (Page down)"))
        self.layers = ChoiceBox()
        self.sample = SampleStrips(theme)
        self.strips = LayerStrips(self._words, theme)
        self.notice, self.readout, self.reckoning = QLabel(), ElidedLabel(), QLabel()
        self._lay_out()
        for strip in (*self.sample.strips, self.strips.bars):
            self._attach(strip)
        choice.changed.connect(self._take_sample)
        document.changed.connect(self._follow_document)
        document.replaced.connect(self.refresh)
        run.snapshot_viewed.connect(self._follow)
        run.probe_failed.connect(self._tell_failure)
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.sample.set_theme(theme)
        self.strips.set_theme(theme)

    @property
    def layer(self) -> RecurrentSpec | None:
        """The recurrent layer that is looked into; None when there is none."""
        return None if self.strips.isHidden() else self.strips.spec

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._looking = True
        self._take_sample()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._looking = False
        self._ask()

    @Slot()
    def refresh(self) -> None:
        """Read the project again."""
        titles = self._words.titles(self._document.project)
        offered = range(self.layers.count())
        if [(self.layers.itemData(i), self.layers.itemText(i)) for i in offered] != list(
            titles.items()
        ):
            self._offer(titles)
        kept = self.strips.spec.id if self.strips.spec is not None else ""
        self._take_layer(kept if kept in titles else next(iter(titles), ""))
        misfits = self._document.shapes.misfits
        self.notice.setText(misfits[0].text if misfits else self._without_layers(titles))
        self.notice.setVisible(bool(self.notice.text()))
        self._take_sample()

    @Slot(object)
    def _follow_document(self, change: Change) -> None:
        if change.data or change.layers:
            self.refresh()

    @Slot()
    def _take_sample(self) -> None:
        """Show the sample that is chosen now, and ask for its gradient."""
        material, choice = self._document.material, self._choice
        if choice.features.shape != material.dataset.features.shape[1:]:
            return
        self._show_number()
        self.sample.setVisible(material.flow.kind in ("sequence", "tokens"))
        self.sample.show_sample(material, choice)
        if not self._document.shapes.fits:
            self.strips.clear()
        if choice.index is None:
            self.strips.show_no_gradient(
                self.tr("A sample of one’s own has no target, and so no gradient."),
                self.sample.steps,
            )
        self._ask()
        self._catch_up()

    @Slot(str)
    def _choose_layer(self, layer_id: str) -> None:
        self._take_layer(layer_id)
        self._catch_up()

    @Slot(object)
    def _follow(self, snapshot: Snapshot) -> None:
        """Show a moment of the run, as far as it is about the chosen sample."""
        if not self._looking:
            return
        layer, choice = self.layer, self._choice
        activity = snapshot.results.get("activity")
        if isinstance(activity, Activity) and np.array_equal(activity.features, choice.features):
            self.sample.show_answer(activity.answer)
            if layer is not None and layer.id in activity.layers:
                self.strips.show_parts(activity.layers[layer.id].parts)
        found = snapshot.results.get(PROBE)
        if isinstance(found, TimeGradients) and found.index == choice.index:
            sizes = found.sizes.get(layer.id) if layer is not None else None
            if sizes is not None:
                self.strips.show_sizes(sizes)
        self._tell()

    @Slot(str, str)
    def _tell_failure(self, name: str, details: str) -> None:
        if name == PROBE:
            notice = self.tr("The gradient could not be computed.")
            self.strips.show_no_gradient(notice, self.sample.steps)

    @Slot(object, object)
    def _point(self, step: int | None, row: int | None) -> None:
        """Mark what a person points at in all strips, and say it in words."""
        strip = self.sender()
        if not isinstance(strip, TimeStrip):
            return
        if step is None and strip is not self._pointed:
            return
        self._pointed = strip if step is not None else None
        self._cross = (step, row)
        cells = list(self.strips.heat.values())
        for other in self._all_strips():
            shown = row if other is strip or (strip in cells and other in cells) else None
            other.show_cross(step, shown)
        self._tell()

    def _tell(self) -> None:
        step, row = self._cross
        words, how = "", ""
        if self._pointed is not None and step is not None and step < self.sample.steps:
            if self._pointed in self.sample.strips:
                words = self.sample.words_at(self._pointed, step, row)
            else:
                words, how = self.strips.words_at(self._pointed, step, row)
                how = how or self._entering(step)
        if self._pointed is None:
            words = self.tr("Point at a cell, or use arrow keys.")
        # What is pointed at is read; the hint only waits there.
        self.readout.ink = None if self._pointed is None else self._theme.colour("text")
        self.readout.setText(words)
        self.reckoning.setText(how)

    def _entering(self, step: int) -> str:
        symbol = self.sample.entering(step)
        return self.tr("{symbol} enters").format(symbol=symbol) if symbol else ""

    def _all_strips(self) -> list[TimeStrip]:
        return [*self.sample.strips, self.strips.bars, *self.strips.heat.values()]

    def _ask(self) -> None:
        """Want the gradient, while anybody looks and there is one."""
        index = self._choice.index
        wanted = self._looking and self.layer is not None and index is not None
        self._run.want(PROBE, TimeGradient(index) if wanted and index is not None else None)

    def _catch_up(self) -> None:
        if self._run.latest is not None and self._document.shapes.fits:
            self._follow(self._run.latest)

    def _offer(self, titles: dict[str, str]) -> None:
        self.layers.clear()
        for layer_id, title in titles.items():
            self.layers.add(layer_id, title)

    def _take_layer(self, layer_id: str) -> None:
        """Look into this layer; into none for an empty id."""
        spec = self._document.project.layer(layer_id) if layer_id else None
        if isinstance(spec, RecurrentSpec):
            for strip in self.strips.take(spec):
                self._attach(strip)
            # So much that the strips stay where they are when the words come and go.
            lines = 2 if len(self.strips.heat) > 1 else 1
            self.reckoning.setMinimumHeight(lines * self.reckoning.fontMetrics().height())
            self._forget_pointer()
        self.strips.setVisible(isinstance(spec, RecurrentSpec))
        self.layers.show_key(layer_id)
        self.layers.setVisible(self.layers.count() > 1)
        self.title.setText(self.tr("Over time") if layer_id else self.tr("Sequence"))
        self.setAccessibleName(self.title.text())

    def _forget_pointer(self) -> None:
        self._pointed, self._cross = None, (None, None)
        for strip in self._all_strips():
            strip.show_cross(None, None)
        self._tell()

    def _without_layers(self, titles: dict[str, str]) -> str:
        if self._document.material.flow.kind not in ("sequence", "tokens"):
            return self.tr("This data has no steps in time.")
        if titles:
            return ""
        return self.tr("With an RNN, LSTM or GRU layer you see here what it remembers.")

    def _show_number(self) -> None:
        index, material = self._choice.index, self._document.material
        if index is None:
            self.number.setText(self.tr("own"))
            self.number.setToolTip(self.tr("A sample of one’s own."))
            return
        words = self.tr("Sample {number} of {all}, one to learn from.")
        if index in material.validation:
            words = self.tr("Sample {number} of {all}, kept aside for validation.")
        total = grouped(material.dataset.samples)
        self.number.setText(grouped(index + 1))
        self.number.setToolTip(words.format(number=grouped(index + 1), all=total))

    def _attach(self, strip: TimeStrip) -> None:
        strip.pointed.connect(self._point)
        strip.sample_wanted.connect(self._choice.step)

    def _arrow(self, text: str, by: int, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setAutoRepeat(True)
        button.clicked.connect(lambda: self._choice.step(by))
        return button

    def _lay_out(self) -> None:
        self.header.setSpacing(2)
        for widget in (self.before, self.number, self.after):
            self.header.addWidget(widget)
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.number.setMinimumWidth(self.number.fontMetrics().horizontalAdvance("0000"))
        self.layers.setAccessibleName(self.tr("Recurrent layer"))
        self.layers.setToolTip(self.tr("Which recurrent layer to look into."))
        self.layers.chosen.connect(self._choose_layer)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.sample)
        column.addWidget(self.notice)
        column.addWidget(self.strips)
        column.addStretch(1)
        self.scroll_area = SteadyScrollArea(inside)
        for label in (self.notice, self.reckoning):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.reckoning.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        for label in (self.notice, self.readout, self.reckoning):
            label.setProperty("role", "muted")
        self.readout.setAccessibleName(self.tr("What is pointed at"))
        self.body.addWidget(self.layers)
        self.body.addWidget(self.scroll_area, 1)
        self.body.addWidget(self.readout)
        self.body.addWidget(self.reckoning)
