"""What the inspector calls things, and what it says where there is nothing to show."""

from PySide6.QtCore import QObject

from nnstudio.app.inspection import Inspected, Problem
from nnstudio.app.locale import grouped
from nnstudio.explain.subject import Subject
from nnstudio.project.checking import Shapes
from nnstudio.project.layers import Conv2DSpec, DenseSpec, RecurrentSpec
from nnstudio.project.specs import Project
from nnstudio.ui.canvas.words import Words as CanvasWords
from nnstudio.ui.inspector.places import layer_with


class InspectorWords(QObject):
    """Sentences and names; a layer is called here as on the canvas."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._canvas = CanvasWords(self)

    def title(self, subject: Subject | None, project: Project, shapes: Shapes) -> str:
        """What is looked at: “Hidden 1 · neuron 2”."""
        if subject is None:
            return self.tr("The loss")
        layer = layer_with(project, subject.layer_id)
        if layer is None:
            return self.tr("The loss")
        parts = [self._canvas.title_of(project, subject.layer_id)]
        if subject.block:
            parts.append(subject.block)
        if subject.weight is not None:
            parts.append(self._weight(subject, project, shapes))
        elif subject.value is not None:
            parts += self._value(subject, project)
        return " · ".join(parts)

    def sample(self, index: int | None) -> str:
        """Which sample it is, counted from one."""
        if index is None:
            return self.tr("your own sample")
        return self.tr("sample {number}").format(number=grouped(index + 1))

    def batch(self, found: Inspected) -> str:
        """Whether the next step learns from the sample."""
        step = grouped(found.step + 1)
        if found.in_batch:
            return self.tr("step {step} learns from it").format(step=step)
        return self.tr("not in the batch of step {step}").format(step=step)

    def moment(self, what: str, index: int | None, step: int) -> str:
        """Which numbers stand on a sheet that does not change any more."""
        return self.tr("{what} · {sample}, step {step}").format(
            what=what, sample=self.sample(index), step=grouped(step + 1)
        )

    def problem(self, problem: Problem) -> str:
        """Why there is nothing to read."""
        return {
            "gone": self.tr("This layer is not in the network any more."),
            "not a value": self.tr("This layer has no such number; choose another one."),
            "no words yet": self.tr(
                "This kind of layer has no arithmetic written out. Its code and its matrices "
                "can be read."
            ),
            "no weights": self.tr("Nothing is learned here, so nothing is updated or checked."),
            "beyond numbers": self.tr(
                "The numbers have grown beyond all bounds, so there is nothing to add up. "
                "Reset starts again."
            ),
        }.get(problem, "")

    def empty_part(self, view: str, learns: bool) -> str:
        """What is said where a part of a derivation has no equation."""
        if learns and view in ("update", "check"):
            return self._which_weight()
        return {
            "forward": self.tr("There is no way forward to write out here."),
            "loss": self.tr("There is no loss to write out here."),
            "backward": self.tr(
                "Nothing below this layer learns, so nothing is sent further back."
            ),
            "update": self.tr(
                "Nothing is learned here. Click a wire to see what becomes of its weight."
            ),
            "check": self.tr("Nothing is learned here, so there is no weight to move."),
        }.get(view, "")

    def no_slope(self) -> str:
        """Why the slope of a weight cannot be measured."""
        return self.tr(
            "The slope cannot be measured here: dropout and batch normalisation make another "
            "network at every step."
        )

    def _which_weight(self) -> str:
        return self.tr(
            "Many weights have a share in this number. Click one in the way forward, or a cell of "
            "the matrices, to see what becomes of it."
        )

    def own_sample(self) -> str:
        """Why a drawn sample is not derived."""
        return self.tr(
            "A drawn or typed sample has no target, so it has no loss and nothing to send back. "
            "Choose a sample of the data set to read its arithmetic."
        )

    def misfit(self) -> str:
        """Why a network that does not fit is not derived."""
        return self.tr("This network does not fit the data yet. The canvas says what to mend.")

    def hint(self) -> str:
        """How to begin."""
        return self.tr("Click a neuron, a wire or a layer to read how it came about.")

    def _weight(self, subject: Subject, project: Project, shapes: Shapes) -> str:
        assert subject.weight is not None
        row, column = subject.weight
        layer = layer_with(project, subject.layer_id)
        place = project.index(subject.layer_id)
        flow = shapes.flows[place] if place < len(shapes.flows) else None
        number = grouped(row + 1)
        if isinstance(layer, DenseSpec) and flow is not None:
            inputs = flow.size if flow.kind == "values" else flow.features
            if column >= inputs:
                return self.tr("bias of neuron {row}").format(row=number)
            return self.tr("weight {column} → {row}").format(column=grouped(column + 1), row=number)
        if isinstance(layer, Conv2DSpec) and flow is not None:
            if column >= flow.features * layer.kernel**2:
                return self.tr("bias of filter {row}").format(row=number)
            channel, pixel = divmod(column, layer.kernel**2)
            y, x = divmod(pixel, layer.kernel)
            return self.tr("filter {row}, kernel weight {y}, {x} on map {channel}").format(
                row=number, y=y + 1, x=x + 1, channel=channel + 1
            )
        return self.tr("parameter {row}, {column}").format(row=number, column=grouped(column + 1))

    def _value(self, subject: Subject, project: Project) -> list[str]:
        value = subject.value or ()
        layer = layer_with(project, subject.layer_id)
        number = grouped(value[0] + 1) if value else ""
        names = []
        if subject.name:
            names.append(subject.name)
        if len(value) == 3:
            names.append(self.tr("map {number}").format(number=number))
            names.append(
                self.tr("row {row}, column {column}").format(row=value[1] + 1, column=value[2] + 1)
            )
        elif value:
            if isinstance(layer, DenseSpec):
                noun = self.tr("neuron {number}")
            elif isinstance(layer, RecurrentSpec):
                noun = self.tr("unit {number}")
            else:
                noun = self.tr("value {number}")
            names.append(noun.format(number=number))
        step = value[1] if len(value) == 2 else subject.step
        if step is not None and len(value) < 3:
            names.append(self.tr("step {step}").format(step=step + 1))
        return names
