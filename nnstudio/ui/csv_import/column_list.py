"""The columns of the table, one below the other, each with a switch for its role."""

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from nnstudio.ui.csv_import import words
from nnstudio.ui.csv_import.choice import ROLES, Choice, ColumnFacts, Role
from nnstudio.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()
_PADDING = 8


class ColumnModel(QAbstractListModel):
    """The columns with their facts and roles."""

    def __init__(self) -> None:
        super().__init__()
        self.facts: tuple[ColumnFacts, ...] = ()
        self.roles: tuple[Role, ...] = ()

    def show_columns(self, facts: tuple[ColumnFacts, ...], choice: Choice) -> None:
        """Show these columns in these roles."""
        if facts == self.facts:
            self.roles = choice.roles
            if facts:
                self.dataChanged.emit(self.index(0), self.index(len(facts) - 1))
            return
        self.beginResetModel()
        self.facts, self.roles = facts, choice.roles
        self.endResetModel()

    def line(self, row: int) -> str:
        """What stands below the name."""
        facts = self.facts[row]
        if facts.why and self.roles[row] == "out":
            return words.why_line(facts)
        return words.column_line(facts)

    def rowCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self.facts)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        facts = self.facts[index.row()]
        chosen = self.roles[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return facts.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{facts.name}: {words.role_name(chosen)}, {self.line(index.row())}"
        if role == Qt.ItemDataRole.ToolTipRole:
            said = [facts.name, words.column_line(facts)]
            if facts.why and chosen == "out":
                said.append(words.why_sentence(facts))
            return words.plain_hint("\n".join(said))
        return None


class ColumnDelegate(QStyledItemDelegate):
    """Paints name and facts of a column, and its three roles as a switch."""

    def __init__(self, model: ColumnModel, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        name, small = self._fonts(option.font)
        height = QFontMetrics(name).height() + QFontMetrics(small).height() + 13
        return QSize(self.switch_width(option.font) + 110, height)

    def switch_width(self, font: QFont) -> int:
        """How wide the three roles are together."""
        return sum(self._segment_widths(font))

    def segments(self, row: QRect, font: QFont, direction: Qt.LayoutDirection) -> list[QRect]:
        """Where the three roles of a row stand."""
        widths = self._segment_widths(font)
        height = QFontMetrics(self._fonts(font)[1]).height() + 8
        left = row.right() - sum(widths) - _PADDING + 1
        top = row.center().y() - height // 2 + 1
        found = []
        for width in widths:
            place = QRect(left, top, width, height)
            found.append(QStyle.visualRect(direction, row, place))
            left += width
        return found

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self.theme
        row: QRect = option.rect
        direction = option.direction
        chosen = self._model.roles[index.row()]
        name_font, small = self._fonts(option.font)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        current = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if current:
            painter.setPen(QPen(theme.colour("accent"), 1))
            painter.drawRoundedRect(row.adjusted(1, 1, -2, -2), 6, 6)
        segments = self.segments(row, option.font, direction)
        width = row.width() - self.switch_width(option.font) - 3 * _PADDING
        words_rect = QRect(row.left() + _PADDING, row.top() + 5, width, row.height() - 8)
        words_rect = QStyle.visualRect(direction, row, words_rect)
        facts = self._model.facts[index.row()]
        out = chosen == "out"
        self._line(painter, words_rect, name_font, facts.name, "muted" if out else "text")
        below = words_rect.adjusted(0, QFontMetrics(name_font).height() + 1, 0, 0)
        self._line(painter, below, small, self._model.line(index.row()), "muted")
        self._switch(painter, segments, small, chosen)
        painter.restore()

    def _line(self, painter: QPainter, place: QRect, font: QFont, text: str, colour: str) -> None:
        painter.setFont(font)
        painter.setPen(self.theme.colour(colour))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop, shown)

    def _switch(self, painter: QPainter, segments: list[QRect], font: QFont, chosen: Role) -> None:
        theme = self.theme
        whole = segments[0].united(segments[-1])
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.setBrush(theme.colour("raised"))
        painter.drawRoundedRect(whole, 6, 6)
        painter.setFont(font)
        for role, place in zip(ROLES, segments, strict=True):
            colour = "muted"
            if role == chosen:
                fill = {"input": "accent", "target": "good", "out": "line"}[role]
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour(fill))
                painter.drawRoundedRect(place.adjusted(2, 2, -1, -1), 5, 5)
                colour = "text" if role == "out" else "on_accent"
            painter.setPen(theme.colour(colour))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words.role_name(role))

    def _segment_widths(self, font: QFont) -> list[int]:
        metrics = QFontMetrics(self._fonts(font)[1])
        return [metrics.horizontalAdvance(words.role_name(role)) + 16 for role in ROLES]

    def _fonts(self, base: QFont) -> tuple[QFont, QFont]:
        name = QFont(base)
        name.setBold(True)
        small = QFont(base)
        small.setPointSizeF(max(base.pointSizeF() - 1.0, 6.5))
        return name, small


class ColumnList(QListView):
    """A person chooses the role of each column here, by mouse or keyboard.

    Signal: `role_chosen(int, str)`, a column's position and its new role.
    """

    role_chosen = Signal(int, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = ColumnModel()
        self.columns.setParent(self)
        self._look = ColumnDelegate(self.columns, theme, self)
        self.setModel(self.columns)
        self.setItemDelegate(self._look)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Columns and their roles"))
        self.setAccessibleDescription(
            self.tr("Up and down choose a column, left and right its role.")
        )
        self.setMinimumWidth(self._look.switch_width(self.font()) + 180)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._look.theme = theme
        self.viewport().update()

    def show_columns(self, facts: tuple[ColumnFacts, ...], choice: Choice) -> None:
        """Show these columns in these roles."""
        self.columns.show_columns(facts, choice)
        if facts and not self.currentIndex().isValid():
            self.setCurrentIndex(self.columns.index(0))

    def go_to(self, name: str) -> None:
        """Make the column of this name the current one."""
        for row, facts in enumerate(self.columns.facts):
            if facts.name == name:
                self.setCurrentIndex(self.columns.index(row))
                self.scrollTo(self.columns.index(row))
                self.setFocus(Qt.FocusReason.OtherFocusReason)

    def role_at(self, place: QPoint) -> tuple[int, Role] | None:
        """The column and the role whose segment is at this place of the viewport."""
        index = self.indexAt(place)
        if not index.isValid():
            return None
        segments = self._look.segments(self.visualRect(index), self.font(), self.layoutDirection())
        for role, segment in zip(ROLES, segments, strict=True):
            if segment.contains(place):
                return index.row(), role
        return None

    def place_of(self, row: int, role: Role) -> QPoint:
        """The middle of the segment for a role of a column, in the viewport."""
        rect = self.visualRect(self.columns.index(row))
        segments = self._look.segments(rect, self.font(), self.layoutDirection())
        return segments[ROLES.index(role)].center()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        found = self.role_at(event.position().toPoint())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose(*found)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self.role_at(event.position().toPoint()) is not None
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        super().mouseMoveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if row < 0 or step is None:
            super().keyPressEvent(event)
            return
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            step = -step
        place = ROLES.index(self.columns.roles[row]) + step
        if 0 <= place < len(ROLES):
            self._choose(row, ROLES[place])

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self.role_at(event.pos())
            if found is not None:
                QToolTip.showText(event.globalPos(), words.role_meaning(found[1]), self)
                return True
        return super().viewportEvent(event)

    def _choose(self, row: int, role: Role) -> None:
        if self.columns.roles[row] != role:
            self.role_chosen.emit(row, role)
