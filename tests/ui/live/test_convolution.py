"""The live view for images: maps, receptive fields, the answer, and drawing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from nnstudio.app.activity import Activity, SampleActivity
from nnstudio.app.document import Document
from nnstudio.app.run_controller import RunController
from nnstudio.app.sample_choice import SampleChoice
from nnstudio.app.speed import Speed
from nnstudio.project import edits
from nnstudio.project.layers import (
    BatchNormSpec,
    Conv2DSpec,
    DenseSpec,
    FlattenSpec,
    LayerSpec,
    MaxPool2DSpec,
)
from nnstudio.project.material import prepare
from nnstudio.project.receptive_field import Field
from nnstudio.project.specs import BuiltInSource, DataSpec, Project, TrainingSpec
from nnstudio.ui.live.convolution_arrangement import Pixel
from nnstudio.ui.live.convolution_layers import Spot
from nnstudio.ui.live.convolution_maps import FeatureMaps
from nnstudio.ui.live.convolution_view import ConvolutionView
from nnstudio.ui.theme import DARK, LIGHT
from tests.ui.directions import ahead, back
from tests.ui.figures import here
from tests.ui.pictures import inks_in, picture_of

LEFT = Qt.MouseButton.LeftButton
LAYERS = (
    Conv2DSpec(id="first", filters=6, activation="tanh"),
    MaxPool2DSpec(id="pool"),
    Conv2DSpec(id="second", filters=4, kernel=2, padding="same"),
)


def data(key: str = "digits", scaling: str = "none") -> DataSpec:
    source = BuiltInSource(key=key, samples=200)
    return DataSpec(source=source, reading="image", scaling=scaling)  # type: ignore[arg-type]


def project(*layers: LayerSpec, spec: DataSpec | None = None, classes: int = 10) -> Project:
    output = DenseSpec(id="output", units=classes, activation="softmax")
    return Project(
        data=spec or data(),
        layers=(*layers, FlattenSpec(id="flat"), output),
        training=TrainingSpec(loss="categorical cross-entropy", learning_rate=0.01, batch_size=32),
    )


@dataclass
class Scene:
    """A view with all that it lives on."""

    document: Document
    run: RunController
    choice: SampleChoice
    view: ConvolutionView
    qtbot: QtBot

    @property
    def activity(self) -> Activity:
        assert self.run.latest is not None
        found = self.run.latest.results["activity"]
        assert isinstance(found, Activity)
        return found

    def wait_for_answer(self) -> None:
        """Until the network has answered to the sample that is chosen now."""

        def answered() -> bool:
            latest = self.run.latest
            found = latest.results.get("activity") if latest is not None else None
            return isinstance(found, Activity) and found.features is self.choice.features

        self.qtbot.waitUntil(answered)
        # Painted by then: the views have their turn before another snapshot may come.
        self.qtbot.waitUntil(
            lambda: np.array_equal(self.view.stage.bars.shares, self.activity.answer)
        )

    def train(self, epochs: int) -> None:
        self.run.play_until(epochs)
        self.qtbot.waitUntil(
            lambda: self.run.latest is not None and self.run.latest.epoch >= epochs
        )
        self.wait_for_answer()

    def maps(self, layer_id: str) -> FeatureMaps:
        return self.view.layers.maps[layer_id]

    def point(self, layer_id: str, pixel: Pixel) -> None:
        maps = self.maps(layer_id)
        place = maps.rect_of(pixel).center()
        areas = [area for area in self.view.findChildren(QScrollArea) if area.isAncestorOf(maps)]
        for area in areas:
            at = maps.mapTo(area.widget(), place)
            area.ensureVisible(at.x(), at.y(), 40, 40)
        QTest.mouseMove(maps, place)

    def draw(self, *strokes: NDArray[np.float64]) -> None:
        pad = self.view.stage.pad
        for stroke in strokes:
            points = [QPoint(*(point * pad.width()).round().astype(int)) for point in stroke]
            QTest.mousePress(pad, LEFT, pos=points[0])
            for point in points[1:]:
                QTest.mouseMove(pad, point)
            QTest.mouseRelease(pad, LEFT, pos=points[-1])

    def show_drawing(self) -> None:
        self.qtbot.waitUntil(lambda: not self.view.drawn.waits)


@pytest.fixture
def stage(qtbot: QtBot, show: Callable[[QWidget], None]) -> Iterator[Callable[..., Scene]]:
    runs: list[RunController] = []

    def make(spec: Project | None = None, asks: bool = True) -> Scene:
        document = Document(spec or project(*LAYERS))
        run = RunController(document)
        runs.append(run)
        run.set_speed(Speed())
        run.start()
        choice = SampleChoice(document)
        view = ConvolutionView(document, run, choice, LIGHT)
        view.resize(400, 560)
        scene = Scene(document, run, choice, view, qtbot)
        if asks:
            choice.changed.connect(lambda: run.want("activity", SampleActivity(choice.features)))
            run.want("activity", SampleActivity(choice.features))
        show(view)
        if asks and document.shapes.fits:
            scene.wait_for_answer()
        return scene

    yield make
    for run in runs:
        run.shut_down()


def test_every_layer_of_images_shows_its_maps_under_its_title(stage) -> None:
    scene = stage()
    assert scene.view.layers.titles == [
        "Convolution 1 · 6 maps of 6 × 6",
        "Max pooling 1 · 6 maps of 3 × 3",
        "Convolution 2 · 4 maps of 3 × 3",
    ]


def test_a_value_has_the_colour_of_its_sign_and_size(stage) -> None:
    scene = stage()
    maps, values = scene.maps("first"), scene.activity.layers["first"].values
    assert values.min() < 0 < values.max()
    picture = picture_of(maps)
    colours = LIGHT.sign_colours()
    for at in (values.argmin(), values.argmax()):
        pixel = Pixel(*(int(place) for place in np.unravel_index(at, values.shape)))
        value = float(values[pixel.channel, pixel.row, pixel.column])
        shade = int(127.5 + 127.5 * value / np.abs(values).max())
        corner = maps.rect_of(pixel).topLeft() + QPoint(1, 1)
        assert picture.pixelColor(corner) == QColor.fromRgb(int(colours[shade]))


def test_a_negative_value_bears_a_dash(stage) -> None:
    scene = stage()
    maps, values = scene.maps("first"), scene.activity.layers["first"].values

    def colours_at(at: int) -> int:
        pixel = Pixel(*(int(place) for place in np.unravel_index(at, values.shape)))
        return len(inks_in(maps, maps.rect_of(pixel).adjusted(1, 1, -1, -1)))

    assert colours_at(values.argmin()) > 1
    assert colours_at(values.argmax()) == 1


def test_maps_and_answer_move_while_the_network_learns(stage) -> None:
    scene = stage()
    before = scene.maps("second").grab().toImage()
    answer = scene.view.stage.bars.words()
    scene.train(2)
    assert scene.maps("second").grab().toImage() != before
    assert scene.view.stage.bars.words() != answer


def test_the_view_asks_the_trainer_for_nothing_itself_and_rests_while_hidden(stage) -> None:
    scene = stage(asks=False)
    scene.run.step()
    scene.qtbot.waitUntil(lambda: scene.run.latest is not None and scene.run.latest.step == 1)
    assert scene.run.latest.results == {}
    scene.view.hide()
    scene.run.want("activity", SampleActivity(scene.choice.features))
    scene.qtbot.waitUntil(lambda: "activity" in scene.run.latest.results)
    scene.run.step()
    scene.qtbot.waitUntil(lambda: scene.run.latest.step == 2)
    assert scene.view.stage.bars.shares is None
    scene.view.show()
    scene.wait_for_answer()


def test_pointing_lights_the_receptive_field_back_to_the_image(stage) -> None:
    scene = stage()
    before = scene.view.stage.image.grab().toImage()
    scene.point("second", Pixel(2, 0, 1))
    assert scene.maps("pool").lit == Field((0, 1), (1, 2), None)
    assert scene.maps("first").lit == Field((0, 1, 2, 3), (2, 3, 4, 5), None)
    assert scene.view.stage.image.lit == Field((0, 1, 2, 3, 4, 5), (2, 3, 4, 5, 6, 7), None)
    assert scene.view.stage.image.grab().toImage() != before
    detail = scene.view.detail
    assert detail.heading.text() == "Filter 3, row 1, column 2 · Convolution 2"
    value = scene.activity.layers["second"].values[2, 0, 1]
    assert (
        detail.sentence.text()
        .replace("\u2066", "")
        .replace("\u2069", "")
        .endswith(here(f"a = ReLU(z) = {value:.3f}"))
    )


def test_the_kernel_is_shown_and_the_map_that_it_gets_most_from_first(stage) -> None:
    scene = stage()
    scene.point("first", Pixel(5, 2, 2))
    (kernel,) = scene.view.detail.kernels.kernels
    weights = scene.run.latest.weights["first"]
    np.testing.assert_array_equal(kernel.weights, weights[5, :9].reshape(3, 3))
    scene.point("second", Pixel(1, 1, 1))
    kernels = scene.view.detail.kernels.kernels
    assert len(kernels) == 6
    own = scene.run.latest.weights["second"][1, :24].reshape(6, 2, 2)
    seen = scene.activity.layers["pool"].values[:, 1:3, 1:3]
    strongest = int(np.abs((own * seen).sum(axis=(1, 2))).argmax())
    assert kernels[0].words.startswith(f"on map {strongest + 1}:")
    np.testing.assert_array_equal(kernels[0].weights, own[strongest])


def test_of_a_pooling_the_pixel_that_won_is_marked(stage) -> None:
    scene = stage()
    scene.point("pool", Pixel(4, 1, 2))
    window = scene.activity.layers["first"].values[4, 2:4, 4:6]
    row, column = np.unravel_index(window.argmax(), (2, 2))
    assert scene.maps("first").lit == Field((2, 3), (4, 5), 4)
    assert scene.maps("first").winner == (2 + row, 4 + column)
    assert "The largest of 2 × 2 pixels" in scene.view.detail.sentence.text()


def test_a_click_keeps_the_pixel_and_escape_lets_it_go(stage) -> None:
    scene = stage()
    maps = scene.maps("second")
    QTest.mouseClick(maps, LEFT, pos=maps.rect_of(Pixel(0, 1, 1)).center())
    scene.point("first", Pixel(1, 0, 0))
    QApplication.sendEvent(maps, QEvent(QEvent.Type.Leave))
    assert scene.view.spot == Spot("second", Pixel(0, 1, 1))
    scene.run.step()
    scene.qtbot.waitUntil(lambda: scene.run.latest.step == 1)
    assert scene.view.spot == Spot("second", Pixel(0, 1, 1))
    QTest.keyClick(maps, Qt.Key.Key_Escape)
    assert scene.view.spot is None
    assert scene.view.stage.image.lit is None
    assert scene.view.detail.heading.text() == "Point at a pixel"


def test_the_keyboard_points_too_and_walks_on_to_the_next_map(stage) -> None:
    scene = stage()
    maps = scene.maps("pool")
    maps.setFocus(Qt.FocusReason.TabFocusReason)
    scene.qtbot.waitUntil(maps.hasFocus)
    assert scene.view.spot == Spot("pool", Pixel(0, 0, 0))
    for key in (*[ahead(maps)] * 3, Qt.Key.Key_Down):
        QTest.keyClick(maps, key)
    assert scene.view.spot == Spot("pool", Pixel(1, 1, 0))
    QTest.keyClick(maps, Qt.Key.Key_PageDown)
    QTest.keyClick(maps, Qt.Key.Key_Return)
    scene.view.draw.setFocus(Qt.FocusReason.TabFocusReason)
    assert scene.view.spot == Spot("pool", Pixel(2, 1, 0))
    assert "Map 3, row 2, column 1" in maps.accessibleDescription()


def test_one_steps_through_the_samples_by_button_and_by_arrow_key(stage) -> None:
    scene = stage()
    first = scene.choice.index
    before = scene.view.stage.image.grab().toImage()
    QTest.mouseClick(scene.view.stepper.ahead, LEFT)
    second = scene.choice.index
    assert second != first
    assert scene.view.stage.image.grab().toImage() != before
    digit = scene.document.material.dataset.targets[second]
    assert scene.view.stepper.sample.text() == f"digit {digit} · validation sample {second + 1}"
    scene.wait_for_answer()
    assert scene.view.stage.bars.target == digit
    QTest.keyClick(scene.view.stage.image, ahead(scene.view))
    assert scene.choice.index not in (first, second)
    QTest.keyClick(scene.view.stage.image, back(scene.view))
    QTest.mouseClick(scene.view.stepper.back, LEFT)
    assert scene.choice.index == first


def test_the_image_is_shown_as_it_enters_the_network(stage) -> None:
    plain, scaled = stage(), stage(project(*LAYERS, spec=data(scaling="standard")))
    assert plain.choice.index == scaled.choice.index
    pictures = [scene.view.stage.image.grab().toImage() for scene in (plain, scaled)]
    assert pictures[0] != pictures[1]


def traced(picture: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Strokes that follow a digit of the set: its ink, enlarged, line by line."""
    at = np.clip((np.arange(32) + 0.5) / 4 - 0.5, 0, 7)
    rows = np.stack([np.interp(at, range(8), column) for column in picture.T], axis=1)
    large = np.stack([np.interp(at, range(8), row) for row in rows])
    strokes = []
    for y, row in enumerate(large > 0.6):
        ends = np.flatnonzero(np.diff(np.concatenate(([False], row, [False])).astype(int)))
        for start, end in ends.reshape(-1, 2).tolist():
            strokes.append(np.array([[start + 0.5, y + 0.5], [end - 0.5, y + 0.5]]) / 32)
    # Smaller and off the middle, as a hand would draw it.
    return [stroke * 0.7 + (0.1, 0.2) for stroke in strokes]


