"""The pens, brushes and fonts of the canvas, made once for a theme."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontDatabase, QGuiApplication, QPen

from nnstudio.ui.theme import Theme

LEVELS = 40
"""Steps of width and strength that a wire can have, for each sign."""
THINNEST, THICKEST = 0.7, 7.5
USUAL_WEIGHT = 1.8
"""A weight of this size is shown at some two thirds of the full width."""


class Look:
    """Everything that painting needs, so that no frame makes it anew."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.text = theme.colour("text")
        self.muted = theme.colour("muted")
        self.panel = theme.colour("panel")
        self.accent = theme.colour("accent")
        self.warning = theme.colour("warning")
        self.hairline = _pen(theme.colour("line"), 1.0)
        self.outline = _pen(self.text, 2.2)
        self.hover_outline = _pen(theme.colour("muted"), 1.4)
        self.sign = _pen(self.text, 1.5)
        self.warning_outline = _pen(self.warning, 1.8)
        self.landing = _pen(self.accent, 1.6, dashed=True)
        self.raised = QBrush(theme.colour("raised"))
        self.blank_tile = QBrush(theme.colour("middle"))
        self.selected_fill = QBrush(_faded(self.text, 0.05))
        self.hover_fill = QBrush(_faded(self.text, 0.03))
        self.landing_fill = QBrush(_faded(self.accent, 0.10))
        self.warning_fill = QBrush(_faded(self.warning, 0.08))
        self.card_fill = QBrush(_faded(theme.colour("raised"), 0.86))
        self.halo = _pen(_faded(self.text, 0.22), 1.0)
        self.unknown_wire = _pen(_faded(theme.colour("muted"), 0.45), 1.0, dashed=True)
        self.negative = self._wires(theme.colour("negative"))
        self.positive = self._wires(theme.colour("positive"))
        self.title_font = _font(13, bold=True)
        self.chip_font = _font(11)
        self.tile_font = _font(12, bold=True)
        self.small_font = _font(10)
        numbers = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        numbers.setPixelSize(11)
        self.number_font = numbers

    def _wires(self, colour: QColor) -> list[QPen]:
        shares = np.linspace(0.0, 1.0, LEVELS)
        return [
            _pen(_faded(colour, 0.30 + 0.65 * share), THINNEST + (THICKEST - THINNEST) * share)
            for share in shares.tolist()
        ]


def levels(weights: NDArray[np.floating]) -> NDArray[np.intp]:
    """The step of width, 0 to LEVELS − 1, for each weight; −1 for one that is no number."""
    with np.errstate(all="ignore"):
        share = 1.0 - np.exp(-np.abs(weights) / USUAL_WEIGHT)
    known = np.isfinite(weights)
    return np.where(known, np.nan_to_num(share) * (LEVELS - 1), -1.0).round().astype(np.intp)


def _pen(colour: QColor, width: float, dashed: bool = False) -> QPen:
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dashed:
        pen.setDashPattern([4.0, 3.0])
    return pen


def _faded(colour: QColor, alpha: float) -> QColor:
    faded = QColor(colour)
    faded.setAlphaF(alpha)
    return faded


def _font(pixels: int, bold: bool = False) -> QFont:
    font = QFont(QGuiApplication.font())
    font.setPixelSize(pixels)
    font.setBold(bold)
    return font
