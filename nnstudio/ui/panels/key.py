"""The key of a decision map: a colour scale with its ends named, or classes with their marks."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.project.material import Material
from nnstudio.ui.panels.points import class_colour, mark
from nnstudio.ui.panels.ticks import tick_text
from nnstudio.ui.theme import Theme

BAR = 7


class ColourKey(QWidget):
    """Says what the colours mean."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._material: Material | None = None
        self._range = (-1.0, 1.0)
        self._scale = QImage()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        colours = theme.sign_colours()
        self._scale = QImage(
            colours.data, colours.size, 1, 4 * colours.size, QImage.Format.Format_RGB32
        ).copy()
        self.update()

    def show_data(self, material: Material) -> None:
        """Explain the colours for this data."""
        self._material = material
        if not material.classes:
            reach = float(abs(material.dataset.targets).max()) or 1.0
            self._range = (-reach, reach)
        self.setAccessibleName(self.tr("Colours: ") + " · ".join(self.names()))
        self.updateGeometry()
        self.update()

    def names(self) -> list[str]:
        """What is named: the classes, or the two ends of the scale."""
        if self._material is None:
            return []
        if not self._material.classes:
            return [tick_text(float(f"{value:.3g}")) for value in self._range]
        return [
            self.tr("class {name}").format(name=name) if len(name) < 3 else name
            for name in self._material.dataset.class_names
        ]

    def sizeHint(self) -> QSize:
        rows = self._rows() if self._many() else 1
        line = QFontMetrics(self._small()).height() + 4
        return QSize(200, rows * line if self._many() else BAR + 4 + line)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        line = QFontMetrics(self._small()).height() + 4
        return self._rows(width) * line if self._many() else BAR + 4 + line

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._many() and self.height() != self.heightForWidth(self.width()):
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        # A map is not mirrored where people read from right to left, so its key is not either.
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._small())
        if self._many():
            self._paint_classes(painter)
        elif self._material is not None:
            self._paint_scale(painter)

    def _paint_scale(self, painter: QPainter) -> None:
        bar = QRectF(0, 1, self.width(), BAR)
        painter.save()
        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.drawImage(bar, self._scale)
        painter.restore()
        low, high = self.names()
        painter.setPen(self._theme.colour("muted"))
        below = QRectF(0, BAR + 4, self.width(), self.height() - BAR - 4)
        half = self.width() / 2 - 22
        metrics = QFontMetrics(self._small())
        left = self._with_mark(painter, below.x(), below.center().y(), 0)
        painter.drawText(
            below.adjusted(left, 0, 0, 0),
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            metrics.elidedText(low, Qt.TextElideMode.ElideRight, int(half)),
        )
        right = self._with_mark(painter, below.right(), below.center().y(), 1)
        painter.drawText(
            below.adjusted(0, 0, -right, 0),
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            metrics.elidedText(high, Qt.TextElideMode.ElideRight, int(half)),
        )

    def _with_mark(self, painter: QPainter, x: float, y: float, index: int) -> int:
        """The mark of a class at one end of the scale; returns the room that it takes."""
        if self._material is None or not self._material.classes:
            return 0
        inward = 5 if index == 0 else -5
        self._mark(painter, QPointF(x + inward, y), index)
        return 13

    def _mark(self, painter: QPainter, at: QPointF, index: int) -> None:
        painter.save()
        painter.translate(at)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(class_colour(self._theme, index))
        painter.drawPath(mark(index, 4.0))
        painter.restore()

    def _paint_classes(self, painter: QPainter) -> None:
        metrics = QFontMetrics(self._small())
        line = metrics.height() + 4
        columns, cell = self._columns(self.width())
        for index, name in enumerate(self.names()):
            x, y = (index % columns) * cell, (index // columns) * line
            self._mark(painter, QPointF(x + 6, y + line / 2), index)
            painter.setPen(self._theme.colour("muted"))
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(cell - 18))
            box = QRectF(x + 14, y, cell - 16, line)
            side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, side, text)

    def _many(self) -> bool:
        return self._material is not None and self._material.classes > 2

    def _columns(self, width: int) -> tuple[int, float]:
        metrics = QFontMetrics(self._small())
        widest = max((metrics.horizontalAdvance(name) for name in self.names()), default=20)
        columns = max(1, min(len(self.names()), int(width // (min(widest, 140) + 24))))
        return columns, width / columns

    def _rows(self, width: int | None = None) -> int:
        columns, _ = self._columns(width or max(self.width(), 200))
        return -(-len(self.names()) // columns)

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(8)
        return font
