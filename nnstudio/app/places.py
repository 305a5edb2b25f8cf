"""Where the program keeps what belongs to the person at it: settings, and copies for safety.

They go where the system wants such things. Where a file called `portable` lies beside the program,
they go into a folder beside it, so that a stick carries everything and the computer keeps nothing.
"""

import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths

MARK = "portable"
"""The file beside the program that makes it portable; what is in it does not matter."""
_CARRIED = "NN Studio settings"
_OWN = "NN Studio"


def program_folder() -> Path:
    """The folder that the program lies in: the bundle's, or the one with main.py."""
    if not getattr(sys, "frozen", False):
        return Path(__file__).resolve().parents[2]
    folder = Path(sys.executable).resolve().parent
    # On macOS the program lies three folders deep in what a person sees as one thing.
    inside = folder.parent.name == "Contents" and folder.parents[1].suffix == ".app"
    return folder.parents[2] if inside else folder


def carried_folder(program: Path | None = None) -> Path | None:
    """The folder beside a portable program that everything goes into; None if it is not one."""
    program = program or program_folder()
    return program / _CARRIED if (program / MARK).is_file() else None


def settings(program: Path | None = None) -> QSettings:
    """The person's settings, an ini file. Where none can be written, nothing is remembered."""
    carried = carried_folder(program)
    if carried is not None:
        return QSettings(str(carried / "settings.ini"), QSettings.Format.IniFormat)
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, _OWN, _OWN)


def carry_what_qt_remembers(program: Path | None = None) -> None:
    """Keep what Qt's own dialogs remember, the folders last visited, with a portable program too.

    On Windows and macOS the dialogs are the system's, and remember by themselves.
    """
    carried = carried_folder(program)
    if carried is not None:
        for form in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
            QSettings.setPath(form, QSettings.Scope.UserScope, str(carried))


def state_folders(program: Path | None = None) -> list[Path]:
    """Where copies for safety can go, the best place first; a later one if that can't be written.

    A home may be read-only or vanish while the program runs, as on the computers of a school.
    """
    carried = carried_folder(program)
    if carried is not None:
        return [carried, *_temporary()]
    kind = QStandardPaths.StandardLocation.GenericStateLocation
    return [Path(QStandardPaths.writableLocation(kind), _OWN), *_temporary()]


def _temporary() -> list[Path]:
    """A folder that the person finds again, though others share the place; none without one."""
    # Not the name of the home: it may be nobody's, or the same for everyone.
    person = f"{os.getuid()}" if hasattr(os, "getuid") else Path.home().name
    try:
        return [Path(tempfile.gettempdir(), f"{_OWN} {person}")]
    except OSError:
        return []
