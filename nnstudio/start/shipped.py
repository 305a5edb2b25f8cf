"""The list of a bundle's files with their sums, made when it is packed."""

import hashlib
from pathlib import Path

LIST = "files.sha256"
"""In the bundle's inner folder; written as `sha256sum` reads it, but for the last line, which tells
how many files there are: the list, too, may be cut short."""


def write(folder: Path) -> int:
    """Write the list of all files under `folder`, and return how many they are."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != LIST)
    lines = [f"{_sum(path)}  {path.relative_to(folder).as_posix()}\n" for path in paths]
    text = "".join([*lines, _end(len(lines))])
    (folder / LIST).write_text(text, encoding="utf-8", newline="\n")
    return len(lines)


def compare(folder: Path) -> tuple[int, list[str]]:
    """Return how many files the list names, and in words which are missing or changed."""
    lines = (folder / LIST).read_text(encoding="utf-8").splitlines(keepends=True)
    faults = []
    if not lines or lines.pop() != _end(len(lines)):
        faults.append(f"{LIST} is cut short")
    for line in lines:
        wanted, _, name = line.rstrip("\n").partition("  ")
        try:
            found = _sum(folder / name)
        except FileNotFoundError:
            faults.append(f"{name} is missing")
        except OSError as error:
            faults.append(f"{name} cannot be read ({error.strerror or error})")
        else:
            if found != wanted:
                faults.append(f"{name} is not as it was packed")
    return len(lines), faults


def _end(count: int) -> str:
    return f"# {count} files\n"


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
