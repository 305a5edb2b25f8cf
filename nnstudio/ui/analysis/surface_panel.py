"""The loss around the present weights as a landscape, with the way of the run through it."""

from functools import partial

from PySide6.QtCore import QSize, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from nnstudio.app.background import Background
from nnstudio.app.document import Change, Document
from nnstudio.app.loss_surface import POINTS, LossSurface, Standpoint, SurfaceTask, standpoint
from nnstudio.app.loss_surface_directions import (
    SurfaceError,
    TwoWeights,
    WeightBlock,
    WeightPlace,
    weight_blocks,
)
from nnstudio.app.loss_surface_pacing import PacedSurvey
from nnstudio.app.loss_surface_path import path_to
from nnstudio.app.loss_surface_trail import PlaneTrail, Trail
from nnstudio.app.run_controller import RunController
from nnstudio.app.snapshot import Phase, Snapshot
from nnstudio.nn.columns import Array
from nnstudio.ui.analysis.surface_controls import SurfaceControls
from nnstudio.ui.analysis.surface_view import Node, SurfaceView
from nnstudio.ui.analysis.surface_words import SurfaceWords
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.card import Card
from nnstudio.ui.widgets.reading_lines import ReadingLines

STANDPOINT = "loss surface, standpoint"
TRAIL = "loss surface, trail"
PAUSE = 50
"""Milliseconds between two pictures of the trail: smooth enough, and the run loses little time."""


