"""What must hold of a project from a file, and what its types alone cannot say."""

from nnstudio.project.errors import ProjectError
from nnstudio.project.specs import Project, TableSource


def check_whole(file: str, project: Project) -> None:
    """Raises ProjectError, in plain words, when the parts of a project contradict each other."""
    ids = [layer.id for layer in project.layers]
    if len(set(ids)) < len(ids):
        raise ProjectError(f"“{file}” cannot be opened: it is damaged (two layers of one id).")
    source = project.data.source
    if not isinstance(source, TableSource):
        return
    if any(column.numbers and column.texts for column in source.columns):
        raise ProjectError(f"“{file}” cannot be opened: a column holds numbers and texts.")
    if len({len(column.numbers or column.texts) for column in source.columns}) != 1:
        raise ProjectError(f"“{file}” cannot be opened: its table's columns differ in length.")