def test_a_digit_drawn_after_one_of_the_set_comes_back_like_it_and_is_recognised(stage) -> None:
    network = (Conv2DSpec(id="first", filters=8, padding="same"), MaxPool2DSpec(id="pool"))
    scene = stage(project(*network))
    scene.train(12)
    QTest.mouseClick(scene.view.draw, LEFT)
    dataset, material = scene.document.material.dataset, scene.document.material
    right, alike = 0, []
    samples = [
        next(i for i in material.validation if dataset.targets[i] == digit and i > start)
        for digit in range(10)
        for start in (0, 700)
    ]
    for sample in samples:
        scene.view.stage.pad.clear()
        scene.draw(*traced(dataset.features[sample].reshape(8, 8)))
        scene.show_drawing()
        scene.qtbot.waitUntil(lambda: not scene.view.drawn.waits)
        scene.wait_for_answer()
        drawn = scene.choice.features
        alike.append(np.corrcoef(drawn, dataset.features[sample])[0, 1])
        right += scene.view.stage.bars.winner == dataset.targets[sample]
    assert np.median(alike) > 0.85
    assert right >= 17


def test_maps_and_bars_follow_the_hand_even_when_the_run_is_paused(stage) -> None:
    scene = stage()
    QTest.mouseClick(scene.view.draw, LEFT)
    view = scene.view
    assert view.stepper.sample.text() == "Your drawing"
    assert view.stage.bars.shares is None
    assert view.stage.bars.target is None
    blank = scene.maps("second").grab().toImage()
    scene.draw(np.array([[0.5, 0.1], [0.5, 0.9]]))
    scene.show_drawing()
    scene.wait_for_answer()
    assert view.stage.bars.winner is not None
    assert scene.maps("second").grab().toImage() != blank
    scene.draw(np.array([[0.2, 0.5], [0.8, 0.5]]))
    scene.show_drawing()
    scene.wait_for_answer()
    crossed = scene.choice.features
    QTest.mouseClick(view.stage.undo, LEFT)
    scene.show_drawing()
    assert not np.array_equal(scene.choice.features, crossed)
    QTest.mouseClick(view.stage.clear, LEFT)
    scene.show_drawing()
    assert not scene.choice.features.any()
    assert view.stage.bars.shares is None
    assert not view.stage.clear.isVisible()


