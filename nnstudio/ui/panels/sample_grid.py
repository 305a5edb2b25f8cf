"""A page of samples side by side or below each other, one of them chosen."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QLocale, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnstudio.project.material import Material
from nnstudio.ui.fonts import monospace
from nnstudio.ui.panels.sample_art import SampleArt, paint_symbols
from nnstudio.ui.panels.sample_words import sample_words, target_words
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.numbers import decimal

GUTTER = 12.0
"""Room for the mark of the share, before a row."""
PICTURE_CELL = 46
LONG_NAME_CELL = 58


@dataclass(frozen=True)
class _Shape:
    rows: int
    columns: int
    height: int

    @property
    def count(self) -> int:
        return self.rows * self.columns


class SampleGrid(QWidget):
    """Signals: `picked(int)` with the sample that a person chose by mouse or keyboard;
    `paged()` when other samples are shown.

    Attributes: `first`, the first sample that is shown, and `count`, how many fit on a page.
    """

    picked = Signal(int)
    paged = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._material: Material | None = None
        self._art: SampleArt | None = None
        self._held_back: frozenset[int] = frozenset()
        self._chosen: int | None = None
        self.first = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def count(self) -> int:
        """How many samples fit on a page."""
        return self._shape().count

    @property
    def total(self) -> int:
        """How many samples there are."""
        return 0 if self._material is None else self._material.dataset.samples

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.update()

    def show_data(self, material: Material, art: SampleArt) -> None:
        """Show samples of this data; other samples begin on their first page."""
        if material is self._material:
            return
        other = art is not self._art
        self._material, self._art = material, art
        self._held_back = frozenset(material.validation.tolist())
        if other:
            self._chosen = None
            self.updateGeometry()
            self._bring_into_view(0)
        self.update()

    def show_chosen(self, index: int | None) -> None:
        """Mark a sample; its page is turned to when it was not marked before."""
        if index is not None and index != self._chosen:
            self._bring_into_view(index)
        self._chosen = index
        self.setAccessibleDescription(self.words(index) if index is not None else "")
        self.update()

    def page(self, by: int) -> None:
        """Turn over so many pages."""
        self._show_from(self.first + by * self.count)

    def words(self, index: int) -> str:
        """A sample in words."""
        if self._material is None or self._art is None or not 0 <= index < self.total:
            return ""
        return sample_words(self._material, self._art, index)

    def cell(self, index: int) -> QRectF:
        """Where a sample is shown; empty where it is on another page."""
        shape, place = self._shape(), index - self.first
        if not 0 <= place < shape.count:
            return QRectF()
        width = self.width() / shape.columns
        column = place % shape.columns
        if self.isRightToLeft():
            column = shape.columns - 1 - column
        return QRectF(column * width, place // shape.columns * shape.height, width, shape.height)

    def sample_at(self, place: QPointF) -> int | None:
        """The sample at a place of the widget."""
        for index in range(self.first, min(self.first + self.count, self.total)):
            if self.cell(index).contains(place):
                return index
        return None

    def sizeHint(self) -> QSize:
        shape = self._shape()
        return QSize(230, shape.rows * shape.height)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._material is not None:
            self._bring_into_view(self._chosen if self._chosen is not None else self.first)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.sample_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and index is not None:
            self.picked.emit(index)
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys, shape = Qt.Key, self._shape()
        forward = -1 if self.isRightToLeft() else 1
        steps = {
            keys.Key_Left: -forward,
            keys.Key_Right: forward,
            keys.Key_Up: -shape.columns,
            keys.Key_Down: shape.columns,
            keys.Key_PageUp: -shape.count,
            keys.Key_PageDown: shape.count,
            keys.Key_Home: -self.total,
            keys.Key_End: self.total,
        }
        by = steps.get(keys(event.key()))
        if by is None or not self.total:
            super().keyPressEvent(event)
            return
        start = self.first if self._chosen is None else self._chosen
        wanted = min(max(start + by, 0), self.total - 1)
        self.picked.emit(wanted)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            index = self.sample_at(QPointF(event.pos()))
            words = self.toolTip() if index is None else self.words(index)
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._art is None:
            return
        painter = QPainter(self)
        # Sequences run from left to right in every language, as curves do.
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index in range(self.first, min(self.first + self.count, self.total)):
            self._paint_cell(painter, index)

    def _paint_cell(self, painter: QPainter, index: int) -> None:
        assert self._art is not None
        cell = self.cell(index)
        if index == self._chosen:
            painter.setPen(QPen(self._theme.colour("accent"), 2 if self.hasFocus() else 1.4))
            wash = self._theme.colour("accent")
            wash.setAlphaF(0.14)
            painter.setBrush(wash)
            painter.drawRoundedRect(cell.adjusted(1, 1, -1, -1), 5, 5)
        row = self._art.dataset.features[index]
        if self._art.look == "image":
            self._paint_picture(painter, cell, index)
            return
        self._paint_share(painter, QPointF(self._beside(cell), cell.center().y()), index)
        body = cell.adjusted(GUTTER + 2, 3, -5, -3)
        if self.isRightToLeft():
            body = cell.adjusted(5, 3, -GUTTER - 2, -3)
        if self._art.look == "tokens":
            self._paint_two_lines(painter, body, index)
        elif self._art.look == "text":
            self._paint_text(painter, body, index)
        else:
            answer = self._answer_width()
            strip = body.adjusted(0, 1, -answer - 8, -1)
            self._art.paint(painter, strip, row, self._theme)
            if self._art.look == "wave":
                value = float(self._art.dataset.targets[index, 0])
                self._art.paint_following(painter, strip, value, self._theme)
            self._paint_answer(painter, body, index)

    def _beside(self, cell: QRectF) -> float:
        return cell.right() - 8 if self.isRightToLeft() else cell.x() + 8

    def _paint_share(self, painter: QPainter, middle: QPointF, index: int) -> None:
        paint_share(painter, middle, index in self._held_back, self._theme)

    def _paint_picture(self, painter: QPainter, cell: QRectF, index: int) -> None:
        assert self._art is not None
        name = target_words(self._art, index)
        lines = 2 if self._long_names() else 1
        below = lines * QFontMetrics(self._small()).height()
        box = cell.adjusted(5, 4, -5, -below - 4)
        self._art.paint(painter, box, self._art.dataset.features[index], self._theme)
        side = min(box.width(), box.height())
        corner = QPointF(box.center().x() + side / 2 - 3, box.center().y() - side / 2 + 3)
        self._paint_share(painter, corner, index)
        words = QRectF(cell.x() + 2, cell.bottom() - below - 3, cell.width() - 4, below)
        painter.setFont(self._small())
        painter.setPen(self._theme.colour("text" if index == self._chosen else "muted"))
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        if lines == 1:
            painter.drawText(words, flags, name)
        else:
            painter.drawText(words, flags | Qt.TextFlag.TextWordWrap, name)

    def _paint_two_lines(self, painter: QPainter, body: QRectF, index: int) -> None:
        assert self._art is not None
        dataset = self._art.dataset
        above = QRectF(body.x(), body.y(), body.width(), body.height() / 2)
        inside = self._art.symbols(dataset.features[index])
        paint_symbols(painter, above.adjusted(14, 0, 0, 0), inside, self._theme, muted=True)
        below = above.translated(0, body.height() / 2)
        painter.setPen(self._theme.colour("muted"))
        painter.setFont(monospace(8.5))
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, "→")
        answers = self._art.symbols(dataset.targets[index])
        paint_symbols(painter, below.adjusted(14, 0, 0, 0), answers, self._theme)

    def _paint_text(self, painter: QPainter, body: QRectF, index: int) -> None:
        """The text in one line or two, its end if it is long, and the character that is next."""
        assert self._art is not None
        font = monospace(8.5)
        advance = QFontMetricsF(font).horizontalAdvance("W")
        across, lines = self._letters_across(), self._text_lines()
        dataset = self._art.dataset
        letters = [
            *self._art.symbols(dataset.features[index]),
            *self._art.symbols(dataset.targets[index, -1:]),
        ]
        if len(letters) > lines * across:
            letters = ["…", *letters[-lines * across + 1 :]]
        height = min(body.height() / lines, QFontMetricsF(font).height() + 1)
        top = body.center().y() - height * lines / 2
        painter.setFont(font)
        for place, letter in enumerate(letters):
            x = body.x() + place % across * advance
            frame = QRectF(x, top + place // across * height, advance, height)
            if place == len(letters) - 1:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._theme.colour("accent"))
                painter.drawRoundedRect(frame, 2, 2)
                painter.setPen(self._theme.colour("on_accent"))
            else:
                painter.setPen(self._theme.colour("text"))
            painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, letter)

    def _letters_across(self) -> int:
        advance = QFontMetricsF(monospace(8.5)).horizontalAdvance("W")
        return max(int((self.width() - GUTTER - 7) / advance), 4)

    def _text_lines(self) -> int:
        assert self._art is not None
        return 1 if self._art.dataset.time < self._letters_across() else 2

    def _paint_answer(self, painter: QPainter, body: QRectF, index: int) -> None:
        assert self._art is not None
        dataset = self._art.dataset
        painter.setFont(self._small())
        painter.setPen(self._theme.colour("text"))
        words = (
            target_words(self._art, index)
            if dataset.class_names
            else decimal(float(dataset.targets[index, 0]), QLocale(), 2)
        )
        width = self._answer_width()
        words = QFontMetrics(self._small()).elidedText(
            words, Qt.TextElideMode.ElideRight, int(width) + 1
        )
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(body, side, words)

    def _answer_width(self) -> float:
        """Room for the longest answer, at most two fifths of the row."""
        assert self._art is not None
        metrics = QFontMetricsF(self._small())
        names = self._art.dataset.class_names or ("−0.00",)
        widest = max(metrics.horizontalAdvance(name) for name in names)
        return min(widest, 0.4 * self.width()) + 2

    def _long_names(self) -> bool:
        assert self._art is not None
        metrics = QFontMetrics(self._small())
        names = self._art.dataset.class_names
        return any(metrics.horizontalAdvance(name) > PICTURE_CELL - 6 for name in names)

    def _shape(self) -> _Shape:
        if self._art is None:
            return _Shape(1, 1, 20)
        small, large = QFontMetrics(self._small()).height(), QFontMetrics(monospace(8.5)).height()
        if self._art.look == "image":
            long_names = self._long_names()
            columns = max(self.width() // (LONG_NAME_CELL if long_names else PICTURE_CELL), 1)
            return _Shape(2, columns, 46 + (2 if long_names else 1) * small)
        if self._art.look == "text" and self._text_lines() == 1:
            return _Shape(6, 1, max(large + 7, 22))
        if self._art.look in ("tokens", "text"):
            return _Shape(4, 1, 2 * large + 8)
        return _Shape(5, 1, max(large + 9, 25))

    def _bring_into_view(self, index: int) -> None:
        count = self.count
        self._show_from(min(index, self.total - 1) // count * count)

    def _show_from(self, first: int) -> None:
        count = self.count
        last = max(self.total - 1, 0) // count * count
        first = min(max(first, 0), last)
        if first != self.first:
            self.first = first
            self.update()
        self.paged.emit()

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(8)
        return font


def paint_share(painter: QPainter, middle: QPointF, held_back: bool, theme: Theme) -> None:
    """The mark of a share: filled for training, hollow for validation."""
    colour = theme.colour("muted")
    painter.setPen(QPen(colour, 1.2))
    painter.setBrush(theme.colour("panel") if held_back else colour)
    painter.drawEllipse(middle, 2.6, 2.6)
