"""A small window that opens beside a button and closes at the next click elsewhere."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget


class Popover(QFrame):
    """Not modal: a click elsewhere, or Escape, closes it. Signal: `closed()`."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("card", "true")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(14, 12, 14, 14)
        self.body.setSpacing(10)

    def open_below(self, button: QWidget) -> None:
        """Show it below a button, moved so that it lies on the screen as a whole."""
        self.adjustSize()
        corner = button.mapToGlobal(QPoint(0, button.height() + 4))
        if button.isRightToLeft():
            corner.setX(corner.x() + button.width() - self.width())
        area = button.screen().availableGeometry()
        corner.setX(max(area.left(), min(corner.x(), area.right() - self.width())))
        corner.setY(max(area.top(), min(corner.y(), area.bottom() - self.height())))
        self.move(corner)
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()
