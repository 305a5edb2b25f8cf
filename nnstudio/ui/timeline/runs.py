"""The runs: which one goes on, and the way back to those that it left."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from nnstudio.app.locale import grouped
from nnstudio.app.run_controller import RunController
from nnstudio.project.timeline import RunPath
from nnstudio.ui.widgets.numbers import short


class RunsButton(QToolButton):
    """The name of the run that goes on; its menu leads back to the others."""

    def __init__(self, run: RunController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self._named = ""
        self.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self.setProperty("kind", "link")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolTip(
            self.tr(
                "Who plays from a past moment begins another run. "
                "Those so far are kept: choose one to go on with it."
            )
        )
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self._menu.aboutToShow.connect(self.list_runs)
        self.setMenu(self._menu)
        self.hide()

    @Slot()
    def refresh(self) -> None:
        """Show which run goes on, if there are several."""
        view = self._run.timeline.view
        several = view is not None and bool(view.branches)
        if view is not None and several:
            name = self._run.timeline.run_name(view.current)
            if name != self._named:
                self._named = name
                self.setText(f"{name} ▾")
                self.setAccessibleName(
                    self.tr("Runs; the one that goes on is {run}").format(run=name)
                )
        if several == self.isHidden():
            self.setVisible(several)

    @Slot()
    def list_runs(self) -> None:
        """Fill the menu with the runs there are, in the order in which they began."""
        self._menu.clear()
        view = self._run.timeline.view
        if view is None:
            return
        group = QActionGroup(self._menu)
        for path in sorted((view.current, *view.branches), key=lambda path: path.number):
            action = self._menu.addAction(self._about(path))
            action.setCheckable(True)
            action.setChecked(path is view.current)
            group.addAction(action)
            if path is view.current:
                action.setToolTip(self.tr("The run that goes on."))
            else:
                action.setToolTip(self.tr("Go on with this run, from its end."))
                action.triggered.connect(
                    lambda _=False, number=path.number: self._run.timeline.return_to(number)
                )

    def _about(self, path: RunPath) -> str:
        name = self._run.timeline.run_name(path)
        last = path.moments[-1] if path.moments else None
        if last is None:
            return name
        if last.losses is None:
            return self.tr("{run} · to step {step}").format(run=name, step=grouped(last.step))
        return self.tr("{run} · to step {step} · loss {loss}").format(
            run=name,
            step=grouped(last.step),
            loss=short(last.losses.train_loss, self.locale()),
        )
