"""The numeric derivative beside the backpropagated one, and how far the two agree."""

from math import log10

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnstudio.app.inspection import Inspected
from nnstudio.app.locale import grouped
from nnstudio.ui.fonts import monospace
from nnstudio.ui.inspector.arithmetic_page import ArithmeticPage
from nnstudio.ui.inspector.figures import LONG, shown
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.captioned import caption
from nnstudio.ui.widgets.slider_row import SliderRow

SMALLEST, STEPS = -12, 44
"""ε goes from 10⁻¹² to 10⁻¹, a quarter of a power of ten a step."""
ROOM = 14
GOOD, FAIR = 6.0, 3.0
"""Digits of agreement that show that both are right, and with which ε is to blame. In single
precision half of them."""


class CheckPage(QWidget):
    """Signal: `epsilon_changed(float)`. Attributes: `sheet`, `backpropagated`, `numeric`,
    `agreement`, `epsilon`."""

    epsilon_changed = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._agrees = False
        self.page = ArithmeticPage(theme)
        self.sheet = self.page.sheet
        self.backpropagated, self.numeric, self.agreement = QLabel(), QLabel(), QLabel()
        for label in (self.backpropagated, self.numeric):
            label.setFont(monospace(10.5))
            label.setProperty("role", "number")
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.agreement.setWordWrap(True)
        self.epsilon = SliderRow(self.tr("Step ε"), STEPS)
        self.epsilon.setToolTip(
            self.tr(
                "How far the weight is moved up and down. Large steps miss the curve's bend, tiny "
                "ones drown in the rounding of the computer: try both."
            )
        )
        self.epsilon.moved.connect(self._move)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(1)
        grid.addWidget(caption(self.tr("Backpropagated")), 0, 0)
        grid.addWidget(self.backpropagated, 1, 0)
        grid.addWidget(caption(self.tr("Measured")), 0, 1)
        grid.addWidget(self.numeric, 1, 1)
        grid.setColumnStretch(2, 1)
        right = QHBoxLayout()
        right.setSpacing(18)
        right.addWidget(self.agreement, 1)
        right.addWidget(self.epsilon, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 0)
        column.setSpacing(4)
        column.addLayout(grid)
        column.addLayout(right)
        column.addWidget(self.page, 1)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.page.set_theme(theme)
        self._colour_agreement()

    def show_found(self, found: Inspected) -> None:
        """Show this check."""
        check = found.check
        self.page.show_equations(found.derivation.check, room=ROOM)
        if check is None:
            return
        self.backpropagated.setText(shown(check.backpropagated, LONG + 2))
        self.numeric.setText(shown(check.numeric, LONG + 2))
        single = found.working is not None and found.working.single
        digits = check.digits * (2.0 if single else 1.0)
        self.agreement.setText(self._words(digits, int(check.digits)))
        self._agrees = digits >= GOOD
        self._colour_agreement()

    def _colour_agreement(self) -> None:
        colour = self._theme.good if self._agrees else self._theme.warning
        sheet = f"color: {colour};"
        if sheet != self.agreement.styleSheet():
            self.agreement.setStyleSheet(sheet)

    def _words(self, digits: float, counted: int) -> str:
        count = grouped(counted)
        if counted == 1:
            return self.tr("They agree to 1 digit only: with this ε the measurement says little.")
        if digits >= GOOD:
            return self.tr("✓ They agree to {count} digits.").format(count=count)
        if digits >= FAIR:
            return self.tr("They agree to {count} digits: ε is too coarse or too fine.").format(
                count=count
            )
        return self.tr(
            "They agree to {count} digits only: with this ε the measurement says little."
        ).format(count=count)

    @Slot(int)
    def _move(self, position: int) -> None:
        epsilon = 10.0 ** (SMALLEST + position / 4)
        self.show_epsilon(epsilon)
        self.epsilon_changed.emit(epsilon)

    def show_epsilon(self, epsilon: float) -> None:
        """Show this step without telling anyone."""
        position = round(4 * (log10(epsilon) - SMALLEST))
        self.epsilon.show_value(position, shown(epsilon))
