"""The canvas: the network as layers, neurons and wires that one can take hold of."""

from nnstudio.ui.canvas.panel import CanvasPanel

__all__ = ["CanvasPanel"]
