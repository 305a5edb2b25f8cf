"""The icons."""

import pytest
from PySide6.QtGui import QColor

from nnstudio.data.resources import resource
from nnstudio.ui.icons import icon, icon_pixmap
from nnstudio.ui.theme import DARK, LIGHT, Theme

NAMES = sorted(
    path.stem for path in resource("icons").glob("*.svg") if "currentColor" in path.read_text()
)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_every_icon_is_drawn_in_the_colour_of_the_theme(
    qapp: object, name: str, theme: Theme
) -> None:
    image = icon_pixmap(name, theme, "accent", 48).toImage()
    solid = [
        image.pixelColor(x, y)
        for x in range(48)
        for y in range(48)
        if image.pixelColor(x, y).alpha() == 255
    ]
    assert len(solid) > 40
    wanted = QColor(theme.accent)
    assert all(abs(colour.red() - wanted.red()) <= 2 for colour in solid)
    assert not icon(name, theme).isNull()


def test_an_unknown_icon_is_named(qapp: object) -> None:
    with pytest.raises(FileNotFoundError, match="no-such-thing"):
        icon("no-such-thing", LIGHT)
