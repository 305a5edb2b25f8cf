"""What a widget looks like, a pixel for each of its own units, whatever the screen's scale."""

from math import ceil, floor

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget


def picture_of(widget: QWidget) -> QImage:
    """Its picture on this screen, of which a finer screen's is thinned out and never blended."""
    picture = widget.grab().toImage()
    picture.setDevicePixelRatio(1.0)
    if picture.size() == widget.size():
        return picture
    return picture.scaled(
        widget.size(),
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.FastTransformation,
    )


def inks_in(widget: QWidget, area: QRect) -> set[str]:
    """The colours of every pixel of the screen within an area of the widget."""
    picture = widget.grab().toImage()
    ratio = picture.devicePixelRatio()
    across = range(ceil(area.left() * ratio), floor((area.right() + 1) * ratio))
    down = range(ceil(area.top() * ratio), floor((area.bottom() + 1) * ratio))
    return {picture.pixelColor(x, y).name() for x in across for y in down}


def nearest(inks: set[str], wanted: str) -> int:
    """How far the colour that comes nearest to another one is from it, of 255: a line between two
    pixels of the screen has some of what lies beside it."""
    goal = QColor(wanted).getRgb()
    return min(
        max(abs(a - b) for a, b in zip(QColor(ink).getRgb(), goal, strict=True)) for ink in inks
    )
