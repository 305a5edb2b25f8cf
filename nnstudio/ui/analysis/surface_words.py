"""What the loss surface says: names of weights and directions, and numbers as sentences."""

from math import isfinite

from PySide6.QtCore import QLocale, QObject

from nnstudio.app.locale import grouped
from nnstudio.app.loss_surface import LossSurface, SurfaceTask
from nnstudio.app.loss_surface_directions import TwoWeights, WeightBlock, WeightPlace
from nnstudio.app.loss_surface_trail import Trail
from nnstudio.explain.inside import SEPARATOR
from nnstudio.project.specs import Project
from nnstudio.ui.canvas.words import Words
from nnstudio.ui.widgets.numbers import decimal, percent, short


class SurfaceWords(QObject):
    """Words about loss surfaces."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names = Words(self)

    def block(self, project: Project, layer_id: str) -> str:
        """The name of a block of weights: of its layer, and of which part of that."""
        outer, *inner = layer_id.split(SEPARATOR)
        title = self._names.title_of(project, outer)
        if not inner:
            return title
        part = {
            "x": self.tr("from x"),
            "h": self.tr("from h"),
            "in": self.tr("queries, keys, values"),
            "out": self.tr("attention, out"),
            "hidden": self.tr("feed-forward, in"),
            "output": self.tr("feed-forward, out"),
        }.get(inner[-1], inner[-1])
        return self.tr("{layer}, {part}").format(layer=title, part=part)

    def weight(self, project: Project, place: WeightPlace, block: WeightBlock) -> str:
        """The short name of a weight or a bias."""
        layer, unit = self.block(project, place.layer_id), grouped(place.row + 1)
        if block.bias and place.column == block.columns - 1:
            return self.tr("{layer}: bias of {unit}").format(layer=layer, unit=unit)
        return self.tr("{layer}: {unit} ← {input}").format(
            layer=layer, unit=unit, input=grouped(place.column + 1)
        )

    def axes(self, task: SurfaceTask | None, blocks: dict[str, WeightBlock]) -> tuple[str, str]:
        """The names of both directions."""
        if task is not None and isinstance(task.directions, TwoWeights):
            project = task.standpoint.project
            both = (task.directions.first, task.directions.second)
            return tuple(  # type: ignore[return-value]
                self.weight(project, place, blocks[place.layer_id]) for place in both
            )
        return self.tr("direction 1"), self.tr("direction 2")

    def at(self, surface: LossSurface, node: tuple[int, int], axes: tuple[str, str]) -> str:
        """What the surface is like at a point of its grid, (row, column)."""
        locale = QLocale()
        row, column = node
        value = float(surface.values[row, column])
        if not isfinite(value):
            loss = self.tr("Beyond all numbers")
        else:
            loss = self.tr("Loss {value}, {difference}").format(
                value=short(value, locale), difference=self._against(value, surface.loss)
            )
        start = self.start(surface)
        a, b = (
            decimal(float(surface.axis[at]) + begin, locale, 2)
            for at, begin in zip((column, row), start, strict=True)
        )
        if isinstance(surface.task.directions, TwoWeights):
            text = self.tr("{loss}, where {first} is {a} and {second} is {b}.")
        else:
            text = self.tr("{loss}, at {a} along {first} and {b} along {second}.")
        return text.format(loss=loss, first=axes[0], second=axes[1], a=a, b=b)

    def start(self, surface: LossSurface) -> tuple[float, float]:
        """What stands at the centre on both axes: the weights themselves, or 0."""
        plane = surface.plane
        if isinstance(surface.task.directions, TwoWeights):
            # Each direction is 1 at its weight and 0 elsewhere.
            return float(plane.centre @ plane.first), float(plane.centre @ plane.second)
        return 0.0, 0.0

    def progress(self, done: int, total: int) -> str:
        """How far the computation is."""
        return self.tr("Computing: {share} of the points. Training goes on meanwhile.").format(
            share=percent(done / total, QLocale(), 0)
        )

    def standing(self, surface: LossSurface, trail: Trail | None) -> str:
        """What is shown, and whether it is still about the present weights."""
        epoch, samples = surface.task.standpoint.epoch, grouped(surface.samples)
        if trail is not None and trail.moved:
            return self.tr(
                "These are the surroundings of epoch {epoch}; the weights are others now. "
                "Compute shows the surroundings of these."
            ).format(epoch=grouped(epoch))
        return self.tr(
            "Around the present weights, epoch {epoch}: loss {loss} over {samples} training "
            "samples."
        ).format(epoch=grouped(epoch), loss=short(surface.loss, QLocale()), samples=samples)

    def invitation(self) -> str:
        """What the panel is for, before there is a surface."""
        return self.tr(
            "The loss as a landscape: how it would change if the weights moved along two "
            "directions, and the way that the run has taken through it. Press Compute."
        )

    def reach(self, value: float, of_weights: bool) -> str:
        """How far the surface reaches."""
        text = exact_short(value)
        if of_weights:
            return self.tr("±{reach}").format(reach=text)
        return self.tr("±{reach} × ‖w‖").format(reach=text)

    def no_plane(self, of_weights: bool) -> str:
        """Why there is nothing to compute."""
        if of_weights:
            return self.tr("Choose two different weights: a surface needs two directions.")
        return self.tr(
            "There are too few weights other than 0 for two directions at random. "
            "Choose two weights instead."
        )

    def _against(self, value: float, now: float) -> str:
        difference = value - now
        locale = QLocale()
        if difference == 0:
            return self.tr("as at the centre")
        if difference > 0:
            return self.tr("{difference} above the centre").format(
                difference=short(difference, locale)
            )
        return self.tr("{difference} below the centre").format(
            difference=short(-difference, locale)
        )


def exact_short(value: float) -> str:
    """A round number as it is."""
    return f"{value:g}".replace(".", QLocale().decimalPoint())
