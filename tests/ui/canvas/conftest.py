"""A canvas with a real document and a real run, and a hand that moves the mouse over it."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnstudio.app.decision_maps import DecisionMaps
from nnstudio.app.document import Document
from nnstudio.app.run_controller import RunController
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.specs import Project
from nnstudio.ui.canvas import CanvasPanel
from nnstudio.ui.canvas.geometry import Column
from nnstudio.ui.canvas.palette import PalettePill
from nnstudio.ui.theme import DARK

Left = Qt.MouseButton.LeftButton
NoKeys = Qt.KeyboardModifier.NoModifier


class Hand:
    """Does with the mouse and the keys what a person would, at points of the scene."""

    def __init__(self, panel: CanvasPanel) -> None:
        self.panel = panel
        self.view = panel.view
        self.pane = panel.view.viewport()

    def at(self, point: QPointF) -> QPoint:
        return self.view.mapFromScene(point)

    def press(
        self, point: QPointF, button: Qt.MouseButton = Left, keys: Qt.KeyboardModifier = NoKeys
    ) -> None:
        QTest.mousePress(self.pane, button, keys, self.at(point))

    def release(
        self, point: QPointF, button: Qt.MouseButton = Left, keys: Qt.KeyboardModifier = NoKeys
    ) -> None:
        QTest.mouseRelease(self.pane, button, keys, self.at(point))

    def move(self, point: QPointF) -> None:
        QTest.mouseMove(self.pane, self.at(point))

    def click(self, point: QPointF, keys: Qt.KeyboardModifier = NoKeys) -> None:
        QTest.mouseClick(self.pane, Left, keys, self.at(point))

    def double_click(self, point: QPointF) -> None:
        QTest.mouseClick(self.pane, Left, NoKeys, self.at(point))
        QTest.mouseDClick(self.pane, Left, NoKeys, self.at(point))

    def drag(
        self,
        start: QPointF,
        end: QPointF,
        button: Qt.MouseButton = Left,
        keys: Qt.KeyboardModifier = NoKeys,
        steps: int = 4,
        let_go: bool = True,
    ) -> None:
        """Press at `start` and move in steps; pixels are taken before anything can move."""
        first, last = self.at(start), self.at(end)
        QTest.mousePress(self.pane, button, keys, first)
        for step in range(1, steps + 1):
            QTest.mouseMove(self.pane, first + (last - first) * step / steps)
        if let_go:
            QTest.mouseRelease(self.pane, button, keys, last)

    def drag_pill(self, pill: PalettePill, point: QPointF, let_go: bool = True) -> None:
        """From the palette to a point of the scene."""
        start = pill.rect().center()
        target = pill.mapFromGlobal(self.pane.mapToGlobal(self.at(point)))
        QTest.mousePress(pill, Left, NoKeys, start)
        for step in range(1, 4):
            QTest.mouseMove(pill, start + (target - start) * step / 3)
        if let_go:
            QTest.mouseRelease(pill, Left, NoKeys, target)

    def key(self, key: Qt.Key | str, keys: Qt.KeyboardModifier = NoKeys) -> None:
        QTest.keyClick(self.view, key, keys)

    def type_into_editor(self, text: str) -> None:
        editor = self.panel.overlays.editor
        assert editor is not None, "no editor is open"
        editor.selectAll()
        if text.isascii():
            QTest.keyClicks(editor, text)
        else:  # QTest has no keys for these; they come from the clipboard or an input method
            editor.insert(text)
        QTest.keyClick(editor, Qt.Key.Key_Return)

    def column(self, layer_id: str) -> Column:
        column = self.panel.scene.layout.column(layer_id)
        assert column is not None
        return column

    def wire(self, layer_id: str, row: int, column: int) -> QPointF:
        """A point of a wire, where it is alone: a little beyond its beginning."""
        bundle = self.panel.scene.layout.bundle(layer_id)
        assert bundle is not None
        middle = bundle.middle(row, column)
        assert middle is not None
        return middle

    def body(self, layer_id: str) -> QPointF:
        """A point of a layer that is no neuron: between two of them, or its title."""
        return self.column(layer_id).title.center()


class Studio:
    """A canvas on a project, with its document, its run and a hand."""

    def __init__(self, project: Project) -> None:
        self.document = Document(project)
        self.run = RunController(self.document)
        self.panel = CanvasPanel(self.document, self.run, DARK)
        self.scene = self.panel.scene
        self.hand = Hand(self.panel)

    @property
    def ids(self) -> list[str]:
        return [layer.id for layer in self.document.project.layers]

    def weight(self, layer_id: str, row: int, column: int) -> float:
        assert self.run.latest is not None
        return float(self.run.latest.weights[layer_id][row, column])


Open = Callable[[Project], Studio]


@pytest.fixture
def open_canvas(qtbot: QtBot) -> Iterator[Open]:
    studios: list[Studio] = []

    def open_project(project: Project) -> Studio:
        studio = Studio(project)
        studios.append(studio)
        qtbot.addWidget(studio.panel)
        studio.panel.resize(900, 700)
        studio.panel.show()
        qtbot.waitExposed(studio.panel)
        colours = DARK.sign_colours(), DARK.class_colours()
        studio.run.want("maps", DecisionMaps(*colours, size=20))
        if not studio.document.shapes.fits:
            studio.run.start()
            return studio
        with qtbot.waitSignal(studio.run.snapshot):
            studio.run.start()
        return studio

    yield open_project
    for studio in studios:
        studio.run.shut_down()
        # A stack that the collector takes down with its commands can find them freed before it.
        studio.document.undo_stack.clear()


@pytest.fixture
def xor(open_canvas: Open) -> Studio:
    """2-4-3-1 on XOR: layers hidden-1, hidden-2, output."""
    return open_canvas(EXAMPLES["xor"].project)
