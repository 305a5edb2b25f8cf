"""A bubble at every misfit, for as long as it does not fit."""

from PySide6.QtCore import QObject, QPointF, QRect
from PySide6.QtWidgets import QWidget

from nnstudio.ui.canvas.bubble import MisfitBubble
from nnstudio.ui.canvas.commands import Commands
from nnstudio.ui.canvas.geometry import EMPTY_WIDTH, INPUT
from nnstudio.ui.canvas.view import CanvasView
from nnstudio.ui.theme import Theme


class Bubbles(QObject):
    """Keeps the bubbles at their layers. Attribute: `shown`."""

    def __init__(self, view: CanvasView, commands: Commands, theme: Theme) -> None:
        super().__init__(view)
        self._view, self._commands, self._theme = view, commands, theme
        self._scene = view.canvas
        self._pane: QWidget = view.viewport()
        self.shown: list[MisfitBubble] = []

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = theme
        for bubble in self.shown:
            bubble.set_theme(theme)

    def follow_layout(self) -> None:
        """Tell what does not fit now; nothing while a drag only tries something."""
        wanted = () if self._scene.preview else self._scene.document.shapes.misfits
        if tuple(bubble.misfit for bubble in self.shown) != wanted:
            for bubble in self.shown:
                bubble.hide()
                bubble.deleteLater()
            self.shown = [
                MisfitBubble(misfit, self._commands, self._theme, self._pane) for misfit in wanted
            ]
            for bubble in self.shown:
                if bubble.mend_button is not None:
                    QWidget.setTabOrder(self._view, bubble.mend_button)
                bubble.show()
        self.place()

    def place(self) -> None:
        """Go where the layers have gone on the screen."""
        for bubble in self.shown:
            column = self._scene.layout.column(bubble.misfit.layer_id or INPUT)
            if bubble.misfit.layer_id is not None and column is not None:
                bubble.place(self._view.mapFromScene(column.frame).boundingRect())
            else:
                # Where the first layer would stand.
                middle = self._view.mapFromScene(QPointF(0.6 * EMPTY_WIDTH, 0.0))
                above = bubble.sizeHint().height() // 2 + 8
                bubble.place(QRect(middle.x(), middle.y() - above, 1, 1))
