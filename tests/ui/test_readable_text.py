"""Text that is read, selected and copied: never dragged."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QCursor, QDrag, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from nnstudio.ui.widgets.readable_text import ReadableText

LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier
A_FEW_TICKS = 450
"""Milliseconds: Qt scrolls ten times a second while a selection is drawn beyond the edge."""


class Drags(QObject):
    """Every drag that begins."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.begun += isinstance(watched, QDrag) and event.type() is QEvent.Type.DeferredDelete
        return False


@pytest.fixture
def drags(qapp: QApplication) -> Iterator[Drags]:
    seen = Drags()
    qapp.installEventFilter(seen)
    yield seen
    qapp.removeEventFilter(seen)


class Page(QWidget):
    """A text, and a button below it."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ReadableText()
        self.text.setPlainText("\n".join(f"line {number} of the licence" for number in range(99)))
        self.button = QPushButton("Close")
        column = QVBoxLayout(self)
        column.addWidget(self.text)
        column.addWidget(self.button)
        self.resize(400, 300)

    def place(self, widget: QWidget) -> QPoint:
        return widget.mapTo(self, widget.rect().center())

    def drag_out_of_the_text(self) -> None:
        window = self.windowHandle()
        start, end = self.place(self.text.viewport()), self.place(self.button)
        QTest.mouseMove(window, start)
        QTest.mousePress(window, LEFT, PLAIN, start)
        QTest.mouseMove(window, end)
        QCursor.setPos(self.mapToGlobal(end))


@pytest.fixture
def page(show: Callable[[QWidget], None]) -> Page:
    page = Page()
    show(page)
    return page


def test_what_is_selected_is_not_dragged_and_clicks_and_keys_still_arrive(
    page: Page, drags: Drags, qtbot: QtBot
) -> None:
    page.text.selectAll()
    page.drag_out_of_the_text()
    QTest.mouseRelease(page.windowHandle(), LEFT, PLAIN, page.place(page.button))
    qtbot.wait(A_FEW_TICKS)
    assert drags.begun == 0
    with qtbot.waitSignal(page.button.clicked):
        QTest.mouseClick(page.windowHandle(), LEFT, PLAIN, page.place(page.button))


def test_a_press_in_a_selection_begins_a_new_one(page: Page) -> None:
    page.text.selectAll()
    page.drag_out_of_the_text()
    selected = page.text.textCursor().selectedText()
    QTest.mouseRelease(page.windowHandle(), LEFT, PLAIN, page.place(page.button))
    assert 0 < len(selected) < len(page.text.toPlainText())


def test_a_selection_scrolls_on_beyond_the_edge_and_only_while_the_button_is_held(
    page: Page, qtbot: QtBot
) -> None:
    bar = page.text.verticalScrollBar()
    page.drag_out_of_the_text()
    qtbot.waitUntil(lambda: bar.value() > 2)
    # A question that opens meanwhile takes the release.
    box = QMessageBox(page)
    button = box.addButton(QMessageBox.StandardButton.Ok)
    box.open()
    QTest.mouseRelease(page.windowHandle(), LEFT, PLAIN, page.place(page.button))
    assert not QGuiApplication.mouseButtons()
    value = bar.value()
    qtbot.wait(A_FEW_TICKS)
    assert bar.value() == value
    with qtbot.waitSignal(box.finished):
        QTest.mouseClick(box.windowHandle(), LEFT, PLAIN, button.mapTo(box, QPoint(9, 9)))
