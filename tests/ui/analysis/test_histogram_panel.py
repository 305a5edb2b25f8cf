"""The histograms by layer, as a person reads them."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from nnstudio.project import edits
from nnstudio.project.examples import EXAMPLES
from nnstudio.ui.analysis.histogram_panel import PROBE, HistogramPanel
from nnstudio.ui.analysis.histogram_strip import plot_places
from nnstudio.ui.theme import DARK, LIGHT
from tests.ui.figures import here

from ...project.projects import dense, project
from .conftest import Studio

Show = Callable[[QWidget], None]
Open = Callable[..., Studio]
RELU = project(dense("a", 3, "relu"), dense("b", 2, "tanh"))


@pytest.fixture
def panel(studio: Open, show: Show) -> Callable[..., tuple[Studio, HistogramPanel]]:
    def make(design=RELU) -> tuple[Studio, HistogramPanel]:
        opened = studio(design)
        made = HistogramPanel(opened.document, opened.run, DARK)
        made.resize(400, 420)
        show(made)
        if opened.document.shapes.fits:
            opened.bot.waitUntil(lambda: made.summary.isVisible())
        return opened, made

    return make


def kill(studio: Studio, layer: str, unit: int, columns: int) -> None:
    """Give a ReLU a bias that no input makes up for."""
    studio.run.set_weight(layer, unit, columns, -1000.0)


def test_every_layer_has_a_row_that_tells_its_numbers_when_pointed_at(panel):
    studio, made = panel()
    assert list(made.rows) == ["a", "b", "output"]
    assert made.reading.text().startswith("Point at a histogram to read its numbers")
    strip = made.rows["a"].strip
    left, width = plot_places(strip.width())[0]
    QTest.mouseMove(strip, QPoint(left + width // 2, 20))
    studio.bot.waitUntil(lambda: not made.reading.text().startswith("Point at"))
    W = studio.session.network.layers[0].W
    low = here(f"{W.min():.4f}").replace("-", "−")
    assert made.reading.text().startswith(f"Hidden 1, weights: 6 values from {low} to ")
    assert here(f"mean {W.mean():.4f}").replace("-", "−") in made.reading.text()


def test_the_histograms_can_be_read_by_keyboard(panel):
    studio, made = panel()
    strip = made.rows["b"].strip
    strip.setFocus()
    studio.bot.waitUntil(strip.hasFocus)
    assert "weights" in made.reading.text()
    QTest.keyClick(strip, Qt.Key.Key_Right)
    assert "activations" in made.reading.text()
    assert strip.accessibleDescription() == made.reading.text()
    QTest.keyClick(strip, Qt.Key.Key_Right)
    QTest.keyClick(strip, Qt.Key.Key_Right)
    assert "gradients" in made.reading.text()


def test_a_dead_relu_is_named_and_a_click_on_its_name_asks_for_it(panel):
    studio, made = panel()
    for unit in range(3):
        studio.run.set_weight("a", unit, 2, 10.0)
    studio.bot.waitUntil(lambda: made.rows["a"].links.links == [])
    kill(studio, "a", 1, 2)
    studio.bot.waitUntil(lambda: len(made.rows["a"].links.links) == 1)
    (link,) = made.rows["a"].links.links
    assert (link.text(), link.accessibleName()) == ("2", "Dead: Unit 2")
    assert "0 to every one of the 4 training samples" in link.toolTip()
    assert "dead: 1" in made.summary.text()
    with studio.bot.waitSignal(made.unit_wanted) as asked:
        QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert asked.args == ["a", 1]


def test_a_unit_that_comes_back_to_life_loses_its_name(panel):
    studio, made = panel()
    kill(studio, "a", 1, 2)
    studio.bot.waitUntil(lambda: made.rows["a"].links.links != [])
    for unit in range(3):
        studio.run.set_weight("a", unit, 2, 10.0)
    studio.bot.waitUntil(lambda: made.rows["a"].links.links == [])
    assert made.rows["a"].links.isHidden()


def test_many_names_fold_and_can_all_be_had(panel):
    studio, made = panel(project(dense("a", 20, "relu")))
    for unit in range(20):
        kill(studio, "a", unit, 2)
    studio.bot.waitUntil(lambda: "dead: 20" in made.summary.text())
    links = made.rows["a"].links
    assert [link.text() for link in links.links] == [*map(str, range(1, 9)), "and 12 more"]
    QTest.mouseClick(links.links[-1], Qt.MouseButton.LeftButton)
    assert [link.text() for link in links.links] == [*map(str, range(1, 21))]


def test_nothing_is_asked_of_the_trainer_while_the_panel_is_hidden(panel):
    studio, made = panel()
    assert studio.wanted(PROBE)
    made.hide()
    assert not studio.wanted(PROBE)
    made.show()
    assert studio.wanted(PROBE)


def test_when_a_run_pauses_the_histograms_are_of_the_very_step_it_stands_at(panel):
    studio, made = panel()
    studio.train_until(30)
    W = studio.parameters()[:9].reshape(3, 3)[:, :2]
    expected = here(f"{W.max():.4f}").replace("-", "−")
    studio.bot.waitUntil(lambda: f" to {expected}," in made.rows["a"].strip.sentence("weights"))


def test_the_rows_follow_the_layers_of_the_project(panel):
    studio, made = panel()
    edited = edits.remove_layers(studio.document.project, ["b"])
    studio.document.apply(edited, "remove")
    studio.bot.waitUntil(lambda: list(made.rows) == ["a", "output"] and made.summary.isVisible())
    assert made.rows["a"].strip.found is not None


def test_a_network_that_does_not_fit_is_told_in_words(panel):
    odd = replace(RELU, layers=RELU.layers[:1])
    _, made = panel(odd)
    assert "cannot be the last layer" in made.notice.text() or "output layer" in made.notice.text()
    assert made.area.isHidden()


def test_a_layer_that_learns_nothing_says_so(panel):
    _, made = panel(EXAMPLES["digits"].project)
    assert made.rows["dropout-1"].strip.sentence("weights") == (
        "Dropout, weights: none, there is nothing to learn here."
    )


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize("size", [(400, 420), (250, 330)])
def test_it_can_be_painted_in_every_look(panel, theme, logarithmic, size):
    _, made = panel()
    made.resize(*size)
    assert (made.width(), made.height()) == size
    made.set_theme(theme)
    made.log.setChecked(logarithmic)
    strip = made.rows["a"].strip
    picture = strip.grab().toImage()
    inks = {picture.pixelColor(x, 30).name() for x in range(picture.width())}
    assert {theme.negative, theme.positive} & inks


def test_a_look_into_the_past_shows_the_histograms_of_then(panel):
    studio, made = panel()
    first = studio.parameters()[:9].reshape(3, 3)[:, :2]
    studio.train_until(20)
    begun = studio.latest.timeline.current.moments[0]
    expected = here(f" to {first.max():.4f},").replace("-", "−")
    studio.bot.waitUntil(lambda: expected not in made.rows["a"].strip.sentence("weights"))
    studio.run.timeline.go_to(begun.number)
    studio.bot.waitUntil(lambda: expected in made.rows["a"].strip.sentence("weights"))
