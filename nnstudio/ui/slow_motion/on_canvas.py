"""The canvas follows slow motion."""

from PySide6.QtCore import QObject, Slot

from nnstudio.app.slow_motion import SlowMotion
from nnstudio.ui.canvas.scene import CanvasScene
from nnstudio.ui.canvas.stage_pictures import ShownStage


class StageOnCanvas(QObject):
    """Shows each stage on a scene, and the live run again after the last one."""

    def __init__(self, slow: SlowMotion, scene: CanvasScene, parent: QObject) -> None:
        super().__init__(parent)
        self._slow, self._scene = slow, scene
        self._shown: ShownStage | None = None
        slow.changed.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        numbers, stage, shown = self._slow.numbers, self._slow.stage, self._shown
        if numbers is None or stage is None:
            if shown is not None:
                self._shown = None
                self._scene.show_stage(None)
        elif shown is None or shown.numbers is not numbers or shown.stage is not stage:
            self._shown = ShownStage(numbers, stage)
            self._scene.show_stage(self._shown)
