"""A sheet of equations, typeset, whose numbers can be pointed at, followed and copied."""

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
from nnstudio.ui.inspector.equation_lines import (
    MARGIN,
    EquationLines,
    Line,
    Target,
    place_of,
    rect_of,
)
from nnstudio.ui.inspector.figures import LONG, SHORT, shown
from nnstudio.ui.inspector.inks import Inks
from nnstudio.ui.inspector.markup import plain
from nnstudio.ui.inspector.places import same_thing
from nnstudio.ui.inspector.plain_text import text_of
from nnstudio.ui.inspector.sheet_painter import paint_equation
from nnstudio.ui.inspector.type import Type
from nnstudio.ui.inspector.typeset import Typesetter, Words
from nnstudio.ui.theme import Theme


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
        words = Words(self.tr("and {count} more"))
        self._equations = EquationLines(Typesetter(self._type, words))
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

    @property
    def lines(self) -> list[Line]:
        """The equations, where they stand."""
        return self._equations.lines

    @property
    def typesetter(self) -> Typesetter:
        """What lays the equations out."""
        return self._equations.typesetter

    def show_equations(self, equations: tuple[Equation, ...], room: int = SHORT) -> None:
        """Show these; what has the shape of what was shown keeps its place."""
        if self._equations.show(equations, room):
            self._tell_size()
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
        return self._equations.targets()

    def rect_of(self, target: Target) -> QRectF:
        """Where a number stands on the sheet."""
        return self._equations.rect_of(target)

    def node_of(self, target: Target) -> Expression:
        """What stands there."""
        return self._equations.node_of(target)

    def focused_rect(self) -> QRectF | None:
        """Where the number stands that has the keys."""
        target = self._focus_target()
        return None if target is None else self.rect_of(target)

    def sizeHint(self) -> QSize:
        return self._equations.size

    def set_room_width(self, width: float) -> None:
        """Break lines so that they are no wider than this, where they can be broken."""
        if self._equations.set_width(width):
            self._tell_size()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        seen = QRectF(event.rect())
        focus, room = self._focus_target(), self._equations.room
        for at, line in enumerate(self.lines):
            if line.top > seen.bottom() or line.top + line.template.height < seen.top():
                continue
            painter.save()
            painter.translate(MARGIN, line.top)
            self._paint_marks(painter, at, line, focus)
            paint_equation(painter, line.template, line.nodes, self._type, self._inks, room)
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
        line = self._equations.line_at(at.y())
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

    def _tell_size(self) -> None:
        self.laid_out.emit()
        # What was under the pointer may stand elsewhere now.
        found = self._target_at(QPointF(self.mapFromGlobal(QCursor.pos())))
        self._hovered = None
        self._hover(found if self.underMouse() else None, again=True)

    def _paint_marks(self, painter: QPainter, at: int, line: Line, focus: Target | None) -> None:
        """What is lit, pointed at, or has the keys."""
        painter.setPen(Qt.PenStyle.NoPen)
        for touch in line.template.touches:
            place = place_of(line.nodes[touch.node])
            if (
                place is not None
                and self._lit is not None
                and same_thing(place, self._lit, self._span)
            ):
                painter.setBrush(self._inks.marked)
                painter.drawRoundedRect(rect_of(touch).adjusted(-2, 0, 2, 0), 4, 4)
        for target in (self._hovered, focus):
            if target is not None and target.line == at:
                painter.setBrush(self._inks.hovered)
                painter.drawRoundedRect(rect_of(target.touch).adjusted(-2, 0, 2, 0), 4, 4)
        if focus is not None and focus.line == at:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self._inks.accent)
            painter.drawRoundedRect(rect_of(focus.touch).adjusted(-2.5, -0.5, 2.5, 0.5), 4, 4)

    def _target_at(self, point: QPointF) -> Target | None:
        return self._equations.target_at(point)

    def _hover(self, target: Target | None, again: bool = False) -> None:
        if target == self._hovered and not (again and self._points):
            return
        self._points = target is not None
        self._hovered = target
        self.setCursor(Qt.CursorShape.PointingHandCursor if target else Qt.CursorShape.ArrowCursor)
        self.pointed.emit(None if target is None else place_of(self.node_of(target)))
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
        place = place_of(node)
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
        self.pointed.emit(place_of(node))
        self.update()
        return True


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
