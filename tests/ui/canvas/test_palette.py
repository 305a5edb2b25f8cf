"""The palette: all kinds of layers, by family, at every width, by mouse and by keyboard."""

import msgspec
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnstudio.project.examples import EXAMPLES
from nnstudio.project.layers import PALETTE, Conv2DSpec, FlattenSpec, LayerSpec
from nnstudio.ui.canvas.layer_sign import sign_of
from nnstudio.ui.canvas.palette import PaletteStrip
from nnstudio.ui.canvas.palette_pill import PalettePill
from nnstudio.ui.theme import DARK, LIGHT
from tests.ui.canvas.conftest import Open, Studio
from tests.ui.canvas.family_networks import IMAGES, images, network, output, sequences, tokens
from tests.ui.directions import ahead

Left = Qt.MouseButton.LeftButton
Key = Qt.Key


def pill(studio: Studio, kind: str) -> PalettePill:
    return next(one for one in studio.panel.palette_strip.pills if one.text() == kind)


def shown(strip: PaletteStrip) -> list[str]:
    return [one.text() for one in strip.pills if not one.isHidden()]


@pytest.fixture
def strip(qtbot: QtBot) -> PaletteStrip:
    strip = PaletteStrip(DARK)
    qtbot.addWidget(strip)
    strip.resize(780, 80)
    strip.show()
    qtbot.waitExposed(strip)
    return strip


def test_all_kinds_are_offered_each_in_one_of_five_families(strip: PaletteStrip):
    seen = []
    for tab in strip.tabs.values():
        QTest.mouseClick(tab, Left)
        seen += shown(strip)
    assert len(strip.tabs) == 5
    assert seen == [make().kind_title for make in PALETTE]


@pytest.mark.parametrize("width", [1300, 780, 480, 250])
@pytest.mark.parametrize("mirrored", [False, True])
def test_at_every_width_the_pills_lie_inside_and_apart_and_the_height_stays(
    strip: PaletteStrip, width: int, mirrored: bool, qtbot: QtBot
):
    side = Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight
    strip.setLayoutDirection(side)
    strip.resize(width, strip.height())
    heights = set()
    for family in strip.tabs:
        strip.show_family(family)
        heights.add(strip.height())
        pieces = [*strip.tabs.values(), *(one for one in strip.pills if one.isVisible())]
        places = [piece.geometry() for piece in pieces]
        assert all(strip.rect().contains(place) for place in places)
        assert not any(
            first.intersects(second)
            for place, first in enumerate(places)
            for second in places[place + 1 :]
        )
    assert len(heights) == 1


def test_where_there_is_little_room_the_names_are_short_but_the_tooltip_tells_all(
    strip: PaletteStrip,
):
    strip.resize(480, strip.height())
    strip.show_family("convolution")
    pooling = next(one for one in strip.pills if one.text() == "Max pooling")
    narrow = pooling.width()
    assert pooling.toolTip().startswith("Max pooling: Keeps the largest value")
    strip.resize(780, strip.height())
    assert pooling.width() > narrow


@pytest.mark.parametrize(
    ("project", "family"),
    [
        (EXAMPLES["xor"].project, "dense"),
        (images(), "convolution"),
        (sequences(), "recurrence"),
        (tokens(), "attention"),
    ],
)
def test_the_family_that_fits_the_data_is_open(open_canvas: Open, project, family: str):
    assert open_canvas(project).panel.palette_strip.family == family


def test_the_family_follows_the_data_but_not_against_a_choice_of_ones_own(open_canvas: Open):
    studio = open_canvas(EXAMPLES["digits"].project)
    strip, document = studio.panel.palette_strip, studio.document
    assert strip.family == "dense"
    document.apply(msgspec.structs.replace(document.project, data=IMAGES), "pixels as an image")
    assert strip.family == "convolution"
    document.undo_stack.undo()
    assert strip.family == "dense"
    QTest.mouseClick(strip.tabs["norm"], Left)
    document.undo_stack.redo()
    assert strip.family == "norm"


def test_the_families_are_walked_through_by_arrow_keys_and_are_one_stop_of_tab(
    open_canvas: Open, qtbot: QtBot
):
    studio = open_canvas(EXAMPLES["xor"].project)
    strip = studio.panel.palette_strip
    studio.panel.activateWindow()
    qtbot.waitUntil(studio.panel.isActiveWindow)
    strip.tabs["dense"].setFocus()
    QTest.keyClick(strip.tabs["dense"], ahead(strip))
    assert QApplication.focusWidget() is strip.tabs["convolution"]
    QTest.keyClick(strip.tabs["convolution"], Key.Key_Space)
    assert strip.family == "convolution"
    QTest.keyClick(strip.tabs["convolution"], Key.Key_Tab)
    assert QApplication.focusWidget() is pill(studio, "Convolution")
    QTest.keyClick(pill(studio, "Convolution"), Key.Key_Tab)
    QTest.keyClick(pill(studio, "Max pooling"), Key.Key_Return)
    kinds = [layer.kind_title for layer in studio.document.project.layers]
    assert kinds == ["Dense", "Dense", "Max pooling", "Dense"]


def test_a_pill_of_another_family_is_dragged_onto_the_canvas_like_any(open_canvas: Open):
    studio = open_canvas(network(IMAGES, FlattenSpec(id="flatten"), output(10)))
    middle = 0.5 * (studio.hand.column("").x + studio.hand.column("flatten").x)
    studio.hand.drag_pill(pill(studio, "Convolution"), QPointF(middle, 0.0))
    assert isinstance(studio.document.project.layers[0], Conv2DSpec)
    assert studio.document.undo_stack.undoText() == "Insert Convolution"


@pytest.mark.parametrize("layer", [make() for make in PALETTE], ids=lambda one: one.kind_title)
def test_every_kind_has_a_sign_of_its_own_in_the_colours_of_the_theme(
    qapp: QApplication, layer: LayerSpec
):
    def picture(one: LayerSpec, theme) -> QImage:
        return sign_of(one, theme, "text", 30).toImage()

    assert picture(layer, DARK) != picture(layer, LIGHT)
    alike = [
        one.kind_title for make in PALETTE if picture(one := make(), DARK) == picture(layer, DARK)
    ]
    assert alike == [layer.kind_title]


def test_every_family_and_every_kind_tells_what_it_is_for(strip: PaletteStrip):
    for control in (*strip.tabs.values(), *strip.pills):
        assert control.accessibleName()
        assert control.accessibleDescription().endswith(".")
        assert control.accessibleDescription() in control.toolTip()
    assert len({one.accessibleDescription() for one in strip.pills}) == len(PALETTE)
