"""Collects the licence texts of everything that a bundle ships, at build time."""

import re
import shutil
import subprocess
from importlib import metadata
from pathlib import Path

from nnstudio.app.licences import FOLDER, Component, installed, write

COMMON = Path("/usr/share/common-licenses")
Entry = tuple[str, str, str]


def collect(binaries: list[Entry], pure: list[Entry], folder: Path) -> list[Entry]:
    """Write the licences of a bundle into `folder` and return its files as PyInstaller's data.

    `binaries` and `pure` are PyInstaller's: the place in the bundle, the source, the kind.
    """
    shutil.rmtree(folder, ignore_errors=True)
    modules = {entry[0] for entry in pure}
    found = [one for one in installed() if one.name != "colorama" or "colorama" in modules]
    found.append(_bootloader())
    system = _of_debian(binaries)
    write([*found, *system, *_referred_to(system)], folder)
    return [
        (f"resources/{FOLDER}/{file.name}", str(file), "DATA") for file in sorted(folder.iterdir())
    ]


def _bootloader() -> Component:
    files = metadata.files("pyinstaller") or []
    text = next(file for file in files if file.name == "COPYING.txt").read_text("utf-8")
    return Component(
        "PyInstaller’s starter", metadata.version("pyinstaller"), "GPL-2.0 with exception", text
    )


def _of_debian(binaries: list[Entry]) -> list[Component]:
    """Return the system's libraries among `binaries`, by the source packages they come from."""
    libraries = sorted(
        {source for _, source, _ in binaries if source.startswith(("/lib", "/usr/lib"))}
    )
    if libraries and shutil.which("dpkg-query") is None:
        print("WARNING: Only Debian's packages tell the licences of the system's libraries.")
        return []
    found: dict[str, Component] = {}
    for library in libraries:
        package = _package(library)
        if package is None:
            raise SystemExit(f"No package owns {library}, so its licence cannot be told.")
        source, version = _ask("-W", "-f", "${source:Package} ${Version}", package).split(" ")
        if source not in found:
            place = Path("/usr/share/doc", package.partition(":")[0], "copyright")
            text = place.read_text(encoding="utf-8", errors="replace")
            found[source] = Component(source, version, _named(text), text)
    return [found[name] for name in sorted(found)]


def _package(library: str) -> str | None:
    """Return the package that owns a library, which may be known by its place before /usr."""
    whole = str(Path(library).resolve())
    for place in (library, whole, whole.removeprefix("/usr"), library.removeprefix("/usr")):
        answer = _ask("-S", place)
        if answer:
            return answer.partition(": ")[0].split(",")[0]
    return None


def _ask(*words: str) -> str:
    return subprocess.run(
        ["dpkg-query", *words], capture_output=True, text=True, check=False
    ).stdout.strip()


def _named(text: str) -> str:
    """Return the licences that a machine-readable copyright file names for the program's files."""
    names = []
    for part in re.split(r"\n\s*\n", text):
        if "debian/*" in part.partition("Copyright:")[0]:
            continue
        match = re.search(r"^Files:.*?^License: *(.+?)$", part, re.MULTILINE | re.DOTALL)
        if match:
            names.append(match[1].strip())
    names = list(dict.fromkeys(names))
    if not names:
        return "see its text"
    return ", ".join(names[:3]) + (" and others" if len(names) > 3 else "")


def _referred_to(found: list[Component]) -> list[Component]:
    """Return the well-known texts that Debian's notices only name the place of."""
    names = {
        name.rstrip(".")
        for one in found
        for name in re.findall(re.escape(str(COMMON)) + r"/([A-Za-z0-9.-]+)", one.text)
    }
    return [
        Component(f"Text of {name}", "", name, COMMON.joinpath(name).read_text("utf-8"))
        for name in sorted(names)
        if COMMON.joinpath(name).is_file()
    ]
