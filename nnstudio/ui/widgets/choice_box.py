"""A list to choose from that shows a short name while it is closed."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QWidget

from nnstudio.ui.widgets.margins import mirrored


class ChoiceBox(QComboBox):
    """Choices by key. Signal: `chosen(str)` when a person chose another one."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._short: list[str] = []
        # The arrow has its room already; padding for it as well would make the bar too wide.
        side = "left" if mirrored() else "right"
        self.setStyleSheet(f"QComboBox {{ padding-{side}: 2px; }}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(lambda index: self.chosen.emit(self.itemData(index)))

    def add(self, key: str, name: str, short: str = "", tip: str = "") -> None:
        """One more choice; `short` is its name while the list is closed."""
        self.addItem(name, key)
        self.setItemData(self.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self._short.append(short or name)
        widths = [QFontMetrics(self.font()).horizontalAdvance(text) for text in self._names()]
        self.view().setMinimumWidth(max(widths) + 40)
        self.updateGeometry()

    def show_key(self, key: str) -> None:
        """Show a choice without telling anyone."""
        self.setCurrentIndex(self.findData(key))

    def set_possible(self, key: str, reason: str, tip: str = "") -> None:
        """Offer a choice, or, with a reason, show that it cannot be had now and why."""
        index = self.findData(key)
        model = self.model()
        if isinstance(model, QStandardItemModel):
            model.item(index).setEnabled(not reason)
        self.setItemData(index, reason or tip, Qt.ItemDataRole.ToolTipRole)

    def possible(self, key: str) -> bool:
        """Whether a choice can be had now."""
        model = self.model()
        return isinstance(model, QStandardItemModel) and model.item(self.findData(key)).isEnabled()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        metrics = QFontMetrics(self.font())
        widest = max((metrics.horizontalAdvance(text) for text in self._short), default=40)
        hint.setWidth(widest + self._frame() + 4)
        return hint

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        super().initStyleOption(option)
        if 0 <= self.currentIndex() < len(self._short):
            option.currentText = self._short[self.currentIndex()]

    def _frame(self) -> int:
        """Pixels that frame, padding and arrow take beside the text."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.rect = QRect(0, 0, 300, 30)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        return 300 - field.width()

    def _names(self) -> list[str]:
        return [self.itemText(index) for index in range(self.count())]
