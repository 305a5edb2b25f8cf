"""What the settings of layers are called, what they mean, and what their values are called."""

from PySide6.QtCore import QObject

from nnstudio.project.layers import DenseSpec, LayerSpec, RecurrentSpec
from nnstudio.ui.canvas.words import Words


class SettingWords(QObject):
    """Labels, sentences and values for the fields of the specs."""

    def __init__(self, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words

    def label(self, layer: LayerSpec, field: str) -> str:
        """What a setting is called."""
        if field == "units" and isinstance(layer, DenseSpec):
            return self.tr("Neurons")
        return {
            "units": self.tr("Units"),
            "filters": self.tr("Filters"),
            "kernel": self.tr("Kernel"),
            "stride": self.tr("Stride"),
            "padding": self.tr("Padding"),
            "bias": self.tr("Bias"),
            "activation": self.tr("Activation"),
            "initialiser": self.tr("Initialiser"),
            "size": self.tr("Window"),
            "whole_sequence": self.tr("Hands on"),
            "truncate": self.tr("Back through time"),
            "forget_bias": self.tr("Forget bias"),
            "width": self.tr("Width"),
            "encoding": self.tr("Encoding"),
            "heads": self.tr("Heads"),
            "causal": self.tr("Causal"),
            "hidden": self.tr("Hidden width"),
            "norm": self.tr("Norm"),
            "rate": self.tr("Dropout"),
            "momentum": self.tr("Momentum"),
        }.get(field, field)

    def about(self, layer: LayerSpec, field: str) -> str:
        """What a setting means, in a sentence."""
        recurrent = isinstance(layer, RecurrentSpec)
        return {
            "units": self.tr("How many numbers the state has, which is the layer's memory.")
            if recurrent
            else self.tr("How many neurons there are; each makes one value of all that it reads."),
            "filters": self.tr(
                "How many things the layer looks for: each filter answers with a map of its own."
            ),
            "kernel": self.tr("The side of the window of weights, in pixels."),
            "stride": self.tr(
                "How many pixels the window moves at a time: with 2 the maps have half the side."
            ),
            "padding": self.tr(
                "Whether zeros are put around the image, so that the window can also stand at its "
                "edge and the maps stay as large."
            ),
            "bias": self.tr("Whether each filter adds a number of its own to what it sums up."),
            "activation": self.tr(
                "What is done to every sum before it is handed on: the bend without which many "
                "layers could do no more than one."
            ),
            "initialiser": self.tr("How the first weights are drawn, before anything is learned."),
            "size": self.tr("The side of the window, in pixels."),
            "whole_sequence": self.tr(
                "The last state sums the sequence up. The states of all steps are what another "
                "recurrent layer reads, or an output that answers at every position."
            ),
            "truncate": self.tr(
                "How many steps the gradient goes back through time, 0 for all the way. Fewer "
                "steps are faster, but what lies further back cannot be learned."
            ),
            "forget_bias": self.tr(
                "Where the forget gate begins: from 1 on it keeps the cell at first, and learns "
                "later what to forget."
            ),
            "width": self.tr("How many values each symbol gets."),
            "encoding": self.tr(
                "Waves of different lengths that are given, or a vector for every position that "
                "is learned."
            ),
            "heads": self.tr(
                "How many questions each step asks at a time; the values of a step are shared out "
                "among them."
            ),
            "causal": self.tr(
                "No step looks at what comes after it, as when the next character is predicted."
            ),
            "hidden": self.tr("How many neurons the small dense network inside the block has."),
            "norm": self.tr(
                "Before its parts, the norm keeps deep networks calm from the start (pre-norm); "
                "after them is how the first transformers had it (post-norm)."
            ),
            "rate": self.tr("The share of values that each training step leaves out at random."),
            "momentum": self.tr(
                "How fast the running mean and variance follow the batches; they stand in for the "
                "batch's own when the network is not learning."
            ),
        }.get(field, "")

    def choice(self, field: str, value: str) -> str:
        """What one of the choices of a setting is called."""
        if field == "activation":
            return self._words.activation(value)
        if field == "initialiser":
            return self._words.initialiser(value)
        return {
            "valid": self.tr("none (valid)"),
            "same": self.tr("zeros (same)"),
            "sinusoidal": self.tr("given waves"),
            "learned": self.tr("learned"),
            "before": self.tr("before each part"),
            "after": self.tr("after each part"),
        }.get(value, value)

    def short_choice(self, field: str, value: str) -> str:
        """The same where there is room for the name alone."""
        if field == "initialiser":
            return self._words.initialiser_name(value)
        return self.choice(field, value)

    def about_choice(self, field: str, value: str) -> str:
        """What one of the choices does, where there is something to say."""
        if field == "activation":
            return self._words.about_activation(value)
        if field == "initialiser":
            return self._words.about_initialiser(value)
        return ""

    def handed_on(self, whole: bool) -> str:
        """What a recurrent layer hands on."""
        return self.tr("the whole sequence") if whole else self.tr("the last state")

    def beside(self, field: str, value: float, layer: LayerSpec) -> str:
        """A word beside a number that it needs to be understood."""
        if field == "truncate":
            return self.tr("all the way") if value == 0 else self.tr("steps")
        if field in ("kernel", "size"):
            return self._words.window(int(value))
        if field == "stride":
            return self.tr("side by side") if value == 0 else self.tr("pixels")
        if field == "rate":
            return self._words.percent(value)
        return ""

    def edit(self, layer: LayerSpec, field: str, value: object) -> str:
        """What the undo button calls a change of a setting.

        A number is not named: many small steps of it are undone together.
        """
        if isinstance(value, bool):
            text = self.handed_on(value) if field == "whole_sequence" else self._yes(value)
        elif isinstance(value, str):
            text = self.short_choice(field, value)
        else:
            return self.tr("Change of: {setting}").format(setting=self.label(layer, field))
        return self.tr("{setting}: {value}").format(setting=self.label(layer, field), value=text)

    def _yes(self, value: bool) -> str:
        return self.tr("yes") if value else self.tr("no")
