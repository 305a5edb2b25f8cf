"""Steppers for where in a layer one looks: which neuron, which step, which row and column."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnstudio.app.locale import grouped
from nnstudio.explain.subject import Subject
from nnstudio.project.checking import Shapes
from nnstudio.project.layers import DenseSpec, RecurrentSpec
from nnstudio.project.specs import Project
from nnstudio.ui.inspector.places import layer_with, shape_of, steps_of
from nnstudio.ui.inspector.stepper import Stepper


class PositionBar(QWidget):
    """Signal: `moved(Subject)`, the same layer seen elsewhere. Shown where there is a choice."""

    moved = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._subject: Subject | None = None
        self._shape: tuple[int, ...] = ()
        self._steps = 0
        self._noun = self.tr("number")
        self._narrow = self._offers = False
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        self.steppers: list[Stepper] = []
        for name in (self.tr("Number"), self.tr("Row or step"), self.tr("Column")):
            tip = self.tr("Look at another value of this layer.")
            stepper = Stepper(name, tip, self)
            line.addWidget(stepper)
            self.steppers.append(stepper)
        for axis, stepper in enumerate(self.steppers):
            stepper.stepped.connect(lambda by, axis=axis: self._step(axis, by))
        line.addStretch(1)
        self.hide()

    def show_subject(self, subject: Subject | None, project: Project, shapes: Shapes) -> None:
        """Offer what there is to choose about this."""
        if subject is not None and subject.block:
            if self._subject is None or subject.block != self._subject.block:
                self.hide()  # until it is known what this part hands on
            self._subject = subject
            return
        shape: tuple[int, ...] = ()
        steps = 0
        self._noun = self.tr("number")
        if subject is not None:
            layer = layer_with(project, subject.layer_id)
            if isinstance(layer, DenseSpec):
                self._noun = self.tr("neuron")
            elif isinstance(layer, RecurrentSpec):
                self._noun = self.tr("unit")
            shape = shape_of(project, shapes, subject.layer_id)
            steps = steps_of(project, shapes, subject.layer_id)
        self.show_shape(subject, shape, steps)

    def show_shape(self, subject: Subject | None, shape: tuple[int, ...], steps: int = 0) -> None:
        """Offer what there is to choose in values of this shape; steps if it goes over time."""
        self._subject, self._shape, self._steps = subject, shape, steps
        self._offers = subject is not None and subject.value is not None and not subject.name
        if subject is None or subject.value is None or subject.name:
            self.hide()
            return
        index = subject.value
        fits = len(index) == len(self._shape)
        nouns = self._nouns(len(index))
        if len(index) == 1:
            nouns = (self._noun,)
        for axis, stepper in enumerate(self.steppers):
            stepper.setVisible(fits and axis < len(index) and self._shape[axis] > 1)
            if fits and axis < len(index):
                stepper.show_words(self._words(nouns[axis], index[axis], self._shape[axis]))
        if fits and self._steps > 1:
            step = self._steps - 1 if subject.step is None else subject.step
            self.steppers[1].setVisible(True)
            self.steppers[1].show_words(self._words(self.tr("step"), step, self._steps))
        self._give_way()

    def set_narrow(self, narrow: bool) -> None:
        """Whether there is no room for what the canvas can choose as well: a neuron."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._give_way()

    def _give_way(self) -> None:
        offered = [stepper for stepper in self.steppers if not stepper.isHidden()]
        only_neurons = offered == self.steppers[:1] and not self._inside
        self.setVisible(self._offers and bool(offered) and not (self._narrow and only_neurons))

    @property
    def _inside(self) -> bool:
        """Whether a part of a layer is looked at, which is not on the canvas by itself."""
        return self._subject is not None and bool(self._subject.block)

    def _nouns(self, axes: int) -> tuple[str, ...]:
        if axes == 3:
            return self.tr("map"), self.tr("row"), self.tr("column")
        return (self.tr("number"), self.tr("step")) if axes == 2 else (self.tr("number"),)

    def _words(self, noun: str, at: int, size: int) -> str:
        return self.tr("{noun} {at}/{size}").format(
            noun=noun, at=grouped(at + 1), size=grouped(size)
        )

    def _step(self, axis: int, by: int) -> None:
        subject = self._subject
        if subject is None or subject.value is None:
            return
        if axis >= len(subject.value):
            step = self._steps - 1 if subject.step is None else subject.step
            self.moved.emit(replace(subject, step=(step + by) % self._steps))
            return
        value = list(subject.value)
        value[axis] = (value[axis] + by) % self._shape[axis]
        self.moved.emit(replace(subject, value=tuple(value)))
