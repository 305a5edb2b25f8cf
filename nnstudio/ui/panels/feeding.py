"""How samples enter the network: which inputs, as what, and scaled how."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnstudio.data.inputs import available_inputs, default_inputs
from nnstudio.project.material import Material
from nnstudio.ui.panels.data_edits import DataEdits
from nnstudio.ui.panels.input_chips import InputChips
from nnstudio.ui.panels.segments import Segments
from nnstudio.ui.widgets.choice_box import ChoiceBox


class Feeding(QWidget):
    """The choices that fit the data, and a sentence instead of those that do not.

    `reading_part`, of pictures, stands by itself: the panel gives it a place of its own.
    """

    def __init__(self, edits: DataEdits, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edits = edits
        self._material: Material | None = None
        self.reading_part = QWidget()
        self.reading_title = heading(self.tr("Pixels enter as"))
        self.reading = Segments()
        self.reading.add(
            "values",
            self.tr("separate values"),
            self.tr("Each pixel is an input of its own; which ones are neighbours is forgotten."),
        )
        self.reading.add(
            "image",
            self.tr("an image"),
            self.tr(
                "Pixels keep their places. A convolution needs that: it slides over neighbours."
            ),
        )
        self.inputs_title = heading(self.tr("Inputs"))
        self.inputs = InputChips()
        self.whole = QLabel()
        self.whole.setProperty("role", "muted")
        self.whole.setWordWrap(True)
        self.scaling_title = heading(self.tr("Scaling"))
        self.scaling = ChoiceBox()
        self.scaling.setAccessibleName(self.tr("Scaling"))
        self.scaling.setToolTip(
            self.tr("Scaling: brings every input to the same size, measured on the training share.")
        )
        self.scaling.add("none", self.tr("None"))
        self.scaling.add("min-max", self.tr("Min–max (0 to 1)"))
        self.scaling.add("standard", self.tr("Standardise (z-score)"))
        self._lay_out()
        self.reading.chosen.connect(self._read_as)
        self.inputs.chosen.connect(self._choose_inputs)
        self.scaling.chosen.connect(
            lambda key: edits.change(self.tr("Change the scaling"), scaling=key)
        )

    def show_data(self, material: Material) -> None:
        """Show how this data enters."""
        other = self._material is None or material.dataset is not self._material.dataset
        if other:
            self._symbolic = bool(material.dataset.symbols) or material.dataset.one_hot
        self._material = material
        pictures = material.dataset.image_shape is not None
        self.reading_part.setVisible(pictures)
        self.reading.show_key(material.spec.reading)
        whole = material.flow.kind != "values"
        self.inputs_title.setVisible(not whole)
        self.inputs.setVisible(not whole)
        if not whole:
            self.inputs.show_inputs(available_inputs(material.dataset), material.input_keys)
        self.whole.setVisible(whole)
        self.whole.setText(self._whole_words(material))
        self.scaling_title.setVisible(not self._symbolic)
        self.scaling.setVisible(not self._symbolic)
        self.scaling.show_key(material.spec.scaling)

    _symbolic = False

    def _whole_words(self, material: Material) -> str:
        dataset = material.dataset
        kind = material.flow.kind
        if kind == "tokens":
            return self.tr(
                "Symbols enter as numbers from 0 to {last}, which an embedding turns into vectors."
            ).format(last=len(dataset.symbols) - 1)
        if kind == "image":
            height, width = dataset.image_shape or (0, 0)
            return self.tr("The picture enters whole: {height} × {width} pixels.").format(
                height=height, width=width
            )
        if self._symbolic:
            return self.tr(
                "The sequence enters step by step; a symbol is a single 1 among {count} values."
            ).format(count=len(dataset.channels))
        if len(dataset.channels) == 1:
            return self.tr("The sequence enters step by step, a value at a time.")
        return self.tr(
            "The sequence enters step by step, {count} values at a time: {names}."
        ).format(count=len(dataset.channels), names=", ".join(dataset.channels))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        reading = QVBoxLayout(self.reading_part)
        reading.setContentsMargins(0, 0, 0, 0)
        reading.setSpacing(6)
        reading.addWidget(self.reading_title)
        reading.addWidget(self.reading)
        for widget in (
            self.inputs_title,
            self.inputs,
            self.whole,
            self.scaling_title,
            self.scaling,
        ):
            column.addWidget(widget)

    def _read_as(self, reading: str) -> None:
        if self._material is not None and reading != self._material.spec.reading:
            self._edits.change(self.tr("Change how pixels enter"), reading=reading)

    def _choose_inputs(self, keys: tuple[str, ...]) -> None:
        if self._material is None:
            return
        usual = default_inputs(self._material.dataset)
        self._edits.change(self.tr("Choose the inputs"), inputs=() if keys == usual else keys)


def heading(text: str) -> QLabel:
    """A small heading within the panel."""
    label = QLabel(text)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label
