"""The canvas as the window holds it: palette, view, footer."""

from PySide6.QtCore import QPoint, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from nnstudio.app.document import Document
from nnstudio.app.run_controller import RunController
from nnstudio.ui.canvas.commands import Commands
from nnstudio.ui.canvas.gestures import PaletteDrag, Pointer
from nnstudio.ui.canvas.hints import Hints
from nnstudio.ui.canvas.keyboard import Keyboard
from nnstudio.ui.canvas.labels import FloatingLabel
from nnstudio.ui.canvas.overlays import Overlays
from nnstudio.ui.canvas.palette import PaletteStrip
from nnstudio.ui.canvas.palette_pill import PalettePill
from nnstudio.ui.canvas.scene import CanvasScene
from nnstudio.ui.canvas.view import CanvasView
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.elided import ElidedLabel

NOTICE_TIME = 6000
"""Milliseconds for which the footer tells why something was not done."""


class CanvasPanel(QFrame):
    """The network to build with. Public: `view`, `scene`, `commands`, `palette_strip`."""

    selection_changed = Signal()

    def __init__(
        self,
        document: Document,
        run: RunController,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.document = document
        self.scene = CanvasScene(document, run, theme)
        self.scene.setParent(self)
        self.commands = Commands(self.scene, self)
        self.palette_strip = PaletteStrip(theme, self)
        self.view = CanvasView(self.scene, self.commands, self)
        self.hints = Hints(self.scene)
        self.overlays = Overlays(self.view, self.commands, self.hints, theme)
        self.keyboard = Keyboard(self.view, self.commands, self.overlays)
        self.view.keyboard = self.keyboard
        self.view.setAccessibleName(self.tr("The network"))
        self._theme = theme
        self._notice = ""
        self._notice_timer = QTimer(self)
        self._notice_timer.setSingleShot(True)
        self._notice_timer.setInterval(NOTICE_TIME)
        self._notice_timer.timeout.connect(self._drop_notice)
        self._drag: PaletteDrag | None = None
        self._ghost = FloatingLabel(theme, self)
        """What is on its way from the palette."""
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.palette_strip)
        column.addWidget(self.view, 1)
        column.addLayout(self._make_footer())
        for pill in self.palette_strip.pills:
            self._connect_pill(pill)
        self.scene.laid_out.connect(self._tell_counts)
        self.scene.selection.changed.connect(self._tell_selection)
        self.scene.overtaken.connect(self._give_up)
        document.changed.connect(self._suit_data)
        document.replaced.connect(self._start_anew)
        self._suit_data()
        self.view.zoomed.connect(self._tell_zoom)
        self.view.hovered.connect(self._tell_hint)
        self.keyboard.stepped.connect(self.view.show_selection)
        self.commands.notice.connect(self.tell)
        self.overlays.notice.connect(self.tell)
        self._tell_counts()
        self._tell_selection()

    def sizeHint(self) -> QSize:
        return QSize(860, 680)

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self.palette_strip.set_theme(theme)
        self.scene.set_theme(theme)
        self.view.set_theme(theme)
        self.overlays.set_theme(theme)
        self._ghost.set_theme(theme)
        self._theme = theme
        self._tell_hint()

    def tell(self, words: str) -> None:
        """Say in the footer, for a while, why something was not done."""
        self._notice = words
        self._notice_timer.start()
        self._tell_hint()

    def _make_footer(self) -> QHBoxLayout:
        self.counts, self.hint, self.zoom_label = QLabel(), ElidedLabel(), QLabel()
        for label in (self.counts, self.hint, self.zoom_label):
            label.setProperty("role", "muted")
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.zoom_label.setToolTip(
            self.tr(
                "The wheel zooms. The middle button, or Ctrl and a drag on empty ground, moves "
                "the view."
            )
        )
        self.fit_button = QToolButton()
        self.fit_button.setProperty("kind", "link")
        self.fit_button.setText(self.tr("Fit"))
        self.fit_button.setToolTip(self.tr("Show the whole network (F)"))
        self.fit_button.setAccessibleName(self.tr("Fit the network into the canvas"))
        self.fit_button.clicked.connect(self.view.fit)
        row = QHBoxLayout()
        row.setContentsMargins(14, 6, 14, 8)
        row.setSpacing(16)
        row.addWidget(self.counts)
        row.addWidget(self.hint, 1)
        row.addWidget(self.zoom_label)
        row.addWidget(self.fit_button)
        return row

    def _connect_pill(self, pill: PalettePill) -> None:
        pill.held.connect(lambda at: self._hold(pill, at))
        pill.let_go.connect(self._let_go)
        pill.given_up.connect(self._give_up)
        pill.tapped.connect(self.tell)
        pill.wanted.connect(
            lambda: self.commands.insert([pill.make()], self.commands.place_to_insert())
        )

    def _suit_data(self) -> None:
        self.palette_strip.suit(self.document.material.flow.kind)

    def _start_anew(self) -> None:
        self.palette_strip.forget_choice()
        self._suit_data()

    def _hold(self, pill: PalettePill, at: QPoint) -> None:
        if self._drag is None:
            self._drag = PaletteDrag(self.scene, self.commands, pill.make())
        self._ghost.tell(pill.text(), self.mapFromGlobal(at))
        pointer = self._over_view(at)
        if pointer is None:
            self._drag.leave()
        else:
            self._drag.move(pointer)

    def _let_go(self, at: QPoint) -> None:
        drag, self._drag = self._drag, None
        self._ghost.hide()
        pointer = self._over_view(at)
        if drag is None:
            return
        if pointer is None:
            drag.cancel()
        else:
            drag.end(pointer)
            self.view.setFocus()

    def _give_up(self) -> None:
        self._ghost.hide()
        if self._drag is not None:
            self._drag.cancel()
            self._drag = None

    def _over_view(self, at: QPoint) -> Pointer | None:
        local = self.view.viewport().mapFromGlobal(at)
        if not self.view.viewport().rect().contains(local):
            return None
        return Pointer(self.view.mapToScene(local), QPointF(local))

    def _tell_counts(self) -> None:
        self.counts.setText(self.scene.words.counts(self.scene.shapes))
        self._tell_hint()

    def _tell_selection(self) -> None:
        self.view.setAccessibleDescription(self.hints.selection())
        self._tell_hint()
        self.selection_changed.emit()

    def _tell_hint(self) -> None:
        words = self._notice or self.hints.about(self.scene.hovered)
        self.hint.setText(words or self.hints.selection_in_short() or self.hints.idle())
        self.hint.ink = self._theme.colour("warning") if self._notice else None
        self.hint.update()

    def _drop_notice(self) -> None:
        self._notice = ""
        self._tell_hint()

    def _tell_zoom(self) -> None:
        self.zoom_label.setText(self.tr("{zoom} %").format(zoom=round(100 * self.view.zoom)))
