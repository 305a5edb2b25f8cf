"""Everything inside the window: run bar on top, panels below, and how they share the room."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QSplitter, QVBoxLayout, QWidget

from nnstudio.app.document import Document
from nnstudio.app.preferences import Preferences
from nnstudio.app.run_controller import RunController
from nnstudio.app.sample_choice import SampleChoice
from nnstudio.ui.activity_request import ActivityRequest
from nnstudio.ui.canvas.panel import CanvasPanel
from nnstudio.ui.canvas.spots import Part, Spot
from nnstudio.ui.maps_request import MapsRequest
from nnstudio.ui.notice import Notice
from nnstudio.ui.panels.data_panel import DataPanel
from nnstudio.ui.panels.loss_panel import LossPanel
from nnstudio.ui.panels.picture_panel import PicturePanel
from nnstudio.ui.panels.predictions_panel import PredictionsPanel
from nnstudio.ui.run_bar import RunBar
from nnstudio.ui.skeleton import DATA, GAP, picture_width
from nnstudio.ui.theme import Theme
from nnstudio.ui.timeline import TimelineBar
from nnstudio.ui.widgets.margins import mirrored
from nnstudio.ui.widgets.panel_tabs import PanelTabs

if TYPE_CHECKING:
    from nnstudio.app.slow_motion import SlowMotion
    from nnstudio.app.step_stages import Stage
    from nnstudio.ui.analysis.surface_panel import LossSurfacePanel
    from nnstudio.ui.slow_motion.bar import SlowMotionBar

Panel = DataPanel | CanvasPanel | PicturePanel | PanelTabs | TimelineBar
ASKED_ABOUT = (Part.NEURON, Part.WIRE)
"""A click on one of these asks how it came about."""
AFTER_A_GESTURE = 40
"""Milliseconds between two looks whether the hand has let go."""


class Workspace(QWidget):
    """Data at the left, the canvas in the middle, what the network answers at the right.

    Attributes: `choice`, the sample that all views look at; `run_bar`, `notice`, `data`, `canvas`,
    `picture`; `below`, under the canvas, with `predictions` and the inspector; `curves`, under the
    picture, with `loss` and what else there is to know of the run; `timeline`, along the bottom;
    `panels` by name.
    """

    def __init__(
        self, document: Document, run: RunController, preferences: Preferences, theme: Theme
    ) -> None:
        super().__init__()
        self._preferences = preferences
        self._places_known = False
        self._surface: LossSurfacePanel | None = None
        self._slow: SlowMotion | None = None
        self._slow_bar: SlowMotionBar | None = None
        self._document, self._run, self._theme = document, run, theme
        self._maps = MapsRequest(run, theme)
        self.choice = SampleChoice(document, self)
        self._activity = ActivityRequest(document, run, self.choice)
        self.run_bar = RunBar(document, run, theme)
        self.notice = Notice()
        self.data = DataPanel(document, run, self.choice, theme)
        self.canvas = CanvasPanel(document, run, theme)
        self.picture = PicturePanel(document, run, self.choice, theme)
        self.loss = LossPanel(document, run, theme)
        self.predictions = PredictionsPanel(document, run, self.choice, theme)
        self.timeline = TimelineBar(document, run, theme)
        self.timeline.budget_chosen.connect(self._remember_budget)
        self.below, self.curves = PanelTabs(theme), PanelTabs(theme)
        self._fill_tabs(document, run, theme)
        self.panels: dict[str, Panel] = {
            "data": self.data,
            "canvas": self.canvas,
            "picture": self.picture,
            "curves": self.curves,
            "below": self.below,
            "timeline": self.timeline,
        }
        self._lay_out()
        self._asked = QTimer(self)
        self._asked.setSingleShot(True)
        self._asked.timeout.connect(self._answer_why)
        self.canvas.scene.selection.changed.connect(self._hear_why)
        self.picture.axes_changed.connect(self._maps.set_axes)
        self.picture.discretise_changed.connect(self._maps.set_discretised)
        run.failed.connect(self._tell_failure)
        run.probe_failed.connect(self._tell_blind_panel)

    def set_theme(self, theme: Theme) -> None:
        """Take on another look, everywhere."""
        self._theme = theme
        self._maps.set_theme(theme)
        self.run_bar.set_theme(theme)
        if self._slow_bar is not None:
            self._slow_bar.set_theme(theme)
        for panel in self.panels.values():
            panel.set_theme(theme)

    def remember_places(self) -> None:
        """Keep for the next time how the room is shared out."""
        for name, splitter in self._splitters.items():
            self._preferences.set_bytes(name, splitter.saveState())

    @Slot(object)
    def _remember_budget(self, budget: int) -> None:
        self._preferences.timeline_budget = budget

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._maps.set_wanted(True)
        self._activity.set_wanted(True)
        if not self._places_known:
            self._places_known = True
            # The splitters learn their size from the layout, which comes after this event.
            QTimer.singleShot(0, self._share_out_the_room)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._maps.set_wanted(False)
        self._activity.set_wanted(False)

    def _lay_out(self) -> None:
        self._stage = QWidget()
        on_stage = QVBoxLayout(self._stage)
        on_stage.setContentsMargins(0, 0, 0, 0)
        on_stage.addWidget(self.canvas)
        middle = _splitter(Qt.Orientation.Vertical, [(self._stage, 5), (self.below, 2)])
        right = _splitter(Qt.Orientation.Vertical, [(self.picture, 0), (self.curves, 1)])
        across = _splitter(Qt.Orientation.Horizontal, [(self.data, 0), (middle, 2), (right, 1)])
        self._splitters = {"across": across, "middle": middle, "right": right}
        self._places_known = all(
            splitter.restoreState(self._preferences.bytes(name))
            for name, splitter in self._splitters.items()
        )
        body = QWidget()
        body_layout = QVBoxLayout(body)
        body_layout.setContentsMargins(GAP, GAP, GAP, GAP)
        body_layout.setSpacing(GAP)
        body_layout.addWidget(across, 1)
        body_layout.addWidget(self.timeline)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.run_bar)
        column.addWidget(self.notice)
        column.addWidget(body, 1)

    def put_under_the_run_bar(self, bar: QWidget) -> None:
        """Give what has to be decided its place, above the notices."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(layout.indexOf(self.notice), bar)

    def _fill_tabs(self, document: Document, run: RunController, theme: Theme) -> None:
        def inspector() -> QWidget:
            from nnstudio.ui.inspector.panel import InspectorPanel

            return InspectorPanel(document, run, self.choice, self.canvas, theme)

        def weights() -> QWidget:
            from nnstudio.ui.timeline.weight_history_panel import WeightHistoryPanel

            return WeightHistoryPanel(document, run, self.canvas.scene.selection, theme)

        def histograms() -> QWidget:
            from nnstudio.ui.analysis.histogram_panel import HistogramPanel

            panel = HistogramPanel(document, run, theme)
            panel.unit_wanted.connect(self._select_unit)
            return panel

        def surface() -> QWidget:
            from nnstudio.ui.analysis.surface_panel import LossSurfacePanel

            self._surface = LossSurfacePanel(document, run, theme)
            return self._surface

        self.below.add(
            "predictions",
            self.tr("Predictions"),
            self.tr("What the network answers, sample by sample."),
            lambda: self.predictions,
        )
        self.below.add(
            "inspector",
            self.tr("Arithmetic"),
            self.tr("How the selected neuron, wire or layer comes by its numbers, term by term."),
            inspector,
        )
        self.curves.add(
            "loss",
            self.tr("Loss"),
            self.tr("How wrong the network is, over the run."),
            lambda: self.loss,
        )
        self.curves.add(
            "weights",
            self.tr("Weights"),
            self.tr("What became of the selected weight, or of those of a neuron, over the run."),
            weights,
        )
        self.curves.add(
            "histograms",
            self.tr("Spread"),
            self.tr(
                "Histograms of weights, activations and gradients, and which units rest or are "
                "saturated."
            ),
            histograms,
        )
        self.curves.add(
            "surface",
            self.tr("Surface"),
            self.tr("The loss around the present weights, with the way that the run has come."),
            surface,
        )

    def begin_slow_motion(self) -> None:
        """Go through the next training step stage by stage, under the canvas."""
        if self._slow is None:
            from nnstudio.app.slow_motion import SlowMotion
            from nnstudio.ui.slow_motion.bar import SlowMotionBar

            self._slow = SlowMotion(self._run, self.choice, self)
            self._slow_bar = SlowMotionBar(self._slow, self.choice, self.canvas, self._theme)
            layout = self._stage.layout()
            assert layout is not None
            layout.addWidget(self._slow_bar)
            self._slow.stage_changed.connect(self._explain_stage)
        if self._slow.can_begin:
            self._slow.begin()
        else:
            self.notice.tell(
                self.tr("Slow motion needs a network that fits and can go on training.")
            )

    def step_on_sample(self) -> None:
        """Learn from the chosen sample alone, for one step."""
        if self.choice.index is None:
            self.notice.tell(
                self.tr("Your own sample has no target to learn. Choose one of the data set.")
            )
        else:
            self._run.step_on(self.choice.index)

    def shut_down(self) -> None:
        """End what works beside the window; called when it closes."""
        if self._surface is not None:
            self._surface.shut_down()

    @Slot()
    def _hear_why(self) -> None:
        """Who touches a neuron or a wire reads how it came about, in one click."""
        spot = self.canvas.scene.selection.part
        if spot.part in ASKED_ABOUT:
            self._asked.start(0)
        if spot.part is Part.WIRE and self._surface is not None:
            self._surface.offer_wire(spot.layer_id, spot.row, spot.column)

    @Slot(object)
    def _explain_stage(self, stage: "Stage") -> None:
        if stage.subject is not None:
            self.below.show_page("inspector")
            inspector = self.below.page("inspector")
            inspector.go(stage.subject, stage.view)  # type: ignore[attr-defined]

    @Slot(str, object)
    def _select_unit(self, layer_id: str, index: object) -> None:
        """A unit that a histogram names, selected on the canvas: that of a layer, not of a part."""
        scene = self.canvas.scene
        if scene.layer(layer_id) is not None and isinstance(index, int):
            scene.selection.select_spot(Spot(Part.NEURON, layer_id, index))

    @Slot()
    def _answer_why(self) -> None:
        if QApplication.mouseButtons() is not Qt.MouseButton.NoButton:
            self._asked.start(AFTER_A_GESTURE)  # a drag is under way; nothing moves under the hand
        else:
            self.below.show_page("inspector")

    def _share_out_the_room(self) -> None:
        """The first time: a square picture at the right, and most of the rest for the canvas."""
        across, middle, right = (self._splitters[name] for name in ("across", "middle", "right"))
        width, height = across.width(), across.height()
        picture = picture_width(width)
        across.setSizes([DATA, width - DATA - picture, picture])
        answers = min(height * 35 // 100, 280)
        middle.setSizes([height - answers, answers])
        square = min(picture + 104, height * 62 // 100)
        right.setSizes([square, height - square])

    def _tell_failure(self, details: str) -> None:
        self._tell_with_details(
            self.tr(
                "Something in the training broke, and it was stopped. The project is as it was "
                "and can be saved; Reset starts again."
            ),
            details,
        )

    def _tell_blind_panel(self, name: str, details: str) -> None:
        self._tell_with_details(
            self.tr("A panel could not be brought up to date any more; the training goes on."),
            details,
        )

    def _tell_with_details(self, words: str, details: str) -> None:
        def copy() -> None:
            QApplication.clipboard().setText(details)

        self.notice.tell(words, self.tr("Copy the details"), copy)


def _splitter(orientation: Qt.Orientation, parts: list[tuple[QWidget, int]]) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setHandleWidth(GAP)
    splitter.setChildrenCollapsible(False)
    if orientation is Qt.Orientation.Horizontal and mirrored():
        # Qt lays the parts of a mirrored splitter out one pixel too far to the right.
        splitter.setContentsMargins(0, 0, 1, 0)
    for place, (widget, stretch) in enumerate(parts):
        splitter.addWidget(widget)
        splitter.setStretchFactor(place, stretch)
    return splitter
