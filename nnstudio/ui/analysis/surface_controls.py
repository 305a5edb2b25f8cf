"""What to look at on a loss surface: which directions, how far, and the button that computes it."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnstudio.app.loss_surface_directions import Directions, RandomDirections
from nnstudio.ui.analysis.surface_weights import WeightsPopover
from nnstudio.ui.analysis.surface_words import SurfaceWords
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.choice_box import ChoiceBox
from nnstudio.ui.widgets.flow_layout import FlowLayout
from nnstudio.ui.widgets.slider_row import CalmSlider

REACHES = (0.05, 0.1, 0.2, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 20.0)
USUAL = {"random": 1.0, "weights": 3.0}


class SurfaceControls(QWidget):
    """Signals: `compute_wanted()`, `cancel_wanted()`, `edited()` when a setting was changed."""

    compute_wanted = Signal()
    cancel_wanted = Signal()
    edited = Signal()

    def __init__(self, words: SurfaceWords, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._seed = 0
        self._places = {kind: REACHES.index(reach) for kind, reach in USUAL.items()}
        self.computing, self.possible = False, True
        self.kind = ChoiceBox()
        self.more = QToolButton()
        self.button = QPushButton()
        self.range = CalmSlider()
        self.range_words = QLabel()
        self.weights = WeightsPopover(words, theme, self)
        self._fill()
        self._lay_out()
        self.kind.chosen.connect(self._choose_kind)
        self.more.clicked.connect(self._do_more)
        self.button.clicked.connect(self._press)
        self.range.valueChanged.connect(self._move_range)
        self.weights.edited.connect(self.edited)
        self._choose_kind("random")

    @property
    def of_weights(self) -> bool:
        """Whether the directions are two chosen weights."""
        return bool(self.kind.currentData() == "weights")

    @property
    def directions(self) -> Directions | None:
        """The directions that are chosen; None for two weights of a network without any."""
        return self.weights.chosen if self.of_weights else RandomDirections(self._seed)

    @property
    def reach(self) -> float:
        """How far the surface is to reach, along both directions."""
        return REACHES[self.range.value()]

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.weights.set_theme(theme)

    def show_state(self, computing: bool, possible: bool) -> None:
        """Whether something is under way, and whether anything can be computed at all."""
        self.computing, self.possible = computing, possible
        self.button.setText(self.tr("Cancel") if computing else self.tr("Compute"))
        self.button.setToolTip(
            self.tr("Stop computing; what has been found so far stays.")
            if computing
            else self.tr(
                "Compute the loss around the present weights, at 41 × 41 points, a coarse "
                "picture first. It works on a copy, so training goes on as it would."
            )
        )
        kind = None if computing else "primary"
        if self.button.property("kind") != kind:
            self.button.setProperty("kind", kind)
            self.button.style().unpolish(self.button)
            self.button.style().polish(self.button)
        self.button.setEnabled(computing or possible)

    def _fill(self) -> None:
        self.kind.setAccessibleName(self.tr("Directions"))
        self.kind.add(
            "random",
            self.tr("Random directions"),
            self.tr("Random"),
            self.tr(
                "Two directions at random, in which each neuron’s weights change by as much as "
                "they are large: so one unit means the same for every layer (Li et al. 2018)."
            ),
        )
        self.kind.add(
            "weights",
            self.tr("Two chosen weights"),
            self.tr("Weights"),
            self.tr("The loss over the values of two weights, all others as they are."),
        )
        self.kind.setToolTip(
            self.tr("A network has as many directions as weights; a picture has room for two.")
        )
        self.more.setProperty("kind", "link")
        self.more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.range.setRange(0, len(REACHES) - 1)
        self.range.setPageStep(2)
        self.range.setAccessibleName(self.tr("Range"))
        self.range.setToolTip(
            self.tr("How far the surface reaches from the present weights, to either side.")
        )
        self.range.setMinimumWidth(40)
        self.range_words.setProperty("role", "muted")

    def _lay_out(self) -> None:
        # Long translations take a second row.
        top, below = FlowLayout(spacing=6), QHBoxLayout()
        for control in (self.kind, self.more, self.button):
            top.addWidget(control)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(6)
        name = QLabel(self.tr("Range"))
        name.setBuddy(self.range)
        below.addWidget(name)
        below.addWidget(self.range, 1)
        below.addWidget(self.range_words)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addLayout(below)

    @Slot(str)
    def _choose_kind(self, kind: str) -> None:
        self.kind.show_key(kind)
        if self.of_weights:
            self.more.setText("…")
            self.more.setAccessibleName(self.tr("Which weights"))
            self.more.setToolTip(self.tr("Choose the two weights."))
        else:
            self.more.setText("↻")
            self.more.setAccessibleName(self.tr("Other directions"))
            self.more.setToolTip(self.tr("Draw two other directions and compute their surface."))
        self.range.setValue(self._places[kind])
        self._tell_range()
        self.edited.emit()

    @Slot()
    def _do_more(self) -> None:
        if self.of_weights:
            self.weights.open_below(self.more)
            return
        self._seed += 1
        self.edited.emit()
        self.compute_wanted.emit()

    @Slot()
    def _press(self) -> None:
        (self.cancel_wanted if self.computing else self.compute_wanted).emit()

    @Slot(int)
    def _move_range(self, place: int) -> None:
        self._places["weights" if self.of_weights else "random"] = place
        self._tell_range()
        self.edited.emit()

    def _tell_range(self) -> None:
        words = self._words.reach(self.reach, self.of_weights)
        self.range_words.setText(words)
        self.range.setAccessibleDescription(words)
