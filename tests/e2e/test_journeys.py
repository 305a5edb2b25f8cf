"""What people come for, from the first click to the last, in the real window."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from nnstudio.app.preferences import Preferences
from nnstudio.app.snapshot import Phase
from nnstudio.app.speed import Speed
from nnstudio.project import edits
from nnstudio.project.layers import DenseSpec
from nnstudio.project.specs import TableSource
from nnstudio.ui.main_window import MainWindow
from nnstudio.ui.theme import LIGHT
from tests.e2e.studio import Studio

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
BUTTONS = QMessageBox.StandardButton


def test_pressing_play_bends_the_boundary_until_all_four_rows_of_xor_are_right(
    studio: Studio,
) -> None:
    before = studio.latest.losses
    first_map = studio.latest.results["maps"].output.copy()
    studio.flat_out()
    studio.click(studio.window.workspace.run_bar.transport.play)
    studio.until(lambda: studio.latest.losses.train_accuracy == 1.0 and studio.latest.epoch > 200)
    studio.click(studio.window.workspace.run_bar.transport.play)
    studio.until(lambda: studio.phase is Phase.PAUSED)
    assert studio.latest.losses.train_loss < before.train_loss / 10
    assert not np.array_equal(studio.latest.results["maps"].output, first_map)
    assert len(studio.latest.curve.epochs) > 10


def test_space_plays_and_pauses_right_steps_and_home_starts_over(studio: Studio) -> None:
    start = {name: weights.copy() for name, weights in studio.latest.weights.items()}
    studio.key(Qt.Key.Key_Space)
    studio.until(lambda: studio.phase is Phase.RUNNING and studio.latest.step > 3)
    studio.key(Qt.Key.Key_Space)
    studio.until(lambda: studio.phase is Phase.PAUSED)
    step = studio.latest.step
    studio.key(Qt.Key.Key_Right)
    studio.until(lambda: studio.latest.step == step + 1)
    studio.key(Qt.Key.Key_Home)
    studio.until(lambda: studio.latest.step == 0)
    assert all(np.array_equal(studio.latest.weights[name], start[name]) for name in start)


def test_a_layer_dragged_in_keeps_the_training_and_undo_takes_it_out_again(
    studio: Studio,
) -> None:
    studio.train_until(50)
    kept = studio.latest.weights["hidden-1"].copy()
    studio.drag_from_palette("Dense", before="output")
    assert studio.units == [4, 3, 4, 1]
    studio.until(lambda: len(studio.latest.weights) == 4)
    assert np.array_equal(studio.latest.weights["hidden-1"], kept)
    assert studio.latest.epoch == 50
    studio.key(Qt.Key.Key_Z, CTRL)
    assert studio.units == [4, 3, 1]
    studio.key(Qt.Key.Key_Z, CTRL | SHIFT)
    assert studio.units == [4, 3, 4, 1]


def test_a_wire_dragged_changes_its_weight_and_undo_brings_the_old_one_back(
    studio: Studio,
) -> None:
    before = studio.weight("hidden-1", 0, 0)
    start = studio.wire("hidden-1", 0, 0)
    studio.drag(start, start - QPoint(0, 60))
    studio.until(lambda: studio.weight("hidden-1", 0, 0) > before)
    studio.key(Qt.Key.Key_Z, CTRL)
    studio.until(lambda: studio.weight("hidden-1", 0, 0) == before)


def test_a_table_of_ones_own_is_imported_and_learned_from(studio: Studio, tmp_path: Path) -> None:
    table = tmp_path / "flowers.csv"
    rows = [f"{i / 10:.1f};{(i * 7 % 10) / 10};{'big' if i > 20 else 'small'}" for i in range(40)]
    table.write_text("height;width;size\n" + "\n".join(rows).replace(".", ","), encoding="utf-8")
    studio.window.import_csv(table)
    csv = studio.window.csv
    assert csv is not None
    studio.until(csv.import_button.isEnabled)
    studio.click(csv.import_button)
    studio.until(lambda: isinstance(studio.document.project.data.source, TableSource))
    assert studio.document.material.dataset.class_names == ("big", "small")
    studio.train_until(100)
    assert studio.latest.losses.train_accuracy is not None
    assert studio.latest.losses.train_accuracy > 0.9
    studio.command("undo")
    assert studio.document.material.dataset.title == "XOR"


def test_saving_closing_and_reopening_goes_on_as_if_one_had_never_stopped(
    open_studio: Callable[..., Studio], tmp_path: Path
) -> None:
    file = tmp_path / "xor.nnstudio"
    first = open_studio("noisy-xor")
    first.train_until(13)
    first.window.files.save_to(file)
    assert not first.window.isWindowModified()
    first.train_until(31)
    assert first.window.isWindowModified()
    second = open_studio()
    second.window.open(file)
    second.until(lambda: second.latest.epoch == 13)
    assert not second.window.isWindowModified()
    second.train_until(31)
    for name, weights in first.latest.weights.items():
        assert np.array_equal(second.latest.weights[name], weights)
    assert np.array_equal(second.latest.curve.train, first.latest.curve.train)


@pytest.mark.parametrize("damage", ["cut", "newer", "junk", "gone"])
def test_a_file_that_cannot_be_opened_is_told_in_words_and_nothing_changes(
    studio: Studio, tmp_path: Path, damage: str
) -> None:
    file = tmp_path / "broken.nnstudio"
    studio.window.files.save_to(file)
    studio.train_until(20)
    project, weights = studio.document.project, studio.latest.weights["output"].copy()
    content = file.read_bytes()
    if damage == "cut":
        file.write_bytes(content[: len(content) // 2])
    elif damage == "junk":
        file.write_bytes(b"not a project at all")
    elif damage == "gone":
        file.unlink()
    else:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("project.json", json.dumps({"format": 99}))
    studio.document.path = None
    studio.window.open(file)
    assert "broken.nnstudio" in studio.window.workspace.notice.text
    assert studio.document.project == project
    assert np.array_equal(studio.latest.weights["output"], weights)


def test_an_output_that_does_not_fit_is_explained_and_mended_with_one_click(
    studio: Studio,
) -> None:
    studio.train_until(10)
    project = edits.set_units(studio.document.project, "output", 3)
    studio.document.apply(project, "three outputs")
    assert studio.phase is Phase.MISFIT
    misfit = studio.document.shapes.misfits[0]
    assert "2 with softmax" in misfit.text
    assert misfit.mend is not None
    studio.window.workspace.canvas.commands.apply_project(misfit.mend.project, misfit.mend.text)
    studio.until(lambda: studio.phase is Phase.PAUSED)
    assert studio.units[-1] == 1
    assert studio.latest.epoch == 10


def test_choosing_digits_gives_ten_outputs_and_undo_brings_xor_back_in_one_step(
    studio: Studio,
) -> None:
    studio.click(studio.window.workspace.data.thumbnails["digits"])
    assert studio.document.material.input_count == 64
    assert studio.units == [4, 3, 10]
    output = studio.layers[-1]
    assert isinstance(output, DenseSpec)
    assert output.activation == "softmax"
    studio.train_until(2)
    studio.command("undo")
    assert studio.units == [4, 3, 1]
    assert studio.document.material.dataset.truth_table


def test_a_learning_rate_without_bounds_ends_in_words_and_reset_recovers(
    open_studio: Callable[..., Studio],
) -> None:
    studio = open_studio("bumps")
    studio.document.apply(
        edits.change_training(studio.document.project, learning_rate=1e9), "far too fast"
    )
    studio.flat_out()
    studio.command("play")
    studio.until(lambda: studio.phase is Phase.DIVERGED)
    assert "Diverged at step" in studio.latest.message
    studio.command("undo")
    studio.command("reset")
    studio.until(lambda: studio.phase is Phase.PAUSED and studio.latest.step == 0)
    studio.train_until(3)
    assert np.isfinite(studio.latest.losses.train_loss)


def test_closing_with_changes_asks_and_cancel_stays(studio: Studio) -> None:
    studio.document.apply(edits.set_units(studio.document.project, "hidden-1", 5), "five")
    studio.window.close()
    studio.answer(BUTTONS.Cancel)
    studio.until(lambda: studio.question() is None)
    assert studio.window.isVisible()
    assert studio.units == [5, 3, 1]
    studio.window.close()
    studio.answer(BUTTONS.Discard)
    studio.until(lambda: not studio.window.isVisible())


def test_closing_while_training_flat_out_ends_the_trainer(studio: Studio) -> None:
    studio.flat_out()
    studio.command("play")
    studio.until(lambda: studio.latest.step > 100)
    studio.window.close()
    assert not studio.window.isVisible()
    studio.until(lambda: not studio.window.run.is_alive)


def test_the_theme_changes_in_the_middle_of_a_training(studio: Studio) -> None:
    studio.window.run.set_speed(Speed(500.0))
    studio.command("play")
    studio.until(lambda: studio.latest.step > 5)
    light = studio.window.grab().toImage().pixelColor(5, 300).lightness()
    studio.command("theme dark")
    step = studio.latest.step
    studio.until(lambda: studio.latest.step > step)
    dark = studio.window.grab().toImage().pixelColor(5, 300).lightness()
    assert dark < 60 < light
    assert studio.preferences.theme == "dark"


def test_a_project_is_opened_by_dropping_its_file_on_the_window(
    open_studio: Callable[..., Studio], tmp_path: Path
) -> None:
    file = tmp_path / "dropped.nnstudio"
    first = open_studio("circles")
    first.window.files.save_to(file)
    second = open_studio()
    second.drop(file)
    second.until(lambda: second.document.path == file)
    assert second.document.project == first.document.project


def test_a_network_is_built_and_trained_with_the_keyboard_alone(studio: Studio) -> None:
    studio.key(Qt.Key.Key_1, CTRL)
    assert len(studio.layers) == 4
    studio.key(Qt.Key.Key_A, CTRL)
    studio.key(Qt.Key.Key_Delete)
    assert not studio.layers
    assert studio.phase is Phase.MISFIT
    studio.key(Qt.Key.Key_Z, CTRL)
    assert len(studio.layers) == 4
    studio.key(Qt.Key.Key_Right)
    studio.until(lambda: studio.latest.step == 1)


def test_settings_take_effect_while_the_training_runs(studio: Studio) -> None:
    studio.window.run.set_speed(Speed(2000.0))
    studio.command("play")
    studio.until(lambda: studio.latest.step > 10)
    field = studio.window.workspace.run_bar.learning_rate
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "0,125")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert studio.document.project.training.learning_rate == 0.125
    studio.until(lambda: studio.latest.learning_rate == 0.125)
    assert studio.phase is Phase.RUNNING


def test_a_new_window_is_never_larger_than_the_screen(qtbot: QtBot, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    window = MainWindow(Preferences(settings), LIGHT)
    qtbot.addWidget(window)
    room = window.screen().availableSize().expandedTo(window.minimumSize())
    assert window.width() <= room.width()
    assert window.height() <= room.height()
