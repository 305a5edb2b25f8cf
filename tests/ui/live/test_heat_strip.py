"""The strip of colours, and what the view of recurrence says about numbers."""

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor

from nnstudio.project.layers import LSTMSpec, RNNSpec
from nnstudio.ui.live.heat_strip import HeatStrip, settled
from nnstudio.ui.live.heat_strip_axis import TimeAxis
from nnstudio.ui.live.recurrence_bars import GradientBars
from nnstudio.ui.live.recurrence_words import RecurrenceWords, portion, power
from nnstudio.ui.theme import DARK, LIGHT
from tests.ui.figures import here
from tests.ui.pictures import inks_in, nearest, picture_of


def painted(strip: HeatStrip, row: int, step: int) -> QColor:
    begin, width = strip.axis.column(step)
    top, height = strip.row_place(row)
    return picture_of(strip).pixelColor(begin + width // 2, top + height // 2)


@pytest.fixture
def strip(qtbot):
    def make(values, **settings) -> HeatStrip:
        made = HeatStrip("State", "What it is.", DARK, **settings)
        qtbot.addWidget(made)
        made.show_values(np.array(values, float))
        made.resize(300, made.sizeHint().height())
        return made

    return make


def close(one: QColor, other: str) -> bool:
    wanted = QColor(other)
    return max(abs(a - b) for a, b in zip(one.getRgb(), wanted.getRgb(), strict=True)) <= 3


def test_negative_nothing_and_positive_have_the_colours_of_the_theme(strip):
    made = strip([[-1.0, 0.0, 1.0]], reach=1.0)
    assert close(painted(made, 0, 0), DARK.negative)
    assert close(painted(made, 0, 1), DARK.middle)
    assert close(painted(made, 0, 2), DARK.positive)
    made.set_theme(LIGHT)
    assert close(painted(made, 0, 0), LIGHT.negative)


def test_the_first_unit_is_on_top_and_the_first_step_at_the_left(strip):
    made = strip([[1.0, 0.0], [0.0, -1.0]], reach=1.0)
    assert close(painted(made, 0, 0), DARK.positive)
    assert close(painted(made, 1, 1), DARK.negative)
    assert close(painted(made, 0, 1), DARK.middle)


def test_a_share_has_the_middle_for_nothing_and_one_colour_for_all(strip):
    made = strip([[0.0, 1.0]], shares=True)
    assert close(painted(made, 0, 0), DARK.middle)
    assert close(painted(made, 0, 1), DARK.positive)


def test_a_scale_without_bounds_takes_the_next_round_number_and_keeps_it(strip):
    made = strip([[0.3, -3.2]])
    assert made.reach == 5.0
    made.show_values(np.array([[4.9, 1.5]]))
    assert made.reach == 5.0
    made.show_values(np.array([[5.1, 1.5]]))
    assert made.reach == 10.0
    made.show_values(np.array([[0.013, 0.0]]))
    assert made.reach == 0.02
    assert settled(5.0, 0.0) == 1.0


def test_what_is_no_number_is_hatched_and_spoils_no_scale(strip):
    made = strip([[np.nan, 1.0, np.inf, 2.0]])
    assert made.reach == 2.0
    begin, width = made.axis.column(0)
    top, height = made.row_place(0)
    seen = inks_in(made, QRect(begin, top, width, height))
    assert nearest(seen, DARK.warning) < 100 < nearest({DARK.raised}, DARK.warning)


def test_more_units_than_pixels_are_still_all_reached_by_pointing(strip):
    made = strip(np.zeros((512, 3)), reach=1.0)
    assert made.strip_height() == 128
    assert made.row_at(made.top() + 1) == 0
    assert made.row_at(made.top() + 128) == 508
    begin, height = made.row_place(511)
    assert begin + height <= made.top() + 1 + 128 + 1


@pytest.mark.parametrize(("width", "steps"), [(179, 31), (100, 100), (300, 7), (50, 90)])
def test_the_step_under_a_pixel_is_the_one_whose_column_is_there(width, steps):
    axis = TimeAxis(40, width, steps)
    for step in range(steps):
        for x in range(axis.edge(step), axis.edge(step + 1)):
            assert axis.step_at(x) == step
    assert axis.step_at(39) is axis.step_at(40 + width) is None


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (3e-5, "0.0030\u202f% of the last step’s: it has vanished"),
        (2e-9, "2.0 · 10⁻⁹ of the last step’s: it has vanished"),
        (0.02, "2.0\u202f% of the last step’s: it fades"),
        (0.8, "80\u202f% of the last step’s: it arrives"),
        (2.5, "2.5 times the last step’s: it arrives"),
        (35.0, "35 times the last step’s: it grows"),
        (4e6, "4.0 · 10⁶ times the last step’s: it explodes"),
    ],
)
def test_whether_the_gradient_arrives_is_said_in_words(qapp, ratio, words):
    assert here(words) in RecurrenceWords().gradient(np.array([ratio, 0.5, 1.0]), RNNSpec())


def test_no_gradient_and_one_beyond_all_numbers_have_words_of_their_own(qapp):
    words = RecurrenceWords()
    assert "no gradient" in words.gradient(np.zeros(4), LSTMSpec())
    assert "exploded" in words.gradient(np.array([np.inf, 1.0]), LSTMSpec())
    assert "exploded" in words.gradient(np.array([np.nan, 1.0]), LSTMSpec())
    assert "One step" in words.gradient(np.array([1.0]), LSTMSpec())


def test_a_gradient_of_nothing_and_of_any_size_can_be_said():
    assert portion(0.0) == "0\u202f%"
    assert power(0.0123) == here("0.012")
    assert power(4.52e-7) == here("4.5 · 10⁻⁷")


def test_a_bar_is_as_high_as_its_power_of_ten(qtbot):
    bars = GradientBars("Gradient", "", DARK)
    qtbot.addWidget(bars)
    bars.show_sizes(np.array([0.0, 1e-6, 1e-3, 1.0]), 0)
    assert bars.powers == (-6, 0)
    assert bars.height_of(1e-3) * 2 == bars.height_of(1.0)
    assert bars.height_of(0.0) == bars.height_of(1e-30) == 0


def test_the_scale_of_the_bars_stays_while_it_serves(qtbot):
    bars = GradientBars("Gradient", "", DARK)
    qtbot.addWidget(bars)
    bars.show_sizes(np.array([2e-6, 0.5]), 0)
    bars.show_sizes(np.array([2e-5, 0.05]), 0)
    assert bars.powers == (-6, 0)
    bars.show_sizes(np.array([2e-12, 0.05]), 0)
    assert bars.powers == (-12, -1)
    bars.show_sizes(np.array([1e-300, 0.05]), 0)
    assert bars.powers == (-17, -1)
    bars.show_sizes(np.array([0.01, 0.05]), 0)
    assert bars.powers == (-4, -1)
