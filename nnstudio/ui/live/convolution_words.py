"""What the convolution view says about layers, pixels and samples."""

from PySide6.QtCore import QLocale, QObject

from nnstudio.app.locale import grouped
from nnstudio.data.dataset import Dataset
from nnstudio.nn.columns import Shape
from nnstudio.project.filter_account import FilterAccount
from nnstudio.project.layers import (
    AvgPool2DSpec,
    BatchNormSpec,
    Conv2DSpec,
    DropoutSpec,
    LayerSpec,
    MaxPool2DSpec,
)
from nnstudio.ui.canvas.words import Words
from nnstudio.ui.live.convolution_arrangement import Pixel
from nnstudio.ui.widgets.numbers import decimal

LEFT_TO_RIGHT, END = "\u2066", "\u2069"
"""What stands between them is a number, in whatever direction one reads."""


class ConvolutionWords(QObject):
    """Sentences; pixels and samples are counted from one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.canvas = Words()

    def maps(self, shape: Shape) -> str:
        """How many maps, and how large."""
        count, height, width = shape
        words = self.tr("1 map of {height} × {width}")
        if count > 1:
            words = self.tr("{count} maps of {height} × {width}")
        return words.format(count=count, height=height, width=width)

    def place(self, layer: LayerSpec, pixel: Pixel) -> str:
        """Which pixel it is."""
        words = self.tr("Map {number}, row {row}, column {column}")
        if isinstance(layer, Conv2DSpec):
            words = self.tr("Filter {number}, row {row}, column {column}")
        return words.format(number=pixel.channel + 1, row=pixel.row + 1, column=pixel.column + 1)

    def heading(self, title: str, place: str) -> str:
        """A pixel and the layer that it is of."""
        return self.tr("{place} · {title}").format(title=title, place=place)

    def no_numbers(self) -> str:
        """There is nothing to explain with."""
        return self.tr("Its numbers come with the next step of the run.")

    def filtered(self, layer: Conv2DSpec, account: FilterAccount, value: float) -> str:
        """How a filter came to its value."""
        words = self.tr("z = Σ w · x = {z}")
        if account.bias is not None:
            words = self.tr("z = Σ w · x + b = {z}, with b = {b}")
        told = words.format(z=self.number(account.z), b=self.number(account.bias or 0.0))
        end = self.tr("{sum}\na = {activation}(z) = {a}")
        if layer.activation == "identity":
            end = self.tr("{sum}\na = z = {a}")
        activation = self.canvas.activation(layer.activation)
        return end.format(sum=told, activation=activation, a=self.number(value))

    def handed_on(
        self, layer: LayerSpec, value: float, winner: tuple[int, int] | None, before: float
    ) -> str:
        """How a layer without filters came to its value."""
        told = self.number(value)
        if isinstance(layer, MaxPool2DSpec) and winner is not None:
            return self.tr(
                "The largest of {size} × {size} pixels: {value}, from row {row}, column {column}."
            ).format(size=layer.size, value=told, row=winner[0] + 1, column=winner[1] + 1)
        if isinstance(layer, AvgPool2DSpec):
            words = self.tr("The mean of {size} × {size} pixels: {value}.")
            return words.format(size=layer.size, value=told)
        if isinstance(layer, BatchNormSpec):
            words = self.tr("{before} becomes {value}: brought to a common scale.")
            return words.format(before=self.number(before), value=told)
        if isinstance(layer, DropoutSpec):
            return self.tr(
                "{value}: dropout leaves every value alone when the network answers."
            ).format(value=told)
        return told

    def share(self, count: int, channel: int, amount: float) -> str:
        """What one input map gives."""
        words = (
            self.tr("on the image: {amount}")
            if count == 1
            else self.tr("on map {number}: {amount}")
        )
        return words.format(number=channel + 1, amount=self.signed(amount))

    def sample(self, dataset: Dataset, index: int | None, validation: bool) -> str:
        """Which sample is looked at, and what it is."""
        if index is None:
            return self.tr("Your drawing")
        words = self.tr("training sample {number}")
        if validation:
            words = self.tr("validation sample {number}")
        return words.format(number=grouped(index + 1))

    def target(self, dataset: Dataset, index: int) -> str:
        """What the data set says a sample is."""
        target = dataset.targets[index]
        if dataset.class_names:
            return self.tr("{what} {name}").format(
                what=dataset.target_names[0], name=dataset.class_names[int(target)]
            )
        return self.tr("{what} {name}").format(
            what=dataset.target_names[0], name=self.number(float(target[0]))
        )

    def number(self, value: float) -> str:
        """A number with three decimals and a true minus sign."""
        return LEFT_TO_RIGHT + decimal(value, QLocale()) + END

    def signed(self, value: float) -> str:
        """The same, with its sign even if that is a plus."""
        told = decimal(value, QLocale(), 2)
        return LEFT_TO_RIGHT + (told if told.startswith("−") else f"+{told}") + END
