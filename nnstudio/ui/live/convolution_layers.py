"""The layers that hand images on, each with its title and its feature maps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.app.activity import LayerActivity
from nnstudio.nn.columns import Shape
from nnstudio.project.flow import Flow
from nnstudio.project.receptive_field import Field
from nnstudio.project.specs import Project
from nnstudio.ui.live.convolution_arrangement import Pixel
from nnstudio.ui.live.convolution_maps import FeatureMaps
from nnstudio.ui.live.convolution_words import ConvolutionWords
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.elided import ElidedLabel


@dataclass(frozen=True)
class Spot:
    """A pixel of a feature map, and the layer that made it."""

    layer_id: str
    pixel: Pixel


@dataclass
class _Section:
    layer_id: str
    title: ElidedLabel
    maps: FeatureMaps


class LayerSections(QWidget):
    """Signals: `pointed(Spot | None)`, `chosen(Spot)`, `let_go()`; see FeatureMaps."""

    pointed = Signal(object)
    chosen = Signal(object)
    let_go = Signal()

    def __init__(
        self, words: ConvolutionWords, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._theme = theme
        self._built: tuple[tuple[str, Shape], ...] = ()
        self._sections: list[_Section] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)

    @property
    def is_empty(self) -> bool:
        """Whether no layer hands an image on."""
        return not self._sections

    @property
    def maps(self) -> Mapping[str, FeatureMaps]:
        """The maps of every such layer by its id."""
        return {section.layer_id: section.maps for section in self._sections}

    @property
    def titles(self) -> list[str]:
        """What stands over the maps."""
        return [section.title.text() for section in self._sections]

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        for section in self._sections:
            section.maps.set_theme(theme)
            section.title.ink = theme.colour("muted")
            section.title.update()

    def show_layers(self, project: Project, flows: Sequence[Flow]) -> bool:
        """Show these layers; True when they are others than before, or of other shapes."""
        wanted = tuple(
            (layer.id, flow.shape)
            for layer, flow in zip(project.layers, flows[1:], strict=False)
            if flow.kind == "image"
        )
        new = wanted != self._built
        if new:
            self._built = wanted
            self._build()
        for section in self._sections:
            self._name(section, project)
        return new

    def show_values(self, layers: Mapping[str, LayerActivity]) -> None:
        """Show what the layers made of a sample; a layer that is not among them goes blank."""
        for section in self._sections:
            found = layers.get(section.layer_id)
            section.maps.show_values(None if found is None else found.values)

    def light(
        self,
        spot: Spot | None,
        fields: Mapping[str, Field],
        winner: tuple[str, tuple[int, int]] | None,
    ) -> None:
        """Frame a pixel, and by layer the fields before it; `winner` is of a pooling."""
        for section in self._sections:
            own = spot is not None and spot.layer_id == section.layer_id
            won = winner is not None and winner[0] == section.layer_id
            section.maps.light(
                fields.get(section.layer_id),
                spot.pixel if own and spot is not None else None,
                winner[1] if won and winner is not None else None,
            )

    def _build(self) -> None:
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                # Gone at once, not at leisure: a hidden widget would keep its place in Tab.
                widget.setParent(None)
                widget.deleteLater()
        self._sections = [self._section(*entry) for entry in self._built]
        for section in self._sections:
            self._column.addWidget(section.title)
            self._column.addWidget(section.maps)
            self._column.addSpacing(6)

    def _section(self, layer_id: str, shape: Shape) -> _Section:
        title = ElidedLabel()
        title.setProperty("role", "muted")
        title.ink = self._theme.colour("muted")
        maps = FeatureMaps(shape, self._theme)
        maps.setToolTip("")

        def spot(pixel: Pixel | None) -> Spot | None:
            return None if pixel is None else Spot(layer_id, pixel)

        maps.pointed.connect(lambda pixel: self.pointed.emit(spot(pixel)))
        maps.chosen.connect(lambda pixel: self.chosen.emit(spot(pixel)))
        maps.let_go.connect(self.let_go)
        return _Section(layer_id, title, maps)

    def _name(self, section: _Section, project: Project) -> None:
        place = project.index(section.layer_id)
        title = self._words.canvas.title(project, place)
        size = self._words.maps(section.maps.shape)
        section.title.setText(self.tr("{title} · {size}").format(title=title, size=size))
        section.maps.setAccessibleName(section.title.text())
