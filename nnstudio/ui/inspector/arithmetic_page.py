"""A page of equations that scrolls, with the curve of the activation beside the way forward."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from nnstudio.explain.derivation import Curve
from nnstudio.explain.expressions import Equation
from nnstudio.ui.inspector.activation_plot import ActivationPlot
from nnstudio.ui.inspector.figures import SHORT
from nnstudio.ui.inspector.sheet import Sheet
from nnstudio.ui.theme import Theme

ROOM_FOR_PLOT = 560
"""Pixels of width from which the plot stands beside the equations, and not under them."""
BAR = 12
"""Pixels kept free for the scroll bar, so that nothing is laid out anew when it comes and goes."""
GAP = 10


class ArithmeticPage(QScrollArea):
    """Attributes: `sheet` with the equations, `plot` with the activation."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content = QWidget()
        self.sheet = Sheet(theme, self._content)
        self.plot = ActivationPlot(theme, self._content)
        self.plot.hide()
        self.setWidget(self._content)
        self.sheet.laid_out.connect(self._fit)
        self.sheet.pointed.connect(self._keep_in_sight)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.sheet.set_theme(theme)
        self.plot.set_theme(theme)

    def show_equations(
        self, equations: tuple[Equation, ...], curve: Curve | None = None, room: int = SHORT
    ) -> None:
        """Show these, and this curve beside them."""
        before = self.plot.isHidden()
        self.plot.show_curve(curve)
        if self.plot.isHidden() != before:
            self.sheet.set_room_width(self._room())
        self.sheet.show_equations(equations, room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sheet.set_room_width(self._room())
        self._fit()

    def _room(self) -> int:
        """How wide the sheet may be."""
        width = self.width() - BAR
        return width - self.plot.sizeHint().width() - GAP if self._stands_beside else width

    @property
    def _stands_beside(self) -> bool:
        return not self.plot.isHidden() and self.width() >= ROOM_FOR_PLOT

    @Slot()
    def _fit(self) -> None:
        """Put sheet and plot where they belong, at the end of a line in the reading direction."""
        needed, plot = self.sheet.sizeHint(), self.plot.sizeHint()
        width = max(needed.width(), self._room())
        height = needed.height()
        beside, shown = self._stands_beside, not self.plot.isHidden()
        whole = width + GAP + plot.width() if beside else max(width, plot.width())
        self.sheet.setGeometry(0, 0, width, height)
        if shown:
            at = (width + GAP, 2) if beside else (0, height)
            self.plot.setGeometry(*at, plot.width(), plot.height())
            height = max(height, plot.height() + 4) if beside else height + plot.height()
        self._content.resize(whole, height)

    @Slot(object)
    def _keep_in_sight(self) -> None:
        """Scroll to the number that has the keys."""
        focus = self.sheet.focused_rect()
        if focus is not None:
            at = focus.center().toPoint()
            self.ensureVisible(at.x(), at.y(), 40, 24)
