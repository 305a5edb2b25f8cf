"""The preview: a table whose header tells name, kind and role of each column."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from nnstudio.data.csv_preview import Preview
from nnstudio.ui.csv_import import words
from nnstudio.ui.csv_import.choice import ROLES, Role
from nnstudio.ui.csv_import.preview_model import PreviewModel
from nnstudio.ui.theme import Theme

_WIDEST = 220
_NARROWEST = 64
_PADDING = 9
_MARKS: dict[Role, str] = {"input": "→", "target": "◎", "out": "–"}


class PreviewHeader(QHeaderView):
    """Three lines a column: name, kind, role."""

    def __init__(self, model: PreviewModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model = model
        self._theme = theme
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setAccessibleName(self.tr("Columns of the file"))

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.viewport().update()

    def sizeHint(self) -> QSize:
        name, small = self._fonts()
        height = QFontMetrics(name).height() + 2 * QFontMetrics(small).height() + 16
        # The height alone counts; to ask every section, as the base does, would be quadratic.
        return QSize(0, height)

    def sectionSizeFromContents(self, logicalIndex: int) -> QSize:
        name, small = self._fonts()
        lines = self._lines(logicalIndex)
        widths = [QFontMetrics(name).horizontalAdvance(lines[0])]
        # Room for every role, so that a column keeps its width when its role changes.
        below = [lines[1], *(f"{_MARKS[role]} {words.role_name(role)}" for role in ROLES)]
        widths += [QFontMetrics(small).horizontalAdvance(line) for line in below]
        width = min(max(max(widths) + 2 * _PADDING + 4, _NARROWEST), _WIDEST)
        return QSize(width, self.sizeHint().height())

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        theme = self._theme
        painter.save()
        painter.fillRect(rect, theme.colour("panel"))
        role = self._model.role(logicalIndex)
        colours = {
            "input": theme.colour("accent"),
            "target": theme.colour("good"),
            "out": theme.colour("muted"),
            None: theme.colour("muted"),
        }
        name_font, small = self._fonts()
        inner = rect.adjusted(_PADDING, 6, -_PADDING, 0)
        lines = self._lines(logicalIndex)
        number = self._model.is_number(logicalIndex)
        side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
        looks = [
            (name_font, theme.colour("muted" if role == "out" else "text")),
            (small, theme.colour("muted")),
            (small, colours[role]),
        ]
        for line, (font, colour) in zip(lines, looks, strict=True):
            metrics = QFontMetrics(font)
            painter.setFont(font)
            painter.setPen(colour)
            shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, inner.width())
            place = QRect(inner.left(), inner.top(), inner.width(), metrics.height())
            painter.drawText(place, side, shown)
            inner.setTop(inner.top() + metrics.height() + 1)
        painter.fillRect(
            rect.adjusted(0, rect.height() - (2 if role == "target" else 1), 0, 0),
            theme.colour("good" if role == "target" else "line"),
        )
        painter.restore()

    def _lines(self, section: int) -> tuple[str, str, str]:
        role = self._model.role(section)
        named = f"{_MARKS[role]} {words.role_name(role)}" if role else ""
        return self._model.name(section), self._model.kind(section), named

    def _fonts(self) -> tuple[QFont, QFont]:
        # The style sheet makes a header's own font small; its table has the usual one.
        table = self.parentWidget()
        base = table.font() if table else self.font()
        name = QFont(base)
        name.setBold(True)
        small = QFont(base)
        small.setPointSizeF(max(base.pointSizeF() - 1.5, 6.5))
        return name, small


class PreviewTable(QTableView):
    """Shows the first rows of a file. Signal: `column_pressed(str)`, the name of a column."""

    column_pressed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = PreviewModel(theme)
        self.rows.setParent(self)
        self._header = PreviewHeader(self.rows, theme, self)
        self.setHorizontalHeader(self._header)
        self.setModel(self.rows)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("The first rows of the file"))
        lines = self.verticalHeader()
        lines.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        lines.setDefaultSectionSize(self.fontMetrics().height() + 8)
        lines.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._header.sectionClicked.connect(self._press)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.rows.set_theme(theme)
        self._header.set_theme(theme)
        self.setStyleSheet(
            f"QHeaderView {{ background: {theme.panel}; }}"
            "QHeaderView::section { border: none; }"
            "QTableView::item { padding: 0 6px; }"
        )

    def show_preview(self, preview: Preview) -> None:
        """Show the first rows of a file, each column as wide as it needs."""
        self.rows.show_preview(preview)
        self._fit_columns()

    def _fit_columns(self) -> None:
        metrics = self.fontMetrics()
        for column in range(self.rows.columnCount()):
            cells = [row[column][:60] for row in self.rows.preview.rows if column < len(row)]
            widest = max((metrics.horizontalAdvance(cell) for cell in cells), default=0)
            header = self._header.sectionSizeFromContents(column).width()
            self.setColumnWidth(column, min(max(widest + 26, header), _WIDEST))

    def _press(self, section: int) -> None:
        name = self.rows.name(section)
        if name:
            self.column_pressed.emit(name)
