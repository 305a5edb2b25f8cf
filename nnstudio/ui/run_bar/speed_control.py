"""How fast to train, from one step a second to flat out, with its value in words."""

from math import log10

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from nnstudio.app.run_controller import RunController
from nnstudio.app.speed import FASTEST_COUNTED, SLOWEST, Speed
from nnstudio.ui.widgets.numbers import grouped
from nnstudio.ui.widgets.slider_row import CalmSlider

LAST = 40


class SpeedControl(QWidget):
    """A slider; even distances are even factors, and the right end is flat out."""

    def __init__(self, run: RunController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self.slider = CalmSlider()
        self.slider.setRange(0, LAST)
        self.slider.setPageStep(LAST // 8)
        self.slider.setMinimumWidth(76)
        self.slider.setAccessibleName(self.tr("Speed"))
        self.slider.setToolTip(
            self.tr("Speed: how many steps a second, from one to as many as the machine can.")
        )
        self.words = QLabel()
        self.words.setProperty("role", "muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(7)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.words)
        self.setFocusProxy(self.slider)
        self.slider.setValue(self._position(run.speed))
        self._describe(run.speed)
        self.slider.valueChanged.connect(self._change)

    def showEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().showEvent(event)
        widths = [
            self.words.fontMetrics().horizontalAdvance(self._in_words(Speed.from_slider(at / LAST)))
            for at in range(LAST + 1)
        ]
        self.words.setMinimumWidth(max(widths))

    def _change(self, position: int) -> None:
        speed = Speed.from_slider(position / LAST)
        self._run.set_speed(speed)
        self._describe(speed)

    def _describe(self, speed: Speed) -> None:
        words = self._in_words(speed)
        self.words.setText(words)
        self.slider.setAccessibleDescription(words)

    def _in_words(self, speed: Speed) -> str:
        if speed.flat_out:
            return self.tr("flat out")
        return self.tr("{count} steps/s").format(count=grouped(round(speed.steps_per_second)))

    @staticmethod
    def _position(speed: Speed) -> int:
        if speed.flat_out:
            return LAST
        share = log10(speed.steps_per_second / SLOWEST) / log10(FASTEST_COUNTED / SLOWEST)
        return min(max(round(share * LAST), 0), LAST - 1)
