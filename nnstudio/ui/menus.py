"""The menus: every command with its words, its key and its sentence."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from nnstudio.app.association.here import association
from nnstudio.app.snapshot import Phase
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.layers import PALETTE, LayerSpec
from nnstudio.ui.appearance import choose_theme
from nnstudio.ui.association_action import AssociationAction

if TYPE_CHECKING:
    from nnstudio.ui.main_window import MainWindow

Keys = QKeySequence.StandardKey | str | None
KEYS_OF_KINDS = {
    kind: f"Ctrl+{number}"
    for number, kind in enumerate(
        (
            "Dense",
            "Dropout",
            "Convolution",
            "Max pooling",
            "Flatten",
            "RNN",
            "LSTM",
            "Embedding",
            "Transformer block",
        ),
        1,
    )
}
"""There are nine digits: what networks are mostly made of."""


class Menus(QObject):
    """Builds the menu bar of a main window and keeps its actions up to date."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.actions: dict[str, QAction] = {}
        self._file()
        self._edit()
        self._network()
        self._run()
        self._view()
        self._help()
        window.run.phase_changed.connect(self._show_phase)
        window.run.timeline.changed.connect(self._show_where)
        self._show_where()
        window.files.recent_changed.connect(self._list_recent)
        self._list_recent()

    def _add(
        self, menu: QMenu, name: str, text: str, keys: Keys, do: Callable[[], object], tip: str
    ) -> QAction:
        action = QAction(text, self._window)
        if keys is not None:
            action.setShortcut(QKeySequence(keys))
        action.setToolTip(tip)
        action.setStatusTip(tip)
        action.triggered.connect(lambda: do())
        menu.addAction(action)
        self.actions[name] = action
        return action

    def _menu(self, title: str) -> QMenu:
        menu = self._window.menuBar().addMenu(title)
        menu.setToolTipsVisible(True)
        return menu

    def _file(self) -> None:
        window, files, keys = self._window, self._window.files, QKeySequence.StandardKey
        menu = self._menu(self.tr("&File"))
        self._add(menu, "new", self.tr("&New"), keys.New, files.new, self.tr("Begin with XOR."))
        self._add(
            menu, "open", self.tr("&Open…"), keys.Open, files.ask_open,
            self.tr("Open a project that was saved."),
        )  # fmt: skip
        self._recent = menu.addMenu(self.tr("Open &recent"))
        examples = menu.addMenu(self.tr("&Examples"))
        examples.setToolTipsVisible(True)
        family = "dense"
        for name, example in EXAMPLES.items():
            if example.family != family:
                examples.addSeparator()
                family = example.family
            self._add(
                examples, f"example {name}", example.title, None,
                partial(files.open_example, name), example.description,
            )  # fmt: skip
        menu.addSeparator()
        self._add(
            menu, "import", self.tr("&Import CSV…"), "Ctrl+I", window.import_csv,
            self.tr("Learn from a table of your own."),
        )  # fmt: skip
        menu.addSeparator()
        self._add(
            menu, "save", self.tr("&Save"), keys.Save, files.save,
            self.tr("Save the project with its training."),
        )  # fmt: skip
        self._add(
            menu, "save as", self.tr("Save &as…"), "Ctrl+Shift+S", files.ask_save_as,
            self.tr("Save under another name."),
        )  # fmt: skip
        menu.addSeparator()
        found = association()
        if found is not None:
            self.actions["association"] = AssociationAction(found, menu, window)
            menu.addAction(self.actions["association"])
            menu.addSeparator()
        self._add(
            menu, "quit", self.tr("&Quit"), "Ctrl+Q", window.close, self.tr("Leave NN Studio.")
        )

    def _edit(self) -> None:
        menu, canvas = self._menu(self.tr("&Edit")), self._window.workspace.canvas.commands
        stack, keys = self._window.document.undo_stack, QKeySequence.StandardKey
        undo = stack.createUndoAction(self._window, self.tr("Undo"))
        undo.setShortcut(QKeySequence(keys.Undo))
        redo = stack.createRedoAction(self._window, self.tr("Redo"))
        redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        menu.addActions([undo, redo])
        self.actions |= {"undo": undo, "redo": redo}
        menu.addSeparator()
        for name, text, key, do, tip in (
            ("cut", self.tr("Cu&t"), keys.Cut, canvas.cut, self.tr("Cut the selected layers.")),
            ("copy", self.tr("&Copy"), keys.Copy, canvas.copy,
             self.tr("Copy the selected layers.")),
            ("paste", self.tr("&Paste"), keys.Paste, canvas.paste,
             self.tr("Paste layers after the selected one.")),
            ("duplicate", self.tr("D&uplicate"), "Ctrl+D", canvas.duplicate,
             self.tr("The selected layers once more.")),
            ("delete", self.tr("&Delete"), keys.Delete, canvas.remove_selected,
             self.tr("Take the selected layers out.")),
            ("select all", self.tr("Select &all"), keys.SelectAll, canvas.select_all,
             self.tr("Select every layer.")),
        ):  # fmt: skip
            self._add(menu, name, text, key, do, tip)

    def _network(self) -> None:
        menu = self._menu(self.tr("&Network"))
        kinds = self._window.workspace.canvas.scene.words.kinds
        families: dict[str, QMenu] = {}
        for make in PALETTE:
            kind = make()
            if kind.family not in families:
                own = families[kind.family] = menu.addMenu(
                    self.tr("Add a layer: {family}").format(family=kinds.family(kind.family))
                )
                own.setToolTipsVisible(True)
            self._add(
                families[kind.family], f"add {kind.kind_title}", kinds.name(kind),
                KEYS_OF_KINDS.get(kind.kind_title), partial(self._insert, make),
                self.tr("{about} It comes after the selected layer, or before the output.").format(
                    about=kinds.about(kind)
                ),
            )  # fmt: skip

    def _insert(self, make: Callable[[], LayerSpec]) -> None:
        canvas = self._window.workspace.canvas.commands
        canvas.insert([make()], canvas.place_to_insert())

    def _run(self) -> None:
        menu, run = self._menu(self.tr("&Run")), self._window.run
        bar = self._window.workspace.run_bar
        self._add(
            menu, "play", self.tr("&Play"), "Space", run.toggle,
            self.tr("Train, or stop between two steps."),
        )  # fmt: skip
        self._add(
            menu, "step", self.tr("&Step"), "Right", run.step,
            self.tr("Learn from one batch of samples."),
        )  # fmt: skip
        self._add(
            menu, "step epoch", self.tr("Step one &epoch"), "Shift+Right", run.step_epoch,
            self.tr("Learn once from every sample."),
        )  # fmt: skip
        self._add(
            menu, "slow motion", self.tr("Step in slow &motion"), "Ctrl+Right",
            self._window.workspace.begin_slow_motion,
            self.tr("Go through the next step stage by stage: batch, forward, loss, backward."),
        )  # fmt: skip
        self._add(
            menu, "step on sample", self.tr("Step on the chosen s&ample"), "Ctrl+Shift+Right",
            self._window.workspace.step_on_sample,
            self.tr("Learn from the chosen sample alone, for one step."),
        )  # fmt: skip
        menu.addSeparator()
        self._add(
            menu, "step back", self.tr("Step &back"), "Left", run.timeline.step_back,
            self.tr("Look at the moment before. Nothing is lost: the run waits where it stands."),
        )  # fmt: skip
        self._add(
            menu, "now", self.tr("Return to the presen&t"), "End", run.timeline.go_to_present,
            self.tr("Look at where the run stands."),
        )  # fmt: skip
        menu.addSeparator()
        self._add(
            menu, "reset", self.tr("&Reset"), "Home", run.reset,
            self.tr("Back to the same start, with the same random weights."),
        )  # fmt: skip
        self._add(
            menu, "new seed", self.tr("&New seed"), "Ctrl+R", bar.new_seed,
            self.tr("Start over from other random weights."),
        )  # fmt: skip

    def _view(self) -> None:
        window, menu = self._window, self._menu(self.tr("&View"))
        themes = QActionGroup(self)
        for name, text in (
            ("system", self.tr("Colours of the &system")),
            ("light", self.tr("&Light")),
            ("dark", self.tr("&Dark")),
        ):
            action = self._add(
                menu, f"theme {name}", text, None,
                partial(choose_theme, window, name),
                self.tr("Choose how the window looks."),
            )  # fmt: skip
            action.setCheckable(True)
            action.setChecked(window.preferences.theme == name)
            themes.addAction(action)
        menu.addSeparator()
        for name, text in (
            ("data", self.tr("Data")),
            ("picture", self.tr("Picture of the answers")),
            ("curves", self.tr("Loss")),
            ("below", self.tr("Predictions and arithmetic")),
            ("timeline", self.tr("Timeline")),
        ):
            action = QAction(text, window)
            action.setCheckable(True)
            action.setChecked(True)
            action.setToolTip(self.tr("Show or hide this panel."))
            action.toggled.connect(window.workspace.panels[name].setVisible)
            menu.addAction(action)
            self.actions[f"panel {name}"] = action
        self._add(
            menu, "inspector", self.tr("&Arithmetic of the selection"), "Ctrl+E",
            self._show_inspector,
            self.tr("Read how the selected neuron, wire or layer comes by its numbers."),
        )  # fmt: skip
        menu.addSeparator()
        self._add(
            menu, "fit", self.tr("&Fit the network"), "Ctrl+0", window.workspace.canvas.view.fit,
            self.tr("Show the whole network."),
        )  # fmt: skip
        self._add(
            menu, "full screen", self.tr("F&ull screen"), "F11", self._toggle_full_screen,
            self.tr("The whole screen for NN Studio."),
        )  # fmt: skip

    def _show_inspector(self) -> None:
        self.actions["panel below"].setChecked(True)
        self._window.workspace.below.show_page("inspector")

    def _help(self) -> None:
        menu = self._menu(self.tr("&Help"))
        self._add(
            menu, "help", self.tr("&Keys and gestures"), "F1", self._window.show_help,
            self.tr("Everything one can do, on one page."),
        )  # fmt: skip
        self._add(
            menu, "about", self.tr("&About NN Studio"), None,
            self._window.show_about, self.tr("Version, and what it is made of with the licences."),
        )  # fmt: skip

    def _show_phase(self, phase: Phase) -> None:
        running = phase is Phase.RUNNING
        self.actions["play"].setText(self.tr("&Pause") if running else self.tr("&Play"))

    def _show_where(self) -> None:
        """One can only go back where there is something before, and return from elsewhere."""
        timeline, latest = self._window.run.timeline, self._window.run.latest
        moments = timeline.view.current.moments if timeline.view is not None else ()
        before = bool(moments) and latest is not None and latest.step > moments[0].step
        if timeline.past is None:
            before = before or len(moments) > 1
        elif moments:
            before = timeline.past.number != moments[0].number
        for name, possible in (("step back", before), ("now", timeline.at_past)):
            if self.actions[name].isEnabled() != possible:
                self.actions[name].setEnabled(possible)

    def _list_recent(self) -> None:
        self._recent.clear()
        recent = self._window.preferences.recent
        for path in recent:
            action = self._recent.addAction(path.name)
            action.setToolTip(str(path))
            action.triggered.connect(lambda _=False, path=path: self._window.files.open(path))
        self._recent.setEnabled(bool(recent))
        if recent:
            self._recent.addSeparator()
            clear = self._recent.addAction(self.tr("Forget these"))
            clear.triggered.connect(self._forget_recent)

    def _forget_recent(self) -> None:
        self._window.preferences.forget_recent()
        self._list_recent()

    def _toggle_full_screen(self) -> None:
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)
