"""Checkouts to start from: the real main.py and start, with a dependency small enough to make."""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
BASE_PYTHON = getattr(sys, "_base_executable", sys.executable)
NOT_INHERITED = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "PYTHONPATH")

PYPROJECT = """\
[project]
name = "nnstudio"
version = "0.1.0"
dependencies = [{dependencies}]

[project.optional-dependencies]
tests = [{tests}]
"""


def variables(**changes: str) -> dict[str, str]:
    """The environment of a start: this one without its screen, and with `changes`."""
    kept = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    return {**kept, "PYTHONIOENCODING": "utf-8", **changes}


def run(words: Sequence[str | Path], **changes: str) -> "subprocess.CompletedProcess[str]":
    """Run a program to its end and return what it said."""
    return subprocess.run(
        [str(word) for word in words],
        env=variables(**changes),
        capture_output=True,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def make_wheel(folder: Path, name: str, version: str, module: str) -> Path:
    """Write by hand a wheel whose only module is `module`."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": module,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\n"
        "Tag: py3-none-any\n",
    }
    with zipfile.ZipFile(path, "w") as wheel:
        for inner, text in files.items():
            wheel.writestr(inner, text)
        record = "".join(f"{inner},,\n" for inner in [*files, f"{info}/RECORD"])
        wheel.writestr(f"{info}/RECORD", record)
    return path


@dataclass(frozen=True)
class Checkout:
    """A copy of the parts that start NN Studio, in a folder of its own."""

    root: Path

    @property
    def environment(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        windows = os.name == "nt"
        return self.environment / ("Scripts/python.exe" if windows else "bin/python")

    def wants(self, *dependencies: str, tests: Sequence[str] = ()) -> None:
        """Name the dependencies in pyproject.toml."""
        quoted = [", ".join(f'"{word}"' for word in words) for words in (dependencies, tests)]
        (self.root / "pyproject.toml").write_text(
            PYPROJECT.format(dependencies=quoted[0], tests=quoted[1]), encoding="utf-8"
        )

    def offers(self, name: str, version: str = "1.0", module: str = "WORDS = 'here'\n") -> None:
        """Put a small wheel into the wheelhouse."""
        make_wheel(self.root / "wheelhouse", name, version, module)

    def start(
        self, *arguments: str, python: str | Path = BASE_PYTHON, **changes: str
    ) -> "subprocess.CompletedProcess[str]":
        """Start main.py. Without NumPy the furthest it gets is to say that NumPy is missing."""
        return run([python, self.root / "main.py", *(arguments or ("--headless",))], **changes)

    def has(self, module: str) -> bool:
        """Tell whether the environment can import `module`."""
        return run([self.python, "-c", f"import {module}"]).returncode == 0


def new_checkout(root: Path) -> Checkout:
    """Make a fresh checkout in the folder `root`."""
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(SOURCE / "nnstudio" / "start", root / "nnstudio" / "start", ignore=ignore)
    for name in ("main.py", "nnstudio/__init__.py", "tests/__init__.py", "tests/__main__.py"):
        (root / name).parent.mkdir(exist_ok=True)
        shutil.copy(SOURCE / name, root / name)
    checkout = Checkout(root)
    checkout.wants()
    return checkout
