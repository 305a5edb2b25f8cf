"""Attention, live: whom each position of the chosen sample looks at, head by head."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnstudio.app.activity import Activity
from nnstudio.app.document import Document
from nnstudio.app.next_token import predicts_next
from nnstudio.app.run_controller import RunController
from nnstudio.app.sample_choice import SampleChoice
from nnstudio.app.snapshot import Phase, Snapshot
from nnstudio.data.dataset import Dataset
from nnstudio.ui.live.attention_heads import HeadMaps
from nnstudio.ui.live.attention_key import AttentionKey
from nnstudio.ui.live.attention_stepper import SampleStepper
from nnstudio.ui.live.attention_tokens import TokenStrip
from nnstudio.ui.live.attention_words import (
    AttentionWords,
    Reading,
    attending_layers,
    tokens_of_row,
)
from nnstudio.ui.live.generated_text import GeneratedText
from nnstudio.ui.plain_keys import PlainKeys
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.card import Card
from nnstudio.ui.widgets.elided import ElidedBox
from nnstudio.ui.widgets.margins import margins
from nnstudio.ui.widgets.steady_scroll_area import SteadyScrollArea

BAR = 10
"""Pixels kept free for the scroll bar, so that nothing is laid out anew when it comes and goes."""
ABOVE_MAPS = 140
"""Pixels of the view's height that maps can never have."""