def test_a_drawing_of_a_training_network_is_answered_too(stage) -> None:
    scene = stage()
    scene.run.play()
    QTest.mouseClick(scene.view.draw, LEFT)
    scene.draw(np.array([[0.5, 0.1], [0.5, 0.9]]))
    scene.show_drawing()
    scene.qtbot.waitUntil(lambda: scene.view.stage.bars.winner is not None)
    scene.run.pause()


def test_after_drawing_the_sample_of_before_is_there_again(stage) -> None:
    scene = stage()
    QTest.mouseClick(scene.view.stepper.ahead, LEFT)
    index = scene.choice.index
    QTest.mouseClick(scene.view.draw, LEFT)
    assert scene.choice.index is None
    assert scene.view.stage.pad.isVisible()
    QTest.mouseClick(scene.view.draw, LEFT)
    assert scene.choice.index == index
    assert not scene.view.stage.pad.isVisible()
    QTest.mouseClick(scene.view.draw, LEFT)
    QTest.mouseClick(scene.view.stepper.ahead, LEFT)
    assert not scene.view.draw.isChecked()
    assert scene.choice.index is not None


def test_a_network_without_convolution_shows_image_pad_and_answer(stage) -> None:
    scene = stage(project())
    view = scene.view
    assert view.layers.titles == []
    assert view.title.text() == "Image and answer"
    assert not view.detail.isVisible()
    assert view.stage.bars.shares is not None
    QTest.mouseClick(view.draw, LEFT)
    scene.draw(np.array([[0.5, 0.1], [0.5, 0.9]]))
    scene.show_drawing()
    scene.wait_for_answer()


