"""Makes the wheel and tries it far from the checkout:  python packaging/try_wheel.py

The wheel lies in dist/ afterwards. It is installed into a fresh environment elsewhere, where the
program has to test itself and to train.
"""

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
PATIENCE = 400


def main() -> None:
    """Build, install, try; a failure ends with a sentence."""
    with tempfile.TemporaryDirectory() as name:
        away = Path(name)
        made = away / "wheel"
        _pip(Path(sys.executable), "wheel", "--no-deps", "--wheel-dir", made, ROOT)
        wheel = next(made.glob("*.whl"))
        venv.EnvBuilder(with_pip=True).create(away / "fresh")
        python = away / "fresh" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        _pip(python, "install", "--only-binary", ":all:", wheel)
        _try(python, away, ["--self-test"])
        _try(python, away, ["--headless", "--example", "xor", "--epochs", "300"])
        DIST.mkdir(exist_ok=True)
        wheel.replace(DIST / wheel.name)
        print(f"{wheel.name}: {DIST.joinpath(wheel.name).stat().st_size / 1e6:.1f} MB.")


def _pip(python: Path, *words: str | Path) -> None:
    quiet = ["-qq", "--disable-pip-version-check"]
    subprocess.run([python, "-m", "pip", words[0], *quiet, *words[1:]], check=True)


def _try(python: Path, away: Path, arguments: list[str]) -> None:
    variables = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}
    variables.pop("PYTHONPATH", None)
    command = [python, "-P", "-m", "nnstudio", *arguments]
    ended = subprocess.run(command, cwd=away, env=variables, timeout=PATIENCE, check=False)
    if ended.returncode != 0:
        raise SystemExit(f"The installed wheel failed at {' '.join(arguments)}.")


if __name__ == "__main__":
    main()
