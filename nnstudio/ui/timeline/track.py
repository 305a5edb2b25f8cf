"""The axis of the run with its handle: drag, click, or use the keys to go back in time."""

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.app.run_controller import RunController
from nnstudio.project.timeline import TimelineView
from nnstudio.ui.theme import Theme
from nnstudio.ui.timeline.axis import AXIS, SIDE, StepAxis
from nnstudio.ui.timeline.travel import mark_places, nearest, place_shown, visit
from nnstudio.ui.timeline.words import TimelineWords

REACH = 7
"""Pixels from a mark at which it is still meant."""
JUMP = 10
"""Moments that Page Up and Page Down go over, or a tenth of all where that is more."""
_KEYS = Qt.Key
PLAIN = (
    _KEYS.Key_Left, _KEYS.Key_Right, _KEYS.Key_Home, _KEYS.Key_End,
    _KEYS.Key_PageUp, _KEYS.Key_PageDown,
)  # fmt: skip
WITH_CONTROL = (_KEYS.Key_Left, _KEYS.Key_Right)


class TimelineTrack(QWidget):
    """Shows the current run from step 0 to the present, and the moment that is looked at."""

    def __init__(self, run: RunController, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run, self._theme = run, theme
        self._words = TimelineWords(self)
        self._view: TimelineView | None = None
        self._drawn: QPixmap | None = None
        self._axis = StepAxis(0.0, 0.0)
        self._present = 0
        self._asked: int | None = None
        self._held = self._ringed = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(
            self.tr("Timeline: arrow keys go from moment to moment, with Control from edit to edit")
        )

    @property
    def has_run(self) -> bool:
        """Whether there is more than the very beginning."""
        return self._present > 0 or (self._view is not None and len(self._view.steps) > 1)

    @property
    def present(self) -> int:
        """The step at which the run stands."""
        return self._present

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme, self._drawn = theme, None
        self.update()

    def show_latest(self) -> None:
        """Show the run as the last snapshot tells of it."""
        view, latest = self._run.timeline.view, self._run.latest
        last = int(view.steps[-1]) if view is not None and view.steps.size else 0
        live = latest is not None and view is not None and not latest.at_past
        present = latest.step if live and latest is not None else last
        if (present, _outline(view)) != (self._present, _outline(self._view)):
            self._drawn = None
        self._view, self._present = view, present
        if not self._held and not self._run.timeline.is_on_the_way:
            self._asked = None
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, 46)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 40)

    def x_of(self, place: int) -> float:
        """Where the moment of this place lies, in pixels."""
        steps = self._view.steps if self._view is not None else ()
        return self._axis_now().x(float(steps[place]))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._view is None or not self.has_run:
            painter.setPen(self._theme.colour("muted"))
            painter.setFont(self._small_font(8.5))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._words.empty())
        else:
            self._paint_run(painter, self._view)
        if self._ringed:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(self._theme.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.show_latest()  # a run that is going is drawn a little late
            self._held = True
            self._go(self._place_at(event.position().x(), to_marks=True))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(self._place_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = False
        if not self._run.timeline.is_on_the_way:
            self._asked = None
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._is_mine(event) or self._view is None:
            super().keyPressEvent(event)
            return
        key, timeline = event.key(), self._run.timeline
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._go_to_mark(forward=key == _KEYS.Key_Right)
        elif key == _KEYS.Key_Left:
            timeline.step_back()
        elif key == _KEYS.Key_Right:
            timeline.step_forward()
        elif key == _KEYS.Key_Home:
            visit(self._run, 0)
        elif key == _KEYS.Key_End:
            timeline.go_to_present()
        else:
            jump = max(JUMP, len(self._view.steps) // 10)
            back = key == _KEYS.Key_PageUp
            visit(self._run, place_shown(self._run) + (-jump if back else jump))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self._is_mine(event):
                event.accept()
                return True
        elif event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # Who clicks knows where the focus is.
        self._ringed = event.reason() is not Qt.FocusReason.MouseFocusReason
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ringed = False
        self.update()

    def tip_at(self, x: float) -> str:
        """What there is at this place, in words."""
        if self._view is None or not self.has_run or not self._view.steps.size:
            return self._words.empty()
        return self._words.tip(self._view.current.moments[self._place_at(x, to_marks=True)])

    def _show_tip(self, event: QEvent) -> None:
        from PySide6.QtGui import QHelpEvent  # what a start has no need of
        from PySide6.QtWidgets import QToolTip

        assert isinstance(event, QHelpEvent)
        x = event.pos().x()
        # The words stand as long as the pointer means the same moment, more or less.
        here = QRect(x - REACH, 0, 2 * REACH, self.height())
        QToolTip.showText(event.globalPos(), self.tip_at(x), self, here)

    def _go(self, place: int) -> None:
        """Look at the moment there, unless it has just been asked for."""
        if self._view is None or not self.has_run or place == self._asked:
            return
        self._asked = place
        visit(self._run, place)
        self.update()

    def _go_to_mark(self, forward: bool) -> None:
        if self._view is None:
            return
        here, marks = place_shown(self._run), mark_places(self._view)
        if forward:
            visit(self._run, next((mark for mark in marks if mark > here), len(self._view.steps)))
        else:
            visit(self._run, next((mark for mark in reversed(marks) if mark < here), 0))

    def _place_at(self, x: float, to_marks: bool = False) -> int:
        """The recorded moment that lies closest; a mark draws the pointer towards it."""
        view = self._view
        if view is None:
            return 0
        axis = self._axis_now()
        if to_marks:
            near = [(abs(self.x_of(mark) - x), mark) for mark in mark_places(view)]
            distance, mark = min(near, default=(REACH + 1.0, 0))
            if distance <= REACH:
                return mark
        if x >= axis.width - SIDE:
            return max(len(view.steps) - 1, 0)
        return nearest(view.steps, axis.step(x))

    def _shown_step(self, view: TimelineView) -> float:
        """Under the hand at once; otherwise where the last snapshot is."""
        if self._asked is not None and self._asked < len(view.steps) - 1:
            return float(view.steps[self._asked])
        latest = self._run.latest
        if self._asked is None and latest is not None and latest.at_past:
            return float(latest.step)
        return float(self._present)

    def _is_mine(self, event: QKeyEvent) -> bool:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers == Qt.KeyboardModifier.NoModifier:
            return event.key() in PLAIN
        return modifiers == Qt.KeyboardModifier.ControlModifier and event.key() in WITH_CONTROL

    def _axis_now(self) -> StepAxis:
        return StepAxis(float(self.width()), float(self._present))

    def _paint_run(self, painter: QPainter, view: TimelineView) -> None:
        from nnstudio.ui.timeline.picture import draw_handle, draw_words  # a start has no run

        if self._drawn is None or self._axis != self._axis_now():
            self._drawn = self._draw(view)
        painter.drawPixmap(0, 0, self._drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown, past = self._shown_step(view), self._run.timeline.at_past
        handle = self._axis.x(shown)
        draw_handle(painter, self._axis, self.height(), shown, past, self._theme)
        painter.setFont(self._small_font(7.5))
        draw_words(painter, view.marks, self._axis, handle, past, self._theme)
        if past:
            self._say_what_playing_does(painter, handle)

    def _draw(self, view: TimelineView) -> QPixmap:
        """All that stays as it is while the handle moves."""
        from nnstudio.ui.timeline.picture import draw_run

        self._axis = self._axis_now()
        ratio = self.devicePixelRatioF()
        drawn = QPixmap(self.size() * ratio)
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        font, zero = self._small_font(7.5), self._words.start()
        draw_run(painter, view, self._axis, self.height(), self._theme, font, zero)
        painter.end()
        return drawn

    def _say_what_playing_does(self, painter: QPainter, x: float) -> None:
        """Beside the handle, over what came after it, or over what was before."""
        painter.setFont(self._small_font(8))
        words, height = self._words.goes_on(), self.height() - AXIS
        wide = painter.fontMetrics().horizontalAdvance(words) + 2.0
        after, before = self._axis.width - SIDE - 16 - x, x - SIDE
        if wide + 12 > max(after, before):
            return  # the button back to the present says it too
        left = x + 12 if wide + 12 <= after else x - 12 - wide
        painter.setPen(self._theme.colour("accent"))
        painter.drawText(QRectF(left, 0, wide, height), Qt.AlignmentFlag.AlignVCenter, words)

    def _small_font(self, points: float) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(points)
        return font


def _outline(view: TimelineView | None) -> tuple[int, ...]:
    """What changes whenever the picture does; every snapshot brings another view."""
    if view is None or not view.current.moments:
        return ()
    moments = view.current.moments
    known = moments[-1].losses is not None
    return view.current.number, len(moments), moments[0].number, moments[-1].number, known
