"""The live view for images: one of them through every feature map, to the answer."""

import numpy as np
from PySide6.QtCore import QPoint, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnstudio.app.activity import Activity
from nnstudio.app.document import Change, Document
from nnstudio.app.run_controller import RunController
from nnstudio.app.sample_choice import SampleChoice
from nnstudio.app.snapshot import Snapshot
from nnstudio.nn.columns import Array
from nnstudio.project.layers import Conv2DSpec
from nnstudio.ui.activity_request import NAME
from nnstudio.ui.live.convolution_detail import PixelDetail
from nnstudio.ui.live.convolution_drawing import DrawnSample
from nnstudio.ui.live.convolution_explained import IMAGE, explained
from nnstudio.ui.live.convolution_layers import LayerSections, Spot
from nnstudio.ui.live.convolution_stage import Stage
from nnstudio.ui.live.convolution_stepper import SampleStepper
from nnstudio.ui.live.convolution_words import ConvolutionWords
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.card import Card
from nnstudio.ui.widgets.elided import ElidedLabel
from nnstudio.ui.widgets.margins import margins
from nnstudio.ui.widgets.steady_scroll_area import SteadyScrollArea

ROOMY = 380
"""Height that everything else needs before the words about a pixel get a place of their own."""
TIGHT = 380
"""Height below which there is not even a line to say that one can point."""


