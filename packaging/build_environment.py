"""The build's own Python environment in build/venv, with the versions of requirements.lock."""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

EXTRA = "bundle"


def prepare(root: Path, work: Path, pyside: str | None) -> Path:
    """Make or renew the environment and return its Python.

    `pyside` takes another version of Qt than the lock's.
    """
    sys.path.insert(0, str(root))
    from nnstudio.start.requirements import pins, requirements

    exact = pins(str(root))
    if pyside is not None:
        ours = ("pyside6-essentials==", "shiboken6==")
        exact = [line for line in exact if not line.startswith(ours)]
        exact += [name + pyside for name in ours]
    names = [*requirements(str(root)), *requirements(str(root), EXTRA)]
    folder = work / "venv"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = hashlib.sha256("\n".join([sys.version, *names, *exact]).encode()).hexdigest()
    mark = folder / "made-for"
    if mark.exists() and mark.read_text() == wanted and python.exists():
        return python
    print(f"Making {folder} ...", flush=True)
    venv.EnvBuilder(clear=True, with_pip=True).create(folder)
    constraints = work / "constraints.txt"
    constraints.write_text("\n".join(exact) + "\n", encoding="utf-8")
    command = [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check",
               "--only-binary", ":all:", "--constraint", constraints, *names]  # fmt: skip
    subprocess.run(command, check=True)
    mark.write_text(wanted)
    return python
