"""The run bar itself: what goes where, and what moves away when the window is narrow."""

import secrets

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from nnstudio.app.document import Document
from nnstudio.app.locale import grouped
from nnstudio.app.run_controller import RunController
from nnstudio.app.snapshot import Phase, Snapshot
from nnstudio.project import edits as project_edits
from nnstudio.ui.icons import icon
from nnstudio.ui.run_bar.more import MoreSettings
from nnstudio.ui.run_bar.settings import (
    BatchEdit,
    LearningRateEdit,
    LossBox,
    OptimiserBox,
    RegularisationControl,
)
from nnstudio.ui.run_bar.speed_control import SpeedControl
from nnstudio.ui.run_bar.status import StatusView
from nnstudio.ui.run_bar.training_edits import TrainingEdits
from nnstudio.ui.run_bar.transport import Transport
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.captioned import Captioned, ReadOut
from nnstudio.ui.widgets.number_edit import NumberEdit
from nnstudio.ui.widgets.numbers import short

GAP = 9
NARROW = 1480
"""Pixels below which the button for more settings has no text."""
SEEDS = 10_000
"""A new seed is drawn below this, so that it can be read out and typed."""


class RunBar(QFrame):
    """Drives the run and shows its numbers; changes the training settings."""

    def __init__(
        self,
        document: Document,
        run: RunController,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("bar", "true")
        self.setAccessibleName(self.tr("Run"))
        self._document, self._run, self._theme = document, run, theme
        self._edits = TrainingEdits(document, self)
        self.transport = Transport(run, theme)
        self.epoch = ReadOut(self.tr("Epoch"), grouped(888_888), theme, points=12, bold=True)
        self.train_loss = ReadOut(self.tr("Train loss"), "8.8888", theme)
        self.validation_loss = ReadOut(self.tr("Validation"), "8.8888", theme)
        self.loss = LossBox(self._edits)
        self.optimiser = OptimiserBox(self._edits)
        self.learning_rate = LearningRateEdit(self._edits, theme)
        self.batch = BatchEdit(self._edits, theme)
        self.regularisation = RegularisationControl(self._edits, theme)
        self.speed = SpeedControl(run)
        self.more = MoreSettings(self._edits, theme, self)
        self.more_button = QPushButton(self.tr("More…"))
        self.status = StatusView(theme)
        self.message = QLabel()
        self._explain()
        self._lay_out()
        self._connect()
        self._tint()
        self.refresh()
        self._tell()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        for part in (
            self.transport,
            self.epoch,
            self.train_loss,
            self.validation_loss,
            self.learning_rate,
            self.batch,
            self.regularisation,
            self.more,
            self.status,
        ):
            part.set_theme(theme)
        self._tint()

    def _tint(self) -> None:
        self.more_button.setIcon(icon("more", self._theme, "muted"))

    @Slot()
    def refresh(self) -> None:
        """Read the project again."""
        for part in (
            self.loss,
            self.optimiser,
            self.learning_rate,
            self.batch,
            self.regularisation,
            self.more,
        ):
            part.refresh()
        self.status.show_seed(self._document.project.training.seed)
        self._tell()

    @Slot()
    def new_seed(self) -> None:
        """Start over from other random weights; the seed is an edit that can be undone."""
        present = self._document.project.training.seed
        fresh = secrets.randbelow(SEEDS - 1)
        self._start_from(fresh if fresh < present else fresh + 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._fixed_width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.isVisible():
            self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Only now have the controls their style, and with it their sizes.
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange) and self.isVisible():
            self._arrange()

    def _explain(self) -> None:
        self.epoch.setToolTip(self.tr("Epoch: how often every training sample has been seen."))
        self.train_loss.setToolTip(self.tr("The loss over all training samples: lower is better."))
        self.validation_loss.setToolTip(
            self.tr("The loss over samples that the network never learns from.")
        )
        self.more_button.setAccessibleName(self.tr("More settings"))
        self.more_button.setToolTip(
            self.tr("Further settings: schedule, clipping, early stopping, precision, seed …")
        )
        self.message.setProperty("role", "warning")
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self.message.hide()

    def _lay_out(self) -> None:
        self._settings = [
            Captioned(self.tr("Loss"), self.loss),
            Captioned(self.tr("Optimiser"), self.optimiser),
            Captioned(self.tr("Learning rate"), self.learning_rate),
            Captioned(self.tr("Batch"), self.batch),
            Captioned(self.tr("Regularisation"), self.regularisation),
            Captioned(self.tr("Speed"), self.speed),
        ]
        loss, optimiser, rate, batch, regularisation, speed = self._settings
        # The first are the last to leave the bar.
        self._by_weight = [rate, speed, optimiser, batch, loss, regularisation]
        self.speed.put_words(speed.caption)
        self._moved: list[Captioned] | None = None
        self._widths: dict[Captioned, int] = {}
        self._row = QHBoxLayout()
        self._row.setSpacing(GAP)
        self._row.addWidget(self.transport)
        for number in (self.epoch, self.train_loss, self.validation_loss):
            self._row.addWidget(number)
        self._first_setting = self._row.count()
        for setting in self._settings:
            self._row.addWidget(setting, 0, Qt.AlignmentFlag.AlignBottom)
        self._row.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignBottom)
        self._row.addStretch(1)
        self._row.addWidget(self.status)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 9, 12, 9)
        layout.setSpacing(6)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        layout.addLayout(self._row)
        layout.addWidget(self.message)

    def _connect(self) -> None:
        self._document.changed.connect(self.refresh)
        self._document.replaced.connect(self._start_anew)
        self._document.refused.connect(self.refresh)
        self._run.snapshot.connect(self._tell)
        self._run.phase_changed.connect(self._tell)
        self.more_button.clicked.connect(lambda: self.more.open_below(self.more_button))
        self.status.new_seed.connect(self.new_seed)
        self.more.seed_edited.connect(self._start_from)

    @Slot()
    def _start_anew(self) -> None:
        """Another project: what is being typed was meant for the one before."""
        for number in self.findChildren(NumberEdit):
            number.drop_text()
        self.refresh()

    @Slot()
    def _tell(self) -> None:
        """Show the numbers of the moment."""
        snapshot, fits = self._run.latest, self._document.shapes.fits
        phase = self._run.phase if fits else Phase.MISFIT
        key = (phase, fits, self.transport.isEnabled())
        if key != getattr(self, "_shown", None):
            self._shown = key
            self.transport.show_phase(phase, fits)
        self.status.line.tell(phase, snapshot)
        self._show_message(phase, snapshot)
        if snapshot is None:
            for number in (self.epoch, self.train_loss, self.validation_loss):
                number.set_text("—")
            return
        losses, locale = snapshot.losses, self.locale()
        self.epoch.set_text(grouped(snapshot.epoch))
        self.train_loss.set_text(short(losses.train_loss, locale))
        self.validation_loss.set_text(short(losses.validation_loss, locale))

    def _show_message(self, phase: Phase, snapshot: Snapshot | None) -> None:
        words = ""
        if phase in (Phase.DIVERGED, Phase.STOPPED_EARLY) and snapshot is not None:
            words = snapshot.message
        if words != self.message.text():
            self.message.setText(words)
            self.message.setVisible(bool(words))

    def _start_from(self, seed: int) -> None:
        edited = project_edits.change_training(self._document.project, seed=seed)
        if self._document.apply(edited, self.tr("New seed")):
            self._run.reset()

    def _fixed_width(self) -> int:
        """What can never leave the bar, margins included."""
        parts = (
            self.transport,
            self.epoch,
            self.train_loss,
            self.validation_loss,
            self.more_button,
            self.status,
        )
        widths = sum(part.sizeHint().width() for part in parts)
        return widths + GAP * len(parts) + 24

    def _measure(self) -> None:
        """How wide each setting is in the bar; for one under More…, how wide it last was here."""
        for setting in self._settings:
            if self._moved is None or setting not in self._moved:
                self._widths[setting] = setting.sizeHint().width()

    def _arrange(self) -> None:
        """Keep in the bar what fits, the most used first; the rest stands under More…"""
        narrow = self.width() < NARROW
        self.more_button.setText("" if narrow else self.tr("More…"))
        self._measure()
        room = self.width() - self._fixed_width()
        moved: list[Captioned] = []
        for setting in self._by_weight:
            needed = self._widths[setting] + GAP
            if needed <= room:
                room -= needed
            else:
                moved.append(setting)
        if self._moved is not None and moved == self._moved:
            return
        self._moved = moved
        for setting in self._settings:
            self.more.give_back(setting)
            self._row.removeWidget(setting)
        staying = [setting for setting in self._settings if setting not in moved]
        in_bar = self._settings[-1] in staying
        self.speed.put_words(self._settings[-1].caption if in_bar else None)
        for place, setting in enumerate(staying, self._first_setting):
            self._row.insertWidget(place, setting, 0, Qt.AlignmentFlag.AlignBottom)
            setting.show()
        for setting in reversed([one for one in self._settings if one in moved]):
            if setting.control is self.regularisation:
                setting.hide()  # More… has both strengths anyway.
            else:
                self.more.take(setting)
