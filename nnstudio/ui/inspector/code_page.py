"""The lines of the program's own core that compute what is looked at, with the shapes just now."""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextCursor, QTextFormat
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from nnstudio.app.inspection import Inspected, Working
from nnstudio.ui.fonts import monospace
from nnstudio.ui.inspector.inks import Inks, mixed
from nnstudio.ui.inspector.source_code import Passage, passages
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.elided import ElidedLabel
from nnstudio.ui.widgets.margins import margins
from nnstudio.ui.widgets.readable_text import ReadableText

KEYWORDS = re.compile(
    r"\b(def|class|return|if|else|elif|for|in|not|and|or|is|None|True|False|while|with|import|from"
    r"|raise|lambda)\b"
)
NUMBER = re.compile(r"\b\d+(\.\d+)?(e[-+]?\d+)?\b")
STRING = re.compile(r'("""|")(.*?)("""|"|$)')
COMMENT = re.compile(r"#.*$")


class _Colours(QSyntaxHighlighter):
    """Keywords, numbers, words in quotes and comments: no more than helps the eye."""

    def __init__(self, editor: QPlainTextEdit) -> None:
        super().__init__(editor.document())
        self._rules: list[tuple[re.Pattern[str], QTextCharFormat]] = []

    def set_inks(self, inks: Inks) -> None:
        """Take on these colours."""
        self._rules = [
            (KEYWORDS, _in(inks.accent)),
            (NUMBER, _in(inks.negative)),
            (STRING, _in(inks.muted)),
            (COMMENT, _in(inks.muted)),
        ]
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        for pattern, form in self._rules:
            for found in pattern.finditer(text):
                self.setFormat(found.start(), found.end() - found.start(), form)


class CodePage(QWidget):
    """Attributes: `shapes`, a line that names them; `editor` with the code, read-only."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inks = Inks.of(theme)
        self._shown: object = None
        self._marks: list[int] = []
        self.shapes = ElidedLabel()
        self.shapes.setProperty("role", "muted")
        self.shapes.setAccessibleName(self.tr("Shapes just now"))
        self.editor = ReadableText()
        self.editor.setFrameShape(QFrame.Shape.NoFrame)
        self.editor.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.editor.setFont(monospace(9.0))
        self.editor.setAccessibleName(self.tr("The code that computes this"))
        self.editor.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._colours = _Colours(self.editor)
        self._colours.set_inks(self._inks)
        column = QVBoxLayout(self)
        column.setContentsMargins(margins(2, 2, 0, 0))
        column.setSpacing(3)
        column.addWidget(self.shapes)
        column.addWidget(self.editor, 1)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._inks = Inks.of(theme)
        self._colours.set_inks(self._inks)
        self._mark()

    def show_found(self, found: Inspected) -> None:
        """Show the code behind this, if it is not shown already."""
        working = found.working
        if working is None:
            return
        weight = found.inspection.subject.weight is not None
        self.shapes.setText(self._shape_words(working))
        what = (working.kind, working.activation, working.optimiser, weight)
        if what == self._shown:
            return
        self._shown = what
        self._write(passages(working, weight))

    def _write(self, found: list[Passage]) -> None:
        lines: list[str] = []
        self._marks = []
        for passage in found:
            if lines:
                lines.append("")
            lines.append(
                self.tr("# {file}, from line {line}").format(file=passage.file, line=passage.first)
            )
            self._marks += [len(lines) + at for at in passage.marked]
            lines += passage.text.splitlines()
        if not found:
            lines = [self.tr("# The source of this layer is not in this copy of the program.")]
        self.editor.setPlainText("\n".join(lines))
        self._mark()
        first = max(self._marks[0] - 2, 0) if self._marks else 0
        self.editor.verticalScrollBar().setValue(first)

    def _mark(self) -> None:
        """A tint behind the lines that matter."""
        selections = []
        for line in self._marks:
            selection = QTextEdit.ExtraSelection()
            selection.format.setBackground(mixed(self._inks.panel, self._inks.accent, 0.16))
            selection.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            selection.cursor = QTextCursor(self.editor.document().findBlockByNumber(line))
            selections.append(selection)
        self.editor.setExtraSelections(selections)

    def _shape_words(self, working: Working) -> str:
        shapes = [
            self.tr("{name} {shape}").format(
                name=name, shape=" × ".join(str(side) for side in shape)
            )
            for name, shape in working.shapes.items()
        ]
        return "   ".join([working.kind.__name__, *shapes])


def _in(colour: QColor) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setForeground(colour)
    return form
