"""Windows: a few keys among the person's own classes, for which nobody need be administrator.

.nnstudio                                 NNStudio.Project
.nnstudio\\OpenWithProgids                NNStudio.Project, to be offered beside others
NNStudio.Project                          NN Studio project
NNStudio.Project\\DefaultIcon              the icon of the files
NNStudio.Project\\shell\\open\\command      "C:\\…\\nnstudio.exe" "%1"
"""

import sys
from collections.abc import Callable
from pathlib import PureWindowsPath

from PySide6.QtCore import QSettings

from nnstudio.app.association.association import Association
from nnstudio.project import SUFFIX

CLASSES = r"HKEY_CURRENT_USER\Software\Classes"
TYPE = "NNStudio.Project"
_OF_FILES = f"{SUFFIX}/Default"
_OFFERED = f"{SUFFIX}/OpenWithProgids/{TYPE}"
_COMMAND = f"{TYPE}/shell/open/command/Default"
_BEFORE = f"{TYPE}/Before/Default"
_CHANGED, _NO_LIST = 0x08000000, 0
"""SHCNE_ASSOCCHANGED and SHCNF_IDLIST: what one tells the desktop."""


class WindowsAssociation(Association):
    """Writes the keys into `classes`, and then tells the desktop by `announce`."""

    def __init__(
        self,
        classes: QSettings,
        program: PureWindowsPath,
        icon: PureWindowsPath | None,
        announce: Callable[[], None],
    ) -> None:
        """icon: an .ico file for the projects; without one they get the program's own."""
        self._classes, self._announce = classes, announce
        self._command = f'"{program}" "%1"'
        self._icon = f'"{program}",0' if icon is None else f'"{icon}"'

    @property
    def is_set(self) -> bool:
        self._classes.sync()
        return self._value(_OF_FILES) == TYPE and self._value(_COMMAND) == self._command

    def set(self) -> None:
        before = self._value(_OF_FILES)
        if before not in ("", TYPE):
            self._classes.setValue(_BEFORE, before)
        self._classes.setValue(f"{TYPE}/Default", "NN Studio project")
        self._classes.setValue(f"{TYPE}/DefaultIcon/Default", self._icon)
        self._classes.setValue(_COMMAND, self._command)
        self._classes.setValue(_OFFERED, "")
        self._classes.setValue(_OF_FILES, TYPE)
        self._finish()

    def forget(self) -> None:
        before = self._value(_BEFORE)
        if self._value(_OF_FILES) == TYPE:
            if before:
                self._classes.setValue(_OF_FILES, before)
            else:
                self._classes.remove(_OF_FILES)
        self._classes.remove(_OFFERED)
        self._classes.remove(TYPE)
        for key in (f"{SUFFIX}/OpenWithProgids", SUFFIX):
            self._remove_if_empty(key)
        self._finish()

    def _remove_if_empty(self, key: str) -> None:
        self._classes.beginGroup(key)
        empty = not self._classes.childKeys() and not self._classes.childGroups()
        self._classes.endGroup()
        if empty:
            self._classes.remove(key)

    def _value(self, key: str) -> str:
        return str(self._classes.value(key, ""))

    def _finish(self) -> None:
        self._classes.sync()
        if self._classes.status() != QSettings.Status.NoError:
            raise PermissionError
        self._announce()


def tell_the_desktop() -> None:
    """Have Windows show the new icons at once; elsewhere there is nobody to tell."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.shell32.SHChangeNotify(_CHANGED, _NO_LIST, None, None)
