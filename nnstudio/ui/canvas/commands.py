"""What one can do to the network on the canvas, by whatever hand: gesture, key, menu or pill."""

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication

from nnstudio.app.weight_edit import WeightEdit
from nnstudio.project import edits
from nnstudio.project.edits import EditError
from nnstudio.project.layers import DropoutSpec, LayerSpec
from nnstudio.project.specs import Project
from nnstudio.ui.canvas import clipboard
from nnstudio.ui.canvas.amounts import in_bounds, of_one_sort, stepped, with_amount
from nnstudio.ui.canvas.scene import CanvasScene
from nnstudio.ui.canvas.spots import Part, Spot


class Commands(QObject):
    """Edits of the document, each one undoable. What cannot be done is told by `notice(str)`."""

    notice = Signal(str)

    def __init__(self, scene: CanvasScene, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self._document = scene.document
        self._words = scene.words

    @property
    def project(self) -> Project:
        """The document's project."""
        return self._document.project

    def place_to_insert(self) -> int:
        """After the last selected layer, but before the output; else before the output."""
        layers = self.project.layers
        chosen = [i for i, layer in enumerate(layers) if layer.id in self.chosen()]
        last = max(len(layers) - 1, 0)
        return min(chosen[-1] + 1, last) if chosen else last

    def chosen(self) -> frozenset[str]:
        """The selected layers; else the layer to which the selected wire leads."""
        selection = self._scene.selection
        if not selection.layers and selection.part.part is Part.WIRE:
            return frozenset({selection.part.layer_id})
        return selection.layers

    def insert(self, layers: Sequence[LayerSpec], index: int) -> None:
        """Put layers in before the one at this index, and select them."""
        if len(layers) == 1:
            kind = self._words.kinds.name(layers[0])
            text = self.tr("Insert {kind}").format(kind=kind)
        else:
            text = self.tr("Insert {count} layers").format(count=len(layers))
        if self._edit(lambda p: edits.insert_layers(p, index, layers), text):
            self._scene.selection.select(layer.id for layer in layers)

    def move(self, ids: Collection[str], index: int) -> None:
        """Put layers before the one that stands at this index now."""
        self._edit(lambda p: edits.move_layers(p, ids, index), self.tr("Move layer"))

    def shift(self, ids: Collection[str], step: int) -> None:
        """Move layers one place to the left (−1) or to the right (+1)."""
        places = [i for i, layer in enumerate(self.project.layers) if layer.id in ids]
        if not places:
            return
        index = places[0] - 1 if step < 0 else places[-1] + 2
        if 0 <= index <= len(self.project.layers):
            self.move(ids, index)

    def remove(self, ids: Collection[str]) -> None:
        """Take layers out, and select a neighbour, so that keys can go on from there."""
        layers = self.project.layers
        places = [i for i, layer in enumerate(layers) if layer.id in ids]
        if not places:
            return
        if len(places) == 1:
            title = self._words.title(self.project, places[0])
            text = self.tr("Delete {layer}").format(layer=title)
        else:
            text = self.tr("Delete {count} layers").format(count=len(places))
        left = [layer.id for layer in layers if layer.id not in ids]
        if self._edit(lambda p: edits.remove_layers(p, ids), text) and left:
            self._scene.selection.select({left[min(places[0], len(left) - 1)]})

    def remove_selected(self) -> None:
        """Take the selected layers out."""
        selection = self._scene.selection
        if selection.layers:
            self.remove(selection.layers)
        elif selection.part.part is Part.WIRE:
            self.notice.emit(
                self.tr("A dense layer keeps all its wires; a weight of 0 silences this one.")
            )

    def change_units(self, ids: Collection[str], step: int) -> None:
        """One more, or one fewer, of what the layers have: neurons, filters, heads, 5 % …

        What goes together: all layers of neurons, filters, units and embedded values; else only
        those that have the same as the first.
        """
        layers = of_one_sort([layer for layer in self.project.layers if layer.id in ids])
        if not layers:
            if ids:
                self.notice.emit(self.tr("There is no more or less of this layer."))
            return
        if len(layers) == 1 and isinstance(layers[0], DropoutSpec):
            self.set_rate(layers[0].id, stepped(layers[0], step, None))
            return
        if len({type(layer) for layer in layers}) == 1:
            text = self._words.more_or_less(layers[0], step)
        else:
            text = self.tr("Wider layers") if step > 0 else self.tr("Narrower layers")
        flows = self._document.shapes.flows

        def edit(project: Project) -> Project:
            for layer in layers:
                place = project.index(layer.id)
                value = stepped(layer, step, flows[place] if place < len(flows) else None)
                if len(layers) > 1:
                    value = in_bounds(layer, value)
                project = with_amount(project, layer.id, value)
            return project

        self._edit(edit, text)

    def set_units(self, layer_id: str, units: float) -> bool:
        """Give a layer so many neurons, filters, units, values or heads, or such a rate."""
        return self._edit(
            lambda p: with_amount(p, layer_id, units), self._set_text(layer_id, units)
        )

    def try_units(self, layer_id: str, units: float) -> str:
        """The same for a number that was typed; returns what is wrong with it, if anything."""
        try:
            project = with_amount(self.project, layer_id, units)
        except EditError as problem:
            return str(problem)
        self._document.apply(project, self._set_text(layer_id, units))
        return ""

    def try_setting(self, layer_id: str, field: str, value: object, text: str) -> str:
        """Give a layer another setting; returns what is wrong with it, if anything."""
        try:
            if field == "activation":
                project = edits.set_activation(self.project, layer_id, value)  # type: ignore[arg-type]
            else:
                project = edits.change_layer(self.project, layer_id, **{field: value})
        except EditError as problem:
            return str(problem)
        self._document.apply(project, text, merge=f"{layer_id} {field}")
        return ""

    def end_setting(self) -> None:
        """A run of small steps of a setting is over: the next one is undone by itself."""
        self._document.end_merge()

    def set_activation(self, layer_id: str, name: str) -> None:
        """Choose a layer's activation."""
        text = self.tr("Activation {name}").format(name=self._words.activation(name))
        self._edit(
            lambda p: edits.set_activation(p, layer_id, name),  # type: ignore[arg-type]
            text,
        )

    def set_initialiser(self, layer_id: str, name: str) -> None:
        """Choose how a layer's weights begin."""
        text = self.tr("Initialiser {name}").format(name=self._words.initialiser_name(name))
        self._edit(lambda p: edits.change_layer(p, layer_id, initialiser=name), text)

    def set_rate(self, layer_id: str, rate: float) -> bool:
        """Choose the share that a dropout layer leaves out, from 0 to 0.95."""
        if not 0.0 <= rate <= 0.95:
            self.notice.emit(self.tr("The dropout rate goes from 0 % to 95 %."))
            return False
        text = self.tr("Dropout rate {rate}").format(rate=self._words.percent(rate))
        return self._edit(lambda p: edits.change_layer(p, layer_id, rate=rate), text)

    def rename(self, layer_id: str, title: str) -> bool:
        """Give a layer a title; an empty one gives the usual name back."""
        title = " ".join(title.split())
        if len(title) > 80:
            self.notice.emit(self.tr("A title can have 80 characters at the most."))
            return False
        return self._edit(
            lambda p: edits.change_layer(p, layer_id, title=title), self.tr("Rename layer")
        )

    def apply_project(self, project: Project, text: str) -> bool:
        """Take over a whole project, as a mend or the end of a drag has it."""
        return self._document.apply(project, text)

    def set_weight(self, spot: Spot, before: float, after: float) -> None:
        """Put the weight of a wire, or the bias of a neuron, to a value."""
        bias = spot.part is Part.NEURON
        column = self._scene.inputs_of(spot.layer_id) if bias else spot.column
        text = self.tr("Change a bias") if bias else self.tr("Change a weight")
        self._document.undo_stack.push(
            WeightEdit(self._scene.run, spot.layer_id, spot.row, column, before, after, text)
        )

    def copy(self) -> bool:
        """Put the selected layers on the clipboard."""
        ids = self._scene.selection.layers
        layers = [layer for layer in self.project.layers if layer.id in ids]
        if not layers:
            self.notice.emit(self.tr("Select a layer first, then copy it."))
            return False
        mime = QMimeData()
        clipboard.write(mime, layers)
        QGuiApplication.clipboard().setMimeData(mime)
        return True

    def cut(self) -> None:
        """Put the selected layers on the clipboard and take them out."""
        if self.copy():
            self.remove(self._scene.selection.layers)

    def paste(self) -> None:
        """Put the layers of the clipboard in, after the selection."""
        try:
            layers = clipboard.read(QGuiApplication.clipboard().mimeData())
        except clipboard.NoLayersError:
            self.notice.emit(self.tr("There are no layers on the clipboard."))
            return
        self.insert(edits.copies(layers), self.place_to_insert())

    def duplicate(self) -> None:
        """Put a copy of the selected layers right after them."""
        ids = self._scene.selection.layers
        layers = [layer for layer in self.project.layers if layer.id in ids]
        if layers:
            self.insert(edits.copies(layers), self.place_to_insert())

    def select_all(self) -> None:
        """Select every layer."""
        self._scene.selection.select(layer.id for layer in self.project.layers)

    def _set_text(self, layer_id: str, units: float) -> str:
        layer = self._scene.layer(layer_id)
        return "" if layer is None else self._words.amount(layer, units)

    def _edit(self, edit: Callable[[Project], Project], text: str) -> bool:
        try:
            return self._document.apply(edit(self.project), text)
        except EditError as problem:
            self.notice.emit(str(problem))
        except KeyError:
            # A menu or an editor that outlived its layer.
            self.notice.emit(self.tr("That layer is no longer there."))
        return False
