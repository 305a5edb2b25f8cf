"""One kind of layer in the palette."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from nnstudio.project.layers import LayerSpec
from nnstudio.ui.canvas.kind_words import KindWords
from nnstudio.ui.canvas.layer_sign import sign_of
from nnstudio.ui.theme import Theme

SIGN = 15


class PalettePill(QAbstractButton):
    """A kind of layer. Signals: `held(QPoint)` and `let_go(QPoint)` with a global position while
    it is dragged, `given_up()` when the drag is cancelled, `wanted()` for a press of Enter or
    a double-click, `tapped(str)` with what to do instead for a mere click."""

    held = Signal(QPoint)
    let_go = Signal(QPoint)
    given_up = Signal()
    wanted = Signal()
    tapped = Signal(str)

    def __init__(
        self, make: Callable[[], LayerSpec], words: KindWords, theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.make = make
        self._theme = theme
        self._pressed_at: QPoint | None = None
        self._dragging = False
        self._sample = make()
        self.family = self._sample.family
        self.setText(words.name(self._sample))
        self._short_text = words.short_name(self._sample)
        self._short = False
        self._sign: QPixmap | None = None
        about = words.about(self._sample)
        self._how = self.tr("Drag it to a gap between layers, or double-click or press Enter.")
        self.setToolTip(self.tr("{kind}: {about}").format(kind=self.text(), about=about)
                        + "\n" + self._how)  # fmt: skip
        self.setAccessibleName(self.tr("Insert {kind}").format(kind=self.text()))
        self.setAccessibleDescription(about)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        # The mouse never clicks it, since presses begin drags; screen readers and Space do.
        self.clicked.connect(self.wanted)

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = theme
        self._sign = None
        self.update()

    def set_short(self, short: bool) -> None:
        """Say less, where there is little room."""
        if short != self._short:
            self._short = short
            self.update()

    def size_of(self, short: bool) -> QSize:
        """How large it has to be for its name, or for its short one."""
        metrics = self.fontMetrics()
        text = self._short_text if short else self.text()
        beside = 34 if short else 42
        return QSize(metrics.horizontalAdvance(text) + beside, metrics.height() + 12)

    def sizeHint(self) -> QSize:
        return self.size_of(self._short)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = self.rect().toRectF().adjusted(1, 1, -1, -1)
        active = self.hasFocus() or self._dragging
        painter.setPen(
            theme.colour("accent" if active else "muted" if self.underMouse() else "line")
        )
        painter.setBrush(theme.colour("raised"))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        ratio = self.devicePixelRatioF()
        if self._sign is None or self._sign.devicePixelRatio() != ratio:
            self._sign = sign_of(self._sample, theme, "text", SIGN, ratio)
        before = 7 if self._short else 11
        mirrored = self.isRightToLeft()
        x = rect.right() - before - SIGN if mirrored else rect.left() + before
        painter.drawPixmap(QPointF(x, rect.center().y() - SIGN / 2), self._sign)
        painter.setPen(theme.colour("text"))
        inner = SIGN + before + 5
        words = rect.adjusted(0, 0, -inner, 0) if mirrored else rect.adjusted(inner, 0, 0, 0)
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        painter.drawText(words, side, self._short_text if self._short else self.text())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None:
            return
        way = (event.position().toPoint() - self._pressed_at).manhattanLength()
        if way >= QApplication.startDragDistance():
            self._dragging = True
        if self._dragging:
            self.held.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was_pressed, was_dragging = self._pressed_at is not None, self._dragging
        self._stop()
        if was_dragging:
            self.let_go.emit(event.globalPosition().toPoint())
        elif was_pressed:
            self.tapped.emit(self._how)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._dragging:
            self._stop()
            self.given_up.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.wanted.emit()
        else:
            super().keyPressEvent(event)

    def _stop(self) -> None:
        self._pressed_at, self._dragging = None, False
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.update()
