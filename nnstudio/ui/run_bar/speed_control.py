"""How fast to train, from one step a second to flat out, with its value in words."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from nnstudio.app.locale import grouped
from nnstudio.app.run_controller import RunController
from nnstudio.app.speed import Speed
from nnstudio.ui.widgets.number_edit import HEIGHT
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
        self.slider.setMinimumWidth(80)
        self.slider.setAccessibleName(self.tr("Speed"))
        self.slider.setToolTip(
            self.tr("Speed: how many steps a second, from one to as many as the machine can.")
        )
        self.caption: QLabel | None = None
        self.words = QLabel()
        self.words.setProperty("role", "muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(7)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.words)
        self.setMinimumHeight(HEIGHT)  # its caption is level with those of the fields
        self.setFocusProxy(self.slider)
        self.slider.setValue(self._position(run.speed))
        self._describe(run.speed)
        self.slider.valueChanged.connect(self._change)

    def put_words(self, caption: QLabel | None) -> None:
        """Say the speed in this caption, or, without one, beside the slider."""
        self.caption = caption
        self.words.setVisible(caption is None)
        self._describe(self._run.speed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        label = self.caption or self.words
        speeds = [Speed.from_slider(at / LAST) for at in range(LAST + 1)]
        texts = [self._texts(speed) for speed in speeds]
        metrics = label.fontMetrics()
        place = 0 if self.caption else 1
        label.setMinimumWidth(max(metrics.horizontalAdvance(text[place]) for text in texts) + 2)

    def _change(self, position: int) -> None:
        speed = Speed.from_slider(position / LAST)
        self._run.set_speed(speed)
        self._describe(speed)

    def _describe(self, speed: Speed) -> None:
        words = self._in_words(speed)
        self.words.setText(words)
        if self.caption is not None:
            self.caption.setText(self._texts(speed)[0])
        self.slider.setAccessibleDescription(words)

    def _texts(self, speed: Speed) -> tuple[str, str]:
        """The words as a caption and as they stand beside the slider."""
        words = self._in_words(speed)
        return f"{self.tr('Speed')} · {words}".upper(), words

    def _in_words(self, speed: Speed) -> str:
        if speed.flat_out:
            return self.tr("flat out")
        if round(speed.steps_per_second) == 1:
            return self.tr("1 step/s")
        return self.tr("{count} steps/s").format(count=grouped(round(speed.steps_per_second)))

    @staticmethod
    def _position(speed: Speed) -> int:
        return min(max(round(speed.slider * LAST), 0), LAST)
