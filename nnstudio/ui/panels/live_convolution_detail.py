"""The foot of the convolution view: how the pixel that one points at came to its value."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from nnstudio.ui.panels.live_convolution_kernels import Kernel, KernelPictures
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.elided import ElidedLabel


class PixelDetail(QWidget):
    """Two lines and kernels. It is always of one height, so that nothing moves while one points.

    Attributes: `heading`, `sentence`, `kernels`.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = ElidedLabel()
        self.sentence = ElidedLabel()
        self.kernels = KernelPictures(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        for part in (self.heading, self.sentence, self.kernels):
            column.addWidget(part)
        font = self.heading.font()
        font.setBold(True)
        self.heading.setFont(font)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.kernels.set_theme(theme)
        self.sentence.ink = theme.colour("muted")
        self.update()

    def invite(self) -> None:
        """Nothing is pointed at: say what one can do."""
        self.tell(
            self.tr("Point at a pixel"),
            self.tr("What it has seen lights up. A click keeps it, Esc lets it go."),
            (),
        )

    def tell(self, heading: str, sentence: str, kernels: tuple[Kernel, ...]) -> None:
        """Show how a value came about."""
        self.heading.setText(heading)
        self.sentence.setText(sentence)
        self.kernels.show_kernels(kernels)
