"""How the file is written: what was found out, in words, and four controls to correct it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from nnstudio.data.csv_format import DECIMALS, ENCODINGS, SEPARATORS, CsvFormat
from nnstudio.ui.csv_import import words
from nnstudio.ui.widgets.captioned import Captioned


class FormatBar(QWidget):
    """Shows a format and lets a person correct it. Signal: `changed(CsvFormat)`."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found = CsvFormat()
        self._sentence = QLabel()
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setProperty("role", "muted")
        self._sentence.setWordWrap(True)
        self.separator = self._list(
            self.tr("Separator"), self.tr("The sign that stands between two cells of a row.")
        )
        for sign in SEPARATORS:
            self.separator.addItem(words.separator_name(sign), sign)
        self.decimal = self._list(
            self.tr("Decimal sign"),
            self.tr("The sign before the fraction of a number: 1.5 or 1,5."),
        )
        for sign in DECIMALS:
            self.decimal.addItem(words.decimal_name(sign), sign)
        self.encoding = self._list(
            self.tr("Encoding"),
            self.tr("How letters are stored as bytes. Choose another one if letters look wrong."),
        )
        for encoding, name in ENCODINGS.items():
            self.encoding.addItem(name, encoding)
        self.header = self._list(
            self.tr("First line"),
            self.tr("Whether the first line names the columns or is a row of data already."),
        )
        self.header.addItem(self.tr("Names of the columns"), True)
        self.header.addItem(self.tr("Data already"), False)
        self.back = QToolButton()
        self.back.setText(self.tr("Back to what was found"))
        self.back.setToolTip(self.tr("Read the file again as it was recognised at first."))
        self.back.setAccessibleName(self.back.text())
        self.back.setProperty("kind", "link")
        self.back.clicked.connect(self._restore)
        policy = self.back.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.back.setSizePolicy(policy)
        row = QHBoxLayout()
        row.setSpacing(10)
        for control in (self.separator, self.decimal, self.encoding, self.header):
            row.addWidget(Captioned(control.accessibleName(), control))
            control.activated.connect(self._correct)
        row.addWidget(self.back, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._sentence)
        layout.addLayout(row)
        self.show_found(self._found)

    @property
    def format(self) -> CsvFormat:
        """The format that the controls show."""
        return CsvFormat(
            self.separator.currentData(),
            self.decimal.currentData(),
            self.encoding.currentData(),
            self.header.currentData(),
        )

    @property
    def sentence(self) -> str:
        """What was found out, in words."""
        return self._sentence.text()

    def show_found(self, form: CsvFormat) -> None:
        """Show a format that was recognised."""
        self._found = form
        self._show(form)

    def _list(self, name: str, meaning: str) -> QComboBox:
        control = QComboBox()
        control.setAccessibleName(name)
        control.setToolTip(meaning)
        control.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        return control

    def _show(self, form: CsvFormat) -> None:
        self.separator.setCurrentIndex(self.separator.findData(form.separator))
        self.decimal.setCurrentIndex(self.decimal.findData(form.decimal))
        self.encoding.setCurrentIndex(self.encoding.findData(form.encoding))
        self.header.setCurrentIndex(self.header.findData(form.header))
        self._say()

    def _say(self) -> None:
        chosen = self.format != self._found
        words_before = self.tr("As you chose: {format}") if chosen else self.tr("Found: {format}")
        self._sentence.setText(words_before.format(format=words.describe(self.format)))
        self.back.setVisible(chosen)

    def _correct(self) -> None:
        self._say()
        self.changed.emit(self.format)

    def _restore(self) -> None:
        self._show(self._found)
        self.changed.emit(self._found)
