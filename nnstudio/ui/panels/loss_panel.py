"""The loss over the epochs. The plot comes once the window has been painted: it takes a moment
to bring in."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QPaintEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QStackedWidget, QWidget

from nnstudio.app.document import Document
from nnstudio.app.run_controller import RunController
from nnstudio.app.snapshot import LossCurve, Snapshot
from nnstudio.ui.theme import Theme
from nnstudio.ui.timeline.travel import nearest, visit
from nnstudio.ui.widgets.card import Card
from nnstudio.ui.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from nnstudio.ui.panels.loss_plot import LossPlot

PAUSE = 150
"""Milliseconds between two pictures of the curve: it is the dearest one in the window."""


AFTER_START = 300
"""Milliseconds from the first paint to the plot: its library takes longer to load than the rest."""


class LossPanel(Card):
    """Training and validation loss, on a linear or a logarithmic scale."""

    def __init__(
        self,
        document: Document,
        run: RunController,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self._run, self._theme = run, theme
        self.title.setText(self.tr("Loss"))
        self.setAccessibleName(self.tr("Loss"))
        self.reading = ElidedLabel()
        self.reading.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        self.reading.setProperty("role", "muted")
        self.log = QCheckBox(self.tr("log"))
        self.log.setToolTip(
            self.tr("A logarithmic scale shows small losses apart: each line is ten times less.")
        )
        self.header.addWidget(self.reading, 1000)
        self.header.addWidget(self.log)
        self.empty = QLabel(self.tr("Press play, and the loss appears here."))
        self.empty.setProperty("role", "muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self.pages.setMinimumHeight(110)
        self.body.addWidget(self.pages, 1)
        self.plot: LossPlot | None = None
        self._waiting = False
        self._pace = QTimer(self)
        self._pace.setSingleShot(True)
        self._pace.setInterval(PAUSE)
        self._pace.timeout.connect(self._show_latest)
        self.log.toggled.connect(self._change_scale)
        document.replaced.connect(self._show_latest)
        run.phase_changed.connect(self._show_latest)
        run.snapshot_shown.connect(self._follow)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        if self.plot is not None:
            self.plot.set_theme(theme)

    def sizeHint(self) -> QSize:
        return QSize(360, 290)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_latest()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.plot is None and not self._waiting:
            self._waiting = True
            QTimer.singleShot(AFTER_START, self.bring_plot)

    @Slot()
    def bring_plot(self) -> None:
        """Bring in the plot, if it is not there yet."""
        if self.plot is not None:
            return
        from nnstudio.ui.panels.loss_plot import LossPlot

        self.plot = LossPlot(self._theme)
        self.plot.reading.connect(self._read_out)
        self.plot.epoch_chosen.connect(self._look_at)
        self.plot.set_logarithmic(self.log.isChecked())
        self.pages.addWidget(self.plot)
        self._show_latest()

    @Slot(str)
    def _read_out(self, words: str) -> None:
        """The numbers under the pointer take the title's place too: they need the room."""
        self.reading.setText(words)
        self.title.setVisible(not words)

    @Slot(float)
    def _look_at(self, epoch: float) -> None:
        """Go to the recorded moment that lies closest."""
        view = self._run.timeline.view
        if view is not None and view.current.moments:
            epochs = np.array([moment.epoch for moment in view.current.moments], np.float64)
            visit(self._run, nearest(epochs, epoch))

    def _change_scale(self, logarithmic: bool) -> None:
        if self.plot is not None:
            self.plot.set_logarithmic(logarithmic)

    @Slot(object)
    def _follow(self, snapshot: Snapshot) -> None:
        if not self.isVisible():
            return
        if snapshot.at_past:
            self._show_latest()  # the marker follows the hand
        elif not self._pace.isActive():
            self._show_latest()
            self._pace.start()

    @Slot()
    def _show_latest(self) -> None:
        snapshot = self._run.latest
        if snapshot is None:
            self.pages.setCurrentWidget(self.empty)
        if self.plot is None or snapshot is None:
            return
        view, past = snapshot.timeline, snapshot.past
        # A moment of the past knows the losses until then; the run so far stays in sight.
        self.plot.show_curve(snapshot.curve if past is None else LossCurve(*view.current.curve))
        self.plot.show_others(view.branches, self._run.timeline.run_name)
        self.plot.show_moment(None if past is None else snapshot.epoch)
        begun = self.plot.has_something
        self.pages.setCurrentWidget(self.plot if begun else self.empty)
