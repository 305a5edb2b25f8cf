"""The libraries of the system that Qt needs on Linux, checked before Qt is touched.

Qt's own message names libxcb-cursor0 whichever is missing, and then it aborts the process. The
system's loader knows better: what it loads here Qt uses afterwards, so the check costs little.
"""

import ctypes
import importlib.util
import os
import re
import shutil
import subprocess
import sys

from nnstudio.start import apt, screen
from nnstudio.start.words import StartError, say

QT = ("Core", "Gui", "Widgets", "OpenGL", "Svg")

PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libICE.so.6": "libice6",
    "libOpenGL.so.0": "libopengl0",
    "libSM.so.6": "libsm6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgio-2.0.so.0": "libglib2.0-0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}


def prepare_qt(folder: str | None = None, mend: bool = True) -> None:
    """See to it that Qt can be imported and reach its screen; on Linux only, else do nothing.

    `folder` is PySide6's, found by itself in the running Python if not given. As root on a
    Debian-like system it installs what is missing, if it may `mend`. Raises StartError with the
    sentence and the one command if something is missing or the screen does not answer.
    """
    if not sys.platform.startswith("linux"):
        return
    if folder is None:
        spec = importlib.util.find_spec("PySide6")
        if spec is None or not spec.submodule_search_locations:
            return  # The import that follows says so.
        folder = spec.submodule_search_locations[0]
    paths = [os.path.join(folder, "Qt", "lib", f"libQt6{name}.so.6") for name in QT]
    base = [path for path in paths if os.path.exists(path)]
    plugins = os.path.join(folder, "Qt", "plugins", "platforms")
    names = screen.platforms()
    known = [name for name in names if os.path.exists(_plugin(plugins, name))]
    if names and not known:
        there = sorted(name[4:-3] for name in os.listdir(plugins) if name.startswith("libq"))
        raise StartError(
            f"QT_QPA_PLATFORM asks for {', '.join(names)!r}, which Qt does not have here. "
            f"It has {', '.join(there)}; without the variable it chooses by itself."
        )
    require(base, [_plugin(plugins, name) for name in known], mend)
    if known and all(screen.silent(name) for name in known):
        raise screen.unanswered()


def require(objects: list[str], choice: list[str] | None = None, mend: bool = True) -> None:
    """Load all of `objects` (paths or names of libraries) and one of `choice`, mending as root.

    Raises StartError naming everything that is missing and the command that installs it.
    """
    if choice and all(missing([path]) for path in choice):
        objects = [*objects, choice[0]]
    lacking = missing(objects)
    if not lacking:
        return
    why = _why(lacking)
    packages = sorted({PACKAGES[name] for name in lacking if name in PACKAGES})
    if not apt.available() or not packages:
        raise StartError(
            f"{why} Install {'it' if len(lacking) == 1 else 'them'} with your system's package "
            "manager, then start again."
        )
    if not mend or not apt.may_install():
        raise StartError(f"{why} Install with:  {apt.command(packages)}")
    apt.install(packages, why)
    still = missing(objects)
    if still:
        raise StartError(
            f"{_why(still)} Installing {', '.join(packages)} did not bring what was needed."
        )
    say("Installed.")


def missing(objects: list[str]) -> list[str]:
    """Return the names of the libraries that keep `objects` from being loaded, sorted."""
    names = set()
    for path in objects:
        try:
            ctypes.CDLL(path)
        except OSError as error:
            names.update(_lacks(path) or [str(error).partition(":")[0]])
    return sorted(names)


def _lacks(path: str) -> list[str]:
    """Return all that ldd cannot find for the shared object at `path`; the loader names one."""
    if os.sep not in path or shutil.which("ldd") is None:
        return []
    answer = subprocess.run(
        ["ldd", path], capture_output=True, text=True, errors="replace", check=False
    )
    return re.findall(r"^\s*(\S+) => not found", answer.stdout, re.MULTILINE)


def _why(names: list[str]) -> str:
    if len(names) == 1:
        return f"The window needs the system library {names[0]}, which is missing."
    return f"The window needs these system libraries, which are missing: {', '.join(names)}."


def _plugin(folder: str, name: str) -> str:
    return os.path.join(folder, f"libq{name}.so")