class AttentionView(Card):
    """Shows the probe "activity" of the chosen sample, which the main window asks for.

    Attributes: `tokens`, `heads`, `text`: the sample in words, the maps, and the text that the
    network goes on writing, which is there where it learns what comes next.
    """

    def __init__(
        self,
        document: Document,
        run: RunController,
        choice: SampleChoice,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        name = self.tr("Attention")
        self.title.setText(name)
        self.setAccessibleName(name)
        self._document, self._run, self._choice = document, run, choice
        self._words = AttentionWords(self)
        self._dataset: Dataset | None = None
        self._labelled: tuple[NDArray[np.float64] | None, tuple[str, ...]] = (None, ())
        self._reading = Reading(())
        self._layer = ""
        self._attends = False
        self.tokens = TokenStrip(theme)
        self.heads = HeadMaps(theme)
        self.key = AttentionKey(theme)
        self.text = GeneratedText(document, run, choice, theme)
        self._make_controls()
        self._lay_out()
        # This view comes later than its window, which looks after the controls it began with.
        PlainKeys(self).leave_to_controls_of(self.maps_page)
        self.heads.changed.connect(self._tell_pointed)
        self.heads.stepped.connect(self._reveal)
        document.changed.connect(self.refresh)
        document.replaced.connect(self.refresh)
        run.snapshot_viewed.connect(self._follow)
        run.phase_changed.connect(self._watch)
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.tokens.set_theme(theme)
        self.heads.set_theme(theme)
        self.key.set_theme(theme)
        self.text.set_theme(theme)

    @Slot()
    def refresh(self) -> None:
        """Read the project again."""
        project, dataset = self._document.project, self._document.material.dataset
        layers = attending_layers(project)
        titles = [self._words.layer_title(project, name) for name in layers]
        self.layers.clear()
        for title, name in zip(titles, layers, strict=True):
            self.layers.addItem(title, name)
        if self._layer not in layers:
            self._layer = next(iter(layers), "")
            self.heads.let_go()
        self.layers.setCurrentIndex(max(self.layers.findData(self._layer), 0))
        self.layers.setVisible(len(layers) > 1)
        self._show_empty(bool(layers) and bool(dataset.time))
        if dataset is not self._dataset:
            self._dataset = dataset
            self._forget()
            self._offer_text(predicts_next(dataset))
        self.sample.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._run.latest is not None:
            self._follow(self._run.latest)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        margins = self.body.contentsMargins()
        room = self.width() - margins.left() - margins.right() - BAR
        self._content.setFixedWidth(max(room, 160))
        self.heads.set_room(self.height() - ABOVE_MAPS)
        # Always as high as a sentence may become: nothing moves under the pointer.
        metrics = self.told.fontMetrics()
        words = self._words.pointing_words(("W",) * 100, 8, 88, 88, 0.88, hidden=True)
        lines = -(-metrics.horizontalAdvance(words) // max(room - BAR, 160))
        self.told.setFixedHeight(lines * metrics.lineSpacing() + 2)

    def _make_controls(self) -> None:
        self.sample = SampleStepper(self._document, self._choice)
        self.maps_chip, self.text_chip = QToolButton(), QToolButton()
        for chip, name, tip in (
            (self.maps_chip, self.tr("Heads"), self.tr("Which position looks at which.")),
            (self.text_chip, self.tr("Text"), self.tr("Let the network write on by itself.")),
        ):
            chip.setProperty("kind", "chip")
            chip.setCheckable(True)
            chip.setAutoExclusive(True)
            chip.setText(name)
            chip.setAccessibleName(name)
            chip.setToolTip(tip)
            chip.toggled.connect(self._turn_page)
        self.layers = ElidedBox()
        self.layers.setAccessibleName(self.tr("Layer"))
        self.layers.setToolTip(
            self.tr("Whose attention the maps show: later layers look at what earlier ones found.")
        )
        self.layers.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.layers.setMinimumContentsLength(7)
        self.layers.setMinimumWidth(72)
        self.layers.activated.connect(self._choose_layer)
        self.outcome, self.told, self.empty = QLabel(), QLabel(), QLabel()
        for label in (self.outcome, self.told, self.empty):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setProperty("role", "muted" if label is not self.told else "")
        small = self.told.font()
        small.setPointSizeF(8.5)
        self.told.setFont(small)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)

    def _lay_out(self) -> None:
        self.header.setSpacing(4)
        self.header.addWidget(self.maps_chip)
        self.header.addWidget(self.text_chip)
        choosing = QHBoxLayout()
        choosing.setContentsMargins(margins(0, 0, 8, 0))
        choosing.setSpacing(6)
        choosing.addWidget(self.sample, 1)
        choosing.addWidget(self.layers)
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(7)
        column.addWidget(self.tokens)
        column.addWidget(self.outcome)
        column.addWidget(self.heads)
        column.addWidget(self.key)
        column.addStretch(1)
        self._scrolled = SteadyScrollArea(self._content)
        self.maps_page = QWidget()
        page = QVBoxLayout(self.maps_page)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(6)
        page.addLayout(choosing)
        page.addWidget(self._scrolled, 1)
        page.addWidget(self.told)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.maps_page)
        self.pages.addWidget(self.text)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self.pages.addWidget(self.empty)
        self.maps_chip.setChecked(True)
        self.body.setContentsMargins(margins(14, 11, 6, 10))
        self.header.setContentsMargins(margins(0, 0, 8, 0))
        self.body.addWidget(self.pages, 1)

    def _show_empty(self, attends: bool) -> None:
        self._attends = attends
        self.empty.setText(
            self.tr(
                "No layer of this network attends. Put “Attention” or a “Transformer block” on "
                "the canvas, between the embedding and the output."
            )
        )
        self._turn_page()

    def _offer_text(self, offered: bool) -> None:
        for chip in (self.maps_chip, self.text_chip):
            chip.setVisible(offered)
        if not offered:
            self.maps_chip.setChecked(True)

    @Slot()
    def _turn_page(self) -> None:
        if self.text_chip.isChecked():
            page: QWidget = self.text
        else:
            page = self.maps_page if self._attends else self.empty
        self.pages.setCurrentWidget(page)
        if self.isVisible() and self._run.latest is not None:
            self._follow(self._run.latest)

    @Slot(int)
    def _choose_layer(self, row: int) -> None:
        self._layer = str(self.layers.itemData(row))
        self.heads.let_go()
        if self._run.latest is not None:
            self._follow(self._run.latest)

    def _forget(self) -> None:
        """Other data: what is shown is about none of them."""
        self._labelled, self._reading = (None, ()), Reading(())
        self.heads.let_go()
        self.heads.show_scores((), np.zeros((0, 0, 0)), False)
        self.tokens.show_reading(self._reading)
        self.outcome.clear()
        self._tell_pointed()

    @Slot(object)
    def _watch(self, phase: Phase) -> None:
        if phase is Phase.MISFIT:
            self.outcome.setText(
                self.tr("The network does not fit at the moment: this is how it was before.")
            )

    @Slot(object)
    def _follow(self, snapshot: Snapshot) -> None:
        activity = snapshot.results.get("activity")
        if not self.maps_page.isVisible() or not isinstance(activity, Activity):
            return
        if self._run.phase is Phase.MISFIT:
            return
        # What is about another sample is late; what is about this one is on its way.
        if activity.features is not self._choice.features:
            return
        dataset = self._document.material.dataset
        if self._labelled[0] is not activity.features:
            self._labelled = (activity.features, tokens_of_row(dataset, activity.features))
        tokens = self._labelled[1]
        self._reading = self._words.read_sample(
            dataset, tokens, activity.answer, self._choice.target
        )
        self.tokens.show_reading(self._reading)
        self.outcome.setText(self._reading.sentence)
        self._show_maps(activity, tokens)

    def _show_maps(self, activity: Activity, tokens: tuple[str, ...]) -> None:
        layer = attending_layers(self._document.project).get(self._layer)
        found = activity.layers.get(self._layer)
        scores = None if found is None else found.parts.get("attention")
        if layer is None or scores is None or scores.shape[1] != len(tokens):
            return
        self.heads.show_scores(tokens, scores, layer.causal)
        self._tell_pointed()

    @Slot(QPoint)
    def _reveal(self, cell: QPoint) -> None:
        spot = self.heads.mapTo(self._content, cell)
        self._scrolled.ensureVisible(spot.x(), spot.y(), 20, 30)

    @Slot()
    def _tell_pointed(self) -> None:
        at = self.heads.at
        if at is None:
            self.tokens.point(None)
            self.told.setText(self.tr("Point at a cell to read who looks at whom."))
            return
        self.tokens.point((at.query, at.key))
        text = self._words.pointing_words(
            self._reading.tokens, at.head, at.query, at.key, self.heads.score, self.heads.is_hidden
        )
        self.told.setText(text)
        self.heads.maps[at.head].setAccessibleDescription(text)
