"""What the user designed: frozen values, edits as pure functions, shape checks, files. No Qt."""

SUFFIX = ".nnstudio"
"""How the name of a project file ends."""
