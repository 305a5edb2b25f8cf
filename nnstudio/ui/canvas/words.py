"""What the canvas calls things, and says about them."""

from PySide6.QtCore import QLocale, QObject

from nnstudio.app.locale import grouped
from nnstudio.data.inputs import Input
from nnstudio.project.checking import Shapes
from nnstudio.project.flow import Flow
from nnstudio.project.layers import (
    AttentionSpec,
    AvgPool2DSpec,
    BatchNormSpec,
    Conv2DSpec,
    DenseSpec,
    DropoutSpec,
    EmbeddingSpec,
    LayerSpec,
    MaxPool2DSpec,
    PositionsSpec,
    RecurrentSpec,
    TransformerBlockSpec,
)
from nnstudio.project.specs import Project
from nnstudio.ui.canvas.amounts import amount_of, value_of
from nnstudio.ui.canvas.kind_words import KindWords

COUNTED = {
    "Convolution",
    "Max pooling",
    "Average pooling",
    "RNN",
    "LSTM",
    "GRU",
    "Attention",
    "Transformer block",
}
"""Kinds of which a network often has several: numbered even when there is only one."""


class Words(QObject):
    """Names of layers, neurons and wires, for titles, hints and the screen reader.

    `kinds` has the names of the kinds, and sentences about them.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.kinds = KindWords(self)

    def title(self, project: Project, place: int) -> str:
        """A layer's own title, or the one that its kind and its place give it."""
        layer = project.layers[place]
        if layer.title:
            return layer.title
        alike = [i for i, entry in enumerate(project.layers) if type(entry) is type(layer)]
        number = alike.index(place) + 1
        if isinstance(layer, DenseSpec):
            if place == len(project.layers) - 1:
                return self.tr("Output")
            return self.tr("Hidden {number}").format(number=number)
        name = self.kinds.name(layer)
        if len(alike) == 1 and layer.kind_title not in COUNTED:
            return name
        return self.tr("{kind} {number}").format(kind=name, number=number)

    def title_of(self, project: Project, layer_id: str) -> str:
        """The title of the layer with this id; of the inputs for an empty one."""
        if not layer_id:
            return self.tr("Input")
        return self.title(project, project.index(layer_id))

    def chip(self, layer: LayerSpec) -> str:
        """What stands in the pill under a layer's title; empty for a kind without settings."""
        if isinstance(layer, DenseSpec):
            return self.activation(layer.activation)
        if isinstance(layer, DropoutSpec):
            return self.percent(layer.rate)
        if isinstance(layer, Conv2DSpec):
            return self._both(self.window(layer.kernel), self.activation(layer.activation))
        if isinstance(layer, MaxPool2DSpec | AvgPool2DSpec):
            return self.window(layer.size)
        if isinstance(layer, RecurrentSpec):
            what = self.tr("whole sequence") if layer.whole_sequence else self.tr("last state")
            return self._both(grouped(layer.units), what)
        if isinstance(layer, EmbeddingSpec):
            return self.values(layer.width)
        if isinstance(layer, PositionsSpec):
            return self.encoding(layer.encoding)
        if isinstance(layer, AttentionSpec | TransformerBlockSpec):
            heads = self.heads(layer.heads)
            return self._both(heads, self.tr("causal")) if layer.causal else heads
        if isinstance(layer, BatchNormSpec):
            return self.tr("momentum {value}").format(
                value=QLocale().toString(layer.momentum, "g", 3)
            )
        return ""

    def window(self, side: int) -> str:
        """The size of a square window."""
        return self.tr("{side} × {side}").format(side=side)

    def encoding(self, name: str) -> str:
        """How positions are told."""
        return {"sinusoidal": self.tr("waves"), "learned": self.tr("learned")}.get(name, name)

    def activation(self, name: str) -> str:
        """An activation's name as people write it."""
        return {"relu": "ReLU", "leaky relu": "leaky ReLU"}.get(name, name)

    def about_activation(self, name: str) -> str:
        """An activation in one sentence."""
        return {
            "identity": self.tr("Hands the sum on as it is: for values of any size."),
            "sigmoid": self.tr("Squeezes the sum to 0 … 1: a probability for two classes."),
            "tanh": self.tr("Squeezes the sum to −1 … 1, with a smooth bend."),
            "relu": self.tr("Keeps what is positive and cuts off the rest."),
            "leaky relu": self.tr("Like ReLU, but lets a little of the negative through."),
            "softmax": self.tr("Shares out 100 % among all neurons: one for each class."),
        }.get(name, "")

    def initialiser(self, name: str) -> str:
        """An initialiser with what it does to the first weights."""
        return self.tr("{name}: {about}").format(
            name=self.initialiser_name(name), about=self.about_initialiser(name)
        )

    def initialiser_name(self, name: str) -> str:
        """An initialiser's name as people write it."""
        return {
            "zeros": self.tr("zeros"),
            "constant": self.tr("constant"),
            "small normal": self.tr("small normal"),
            "xavier normal": self.tr("Xavier normal"),
            "xavier uniform": self.tr("Xavier uniform"),
            "he normal": self.tr("He normal"),
            "he uniform": self.tr("He uniform"),
        }.get(name, name)

    def about_initialiser(self, name: str) -> str:
        """What an initialiser does to the first weights."""
        return {
            "zeros": self.tr("all alike, and they stay so"),
            "constant": self.tr("all ½"),
            "small normal": self.tr("a little chance"),
            "xavier normal": self.tr("for tanh and sigmoid"),
            "xavier uniform": self.tr("for tanh and sigmoid"),
            "he normal": self.tr("for ReLU"),
            "he uniform": self.tr("for ReLU"),
        }.get(name, "")

    def inputs(self, count: int) -> str:
        """How many inputs there are."""
        if count == 1:
            return self.tr("1 input")
        return self.tr("{count} inputs").format(count=grouped(count))

    def neurons(self, count: int) -> str:
        """So many neurons."""
        if count == 1:
            return self.tr("1 neuron")
        return self.tr("{count} neurons").format(count=grouped(count))

    def values(self, count: int) -> str:
        """So many values."""
        if count == 1:
            return self.tr("1 value")
        return self.tr("{count} values").format(count=grouped(count))

    def heads(self, count: int) -> str:
        """So many heads of attention."""
        if count == 1:
            return self.tr("1 head")
        return self.tr("{count} heads").format(count=grouped(count))

    def amount(self, layer: LayerSpec, value: float | None = None) -> str:
        """What − and + change in a layer, counted: its own number of it, or this one."""
        amount = amount_of(layer)
        if amount is None:
            return ""
        count = value_of(layer) if value is None else value
        if amount.noun == "rate":
            return self.percent(count)
        if amount.noun == "pixels":
            return self.window(int(count))
        if amount.noun == "heads":
            return self.heads(int(count))
        if amount.noun == "values":
            return self.values(int(count))
        if amount.noun == "neurons":
            return self.neurons(int(count))
        one, many = (
            (self.tr("1 filter"), self.tr("{count} filters"))
            if amount.noun == "filters"
            else (self.tr("1 unit"), self.tr("{count} units"))
        )
        return one if count == 1 else many.format(count=grouped(int(count)))

    def more_or_less(self, layer: LayerSpec, step: int) -> str:
        """What − or + would do to a layer."""
        amount = amount_of(layer)
        if amount is None:
            return ""
        more, less = {
            "neurons": (self.tr("One neuron more"), self.tr("One neuron fewer")),
            "filters": (self.tr("One filter more"), self.tr("One filter fewer")),
            "units": (self.tr("One unit more"), self.tr("One unit fewer")),
            "values": (self.tr("One value more"), self.tr("One value fewer")),
            "heads": (self.tr("More heads"), self.tr("Fewer heads")),
            "pixels": (self.tr("A larger window"), self.tr("A smaller window")),
            "rate": (self.tr("Leave out 5 % more"), self.tr("Leave out 5 % less")),
        }[amount.noun]
        return more if step > 0 else less

    def number_of(self, layer: LayerSpec) -> str:
        """What the number is that − and + change, as a title: “Number of filters”."""
        amount = amount_of(layer)
        if amount is None:
            return ""
        return {
            "neurons": self.tr("Number of neurons"),
            "filters": self.tr("Number of filters"),
            "units": self.tr("Number of units"),
            "values": self.tr("Width of the embedding"),
            "heads": self.tr("Number of heads"),
            "pixels": self.tr("Side of the window"),
            "rate": self.tr("Dropout rate"),
        }[amount.noun]

    def flow(self, flow: Flow) -> str:
        """What flows between two layers, such as “8 maps of 6 × 6”."""
        if flow.kind == "values":
            return self.values(flow.size)
        if flow.kind == "tokens":
            if flow.time == 1:
                return self.tr("1 token")
            return self.tr("{count} tokens").format(count=grouped(flow.time))
        if flow.kind == "sequence":
            if flow.time == 1:
                return self.tr("1 step of {values}").format(values=self.values(flow.features))
            return self.tr("{count} steps of {values}").format(
                count=grouped(flow.time), values=self.values(flow.features)
            )
        channels, height, width = flow.shape
        if channels == 1:
            return self.tr("an image of {height} × {width}").format(height=height, width=width)
        return self.tr("{count} maps of {height} × {width}").format(
            count=grouped(channels), height=height, width=width
        )

    def way(self, given: Flow, handed_on: Flow) -> str:
        """What enters a layer and what leaves it."""
        return self.tr("{given} → {handed_on}").format(
            given=self.flow(given), handed_on=self.flow(handed_on)
        )

    def parameters(self, count: int) -> str:
        """How many numbers a layer learns."""
        if count == 0:
            return self.tr("nothing to learn")
        if count == 1:
            return self.tr("1 parameter")
        return self.tr("{count} parameters").format(count=grouped(count))

    def percent(self, share: float) -> str:
        """A share, as a dropout rate, in per cent."""
        value = QLocale().toString(100.0 * share, "g", 3)
        return self.tr("{value} %").format(value=value)

    def counts(self, shapes: Shapes) -> str:
        """How many weights and biases the network has."""
        weights, biases = shapes.weights, shapes.biases
        one = self.tr("1 weight") if weights == 1 else self.tr("{count} weights")
        other = self.tr("1 bias") if biases == 1 else self.tr("{count} biases")
        return self.tr("{weights} · {biases}").format(
            weights=one.format(count=grouped(weights)),
            biases=other.format(count=grouped(biases)),
        )

    def number(self, value: float | None) -> str:
        """A weight, with a true minus sign."""
        if value is None:
            return self.tr("not known yet")
        text = f"{float(value):.3f}".replace(".", QLocale().decimalPoint())
        return text.replace("-", "−")

    def source(
        self, project: Project, inputs: tuple[Input, ...], source_id: str, column: int
    ) -> str:
        """The neuron, or input, at which a wire begins."""
        if not source_id:
            return inputs[column].label if column < len(inputs) else str(column + 1)
        return self.neuron(project, source_id, column)

    def neuron(self, project: Project, layer_id: str, row: int) -> str:
        """A neuron by its layer and its number, counted from one."""
        title = self.title_of(project, layer_id)
        return self.tr("{layer} · {number}").format(layer=title, number=grouped(row + 1))

    def _both(self, first: str, second: str) -> str:
        return self.tr("{first} · {second}").format(first=first, second=second)
