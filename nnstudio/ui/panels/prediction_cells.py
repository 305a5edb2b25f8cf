"""How the cells of the predictions table are painted that are no plain text."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from nnstudio.ui.panels.predictions_model import PredictionsModel
from nnstudio.ui.panels.sample_art import paint_symbols
from nnstudio.ui.theme import Theme

CHOSEN, FOCUSED = 0.16, 0.3
"""How much of the accent a chosen row takes on: signs and pictures must keep their colours."""
SHEET = """
QTableView {{ selection-background-color: {chosen}; selection-color: {text}; }}
QTableView:focus {{ selection-background-color: {focused}; }}
QTableView::item {{ padding: 0px 5px; }}
"""
LEFT_TO_RIGHT = "\u200e"
Index = QModelIndex | QPersistentModelIndex


class PredictionCells(QStyledItemDelegate):
    """Signs and pictures stand in the middle of their cell, a minus always before its number
    and a per cent behind it;
    sequences are strips or waves, and symbols stand one by one, the wrong ones marked."""

    def __init__(self, model: PredictionsModel, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._theme = model, theme

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if self._model.is_painted(index.column()):
            option.text = ""
        elif option.text.startswith("−") or option.text.endswith("%"):
            option.text = LEFT_TO_RIGHT + option.text + LEFT_TO_RIGHT
        if option.features & QStyleOptionViewItem.ViewItemFeature.HasDecoration:
            # Painted by ourselves: a style puts it at the start of the cell.
            option.features &= ~QStyleOptionViewItem.ViewItemFeature.HasDecoration
            option.icon = QIcon()
        option.state &= ~QStyle.StateFlag.State_HasFocus  # the whole row shows it

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        if option.state & QStyle.StateFlag.State_Selected and index.column() == 0:
            edge = QRectF(option.rect)
            edge.setWidth(3)
            if option.direction is Qt.LayoutDirection.RightToLeft:
                edge.moveRight(option.rect.right() + 1)
            painter.fillRect(edge, self._theme.colour("accent"))
        if self._model.is_painted(index.column()):
            self._paint_sample(painter, QRectF(option.rect), index)
            return
        pixmap = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(pixmap, QPixmap):
            size = pixmap.deviceIndependentSize()
            middle = QRectF(option.rect).center()
            painter.drawPixmap(
                QPointF(middle.x() - size.width() / 2, middle.y() - size.height() / 2), pixmap
            )

    def _paint_sample(self, painter: QPainter, box: QRectF, index: Index) -> None:
        art = self._model.art
        if art is None:
            return
        painter.save()
        painter.setClipRect(box)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        kind = self._model.kind(index.column())
        inside = box.adjusted(6, 3, -6, -4)
        if kind == "sample":
            art.paint(painter, inside, self._model.sample(index.row()), self._theme)
        else:
            symbols, wrong = self._model.symbols(index.row(), kind)
            paint_symbols(
                painter,
                inside,
                symbols,
                self._theme,
                wrong=wrong,
                tight=art.look == "text",
                muted=kind == "tokens in",
            )
        painter.restore()


def row_sheet(theme: Theme) -> str:
    """The style sheet of the table: a chosen row is washed with the accent, not filled."""
    return SHEET.format(
        chosen=_washed(theme, CHOSEN), focused=_washed(theme, FOCUSED), text=theme.text
    )


def _washed(theme: Theme, share: float) -> str:
    below, above = theme.colour("panel"), theme.colour("accent")
    pairs = (
        (below.red(), above.red()),
        (below.green(), above.green()),
        (below.blue(), above.blue()),
    )
    mixed = [round((1 - share) * low + share * high) for low, high in pairs]
    return "#{:02x}{:02x}{:02x}".format(*mixed)
