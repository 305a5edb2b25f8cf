"""The small drawing that stands for a kind of layer, in the palette, in menus, in its settings."""

from PySide6.QtGui import QPixmap

from nnstudio.project.layers import LayerSpec
from nnstudio.ui.icons import icon_pixmap
from nnstudio.ui.theme import Theme


def sign_of(layer: LayerSpec, theme: Theme, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """The sign in one of the theme's colours, `size` device-independent pixels wide and high."""
    return icon_pixmap(str(type(layer).__struct_config__.tag), theme, colour, size, ratio)
