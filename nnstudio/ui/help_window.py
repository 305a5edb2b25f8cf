"""The help that F1 opens: every gesture and every key on one page. Not modal."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget


class HelpWindow(QDialog):
    """Shows what can be done and how; stays open beside the work."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys and gestures"))
        self.setModal(False)
        self.resize(560, 620)
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(22, 18, 22, 18)
        grid.setHorizontalSpacing(22)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(1, 1)
        for title, rows in self._sections():
            row = grid.rowCount()
            heading = QLabel(title)
            heading.setProperty("role", "title")
            heading.setContentsMargins(0, 10 if row > 1 else 0, 0, 2)
            grid.addWidget(heading, row, 0, 1, 2)
            for keys, meaning in rows:
                row = grid.rowCount()
                name = QLabel(keys)
                name.setAlignment(Qt.AlignmentFlag.AlignTop)
                text = QLabel(meaning)
                text.setWordWrap(True)
                text.setProperty("role", "muted")
                grid.addWidget(name, row, 0)
                grid.addWidget(text, row, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)

    def _sections(self) -> list[tuple[str, list[tuple[str, str]]]]:
        return [
            (
                self.tr("Training"),
                [
                    (self.tr("Space"), self.tr("Play or pause.")),
                    (self.tr("Right"), self.tr("One step: learn from one batch.")),
                    (self.tr("Shift+Right"), self.tr("One epoch: once through all samples.")),
                    (self.tr("Left, End"), self.tr("Look at the moment before; at the present.")),
                    (self.tr("Ctrl+Right"), self.tr("Go through the next step in slow motion.")),
                    (
                        self.tr("Ctrl+Shift+Right"),
                        self.tr("One step that learns from the chosen sample alone."),
                    ),
                    (self.tr("Home"), self.tr("Reset: the same start, with the same weights.")),
                ],
            ),
            (
                self.tr("Reading the arithmetic"),
                [
                    (
                        self.tr("Click a neuron or a wire, Ctrl+E"),
                        self.tr("Read how it comes by its numbers, under the canvas."),
                    ),
                    (
                        self.tr("Click a number, Tab and Enter"),
                        self.tr("Go to where it came from; Alt+Left leads back."),
                    ),
                    (self.tr("Fill in"), self.tr("Work out the numbers yourself.")),
                ],
            ),
            (
                self.tr("Building on the canvas"),
                [
                    (
                        self.tr("Drag from the palette"),
                        self.tr("Put a new layer into any gap."),
                    ),
                    (self.tr("Drag a layer"), self.tr("Put it at another place.")),
                    (
                        self.tr("Drag its lower edge, − and +"),
                        self.tr("Give it more or fewer neurons."),
                    ),
                    (
                        self.tr("Click the words under a title, Ctrl+Enter"),
                        self.tr("Change the layer’s settings, such as its activation."),
                    ),
                    (
                        self.tr("Ctrl+1 … Ctrl+9"),
                        self.tr("Add one of the usual layers."),
                    ),
                    (
                        self.tr("Double-click a transformer block"),
                        self.tr("Open it into its parts, and close it again."),
                    ),
                    (
                        self.tr("Point at a wire"),
                        self.tr("Read its weight; drag it to change it, double-click to type it."),
                    ),
                    (
                        self.tr("Delete, Ctrl+C, Ctrl+X, Ctrl+V, Ctrl+D"),
                        self.tr("Delete, copy, cut, paste and duplicate the selected layers."),
                    ),
                    (
                        self.tr("Arrow keys, Alt+arrow"),
                        self.tr("Move the selection; move the selected layer."),
                    ),
                    (self.tr("Wheel, Ctrl+0"), self.tr("Zoom; fit the network into the view.")),
                    (self.tr("Escape"), self.tr("Leave a gesture without a trace.")),
                ],
            ),
            (
                self.tr("Project"),
                [
                    (self.tr("Ctrl+N, Ctrl+O, Ctrl+S"), self.tr("New, open, save.")),
                    (self.tr("Ctrl+Shift+S"), self.tr("Save under another name.")),
                    (self.tr("Ctrl+Z, Ctrl+Shift+Z"), self.tr("Undo and redo.")),
                    (self.tr("F11"), self.tr("The whole screen for NN Studio.")),
                    (self.tr("F1"), self.tr("This page.")),
                ],
            ),
        ]
