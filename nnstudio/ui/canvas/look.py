"""The pens, brushes and fonts of the canvas, made once for a theme."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QPainter,
    QPen,
)

from nnstudio.ui.canvas.tiles import TileFrames
from nnstudio.ui.theme import Theme

THREADS = 9
"""Steps of strength of a thread between two maps."""
FrameState = Literal["floating", "warned", "lit", "selected", "within", "hovered"]
LEVELS = 40
"""Steps of width and strength that a wire can have, for each sign."""
THINNEST, THICKEST = 0.6, 7.5
CROWDS = ((30, 7.5, 1.0), (70, 4.0, 2.0), (10**9, 2.6, 2.0))
"""Up to so many wires in a bundle: the thickest one, and how steeply the width grows. Lines up to
one pixel are five times cheaper to paint, and in a crowd they are the ones that can be read."""
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
        self.outline = _pen(self.text, 2.0)
        self.hover_outline = _pen(theme.colour("muted"), 1.4)
        self.sign = _pen(self.text, 1.5)
        self.warning_outline = _pen(self.warning, 1.8)
        self.landing = _pen(self.accent, 1.6, dashed=True)
        self.lifted = _pen(self.accent, 1.6)
        self.landing_fill = QBrush(_faded(self.accent, 0.10))
        self.raised = QBrush(theme.colour("raised"))
        self.blank_tile = QBrush(theme.colour("middle"))
        self.card_fill = QBrush(_faded(theme.colour("raised"), 0.86))
        self.halo = _pen(_faded(self.text, 0.22), 1.0)
        self.unknown_wire = _pen(_blended(theme.colour("muted"), self.panel, 0.45), 1.0)
        muted = theme.colour("muted")
        self.threads = [
            _pen(_blended(muted, self.panel, 0.12 + 0.62 * share), 1.0)
            for share in np.linspace(0.0, 1.0, THREADS).tolist()
        ]
        self.band = QBrush(_blended(muted, self.panel, 0.10))
        self.ink = _pen(_blended(muted, self.panel, 0.9), 1.4)
        self.faint_ink = _pen(_blended(muted, self.panel, 0.55), 1.2)
        self.bypass = _pen(self.accent, 1.6)
        # Opaque on purpose: Qt strokes a translucent curve ten times slower.
        positive, negative = theme.colour("positive"), theme.colour("negative")
        self._wires = [
            (
                most,
                _wires(positive, self.panel, thickest, steep),
                _wires(negative, self.panel, thickest, steep),
            )
            for most, thickest, steep in CROWDS
        ]
        self._frames: dict[FrameState, tuple[QPen, QColor, float]] = {
            "floating": (self.lifted, theme.colour("raised"), 0.94),
            "warned": (self.warning_outline, self.warning, 0.08),
            "lit": (_pen(self.accent, 2.0), self.accent, 0.10),
            "selected": (self.outline, self.text, 0.05),
            "within": (self.hairline, self.text, 0.05),
            "hovered": (self.hairline, self.text, 0.03),
        }
        self._grounds = {
            state: _blended(colour, self.panel, share)
            for state, (_, colour, share) in self._frames.items()
        }
        self.frames = TileFrames(theme.colour("line"))
        self._widths: dict[tuple[str, int, bool], float] = {}
        self.seam = _pen(self.panel, 0.9)
        """Runs along the middle of negative wires; up to one pixel it costs next to nothing."""
        self.title_font = _font(13, bold=True)
        self.tight_title_font = _font(11, bold=True)
        self.chip_font = _font(11)
        self.tile_font = _font(12, bold=True)
        self.small_font = _font(10)

    def wires(self, count: int) -> tuple[list[QPen], list[QPen]]:
        """Pens for positive and for negative weights of a bundle of so many wires."""
        for most, positive, negative in self._wires:
            if count <= most:
                return positive, negative
        return self._wires[-1][1:]

    def frame_of(self, state: "FrameState") -> tuple[QPen, QBrush]:
        """The frame around a column in this state."""
        pen, colour, share = self._frames[state]
        return pen, QBrush(_faded(colour, share))

    def ground_of(self, state: "FrameState") -> QColor:
        """What that frame's filling looks like on the panel."""
        return self._grounds[state]

    def legible_font(self, zoom: float) -> QFont:
        """The font of a pill, or a larger one that can still be read at this zoom."""
        return _font(max(11, min(round(9.5 / zoom), 20)))

    def width_of(self, text: str, font: QFont) -> float:
        """How wide a text is; remembered, since the same few texts are painted at each frame."""
        key = (text, font.pixelSize(), font.bold())
        width = self._widths.get(key)
        if width is None:
            if len(self._widths) > 2000:
                self._widths.clear()
            width = self._widths[key] = QFontMetricsF(font).horizontalAdvance(text)
        return width

    def draw_text(
        self,
        painter: QPainter,
        rect: QRectF,
        text: str,
        where: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignCenter,
    ) -> None:
        """A line of text, shortened by an ellipsis where it would not fit."""
        font = painter.font()
        if self.width_of(text, font) > rect.width():
            metrics = QFontMetricsF(font)
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        # Each text in the direction of its own letters, on a canvas that is never mirrored.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.drawText(rect, where | Qt.AlignmentFlag.AlignAbsolute, text)


def levels(weights: NDArray[np.floating]) -> NDArray[np.intp]:
    """The step of width, 0 to LEVELS − 1, for each weight; −1 for one that is no number."""
    with np.errstate(all="ignore"):
        steps = (LEVELS - 1) * (1.0 - np.exp(-np.abs(weights) / USUAL_WEIGHT))
    return np.where(np.isfinite(weights), steps, -1.0).round().astype(np.intp)


def _wires(colour: QColor, ground: QColor, thickest: float, steep: float) -> list[QPen]:
    """Pens from weak to strong."""
    shares = np.linspace(0.0, 1.0, LEVELS).tolist()
    return [
        _pen(
            _blended(colour, ground, 0.48 + 0.5 * share),
            THINNEST + (thickest - THINNEST) * share**steep,
        )
        for share in shares
    ]


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


def _blended(colour: QColor, ground: QColor, share: float) -> QColor:
    """What a colour of this opacity looks like on the ground."""
    return QColor.fromRgbF(
        share * colour.redF() + (1.0 - share) * ground.redF(),
        share * colour.greenF() + (1.0 - share) * ground.greenF(),
        share * colour.blueF() + (1.0 - share) * ground.blueF(),
    )


def _font(pixels: int, bold: bool = False) -> QFont:
    font = QFont(QGuiApplication.font())
    font.setPixelSize(pixels)
    font.setBold(bold)
    return font
