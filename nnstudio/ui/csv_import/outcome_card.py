"""What will become of the table: the task, the outcome in words, and all that is left out."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from nnstudio.ui.csv_import import words
from nnstudio.ui.csv_import.choice import Plan, Task
from nnstudio.ui.csv_import.problem_list import ProblemList


class OutcomeCard(QFrame):
    """Tells what an import will make. Signal: `task_chosen(str)`, classes or regression."""

    task_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.classes = self._chip(
            self.tr("Classes"), self.tr("Tell apart kinds: the target names a class."), "classes"
        )
        self.regression = self._chip(
            self.tr("Regression"), self.tr("Predict a number: the target is a value."), "regression"
        )
        self._sentence = QLabel()
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setWordWrap(True)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._scaling = QLabel(
            self.tr(
                "The inputs are standardised: each is shifted and stretched to mean 0 and standard "
                "deviation 1, so that none drowns out the others. The data panel can change that."
            )
        )
        self._scaling.setProperty("role", "muted")
        self._scaling.setWordWrap(True)
        self.problems = ProblemList()
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.classes)
        row.addWidget(self.regression)
        row.addSpacing(8)
        row.addWidget(self._sentence, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(6)
        layout.addLayout(row)
        layout.addWidget(self._scaling)
        layout.addWidget(self.problems)

    @property
    def sentence(self) -> str:
        """What an import would make; empty while it cannot be."""
        return self._sentence.text()

    def show_plan(self, plan: Plan | None) -> None:
        """Tell what a plan leads to; None as long as there is none."""
        ready = plan is not None and plan.dataset is not None
        self._sentence.setText(words.outcome(plan) if ready and plan else "")
        self._scaling.setVisible(ready)
        self.show_task(plan.task if plan else None)
        for chip in (self.classes, self.regression):
            chip.setEnabled(plan is not None)

    def show_task(self, task: Task | None) -> None:
        """Show which task is chosen."""
        self.classes.setChecked(task == "classes")
        self.regression.setChecked(task == "regression")

    def _chip(self, name: str, meaning: str, task: Task) -> QToolButton:
        chip = QToolButton()
        chip.setText(name)
        chip.setToolTip(meaning)
        chip.setAccessibleName(name)
        chip.setCheckable(True)
        chip.setProperty("kind", "chip")
        chip.clicked.connect(lambda: self.task_chosen.emit(task))
        return chip
