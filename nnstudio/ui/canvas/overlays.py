"""What lies over the view for a while: words beside the pointer, editors, menus, bubbles."""

from collections.abc import Callable

from PySide6.QtCore import QLocale, QObject, QPoint, QPointF, QRect, QRectF, Signal
from PySide6.QtWidgets import QWidget

from nnstudio.project.layers import DenseSpec, DropoutSpec, TransformerBlockSpec
from nnstudio.ui.canvas.activation_popover import ActivationPopover
from nnstudio.ui.canvas.amounts import amount_of, value_of
from nnstudio.ui.canvas.bubble import MisfitBubble
from nnstudio.ui.canvas.bubbles import Bubbles
from nnstudio.ui.canvas.commands import Commands
from nnstudio.ui.canvas.editor import Commit, InlineEditor
from nnstudio.ui.canvas.hints import Hints, has_biases
from nnstudio.ui.canvas.labels import FloatingLabel
from nnstudio.ui.canvas.menus import CanvasMenu
from nnstudio.ui.canvas.numbers import parse_number, parse_share
from nnstudio.ui.canvas.settings_popover import SettingsPopover
from nnstudio.ui.canvas.spots import Part, Spot
from nnstudio.ui.canvas.view import CanvasView
from nnstudio.ui.theme import Theme


