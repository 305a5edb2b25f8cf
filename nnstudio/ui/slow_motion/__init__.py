"""Slow motion: the bar that leads through a step, and what the canvas shows meanwhile."""
