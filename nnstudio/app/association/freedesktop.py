"""Linux: a desktop entry, a kind of file and two icons among the person's own data.

applications/nnstudio.desktop
mime/packages/nnstudio.xml
icons/hicolor/scalable/apps/nnstudio.svg
icons/hicolor/scalable/mimetypes/application-x-nnstudio.svg
"""

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

from nnstudio.app.association.association import FILE_ICON, MIME_TYPE, PROGRAM_ICON, Association
from nnstudio.data.resources import resource

ENTRY = Path("applications", "nnstudio.desktop")
KIND = Path("mime", "packages", "nnstudio.xml")
ICONS = Path("icons", "hicolor", "scalable")
PATIENCE = 20
"""Seconds for a tool of the system to bring its lists up to date."""


class FreedesktopAssociation(Association):
    """Writes into `data`, which is ~/.local/share, with `program` as what is started."""

    def __init__(self, data: Path, program: Path) -> None:
        self._data, self._program = data, program
        self._icons = {
            ICONS / "apps" / "nnstudio.svg": PROGRAM_ICON,
            ICONS / "mimetypes" / f"{MIME_TYPE.replace('/', '-')}.svg": FILE_ICON,
        }

    @property
    def is_set(self) -> bool:
        try:
            written = (self._data / ENTRY).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return False
        return written == self._entry() and (self._data / KIND).is_file()

    def set(self) -> None:
        for place, name in self._icons.items():
            self._write(place, resource("icons", "app", f"{name}.svg").read_bytes())
        self._write(KIND, resource("desktop", KIND.name).read_bytes())
        self._write(ENTRY, self._entry().encode())
        self._bring_up_to_date()

    def forget(self) -> None:
        for place in (ENTRY, KIND, *self._icons):
            (self._data / place).unlink(missing_ok=True)
        self._bring_up_to_date()

    def _entry(self) -> str:
        """The desktop entry that starts this very program."""
        lines = resource("desktop", ENTRY.name).read_text(encoding="utf-8").splitlines()
        own = {
            "Exec": f"{_quoted(self._program)} %f",
            "TryExec": _escaped(str(self._program)),
        }
        found = [line.partition("=")[0] for line in lines]
        for key, value in own.items():
            lines[found.index(key)] = f"{key}={value}"
        return "\n".join(lines) + "\n"

    def _write(self, place: Path, content: bytes) -> None:
        path = self._data / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def _bring_up_to_date(self) -> None:
        """Have the desktop read what has changed; without the tools it does so when it can."""
        for tool, folder in (
            ("update-mime-database", self._data / "mime"),
            ("update-desktop-database", self._data / "applications"),
        ):
            found = shutil.which(tool)
            if found is not None and folder.is_dir():
                with suppress(OSError, subprocess.TimeoutExpired):
                    subprocess.run(
                        [found, str(folder)],
                        env=_environment_of_the_system(),
                        stdin=subprocess.DEVNULL,
                        stdout=subprocess.DEVNULL,
                        stderr=subprocess.DEVNULL,
                        timeout=PATIENCE,
                        check=False,
                    )
        # Desktops look at the time of this folder to see that there are new icons.
        with suppress(OSError):
            os.utime(self._data / ICONS.parent)


def _quoted(program: Path) -> str:
    """A path as an argument in Exec: quoted, and a per cent sign is none of its codes."""
    text = str(program)
    for sign in '\\"`$':
        text = text.replace(sign, f"\\{sign}")
    quoted = '"{}"'.format(_escaped(text).replace("%", "%%"))
    # glib looks for the first word before it undoes the doubled sign.
    return f"env {quoted}" if "%" in text else quoted


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\")


def _environment_of_the_system() -> dict[str, str]:
    """The environment for programs that are not ours: a bundle looks for libraries in itself."""
    variables = dict(os.environ)
    before = variables.pop("LD_LIBRARY_PATH_ORIG", None)
    variables.pop("LD_LIBRARY_PATH", None)
    if before is not None:
        variables["LD_LIBRARY_PATH"] = before
    return variables
