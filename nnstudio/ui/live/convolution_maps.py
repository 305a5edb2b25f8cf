"""The feature maps of one layer, side by side: every value a pixel that one can point at."""

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.nn.columns import Array, Shape
from nnstudio.project.receptive_field import Field
from nnstudio.ui.live.convolution_arrangement import (
    LEAST_SIDE,
    MOST_SIDE,
    Arrangement,
    Pixel,
)
from nnstudio.ui.theme import Theme

DASHED = 5
"""Device-independent pixels a value needs to bear the dash of a negative number."""
DASH = 0.55
"""How much of a dash's ink is seen: it tells the sign, the colour tells the size."""
FAINT = 0.04
"""The part of the largest value below which a negative one bears no dash: hardly any colour."""

OWN_KEYS = (
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Space,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Escape,
)
"""Keys that no shortcut of the window may take while the maps have the focus."""
PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class FeatureMaps(QWidget):
    """Maps (channels, height, width) in sign colours, in rows as the width allows.

    Signals: `pointed(Pixel | None)`, under the pointer or the keyboard; `chosen(Pixel)`, clicked;
    `let_go()`, by Escape. With `points` False it only shows.
    """

    pointed = Signal(object)
    chosen = Signal(object)
    let_go = Signal()

    def __init__(
        self, shape: Shape, theme: Theme, points: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.shape = shape
        self.most_side = MOST_SIDE
        self._theme = theme
        self._colours = theme.sign_colours()
        self._values: Array | None = None
        self._reach = 1.0
        self._pixels = np.zeros((1, 1), np.uint32)
        self._image: QImage | None = None
        self._field: Field | None = None
        self._winner: tuple[int, int] | None = None
        self._chosen: Pixel | None = None
        self.cursor_pixel = Pixel(0, 0, 0)
        self._arranged = Arrangement(shape, 0, MOST_SIDE, False)
        self._points = points
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMouseTracking(points)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if points else Qt.FocusPolicy.NoFocus)
        if points:
            self.setCursor(Qt.CursorShape.CrossCursor)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self._colours = theme.sign_colours()
        self._paint_values()

    def show_values(self, values: Array | None) -> None:
        """Show these values, of the widget's shape; None where there are none at the moment."""
        self._values = values if values is not None and values.shape == self.shape else None
        self._paint_values()

    def light(
        self, field: Field | None, chosen: Pixel | None, winner: tuple[int, int] | None = None
    ) -> None:
        """Frame what was seen, the pixel that is looked at, and the one that won a pooling."""
        if (field, chosen, winner) != (self._field, self._chosen, self._winner):
            self._field, self._chosen, self._winner = field, chosen, winner
            self.update()

    @property
    def lit(self) -> Field | None:
        """What is framed at the moment."""
        return self._field

    @property
    def winner(self) -> tuple[int, int] | None:
        """Row and column of the pixel that won a pooling."""
        return self._winner

    def rect_of(self, pixel: Pixel) -> QRect:
        """Where a value lies in the widget."""
        return self._arrangement(self.width()).pixel_rect(pixel)

    def pixel_at(self, point: QPointF) -> Pixel | None:
        """The value at a point of the widget."""
        return self._arrangement(self.width()).pixel_at(point)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrangement(width).height

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(200))

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST_SIDE, self.shape[1] + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        channels, height, width = self.shape
        arrangement = self._arrangement(self.width())
        zoom = arrangement.zoom
        frame = QPen(self._theme.colour("line"), 1)
        visible = event.rect()
        for channel in range(channels):
            target = arrangement.map_rect(channel)
            if not target.adjusted(-3, -3, 3, 3).intersects(visible):
                continue
            if self._image is not None:
                # Without smoothing: every value keeps its sharp edges.
                source = QRect(0, channel * height, width, height)
                painter.drawImage(target, self._image, source)
            else:
                painter.fillRect(target, self._theme.colour("middle"))
            painter.setPen(frame)
            painter.drawRect(target.adjusted(-1, -1, 0, 0))
            self._draw_dashes(painter, channel, target, zoom)
        if self._field is not None:
            self._draw_field(painter, self._field, zoom)
        if self._chosen is not None:
            self._draw_frame(painter, self.rect_of(self._chosen))
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("muted"), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._points:
            self.pointed.emit(self.pixel_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        pixel = self.pixel_at(event.position())
        if self._points and pixel is not None and event.button() is Qt.MouseButton.LeftButton:
            self.cursor_pixel = pixel
            self.chosen.emit(pixel)
        else:
            event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self._points:
            self.pointed.emit(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_key = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if event.reason() in by_key:
            self.pointed.emit(self.cursor_pixel)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.pointed.emit(None)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, keys = event.key(), Qt.Key
        if key == keys.Key_Escape:
            self.let_go.emit()
            return
        if key in (keys.Key_Return, keys.Key_Enter, keys.Key_Space):
            self.chosen.emit(self.cursor_pixel)
            return
        moved = self._moved(key)
        if moved is None:
            event.ignore()
        else:
            self.cursor_pixel = moved
            self.pointed.emit(moved)

    def event(self, event: QEvent) -> bool:
        if (
            self._points
            and event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in OWN_KEYS
            and event.modifiers() in PLAIN
        ):
            event.accept()
            return True
        return super().event(event)

    def _moved(self, key: int) -> Pixel | None:
        """The pixel that a key leads to."""
        keys = Qt.Key
        steps: dict[int, tuple[int, int, int]] = {
            keys.Key_Left: (-1, 0, 0),
            keys.Key_Right: (1, 0, 0),
            keys.Key_Up: (0, -1, 0),
            keys.Key_Down: (0, 1, 0),
            keys.Key_PageUp: (0, 0, -1),
            keys.Key_PageDown: (0, 0, 1),
        }
        if key not in steps:
            return None
        return self._arrangement(self.width()).moved(self.cursor_pixel, *steps[key])

    def _arrangement(self, width: int) -> Arrangement:
        asked = Arrangement(self.shape, width, self.most_side, self.isRightToLeft())
        if asked != self._arranged:
            self._arranged = asked
        return self._arranged

    def _paint_values(self) -> None:
        """The values as one picture, all maps below one another."""
        self._image = None
        if self._values is not None:
            values = self._values.reshape(-1, self.shape[2]).astype(np.float32)
            found = np.abs(values[np.isfinite(values)])
            self._reach = float(found.max(initial=0.0)) or 1.0
            scaled = np.nan_to_num(127.5 + values * (127.5 / self._reach), nan=127.5)
            self._pixels = self._colours.take(np.clip(scaled, 0.0, 255.0).astype(np.uint8))
            height, width = self._pixels.shape
            # The image borrows the memory of the array, which self._pixels keeps alive.
            self._image = QImage(
                self._pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32
            )
        self.update()

    def _draw_dashes(self, painter: QPainter, channel: int, target: QRect, zoom: int) -> None:
        """A minus on every negative value, so that colour is not all that tells its sign."""
        if self._values is None or zoom < DASHED:
            return
        negative = np.argwhere(self._values[channel] < -FAINT * self._reach)
        if not len(negative):
            return
        half = zoom / 2
        ink = self._theme.colour("text")
        ink.setAlphaF(DASH)
        painter.setPen(QPen(ink, 1))
        lines = []
        for row, column in negative.tolist():
            x, y = target.x() + column * zoom, target.y() + row * zoom + half
            lines.append(QLineF(x + zoom * 0.3, y, x + zoom * 0.7, y))
        painter.drawLines(lines)

    def _draw_field(self, painter: QPainter, field: Field, zoom: int) -> None:
        channels = range(self.shape[0]) if field.channel is None else (field.channel,)
        for channel in channels:
            for rows in _runs(field.rows):
                for columns in _runs(field.columns):
                    first = self.rect_of(Pixel(channel, rows[0], columns[0]))
                    size = QSize(len(columns) * zoom, len(rows) * zoom)
                    self._draw_frame(painter, QRect(first.topLeft(), size), zoom < 10)
            if self._winner is not None:
                self._draw_winner(painter, self.rect_of(Pixel(channel, *self._winner)))

    def _draw_frame(self, painter: QPainter, rect: QRect, thin: bool = False) -> None:
        """A frame that stands out from any colour: dark on light, or the other way round."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for name, width in (("panel", 3), ("text", 1)) if thin else (("panel", 4), ("text", 2)):
            pen = QPen(self._theme.colour(name), width)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            painter.drawRect(rect)

    def _draw_winner(self, painter: QPainter, rect: QRect) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("panel"), 1))
        painter.setBrush(self._theme.colour("text"))
        middle, radius = QPointF(rect.center()) + QPointF(0.5, 0.5), max(rect.width() * 0.22, 2.0)
        painter.drawEllipse(middle, radius, radius)
        painter.restore()


def _runs(places: tuple[int, ...]) -> list[list[int]]:
    """Numbers that follow one another, together."""
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs
