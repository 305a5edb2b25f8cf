"""The run bar: play, step and reset, the numbers of the run, the settings one reaches for."""

from nnstudio.ui.run_bar.bar import RunBar

__all__ = ["RunBar"]
