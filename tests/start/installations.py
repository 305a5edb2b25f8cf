"""Copies of the whole program, to be broken by a test."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.start.checkouts import SOURCE, run

START = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from nnstudio.start.entry import main; sys.exit(main())"
)


@dataclass(frozen=True)
class Installation:
    """The program in a folder of its own, with this environment's libraries."""

    root: Path

    def start(self, *words: str, **changes: str) -> "subprocess.CompletedProcess[str]":
        """Start it and wait for its end."""
        return run([sys.executable, "-P", "-c", START, self.root, *words], **changes)

    def python(self, code: str, **changes: str) -> "subprocess.CompletedProcess[str]":
        """Run some Python with this program's package."""
        before = "import sys; sys.path.insert(0, sys.argv.pop(1))\n"
        return run([sys.executable, "-P", "-c", before + code, self.root], **changes)

    def replace(self, file: str, old: str, new: str) -> None:
        """Change some words in a file, which must be there once."""
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")


def new_installation(root: Path) -> Installation:
    """Copy the program into the folder `root`."""
    for name in ("nnstudio", "resources"):
        shutil.copytree(SOURCE / name, root / name)
    return Installation(root)
