"""How the run stands, in words, and the seed that it began with."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from nnstudio.app.locale import grouped
from nnstudio.app.snapshot import Phase, Snapshot
from nnstudio.ui.icons import icon
from nnstudio.ui.theme import Theme


class StatusLine(QWidget):
    """A mark and some words, painted so that a new pace each frame moves nothing else."""

    MARKS = {
        Phase.RUNNING: ("●", "accent"),
        Phase.PAUSED: ("❙❙", "muted"),
        Phase.DIVERGED: ("▲", "warning"),
        Phase.STOPPED_EARLY: ("■", "good"),
        Phase.MISFIT: ("▲", "warning"),
        Phase.FAILED: ("▲", "warning"),
    }

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._mark, self._colour, self._text = "", "muted", ""
        self._widest = [
            self.tr("live  {pace} epochs/s").format(pace=grouped(88_888)),
            self.tr("does not fit yet"),
        ]
        self.setAccessibleName(self.tr("How the run stands"))

    @property
    def text(self) -> str:
        """The words."""
        return self._text

    def tell(self, phase: Phase, snapshot: Snapshot | None) -> None:
        """Show how the run stands."""
        mark, colour = self.MARKS[phase]
        text = self._words(phase, snapshot)
        if (mark, colour, text) != (self._mark, self._colour, self._text):
            self._mark, self._colour, self._text = mark, colour, text
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        widest = max(metrics.horizontalAdvance(text) for text in self._widest)
        return QSize(widest + metrics.horizontalAdvance("❙❙ ") + 4, metrics.height() + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._theme.colour(self._colour))
        place = QRect(0, 0, self.width(), self.height())
        side = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, side, f"{self._mark} {self._text}")

    def _words(self, phase: Phase, snapshot: Snapshot | None) -> str:
        if phase is Phase.RUNNING:
            if snapshot is None or snapshot.steps_per_second <= 0:
                return self.tr("live")
            if snapshot.epochs_per_second >= 1:
                pace = grouped(round(snapshot.epochs_per_second))
                return self.tr("live  {pace} epochs/s").format(pace=pace)
            pace = grouped(max(round(snapshot.steps_per_second), 1))
            return self.tr("live  {pace} steps/s").format(pace=pace)
        if phase is Phase.PAUSED:
            begun = snapshot is not None and snapshot.step > 0
            return self.tr("paused") if begun else self.tr("ready")
        return {
            Phase.DIVERGED: self.tr("diverged"),
            Phase.STOPPED_EARLY: self.tr("stopped early"),
            Phase.MISFIT: self.tr("does not fit yet"),
            Phase.FAILED: self.tr("something broke"),
        }[phase]


class StatusView(QWidget):
    """The seed with its button above, the status below. Signal: `new_seed()`."""

    new_seed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seed = QLabel()
        self.seed.setProperty("role", "muted")
        self.seed.setToolTip(
            self.tr("Seed: the number that all chance starts from. The same seed, the same run.")
        )
        self.button = QToolButton()
        self.button.setAccessibleName(self.tr("New seed"))
        self.button.setToolTip(self.tr("New seed: start over from other random weights."))
        self.button.clicked.connect(self.new_seed)
        self.line = StatusLine(theme)
        above = QHBoxLayout()
        above.setSpacing(2)
        above.addStretch(1)
        above.addWidget(self.button)
        above.addWidget(self.seed)  # last: so it ends where the status below it ends
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(above)
        layout.addWidget(self.line)
        self.set_theme(theme)

    def show_seed(self, seed: int) -> None:
        """Show the seed of the project."""
        self.seed.setText(self.tr("seed {seed}").format(seed=seed))

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.button.setIcon(icon("seed", theme, "muted"))
        self.line.set_theme(theme)
