"""The timeline: the run along the bottom of the window, and what became of a weight in it."""

from nnstudio.ui.timeline.bar import TimelineBar

__all__ = ["TimelineBar"]
