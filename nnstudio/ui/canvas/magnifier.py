"""What the pointer is on, shown large where the network had to be made small."""

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter

from nnstudio.ui.canvas.look import Look
from nnstudio.ui.canvas.pictures import Picture

FAR, SMALL = 0.7, 60.0
"""Only below this zoom, and for pictures of fewer pixels: larger ones can be read as they are."""
SIDE, KERNEL_SIDE, PAD, GAP = 132.0, 66.0, 8.0, 10.0
LABEL_ROOM = 36.0
"""Under the place, where words may stand beside the pointer."""


def paint_magnified(
    painter: QPainter,
    look: Look,
    pane: QRectF,
    place: QRectF,
    picture: Picture,
    kernel: Picture | None,
) -> None:
    """A picture, and the kernel that made it, over its place or under it; all in screen pixels."""
    scale = SIDE / max(place.width(), place.height())
    size = QSizeF(max(place.width() * scale, 20.0), max(place.height() * scale, 20.0))
    beside = KERNEL_SIDE + PAD if kernel is not None else 0.0
    card = QRectF(0.0, 0.0, size.width() + beside + 2 * PAD, size.height() + 2 * PAD)
    card.moveCenter(place.center())
    card.moveBottom(place.top() - GAP)
    if card.top() < pane.top() + 4.0:
        card.moveTop(place.bottom() + GAP + LABEL_ROOM)
    card.moveLeft(min(max(card.left(), pane.left() + 4.0), pane.right() - card.width() - 4.0))
    painter.setPen(look.hairline)
    painter.setBrush(look.raised)
    painter.drawRoundedRect(card, 10.0, 10.0)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    at = card.topLeft() + QPointF(PAD, PAD)
    if kernel is not None:
        middle = card.center().y() - 0.5 * KERNEL_SIDE
        _picture(painter, look, QRectF(at.x(), middle, KERNEL_SIDE, KERNEL_SIDE), kernel)
        at += QPointF(beside, 0.0)
    _picture(painter, look, QRectF(at, size), picture)


def _picture(painter: QPainter, look: Look, rect: QRectF, picture: Picture) -> None:
    painter.drawImage(rect, picture.image)
    painter.setPen(look.hairline)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect)
