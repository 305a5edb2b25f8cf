"""How often something happens to a widget."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class Counter(QObject):
    """Counts the events of a kind, such as paints. Attribute: `count`."""

    def __init__(self, watched: QWidget, kind: QEvent.Type) -> None:
        super().__init__(watched)
        self.count = 0
        self._kind = kind
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == self._kind
        return False
