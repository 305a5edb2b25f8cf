"""The foot of the convolution view: how the pixel that one points at came to its value."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from nnstudio.ui.live.convolution_kernels import Kernel, KernelPictures
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.elided import ElidedLabel

MARGIN = 10
LINES = 2
"""Of the sentence, in a panel with room."""


class PixelDetail(QFrame):
    """A heading, a sentence, kernels. Nothing moves while one points: it keeps its height.

    Where there is no room for that it floats above the rest, no larger than what it has to tell.
    Attributes: `heading`, `sentence`, `kernels`; `floats`.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.floats = False
        self._has_kernels = True
        self.heading = ElidedLabel()
        self.sentence = QLabel()
        self.sentence.setProperty("role", "muted")
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setWordWrap(True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        self.kernels = KernelPictures(theme)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(3)
        for part in (self.heading, self.sentence, self.kernels):
            self._column.addWidget(part)
        font = self.heading.font()
        font.setBold(True)
        self.heading.setFont(font)
        self.set_floats(False)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.kernels.set_theme(theme)
        self.update()

    def set_floats(self, floats: bool) -> None:
        """Have a frame, and let the pointer through; or stand at the foot of the panel."""
        self.floats = floats
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, floats)
        self.setProperty("card", "true" if floats else "false")
        self.style().unpolish(self)
        self.style().polish(self)
        margin = 9 if floats else 0
        self._column.setContentsMargins(margin, margin, margin, margin)
        self.sentence.setMinimumHeight(0 if floats else self._lines_height)
        self._make_room()

    def set_kernel_size(self, size: int) -> None:
        """Kernels of this size may come; 0 when there is no convolution."""
        self.kernels.set_size(max(size, 1))
        self._has_kernels = size > 0
        self._make_room()

    @property
    def height_at_the_foot(self) -> int:
        """What it takes of a panel when it does not float."""
        parts = QFontMetrics(self.heading.font()).height() + self._lines_height
        if self._has_kernels:
            parts += self.kernels.sizeHint().height() + self._column.spacing()
        return parts + self._column.spacing()

    @property
    def _lines_height(self) -> int:
        return LINES * QFontMetrics(self.sentence.font()).lineSpacing()

    def float_beside(self, pixel: QRect, panel: QSize) -> None:
        """Stand over a panel of this size: below a pixel, or above it where the panel ends."""
        width = panel.width() - 2 * MARGIN
        self._column.activate()
        self.resize(width, self._column.totalHeightForWidth(width))
        top = pixel.bottom() + MARGIN
        if top + self.height() > panel.height() - MARGIN:
            top = max(pixel.top() - MARGIN - self.height(), MARGIN)
        self.move(MARGIN, top)
        self.raise_()

    def invite(self) -> None:
        """Nothing is pointed at: say what one can do."""
        self.tell(
            self.tr("Point at a pixel"),
            self.tr(
                "What it has seen lights up. A click keeps it, Esc lets it go. Blue is positive, "
                "orange with a dash is negative."
            ),
            (),
        )

    def tell(self, heading: str, sentence: str, kernels: tuple[Kernel, ...]) -> None:
        """Show how a value came about."""
        self.heading.setText(heading)
        self.sentence.setText(sentence)
        self.kernels.show_kernels(kernels)
        self._make_room()

    def _make_room(self) -> None:
        needed = bool(self.kernels.kernels) if self.floats else self._has_kernels
        self.kernels.setVisible(needed)
