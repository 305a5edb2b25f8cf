"""Short names of the built-in sets, for under a picture of 60 pixels, and of their settings."""

from PySide6.QtCore import QCoreApplication

from nnstudio.data.entry import BuiltIn


def short_title(entry: BuiltIn) -> str:
    """A name that fits under a thumbnail; the set's own title where there is no shorter one."""
    tr = QCoreApplication.translate
    names = {
        "spirals-2": tr("DataPanel", "2 spirals"),
        "spirals-3": tr("DataPanel", "3 spirals"),
        "checkerboard": tr("DataPanel", "Checkers"),
        "iris": tr("DataPanel", "Iris"),
        "digits": tr("DataPanel", "Digits"),
        "remember-first": tr("DataPanel", "First"),
        "brackets": tr("DataPanel", "Brackets"),
        "adding": tr("DataPanel", "Adding"),
        "sine-continuation": tr("DataPanel", "Sine"),
        "next-character": tr("DataPanel", "Text"),
    }
    return names.get(entry.key, entry.title)


def length_words(entry: BuiltIn) -> tuple[str, str]:
    """What the length of a set is called, and a sentence that explains it."""
    tr = QCoreApplication.translate
    if entry.length_title == "Delay":
        return tr("DataPanel", "Delay"), tr(
            "DataPanel", "Delay: how many steps lie between what matters and the answer."
        )
    if entry.family == "tokens":
        return tr("DataPanel", "Length"), tr("DataPanel", "Length: how many symbols a sample has.")
    return tr("DataPanel", "Length"), tr("DataPanel", "Length: how many steps a sequence has.")
