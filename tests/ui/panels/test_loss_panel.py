"""The loss panel and its plot."""

from collections.abc import Callable
from math import inf, nan

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from nnstudio.app.snapshot import LossCurve
from nnstudio.project import edits
from nnstudio.project.layers import Conv2DSpec
from nnstudio.ui.panels.loss_panel import LossPanel
from nnstudio.ui.panels.loss_plot import LossPlot
from nnstudio.ui.panels.other_runs import thinned
from nnstudio.ui.theme import DARK, LIGHT, Theme
from tests.ui.conftest import Studio
from tests.ui.figures import here

Show = Callable[[QWidget], None]
Open = Callable[[str], Studio]
WILD = [0.0, -1.0, nan, inf, -inf, 1e308, 1e-308, 0.5, 1e-12]


def curve(train: list[float], validation: list[float] | None = None) -> LossCurve:
    count = len(train)
    held = validation if validation is not None else [nan] * count
    return LossCurve(np.arange(1.0, count + 1), np.array(train), np.array(held))


@pytest.fixture
def plot(show: Show) -> LossPlot:
    plot = LossPlot(LIGHT)
    plot.resize(380, 240)
    show(plot)
    return plot


def spans(plot: LossPlot) -> list[float]:
    (left, right), (bottom, top) = plot.getViewBox().viewRange()
    return [left, right, bottom, top]