class LossSurfacePanel(Card):
    """Computes a surface on demand, in a thread of its own; `shut_down` ends that.

    `offer_wire` is to be told which wire was selected on the canvas.
    Attributes: `background`, `view`, `controls`, `status`. Signal: `computed()`, when the finest
    grid is there.
    """

    computed = Signal()

    def __init__(
        self,
        document: Document,
        run: RunController,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self._document, self._run = document, run
        self._words = SurfaceWords(self)
        self._blocks: dict[str, WeightBlock] = {}
        self._wires: list[WeightPlace] = []
        self._asked = self._looking = False
        self._trail: PlaneTrail | None = None
        self._problem = ""
        self._pace = QTimer(self)
        self._pace.setSingleShot(True)
        self._pace.setInterval(PAUSE)
        self._done = 0
        self.title.setText(self.tr("Loss surface"))
        self.setAccessibleName(self.tr("Loss surface"))
        self.log = QCheckBox(self.tr("log"))
        self.log.setChecked(True)
        self.log.setToolTip(
            self.tr("A logarithmic scale shows small losses apart, and the floor of a valley.")
        )
        self.header.addWidget(self.log)
        self.controls = SurfaceControls(self._words, theme)
        self.view = SurfaceView(theme)
        self.view.setAccessibleName(self.tr("The loss surface; arrow keys read it point by point"))
        self.status = ReadingLines()
        self._lay_out()
        self._survey = PacedSurvey()
        self.background = Background("loss surface", (SurfaceError, MemoryError), self)
        self._connect()
        self._follow_phase()
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.controls.set_theme(theme)
        self.view.set_theme(theme)

    def offer_wire(self, layer_id: str, row: int, column: int) -> None:
        """This wire was selected: the last two can be taken as directions."""
        wire = WeightPlace(layer_id, row, column)
        self._wires = [*(other for other in self._wires if other != wire), wire][-2:]
        self.controls.weights.offer(self._wires)

    def shut_down(self) -> None:
        """End the thread that computes, if there is one."""
        self.background.stop()

    @property
    def computing(self) -> bool:
        """Whether a surface is under way."""
        return self._asked or self.background.busy

    def sizeHint(self) -> QSize:
        return QSize(380, 400)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._looking = True
        self._run.want(TRAIL, self._trail)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._looking = False
        self._run.want(TRAIL, None)

    @Slot()
    def compute(self) -> None:
        """Compute the surface around the weights of this moment."""
        if not self.controls.possible:
            return
        self.background.cancel()
        self._asked, self._problem, self._done = True, "", 0
        self._run.want(STANDPOINT, standpoint)
        self._show_state()

    @Slot()
    def cancel(self) -> None:
        """Stop computing; what has been found so far stays."""
        self._asked = False
        self._run.want(STANDPOINT, None)
        self.background.cancel()
        self._show_state()

    @Slot()
    def refresh(self) -> None:
        """Begin anew with the network that the project has now."""
        document = self._document
        if self.computing:
            self.cancel()
        self._trail, self._problem = None, ""
        self._run.want(TRAIL, None)
        fits = document.shapes.fits
        blocks = weight_blocks(document.project, document.shapes.flows) if fits else ()
        self._blocks = {block.layer_id: block for block in blocks}
        self.controls.weights.show_blocks(document.project, blocks)
        if fits:
            self.view.show_notice(self._words.invitation())
        else:
            self.view.show_notice(document.shapes.misfits[0].text)
        self._show_state()

    def _lay_out(self) -> None:
        self.body.setSpacing(6)
        self.body.addWidget(self.controls)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(self.status)

    def _connect(self) -> None:
        self.log.toggled.connect(self.view.set_logarithmic)
        self.view.pointed.connect(self._show_state)
        self.controls.compute_wanted.connect(self.compute)
        self.controls.cancel_wanted.connect(self.cancel)
        self.controls.edited.connect(self._show_state)
        self.background.progress.connect(self._follow_progress)
        self.background.found.connect(self._take)
        self.background.busy_changed.connect(self._show_state)
        self._document.changed.connect(self._follow_document)
        self._document.replaced.connect(self.refresh)
        self._run.snapshot_shown.connect(self._follow)
        self._pace.timeout.connect(self._show_trail)
        self._run.phase_changed.connect(self._follow_phase)
        self._run.probe_failed.connect(self._follow_failure)

    @Slot()
    def _follow_phase(self) -> None:
        self._survey.gentle = self._run.phase is Phase.RUNNING
        self._show_state()

    @Slot(object)
    def _follow_document(self, change: Change) -> None:
        if change.rebuilds or not self._document.shapes.fits:
            self.refresh()
        elif change.layers:
            blocks = tuple(self._blocks.values())
            self.controls.weights.show_blocks(self._document.project, blocks)

    @Slot(object)
    def _follow(self, snapshot: Snapshot) -> None:
        taken = snapshot.results.get(STANDPOINT)
        if self._asked and isinstance(taken, Standpoint):
            self._asked = False
            self._run.want(STANDPOINT, None)
            past = None if snapshot.past is None else snapshot.past.number
            self._begin(taken, path_to(taken, snapshot.timeline, past))
        if not self._pace.isActive():
            self._show_trail()
            self._pace.start()

    @Slot()
    def _show_trail(self) -> None:
        """Where the run is on the surface, as the last snapshot tells."""
        latest = self._run.latest
        trail = latest.results.get(TRAIL) if latest is not None else None
        surface, before = self.view.surface, self.view.trail
        if not self._looking or surface is None or trail is before or not isinstance(trail, Trail):
            return
        if trail.plane is not surface.plane:
            return  # of the surface before
        self.view.show_trail(trail)
        if before is None or trail.moved != before.moved:
            self._show_state()

    def _begin(self, here: Standpoint, path: list[Array]) -> None:
        directions = self.controls.directions
        if directions is None or (
            isinstance(directions, TwoWeights) and directions.first == directions.second
        ):
            self._problem = self._words.no_plane(True)
            self._show_state()
            return
        task = SurfaceTask(here, directions, self.controls.reach, path)
        self.background.start(partial(self._survey.compute, task), self._finish, self._fail)

    @Slot(object)
    def _take(self, surface: LossSurface) -> None:
        axes = self._words.axes(surface.task, self._blocks)
        new = self.view.surface is None or self.view.surface.task is not surface.task
        self.view.show_surface(surface, axes, self._words.start(surface))
        if new:
            self._trail = PlaneTrail(surface.plane)
            if self._looking:
                self._run.want(TRAIL, self._trail)
        self._show_state()

    @Slot(object)
    def _follow_progress(self, done: int) -> None:
        self._done = done
        self._show_state()

    def _finish(self, _: None) -> None:
        self.computed.emit()

    def _fail(self, problem: Exception) -> None:
        if isinstance(problem, SurfaceError):
            self._problem = self._words.no_plane(self.controls.of_weights)
        elif isinstance(problem, MemoryError):
            self._problem = self.tr("There is not enough memory for a surface of this network.")
        else:
            self._problem = self.tr("A fault in the program ended the computation.")
        self._show_state()

    @Slot(str, str)
    def _follow_failure(self, name: str, details: str) -> None:
        if name == STANDPOINT and self._asked:
            self._asked = False
            self._fail(RuntimeError(details))

    @Slot()
    def _show_state(self) -> None:
        """Say what is shown, or what is under way, or what the pointer is on."""
        standing = self._run.phase in (Phase.MISFIT, Phase.FAILED)
        fits = self._document.shapes.fits and not standing
        self.controls.show_state(self.computing, fits)
        self.view.set_progress(self._done / POINTS if self.computing else None)
        self.status.setText(self._state_in_words(self.view.node))

    def _state_in_words(self, node: Node | None) -> str:
        surface = self.view.surface
        if surface is not None and node is not None:
            axes = self._words.axes(surface.task, self._blocks)
            return self._words.at(surface, node, axes)
        if self.computing:
            return self._words.progress(self._done, POINTS)
        if self._problem:
            return self._problem
        if surface is None:
            return ""
        task = surface.task
        if (task.directions, task.reach) != (self.controls.directions, self.controls.reach):
            return self.tr("The settings are others now: Compute shows the surface that they mean.")
        return self._words.standing(surface, self.view.trail)
