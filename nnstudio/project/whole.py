"""What must hold of a project from a file, and what its types alone cannot say."""

from nnstudio.data.csv_file import MAX_COLUMNS, MAX_ROWS
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
    columns, rows = (
        len(source.columns),
        max((len(column.numbers or column.texts) for column in source.columns), default=0),
    )
    if columns > MAX_COLUMNS or rows > MAX_ROWS:
        raise ProjectError(
            f"“{file}” cannot be opened: its table is larger than NN Studio takes "
            f"({MAX_ROWS:,} rows, {MAX_COLUMNS} columns)."
        )
    if any(column.numbers and column.texts for column in source.columns):
        raise ProjectError(f"“{file}” cannot be opened: a column holds numbers and texts.")
    if len({len(column.numbers or column.texts) for column in source.columns}) != 1:
        raise ProjectError(f"“{file}” cannot be opened: its table's columns differ in length.")
