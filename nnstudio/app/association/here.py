"""The association that this program, as it was started here, can have with project files."""

import shutil
import sys
from pathlib import Path, PureWindowsPath

from PySide6.QtCore import QSettings, QStandardPaths

from nnstudio.app.association.association import FILE_ICON, Association
from nnstudio.app.association.freedesktop import FreedesktopAssociation
from nnstudio.app.association.windows import CLASSES, WindowsAssociation, tell_the_desktop


def association() -> Association | None:
    """The association, or None where there is nothing to set.

    That is so outside a bundle, on macOS, which knows by itself, and where the system's own
    packages have seen to it.
    """
    if not getattr(sys, "frozen", False):
        return None
    program = Path(sys.executable)
    if sys.platform == "win32":
        classes = QSettings(CLASSES, QSettings.Format.NativeFormat)
        window = program.with_name("nnstudio.exe")  # beside it may lie one for the terminal
        icon = Path(getattr(sys, "_MEIPASS", program.parent), f"{FILE_ICON}.ico")
        return WindowsAssociation(
            classes,
            PureWindowsPath(window if window.is_file() else program),
            PureWindowsPath(icon) if icon.is_file() else None,
            tell_the_desktop,
        )
    if sys.platform.startswith("linux") and not _is_installed(program):
        kind = QStandardPaths.StandardLocation.GenericDataLocation
        return FreedesktopAssociation(Path(QStandardPaths.writableLocation(kind)), program)
    return None


def _is_installed(program: Path) -> bool:
    found = shutil.which("nnstudio")
    return found is not None and Path(found).resolve() == program.resolve()
