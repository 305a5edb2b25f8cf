"""What the program remembers about the person at it: theme, recent files, the window's place."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from nnstudio.app import places

MOST_RECENT = 8
DEFAULT_BUDGET, LARGEST_BUDGET = 64, 4096
"""Megabytes for the moments of a run."""
_BUDGET = "timeline megabytes"


class Preferences:
    """Read from and written to an ini file of the user; nothing of it is in a project."""

    def __init__(self, settings: QSettings | None = None) -> None:
        self._settings = settings or places.settings()

    @property
    def theme(self) -> str:
        """ "light", "dark", or "system" to follow the desktop."""
        found = str(self._settings.value("theme", "system"))
        return found if found in ("light", "dark") else "system"

    @theme.setter
    def theme(self, name: str) -> None:
        self._settings.setValue("theme", name)

    @property
    def recent(self) -> list[Path]:
        """The files opened or saved last, the latest first; those that are gone are left out."""
        found: Any = self._settings.value("recent", [])
        names = [found] if isinstance(found, str) else list(found or [])
        return [path for path in map(Path, names) if path.is_file()][:MOST_RECENT]

    def add_recent(self, path: Path) -> None:
        """Put a file on top of the recent ones."""
        path = path.absolute()
        others = [known for known in self.recent if known != path]
        names = [str(known) for known in [path, *others][:MOST_RECENT]]
        self._settings.setValue("recent", names)

    def forget_recent(self) -> None:
        """Empty the list of recent files."""
        self._settings.remove("recent")

    @property
    def timeline_budget(self) -> int:
        """Bytes that the recorded moments of a run may take."""
        found: Any = self._settings.value(_BUDGET, DEFAULT_BUDGET)
        try:
            return min(max(int(found), 1), LARGEST_BUDGET) * 2**20
        except (TypeError, ValueError):
            return DEFAULT_BUDGET * 2**20

    @timeline_budget.setter
    def timeline_budget(self, budget: int) -> None:
        self._settings.setValue(_BUDGET, budget // 2**20)

    def bytes(self, name: str) -> QByteArray:
        """A window's or splitter's remembered geometry; empty if there is none."""
        found: Any = self._settings.value(name, QByteArray())
        return found if isinstance(found, QByteArray) else QByteArray()

    def set_bytes(self, name: str, value: QByteArray) -> None:
        """Remember a geometry."""
        self._settings.setValue(name, value)
