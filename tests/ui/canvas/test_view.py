"""Zoom, pan and fit; and that nothing breaks, whatever comes."""

import gc
import random

import msgspec
import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnstudio.project import edits
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.layers import DenseSpec, DropoutSpec
from nnstudio.project.specs import Project
from nnstudio.ui.theme import DARK, LIGHT
from tests.ui.canvas.conftest import Open, Studio
from tests.ui.pictures import picture_of

Control = Qt.KeyboardModifier.ControlModifier


def wheel(studio: Studio, at: QPoint, notches: int = 0, pixels: QPoint | None = None) -> None:
    pane = studio.hand.pane
    event = QWheelEvent(
        QPointF(at),
        QPointF(pane.mapToGlobal(at)),
        pixels or QPoint(),
        QPoint(0, 120 * notches) if pixels is None else pixels * 2,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(pane, event)


def test_the_wheel_zooms_around_the_pointer(xor: Studio):
    at = QPoint(200, 300)
    held = xor.panel.view.mapToScene(at)
    before = xor.panel.view.zoom
    wheel(xor, at, notches=3)
    assert xor.panel.view.zoom > 1.4 * before
    moved = xor.panel.view.mapFromScene(held) - at
    assert moved.manhattanLength() <= 3
    assert xor.panel.zoom_label.text() == f"{round(100 * xor.panel.view.zoom)} %"


def test_two_hundred_notches_either_way_stay_within_reason(xor: Studio):
    for notches in (-200, 200, -200):
        for _ in range(20):
            wheel(xor, QPoint(300, 300), notches // 20)
        assert 0.05 < xor.panel.view.zoom < 10.0
    xor.hand.key("F")
    assert xor.hand.pane.rect().contains(xor.hand.at(xor.hand.body("output")))


def test_a_touchpad_pans_and_the_middle_button_too(xor: Studio):
    at = xor.hand.at(xor.hand.body("output"))
    zoom = xor.panel.view.zoom
    wheel(xor, at, pixels=QPoint(-40, 25))
    assert xor.hand.at(xor.hand.body("output")) - at == QPoint(-40, 25)
    start = QPointF(-60.0, -200.0)
    end = xor.panel.view.mapToScene(xor.hand.at(start) + QPoint(30, 30))
    at = xor.hand.at(xor.hand.body("output"))
    xor.hand.drag(start, end, Qt.MouseButton.MiddleButton)
    assert (xor.hand.at(xor.hand.body("output")) - at).manhattanLength() >= 50
    assert xor.panel.view.zoom == zoom


def test_control_and_a_drag_on_empty_ground_pan(xor: Studio):
    start = QPointF(-60.0, -200.0)
    end = xor.panel.view.mapToScene(xor.hand.at(start) + QPoint(40, 20))
    at = xor.hand.at(xor.hand.body("output"))
    place = xor.hand.at(start), xor.hand.at(end)
    assert place[1] - place[0] == QPoint(40, 20)
    xor.hand.drag(start, end, keys=Control)
    assert xor.hand.at(xor.hand.body("output")) - at == QPoint(40, 20)
    assert xor.scene.selection.empty


def test_keys_zoom_in_and_out_and_fit(xor: Studio):
    fitted = xor.panel.view.zoom
    xor.hand.key(Qt.Key.Key_Plus, Control)
    assert xor.panel.view.zoom > fitted
    xor.hand.key(Qt.Key.Key_Minus, Control)
    xor.hand.key(Qt.Key.Key_Minus, Control)
    assert xor.panel.view.zoom < fitted
    xor.hand.key(Qt.Key.Key_0, Control)
    assert xor.panel.view.zoom == fitted


def test_a_growing_network_stays_fitted_until_one_zooms_oneself(xor: Studio):
    def all_shown() -> bool:
        shown = xor.panel.view.mapToScene(xor.hand.pane.rect()).boundingRect()
        return shown.contains(xor.scene.layout.bounds)

    many = [DenseSpec(units=9) for _ in range(6)]
    xor.document.apply(edits.insert_layers(xor.document.project, 0, many), "grow")
    assert all_shown()
    xor.document.undo_stack.undo()
    xor.panel.view.zoom_by(1.5)
    kept = xor.panel.view.transform()
    xor.document.apply(edits.insert_layers(xor.document.project, 0, many), "grow")
    assert xor.panel.view.transform() == kept
    xor.panel.fit_button.click()
    assert all_shown()


def test_nothing_moves_while_the_network_learns(xor: Studio, qtbot: QtBot):
    xor.run.play()
    view = xor.panel.view
    places = [view.mapFromScene(c.frame).boundingRect() for c in xor.scene.layout.columns]
    with qtbot.waitSignals([xor.run.snapshot] * 5):
        pass
    after = [view.mapFromScene(c.frame).boundingRect() for c in xor.scene.layout.columns]
    assert places == after


def test_neurons_show_their_own_maps_and_wires_their_own_weights(xor: Studio, qtbot: QtBot):
    qtbot.waitUntil(lambda: xor.run.latest is not None and "maps" in xor.run.latest.results)
    first = picture(xor)
    neuron = xor.hand.at(xor.hand.column("hidden-1").tiles[0].rect.center())
    wire = xor.hand.at(xor.hand.wire("output", 0, 1))
    xor.run.set_weight("output", 0, 1, 6.0)
    xor.run.set_weight("hidden-1", 0, 2, 9.0)
    qtbot.waitUntil(lambda: xor.weight("hidden-1", 0, 2) == 9.0)
    second = picture(xor)
    assert second.pixelColor(neuron).blue() > 230
    assert second.pixelColor(neuron) != first.pixelColor(neuron)
    assert second.pixelColor(wire) != first.pixelColor(wire)
    xor.run.set_weight("output", 0, 1, -6.0)
    qtbot.waitUntil(lambda: xor.weight("output", 0, 1) == -6.0)
    third = picture(xor)
    beside = wire + QPoint(0, 2)
    assert third.pixelColor(beside).red() > third.pixelColor(beside).blue()
    assert second.pixelColor(beside).blue() > second.pixelColor(beside).red()
    # Not by colour alone: a seam runs along a negative wire.
    assert third.pixelColor(wire).red() < third.pixelColor(beside).red()
    assert second.pixelColor(wire) == second.pixelColor(beside)


def picture(studio: Studio) -> QImage:
    return picture_of(studio.hand.pane)


def test_another_theme_while_it_trains_repaints_everything(xor: Studio, qtbot: QtBot):
    xor.run.play()
    with qtbot.waitSignal(xor.run.snapshot):
        pass
    ground = QPoint(3, 3)
    assert picture(xor).pixelColor(ground) == DARK.colour("panel")
    xor.panel.set_theme(LIGHT)
    with qtbot.waitSignal(xor.run.snapshot):
        pass
    assert picture(xor).pixelColor(ground) == LIGHT.colour("panel")
    xor.panel.set_theme(DARK)
    assert picture(xor).pixelColor(ground) == DARK.colour("panel")


def test_a_snapshot_of_an_older_network_paints_what_fits(xor: Studio):
    latest = xor.run.latest
    assert latest is not None
    for weights in (
        {},
        {"hidden-1": np.zeros((2, 2)), "output": np.ones((9, 40))},
        {"hidden-1": np.full((4, 3), np.nan), "hidden-2": np.full((3, 5), np.inf)},
        {"hidden-1": np.zeros((0, 1))},
    ):
        xor.scene.show_snapshot(type(latest)(**{**vars(latest), "weights": weights, "results": {}}))
        xor.hand.move(xor.hand.wire("hidden-2", 1, 1))
        xor.hand.move(xor.hand.column("hidden-1").tiles[3].rect.center())
        assert not picture(xor).isNull()


def test_another_project_takes_the_place_of_the_first(xor: Studio, qtbot: QtBot):
    xor.run.play()
    xor.hand.click(xor.hand.body("hidden-1"))
    for name in ("digits", "sine", "blobs"):
        xor.document.new(EXAMPLES[name].project)
        assert len(xor.scene.layout.columns) == 1 + len(EXAMPLES[name].project.layers)
        assert xor.scene.selection.empty
        with qtbot.waitSignal(xor.run.snapshot):
            pass
        assert not picture(xor).isNull()


def test_hundreds_of_random_edits_and_undos_leave_a_canvas_that_agrees_with_its_document(
    xor: Studio, qtbot: QtBot
):
    chance = random.Random(7)
    document = xor.document
    xor.run.play()
    for step in range(300):
        edited = _random_edit(document.project, chance)
        if edited is None:
            chance.choice((document.undo_stack.undo, document.undo_stack.redo))()
        else:
            document.apply(edited, f"step {step}")
        if step % 10 == 0:
            QApplication.processEvents()
            picture(xor)
        if step % 50 == 0:
            gc.collect()
        assert [c.layer_id for c in xor.scene.layout.columns][1:] == xor.ids
        assert len(xor.scene.items()) == len(xor.scene.layout.columns) + len(
            xor.scene.layout.bundles
        )
    gc.collect()
    QApplication.processEvents()
    assert tuple(b.misfit for b in xor.panel.overlays.bubbles) == document.shapes.misfits


def _random_edit(project: Project, chance: random.Random) -> Project | None:
    """Some edit; None for an undo or redo."""
    layers = project.layers
    kind = chance.randrange(6)
    if kind == 0 or not layers:
        fresh = chance.choice((DenseSpec(units=chance.randint(1, 40)), DropoutSpec()))
        return edits.insert_layers(project, chance.randint(0, len(layers)), [fresh])
    one = chance.choice(layers)
    if kind == 1 and len(layers) > 1:
        return edits.remove_layers(project, [one.id])
    if kind == 2:
        return edits.move_layers(project, [one.id], chance.randint(0, len(layers)))
    if kind == 3 and isinstance(one, DenseSpec):
        return edits.set_units(project, one.id, chance.randint(1, 80))
    if kind == 4:
        return msgspec.structs.replace(project, layers=layers[: chance.randint(0, len(layers))])
    return None


def test_a_wire_under_the_hand_survives_the_end_of_its_layer(xor: Studio):
    start = xor.hand.wire("output", 0, 1)
    xor.hand.drag(start, start - QPointF(0.0, 40.0), let_go=False)
    xor.document.apply(edits.remove_layers(xor.document.project, ["output"]), "gone")
    xor.hand.move(start - QPointF(0.0, 80.0))
    xor.hand.release(start - QPointF(0.0, 80.0))
    assert xor.ids == ["hidden-1", "hidden-2"]


def test_a_layer_under_the_hand_survives_its_end(xor: Studio):
    start = xor.hand.body("hidden-1")
    goal = QPointF(xor.hand.column("hidden-2").x + 20.0, start.y())
    xor.hand.drag(start, goal, let_go=False)
    xor.document.apply(edits.remove_layers(xor.document.project, ["hidden-1"]), "gone")
    xor.hand.move(goal + QPointF(40.0, 0.0))
    xor.hand.release(goal + QPointF(40.0, 0.0))
    assert xor.ids == ["hidden-2", "output"]


def test_a_project_opened_in_the_middle_of_a_drag_ends_the_drag(xor: Studio, open_canvas: Open):
    edge = xor.hand.column("hidden-1").edge
    assert edge is not None
    start = edge.center()
    xor.hand.drag(start, start + QPointF(0.0, 60.0), let_go=False)
    xor.document.new(EXAMPLES["sine"].project)
    xor.hand.move(start + QPointF(0.0, 90.0))
    xor.hand.release(start + QPointF(0.0, 90.0))
    assert xor.document.project == EXAMPLES["sine"].project
