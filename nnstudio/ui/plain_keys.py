"""Plain keys such as Right, Home and Space drive the run, unless a control needs them itself."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QAbstractSlider, QComboBox, QWidget

OWNERS = (QAbstractSlider, QComboBox, QAbstractItemView)
"""Controls that mean something by them. A text field claims its keys by itself."""
PLAIN = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.KeypadModifier,
)


class PlainKeys(QObject):
    """Claims plain keys for the control that has the focus, before a shortcut takes them.

    It listens to these controls alone: a filter on the whole application would cost every event
    its turn at the interpreter, which the trainer's thread shares.
    """

    def leave_to_controls_of(self, widget: QWidget) -> None:
        """Let every such control inside the widget keep its keys."""
        for kind in OWNERS:
            for control in widget.findChildren(kind):
                control.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.modifiers() in PLAIN
        ):
            event.accept()
            return True
        return super().eventFilter(watched, event)
