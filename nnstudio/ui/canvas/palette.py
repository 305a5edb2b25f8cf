"""The palette: kinds of layers by family, each a pill to drag onto the canvas or to press."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QWidget

from nnstudio.project.flow import Kind
from nnstudio.project.layers import PALETTE, Family
from nnstudio.ui.canvas.kind_words import KindWords
from nnstudio.ui.canvas.palette_pill import PalettePill
from nnstudio.ui.theme import Theme

FITTING: dict[Kind, Family] = {
    "values": "dense",
    "image": "convolution",
    "sequence": "recurrence",
    "tokens": "attention",
}
"""The family that data of a kind asks for."""
SIDE, TOP, BOTTOM, GAP = 12, 9, 7, 6


class FamilyTab(QAbstractButton):
    """The name of a family, underlined while its pills are shown."""

    def __init__(self, family: Family, words: KindWords, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.family = family
        self._theme = theme
        self.setText(words.family(family))
        self.setCheckable(True)
        self.setToolTip(words.about_family(family))
        self.setAccessibleName(self.tr("Layers: {family}").format(family=self.text()))
        self.setAccessibleDescription(words.about_family(family))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        font = self.font()
        font.setBold(True)
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 14, metrics.height() + 12)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = self.rect()
        if self.hasFocus():
            painter.setPen(theme.colour("accent"))
            painter.drawRoundedRect(rect.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 6.0, 6.0)
        lit = self.isChecked() or self.underMouse()
        painter.setPen(theme.colour("text" if lit else "muted"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self.text())
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            line = QRect(rect.left() + 7, rect.bottom() - 2, rect.width() - 14, 2)
            painter.drawRoundedRect(line, 1.0, 1.0)


class PaletteStrip(QWidget):
    """The families, and the pills of the chosen one: beside them, or below where it is narrow.

    Attributes: `pills` of all kinds in the order of PALETTE, `tabs` by family.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        words = KindWords(self)
        self._own_choice = False
        families: list[Family] = list(dict.fromkeys(make().family for make in PALETTE))
        self.tabs = {family: FamilyTab(family, words, theme, self) for family in families}
        self.pills = [PalettePill(make, words, theme, self) for make in PALETTE]
        self._beside = False
        self._group = QButtonGroup(self)
        for tab in self.tabs.values():
            self._group.addButton(tab)
            tab.clicked.connect(lambda _=False, family=tab.family: self._choose(family))
        self._family: Family = families[0]
        self.show_family(self._family)

    @property
    def family(self) -> Family:
        """The family whose pills are shown."""
        return self._family

    def show_family(self, family: Family) -> None:
        """Show the pills of this family."""
        self._family = family
        self.tabs[family].setChecked(True)
        for pill in self.pills:
            pill.setVisible(pill.family == family)
        self._arrange()

    def suit(self, kind: Kind) -> None:
        """Show the family that data of this kind asks for, unless a person chose one."""
        if not self._own_choice and FITTING[kind] != self._family:
            self.show_family(FITTING[kind])

    def forget_choice(self) -> None:
        """Another project: what a person chose for the last one no longer counts."""
        self._own_choice = False

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = theme
        for tab in self.tabs.values():
            tab.set_theme(theme)
        for pill in self.pills:
            pill.set_theme(theme)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(2 * SIDE + self._tabs_width(), self.height())

    def minimumSizeHint(self) -> QSize:
        widest = max(pill.size_of(short=True).width() for pill in self.pills)
        return QSize(2 * SIDE + widest, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._beside:
            painter = QPainter(self)
            painter.setPen(self._theme.colour("line"))
            x = SIDE + self._tabs_width() + GAP
            x = self.width() - x if self.isRightToLeft() else x
            painter.drawLine(x, TOP + 5, x, self.height() - BOTTOM - 5)

    def _choose(self, family: Family) -> None:
        self._own_choice = True
        self.show_family(family)

    def _arrange(self) -> None:
        """Place everything; the height depends on the width alone, so that nothing jumps when
        another family is chosen."""
        room = self.width() - 2 * SIDE
        beside = room - self._tabs_width() - 2 * GAP - 1
        widest = max(self._row_width(family, short=False) for family in self.tabs)
        self._beside = widest <= beside
        left = SIDE + (room - beside if self._beside else 0)
        width = beside if self._beside else room
        tabs = [(tab, tab.sizeHint()) for tab in self.tabs.values()]
        below = self._flow(tabs, SIDE, TOP, room if not self._beside else self._tabs_width(), 0)
        top = TOP if self._beside else below + 4
        heights = []
        for family in self.tabs:
            short = self._row_width(family, short=False) > width
            row = [(pill, pill.size_of(short)) for pill in self.pills if pill.family == family]
            heights.append(self._flow(row, left, top, width, GAP))
            for pill, _ in row:
                pill.set_short(short)
        self.setFixedHeight(max(heights) + BOTTOM)
        self.update()

    def _flow(
        self, row: Sequence[tuple[QWidget, QSize]], left: int, top: int, width: int, gap: int
    ) -> int:
        """Put widgets side by side, and below where they no longer fit; returns their bottom."""
        x, y, bottom = left, top, top
        for widget, size in row:
            if x > left and x + size.width() > left + width:
                x, y = left, bottom + gap
            place = self.width() - x - size.width() if self.isRightToLeft() else x
            widget.setGeometry(QRect(place, y, size.width(), size.height()))
            x += size.width() + gap
            bottom = max(bottom, y + size.height())
        return bottom

    def _tabs_width(self) -> int:
        return sum(tab.sizeHint().width() for tab in self.tabs.values())

    def _row_width(self, family: Family, short: bool) -> int:
        """Pixels that the pills of a family need side by side."""
        own = [pill.size_of(short).width() for pill in self.pills if pill.family == family]
        return sum(own) + GAP * (len(own) - 1)