def test_shapes_are_drawn_in_their_place_and_named(stage) -> None:
    scene = stage(project(*LAYERS, spec=data("shapes"), classes=4))
    view = scene.view
    assert view.stage.bars.names == ("horizontal bar", "vertical bar", "cross", "ring")
    QTest.mouseClick(view.draw, LEFT)
    assert view.stage.pad.invitation == "Draw here"
    scene.draw(np.array([[0.25, 0.25], [0.25, 0.75]]))
    scene.show_drawing()
    picture = scene.choice.features.reshape(12, 12)
    assert picture[:, 2:4].sum() > 0.9 * picture.sum()


def test_other_layers_and_other_data_are_followed(stage) -> None:
    scene = stage()
    scene.point("second", Pixel(0, 0, 0))
    wider = edits.change_layer(scene.document.project, "first", filters=9)
    scene.document.apply(wider, "filters")
    assert scene.view.layers.titles[0] == "Convolution 1 · 9 maps of 6 × 6"
    assert scene.view.spot is None
    normed = (LAYERS[0], BatchNormSpec(id="norm"), *LAYERS[1:])
    scene.document.apply(project(*normed), "norm")
    scene.qtbot.waitUntil(lambda: "norm" in scene.activity.layers)
    scene.wait_for_answer()
    scene.point("norm", Pixel(3, 2, 1))
    assert scene.maps("first").lit == Field((2,), (1,), 3)
    QTest.mouseClick(scene.view.draw, LEFT)
    scene.draw(np.array([[0.5, 0.1], [0.5, 0.9]]))
    shapes = data("shapes")
    scene.document.apply(
        edits.set_data(scene.document.project, shapes, prepare(shapes).dataset), "shapes"
    )
    assert not scene.view.draw.isChecked()
    assert scene.view.stage.pad.is_empty
    assert scene.view.layers.titles[0] == "Convolution 1 · 6 maps of 10 × 10"
    scene.wait_for_answer()


