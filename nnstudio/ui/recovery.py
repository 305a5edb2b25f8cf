"""What an unhappy end left behind, offered at the next start in a bar that can wait."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnstudio.app.locale import grouped, moment
from nnstudio.app.safety.autosave import Autosave
from nnstudio.app.safety.copy_folder import CopyFolder
from nnstudio.ui.file_commands import FileCommands
from nnstudio.ui.notice import Notice
from nnstudio.ui.widgets.margins import margins

MOST_ROWS = 4


class Recovery(QObject):
    """Decides, with the person, on the copies that were found.

    A copy that is neither restored nor discarded is there again at the next start. One that is
    discarded can be had back until the window closes. Signal: `decided()`, after each decision.
    """

    decided = Signal()

    def __init__(
        self, autosave: Autosave, files: FileCommands, notice: Notice, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._autosave, self._files, self._notice = autosave, files, notice
        self._discarded: list[CopyFolder] = []
        self._copies = autosave.left_behind()
        self.bar = RecoveryBar()
        self.bar.restore_asked.connect(self._restore)
        self.bar.discard_asked.connect(self._discard)

    def offer(self) -> None:
        """Show the bar, which has its place by now, if there is something to offer."""
        self._show()

    def end(self) -> None:
        """The window closes: what was discarded goes, the rest waits for the next start."""
        for copy in self._discarded:
            copy.remove()
        for copy in self._copies:
            copy.release()
        self._discarded, self._copies = [], []

    def _show(self) -> None:
        self.bar.show_copies(self._copies)

    def _restore(self, copy: CopyFolder) -> None:
        def then() -> None:
            self._autosave.take_over(copy)
            self._copies.remove(copy)
            self._show()
            self.decided.emit()

        self._files.recover(copy, then)

    def _discard(self, copy: CopyFolder) -> None:
        self._copies.remove(copy)
        self._discarded.append(copy)
        self._show()
        self.decided.emit()

        def undo() -> None:
            self._discarded.remove(copy)
            self._copies.append(copy)
            self._show()

        words = self.tr("The copy of “{title}” is discarded.")
        self._notice.tell(words.format(title=self.bar.title(copy)), self.tr("Undo"), undo)


class RecoveryBar(QFrame):
    """One row for each copy. Signals: `restore_asked(CopyFolder)`, `discard_asked(CopyFolder)`."""

    restore_asked = Signal(object)
    discard_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", "true")
        self.setObjectName("recovery")
        self.setAccessibleName(self.tr("Projects that can be restored"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self._heading = QLabel()
        self._heading.setWordWrap(True)
        later = QToolButton()
        later.setText("×")
        later.setToolTip(self.tr("Decide at the next start"))
        later.setAccessibleName(later.toolTip())
        later.clicked.connect(self.hide)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(self._heading)
        column.addLayout(self._rows)
        across = QHBoxLayout(self)
        across.setContentsMargins(margins(14, 8, 8, 8))
        across.addLayout(column, 1)
        across.addWidget(later, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_copies(self, copies: list[CopyFolder]) -> None:
        """Offer these; without any the bar goes away."""
        while (item := self._rows.takeAt(0)) is not None:
            row = item.widget()
            if row is not None:
                row.hide()
                row.deleteLater()
        for place, copy in enumerate(copies[:MOST_ROWS]):
            self._rows.addWidget(self._row(copy, is_first=place == 0))
        heading = self.tr("NN Studio ended unexpectedly. What was open then can be restored.")
        hidden = len(copies) - MOST_ROWS
        if hidden > 0:
            more = self.tr("The next ones, {count}, are shown when these are decided on.")
            heading = f"{heading} {more.format(count=grouped(hidden))}"
        self._heading.setText(heading)
        self.setVisible(bool(copies))

    def title(self, copy: CopyFolder) -> str:
        """What a copy is called."""
        return copy.about.title or self.tr("New project")

    def _row(self, copy: CopyFolder, is_first: bool) -> QWidget:
        about = copy.about
        row = QWidget()
        name = QLabel(self.title(copy))
        name.setTextFormat(Qt.TextFormat.PlainText)
        name.setProperty("role", "title")
        name.setObjectName("title")
        name.setToolTip(about.path or self.tr("It was never saved to a file."))
        when = QLabel(moment(about.saved_at) if about.saved_at else "")
        when.setProperty("role", "muted")
        restore = _button(self.tr("Restore"), lambda: self.restore_asked.emit(copy))
        if is_first:
            restore.setProperty("kind", "primary")
        restore.setToolTip(self.tr("Open it as it was then; it still wants saving."))
        discard = _button(self.tr("Discard"), lambda: self.discard_asked.emit(copy))
        discard.setToolTip(self.tr("This copy is not needed any more."))
        for button in (restore, discard):
            button.setAccessibleName(f"{button.text()}: {name.text()}")
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(10)
        across.addWidget(restore)
        across.addWidget(discard)
        across.addWidget(name)
        across.addWidget(when)
        across.addStretch(1)
        return row


def _button(text: str, do: Callable[[], None]) -> QPushButton:
    button = QPushButton(text)
    button.clicked.connect(lambda: do())
    return button
