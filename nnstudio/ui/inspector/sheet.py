"""A sheet of equations, typeset, whose numbers can be pointed at, followed and copied."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from nnstudio.explain.expressions import Equation, Expression, Number, Place, Rest
from nnstudio.ui.inspector.boxes import Touch
from nnstudio.ui.inspector.figures import LONG, SHORT, shown
from nnstudio.ui.inspector.inks import Inks
from nnstudio.ui.inspector.markup import plain
from nnstudio.ui.inspector.outline import nodes_of
from nnstudio.ui.inspector.plain_text import text_of
from nnstudio.ui.inspector.sheet_painter import paint_equation
from nnstudio.ui.inspector.type import Type
from nnstudio.ui.inspector.typeset import Template, Typesetter, Words
from nnstudio.ui.theme import Theme

GAP = 12.0
MARGIN = 4.0


@dataclass(eq=False)
class Line:
    """An equation where it stands: its template, its upper edge, and its nodes just now."""

    equation: Equation
    nodes: list[Expression]
    template: Template
    top: float = 0.0


@dataclass(frozen=True)
class Target:
    """A number that can be followed: in which line, and its touch."""

    line: int
    touch: Touch


class Sheet(QWidget):
    """Signals: `pointed(Place | None)` when the pointer or the keys come to a number, or leave it;
    `wanted(Place)` when one is to be followed; `unfolded()` when the rest of a sum is asked for;
    `laid_out()` after it has come to need another size.
    """

    pointed = Signal(object)
    wanted = Signal(object)
    unfolded = Signal()
    laid_out = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inks = Inks.of(theme)
        self._type = Type(family=self.font().family())
        self.typesetter = Typesetter(self._type, Words(self.tr("and {count} more")))
        self.lines: list[Line] = []
        self._room = SHORT
        self._width = 400.0
        self._hovered: Target | None = None
        self._points = False
        self._focused = -1
        self._lit: Place | None = None
        self._span = 1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Arithmetic"))

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._inks = Inks.of(theme)
        self.update()

    def show_equations(self, equations: tuple[Equation, ...], room: int = SHORT) -> None:
        """Show these; what has the shape of what was shown keeps its place."""
        before = [line.template for line in self.lines]
        self._room = room
        lines = []
        for equation in equations:
            nodes = nodes_of(equation)
            lines.append(Line(equation, nodes, self._template(equation, nodes)))
        self.lines = lines
        if before != [line.template for line in lines]:
            self._arrange()
        else:
            self._place()
        self.update()

    def light(self, place: Place | None, span: int = 1) -> None:
        """Mark the numbers that stand for this place, as when its wire is pointed at; a wire that
        is a whole kernel stands for a span of weights."""
        if (place, span) != (self._lit, self._span):
            self._lit, self._span = place, span
            self.update()

    def text(self) -> str:
        """All equations as plain text."""
        return "\n".join(text_of(line.equation) for line in self.lines)

    def targets(self) -> list[Target]:
        """The numbers that can be followed, in reading order."""
        found = []
        for at, line in enumerate(self.lines):
            for touch in line.template.touches:
                node = line.nodes[touch.node]
                if isinstance(node, Rest) or (touch.number and _place(node) is not None):
                    found.append(Target(at, touch))
        return found

    def rect_of(self, target: Target) -> QRectF:
        """Where a number stands on the sheet."""
        return _rect(target.touch).translated(MARGIN, self.lines[target.line].top)

    def node_of(self, target: Target) -> Expression:
        """What stands there."""
        return self.lines[target.line].nodes[target.touch.node]

    def focused_rect(self) -> QRectF | None:
        """Where the number stands that has the keys."""
        target = self._focus_target()
        return None if target is None else self.rect_of(target)

    def sizeHint(self) -> QSize:
        width = max((line.template.width for line in self.lines), default=0.0)
        end = self.lines[-1].top + self.lines[-1].template.height if self.lines else 0.0
        return QSize(int(width + 2 * MARGIN) + 1, int(end + MARGIN) + 1)

    def set_room_width(self, width: float) -> None:
        """Break lines so that they are no wider than this, where they can be broken."""
        if width != self._width:
            self._width = width
            for line in self.lines:
                line.template = self._template(line.equation, line.nodes)
            self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        seen = QRectF(event.rect())
        focus = self._focus_target()
        for at, line in enumerate(self.lines):
            if line.top > seen.bottom() or line.top + line.template.height < seen.top():
                continue
            painter.save()
            painter.translate(MARGIN, line.top)
            self._paint_marks(painter, at, line, focus)
            paint_equation(painter, line.template, line.nodes, self._type, self._inks, self._room)
            painter.restore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._target_at(event.position()))
        self._tell_tip(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        target = self._target_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and target is not None:
            self._follow(target)
        else:
            super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        at = QPointF(event.pos())
        line = next((own for own in self.lines if at.y() < own.top + own.template.height), None)
        if line is not None:
            text = text_of(line.equation)
            menu.addAction(self.tr("Copy this equation"), lambda: _copy(text))
        menu.addAction(self.tr("Copy all equations"), self.copy)
        target = self._target_at(at)
        if target is not None:
            menu.addAction(self.tr("Go to where it came from"), lambda: self._follow(target))
        menu.popup(event.globalPos())

    def copy(self) -> None:
        """All equations, as text, into the clipboard."""
        _copy(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
        elif event.key() in (keys.Key_Right, keys.Key_Down):
            self._move_focus(1)
        elif event.key() in (keys.Key_Left, keys.Key_Up):
            self._move_focus(-1)
        elif event.key() in (keys.Key_Return, keys.Key_Enter, keys.Key_Space):
            target = self._focus_target()
            if target is not None:
                self._follow(target)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        keys = Qt.Key
        arrows = (keys.Key_Left, keys.Key_Right, keys.Key_Up, keys.Key_Down)
        claimed = (*arrows, keys.Key_Space, keys.Key_Return)
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and (
                (event.key() in claimed and not event.modifiers())
                or event.matches(QKeySequence.StandardKey.Copy)
            )
        ):
            event.accept()
            return True
        return super().event(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        if self.hasFocus() and self._move_focus(1 if next else -1):
            return True
        return super().focusNextPrevChild(next)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() is Qt.FocusReason.BacktabFocusReason:
            self._focused = len(self.targets())
            self._move_focus(-1)
        elif event.reason() is Qt.FocusReason.TabFocusReason:
            self._focused = -1
            self._move_focus(1)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._focused = -1
        self.pointed.emit(None)
        self.update()

    def _template(self, equation: Equation, nodes: list[Expression]) -> Template:
        width = max(self._width - 2 * MARGIN, 200.0)
        return self.typesetter.template(equation, nodes, width, self._room)

    def _arrange(self) -> None:
        self._place()
        self.laid_out.emit()
        under = self.underMouse()
        self._hovered = None
        found = self._target_at(QPointF(self.mapFromGlobal(QCursor.pos()))) if under else None
        self._hover(found, again=True)

    def _place(self) -> None:
        top = MARGIN
        for line in self.lines:
            line.top = top
            top += line.template.height + GAP

    def _paint_marks(self, painter: QPainter, at: int, line: Line, focus: Target | None) -> None:
        """What is lit, pointed at, or has the keys."""
        painter.setPen(Qt.PenStyle.NoPen)
        for touch in line.template.touches:
            place = _place(line.nodes[touch.node])
            if (
                place is not None
                and self._lit is not None
                and same_thing(place, self._lit, self._span)
            ):
                painter.setBrush(self._inks.marked)
                painter.drawRoundedRect(_rect(touch).adjusted(-2, 0, 2, 0), 4, 4)
        for target in (self._hovered, focus):
            if target is not None and target.line == at:
                painter.setBrush(self._inks.hovered)
                painter.drawRoundedRect(_rect(target.touch).adjusted(-2, 0, 2, 0), 4, 4)
        if focus is not None and focus.line == at:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self._inks.accent)
            painter.drawRoundedRect(_rect(focus.touch).adjusted(-2.5, -0.5, 2.5, 0.5), 4, 4)

    def _target_at(self, point: QPointF) -> Target | None:
        for at, line in enumerate(self.lines):
            own = point - QPointF(MARGIN, line.top)
            for touch in reversed(line.template.touches):
                node = line.nodes[touch.node]
                if _rect(touch).contains(own) and (
                    isinstance(node, Rest) or _place(node) is not None
                ):
                    return Target(at, touch)
        return None

    def _hover(self, target: Target | None, again: bool = False) -> None:
        if target == self._hovered and not (again and self._points):
            return
        self._points = target is not None
        self._hovered = target
        self.setCursor(Qt.CursorShape.PointingHandCursor if target else Qt.CursorShape.ArrowCursor)
        self.pointed.emit(None if target is None else _place(self.node_of(target)))
        self.update()

    def _tell_tip(self, event: QMouseEvent) -> None:
        """What is pointed at, with all its digits."""
        target = self._hovered
        if target is None:
            QToolTip.hideText()
            return
        node = self.node_of(target)
        if isinstance(node, Number):
            words = self.tr("{symbol} = {value}").format(
                symbol=plain(node.symbol), value=shown(node.value, 2 * LONG - 1)
            )
        else:
            words = self.tr("Show all terms")
        QToolTip.showText(event.globalPosition().toPoint(), words, self)

    def _follow(self, target: Target) -> None:
        node = self.node_of(target)
        place = _place(node)
        if isinstance(node, Rest):
            self.unfolded.emit()
        elif place is not None:
            self.wanted.emit(place)

    def _focus_target(self) -> Target | None:
        targets = self.targets() if self.hasFocus() and self._focused >= 0 else []
        return targets[self._focused] if 0 <= self._focused < len(targets) else None

    def _move_focus(self, by: int) -> bool:
        """To the next number, or the one before; False at either end."""
        targets = self.targets()
        after = self._focused + by
        if not 0 <= after < len(targets):
            return False
        self._focused = after
        node = self.node_of(targets[after])
        if isinstance(node, Number):
            self.setAccessibleDescription(
                self.tr("{symbol} = {value}").format(
                    symbol=plain(node.symbol), value=shown(node.value, LONG)
                )
            )
        self.pointed.emit(_place(node))
        self.update()
        return True


def same_thing(one: Place, other: Place, span: int = 1) -> bool:
    """Whether two places are one thing on the canvas: a weight and its gradient are.

    The other may be the first of a span of weights.
    """
    weights = ("weight", "gradient", "new weight")
    if one.role in weights and other.role in weights:
        first = other.index[1]
        return (one.layer_id, one.index[0], one.block) == (
            other.layer_id,
            other.index[0],
            other.block,
        ) and first <= one.index[1] < first + span
    values = ("output", "sum", "delta")
    if one.role in values and other.role in values:
        return (one.layer_id, one.index[:1], one.block) == (
            other.layer_id,
            other.index[:1],
            other.block,
        )
    return one.role == other.role == "input" and one.index[:1] == other.index[:1]


def _rect(touch: Touch) -> QRectF:
    return QRectF(touch.left, touch.top, touch.width, touch.height)


def _place(node: Expression) -> Place | None:
    return node.place if isinstance(node, Number) else None


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
