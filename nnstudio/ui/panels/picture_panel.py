"""The picture of what the network has learned: the one that fits the data."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from nnstudio.app.document import Document
from nnstudio.app.run_controller import RunController
from nnstudio.ui.panels.boundary_panel import BoundaryPanel
from nnstudio.ui.panels.fit_curve_panel import FitCurvePanel
from nnstudio.ui.theme import Theme


class PicturePanel(QStackedWidget):
    """A fit curve for regression with one input, else the decision boundary.

    Signals, from the boundary: `discretise_changed(bool)`, `axes_changed(int, int)`.
    """

    discretise_changed = Signal(bool)
    axes_changed = Signal(int, int)

    def __init__(
        self,
        document: Document,
        run: RunController,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self.boundary = BoundaryPanel(document, run, theme)
        self.fit = FitCurvePanel(document, run, theme)
        self.addWidget(self.boundary)
        self.addWidget(self.fit)
        self.boundary.discretise_changed.connect(self.discretise_changed)
        self.boundary.axes_changed.connect(self.axes_changed)
        document.changed.connect(self._choose)
        document.replaced.connect(self._choose)
        self._choose()

    @property
    def axes(self) -> tuple[int, int]:
        """The two raw features that the boundary shows."""
        return self.boundary.axes

    @property
    def discretise(self) -> bool:
        """Whether the boundary shows only which answer wins."""
        return self.boundary.discretise.isChecked()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.boundary.set_theme(theme)
        self.fit.set_theme(theme)

    @Slot()
    def _choose(self) -> None:
        dataset = self._document.material.dataset
        curve = dataset.kind == "regression" and dataset.features.shape[1] == 1
        self.setCurrentWidget(self.fit if curve else self.boundary)
