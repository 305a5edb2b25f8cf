"""The decision boundary: what the network answers at every place of the plane."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QWidget

from nnstudio.app.decision_maps import Maps
from nnstudio.app.document import Document
from nnstudio.app.locale import grouped
from nnstudio.app.run_controller import RunController
from nnstudio.app.sample_choice import SampleChoice
from nnstudio.app.snapshot import Snapshot
from nnstudio.project.material import Material
from nnstudio.ui.panels.chosen_mark import ChosenMark
from nnstudio.ui.panels.key import ColourKey
from nnstudio.ui.panels.map_view import MapView
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.card import Card
from nnstudio.ui.widgets.elided import ElidedBox


def telling_axes(material: Material) -> tuple[int, int]:
    """The two features to show first: the first two that vary; of a picture, those that vary most.

    (0, 0) where there is one feature only.
    """
    features = material.dataset.features
    if features.shape[1] < 3:
        return 0, features.shape[1] - 1
    spread = features.std(axis=0)
    if material.dataset.image_shape is not None:
        first, second = sorted(int(index) for index in spread.argsort()[-2:])
        return first, second
    varying = [int(index) for index in spread.nonzero()[0]]
    first, second = (*varying, *(index for index in range(3) if index not in varying))[:2]
    return first, second


class BoundaryPanel(Card):
    """Shows the probe "maps", which the main window asks for.

    Signals: `discretise_changed(bool)`; `axes_changed(int, int)` when the panel appears and when
    other features are chosen, by a person or because other data has come.
    """

    discretise_changed = Signal(bool)
    axes_changed = Signal(int, int)

    def __init__(
        self,
        document: Document,
        run: RunController,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        choice: SampleChoice | None = None,
    ) -> None:
        """Without a `choice`, no point can be chosen by a click."""
        super().__init__("", parent)
        self._document, self._run = document, run
        self._axes = (0, 1)
        self._features: tuple[str, ...] = ()
        self.validation = QCheckBox(self.tr("validation points"))
        self.validation.setChecked(True)
        self.validation.setToolTip(
            self.tr("Show the samples kept aside for validation, too: hollow marks.")
        )
        self.discretise = QCheckBox(self.tr("discretise"))
        self.discretise.setToolTip(
            self.tr("Show which answer wins at each place, and not how sure the network is.")
        )
        self.checks = QWidget()
        row = QHBoxLayout(self.checks)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.validation)
        row.addWidget(self.discretise)
        row.addStretch(1)
        self.map = MapView(theme)
        self.map.setAccessibleName(self.tr("Map of the network’s answers"))
        self.key = ColourKey(theme)
        self.empty = QLabel(
            self.tr("A boundary needs samples of separate values; these enter the network whole.")
        )
        self.empty.setProperty("role", "muted")
        self.empty.setWordWrap(True)
        self._choice()
        if choice is not None:
            self._mark = ChosenMark(document, choice, self)
            self._mark.moved.connect(lambda: self.map.show_chosen(self._mark.index))
            self.map.picked.connect(choice.choose)
            self.map.setToolTip(
                self.tr("Click a point to follow this sample; its row in the predictions does too.")
            )
        self.body.addWidget(self.empty)
        self.body.addWidget(self.map, 1000)
        self.body.addWidget(self.key)
        self.body.addWidget(self.choice)
        self.body.addWidget(self.others)
        self.body.addWidget(self.checks)
        self.body.addStretch(1)
        self.validation.toggled.connect(self._show_data)
        self.discretise.toggled.connect(self.discretise_changed)
        document.changed.connect(self.refresh)
        document.replaced.connect(self.refresh)
        run.snapshot_settled.connect(self._follow)
        self.refresh()

    @property
    def axes(self) -> tuple[int, int]:
        """The two raw features that are shown."""
        return self._axes

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.map.set_theme(theme)
        self.key.set_theme(theme)

    @Slot()
    def refresh(self) -> None:
        """Read the project again."""
        material = self._document.material
        name = self.tr("Decision boundary") if material.classes else self.tr("Predicted value")
        self.title.setText(name)
        self.setAccessibleName(name)
        separate = material.flow.kind == "values"
        self.empty.setVisible(not separate)
        self.map.setVisible(separate)
        self.key.setVisible(separate)
        if not separate:
            for part in (self.choice, self.others, self.checks):
                part.hide()
            self._features = ()
            return
        names = material.dataset.feature_names
        if names != self._features:
            self._features = names
            axes = telling_axes(material)
            self._offer_features(names, axes)
            self._use_axes(axes)
        self.validation.setVisible(bool(material.validation.size))
        self.discretise.setVisible(bool(material.classes))
        self.checks.setVisible(bool(material.validation.size or material.classes))
        self.key.show_data(material)
        self._show_data()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.axes_changed.emit(*self._axes)
        latest = self._run.latest
        if latest is not None and latest.edition == self._run.edition:
            self._follow(latest)

    def _choice(self) -> None:
        self.choice = QWidget()
        row = QHBoxLayout(self.choice)
        row.setContentsMargins(0, 0, 0, 0)
        self.across, self.up = ElidedBox(), ElidedBox()
        texts = (
            (self.across, self.tr("Across"), self.tr("The feature that runs from left to right.")),
            (self.up, self.tr("Up"), self.tr("The feature that runs from bottom to top.")),
        )
        for box, name, tip in texts:
            label = QLabel(name)
            label.setProperty("role", "muted")
            label.setBuddy(box)
            box.setAccessibleName(name)
            box.setToolTip(tip)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(4)
            box.activated.connect(self._choose_axes)
            row.addWidget(label)
            row.addWidget(box, 1)
        self.others = QLabel()
        self.others.setProperty("role", "muted")
        self.others.setWordWrap(True)

    def _offer_features(self, names: tuple[str, ...], axes: tuple[int, int]) -> None:
        many = len(names) > 2
        self.choice.setVisible(many)
        self.others.setVisible(many)
        for box in (self.across, self.up):
            box.clear()
            box.addItems(list(names) if many else [])
        if many:
            self.across.setCurrentIndex(axes[0])
            self.up.setCurrentIndex(axes[1])
            self.others.setText(
                self.tr("The other {count} features stay at their mean.").format(
                    count=grouped(len(names) - 2)
                )
                if len(names) > 3
                else self.tr("The third feature stays at its mean.")
            )

    def _choose_axes(self) -> None:
        self._use_axes((self.across.currentIndex(), self.up.currentIndex()))
        self._show_data()

    def _use_axes(self, axes: tuple[int, int]) -> None:
        if axes != self._axes:
            self._axes = axes
            self.axes_changed.emit(*axes)

    def _show_data(self) -> None:
        self.map.show_data(self._document.material, self._axes, self.validation.isChecked())

    @Slot(object)
    def _follow(self, snapshot: Snapshot) -> None:
        maps = snapshot.results.get("maps")
        if not isinstance(maps, Maps) or not self.isVisible():
            return
        notice = "" if maps.finite else self.tr("The network’s answer is not a number here.")
        self.map.show_maps(maps, notice)
