"""The menu's way to have project files opened by a double click with this program."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from nnstudio.app.association.association import Association
from nnstudio.project.errors import reason_of

if TYPE_CHECKING:
    from nnstudio.ui.main_window import MainWindow


class AssociationAction(QAction):
    """Ticked while it is so; a click changes it, for this person alone."""

    def __init__(self, association: Association, menu: QMenu, window: "MainWindow") -> None:
        super().__init__(window)
        self._association, self._window = association, window
        self.setText(self.tr("Open .nnstudio files &with this program"))
        tip = self.tr("What a double click on a project starts. Take the tick away to undo it.")
        self.setToolTip(tip)
        self.setStatusTip(tip)
        self.setCheckable(True)
        # Another program, or a second NN Studio, may have changed it in the meantime.
        menu.aboutToShow.connect(self._show)
        self.triggered.connect(self._change)

    def _show(self) -> None:
        self.setChecked(self._association.is_set)

    def _change(self, wanted: bool) -> None:
        tell = self._window.workspace.notice.tell
        try:
            if wanted:
                self._association.set()
                tell(self.tr("A double click on a project now opens it with this program."))
            else:
                self._association.forget()
                tell(self.tr("Projects are no longer opened with this program by a double click."))
        except OSError as error:
            words = self.tr("What opens projects could not be changed: {reason}.")
            tell(words.format(reason=reason_of(error)))
        self._show()
