"""The threads between the maps of two columns, painted by one item."""

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nnstudio.nn.columns import Array
from nnstudio.ui.canvas.links import Threads
from nnstudio.ui.canvas.look import THREADS, Look


class ThreadsItem(QGraphicsItem):
    """Calm lines: stronger where the kernel between two maps is larger. Nothing to touch."""

    def __init__(self, threads: Threads, look: Look) -> None:
        super().__init__()
        self.look = look
        self.threads = threads
        self.levels: list[int] = []
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.set_threads(threads)

    def set_threads(self, threads: Threads) -> None:
        """Lead elsewhere."""
        self.prepareGeometryChange()
        self.threads = threads
        self.levels = [THREADS // 2] * len(threads.paths)

    def set_kernels(self, kernels: Array | None) -> None:
        """Kernels (filters, channels, k, k) as the run has them; None: draw all threads alike."""
        threads = self.threads
        self.levels = [THREADS // 2] * len(threads.paths)
        if kernels is None or not threads.weighted:
            return
        filters, channels = kernels.shape[:2]
        with np.errstate(all="ignore"):
            size = np.sqrt(np.square(kernels, dtype=np.float64).sum(axis=(2, 3)))
            share = np.nan_to_num(size / (size.max(initial=0.0) or 1.0))
        steps = (share * (THREADS - 1)).round().astype(int)
        for place, (row, column) in enumerate(threads.pairs):
            target, source = int(threads.targets[row]), int(threads.sources[column])
            if target < filters and source < channels:
                self.levels[place] = int(steps[target, source])
        self.update()

    def boundingRect(self) -> QRectF:
        return self.threads.rect

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        pens = self.look.threads
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for path, level in zip(self.threads.paths, self.levels, strict=True):
            painter.setPen(pens[level])
            painter.drawPath(path)
