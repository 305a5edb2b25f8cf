"""What a start opens when no file is named: an example, by its name."""

from nnstudio.project.errors import ProjectError
from nnstudio.project.examples import DEFAULT_EXAMPLE, EXAMPLES
from nnstudio.project.specs import Project


def example_project(name: str | None) -> Project:
    """Return the project of an example, the default one if `name` is None.

    Raises ProjectError, listing the names there are, if there is no such example.
    """
    example = EXAMPLES.get(DEFAULT_EXAMPLE if name is None else name)
    if example is None:
        raise ProjectError(
            f"There is no example called “{name}”. The examples are: {', '.join(EXAMPLES)}."
        )
    return example.project
