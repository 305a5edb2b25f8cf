"""A place to scroll in, with content that does not know how high it is."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from nnstudio.ui.widgets.steady_scroll_area import SteadyScrollArea

WIDE, LOW = 300, 100


class Fickle(QWidget):
    """Needs a scroll bar as long as it has one, and none as long as it has none."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes = 0

    def minimumSizeHint(self) -> QSize:
        return QSize(100, LOW + 1 if self.width() >= WIDE else LOW)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sizes += 1
        self.updateGeometry()


def test_content_that_contradicts_itself_keeps_one_of_its_sizes(qtbot: QtBot) -> None:
    content, fickle = QWidget(), Fickle()
    column = QVBoxLayout(content)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(fickle)
    area = SteadyScrollArea(content)
    qtbot.addWidget(area)
    area.resize(WIDE, LOW)
    area.show()
    for width in (WIDE - 1, WIDE, WIDE + 1, WIDE + 40, WIDE):
        area.resize(width, LOW)
        QApplication.processEvents()
        assert fickle.width() in (width, width - area.verticalScrollBar().width())
        assert fickle.height() >= LOW
    assert fickle.sizes > 10
