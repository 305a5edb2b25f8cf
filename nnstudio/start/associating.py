"""`--associate` and `--forget-association`: what a double click on a project starts."""

from nnstudio.app.association.here import association
from nnstudio.project.errors import reason_of
from nnstudio.start.words import StartError, say


def associate(wanted: bool) -> int:
    """Make or undo the association, say so, and return the exit code. Raises StartError."""
    found = association()
    if found is None:
        raise StartError(
            "There is nothing to set: only the downloaded NN Studio for Windows or Linux, which "
            "needs no installation, has to be told. An installed one is known to the system."
        )
    try:
        if wanted:
            found.set()
        else:
            found.forget()
    except OSError as error:
        raise StartError(
            f"What opens .nnstudio files could not be changed ({reason_of(error)})."
        ) from None
    say(
        "A double click on a .nnstudio file now opens it with this NN Studio."
        if wanted
        else "This NN Studio no longer opens .nnstudio files by a double click."
    )
    return 0
