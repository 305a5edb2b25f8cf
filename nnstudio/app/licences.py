"""What the program is made of, and under which licences.

A bundle carries a list that its build collected, with more in it than the checkout knows: the
system's libraries that came along. From a checkout or a wheel the list is read from what is
installed.
"""

import sys
import sysconfig
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import msgspec

from nnstudio import __version__
from nnstudio.data.resources import resource

FOLDER = "licences"
INDEX = "index.json"
DISTRIBUTIONS = {
    "PySide6-Essentials": "Qt for Python (PySide6)",
    "shiboken6": "Shiboken",
    "numpy": "NumPy",
    "pyqtgraph": "PyQtGraph",
    "colorama": "colorama",
    "msgspec": "msgspec",
}
"""The installed distributions that the program uses, and what they are called."""

NAMED = {
    "PySide6-Essentials": "LGPL-3.0",
    "shiboken6": "LGPL-3.0",
    "numpy": "BSD-3-Clause",
    "pyqtgraph": "MIT",
    "colorama": "BSD-3-Clause",
    "msgspec": "BSD-3-Clause",
}
OF_QT = """Qt, Qt for Python and Shiboken, © The Qt Company Ltd. and other contributors.

NN Studio uses them unchanged, under the GNU Lesser General Public License,
version 3. They are libraries of their own in the program's folder, so they
can be replaced by other builds of the same version. Their sources are
published by the Qt Project.
"""
RULE = "\n\n" + 72 * "─" + "\n\n"


@dataclass(frozen=True)
class Component:
    """One part of the program: who made it, in which version, under which licence."""

    name: str
    version: str
    licence: str
    text: str


class _Entry(msgspec.Struct):
    """A component in the index of a bundle; `file` holds its text."""

    name: str
    version: str
    licence: str
    file: str


def components() -> list[Component]:
    """Return everything that the running program is made of, our own part first."""
    try:
        index = resource(FOLDER, INDEX).read_bytes()
    except FileNotFoundError:
        return installed()
    return [
        Component(
            entry.name,
            entry.version,
            entry.licence,
            resource(FOLDER, entry.file).read_text(encoding="utf-8"),
        )
        for entry in msgspec.json.decode(index, type=list[_Entry])
    ]


def write(found: list[Component], folder: Path) -> None:
    """Write the list for a bundle: an index, and a text file for each component."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for number, component in enumerate(found, 1):
        plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in component.name.lower())
        file = f"{number:02}-{plain}.txt"
        folder.joinpath(file).write_text(component.text, encoding="utf-8")
        entries.append(_Entry(component.name, component.version, component.licence, file))
    folder.joinpath(INDEX).write_bytes(msgspec.json.format(msgspec.json.encode(entries)))


def installed() -> list[Component]:
    """Return the components of a program that runs from what is installed."""
    found = [Component("NN Studio", __version__, "MIT", _own_text()), _python()]
    for name, title in DISTRIBUTIONS.items():
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
        found.append(Component(title, version, NAMED[name], _text_of(name)))
    fonts = resource("fonts", "LICENSE").read_text(encoding="utf-8")
    sets = resource("data", "README.md").read_text(encoding="utf-8")
    return [
        *found,
        Component("DejaVu fonts", "2.37", "Bitstream Vera", fonts),
        Component("Measured data sets", "", "CC BY 4.0", sets),
    ]


def _own_text() -> str:
    root = Path(__file__).resolve().parents[2]
    try:
        return root.joinpath("LICENSE").read_text(encoding="utf-8")
    except OSError:
        return _texts("nnstudio")


def _python() -> Component:
    version = ".".join(str(part) for part in sys.version_info[:3])
    places = (sysconfig.get_path("stdlib"), sys.base_prefix)
    for place in places:
        try:
            text = Path(place, "LICENSE.txt").read_text(encoding="utf-8")
        except OSError:
            continue
        return Component("Python", version, "PSF-2.0", text)
    return Component("Python", version, "PSF-2.0", sys.copyright)


def _text_of(name: str) -> str:
    if name not in ("PySide6-Essentials", "shiboken6"):
        return _texts(name)
    files = ["LGPL-3.0.txt", "GPL-3.0.txt"]
    if name == "PySide6-Essentials":
        files.insert(0, "qt-third-party.txt")
    return RULE.join(
        [OF_QT, *(resource(FOLDER, file).read_text(encoding="utf-8") for file in files)]
    )


def _texts(name: str) -> str:
    """Return the licence texts that a distribution brought along, one after another."""
    try:
        files = metadata.files(name) or []
    except metadata.PackageNotFoundError:
        files = []
    texts = []
    for file in files:
        inside = file.parts[0].endswith(".dist-info") and len(file.parts) > 1
        if inside and any(word in file.name.upper() for word in ("LICENSE", "LICENCE", "COPYING")):
            place = Path(str(file.locate()))
            text = place.read_text(encoding="utf-8", errors="replace")
            texts.append(text.strip())
    return RULE.join(dict.fromkeys(texts))
