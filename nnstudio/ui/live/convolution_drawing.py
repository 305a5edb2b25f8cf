"""Between the pad and the choice of a sample: what is drawn becomes the sample that is shown."""

from collections import deque

from PySide6.QtCore import QObject, QTimer, Slot

from nnstudio.app.document import Document
from nnstudio.app.sample_choice import Row, SampleChoice
from nnstudio.data.drawing import digit_from, picture_from
from nnstudio.project.specs import BuiltInSource
from nnstudio.ui.live.drawing_pad import DrawingPad

PAUSE = 30
"""Milliseconds between two looks at the pad while somebody draws."""
MOST_RECENT = 16
"""Drawings of the last moments whose answer is still shown when it comes."""


class DrawnSample(QObject):
    """Cleans the drawing as the data was, and hands it to the choice; in the end all is as before.

    `active`: whether the pad is what is looked at.
    """

    def __init__(
        self, document: Document, choice: SampleChoice, pad: DrawingPad, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._document, self._choice, self._pad = document, choice, pad
        self._dataset = document.material.dataset
        self._before = choice.index
        self._recent: deque[Row] = deque(maxlen=MOST_RECENT)
        self.active = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._show)
        pad.changed.connect(self._look_soon)
        choice.changed.connect(self._remember)

    @property
    def is_of_digits(self) -> bool:
        """Whether drawings are cleaned as the digits were."""
        source = self._document.project.data.source
        return isinstance(source, BuiltInSource) and source.key == "digits"

    @property
    def is_blank(self) -> bool:
        """Whether nothing is on the pad yet, so that there is nothing to answer to."""
        return self.active and self._pad.is_empty

    @property
    def waits(self) -> bool:
        """Whether something was drawn that is not shown yet."""
        return self._pause.isActive()

    def is_recent(self, features: Row) -> bool:
        """Whether this is what is on the pad, or was a moment ago."""
        return any(features is row for row in self._recent)

    def begin(self) -> None:
        """From now on the drawing is what is looked at."""
        self.active = True
        self._show()

    def end(self) -> None:
        """The sample of before is looked at again, unless another one was chosen meanwhile."""
        self.active = False
        self._pause.stop()
        if self._choice.index is None and self._before is not None:
            self._choice.choose(self._before)

    def step(self, by: int) -> None:
        """On from the sample that was looked at last."""
        if self._choice.index is None and self._before is not None:
            self._choice.choose(self._before)
        self._choice.step(by)

    def follow_data(self) -> bool:
        """Whether the data are others now, so that no drawing belongs to them any more."""
        dataset = self._document.material.dataset
        if dataset is self._dataset:
            return False
        self._dataset, self._before = dataset, self._choice.index
        self._recent.clear()
        self._pad.clear()
        return True

    @Slot()
    def _remember(self) -> None:
        if self._choice.index is None:
            self._recent.append(self._choice.features)
        else:
            self._before = self._choice.index
            self._recent.clear()
            self._pause.stop()

    @Slot()
    def _look_soon(self) -> None:
        """Look at the drawing, but not at every single movement of the hand."""
        if self.active and not self._pause.isActive():
            self._pause.start()

    @Slot()
    def _show(self) -> None:
        height, width = self._document.material.dataset.image_shape or (1, 1)
        if self.is_of_digits:
            self._choice.show_own(digit_from(self._pad.strokes))
        else:
            self._choice.show_own(picture_from(self._pad.strokes, height, width))
