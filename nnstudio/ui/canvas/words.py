"""What the canvas calls things, and says about them."""

from PySide6.QtCore import QLocale, QObject

from nnstudio.data.inputs import Input
from nnstudio.project.checking import Shapes
from nnstudio.project.layers import DenseSpec, DropoutSpec, LayerSpec
from nnstudio.project.specs import Project


class Words(QObject):
    """Names of layers, neurons and wires, for titles, hints and the screen reader."""

    def title(self, project: Project, place: int) -> str:
        """A layer's own title, or the one that its place gives it."""
        layer = project.layers[place]
        if layer.title:
            return layer.title
        if isinstance(layer, DropoutSpec):
            return self.tr("Dropout")
        if place == len(project.layers) - 1:
            return self.tr("Output")
        number = sum(isinstance(entry, DenseSpec) for entry in project.layers[: place + 1])
        return self.tr("Hidden {number}").format(number=number)

    def title_of(self, project: Project, layer_id: str) -> str:
        """The title of the layer with this id; of the inputs for an empty one."""
        if not layer_id:
            return self.tr("Input")
        return self.title(project, project.index(layer_id))

    def chip(self, layer: LayerSpec) -> str:
        """What stands in the pill under a layer's title."""
        if isinstance(layer, DenseSpec):
            return self.activation(layer.activation)
        return self.percent(layer.rate)

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
        return {
            "zeros": self.tr("zeros: all alike, and they stay so"),
            "constant": self.tr("constant: all ½"),
            "small normal": self.tr("small normal: a little chance"),
            "xavier normal": self.tr("Xavier normal: for tanh and sigmoid"),
            "xavier uniform": self.tr("Xavier uniform: for tanh and sigmoid"),
            "he normal": self.tr("He normal: for ReLU"),
            "he uniform": self.tr("He uniform: for ReLU"),
        }.get(name, name)

    def inputs(self, count: int) -> str:
        """How many inputs there are."""
        if count == 1:
            return self.tr("1 input")
        return self.tr("{count} inputs").format(count=QLocale().toString(count))

    def neurons(self, count: int) -> str:
        """So many neurons."""
        if count == 1:
            return self.tr("1 neuron")
        return self.tr("{count} neurons").format(count=QLocale().toString(count))

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
            weights=one.format(count=QLocale().toString(weights)),
            biases=other.format(count=QLocale().toString(biases)),
        )

    def number(self, value: float | None) -> str:
        """A weight, with a true minus sign."""
        if value is None:
            return self.tr("not known yet")
        return QLocale.c().toString(float(value), "f", 3).replace("-", "−")

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
        return self.tr("{layer} · {number}").format(layer=title, number=row + 1)