def turn_wheel(plot: LossPlot, notches: int) -> None:
    middle = QPointF(plot.viewport().rect().center())
    event = QWheelEvent(
        middle,
        QPointF(plot.viewport().mapToGlobal(middle)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(plot.viewport(), event)


def test_before_the_first_step_the_panel_says_how_to_begin(
    open_studio: Open, show: Show, qtbot: QtBot
) -> None:
    studio = open_studio("noisy-xor")
    panel = LossPanel(studio.document, studio.run, DARK)
    panel.resize(400, 260)
    assert panel.plot is None
    show(panel)
    qtbot.waitUntil(lambda: panel.plot is not None)
    qtbot.waitUntil(lambda: studio.run.latest is not None)
    assert panel.pages.currentWidget() is panel.empty
    assert panel.empty.text() == "Press play, and the loss appears here."
    studio.run.play_until(4)
    qtbot.waitUntil(lambda: panel.pages.currentWidget() is panel.plot)
    qtbot.waitUntil(lambda: studio.run.latest.epoch == 4)
    known = studio.run.latest.curve.epochs
    qtbot.waitUntil(lambda: np.array_equal(panel.plot.train.getData()[0], known))
    losses = panel.plot.train.getData()[1]
    assert list(losses) == list(studio.run.latest.curve.train)


def after_two_epochs(open_studio: Open, show: Show, qtbot: QtBot) -> tuple[Studio, LossPanel]:
    studio = open_studio("noisy-xor")
    panel = LossPanel(studio.document, studio.run, DARK)
    show(panel)
    studio.run.play_until(2)
    qtbot.waitUntil(lambda: panel.pages.currentWidget() is panel.plot)
    return studio, panel


def test_a_low_plot_has_a_number_at_every_line(open_studio: Open, show: Show, qtbot: QtBot) -> None:
    _, panel = after_two_epochs(open_studio, show, qtbot)
    panel.resize(272, 150)
    qtbot.waitUntil(lambda: panel.plot.height() < 130)
    panel.grab()
    axis = panel.plot._axes["left"]
    (_, places), *_ = axis.tickValues(*axis.range, axis.size().height())
    picture = QPixmap(10, 10)
    painter = QPainter(picture)
    painter.setFont(axis.style["tickFont"])
    *_, numbers = axis.generateDrawSpecs(painter)
    painter.end()
    assert len(places) >= 2
    assert [words for _, _, words in numbers] == axis.tickStrings(places, 1.0, 1.0)


def test_after_a_reset_the_panel_is_empty_again(
    open_studio: Open, show: Show, qtbot: QtBot
) -> None:
    studio, panel = after_two_epochs(open_studio, show, qtbot)
    studio.run.reset()
    qtbot.waitUntil(lambda: panel.pages.currentWidget() is panel.empty)


def test_a_project_that_does_not_fit_is_opened_without_the_losses_of_the_one_before(
    open_studio: Open, show: Show, qtbot: QtBot
) -> None:
    studio, panel = after_two_epochs(open_studio, show, qtbot)
    qtbot.waitUntil(studio.is_at_rest)
    misfit = edits.insert_layers(studio.document.project, 1, [Conv2DSpec()])
    studio.document.new(misfit)
    assert not studio.document.shapes.fits
    assert panel.pages.currentWidget() is panel.empty
    panel.hide()
    panel.show()
    assert panel.pages.currentWidget() is panel.empty


def test_the_scale_is_switched_by_its_box(open_studio: Open, show: Show, qtbot: QtBot) -> None:
    studio = open_studio("noisy-xor")
    panel = LossPanel(studio.document, studio.run, DARK)
    panel.resize(400, 260)
    show(panel)
    qtbot.waitUntil(lambda: panel.plot is not None)
    panel.plot.show_curve(curve([100.0, 1.0, 0.01]))
    QTest.mouseClick(panel.log, Qt.MouseButton.LeftButton, pos=QPoint(8, panel.log.height() // 2))
    assert list(panel.plot.train.getData()[1]) == [2.0, 0.0, -2.0]
    QTest.mouseClick(panel.log, Qt.MouseButton.LeftButton, pos=QPoint(8, panel.log.height() // 2))
    assert list(panel.plot.train.getData()[1]) == [100.0, 1.0, 0.01]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.sampled_from(WILD) | st.floats(), max_size=12),
    st.booleans(),
    st.booleans(),
)
def test_losses_of_every_kind_leave_finite_axes_and_are_painted(
    plot: LossPlot, losses: list[float], logarithmic: bool, with_validation: bool
) -> None:
    plot.set_logarithmic(logarithmic)
    plot.show_curve(curve(losses, losses[::-1] if with_validation else None))
    assert np.isfinite(spans(plot)).all()
    left, right, bottom, top = spans(plot)
    assert left < right
    assert bottom < top
    plot.grab()


def test_a_loss_of_zero_is_a_gap_on_the_logarithmic_scale(plot: LossPlot) -> None:
    plot.show_curve(curve([1.0, 0.0, 0.1]))
    plot.set_logarithmic(True)
    heights = plot.train.getData()[1]
    assert heights[0] == 0.0
    assert np.isnan(heights[1])
    assert heights[2] == -1.0
    plot.grab()


@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize("notches", [-1, 1])
def test_two_hundred_notches_of_the_wheel_break_nothing_and_a_double_click_fits_again(
    plot: LossPlot, notches: int, logarithmic: bool
) -> None:
    plot.set_logarithmic(logarithmic)
    plot.show_curve(curve([1.0, 0.5, 0.25], [1.2, 0.7, 0.4]))
    fitted = spans(plot)
    for _ in range(200):
        turn_wheel(plot, notches)
    assert spans(plot) != fitted
    assert np.isfinite(spans(plot)).all()
    plot.grab()
    QTest.mouseDClick(plot.viewport(), Qt.MouseButton.LeftButton)
    assert spans(plot) == pytest.approx(fitted)


def test_a_closer_look_is_kept_while_the_training_goes_on(plot: LossPlot) -> None:
    plot.show_curve(curve([1.0, 0.5, 0.25]))
    for _ in range(5):
        turn_wheel(plot, 1)
    closer = spans(plot)
    plot.show_curve(curve([1.0, 0.5, 0.25, 0.2, 0.1]))
    assert spans(plot) == closer


def test_the_mouse_reads_epoch_and_losses(plot: LossPlot, qtbot: QtBot) -> None:
    plot.show_curve(curve([1.0, 0.5, 0.25], [1.5, 0.75, 0.5]))
    box = plot.getViewBox()
    place = plot.mapFromScene(box.mapViewToScene(QPointF(2.1, 0.5)))
    with qtbot.waitSignal(plot.reading) as told:
        QTest.mouseMove(plot.viewport(), place)
    assert told.args == [here("epoch 2 · train 0.5000 · validation 0.7500")]


def test_thinning_keeps_the_ends_and_the_extremes() -> None:
    x = np.arange(10_000.0)
    y = np.sin(x / 700)
    y[4321] = 9.0
    y[1234] = nan
    few_x, few_y = thinned(x, y)
    assert few_x.size < 400
    assert few_x[-1] == x[-1]
    assert np.nanmax(few_y) == 9.0
    assert np.nanmin(few_y) == np.nanmin(y)
    assert (np.diff(few_x) > 0).all()


def test_a_curve_without_any_number_is_thinned_without_a_warning() -> None:
    x = np.arange(5_000.0)
    few_x, few_y = thinned(x, np.full(5_000, nan))
    assert few_x.size == few_y.size
    assert np.isnan(few_y).all()


def test_the_two_curves_differ_by_more_than_colour(plot: LossPlot) -> None:
    assert plot.train.opts["pen"].style() == Qt.PenStyle.SolidLine
    assert plot.validation.opts["pen"].style() != Qt.PenStyle.SolidLine


@pytest.mark.parametrize(
    ("train", "validation"),
    [(0.001, 0.5), (0.5, 0.001), (0.001, 0.002), (0.9, 0.4), (1.0, 1.02), (1.02, 1.01)],
)
def test_the_names_stand_inside_the_plot_wherever_the_curves_end(
    plot: LossPlot, train: float, validation: float
) -> None:
    plot.resize(260, 140)
    plot.show_curve(curve([1.0, 0.5, train], [1.0, 0.6, validation]))
    plot.grab()
    inside = plot.getViewBox().sceneBoundingRect().adjusted(-1, -1, 1, 1)
    boxes = [name.mapRectToScene(name.boundingRect()) for name in plot._names]
    assert all(inside.contains(box) for box in boxes)
    assert not boxes[0].adjusted(1, 1, -1, -1).intersects(boxes[1].adjusted(1, 1, -1, -1))


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_names_of_the_curves_can_be_read(plot: LossPlot, theme: Theme) -> None:
    plot.set_theme(theme)
    for name in plot._names:
        assert contrast(name.color, theme.colour("panel")) >= 4.5  # WCAG 2, for small text


def contrast(one: QColor, other: QColor) -> float:
    """How far apart two colours are in lightness, from 1 to 21."""

    def light(colour: QColor) -> float:
        parts = np.array([colour.redF(), colour.greenF(), colour.blueF()])
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722]) + 0.05

    dark, bright = sorted((light(one), light(other)))
    return bright / dark


def test_reading_the_curve_never_makes_the_panel_wider(
    open_studio: Open, show: Show, qtbot: QtBot
) -> None:
    studio = open_studio("noisy-xor")
    panel = LossPanel(studio.document, studio.run, LIGHT)
    show(panel)
    panel.bring_plot()
    narrow = panel.minimumSizeHint().width()
    assert panel.plot is not None
    panel.plot.reading.emit("epoch 38,400 · train 3.8e−12 · validation 0.4204")
    qtbot.wait(0)
    assert panel.minimumSizeHint().width() <= narrow
    assert "0.4204" in panel.reading.text()
    panel.plot.reading.emit("")
    assert panel.title.isVisible()
