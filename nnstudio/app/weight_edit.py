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

    def redo(self) -> None:
        self._run.set_weight(*self._place, self._after)

    def undo(self) -> None:
        self._run.set_weight(*self._place, self._before)