class Overlays(QObject):
    """Opens what a click, a double-click or a key asks for, and keeps it in its place.

    Attributes: `label` beside the pointer; `editor`, `popover` (activations), `settings`, `menu`,
    the open one or None; `bubbles`. Signals: `notice(str)`.
    """

    notice = Signal(str)

    def __init__(self, view: CanvasView, commands: Commands, hints: Hints, theme: Theme) -> None:
        super().__init__(view)
        self._view, self._commands, self._hints = view, commands, hints
        self._scene = view.canvas
        self._theme = theme
        self._pane: QWidget = view.viewport()
        self.label = FloatingLabel(theme, self._pane)
        self.editor: InlineEditor | None = None
        self._where: Callable[[], QRectF | None] = lambda: None
        self.popover: ActivationPopover | None = None
        self.settings: SettingsPopover | None = None
        self.menu: CanvasMenu | None = None
        self._bubbles = Bubbles(view, commands, theme)
        view.hovered.connect(self._tell)
        view.clicked.connect(self._click)
        view.activated.connect(self.edit)
        view.menu_wanted.connect(self.open_menu)
        view.moved.connect(self._follow_view)
        self._scene.laid_out.connect(self._follow_layout)
        self._scene.document.replaced.connect(self._leave_project)
        self._scene.run.snapshot.connect(self._refresh)
        self._follow_layout()

    @property
    def bubbles(self) -> list[MisfitBubble]:
        """The open bubbles about what does not fit."""
        return self._bubbles.shown

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = theme
        self.label.set_theme(theme)
        self._bubbles.set_theme(theme)

    def edit(self, spot: Spot) -> None:
        """Open the editor that belongs to a part of the picture."""
        layer = self._scene.layer(spot.layer_id)
        if spot.part is Part.WIRE:
            self._edit_weight(spot)
        elif layer is None:
            return
        elif spot.part is Part.NEURON and has_biases(layer):
            self._edit_weight(spot)
        elif spot.part is Part.TITLE:
            self.edit_title(layer.id)
        elif isinstance(layer, DropoutSpec):
            self.edit_rate(layer.id)
        elif spot.part in (Part.EDGE, Part.FOLD):
            self.edit_units(layer.id)
        elif spot.part in (Part.CHIP, Part.BODY, Part.NEURON):
            self.open_chip(layer.id)

    def open_chip(self, layer_id: str) -> None:
        """What the chip of a layer opens, and Enter: the activations of a layer of neurons, the
        settings of any other."""
        layer = self._scene.layer(layer_id)
        if isinstance(layer, DenseSpec):
            self.open_activations(layer_id)
        elif isinstance(layer, DropoutSpec):
            self.edit_rate(layer_id)
        elif layer is not None:
            self.open_settings(layer_id)

    def edit_title(self, layer_id: str) -> None:
        """Rename a layer in place."""
        column = self._scene.layout.column(layer_id)
        layer = self._scene.layer(layer_id)
        if column is None or layer is None:
            return

        def commit(text: str) -> str:
            if len(" ".join(text.split())) > 80:
                return self.tr("A title can have 80 characters at the most.")
            self._commands.rename(layer_id, text)
            return ""

        title = self._scene.words.title(self._scene.project, column.place)
        self._open_editor(
            layer.title or title,
            self.tr("Title of the layer"),
            commit,
            self._part(layer_id, "title"),
            140,
        )

    def edit_units(self, layer_id: str) -> None:
        """Type the number that − and + change: of neurons, of filters, of heads."""
        column = self._scene.layout.column(layer_id)
        layer = self._scene.layer(layer_id)
        if column is None or layer is None or amount_of(layer) is None:
            return
        if isinstance(layer, DropoutSpec):
            self.edit_rate(layer_id)
            return

        def commit(text: str) -> str:
            value = parse_number(text)
            if value is None or value != int(value):
                return self.tr("“{text}” is not a whole number.").format(text=text[:20])
            return self._commands.try_units(layer_id, int(value))

        name = self._scene.words.number_of(layer)
        part = "chip" if column.edge is None else "edge"
        text = str(int(value_of(layer)))
        self._open_editor(text, name, commit, self._part(layer_id, part), 80)

    def edit_rate(self, layer_id: str) -> None:
        """Type the rate of a dropout layer."""
        column = self._scene.layout.column(layer_id)
        layer = self._scene.layer(layer_id)
        if column is None or not isinstance(layer, DropoutSpec):
            return

        def commit(text: str) -> str:
            rate = parse_share(text)
            if rate is None or not 0.0 <= rate <= 0.95:
                return self.tr("The dropout rate goes from 0 % to 95 %.")
            self._commands.set_rate(layer_id, rate)
            return ""

        text = self._scene.words.percent(layer.rate)
        self._open_editor(text, self.tr("Dropout rate"), commit, self._part(layer_id, "chip"), 80)

    def open_activations(self, layer_id: str) -> None:
        """Show all activations of a layer of neurons to choose from."""
        column = self._scene.layout.column(layer_id)
        layer = self._scene.layer(layer_id)
        if column is None or not isinstance(layer, DenseSpec) or self.popover is not None:
            return
        popover = ActivationPopover(layer.activation, self._scene.words, self._theme, self._view)
        popover.chosen.connect(lambda name: self._commands.set_activation(layer_id, name))
        popover.destroyed.connect(self._forget_popover)
        self.popover = popover
        corner = self._view.mapFromScene(QPointF(column.x, column.chip.bottom() + 4.0))
        popover.open_at(QPointF(self._pane.mapToGlobal(corner)))

    def open_settings(self, layer_id: str) -> None:
        """Show all settings of a layer beside it."""
        column = self._scene.layout.column(layer_id)
        layer = self._scene.layer(layer_id)
        if column is None or layer is None or self.settings is not None:
            return
        if layer.id not in self._scene.selection.layers:
            self._scene.selection.select({layer.id})
        popover = SettingsPopover(
            layer, self._scene, self._commands, self._hints, self._theme, self._view
        )
        popover.closed.connect(self._forget_settings)
        self.settings = popover
        self.label.hide()
        area = self.rect_on_screen(column.frame.united(column.chip))
        popover.open_beside(QRect(self._pane.mapToGlobal(area.topLeft()), area.size()))

    def open_menu(self, spot: Spot, at: QPoint) -> None:
        """The menu of what lies at a global point."""
        if self.menu is not None:
            return
        scene = self._scene
        menu = CanvasMenu(self._commands, scene.words, self._view)
        layer = scene.layer(spot.layer_id)
        if spot.part is Part.WIRE:
            scene.selection.select_spot(spot)
            menu.add_wire(lambda: self.edit(spot))
        elif layer is not None:
            if layer.id not in scene.selection.layers or spot.part is Part.NEURON:
                scene.selection.select_spot(spot)
            if spot.part is Part.NEURON and has_biases(layer):
                menu.add_neuron(lambda: self.edit(spot))
            if isinstance(layer, TransformerBlockSpec):
                opened = layer.id in scene.opened
                menu.add_block(opened, lambda: scene.toggle_block(layer.id))
            menu.add_layer(
                layer,
                rename=lambda: self.edit_title(layer.id),
                count=lambda: self.edit_units(layer.id),
                settings=lambda: self.open_settings(layer.id),
            )
        else:
            menu.add_ground(self._view.fit)
        menu.aboutToHide.connect(self._forget_menu)
        self.menu = menu
        self.label.hide()
        menu.popup(at)

    def rect_on_screen(self, area: QRectF) -> QRect:
        """A part of the scene in pixels of the viewport."""
        return self._view.mapFromScene(area).boundingRect()

    def _edit_weight(self, spot: Spot) -> None:
        scene = self._scene
        before = scene.value(spot)
        if before is None:
            self.notice.emit(self.tr("This number is not known before the network fits."))
            return
        name = self.tr("Bias") if spot.part is Part.NEURON else self.tr("Weight")

        def commit(text: str) -> str:
            value = parse_number(text)
            if value is None:
                return self.tr("“{text}” is not a number. Type one such as −0.5.").format(
                    text=text[:20]
                )
            self._commands.set_weight(spot, before, value)
            return ""

        scene.selection.select_spot(spot)
        number = f"{before:.6g}".replace(".", QLocale().decimalPoint()).replace("-", "−")
        self._open_editor(number, name, commit, lambda: self._place_of(spot), 110)

    def _part(self, layer_id: str, part: str) -> Callable[[], QRectF | None]:
        """Where a part of a layer is, whenever it is asked; None once the layer is gone."""

        def where() -> QRectF | None:
            column = self._scene.layout.column(layer_id)
            return None if column is None else getattr(column, part)

        return where

    def _place_of(self, spot: Spot) -> QRectF | None:
        scene = self._scene
        if spot.part is Part.WIRE:
            bundle = scene.layout.bundle(spot.layer_id)
            middle = bundle.middle(spot.row, spot.column) if bundle is not None else None
            return QRectF(middle.x(), middle.y(), 0.0, 0.0) if middle is not None else None
        column = scene.layout.column(spot.layer_id)
        tile = column.tile(spot.row) if column is not None else None
        return tile.rect if tile is not None else None

    def _open_editor(
        self, text: str, name: str, commit: Commit, where: Callable[[], QRectF | None], width: int
    ) -> None:
        area = where()
        if area is None:
            return
        if self.editor is not None:
            self.editor.close_editor()
        self.label.hide()
        editor = InlineEditor(text, name, commit, self._theme, self._pane)
        editor.closed.connect(self._forget_editor)
        editor.refused.connect(self.notice)
        self.editor, self._where = editor, where
        centre = self._view.mapFromScene(area.center())
        editor.open_at(centre, width)

    def _leave_project(self) -> None:
        """What was typed was meant for the project before, also where this one has such a layer."""
        if self.editor is not None:
            self.editor.close_editor(focus=True)

    def _forget_editor(self, focus: bool) -> None:
        self.editor = None
        if focus:
            self._view.setFocus()

    def _forget_popover(self) -> None:
        self.popover = None

    def _forget_settings(self) -> None:
        self.settings = None
        self._view.setFocus()

    def _forget_menu(self) -> None:
        self.menu = None

    def _click(self, spot: Spot) -> None:
        layer = self._scene.layer(spot.layer_id)
        if spot.part is Part.CHIP and layer is not None and not isinstance(layer, DropoutSpec):
            self.open_chip(spot.layer_id)

    def _tell(self, spot: Spot) -> None:
        gesture = self._view.gesture
        words = gesture.words if gesture is not None and gesture.words else ""
        words = words or self._hints.beside_pointer(spot)
        if words and self.editor is None:
            self.label.tell(words, self._view.pointer_at)
        else:
            self.label.hide()

    def _refresh(self) -> None:
        """Weights move while they are read."""
        if self.label.isVisible():
            self._tell(self._scene.hovered)

    def _follow_view(self) -> None:
        self._place_editor()
        self._bubbles.place()

    def _place_editor(self) -> None:
        """Keep the editor, and what was typed, with its layer for as long as there is one."""
        if self.editor is None:
            return
        area = self._where()
        if area is None:
            self.editor.close_editor()
        else:
            self.editor.stand_at(self._view.mapFromScene(area.center()))

    def _follow_layout(self) -> None:
        self._place_editor()
        if self._view.gesture is None:
            self.label.hide()
        self._bubbles.follow_layout()
