"""Our own icons: single-colour drawings in resources/icons, tinted to the theme."""

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from nnstudio.data.resources import resource
from nnstudio.ui.theme import Theme

SIZES = (16, 20, 24, 32, 40, 64)
"""Pixels; enough for any button at any device pixel ratio."""


def icon(name: str, theme: Theme, colour: str = "text") -> QIcon:
    """The icon of this name in one of the theme's colours; muted while disabled.

    Raises FileNotFoundError for an unknown name.
    """
    drawing = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    found = QIcon()
    for mode, tint in (
        (QIcon.Mode.Normal, getattr(theme, colour)),
        (QIcon.Mode.Disabled, theme.muted),
    ):
        for size in SIZES:
            found.addPixmap(_drawn(drawing, tint, size), mode)
    return found


def icon_pixmap(name: str, theme: Theme, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """One icon as a pixmap of this size in device-independent pixels."""
    drawing = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    pixmap = _drawn(drawing, getattr(theme, colour), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _drawn(drawing: str, tint: str, size: int) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", tint).encode()))
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    return pixmap