def test_a_network_that_does_not_fit_says_so_and_keeps_its_image(stage) -> None:
    scene = stage()
    unfit = edits.change_layer(scene.document.project, "second", kernel=9, padding="valid")
    scene.document.apply(unfit, "kernel")
    view = scene.view
    assert view.notice.isVisible()
    assert len(view.layers.titles) == 2
    assert view.stage.bars.shares is None
    scene.document.undo_stack.undo()
    assert not view.notice.isVisible()
    scene.wait_for_answer()


@pytest.mark.parametrize("drawing", [False, True])
def test_nothing_is_cut_off_at_the_side_of_a_small_panel(stage, drawing: bool) -> None:
    scene = stage()
    view = scene.view
    if drawing:
        QTest.mouseClick(view.draw, LEFT)
    view.resize(250, 330)
    assert view.minimumSizeHint().width() <= 250
    inside, room = view.area.widget(), view.area.viewport()
    scene.qtbot.waitUntil(lambda: inside.width() <= room.width() < 240)
    maps = scene.maps("first")
    for channel in range(6):
        assert maps.rect().contains(maps.rect_of(Pixel(channel, 5, 5)))


def test_in_a_low_panel_the_words_float_beside_the_pixel(stage) -> None:
    scene = stage()
    view = scene.view
    view.resize(250, 330)
    scene.qtbot.waitUntil(lambda: view.detail.floats)
    assert not view.detail.isVisible()
    inside, room = view.area.widget(), view.area.viewport()
    scene.qtbot.waitUntil(lambda: inside.width() <= room.width())
    for layer_id in ("first", "second"):
        maps = scene.maps(layer_id)
        view.area.ensureWidgetVisible(maps)
        scene.point(layer_id, Pixel(0, 1, 1))
        assert view.detail.isVisible()
        assert view.rect().contains(view.detail.geometry())
        kernels = view.detail.kernels
        assert kernels.height() >= kernels.sizeHint().height()
        assert view.detail.rect().contains(kernels.geometry())
        pixel = maps.rect_of(Pixel(0, 1, 1)).translated(maps.mapTo(view, QPoint(0, 0)))
        assert not view.detail.geometry().intersects(pixel)
    view.resize(400, 560)
    scene.qtbot.waitUntil(lambda: not view.detail.floats)
    assert view.detail.isVisible()


