"""A canvas with its inspector below, a real run, and hands for both."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSplitter
from pytestqt.qtbot import QtBot

from nnstudio.app.document import Document
from nnstudio.app.run_controller import RunController
from nnstudio.app.sample_choice import SampleChoice
from nnstudio.explain.expressions import Number
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.specs import Project
from nnstudio.ui.canvas import CanvasPanel
from nnstudio.ui.inspector.equation_lines import Target
from nnstudio.ui.inspector.panel import InspectorPanel
from nnstudio.ui.inspector.sheet import Sheet
from nnstudio.ui.theme import DARK

PATIENCE = 60_000


class Studio:
    """The middle of the window: the canvas, and the inspector under it."""

    def __init__(self, bot: QtBot, project: Project) -> None:
        self.bot = bot
        self.document = Document(project)
        self.run = RunController(self.document)
        self.choice = SampleChoice(self.document)
        self.canvas = CanvasPanel(self.document, self.run, DARK)
        self.panel = InspectorPanel(self.document, self.run, self.choice, self.canvas, DARK)
        self.window = QSplitter(Qt.Orientation.Vertical)
        self.window.addWidget(self.canvas)
        self.window.addWidget(self.panel)
        self.window.resize(820, 940)
        self.window.setSizes([600, 330])

    @property
    def sheet(self) -> Sheet:
        """The equations that are to be seen."""
        return self.panel.page.sheet

    def until(self, condition: Callable[[], bool]) -> None:
        """Let events happen until this is so."""
        self.bot.waitUntil(condition, timeout=PATIENCE)

    def until_answered(self) -> None:
        """Wait for what was asked last."""
        asked = self.panel._request._asked
        self.until(lambda: self.panel.found is not None and self.panel.found.inspection is asked)

    def view(self, name: str) -> None:
        """Click on a part of the step, and wait for it."""
        button = self.panel.head.tabs.buttons[name]
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.until_answered()

    def click_canvas(self, point: QPointF) -> None:
        """Click on a point of the scene, and wait for what the inspector says."""
        view = self.canvas.view
        QTest.mouseClick(
            view.viewport(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            view.mapFromScene(point),
        )
        self.until_answered()

    def wire(self, layer_id: str, row: int, column: int) -> QPointF:
        bundle = self.canvas.scene.layout.bundle(layer_id)
        assert bundle is not None
        middle = bundle.middle(row, column)
        assert middle is not None
        return middle

    def neuron(self, layer_id: str, row: int) -> QPointF:
        column = self.canvas.scene.layout.column(layer_id)
        assert column is not None
        return next(tile.rect.center() for tile in column.tiles if tile.index == row)

    def target(self, symbol: str) -> Target:
        """Where this number stands on the sheet."""
        for target in self.sheet.targets():
            node = self.sheet.node_of(target)
            if isinstance(node, Number) and node.symbol == symbol:
                return target
        raise AssertionError(f"there is no {symbol}; there is {self.sheet.text()}")

    def middle_of(self, target: Target) -> QPoint:
        return self.sheet.rect_of(target).center().toPoint()

    def click_number(self, symbol: str) -> None:
        """Click on a number of the sheet."""
        QTest.mouseClick(
            self.sheet,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            self.middle_of(self.target(symbol)),
        )
        self.until_answered()


Open = Callable[[str], Studio]


@pytest.fixture
def open_studio(qtbot: QtBot) -> Iterator[Open]:
    """Opens an example with canvas and inspector; the runs end with the test."""
    opened: list[Studio] = []

    def open_example(example: str) -> Studio:
        studio = Studio(qtbot, EXAMPLES[example].project)
        opened.append(studio)
        qtbot.addWidget(studio.window)
        with qtbot.waitExposed(studio.window):
            studio.window.show()
        with qtbot.waitSignal(studio.run.snapshot, timeout=PATIENCE):
            studio.run.start()
        studio.until_answered()
        return studio

    yield open_example
    for studio in opened:
        studio.run.shut_down()


@pytest.fixture
def xor(open_studio: Open) -> Studio:
    """2-4-3-1 on XOR: layers hidden-1, hidden-2, output."""
    return open_studio("xor")
