"""NN Studio: build a neural network by hand, watch it learn, read the arithmetic."""

__version__ = "0.1.0"
