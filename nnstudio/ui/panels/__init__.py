"""The panels around the canvas, each on one view of the run."""
