"""The top of the convolution view: the image, or the pad to draw one on, beside the answer."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QToolButton, QVBoxLayout, QWidget

from nnstudio.nn.columns import Shape
from nnstudio.ui.live.convolution_answer import AnswerBars
from nnstudio.ui.live.convolution_maps import FeatureMaps
from nnstudio.ui.live.drawing_pad import DrawingPad
from nnstudio.ui.theme import Theme

ROOMY = 330
"""Width from which pad, image and bars stand in one row."""
IMAGE, PREVIEW, PAD = 120, 66, 124
"""Device-independent pixels: the image alone, the image beside the pad, and the pad."""


class ChosenImage(FeatureMaps):
    """The image that enters the network. Signal: `stepped(int)`, by arrow key to the next one."""

    stepped = Signal(int)

    def __init__(self, shape: Shape, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(shape, theme, points=False, parent=parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_side(IMAGE)

    def set_side(self, side: int) -> None:
        """Fill about so much room."""
        _, height, width = self.shape
        self.most_side = side
        zoom = max(side // max(height, width), 1)
        self.setFixedSize(zoom * width + 2, zoom * height + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ahead = -1 if self.isRightToLeft() else 1
        steps: dict[int, int] = {Qt.Key.Key_Left: -ahead, Qt.Key.Key_Right: ahead}
        step = steps.get(event.key())
        if step is None:
            event.ignore()
        else:
            self.stepped.emit(step)

    def event(self, event: QEvent) -> bool:
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right)
        ):
            event.accept()
            return True
        return super().event(event)


class Stage(QWidget):
    """Image and bars; while drawing, a pad before them with its buttons.

    Attributes: `image`, `pad`, `undo`, `clear`, `bars`.
    """

    def __init__(self, shape: Shape, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.drawing = False
        self._roomy = False
        self.bars = AnswerBars(theme)
        self.pad = DrawingPad(theme, self)
        self.undo = QToolButton()
        self.undo.setText(self.tr("Undo"))
        self.undo.setToolTip(self.tr("Takes the last stroke off the pad."))
        self.undo.setAccessibleName(self.tr("Undo the last stroke"))
        self.clear = QToolButton()
        self.clear.setText(self.tr("Clear"))
        self.clear.setToolTip(self.tr("Takes everything off the pad."))
        self.clear.setAccessibleName(self.tr("Clear the pad"))
        for button in (self.undo, self.clear):
            button.setProperty("kind", "link")
        self.undo.clicked.connect(self.pad.undo)
        self.clear.clicked.connect(self.pad.clear)
        self.pad.changed.connect(self._offer)
        self._beside = QWidget()
        """The image and, while drawing, the buttons of the pad."""
        self._column = QVBoxLayout(self._beside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self.image = ChosenImage(shape, theme)
        self.image.setAccessibleName(self.tr("The chosen image"))
        self.image.setToolTip(
            self.tr("The image as it enters the network. The arrow keys lead to the next one.")
        )
        self._column.addWidget(self.image)
        self._column.addWidget(self.undo)
        self._column.addWidget(self.clear)
        self._column.addStretch(1)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._arrange()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        for part in (self.image, self.pad, self.bars):
            part.set_theme(theme)

    def set_shape(self, shape: Shape) -> None:
        """Show images of another shape, none at first."""
        if shape != self.image.shape:
            self.image.shape = shape
            self._arrange()
        self.image.show_values(None)

    def set_drawing(self, drawing: bool) -> None:
        """Bring the pad, or take it away."""
        self.drawing = drawing
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._roomy != (self.width() >= ROOMY):
            self._roomy = not self._roomy
            self._arrange()

    def _offer(self) -> None:
        """Offer to take ink back where there is some."""
        offered = self.drawing and not self.pad.is_empty
        if not offered and (self.undo.hasFocus() or self.clear.hasFocus()):
            self.pad.setFocus()
        self.undo.setVisible(offered)
        self.clear.setVisible(offered)

    def _arrange(self) -> None:
        for widget in (self.pad, self._beside, self.bars):
            self._grid.removeWidget(widget)
        roomy, drawing = self._roomy, self.drawing
        self.image.set_side(PREVIEW if drawing else IMAGE if roomy else IMAGE - 24)
        self.pad.set_side(PAD if roomy else PAD - 16)
        top = Qt.AlignmentFlag.AlignTop
        if not drawing:
            self._grid.addWidget(self._beside, 0, 0, top)
            self._grid.addWidget(self.bars, 0, 1)
        elif roomy:
            self._grid.addWidget(self.pad, 0, 0, top)
            self._grid.addWidget(self._beside, 0, 1, top)
            self._grid.addWidget(self.bars, 0, 2)
        else:
            self._grid.addWidget(self.pad, 0, 0, top)
            self._grid.addWidget(self.bars, 0, 1)
            self._grid.addWidget(self._beside, 1, 0, 1, 2, top)
        for column in range(3):
            self._grid.setColumnStretch(column, 0)
        self._grid.setColumnStretch(2 if drawing and roomy else 1, 1)
        direction = QVBoxLayout.Direction
        across = drawing and not roomy
        self._column.setDirection(direction.LeftToRight if across else direction.TopToBottom)
        self.pad.setVisible(drawing)
        self._offer()
