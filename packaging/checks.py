"""What must not be in a bundle, and what must not be missing from it."""

import re
from pathlib import Path

import contents

LOG = "pyinstaller.log"
FILES_OF_NETWORK = re.compile(
    r"^(lib)?(ssl|crypto|_ssl|_hashlib|Qt6?Network|qopenssl|qschannel|qsecuretransport)", re.I
)


def check(bundle: Path, work: Path) -> None:
    """End the build with a sentence if the bundle cannot be what it should be."""
    faults = [*lacking((work / LOG).read_text(encoding="utf-8", errors="replace"))]
    faults += network_files(bundle)
    faults += forbidden_modules(
        (work / "pyinstaller" / "nnstudio" / "PYZ-00.toc").read_text("utf-8")
    )
    faults += dangling(bundle)
    if faults:
        raise SystemExit("The bundle is not right:\n  " + "\n  ".join(faults))


def lacking(log: str) -> list[str]:
    """Return the lines in which PyInstaller misses a library that a window needs."""
    return [
        line
        for line in log.splitlines()
        if "Library not found" in line and re.search("xcb|xkb|platforms/", line)
    ]


def network_files(bundle: Path) -> list[str]:
    """Return the files with which a program could reach a network."""
    return [
        f"{file.relative_to(bundle)} could reach a network."
        for file in sorted(bundle.rglob("*"))
        if FILES_OF_NETWORK.match(file.name) and file.suffix != ".py"
    ]


def forbidden_modules(table: str) -> list[str]:
    """Return the modules among PyInstaller's list that could reach a network."""
    names = re.findall(r"\('([\w.]+)',", table)
    return [f"The module {name} is inside." for name in names if name in contents.FORBIDDEN]


def dangling(bundle: Path) -> list[str]:
    """Return the links that lead nowhere."""
    return [
        f"{file.relative_to(bundle)} leads nowhere."
        for file in sorted(bundle.rglob("*"))
        if file.is_symlink() and not file.exists()
    ]
