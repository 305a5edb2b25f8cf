"""A person at the real window: what they do with mouse and keyboard, and what they see."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QMessageBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from nnstudio.app.document import Document
from nnstudio.app.preferences import Preferences
from nnstudio.app.snapshot import Phase, Snapshot
from nnstudio.app.speed import Speed
from nnstudio.project.layers import DenseSpec, LayerSpec
from nnstudio.ui.appearance import dress, wanted_theme
from nnstudio.ui.application import furnish, make_application
from nnstudio.ui.main_window import MainWindow

LEFT = Qt.MouseButton.LeftButton
PATIENCE = 60_000
W = TypeVar("W", bound=QWidget)


class Studio:
    """The window, and hands for it."""

    def __init__(self, qtbot: QtBot, folder: Path, example: str | None = None) -> None:
        self.qtbot = qtbot
        self.state = folder / "state"
        settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        self.preferences = Preferences(settings)
        theme = wanted_theme("light")
        dress(make_application(), theme)
        self.window = MainWindow(self.preferences, theme)
        furnish(self.window, example, [self.state])
        self.window.resize(1440, 900)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.until(self._is_ready)
        self.window.workspace.canvas.view.setFocus()

    def _is_ready(self) -> bool:
        latest = self.window.run.latest
        return latest is not None and "maps" in latest.results

    @property
    def document(self) -> Document:
        return self.window.document

    @property
    def layers(self) -> tuple[LayerSpec, ...]:
        return self.document.project.layers

    @property
    def units(self) -> list[int]:
        """Neurons of the dense layers, from left to right."""
        return [layer.units for layer in self.layers if isinstance(layer, DenseSpec)]

    @property
    def latest(self) -> Snapshot:
        snapshot = self.window.run.latest
        assert snapshot is not None
        return snapshot

    @property
    def phase(self) -> Phase:
        return self.window.run.phase

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until it is so."""
        self.qtbot.waitUntil(holds, timeout=PATIENCE)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier | None = None) -> None:
        """Press a key in the window."""
        target = QApplication.focusWidget() or self.window
        QTest.keyClick(target, key, modifiers or Qt.KeyboardModifier.NoModifier)

    def command(self, name: str) -> None:
        """Choose a command of the menus."""
        action = self.window.menus.actions[name]
        assert action.isEnabled(), f"{name} cannot be chosen"
        action.trigger()

    def flat_out(self) -> None:
        self.window.run.set_speed(Speed())

    def train_until(self, epoch: int) -> None:
        """Train to the end of this epoch, and wait for it."""
        self.flat_out()
        self.window.run.play_until(epoch)
        self.until(lambda: self.latest.epoch >= epoch and self.latest.phase is not Phase.RUNNING)

    def weight(self, layer_id: str, row: int, column: int) -> float:
        return float(self.latest.weights[layer_id][row, column])

    def on_canvas(self, place: QPointF) -> QPoint:
        """Where a place of the network lies in the canvas's viewport."""
        return self.window.workspace.canvas.view.mapFromScene(place)

    def drag(self, start: QPoint, end: QPoint, then_release: bool = True) -> None:
        """Press on the canvas, move in several steps, and let go."""
        viewport = self.window.workspace.canvas.view.viewport()
        QTest.mouseMove(viewport, start)
        QTest.mousePress(viewport, LEFT, Qt.KeyboardModifier.NoModifier, start)
        for share in (0.25, 0.5, 0.75, 1.0):
            QTest.mouseMove(viewport, start + (end - start) * share)
        if then_release:
            QTest.mouseRelease(viewport, LEFT, Qt.KeyboardModifier.NoModifier, end)

    def wire(self, layer_id: str, row: int, column: int) -> QPoint:
        """Where a wire can be taken hold of."""
        bundle = self.window.workspace.canvas.scene.layout.bundle(layer_id)
        assert bundle is not None
        middle = bundle.middle(row, column)
        assert middle is not None
        return self.on_canvas(middle)

    def drag_from_palette(self, kind: str, before: str) -> None:
        """Take a new layer from the palette and drop it before this layer."""
        canvas = self.window.workspace.canvas
        pill = next(p for p in canvas.palette_strip.pills if p.text() == kind)
        columns = canvas.scene.layout.columns
        index = next(i for i, column in enumerate(columns) if column.layer_id == before)
        left, right = columns[index - 1].frame, columns[index].frame
        gap = QPointF((left.right() + right.left()) / 2, right.center().y())
        viewport = canvas.view.viewport()
        target = pill.mapFromGlobal(viewport.mapToGlobal(self.on_canvas(gap)))
        start = pill.rect().center()
        QTest.mousePress(pill, LEFT, Qt.KeyboardModifier.NoModifier, start)
        for share in (0.2, 0.6, 1.0):
            QTest.mouseMove(pill, start + (target - start) * share)
        QTest.mouseRelease(pill, LEFT, Qt.KeyboardModifier.NoModifier, target)

    def click(self, widget: QWidget) -> None:
        QTest.mouseClick(widget, LEFT)

    def answer(self, button: QMessageBox.StandardButton | str) -> None:
        """Answer the question that has been asked, by a standard button or by the words on one."""
        self.until(lambda: self.question() is not None)
        box = self.question()
        assert box is not None
        if isinstance(button, str):
            self.click(next(b for b in box.buttons() if b.text().replace("&", "") == button))
        else:
            self.click(box.button(button))

    def question(self) -> QMessageBox | None:
        """The question on the screen, if there is one."""
        boxes = self.window.findChildren(QMessageBox)
        return next((box for box in boxes if box.isVisible()), None)

    def choose_file(self, path: Path) -> None:
        """Choose a file in the dialog that has been opened."""
        self.until(lambda: self.file_dialog() is not None)
        dialog = self.file_dialog()
        assert dialog is not None
        dialog.selectFile(str(path))
        dialog.accept()

    def drop(self, path: Path) -> None:
        """Drag this file onto the window and let it go."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(QPoint(40, 40), copy, data, Qt.MouseButton.LeftButton, none)
        QApplication.sendEvent(self.window, enter)
        assert enter.isAccepted()
        event = QDropEvent(QPointF(40, 40), copy, data, Qt.MouseButton.LeftButton, none)
        QApplication.sendEvent(self.window, event)

    def file_dialog(self) -> QFileDialog | None:
        """The dialog on the screen that asks for a file, if there is one."""
        dialogs = self.window.findChildren(QFileDialog)
        return next((dialog for dialog in dialogs if dialog.isVisible()), None)

    def button(self, words: str, inside: QWidget | None = None) -> QAbstractButton:
        """The button on the screen with these words."""
        buttons = (inside or self.window).findChildren(QAbstractButton)
        return next(b for b in buttons if b.isVisible() and b.text().replace("&", "") == words)

    def leave(self) -> None:
        """Close the window whatever has been done in it."""
        self.document.undo_stack.setClean()
        self.document.path = None
        self.window.close()
        # The program would not wait for a thread that takes long; one that is destroyed aborts it.
        self.until(lambda: self.window.has_ended)
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(self.window, QEvent.Type.DeferredDelete)
