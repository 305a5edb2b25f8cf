"""What the histograms say: names, numbers as sentences, and what ails a unit."""

from typing import Literal

from PySide6.QtCore import QLocale, QObject

from nnstudio.app.histograms import Distribution
from nnstudio.app.locale import grouped
from nnstudio.app.unit_health import AilingUnit, Condition
from nnstudio.explain.inside import SEPARATOR
from nnstudio.project.layers import Conv2DSpec, LayerSpec
from nnstudio.ui.widgets.numbers import short

Column = Literal["weights", "activations", "gradients"]
COLUMNS: tuple[Column, ...] = ("weights", "activations", "gradients")


class HistogramWords(QObject):
    """Words about histograms."""

    def column(self, column: Column) -> str:
        """What a column of histograms is called."""
        return {
            "weights": self.tr("Weights"),
            "activations": self.tr("Activations"),
            "gradients": self.tr("Gradients"),
        }[column]

    def about(self, column: Column) -> str:
        """What a column of histograms shows."""
        return {
            "weights": self.tr(
                "The weights of the layer, without its biases; of a norm, its scale and shift."
            ),
            "activations": self.tr(
                "What the layer answers to the training samples that are looked at."
            ),
            "gradients": self.tr(
                "∂C/∂w of these weights: how the loss would change with each. When they are all "
                "close to 0, the layer hardly learns."
            ),
        }[column]

    def of_layer(self, title: str) -> str:
        """The name of a layer's histograms."""
        return self.tr("Histograms of {layer}").format(layer=title)

    def sentence(self, title: str, column: Column, found: Distribution | None) -> str:
        """A histogram in words."""
        if found is None:
            return self.tr("{layer}, {column}: none, there is nothing to learn here.").format(
                layer=title, column=self.column(column).lower()
            )
        locale = QLocale()
        text = self.tr(
            "{layer}, {column}: {count} values from {low} to {high}, mean {mean}, spread {spread}."
        ).format(
            layer=title,
            column=self.column(column).lower(),
            count=grouped(found.size),
            low=short(found.low, locale),
            high=short(found.high, locale),
            mean=short(found.mean, locale),
            spread=short(found.spread, locale),
        )
        if found.broken:
            text += " " + self.tr("{count} are beyond all numbers.").format(
                count=grouped(found.broken)
            )
        return text

    def group(self, unit: AilingUnit) -> str:
        """What stands before the units that ail in the same way."""
        part = unit.part or self._inside(unit)
        if unit.condition == "dead":
            text = self.tr("Dead in {part}:") if part else self.tr("Dead:")
        else:
            text = self.tr("Saturated {part}:") if part else self.tr("Saturated:")
        return text.format(part=self._part(part))

    def about_condition(self, condition: Condition, samples: int) -> str:
        """What it means, and from when on it is said."""
        if condition == "dead":
            return self.tr(
                "Dead: a ReLU that answers 0 to every one of the {samples} training samples looked "
                "at (a leaky one: that is on its flat side for each). Its slope is 0 there, so no "
                "gradient reaches its weights, and it will hardly come back by itself."
            ).format(samples=grouped(samples))
        return self.tr(
            "Saturated: for more than 95 % of the answers to {samples} training samples, a tanh is "
            "beyond ±0.97, or a sigmoid below 0.03 or above 0.97. It is nearly flat there, so "
            "little gradient comes through. For a gate this may be just right: it stays open, "
            "or shut."
        ).format(samples=grouped(samples))

    def unit(self, layer: LayerSpec, unit: AilingUnit) -> str:
        """A unit's name for a screen reader."""
        name = (
            self.tr("Filter {number}")
            if isinstance(layer, Conv2DSpec)
            else self.tr("Unit {number}")
        )
        return name.format(number=grouped(unit.index + 1))

    def summary(self, samples: int, dead: int, saturated: int) -> str:
        """What was looked at, and what was found."""
        looked = self.tr("{count} samples").format(count=grouped(samples))
        if not dead and not saturated:
            return self.tr("{looked} · no unit is dead or saturated").format(looked=looked)
        return self.tr("{looked} · dead: {dead} · saturated: {saturated}").format(
            looked=looked, dead=grouped(dead), saturated=grouped(saturated)
        )

    def _inside(self, unit: AilingUnit) -> str:
        """The innermost part of a block that a unit belongs to; empty for one of a layer's own."""
        return unit.layer_id.rpartition(SEPARATOR)[2] if SEPARATOR in unit.layer_id else ""

    def _part(self, part: str) -> str:
        return {
            "input gate": self.tr("input gate"),
            "forget gate": self.tr("forget gate"),
            "output gate": self.tr("output gate"),
            "candidate": self.tr("candidate"),
            "reset gate": self.tr("reset gate"),
            "update gate": self.tr("update gate"),
            "hidden": self.tr("the feed-forward part"),
            "output": self.tr("the feed-forward output"),
        }.get(part, part)
