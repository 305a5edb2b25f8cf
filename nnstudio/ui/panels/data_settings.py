"""How a set is made and split: sliders for those settings that it has."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.app.locale import grouped
from nnstudio.data.builtin import BUILT_IN
from nnstudio.data.entry import MAX_SHIFT, BuiltIn
from nnstudio.project.material import Material
from nnstudio.project.specs import BuiltInSource
from nnstudio.ui.panels.data_edits import DataEdits
from nnstudio.ui.panels.data_words import length_words
from nnstudio.ui.widgets.numbers import percent
from nnstudio.ui.widgets.slider_row import SliderRow, nearest

SAMPLES = [
    *range(10, 100, 10),
    *range(100, 500, 20),
    *range(500, 1000, 50),
    *range(1000, 3001, 100),
]
MOST_VALIDATION = 90


class DataSettings(QWidget):
    """One slider a setting; each drag is one edit."""

    def __init__(self, edits: DataEdits, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edits = edits
        self._entry: BuiltIn | None = None
        self._make()
        self._connect()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for row in self.rows:
            column.addWidget(row)
            row.gesture_ended.connect(edits.end_merge)

    @property
    def rows(self) -> tuple[SliderRow, ...]:
        """Every slider, from top to bottom."""
        return (
            self.length,
            self.samples,
            self.noise,
            self.shift,
            self.classes,
            self.validation,
        )

    def show_data(self, material: Material) -> None:
        """Show the settings of this data, and only those that change something."""
        source, dataset = material.spec.source, material.dataset
        entry = BUILT_IN.get(source.key) if isinstance(source, BuiltInSource) else None
        self.length.setVisible(entry is not None and entry.length_range is not None)
        self.samples.setVisible(entry is not None and entry.has_samples)
        self.noise.setVisible(entry is not None and entry.has_noise)
        self.shift.setVisible(entry is not None and entry.has_shift)
        self.classes.setVisible(entry is not None and bool(entry.class_options))
        self.validation.setVisible(not dataset.truth_table)
        if entry is not None and isinstance(source, BuiltInSource):
            self._show_source(entry, source)
        share = percent(material.spec.validation, self.locale())
        self.validation.show_value(round(100 * material.spec.validation), share)

    def _show_source(self, entry: BuiltIn, source: BuiltInSource) -> None:
        self.samples.show_value(nearest(SAMPLES, source.samples), grouped(source.samples))
        self.noise.show_value(round(100 * source.noise), percent(source.noise, self.locale()))
        self.classes.show_value(source.classes - 2, str(source.classes))
        self.shift.show_value(source.shift, self.tr("{count} pixels").format(count=source.shift))
        if entry.length_range is None:
            return
        low, high = entry.length_range
        if entry is not self._entry:
            self._entry = entry
            title, tip = length_words(entry)
            self.length.name.setText(title)
            self.length.setToolTip(tip)
            self.length.slider.setAccessibleName(title)
            # The bounds of another set are no gesture.
            self.length.slider.blockSignals(True)
            self.length.slider.setRange(0, high - low)
            self.length.slider.blockSignals(False)
        length = source.length or entry.default_length
        words = self.tr("{count} symbols") if entry.family == "tokens" else self.tr("{count} steps")
        self.length.show_value(length - low, words.format(count=length))

    def _make(self) -> None:
        self.length = SliderRow(self.tr("Length"), 1)
        self.samples = SliderRow(self.tr("Samples"), len(SAMPLES) - 1)
        self.samples.setToolTip(self.tr("Samples: how many are made to learn from."))
        self.noise = SliderRow(self.tr("Noise"), 100)
        self.noise.setToolTip(self.tr("Noise: how far chance moves each value from its place."))
        self.shift = SliderRow(self.tr("Shift"), MAX_SHIFT)
        self.shift.setToolTip(
            self.tr("Shift: how far from the middle of the picture a shape may stand.")
        )
        self.classes = SliderRow(self.tr("Classes"), 4)
        self.classes.setToolTip(self.tr("Classes: how many kinds of points there are."))
        self.validation = SliderRow(self.tr("Validation share"), MOST_VALIDATION)
        self.validation.setToolTip(
            self.tr("Validation: samples kept aside, to see whether the network only memorises.")
        )

    def _connect(self) -> None:
        change = self._edits.change_source
        self.length.moved.connect(self._change_length)
        self.samples.moved.connect(
            lambda at: change(
                self.tr("Change the number of samples"), "samples", samples=SAMPLES[at]
            )
        )
        self.noise.moved.connect(
            lambda at: change(self.tr("Change the noise"), "noise", noise=at / 100)
        )
        self.shift.moved.connect(lambda at: change(self.tr("Change the shift"), "shift", shift=at))
        self.classes.moved.connect(
            lambda at: change(self.tr("Change the number of classes"), "classes", classes=at + 2)
        )
        self.validation.moved.connect(
            lambda at: self._edits.change(
                self.tr("Change the validation share"), "validation", validation=at / 100
            )
        )

    def _change_length(self, place: int) -> None:
        if self._entry is None or self._entry.length_range is None:
            return
        text = self.tr("Change the length")
        if self._entry.length_title == "Delay":
            text = self.tr("Change the delay")
        self._edits.change_source(text, "length", length=self._entry.length_range[0] + place)
