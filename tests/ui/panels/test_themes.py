"""Every panel takes on another look at once."""

from collections.abc import Callable

import pytest
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


@pytest.mark.parametrize("example", ["noisy-xor", "sine", "digits"])
@pytest.mark.parametrize("kind", [RunBar, DataPanel, PicturePanel, LossPanel, PredictionsPanel])
def test_a_panel_looks_different_in_the_dark_and_the_same_again_in_the_light(
    open_studio: Callable[[str], Studio],
    show: Callable[[QWidget], None],
    qtbot: QtBot,
    kind: Callable[..., QWidget],
    example: str,
) -> None:
    studio = open_studio(example)
    studio.run.play_until(2)
    parts: list[object] = [studio.document, studio.run]
    if kind in (DataPanel, PicturePanel, PredictionsPanel):
        parts.append(SampleChoice(studio.document))
    panel = kind(*parts, LIGHT)
    panel.resize(max(panel.minimumSizeHint().width(), 420), 420)
    show(panel)
    qtbot.waitUntil(lambda: studio.run.latest is not None and studio.run.latest.epoch == 2)
    if isinstance(panel, LossPanel):
        qtbot.waitUntil(lambda: panel.plot is not None and panel.plot.has_something)
    if isinstance(panel, PredictionsPanel):
        qtbot.waitUntil(lambda: panel.model.rowCount() > 0)
    settle(panel, qtbot)
    light = panel.grab().toImage()
    panel.set_theme(DARK)
    settle(panel, qtbot)
    assert panel.grab().toImage() != light
    panel.set_theme(LIGHT)
    settle(panel, qtbot)
    qtbot.waitUntil(lambda: panel.grab().toImage() == light)


def settle(panel: QWidget, qtbot: QtBot) -> None:
    if isinstance(panel, DataPanel):
        seen = [one for one in panel.thumbnails.values() if one.isVisible()]
        qtbot.waitUntil(lambda: all(one.drawn for one in seen))
