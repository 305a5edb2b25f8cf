"""Our own icons: single-colour drawings in resources/icons, tinted to the theme."""

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from nnstudio.data.resources import resource
from nnstudio.ui.theme import Theme

SIZE = 20
"""Of an icon on a button."""


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
        renderer = _renderer(drawing, tint)
        for size in _sizes():
            found.addPixmap(_drawn(renderer, size), mode)
    return found


def icon_pixmap(name: str, theme: Theme, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """One icon as a pixmap of this size in device-independent pixels."""
    drawing = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    pixmap = _drawn(_renderer(drawing, getattr(theme, colour)), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _sizes() -> list[int]:
    """Pixels: a button's size, twice that, and what a screen in between needs to be sharp. Each
    one more would cost every start its time."""
    application = QGuiApplication.instance()
    ratio = application.devicePixelRatio() if isinstance(application, QGuiApplication) else 1.0
    return sorted({SIZE, round(SIZE * ratio), 2 * SIZE})


def _renderer(drawing: str, tint: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(drawing.replace("currentColor", tint).encode()))


def _drawn(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    return pixmap
