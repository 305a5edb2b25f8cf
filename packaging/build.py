"""Makes what people download:  python packaging/build.py

In dist/ afterwards: the bundle's folder, its archive, and on Linux a Debian package. It works
from a clean clone, in an environment of its own in build/, and it fails when the bundle lacks a
library, could reach a network, has grown, or does not pass its trial.
"""

import argparse
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TypeVar

import budget
import build_environment
import checks
import debian
import first_paint
import identity
import trial

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "build"
DIST = ROOT / "dist"
BUNDLE = DIST / (f"{identity.NAME}.app" if sys.platform == "darwin" else "nnstudio")
T = TypeVar("T")


def main() -> None:
    """Build, check, try, pack and measure, in this order."""
    options = _options()
    began = perf_counter()
    WORK.mkdir(exist_ok=True)
    python = _timed(
        "The environment", lambda: build_environment.prepare(ROOT, WORK, options.pyside)
    )
    _timed("The bundle", lambda: _bundle(python))
    checks.check(BUNDLE, WORK)
    for line in _timed("Its trial", lambda: list(trial.run(BUNDLE))):
        print("  " + line)
    disk = budget.on_disk(BUNDLE)
    print(f"On disk: {disk / 1e6:.1f} MB, the sizes of all files added up.")
    sizes = {"disk": disk}
    if not options.no_archive:
        archive = _timed("The archive", _archive)
        sizes["compressed"] = archive.stat().st_size
        print(f"{archive.name}: {sizes['compressed'] / 1e6:.1f} MB.")
        if sys.platform.startswith("linux"):
            package = _timed("The Debian package", lambda: debian.package(ROOT, BUNDLE, WORK, DIST))
            print(f"{package.name}: {package.stat().st_size / 1e6:.1f} MB.")
    print(budget.hold(sizes, ROOT / "packaging" / "budget.json"))
    if not options.no_paint:
        print(first_paint.report(BUNDLE, python, ROOT))
    print(f"Built in {perf_counter() - began:.0f} s.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument(
        "--pyside",
        metavar="VERSION",
        help="build with this version of Qt in place of the lock's: 6.8.3 for old computers",
    )
    parser.add_argument("--no-archive", action="store_true", help="make the folder alone")
    parser.add_argument("--no-paint", action="store_true", help="leave the first paint unmeasured")
    return parser.parse_args()


def _timed(what: str, work: Callable[[], T]) -> T:
    print(f"== {what}", flush=True)
    began = perf_counter()
    result = work()
    print(f"   {perf_counter() - began:.0f} s", flush=True)
    return result


def _bundle(python: Path) -> None:
    shutil.rmtree(DIST, ignore_errors=True)
    icons = WORK / "icons"
    shutil.rmtree(icons, ignore_errors=True)
    subprocess.run([python, ROOT / "packaging" / "icons.py", icons], check=True)
    command = [python, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN",
               "--distpath", DIST, "--workpath", WORK / "pyinstaller",
               ROOT / "packaging" / "nnstudio.spec"]  # fmt: skip
    with (WORK / checks.LOG).open("w", encoding="utf-8") as log:
        ended = subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, check=False)
    if ended.returncode != 0:
        print((WORK / checks.LOG).read_text(encoding="utf-8", errors="replace"))
        raise SystemExit("PyInstaller did not make the bundle.")


def _archive() -> Path:
    """Pack the bundle in the way its system unpacks with what it has."""
    name = f"{identity.COMMAND}-{identity.version(ROOT)}-{_system()}"
    if sys.platform.startswith("linux"):
        archive = DIST / f"{name}.tar.xz"
        # Machine code packs 5 % better when xz knows which processor it is for.
        code = "--x86" if platform.machine() == "x86_64" else ""
        tar = ["tar", "--sort=name", "--owner=0", "--group=0", "--numeric-owner", "-C", DIST,
               "--use-compress-program", f"xz -T0 {code} --lzma2=preset=6",
               "-cf", archive, BUNDLE.name]  # fmt: skip
        subprocess.run(tar, check=True)
        return archive
    if sys.platform == "darwin":
        archive = DIST / f"{name}.zip"
        # Only ditto keeps the links and marks that a signed program needs.
        subprocess.run(["ditto", "-c", "-k", "--keepParent", BUNDLE, archive], check=True)
        return archive
    return Path(shutil.make_archive(str(DIST / name), "zip", DIST, BUNDLE.name))


def _system() -> str:
    name = {"darwin": "macos", "win32": "windows"}.get(sys.platform, "linux")
    return f"{name}-{platform.machine().lower()}"


if __name__ == "__main__":
    main()
