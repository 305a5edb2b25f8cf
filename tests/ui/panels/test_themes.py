"""Every panel takes on another look at once, down to its last pixel."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnstudio.app.sample_choice import SampleChoice
from nnstudio.ui.panels.data_panel import DataPanel
from nnstudio.ui.panels.loss_panel import LossPanel
from nnstudio.ui.panels.picture_panel import PicturePanel
from nnstudio.ui.panels.predictions_panel import PredictionsPanel
from nnstudio.ui.run_bar import RunBar
from nnstudio.ui.theme import DARK, LIGHT
from tests.ui.conftest import Studio

EXAMPLES = pytest.mark.parametrize("example", ["noisy-xor", "sine", "digits"])
PANELS = pytest.mark.parametrize(
    "kind", [RunBar, DataPanel, PicturePanel, LossPanel, PredictionsPanel]
)


@pytest.fixture
def studio(open_studio: Callable[[str], Studio], example: str) -> Studio:
    return open_studio(example)


@pytest.fixture
def panel(
    studio: Studio, show: Callable[[QWidget], None], qtbot: QtBot, kind: Callable[..., QWidget]
) -> QWidget:
    """It shows a run that has learned for two epochs."""
    studio.run.play_until(2)
    parts: list[object] = [studio.document, studio.run]
    if kind in (DataPanel, PicturePanel, PredictionsPanel):
        parts.append(SampleChoice(studio.document))
    panel = kind(*parts, LIGHT)
    panel.resize(max(panel.minimumSizeHint().width(), 420), 420)
    show(panel)
    settle(studio, panel, qtbot)
    return panel


@EXAMPLES
@PANELS
def test_a_panel_looks_different_in_the_dark_and_the_same_again_in_the_light(
    studio: Studio, panel: QWidget, qtbot: QtBot
) -> None:
    light = panel.grab().toImage()
    panel.set_theme(DARK)
    settle(studio, panel, qtbot)
    assert panel.grab().toImage() != light
    panel.set_theme(LIGHT)
    settle(studio, panel, qtbot)
    qtbot.waitUntil(lambda: panel.grab().toImage() == light)


@EXAMPLES
@PANELS
def test_a_panel_paints_its_last_pixel_at_every_size(
    studio: Studio, panel: QWidget, qtbot: QtBot
) -> None:
    """What is not painted keeps what was there before; at a scale of 1.5 a column once did."""
    for more in range(1, 4):
        panel.resize(panel.size() + QSize(more, more))
        settle(studio, panel, qtbot)
        assert painted_over(panel, "magenta") == painted_over(panel, "green")


def settle(studio: Studio, panel: QWidget, qtbot: QtBot) -> None:
    """Wait until the panel shows all that the run has to say."""
    qtbot.waitUntil(lambda: studio.run.latest is not None and studio.run.latest.epoch == 2)
    qtbot.waitUntil(studio.is_at_rest)
    if isinstance(panel, LossPanel):
        qtbot.waitUntil(lambda: panel.plot is not None and panel.plot.has_something)
    if isinstance(panel, DataPanel):
        seen = [one for one in panel.thumbnails.values() if one.isVisible()]
        qtbot.waitUntil(lambda: all(one.drawn for one in seen))


def painted_over(panel: QWidget, ground: str) -> QImage:
    """The panel's picture, painted over this colour."""
    picture = QImage(panel.grab().size(), QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(panel.devicePixelRatioF())
    picture.fill(QColor(ground))
    panel.render(picture)
    return picture
