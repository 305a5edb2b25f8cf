"""The buttons that drive a run: reset, play and pause, step, step an epoch."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from nnstudio.app.run_controller import RunController
from nnstudio.app.snapshot import Phase
from nnstudio.ui.icons import icon
from nnstudio.ui.theme import Theme

ICON = QSize(20, 20)


class Transport(QWidget):
    """Four buttons; those that would change nothing now are disabled, and their tips say why."""

    def __init__(self, run: RunController, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self._theme = theme
        self.reset = self._button(self.tr("Reset"))
        self.play = self._button(self.tr("Play"), kind="primary")
        self.step = self._button(self.tr("Step one batch"))
        self.step_epoch = self._button(self.tr("Step one epoch"))
        for button in (self.reset, self.step, self.step_epoch):
            button.setFixedWidth(38)
        self.play.setFixedWidth(56)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        for button in (self.reset, self.play, self.step, self.step_epoch):
            layout.addWidget(button)
        self.reset.clicked.connect(run.reset)
        self.play.clicked.connect(run.toggle)
        self.step.clicked.connect(self._step)
        self.step_epoch.clicked.connect(run.step_epoch)
        self.set_theme(theme)

    def show_phase(self, phase: Phase, fits: bool) -> None:
        """Show what can be done now."""
        running = phase is Phase.RUNNING and fits
        ended = phase in (Phase.DIVERGED, Phase.STOPPED_EARLY)
        can_go = fits and not ended
        self.play.setIcon(icon("pause" if running else "play", self._theme, "on_accent"))
        self.play.setAccessibleName(self.tr("Pause") if running else self.tr("Play"))
        for button in (self.play, self.step, self.step_epoch):
            button.setEnabled(can_go)
        self.reset.setEnabled(fits)
        self._explain(running, fits, ended)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.reset.setIcon(icon("reset", theme))
        self.step.setIcon(icon("step", theme))
        self.step_epoch.setIcon(icon("step-epoch", theme))
        self.show_phase(self._run.phase, self._run.document.shapes.fits)

    def _explain(self, running: bool, fits: bool, ended: bool) -> None:
        self.reset.setToolTip(
            self.tr("Reset: back to the weights that this seed began with (Home).")
        )
        if not fits:
            why = self.tr(
                "The network does not fit yet: the canvas says where, and how to mend it."
            )
            tips = (why, why, why)
        elif ended:
            why = self.tr("This run has ended by itself; Reset starts over.")
            tips = (why, why, why)
        else:
            tips = (
                self.tr("Pause: stop between two steps (Space).")
                if running
                else self.tr("Play: train, step after step (Space)."),
                self.tr("Step: learn from one batch (Right). With Shift: one whole epoch."),
                self.tr("Learn until every sample has been seen once more: one epoch."),
            )
        for button, tip in zip((self.play, self.step, self.step_epoch), tips, strict=True):
            button.setToolTip(tip)

    def _step(self) -> None:
        if QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._run.step_epoch()
        else:
            self._run.step()

    def _button(self, name: str, kind: str = "plain") -> QPushButton:
        button = QPushButton()
        button.setProperty("kind", kind)
        button.setAccessibleName(name)
        button.setIconSize(ICON)
        button.setMinimumHeight(36)
        return button
