"""What the kinds of layers are called, and what each of them does, in a sentence or two."""

from PySide6.QtCore import QObject

from nnstudio.project.layers import Family, LayerSpec


class KindWords(QObject):
    """Names and sentences for the kinds of the palette, by `kind_title`, and for its families."""

    def family(self, name: Family) -> str:
        """What a family is called."""
        return {
            "dense": self.tr("Dense"),
            "convolution": self.tr("Convolution"),
            "recurrence": self.tr("Recurrence"),
            "attention": self.tr("Attention"),
            "norm": self.tr("Norm"),
        }[name]

    def about_family(self, name: Family) -> str:
        """What a family is for."""
        return {
            "dense": self.tr("For values of any kind: every neuron reads all of them."),
            "convolution": self.tr("For images: small windows look for the same thing everywhere."),
            "recurrence": self.tr(
                "For sequences: read step by step, with a memory that is carried along."
            ),
            "attention": self.tr(
                "For tokens and sequences: every step looks at the others and takes what it needs."
            ),
            "norm": self.tr("For any network: keeps values at a size at which learning goes well."),
        }[name]

    def name(self, layer: LayerSpec) -> str:
        """What a kind is called."""
        return {
            "Dense": self.tr("Dense"),
            "Dropout": self.tr("Dropout"),
            "Convolution": self.tr("Convolution"),
            "Max pooling": self.tr("Max pooling"),
            "Average pooling": self.tr("Average pooling"),
            "Global average": self.tr("Global average"),
            "Flatten": self.tr("Flatten"),
            "RNN": self.tr("RNN"),
            "LSTM": self.tr("LSTM"),
            "GRU": self.tr("GRU"),
            "Mean over time": self.tr("Mean over time"),
            "Embedding": self.tr("Embedding"),
            "Positions": self.tr("Positions"),
            "Attention": self.tr("Attention"),
            "Transformer block": self.tr("Transformer block"),
            "Layer norm": self.tr("Layer norm"),
            "Batch norm": self.tr("Batch norm"),
        }.get(layer.kind_title, layer.kind_title)

    def short_name(self, layer: LayerSpec) -> str:
        """The same where there is little room."""
        return {
            "Convolution": self.tr("Conv"),
            "Max pooling": self.tr("Max pool"),
            "Average pooling": self.tr("Mean pool"),
            "Global average": self.tr("Global"),
            "Mean over time": self.tr("Mean"),
            "Transformer block": self.tr("Block"),
        }.get(layer.kind_title, self.name(layer))

    def about(self, layer: LayerSpec) -> str:
        """What a kind does."""
        return {
            "Dense": self.tr(
                "Every neuron reads all values of the layer before it, each with a weight."
            ),
            "Dropout": self.tr(
                "Leaves out a random share of the values at each training step, so that the "
                "network does not rely on any single one."
            ),
            "Convolution": self.tr(
                "Each filter is a small window of weights that moves over the whole image. It "
                "answers with a map of where it finds what it looks for."
            ),
            "Max pooling": self.tr(
                "Keeps the largest value of each window: the maps get smaller, and it matters "
                "less where exactly something was found."
            ),
            "Average pooling": self.tr(
                "Keeps the mean of each window: the maps get smaller and smoother."
            ),
            "Global average": self.tr(
                "One value for each map, its mean: how much of its feature the image has in all."
            ),
            "Flatten": self.tr(
                "Lays all values of an image or a sequence in one row, so that a dense layer can "
                "read them. It learns nothing itself."
            ),
            "RNN": self.tr(
                "Reads a sequence step by step. Its state is made of the new values and of the "
                "state before, which is all that it remembers."
            ),
            "LSTM": self.tr(
                "Recurrence with a cell for what is to be kept long. Gates learn what to write "
                "into it, what to forget and what to hand on."
            ),
            "GRU": self.tr(
                "Recurrence with two gates: one learns how much of the state to keep, the other "
                "how much of it to look at. Lighter than an LSTM."
            ),
            "Mean over time": self.tr(
                "The mean of every value over all steps: one answer for a whole sequence."
            ),
            "Embedding": self.tr(
                "Gives every symbol a row of values of its own, which are learned: symbols that "
                "are used alike come to lie close together."
            ),
            "Positions": self.tr(
                "Adds to every step where it stands. Attention by itself does not know which "
                "step comes first."
            ),
            "Attention": self.tr(
                "Every step asks all others a question, and takes over most from those whose keys "
                "match it. Each head asks a question of its own."
            ),
            "Transformer block": self.tr(
                "Attention, then a small dense network at every step, each with a norm and with a "
                "way past it. What transformers are stacked of."
            ),
            "Layer norm": self.tr(
                "Brings the values of each sample, at every step, to mean 0 and variance 1, then "
                "scales and shifts them as it learns to."
            ),
            "Batch norm": self.tr(
                "Brings each feature to mean 0 and variance 1 over the batch, then scales and "
                "shifts it as it learns to."
            ),
        }.get(layer.kind_title, "")
