"""The bar along the bottom: which moment is shown, the run as an axis, the other runs."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontMetrics, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnstudio.app.document import Document
from nnstudio.app.run_controller import RunController
from nnstudio.app.snapshot import Phase
from nnstudio.ui.icons import icon
from nnstudio.ui.theme import Theme
from nnstudio.ui.timeline.runs import RunsButton
from nnstudio.ui.timeline.track import TimelineTrack
from nnstudio.ui.timeline.words import TimelineWords
from nnstudio.ui.widgets.elided import ElidedLabel
from nnstudio.ui.widgets.margins import margins

HEIGHT = 62
PAUSE = 150
"""Milliseconds between two pictures of a run that goes on; a look at the past is shown at once."""


class TimelineBar(QFrame):
    """Goes to any moment of the run, and says which one the window shows.

    Attributes: `track`; `where` and `more`, the words; `now`, the button back to the present;
    `runs`; `memory`. Signal: `budget_chosen(object)`, bytes, to be remembered.
    """

    budget_chosen = Signal(object)

    def __init__(
        self,
        document: Document,
        run: RunController,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._run, self._theme = run, theme
        self._words = TimelineWords(self)
        self.setProperty("card", "true")
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(self.tr("Timeline"))
        self.where, self.more = ElidedLabel(), ElidedLabel()
        self.where.setProperty("role", "title")
        self.more.setProperty("role", "muted")
        self.track = TimelineTrack(run, theme)
        self.now = QPushButton(self.tr("Now"))
        self.now.setProperty("kind", "primary")
        self.now.setToolTip(
            self.tr("Return to the present of the run (End). {otherwise}.").format(
                otherwise=self._words.goes_on()
            )
        )
        self.now.clicked.connect(run.timeline.go_to_present)
        self.runs = RunsButton(run)
        self.memory = QToolButton()
        self.memory.setIconSize(QSize(16, 16))
        self.memory.setAccessibleName(self.tr("Memory of the timeline"))
        self.memory.setToolTip(self.tr("How much memory the recorded moments may take."))
        self.memory.clicked.connect(self._open_memory)
        self._lay_out()
        self._pace = QTimer(self)
        self._pace.setSingleShot(True)
        self._pace.setInterval(PAUSE)
        self._pace.timeout.connect(self._show_latest)
        self._due = False
        run.timeline.changed.connect(self._follow)
        run.snapshot_settled.connect(self._take_turn)
        run.timeline.refused.connect(self._show_latest)
        self.set_theme(theme)
        self._show_latest()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.track.set_theme(theme)
        self.memory.setIcon(icon("more", theme, "muted"))
        self._show_latest()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_latest()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._pace.stop()

    def _lay_out(self) -> None:
        self.words = QWidget()
        column = QVBoxLayout(self.words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addStretch(1)
        column.addWidget(self.where)
        column.addWidget(self.more)
        column.addStretch(1)
        self.words.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        # As wide as a long run needs, so that the axis never moves.
        sample = self._words.moment(88_888, 8_888)
        self.words.setFixedWidth(QFontMetrics(self.where.font()).horizontalAdvance(sample) + 34)
        row = QHBoxLayout(self)
        row.setContentsMargins(margins(14, 4, 8, 4))
        row.setSpacing(8)
        row.addWidget(self.words)
        row.addWidget(self.track, 1)
        middle = Qt.AlignmentFlag.AlignVCenter
        for widget in (self.now, self.runs, self.memory):
            row.addWidget(widget, 0, middle)
        policy = self.now.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the axis must not move under the hand
        self.now.setSizePolicy(policy)

    @Slot()
    def _follow(self) -> None:
        """Another snapshot, or another project."""
        if not self.isVisible():
            return
        if self._run.timeline.at_past or self._run.phase is not Phase.RUNNING:
            self._show_latest()
        elif not self._pace.isActive():
            self._due = True

    @Slot()
    def _take_turn(self) -> None:
        """Of a run that goes on, after the other views have been painted."""
        if self._due:
            self._due = False
            self._show_latest()
            self._pace.start()

    @Slot()
    def _show_latest(self) -> None:
        self.track.show_latest()
        self.runs.refresh()
        past = self._run.timeline.past is not None
        where, more = self._say()
        for label, words in ((self.where, where), (self.more, more)):
            if label.text() != words:
                label.setText(words)
                label.setAccessibleName(words)
        self.where.ink = self._theme.colour("accent") if past else None
        if past != self.now.isVisibleTo(self):
            had_focus = self.now.hasFocus()
            self.now.setVisible(past)
            if had_focus and not past:
                self.track.setFocus()
        if self.track.hasFocus():
            self.track.setAccessibleDescription(f"{where} · {more}")

    def _say(self) -> tuple[str, str]:
        """Two lines: which moment is shown, and what there is to know about it."""
        latest, timeline = self._run.latest, self._run.timeline
        if latest is None or not self.track.has_run:
            return self.tr("Timeline"), ""
        here = self._words.moment(latest.step, latest.epoch)
        view, past = timeline.view, timeline.past
        if past is None or view is None:
            return self.tr("Timeline"), here
        present = self._words.present(self.track.present)
        place = view.place(past.number)
        mark = view.current.moments[place].words if place is not None else ""
        return here, f"{mark} · {present}" if mark else present

    @Slot()
    def _open_memory(self) -> None:
        from nnstudio.ui.timeline.budget import BudgetPopover

        popover = BudgetPopover(self)
        popover.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popover.show_budget(self._run.timeline.view)
        popover.chosen.connect(self._run.timeline.set_budget)
        popover.chosen.connect(self.budget_chosen)
        popover.open_above(self.memory)
