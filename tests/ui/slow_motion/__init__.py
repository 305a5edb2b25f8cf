"""Slow motion in the window."""
