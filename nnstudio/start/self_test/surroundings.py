"""Where the program runs, and with what: the first thing that whoever helps wants to know."""

import os
import platform
import sys
from contextlib import suppress

from nnstudio import __version__
from nnstudio.app.places import program_folder
from nnstudio.start.self_test.checks import Finding


def check() -> Finding:
    """Name the system and the versions; they must be there, and fit together."""
    import msgspec
    import numpy
    import pyqtgraph  # noqa: TID251 (its version, no plot)
    import PySide6
    from PySide6.QtCore import qVersion

    kind = "bundle" if getattr(sys, "frozen", False) else "not a bundle"
    words = (
        f"NN Studio {__version__}, {kind}, in {program_folder()}; {system()}; "
        f"Python {platform.python_version()}, NumPy {numpy.__version__}, Qt {qVersion()}, "
        f"PySide6 {PySide6.__version__}, pyqtgraph {pyqtgraph.__version__}, "
        f"msgspec {msgspec.__version__}; {os.cpu_count()} processors"
    )
    if qVersion() != PySide6.__version__.partition("a")[0]:
        return Finding(False, words + "; Qt and PySide6 are of different versions")
    return Finding(True, words)


def system() -> str:
    """Return the operating system with its version, and the kind of processor."""
    name = f"{platform.system()} {platform.release()}"
    if sys.platform.startswith("linux"):
        with suppress(OSError, KeyError):
            name = f"{platform.freedesktop_os_release()['PRETTY_NAME']}, {name}"
    elif sys.platform == "darwin":
        name = f"macOS {platform.mac_ver()[0]}"
    return f"{name}, {platform.machine()}"
