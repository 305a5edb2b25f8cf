"""The activation as a curve, with the point at which a neuron stands and its tangent there."""

from math import isfinite

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.explain.derivation import Curve
from nnstudio.explain.expressions import FUNCTIONS
from nnstudio.ui.inspector.figures import shown
from nnstudio.ui.inspector.inks import Inks
from nnstudio.ui.theme import Theme

REACHES = (3.0, 6.0, 12.0, 25.0, 50.0, 100.0, 1000.0)
"""How far the axis goes to either side: in few sizes, so that it keeps still."""
POINTS = 120
BOUNDED = {"sigmoid": (-0.15, 1.15), "tanh": (-1.25, 1.25)}


class ActivationPlot(QWidget):
    """Shows a curve; its size is fixed, its colours those of the theme."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._inks = theme, Inks.of(theme)
        self._curve: Curve | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("The activation at this neuron"))
        self.setToolTip(
            self.tr(
                "The activation f, with the neuron's point (z, a). The line through it is the "
                "tangent: its slope f′(z) is what the way back is multiplied by."
            )
        )

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme, self._inks = theme, Inks.of(theme)
        self.update()

    def show_curve(self, curve: Curve | None) -> None:
        """Show this point of this curve; nothing for None."""
        known = curve is not None and curve.function in FUNCTIONS and isfinite(curve.z)
        self._curve = curve if known else None
        self.setVisible(known)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(178, 132)

    def paintEvent(self, event: QPaintEvent) -> None:
        curve = self._curve
        if curve is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        words = QFont(self.font())
        words.setPointSizeF(8.0)
        painter.setFont(words)
        line = painter.fontMetrics().height()
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -line - 3)
        reach = next((own for own in REACHES if abs(curve.z) <= 0.92 * own), abs(curve.z) * 1.1)
        low, high = BOUNDED.get(curve.function, (-0.3 * reach, reach))
        if curve.function == "identity":
            low = -reach

        def at(z: float, a: float) -> QPointF:
            x = frame.left() + (z + reach) / (2 * reach) * frame.width()
            return QPointF(x, frame.bottom() - (a - low) / (high - low) * frame.height())

        painter.setClipRect(frame)
        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.drawLine(QLineF(at(-reach, 0.0), at(reach, 0.0)))
        painter.drawLine(QLineF(at(0.0, low), at(0.0, high)))
        function = FUNCTIONS[curve.function]
        path = QPainterPath(at(-reach, function(-reach)))
        for place in range(1, POINTS + 1):
            z = reach * (2.0 * place / POINTS - 1.0)
            path.lineTo(at(z, function(z)))
        painter.setPen(QPen(self._inks.muted, 1.6))
        painter.drawPath(path)
        far = 2.0 * reach
        accent = QPen(self._inks.accent, 1.4, Qt.PenStyle.DashLine)
        painter.setPen(accent)
        painter.drawLine(
            QLineF(
                at(curve.z - far, curve.a - far * curve.slope),
                at(curve.z + far, curve.a + far * curve.slope),
            )
        )
        painter.setPen(QPen(self._inks.panel, 1.5))
        painter.setBrush(self._inks.of_sign(curve.a))
        painter.drawEllipse(at(curve.z, curve.a), 4.5, 4.5)
        painter.setClipping(False)
        painter.setPen(self._inks.muted)
        painter.drawText(
            QRectF(0, self.height() - line, self.width(), line),
            Qt.AlignmentFlag.AlignCenter,
            self.tr("slope f′(z) = {slope}").format(slope=shown(curve.slope)),
        )
