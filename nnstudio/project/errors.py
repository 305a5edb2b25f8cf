"""The one error of the project package."""


class ProjectError(ValueError):
    """A project that cannot be opened, saved or run. The message is a plain sentence."""
