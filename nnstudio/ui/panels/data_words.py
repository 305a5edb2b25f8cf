"""Short names of the built-in sets, for under a picture of 60 pixels."""

from PySide6.QtCore import QCoreApplication

from nnstudio.data.builtin import BuiltIn


def short_title(entry: BuiltIn) -> str:
    """A name that fits under a thumbnail; the set's own title where there is no shorter one."""
    tr = QCoreApplication.translate
    names = {
        "spirals-2": tr("DataPanel", "2 spirals"),
        "spirals-3": tr("DataPanel", "3 spirals"),
        "checkerboard": tr("DataPanel", "Checkers"),
        "iris": tr("DataPanel", "Iris"),
        "digits": tr("DataPanel", "Digits"),
    }
    return names.get(entry.key, entry.title)
