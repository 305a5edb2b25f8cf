"""Layers that do not fit together: told at the layer, mended by its button, undone in one step."""

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from nnstudio.project.layers import (
    AttentionSpec,
    Conv2DSpec,
    DenseSpec,
    EmbeddingSpec,
    FlattenSpec,
    LSTMSpec,
    MaxPool2DSpec,
    PositionsSpec,
    RNNSpec,
    TransformerBlockSpec,
)
from nnstudio.project.specs import BuiltInSource, DataSpec, Project
from nnstudio.ui.canvas.bubble import MisfitBubble
from tests.ui.canvas.conftest import Open, Studio
from tests.ui.canvas.family_networks import IMAGES, SEQUENCES, TOKENS, images, network, output

Left = Qt.MouseButton.LeftButton
PIXELS = DataSpec(source=BuiltInSource(key="digits"))

MISTAKES = {
    "a dense layer on maps": (
        network(IMAGES, Conv2DSpec(id="conv"), output(10)),
        "output",
        "Put Flatten before it",
    ),
    "a convolution on loose pixels": (
        network(PIXELS, Conv2DSpec(id="conv"), FlattenSpec(id="flatten"), output(10)),
        "conv",
        "Read the pixels as an image",
    ),
    "a convolution after flattening": (
        network(IMAGES, FlattenSpec(id="flatten"), Conv2DSpec(id="conv"), output(10)),
        "conv",
        "Move it before Flatten",
    ),
    "a kernel larger than the image": (
        network(IMAGES, Conv2DSpec(id="conv", kernel=9), FlattenSpec(id="flatten"), output(10)),
        "conv",
        "Pad the image with zeros",
    ),
    "a window larger than the maps": (
        network(IMAGES, MaxPool2DSpec(id="pool", size=9), FlattenSpec(id="flatten"), output(10)),
        "pool",
        "Make the window 8 × 8",
    ),
    "recurrence on a last state": (
        network(SEQUENCES, LSTMSpec(id="first"), RNNSpec(id="second"), output(4)),
        "second",
        "Let LSTM hand on the whole sequence",
    ),
    "a whole sequence for one answer": (
        network(SEQUENCES, LSTMSpec(id="lstm", whole_sequence=True), output(4)),
        "output",
        "Hand on the last state only",
    ),
    "attention for one answer": (
        network(SEQUENCES, AttentionSpec(id="attention"), output(4)),
        "output",
        "Take the mean over time before it",
    ),
    "computing with tokens": (
        network(TOKENS, DenseSpec(id="dense"), output(8)),
        "dense",
        "Embed the tokens first",
    ),
    "one answer for every position": (
        network(TOKENS, EmbeddingSpec(id="embedding"), LSTMSpec(id="lstm"), output(8)),
        "output",
        "Let LSTM hand on the whole sequence",
    ),
    "heads that do not divide": (
        network(
            TOKENS,
            EmbeddingSpec(id="embedding"),
            PositionsSpec(id="positions"),
            TransformerBlockSpec(id="block", heads=3),
            output(8),
        ),
        "block",
        "Take 2 heads",
    ),
}


def make_mistake(studio: Studio, project: Project, qtbot: QtBot) -> MisfitBubble:
    studio.document.new(project)
    studio.panel.view.fit()
    qtbot.waitUntil(lambda: len(studio.panel.overlays.bubbles) == 1)
    return studio.panel.overlays.bubbles[0]


@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("by_keyboard", [False, True])
def test_a_mistake_is_told_at_its_layer_and_its_mend_makes_the_network_fit_in_one_step(
    open_canvas: Open, qtbot: QtBot, mistake: str, by_keyboard: bool
):
    project, layer_id, mend = MISTAKES[mistake]
    studio = open_canvas(images())
    bubble = make_mistake(studio, project, qtbot)
    assert bubble.misfit.layer_id == layer_id
    button = bubble.mend_button
    assert button is not None
    assert button.text() == mend
    if by_keyboard:
        studio.panel.activateWindow()
        qtbot.waitUntil(studio.panel.isActiveWindow)
        studio.panel.view.setFocus()
        QTest.keyClick(studio.panel.view, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is button
        QTest.keyClick(button, Qt.Key.Key_Space)
    else:
        QTest.mouseClick(button, Left)
    assert studio.document.shapes.fits
    assert studio.panel.overlays.bubbles == []
    assert studio.document.undo_stack.count() == 1
    assert studio.document.undo_stack.undoText() == mend
    studio.document.undo_stack.undo()
    assert studio.document.project == project


@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("size", [(780, 760), (480, 520)])
def test_the_bubble_stands_near_its_layer_inside_the_view_with_all_of_its_words(
    open_canvas: Open, qtbot: QtBot, mistake: str, size: tuple[int, int]
):
    project, layer_id, _ = MISTAKES[mistake]
    studio = open_canvas(images())
    studio.panel.resize(*size)
    bubble = make_mistake(studio, project, qtbot)
    place = bubble.geometry()
    assert studio.hand.pane.rect().contains(place)
    frame = studio.panel.overlays.rect_on_screen(studio.hand.column(layer_id).frame)
    assert place.adjusted(-14, -14, 14, 14).intersects(frame)
    for label in bubble.findChildren(QLabel):
        assert bubble.rect().contains(label.geometry())
        assert label.heightForWidth(label.width()) <= label.height()
    button = bubble.mend_button
    assert button is not None
    assert button.sizeHint().width() <= button.width()
    assert bubble.rect().contains(button.geometry())


def test_a_title_of_ones_own_in_a_mend_is_told_in_full(open_canvas: Open, qtbot: QtBot):
    title = "The one that reads letter after letter and never forgets"
    project, _, _ = MISTAKES["recurrence on a last state"]
    first = msgspec.structs.replace(project.layers[0], title=title)
    project = msgspec.structs.replace(project, layers=(first, *project.layers[1:]))
    studio = open_canvas(images())
    bubble = make_mistake(studio, project, qtbot)
    button = bubble.mend_button
    assert button is not None
    assert title in (button.text() + button.toolTip()).replace("\n", " ")
    assert studio.hand.pane.rect().contains(bubble.geometry().topLeft() + QPoint(1, 1))
    assert bubble.rect().contains(button.geometry())
