"""The further settings: what one reaches for less often, in a popover."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from nnstudio.project.specs import (
    MAX_SEED,
    ConstantSchedule,
    CosineSchedule,
    ScheduleSpec,
    StepSchedule,
)
from nnstudio.ui.run_bar.settings import LARGEST
from nnstudio.ui.run_bar.training_edits import TrainingEdits
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.captioned import Captioned
from nnstudio.ui.widgets.choice_box import ChoiceBox
from nnstudio.ui.widgets.number_edit import NumberEdit
from nnstudio.ui.widgets.popover import Popover

LONGEST = 1_000_000
SCHEDULES: dict[str, type[ScheduleSpec]] = {
    "constant": ConstantSchedule,
    "step": StepSchedule,
    "cosine": CosineSchedule,
}
OPTIMISER_CONSTANTS = ("mu", "rho", "beta1", "beta2")
SCHEDULE_NUMBERS = ("factor", "every", "epochs")


class MoreSettings(Popover):
    """Optimiser constants, schedule, clipping, early stopping, penalties, precision, seed.

    `take` holds a control that a narrow bar has no room for, until `give_back`.
    Signal: `seed_edited(int)` when a person typed a seed.
    """

    # An object, since a seed can be larger than what Qt calls an int.
    seed_edited = Signal(object)

    def __init__(self, edits: TrainingEdits, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._edits = edits
        self._theme = theme
        self.setAccessibleName(self.tr("More settings"))
        self.form = QFormLayout()
        self.form.setVerticalSpacing(7)
        self.form.setHorizontalSpacing(14)
        self.body.addLayout(self.form)
        self.numbers: dict[str, NumberEdit] = {}
        self._add_optimiser_constants()
        self._add_schedule()
        self._add_bounds()
        self._add_precision_and_seed()
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        for number in self.numbers.values():
            number.set_theme(theme)

    def take(self, setting: Captioned) -> None:
        """Hold a control of the bar as one more row, above those that are here anyway."""
        setting.caption.hide()
        self.form.insertRow(0, self._label(setting.name, setting.control.toolTip()), setting)
        setting.show()

    def give_back(self, setting: Captioned) -> None:
        """Hand a control back to the bar; nothing happens if it is not here."""
        if self.form.indexOf(setting) < 0:
            return
        row = self.form.takeRow(setting)
        label = row.labelItem.widget()
        if label is not None:
            label.hide()
            label.deleteLater()
        setting.caption.show()

    def refresh(self) -> None:
        """Read the project again."""
        spec = self._edits.spec
        for name in OPTIMISER_CONSTANTS:
            self._show_if_there(name, spec.optimiser)
        for name in SCHEDULE_NUMBERS:
            self._show_if_there(name, spec.schedule)
        self.schedule.show_key(str(spec.schedule.__struct_config__.tag))
        self.precision.show_key(spec.precision)
        for name in ("clip", "patience", "l1", "l2", "seed"):
            self.numbers[name].set_value(getattr(spec, name))
        if self.isVisible():
            self.adjustSize()

    def _show_if_there(self, name: str, spec: object) -> None:
        there = hasattr(spec, name)
        self.form.setRowVisible(self.numbers[name], there)
        if there:
            self.numbers[name].set_value(getattr(spec, name))

    def _add_optimiser_constants(self) -> None:
        tips = {
            "mu": (
                self.tr("Momentum μ"),
                self.tr("μ: how much of the last step’s speed is kept."),
            ),
            "rho": (
                self.tr("Decay ρ"),
                self.tr("ρ: how slowly RMSprop forgets the size of older gradients."),
            ),
            "beta1": (
                self.tr("Adam β₁"),
                self.tr("β₁: how slowly the mean of the gradients is forgotten."),
            ),
            "beta2": (
                self.tr("Adam β₂"),
                self.tr("β₂: how slowly the mean of their squares is forgotten."),
            ),
        }
        for name, (label, tip) in tips.items():
            edit = NumberEdit(0.0, 1.0, self._theme, below_high=True, step=0.01)
            self._add(name, edit, label, tip)
            edit.value_edited.connect(
                lambda value, name=name: self._edits.change_optimiser(
                    self.tr("Change the optimiser"), name, **{name: value}
                )
            )

    def _add_schedule(self) -> None:
        self.schedule = ChoiceBox()
        self.schedule.setAccessibleName(self.tr("Schedule of the learning rate"))
        tip = self.tr("Schedule: how the learning rate changes over the epochs.")
        self.schedule.setToolTip(tip)
        self.schedule.add("constant", self.tr("Constant"), tip=self.tr("It stays as it is set."))
        self.schedule.add(
            "step", self.tr("In steps"), tip=self.tr("Multiplied by a factor every so often.")
        )
        self.schedule.add(
            "cosine", self.tr("Cosine"), tip=self.tr("Falls along a cosine to 0, then stays.")
        )
        self.schedule.chosen.connect(self._choose_schedule)
        self.form.addRow(self._label(self.tr("Schedule"), tip), self.schedule)
        rows = {
            "factor": (
                NumberEdit(0.0, 1.0, self._theme, above_low=True, step=0.05),
                self.tr("Factor"),
                self.tr("What the learning rate is multiplied by each time."),
            ),
            "every": (
                NumberEdit(1, LONGEST, self._theme, whole=True),
                self.tr("Every … epochs"),
                self.tr("How many epochs lie between two such steps."),
            ),
            "epochs": (
                NumberEdit(1, LONGEST, self._theme, whole=True),
                self.tr("Over … epochs"),
                self.tr("How many epochs the fall takes."),
            ),
        }
        for name, (edit, label, tip) in rows.items():
            self._add(name, edit, label, tip)
            whole = name != "factor"
            edit.value_edited.connect(
                lambda value, name=name, whole=whole: self._edits.change_schedule(
                    self.tr("Change the schedule"), name, **{name: int(value) if whole else value}
                )
            )

    def _add_bounds(self) -> None:
        strengths = (0.0, 0.0001, 0.001, 0.01, 0.1)
        rows = {
            "l1": (
                NumberEdit(0.0, LARGEST, self._theme, presets=strengths),
                self.tr("L1 strength"),
                self.tr("λ·Σ|w| is added to the loss; it pushes small weights to exactly 0."),
            ),
            "l2": (
                NumberEdit(0.0, LARGEST, self._theme, presets=strengths),
                self.tr("L2 strength"),
                self.tr("λ/2·Σw² is added to the loss; it keeps all weights small."),
            ),
            "clip": (
                NumberEdit(0.0, LARGEST, self._theme, presets=(0.0, 0.1, 1.0, 5.0)),
                self.tr("Gradient clipping"),
                self.tr("The gradient is never longer than this; 0 sets no bound."),
            ),
            "patience": (
                NumberEdit(0, LONGEST, self._theme, whole=True, presets=(0, 10, 50, 200)),
                self.tr("Early stopping"),
                self.tr(
                    "Stop when the validation loss has not fallen for so many epochs, and go back "
                    "to the best weights; 0 never stops."
                ),
            ),
        }
        for name, (edit, label, tip) in rows.items():
            self._add(name, edit, label, tip)
            edit.value_edited.connect(
                lambda value, name=name: self._edits.change(
                    self.tr("Change a training setting"),
                    name,
                    **{name: int(value) if name == "patience" else value},
                )
            )

    def _add_precision_and_seed(self) -> None:
        self.precision = ChoiceBox()
        self.precision.setAccessibleName(self.tr("Precision"))
        tip = self.tr("Precision: how many digits every number in the network carries.")
        self.precision.setToolTip(tip)
        self.precision.add("float64", self.tr("float64 (15 digits)"))
        self.precision.add("float32", self.tr("float32 (7 digits)"))
        self.precision.chosen.connect(
            lambda key: self._edits.change(self.tr("Change the precision"), precision=key)
        )
        self.form.addRow(self._label(self.tr("Precision"), tip), self.precision)
        seed = NumberEdit(0, MAX_SEED, self._theme, whole=True, step=1, digits=10)
        tip = self.tr("Seed: the number that all chance starts from; another one starts over.")
        self._add("seed", seed, self.tr("Seed"), tip)
        seed.value_edited.connect(lambda value: self.seed_edited.emit(int(value)))

    def _add(self, name: str, edit: NumberEdit, label: str, tip: str) -> None:
        edit.setAccessibleName(label)
        edit.setToolTip(tip)
        edit.gesture_ended.connect(self._edits.end_merge)
        self.numbers[name] = edit
        self.form.addRow(self._label(label, tip), edit)

    def _label(self, text: str, tip: str) -> QLabel:
        label = QLabel(text)
        label.setToolTip(tip)
        return label

    def _choose_schedule(self, key: str) -> None:
        if not isinstance(self._edits.spec.schedule, SCHEDULES[key]):
            self._edits.change(self.tr("Change the schedule"), schedule=SCHEDULES[key]())
