"""The samples of a data set, looked through by mouse and keyboard."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from nnstudio.app.sample_choice import SampleChoice
from nnstudio.project import edits
from nnstudio.project.examples import EXAMPLES
from nnstudio.ui.panels.data_panel import DataPanel
from nnstudio.ui.panels.sample_art import SampleArt
from nnstudio.ui.panels.sample_preview import SamplePreview
from nnstudio.ui.skeleton import DATA
from nnstudio.ui.theme import DARK, LIGHT
from tests.ui.conftest import Studio
from tests.ui.directions import ahead, back
from tests.ui.figures import here

Make = Callable[[str], tuple[SamplePreview, SampleChoice, Studio]]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def preview_of(open_studio: Callable[[str], Studio], show: Callable[[QWidget], None]) -> Make:
    def make(example: str) -> tuple[SamplePreview, SampleChoice, Studio]:
        studio = open_studio(example)
        choice = SampleChoice(studio.document)
        panel = DataPanel(studio.document, studio.run, choice, LIGHT)
        panel.resize(DATA, 760)
        show(panel)
        return panel.preview, choice, studio

    return make


def press(preview: SamplePreview, key: Qt.Key) -> None:
    preview.grid.setFocus()
    QTest.keyClick(preview.grid, key)


@pytest.mark.parametrize(
    ("example", "look"),
    [
        ("digits", "image"),
        ("digits-cnn", "image"),
        ("remember-lstm", "symbols"),
        ("adding", "marked"),
        ("reverse", "tokens"),
        ("next-character", "text"),
    ],
)
def test_each_kind_of_sample_is_shown_as_what_it_is(
    preview_of: Make, example: str, look: str
) -> None:
    preview, _, _ = preview_of(example)
    assert preview.isVisible()
    assert preview.art is not None
    assert preview.art.look == look
    dark = preview.grid.grab().toImage()
    preview.set_theme(DARK)
    assert preview.grid.grab().toImage() != dark


def test_points_have_no_preview_since_the_boundary_shows_them(preview_of: Make) -> None:
    preview, _, studio = preview_of("circles")
    assert not preview.isVisible()
    del studio


def test_a_click_chooses_the_sample_and_says_what_it_is(preview_of: Make) -> None:
    preview, choice, studio = preview_of("digits-cnn")
    preview.back.click()
    wanted = preview.grid.first + 3
    QTest.mouseClick(preview.grid, LEFT, pos=preview.grid.cell(wanted).center().toPoint())
    assert choice.index == wanted
    material = studio.document.material
    share = "validation" if wanted in material.validation else "training"
    name = material.dataset.class_names[int(material.dataset.targets[wanted])]
    assert preview.words.text() == f"Sample {wanted + 1} · {share} · {name}"
    assert preview.grid.accessibleDescription() == preview.words.text()


def test_the_chosen_sample_is_marked_and_only_that_one(preview_of: Make) -> None:
    preview, choice, _ = preview_of("digits")
    choice.choose(0)
    grid = preview.grid

    def cell(index: int):
        return grid.grab(grid.cell(index).toAlignedRect()).toImage()

    first, second = cell(0), cell(1)
    choice.choose(1)
    assert cell(0) != first
    assert cell(1) != second
    choice.choose(0)
    assert (cell(0), cell(1)) == (first, second)


def test_arrow_keys_step_through_the_samples_and_turn_the_page(preview_of: Make) -> None:
    preview, choice, _ = preview_of("remember-lstm")
    choice.choose(0)
    press(preview, ahead(preview))
    assert choice.index == 1
    press(preview, back(preview))
    press(preview, back(preview))
    assert choice.index == 0
    for _ in range(preview.grid.count):
        press(preview, Qt.Key.Key_Down)
    assert choice.index == preview.grid.count
    assert preview.grid.first == preview.grid.count
    press(preview, Qt.Key.Key_End)
    assert choice.index == preview.grid.total - 1
    assert not preview.forward.isEnabled()
    press(preview, Qt.Key.Key_Home)
    assert choice.index == 0
    assert not preview.back.isEnabled()


def test_up_and_down_move_by_a_row_of_pictures(preview_of: Make) -> None:
    preview, choice, _ = preview_of("digits")
    choice.choose(0)
    press(preview, Qt.Key.Key_Down)
    above, below = preview.grid.cell(0), preview.grid.cell(int(choice.index or 0))
    assert below.x() == above.x()
    assert below.y() > above.y()
    press(preview, Qt.Key.Key_Up)
    assert choice.index == 0


def test_turning_pages_chooses_nothing_and_says_where_one_is(preview_of: Make) -> None:
    preview, choice, _ = preview_of("reverse")
    choice.choose(0)
    count = preview.grid.count
    QTest.mouseClick(preview.forward, LEFT)
    assert choice.index == 0
    assert preview.range.text().startswith(f"{count + 1}–{2 * count} of ")
    assert preview.grid.cell(0).isEmpty()
    QTest.mouseClick(preview.back, LEFT)
    assert preview.range.text().startswith(f"1–{count} of ")


def test_a_page_that_was_turned_to_stays_while_the_network_is_edited(preview_of: Make) -> None:
    preview, choice, studio = preview_of("reverse")
    choice.choose(0)
    QTest.mouseClick(preview.forward, LEFT)
    first = preview.grid.first
    document = studio.document
    document.apply(edits.change_training(document.project, learning_rate=0.5), "Rate")
    document.apply(
        edits.change_data(document.project, document.material.dataset, validation=0.5), "Share"
    )
    assert preview.grid.first == first


def test_a_sample_chosen_elsewhere_is_turned_to(preview_of: Make) -> None:
    preview, choice, _ = preview_of("digits")
    choice.choose(1234)
    assert not preview.grid.cell(1234).isEmpty()
    assert preview.words.text().startswith(here("Sample 1,235 · "))


def test_a_sample_of_ones_own_is_marked_nowhere(preview_of: Make) -> None:
    preview, choice, studio = preview_of("digits")
    choice.show_own(np.zeros(studio.document.material.dataset.features.shape[1]))
    assert preview.words.text() == "A sample of your own"
    press(preview, ahead(preview))
    assert choice.index is not None


def test_validation_samples_carry_another_sign_than_training_samples(preview_of: Make) -> None:
    preview, choice, studio = preview_of("remember-lstm")
    held_back = set(studio.document.material.validation.tolist())
    grid = preview.grid
    choice.choose(0)
    QTest.mouseClick(preview.forward, LEFT)
    while {at in held_back for at in range(grid.first, grid.first + grid.count)} != {True, False}:
        QTest.mouseClick(preview.forward, LEFT)
    signs: dict[bool, list[bytes]] = {True: [], False: []}
    for index in range(grid.first, grid.first + grid.count):
        cell = grid.cell(index)
        # The sign stands where reading begins.
        cell.setLeft(cell.right() - 13) if grid.isRightToLeft() else cell.setWidth(13)
        image = grid.grab(cell.toAlignedRect()).toImage()
        signs[index in held_back].append(bytes(image.constBits()))
    assert signs[True]
    assert signs[False]
    assert len(set(signs[True])) == len(set(signs[False])) == 1
    assert signs[True][0] != signs[False][0]
    assert preview.legend.isVisible()


def test_other_data_begins_at_its_own_chosen_sample(preview_of: Make) -> None:
    preview, choice, studio = preview_of("digits")
    choice.choose(1500)
    studio.document.new(EXAMPLES["reverse"].project)
    assert preview.art is not None
    assert preview.art.look == "tokens"
    assert choice.index == studio.document.material.validation[0]
    assert not preview.grid.cell(int(choice.index)).isEmpty()


def test_the_words_of_a_sample_read_as_its_symbols(preview_of: Make) -> None:
    for example in ("remember-lstm", "reverse", "next-character"):
        _, _, studio = preview_of(example)
        dataset = studio.document.material.dataset
        words = SampleArt(dataset).words(dataset.features[0])
        assert len(words) == dataset.time
        if example == "next-character":
            assert " " in words
