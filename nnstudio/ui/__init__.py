"""The window: QtWidgets and pyqtgraph."""