def test_from_right_to_left_the_first_map_stands_at_the_right(stage) -> None:
    scene = stage()
    scene.view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    maps = scene.maps("first")
    assert maps.rect_of(Pixel(0, 0, 0)).x() > maps.rect_of(Pixel(1, 0, 0)).x()
    for pixel in (Pixel(0, 0, 0), Pixel(3, 2, 5), Pixel(5, 5, 0)):
        assert maps.pixel_at(maps.rect_of(pixel).center().toPointF()) == pixel


def test_another_theme_paints_everything_anew(stage) -> None:
    scene = stage()
    before = scene.view.grab().toImage()
    scene.view.set_theme(DARK)
    assert scene.view.grab().toImage() != before
    corner = picture_of(scene.maps("first"))
    values = scene.activity.layers["first"].values
    pixel = Pixel(*(int(at) for at in np.unravel_index(values.argmax(), values.shape)))
    place = scene.maps("first").rect_of(pixel).topLeft() + QPoint(1, 1)
    assert corner.pixelColor(place).blue() > corner.pixelColor(place).red()


def test_other_scaling_of_the_same_data_keeps_the_drawing(stage) -> None:
    scene = stage()
    QTest.mouseClick(scene.view.draw, LEFT)
    scene.draw(np.array([[0.5, 0.1], [0.5, 0.9]]))
    scene.show_drawing()
    scene.wait_for_answer()
    before = scene.view.stage.image.grab().toImage()
    scaled = data(scaling="standard")
    scene.document.apply(
        edits.set_data(scene.document.project, scaled, scene.document.material.dataset), "scaling"
    )
    assert scene.view.draw.isChecked()
    assert not scene.view.stage.pad.is_empty
    assert scene.view.stage.image.grab().toImage() != before


def test_from_a_drawing_one_steps_on_from_the_sample_of_before(stage) -> None:
    scene = stage()
    for _ in range(4):
        QTest.mouseClick(scene.view.stepper.ahead, LEFT)
    fifth = scene.choice.index
    QTest.mouseClick(scene.view.draw, LEFT)
    QTest.mouseClick(scene.view.stepper.back, LEFT)
    assert scene.choice.index is not None
    assert not scene.view.draw.isChecked()
    QTest.mouseClick(scene.view.stepper.ahead, LEFT)
    assert scene.choice.index == fifth


def test_the_pad_comes_into_view_from_wherever_one_has_scrolled(stage) -> None:
    scene = stage()
    scene.view.resize(250, 330)
    bar = scene.view.area.verticalScrollBar()
    scene.qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    QTest.mouseClick(scene.view.draw, LEFT)
    pad, room = scene.view.stage.pad, scene.view.area.viewport()
    scene.qtbot.waitUntil(
        lambda: room.rect().contains(pad.rect().translated(pad.mapTo(room, QPoint(0, 0))))
    )


def test_keys_that_mean_nothing_are_left_to_others(stage) -> None:
    scene = stage()
    for widget in (scene.maps("first"), scene.view.stage.image, scene.view.stage.pad):
        for key in (Qt.Key.Key_F9, 0):  # 0: a key that Qt has no name for
            event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
            QApplication.sendEvent(widget, event)
            assert not event.isAccepted()
    assert scene.view.spot is None
    assert scene.view.stage.pad.is_empty


def test_where_there_is_little_room_a_line_says_that_one_can_point(stage) -> None:
    scene = stage()
    view = scene.view
    assert not view.hint.isVisible()
    view.resize(330, 400)
    scene.qtbot.waitUntil(lambda: view.detail.floats)
    assert view.hint.isVisible()
    view.resize(330, 330)
    scene.qtbot.waitUntil(lambda: not view.hint.isVisible())


def test_numbers_are_written_as_the_person_writes_them(stage, german) -> None:
    scene = stage()
    scene.point("second", Pixel(2, 0, 1))
    value = scene.activity.layers["second"].values[2, 0, 1]
    assert f"{value:.3f}".replace(".", ",") in scene.view.detail.sentence.text()
    bars = scene.view.stage.bars
    assert "." not in bars.words().split(":")[1].split("%")[0]
