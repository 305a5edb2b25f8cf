"""The units of a layer that are dead or saturated, by name: each a link to the unit itself."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton, QWidget

from nnstudio.app.locale import grouped
from nnstudio.app.unit_health import AilingUnit
from nnstudio.project.layers import LayerSpec
from nnstudio.ui.analysis.histogram_words import HistogramWords
from nnstudio.ui.widgets.flow_layout import FlowLayout

MOST = 8
"""Units of one group that are named before the rest is folded away."""


class UnitLinks(QWidget):
    """Signal: `unit_wanted(str, object)`, the id of a layer or of a part of one, and the index."""

    unit_wanted = Signal(str, object)

    def __init__(self, words: HistogramWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._units: tuple[AilingUnit, ...] = ()
        self._samples = 0
        self._layer: LayerSpec
        self._open: set[str] = set()
        self._flow = FlowLayout(self, spacing=2)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    @property
    def links(self) -> list[QToolButton]:
        """The links that are shown, in their order."""
        return [item for item in self._items() if isinstance(item, QToolButton)]

    def show_units(self, layer: LayerSpec, units: tuple[AilingUnit, ...], samples: int) -> None:
        """Name these units of a layer."""
        self._layer = layer
        if units != self._units or samples != self._samples:
            self._units, self._samples = units, samples
            self._name_them()

    def _name_them(self) -> None:
        focused = next((link.objectName() for link in self.links if link.hasFocus()), "")
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for group, units in groupby(self._units, self._words.group):
            self._add_group(group, list(units))
        self.setVisible(bool(self._units))
        for link in self.links:
            if focused and link.objectName() == focused:
                link.setFocus(Qt.FocusReason.OtherFocusReason)
        self.updateGeometry()

    def _add_group(self, group: str, units: Sequence[AilingUnit]) -> None:
        about = self._words.about_condition(units[0].condition, self._samples)
        label = QLabel(group)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("role", "warning" if units[0].condition == "dead" else "muted")
        label.setToolTip(about)
        label.setFixedHeight(self._link("0", "", "").sizeHint().height())
        self._add(label)
        folds = len(units) > MOST + 1 and group not in self._open
        for unit in units[: MOST if folds else None]:
            link = self._link(grouped(unit.index + 1), f"{group} {unit.index}", about)
            link.setAccessibleName(f"{group} {self._words.unit(self._layer, unit)}")
            link.clicked.connect(lambda _=False, u=unit: self.unit_wanted.emit(u.layer_id, u.index))
            self._add(link)
        if folds:
            rest = self.tr("and {count} more").format(count=grouped(len(units) - MOST))
            more = self._link(rest, f"{group} more", self.tr("Name all of them."))
            more.clicked.connect(lambda: self._unfold(group))
            self._add(more)

    def _link(self, text: str, name: str, tip: str) -> QToolButton:
        link = QToolButton()
        link.setText(text)
        link.setObjectName(name)
        link.setProperty("kind", "link")
        link.setToolTip(tip)
        link.setCursor(Qt.CursorShape.PointingHandCursor)
        link.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return link

    def _add(self, widget: QWidget) -> None:
        widget.setParent(self)
        self._flow.addWidget(widget)
        widget.show()

    def _unfold(self, group: str) -> None:
        self._open.add(group)
        self._name_them()

    def _items(self) -> Iterator[QWidget]:
        for place in range(self._flow.count()):
            item = self._flow.itemAt(place)
            widget = item.widget() if item is not None else None
            if widget is not None:
                yield widget
