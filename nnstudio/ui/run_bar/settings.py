"""The settings that one reaches for: loss, optimiser, learning rate, batch, regularisation."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnstudio.project.layers import DenseSpec
from nnstudio.project.specs import AdamSpec, MomentumSpec, OptimiserSpec, RMSpropSpec, SGDSpec
from nnstudio.ui.run_bar.training_edits import TrainingEdits
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.choice_box import ChoiceBox
from nnstudio.ui.widgets.number_edit import NumberEdit

LARGEST = 1e9
LARGEST_BATCH = 100_000
FIRST_STRENGTH = 0.001


class LossBox(ChoiceBox):
    """Which loss; one that does not go with the output's activation says so."""

    def __init__(self, edits: TrainingEdits, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edits = edits
        self.setAccessibleName(self.tr("Loss"))
        self.setToolTip(
            self.tr("Loss: the number that says how wrong the answers are; training lowers it.")
        )
        self._tips = {
            "binary cross-entropy": self.tr(
                "For one sigmoid output: how surprised the network is by the right class."
            ),
            "categorical cross-entropy": self.tr(
                "For softmax outputs: how little probability the right class got."
            ),
            "mean squared error": self.tr("The mean of the squared errors over all outputs."),
            "half squared error": self.tr(
                "Half the sum of the squared errors of a sample: the textbook’s form, whose "
                "derivative is simply the error."
            ),
        }
        cross = self.tr("Cross-entropy")
        self.add("binary cross-entropy", self.tr("Binary cross-entropy"), cross)
        self.add("categorical cross-entropy", self.tr("Categorical cross-entropy"), cross)
        self.add("mean squared error", self.tr("Mean squared error"), self.tr("Mean squared"))
        self.add("half squared error", self.tr("Half squared error"), self.tr("Half squared"))
        self.chosen.connect(lambda key: edits.change(self.tr("Change the loss"), loss=key))
        self.refresh()

    def refresh(self) -> None:
        """Read the project again."""
        self.show_key(self._edits.spec.loss)
        layers = self._edits.document.project.layers
        last = layers[-1] if layers else None
        activation = last.activation if isinstance(last, DenseSpec) else ""
        needs = {"binary cross-entropy": "sigmoid", "categorical cross-entropy": "softmax"}
        for key, tip in self._tips.items():
            needed = needs.get(key, activation)
            reason = ""
            if needed != activation:
                reason = self.tr("Needs an output layer with {activation}.").format(
                    activation=needed
                )
            self.set_possible(key, reason, tip)


class OptimiserBox(ChoiceBox):
    """Which optimiser; its constants stand among the further settings."""

    KINDS: dict[str, type[OptimiserSpec]] = {
        "sgd": SGDSpec,
        "momentum": MomentumSpec,
        "rmsprop": RMSpropSpec,
        "adam": AdamSpec,
    }

    def __init__(self, edits: TrainingEdits, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edits = edits
        self.setAccessibleName(self.tr("Optimiser"))
        self.setToolTip(self.tr("Optimiser: the rule that turns gradients into steps."))
        self.add("sgd", "SGD", tip=self.tr("Plain gradient descent: w ← w − η·g."))
        self.add(
            "momentum",
            self.tr("Momentum"),
            tip=self.tr("Steps that pile up speed: v ← μ·v + g, w ← w − η·v."),
        )
        self.add(
            "rmsprop",
            "RMSprop",
            tip=self.tr("Divides each step by the recent size of that weight’s gradient."),
        )
        self.add(
            "adam",
            "Adam",
            tip=self.tr("Momentum and RMSprop together: a good first choice."),
        )
        self.chosen.connect(self._choose)
        self.refresh()

    def refresh(self) -> None:
        """Read the project again."""
        self.show_key(str(self._edits.spec.optimiser.__struct_config__.tag))

    def _choose(self, key: str) -> None:
        if not isinstance(self._edits.spec.optimiser, self.KINDS[key]):
            self._edits.change(self.tr("Change the optimiser"), optimiser=self.KINDS[key]())


class LearningRateEdit(NumberEdit):
    """η, any number above 0, up to a thousand million."""

    def __init__(self, edits: TrainingEdits, theme: Theme, parent: QWidget | None = None) -> None:
        presets = (0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
        super().__init__(
            0.0, LARGEST, theme, above_low=True, presets=presets, digits=5, parent=parent
        )
        self._edits = edits
        self.setAccessibleName(self.tr("Learning rate"))
        self.setToolTip(
            self.tr("Learning rate η: how far each step goes down the gradient. Arrow keys step.")
        )
        self.value_edited.connect(self._change)
        self.gesture_ended.connect(edits.end_merge)
        self.refresh()

    def refresh(self) -> None:
        """Read the project again."""
        self.set_value(self._edits.spec.learning_rate)

    def _change(self, value: float) -> None:
        self._edits.change(
            self.tr("Change the learning rate"), "learning rate", learning_rate=value
        )


class BatchEdit(NumberEdit):
    """How many samples make a batch."""

    def __init__(self, edits: TrainingEdits, theme: Theme, parent: QWidget | None = None) -> None:
        presets = (1, 4, 8, 10, 16, 32, 64, 128, 256)
        super().__init__(
            1, LARGEST_BATCH, theme, whole=True, presets=presets, digits=3, parent=parent
        )
        self._edits = edits
        self.setAccessibleName(self.tr("Batch size"))
        self.setToolTip(
            self.tr("Batch: how many samples are averaged for one step; an epoch sees them all.")
        )
        self.value_edited.connect(self._change)
        self.gesture_ended.connect(edits.end_merge)
        self.refresh()

    def refresh(self) -> None:
        """Read the project again."""
        self.set_value(self._edits.spec.batch_size)

    def _change(self, value: float) -> None:
        self._edits.change(self.tr("Change the batch size"), "batch", batch_size=int(value))


class RegularisationControl(QWidget):
    """None, L1 or L2 with its strength; both at once can be had among the further settings."""

    def __init__(self, edits: TrainingEdits, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edits = edits
        self._last_strength = FIRST_STRENGTH
        self.kind = ChoiceBox()
        self.kind.setAccessibleName(self.tr("Regularisation"))
        tip = self.tr("Regularisation: a price on large weights, so that the answer stays simple.")
        self.kind.setToolTip(tip)
        self.kind.add("none", self.tr("None"), tip=self.tr("Weights may grow freely."))
        self.kind.add("l1", "L1", tip=self.tr("λ·Σ|w|: pushes small weights to exactly 0."))
        self.kind.add("l2", "L2", tip=self.tr("λ/2·Σw²: keeps all weights small."))
        self.kind.add("both", "L1 + L2", "L1+L2", self.tr("Both prices; set under More…"))
        presets = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)
        self.strength = NumberEdit(0.0, LARGEST, theme, presets=presets, digits=6)
        self.strength.setAccessibleName(self.tr("Strength of the regularisation"))
        self.strength.setToolTip(self.tr("λ: how much a large weight costs."))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.kind)
        layout.addWidget(self.strength)
        self.setFocusProxy(self.kind)
        self.kind.chosen.connect(self._choose)
        self.strength.value_edited.connect(self._change_strength)
        self.strength.gesture_ended.connect(edits.end_merge)
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.strength.set_theme(theme)

    def refresh(self) -> None:
        """Read the project again."""
        spec = self._edits.spec
        kind = self._kind()
        self.kind.set_possible(
            "both", "" if kind == "both" else self.tr("Set both strengths under More…")
        )
        self.kind.show_key(kind)
        self.strength.setEnabled(kind in ("l1", "l2"))
        value = {"l1": spec.l1, "l2": spec.l2, "both": spec.l2, "none": 0.0}[kind]
        if kind in ("l1", "l2"):
            self._last_strength = value
        self.strength.set_value(value)

    def _kind(self) -> str:
        spec = self._edits.spec
        if spec.l1 and spec.l2:
            return "both"
        return "l1" if spec.l1 else "l2" if spec.l2 else "none"

    def _choose(self, kind: str) -> None:
        if kind == self._kind():
            return
        strength = self._last_strength
        values = {
            "none": (0.0, 0.0),
            "l1": (strength, 0.0),
            "l2": (0.0, strength),
        }[kind]
        self._edits.change(self.tr("Change the regularisation"), l1=values[0], l2=values[1])

    def _change_strength(self, value: float) -> None:
        kind = self._kind()
        if kind in ("l1", "l2"):
            text = self.tr("Change the strength of the regularisation")
            self._edits.change(text, "regularisation", **{kind: value})
