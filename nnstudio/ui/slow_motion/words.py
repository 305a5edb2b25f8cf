"""What slow motion says about each stage."""

from PySide6.QtCore import QLocale, QObject

from nnstudio.app.locale import grouped
from nnstudio.app.step_stages import LayerStep, Stage, StepNumbers
from nnstudio.project.layers import (
    AttentionSpec,
    BatchNormSpec,
    Conv2DSpec,
    DenseSpec,
    DropoutSpec,
    EmbeddingSpec,
    LayerNormSpec,
    LayerSpec,
    RecurrentSpec,
    TransformerBlockSpec,
)
from nnstudio.project.specs import Project
from nnstudio.ui.canvas.words import Words as CanvasWords
from nnstudio.ui.widgets.numbers import exact, percent, short

MOST_SAMPLES = 6
"""Numbers of samples that are told one by one."""


class StageWords(QObject):
    """Names and sentences; a layer is called here as on the canvas."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._canvas = CanvasWords(self)

    def name(self, stage: Stage, project: Project) -> str:
        """The stage in a few words."""
        layer = self._layer(stage, project)
        if stage.kind == "forward":
            return self.tr("Forward · {layer}").format(layer=layer)
        if stage.kind == "backward":
            return self.tr("Backward · {layer}").format(layer=layer)
        return {
            "batch": self.tr("Pick the batch"),
            "loss": self.tr("Loss"),
            "update": self.tr("Update"),
        }[stage.kind]

    def place(self, index: int, count: int) -> str:
        """Where one is, for who cannot see the dots."""
        return self.tr("Stage {place} of {count}").format(place=index + 1, count=count)

    def caption(self, numbers: StepNumbers | None) -> str:
        """Which step it is."""
        if numbers is None:
            return self.tr("SLOW MOTION")
        return self.tr("SLOW MOTION · STEP {step}").format(step=grouped(numbers.step + 1))

    def waiting(self) -> str:
        """Before the trainer has told the step."""
        return self.tr("The next step is being worked out, without making it.")

    def sentence(self, stage: Stage, numbers: StepNumbers, project: Project) -> str:
        """What happens at this stage."""
        if stage.kind == "batch":
            return self._batch(numbers)
        if stage.kind == "loss":
            return self._loss(numbers)
        if stage.kind == "update":
            return self._update(numbers, project)
        layer = next((own for own in project.layers if own.id == stage.layer_id), None)
        if layer is None:
            return ""
        if stage.kind == "forward":
            return self._forward(layer, numbers)
        return self._backward(layer, numbers, project)

    def only_this(self, sample: int | None, held_back: bool) -> str:
        """What a step on one sample alone is."""
        if sample is None:
            return self.tr(
                "A drawn or typed sample has no target to learn from; choose one of the data set."
            )
        words = self.tr(
            "One training step on sample {number} alone, beside the epoch: see how a single "
            "example pulls at the weights."
        ).format(number=grouped(sample + 1))
        if held_back:
            words += " " + self.tr(
                "It is held back for validation; once learned from, it tests less honestly."
            )
        return words

    def pace(self, milliseconds: int) -> str:
        """How long auto-play stays, in seconds."""
        seconds = QLocale().toString(milliseconds / 1000.0, "f", 1)
        return self.tr("{seconds} s").format(seconds=seconds)

    def _layer(self, stage: Stage, project: Project) -> str:
        if not any(layer.id == stage.layer_id for layer in project.layers):
            return ""
        return self._canvas.title_of(project, stage.layer_id)

    def _batch(self, numbers: StepNumbers) -> str:
        count, sample = len(numbers.samples), grouped(numbers.sample + 1)
        shown = ", ".join(grouped(int(at) + 1) for at in numbers.samples[:MOST_SAMPLES])
        if count > MOST_SAMPLES:
            shown += ", …"
        if count == 1:
            words = self.tr("This step learns from one sample, the next in shuffled order: {list}.")
        else:
            words = self.tr(
                "This step learns from {count} samples, the next in shuffled order: {list}."
            )
        if numbers.in_batch:
            follow = self.tr("We follow sample {sample}, which is one of them.")
        else:
            follow = self.tr(
                "We follow sample {sample}, which is not among them, on a way of its own."
            )
        first = words.format(count=grouped(count), list=shown)
        return f"{first} {follow.format(sample=sample)}"

    def _forward(self, layer: LayerSpec, numbers: StepNumbers) -> str:
        if isinstance(layer, DenseSpec):
            words = self.tr(
                "Every neuron weighs what it receives, adds its bias, and its activation turns the "
                "sum z into the value a. The tiles show a for sample {sample}."
            )
        elif isinstance(layer, Conv2DSpec):
            words = self.tr(
                "Every filter slides its kernel over what it receives, sums and activates. The "
                "tiles show the maps that it makes of sample {sample}."
            )
        elif isinstance(layer, RecurrentSpec):
            words = self.tr(
                "It reads sample {sample} step by step and carries a state along: a row for each "
                "unit, time from left to right."
            )
        elif isinstance(layer, AttentionSpec | TransformerBlockSpec):
            words = self.tr(
                "Every position takes from the others what it finds important. The tiles show, "
                "head by head, how much each looks at each in sample {sample}."
            )
        elif isinstance(layer, DropoutSpec):
            words = self.tr(
                "Chance leaves some values of sample {sample} out in this step, and what remains "
                "is made larger, so that on average the sum keeps its size."
            )
        elif isinstance(layer, LayerNormSpec | BatchNormSpec):
            words = self.tr(
                "The values of sample {sample} are brought to mean 0 and spread 1, then stretched "
                "and shifted as it has learned."
            )
        elif isinstance(layer, EmbeddingSpec):
            words = self.tr(
                "Every token of sample {sample} is looked up: a learned vector stands for it from "
                "here on."
            )
        else:
            words = self.tr(
                "It rearranges or sums up what it receives of sample {sample} and hands it on."
            )
        return words.format(sample=grouped(numbers.sample + 1))

    def _loss(self, numbers: StepNumbers) -> str:
        return self.tr(
            "How wrong is the answer? For sample {sample} the loss is {own}; its mean over the "
            "batch is {batch}, and that is what the step tries to lower."
        ).format(
            sample=grouped(numbers.sample + 1),
            own=short(numbers.loss, QLocale()),
            batch=short(numbers.batch_loss, QLocale()),
        )

    def _backward(self, layer: LayerSpec, numbers: StepNumbers, project: Project) -> str:
        own = numbers.layers[layer.id]
        above = project.layers[project.index(layer.id) + 1 :][:1]
        if not above:
            words = self.tr(
                "δ tells how the loss changes as a sum z does. At the output it comes from the "
                "answer and the target alone. The tiles show δ for sample {sample}."
            )
        elif own.through_activation and not isinstance(above[0], DenseSpec):
            words = self.tr(
                "What the layer above gives back, times the slope of the activation, is the δ "
                "here. The tiles show δ for sample {sample}."
            )
        elif own.through_activation:
            words = self.tr(
                "Every δ of the layer above comes back along its weight; their sum, times the "
                "slope of the activation, is the δ here. The tiles show δ for sample {sample}."
            )
        elif isinstance(layer, AttentionSpec | TransformerBlockSpec):
            words = self.tr(
                "What comes back is how the loss of sample {sample} changes with each value handed "
                "on. It belongs to all heads together, so their tiles stay blank."
            )
        else:
            words = self.tr(
                "What comes back is how the loss of sample {sample} changes with each value that "
                "this layer handed on."
            )
        return words.format(sample=grouped(numbers.sample + 1))

    def _update(self, numbers: StepNumbers, project: Project) -> str:
        words = self.tr(
            "The gradients are means over the batch; the optimiser makes changes of them, with the "
            "learning rate {rate}. {most}The wires show the new weights."
        )
        found = max(
            (layer for layer in project.layers if layer.id in numbers.layers),
            key=lambda layer: _share(numbers.layers[layer.id]),
            default=None,
        )
        most = ""
        if found is not None and _share(numbers.layers[found.id]) > 0.0:
            most = self.tr("{layer} changes most, by {share} of its length. ").format(
                layer=self._canvas.title_of(project, found.id),
                share=percent(_share(numbers.layers[found.id]), QLocale()),
            )
        return words.format(rate=exact(float(f"{numbers.rate:.4g}"), QLocale()), most=most)


def _share(own: LayerStep) -> float:
    """How far the weights of a layer move, measured by how long they are as one vector."""
    return own.change / own.size if own.size > 0.0 else 0.0
