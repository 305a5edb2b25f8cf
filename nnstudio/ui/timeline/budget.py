"""How much memory the recorded moments may take."""

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QWidget

from nnstudio.app.locale import grouped
from nnstudio.project.timeline import TimelineView
from nnstudio.ui.widgets.popover import Popover
from nnstudio.ui.widgets.slider_row import SliderRow, nearest

MEGABYTES = [16.0, 32.0, 64.0, 128.0, 256.0, 512.0]
WIDTH = 300


class BudgetPopover(Popover):
    """A slider for the memory; it counts once it is let go, since moments are forgotten by it.

    Signal: `chosen(object)` with the bytes.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Memory of the timeline"))
        self.row = SliderRow(self.tr("Memory of the timeline"), len(MEGABYTES) - 1)
        self.row.setToolTip(
            self.tr("How much the recorded moments may take: with more, more of them are kept.")
        )
        self.used = QLabel()
        self.used.setProperty("role", "muted")
        self.used.setWordWrap(True)
        self.body.addWidget(self.row)
        self.body.addWidget(self.used)
        self.setFixedWidth(WIDTH)
        self._before = self._position = 0
        self.row.moved.connect(self._move)
        self.row.gesture_ended.connect(self._tell)
        self.closed.connect(self._tell)

    def show_budget(self, view: TimelineView | None) -> None:
        """Show how much there is, and how much of it is used."""
        if view is None:
            return
        self._before = self._position = nearest(MEGABYTES, view.budget / 2**20)
        self.row.show_value(self._position, self._megabytes(self._position))
        paths = (view.current, *view.branches)
        moments = {moment.number for path in paths for moment in path.moments}
        self.used.setText(
            self.tr(
                "{used} used by {moments} moments. When there is no more room, those far from "
                "the present and from every edit are thinned out first."
            ).format(used=self._size(view.used), moments=grouped(len(moments)))
        )

    def open_above(self, button: QWidget) -> None:
        """Show it above a button at the bottom of the window."""
        self.open_below(button)
        top = button.mapToGlobal(QPoint(0, 0)).y() - self.height() - 4
        self.move(self.x(), max(button.screen().availableGeometry().top(), top))
        self.row.slider.setFocus(Qt.FocusReason.PopupFocusReason)

    @Slot(int)
    def _move(self, position: int) -> None:
        self._position = position
        self.row.words.setText(self._megabytes(position))
        self.row.slider.setAccessibleDescription(self._megabytes(position))

    @Slot()
    def _tell(self) -> None:
        if self._position != self._before:
            self._before = self._position
            self.chosen.emit(int(MEGABYTES[self._position]) * 2**20)

    def _megabytes(self, position: int) -> str:
        return self.tr("{size} MB").format(size=int(MEGABYTES[position]))

    def _size(self, used: int) -> str:
        """Bytes as people say them."""
        if used < 2**20 / 10:
            return self.tr("{size} KB").format(size=-(-used // 2**10))
        size = f"{used / 2**20:.1f}".replace(".", self.locale().decimalPoint())
        return self.tr("{size} MB").format(size=size)
