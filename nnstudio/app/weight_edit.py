"""A weight changed by hand, as a step that can be undone."""

from PySide6.QtGui import QUndoCommand

from nnstudio.app.run_controller import RunController


class WeightEdit(QUndoCommand):
    """One weight, or bias (the last column), from one value to another.

    Weights belong to the run and not to the project, but the hand that moved one expects undo to
    bring it back. If the run has gone on meanwhile, only this one weight is put back.
    """

    def __init__(
        self,
        run: RunController,
        layer_id: str,
        row: int,
        column: int,
        before: float,
        after: float,
        text: str,
    ) -> None:
        super().__init__(text)
        self._run = run
        self._place = (layer_id, row, column)
        self._before = before
        self._after = after
        self._done = False

    def redo(self) -> None:
        if self._done:
            self._put(self._after, self.text())
        else:
            # The hand moves the weight that is shown, even if it is one of the past.
            self._done = True
            self._run.set_weight(*self._place, self._after, self.text())

    def undo(self) -> None:
        words = self._run.tr("Undo: {edit}").format(edit=self.text())
        self._put(self._before, words)

    def _put(self, value: float, words: str) -> None:
        """Undo and redo act on the present, whatever is looked at."""
        self._run.timeline.go_to_present()
        self._run.set_weight(*self._place, value, words)