class ConvolutionView(Card):
    """The chosen image, or one drawn on the pad; the maps of every layer; the answer as bars.

    It paints what the probe "activity" found and asks for nothing itself. Attributes: `stage`,
    `layers`, `detail`; `stepper`; `draw` brings the pad, `drawn` is what is on it.
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
        self._document, self._run, self._choice = document, run, choice
        self._words = ConvolutionWords(self)
        self._activity: Activity | None = None
        self._weights: dict[str, Array] = {}
        self._pointed: Spot | None = None
        self._pinned: Spot | None = None
        self.stage = Stage(self._shape(), theme)
        self.drawn = DrawnSample(document, choice, self.stage.pad, self)
        self.layers = LayerSections(self._words, theme)
        self.detail = PixelDetail(theme)
        self.stepper = SampleStepper(theme)
        self.notice = QLabel()
        self._lay_out()
        self.set_theme(theme)
        self._connect()
        self._read_project()

    @property
    def spot(self) -> Spot | None:
        """The pixel that is explained: the pinned one, or the one that is pointed at."""
        return self._pinned or self._pointed

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.stage.set_theme(theme)
        self.layers.set_theme(theme)
        self.detail.set_theme(theme)
        self.stepper.set_theme(theme)
        self.hint.ink = theme.colour("muted")
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_image()
        if self._run.latest is not None:
            self._follow(self._run.latest)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out_the_room()

    def _share_out_the_room(self) -> None:
        """Have the words about a pixel at the foot where there is room, else let them float."""
        floats = self.height() - self.detail.height_at_the_foot < ROOMY
        self.hint.setVisible(floats and self.height() >= TIGHT and not self.layers.is_empty)
        if floats != self.detail.floats:
            self.body.removeWidget(self.detail)
            self.detail.set_floats(floats)
            if not floats:
                self.body.addWidget(self.detail)
        self._place_detail()

    @Slot()
    def _place_detail(self) -> None:
        """In a low panel the words about a pixel float below its maps, or above where they end."""
        spot, detail = self.spot, self.detail
        if not detail.floats:
            detail.setVisible(not self.layers.is_empty)
            return
        maps = self.layers.maps.get(spot.layer_id) if spot is not None else None
        detail.setVisible(maps is not None)
        if spot is None or maps is None:
            return
        pixel = maps.rect_of(spot.pixel).translated(maps.mapTo(self, QPoint(0, 0)))
        detail.float_beside(pixel, self.size())

    def _lay_out(self) -> None:
        self.hint = ElidedLabel()
        self.hint.setProperty("role", "muted")
        self.hint.setText(self.tr("Point at a pixel: what it has seen lights up."))
        self.notice.setProperty("role", "warning")
        self.notice.setWordWrap(True)
        self.notice.setText(self.tr("The network does not fit yet: the canvas says where and why."))
        self.draw = QToolButton()
        self.draw.setText(self.tr("Draw"))
        self.draw.setCheckable(True)
        self.draw.setProperty("kind", "chip")
        self.draw.setToolTip(
            self.tr("Draw an image yourself and watch what the network makes of it.")
        )
        self.draw.setAccessibleName(self.tr("Draw an image yourself"))
        self.header.addWidget(self.draw)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(margins(0, 0, 4, 0))
        column.setSpacing(10)
        column.addWidget(self.stage)
        column.addWidget(self.notice)
        column.addWidget(self.layers)
        column.addStretch(1)
        self.area = SteadyScrollArea(content)
        self.body.addWidget(self.stepper)
        self.body.addWidget(self.area, 1)
        self.body.addWidget(self.hint)
        self.body.addWidget(self.detail)

    def _connect(self) -> None:
        self._document.changed.connect(self._follow_document)
        self._document.replaced.connect(self._start_anew)
        self._run.snapshot_viewed.connect(self._follow)
        self._choice.changed.connect(self._follow_choice)
        self.stepper.stepped.connect(self.drawn.step)
        self.stage.image.stepped.connect(self.drawn.step)
        self.draw.toggled.connect(self._set_drawing)
        self.layers.pointed.connect(self._point)
        self.layers.chosen.connect(self._pin)
        self.layers.let_go.connect(self._let_go)
        self.area.verticalScrollBar().valueChanged.connect(self._place_detail)

    def _shape(self) -> tuple[int, int, int]:
        """The shape of the images; one pixel where the data has none."""
        height, width = self._document.material.dataset.image_shape or (1, 1)
        return 1, height, width

    @Slot(object)
    def _follow_document(self, change: Change) -> None:
        if change.data:
            self._start_anew()
        elif change.layers:
            self._read_project()

    @Slot()
    def _start_anew(self) -> None:
        """Perhaps with other data: what was drawn or found in those before is gone then."""
        if self.drawn.follow_data():
            self._activity = None
            self.draw.setChecked(False)
        self._read_project()

    def _read_project(self) -> None:
        """Show the layers and the classes of the project as it is now."""
        document = self._document
        dataset = document.material.dataset
        if self.layers.show_layers(document.project, document.shapes.flows):
            self._activity = None
            self._pointed = self._pinned = None
        kernels = [one.kernel for one in document.project.layers if isinstance(one, Conv2DSpec)]
        self.detail.set_kernel_size(max(kernels, default=0))
        title = self.tr("Feature maps")
        if self.layers.is_empty:
            title = self.tr("Image and answer")
        self.title.setText(title)
        self.setAccessibleName(title)
        self.notice.setVisible(not document.shapes.fits)
        self.stage.set_shape(self._shape())
        names = dataset.class_names or dataset.target_names
        self.stage.bars.set_names(names, bool(dataset.class_names))
        self.stage.pad.invitation = (
            self.tr("Draw a digit here") if self.drawn.is_of_digits else self.tr("Draw here")
        )
        self._show_image()
        self._show_activity()
        self._share_out_the_room()

    @Slot(object)
    def _follow(self, snapshot: Snapshot) -> None:
        """A moment of the run: show it if it is about what is looked at."""
        if not self.isVisible():
            return
        found = snapshot.results.get(NAME)
        if isinstance(found, Activity) and self._is_wanted(found):
            self._activity, self._weights = found, dict(snapshot.weights)
            self._show_activity()

    def _is_wanted(self, found: Activity) -> bool:
        """Whether it is about the chosen sample, or a drawing that has only just grown."""
        if self.drawn.is_recent(found.features):
            return True
        return np.array_equal(found.features, self._choice.features)

    @Slot()
    def _follow_choice(self) -> None:
        if self._choice.index is not None:
            self.draw.setChecked(False)
        if self.isVisible():
            self._show_image()
            if self.drawn.is_blank:
                self._show_activity()
            if self._run.latest is not None:
                self._follow(self._run.latest)

    @Slot(bool)
    def _set_drawing(self, drawing: bool) -> None:
        self.stage.set_drawing(drawing)
        if drawing:
            self.drawn.begin()
            self.area.verticalScrollBar().setValue(0)
            self.stage.pad.setFocus()
        else:
            self.drawn.end()

    def _show_image(self) -> None:
        """The image as it enters the network, and what it is."""
        material, index = self._document.material, self._choice.index
        features = self._choice.features
        if material.dataset.image_shape is None:
            return
        if features.shape != material.dataset.features.shape[1:]:
            return  # The choice has not heard of the other data yet.
        values = features
        if material.flow.kind == "image":
            values = material.features(features[np.newaxis])[0]
        self.stage.image.show_values(values.reshape(self._shape()))
        held_back = index is not None and bool((material.validation == index).any())
        words = self._words.sample(material.dataset, index, held_back)
        if index is not None:
            what = self._words.target(material.dataset, index)
            words = self.tr("{what} · {sample}").format(sample=words, what=what)
        self.stepper.sample.setText(words)
        self.stage.image.setAccessibleDescription(words)

    def _show_activity(self) -> None:
        """What the network made of it."""
        activity, target = self._activity, self._choice.target
        self.layers.show_values(activity.layers if activity is not None else {})
        right = None
        if target is not None and self._document.material.classes:
            right = int(target[0])
        answer = activity.answer if activity is not None and not self.drawn.is_blank else None
        self.stage.bars.show_answer(answer, right)
        self._explain()

    @Slot(object)
    def _point(self, spot: Spot | None) -> None:
        self._pointed = spot
        self._explain()

    @Slot(object)
    def _pin(self, spot: Spot) -> None:
        """Keep a pixel; a click on the kept one lets it go."""
        self._pinned = None if spot == self._pinned else spot
        self._explain()

    @Slot()
    def _let_go(self) -> None:
        self._pinned = self._pointed = None
        self._explain()

    def _explain(self) -> None:
        """Light what the pixel has seen that is looked at, and say how it came to its value."""
        spot, document = self.spot, self._document
        if spot is None or spot.layer_id not in self.layers.maps:
            self.layers.light(None, {}, None)
            self.stage.image.light(None, None)
            self.detail.invite()
            self._place_detail()
            return
        found = explained(
            self._words,
            document.project,
            document.shapes.flows,
            spot,
            self._activity,
            self._weights,
        )
        self.layers.light(spot, found.fields, found.winner)
        won = found.winner[1] if found.winner is not None and found.winner[0] == IMAGE else None
        self.stage.image.light(found.fields[IMAGE], None, won)
        self.detail.tell(found.heading, found.sentence, found.kernels)
        maps = self.layers.maps[spot.layer_id]
        self._place_detail()
        maps.setAccessibleDescription(f"{found.heading}. {found.sentence}")
