"""The picture of what the network has learned: the one that fits the network and its data."""

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from nnstudio.app.document import Document
from nnstudio.app.run_controller import RunController
from nnstudio.app.sample_choice import SampleChoice
from nnstudio.project.layers import (
    AttentionSpec,
    RecurrentSpec,
    TransformerBlockSpec,
)
from nnstudio.project.material import Material
from nnstudio.project.specs import Project
from nnstudio.ui.panels.boundary_panel import BoundaryPanel
from nnstudio.ui.panels.fit_curve_panel import FitCurvePanel
from nnstudio.ui.plain_keys import PlainKeys
from nnstudio.ui.theme import Theme

View = QWidget
"""Any of the pictures; each can `set_theme`."""


def fitting_picture(project: Project, material: Material) -> str:
    """The name of the picture that fits: what the layers are tells more than what the data are."""

    kind = material.flow.kind
    if kind == "values":
        dataset = material.dataset
        curve = dataset.kind == "regression" and dataset.features.shape[1] == 1
        return "curve" if curve else "boundary"
    if kind == "image":
        return "convolution"
    attends, recurs = (
        any(isinstance(layer, kinds) for layer in project.layers)
        for kinds in (AttentionSpec | TransformerBlockSpec, RecurrentSpec)
    )
    if attends:
        return "attention"
    return "recurrence" if kind == "sequence" or recurs else "attention"


class PicturePanel(QStackedWidget):
    """Boundary or fit curve for points, else the live view of the chosen sample.

    A live view is made when it is needed for the first time: most starts need none. Signals, from
    the boundary: `discretise_changed(bool)`, `axes_changed(int, int)`.
    Attributes: `boundary`; `fit`; `view`, the picture that is shown.
    """

    discretise_changed = Signal(bool)
    axes_changed = Signal(int, int)

    def __init__(
        self,
        document: Document,
        run: RunController,
        choice: SampleChoice,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._run, self._choice, self._theme = document, run, choice, theme
        self.boundary = BoundaryPanel(document, run, theme, choice=choice)
        self.fit = FitCurvePanel(document, run, theme)
        self._pictures: dict[str, View] = {"boundary": self.boundary, "curve": self.fit}
        self._makers: dict[str, Callable[[], View]] = {
            "convolution": self._convolution,
            "recurrence": self._recurrence,
            "attention": self._attention,
        }
        for picture in self._pictures.values():
            self.addWidget(picture)
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

    @property
    def view(self) -> View:
        """The picture that is shown."""
        return self._pictures[self._shown]

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        for picture in self._pictures.values():
            picture.set_theme(theme)  # type: ignore[attr-defined]

    @Slot()
    def _choose(self) -> None:
        name = fitting_picture(self._document.project, self._document.material)
        if name not in self._pictures:
            view = self._pictures[name] = self._makers[name]()
            PlainKeys(view).leave_to_controls_of(view)
            self.addWidget(view)
        self._shown = name
        self.setCurrentWidget(self._pictures[name])

    def _convolution(self) -> View:
        from nnstudio.ui.live.convolution_view import ConvolutionView

        return ConvolutionView(self._document, self._run, self._choice, self._theme)

    def _recurrence(self) -> View:
        from nnstudio.ui.live.recurrence_view import RecurrenceView

        return RecurrenceView(self._document, self._run, self._choice, self._theme)

    def _attention(self) -> View:
        from nnstudio.ui.live.attention_view import AttentionView

        return AttentionView(self._document, self._run, self._choice, self._theme)
