"""How soon after its start a window is painted: the bundle's beside the source's, in one run.

Seen from outside, on a virtual screen of its own whose pixels lie in a file: the moment when the
first of them is no longer black. The two take turns, so that whatever else the machine does falls
on both.
"""

import mmap
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

ROUNDS = 9
PATIENCE = 30.0
LARGEST_RATIO = 1.3


def measure(bundle: Path, python: Path, root: Path) -> tuple[float, float] | None:
    """Return the medians of seconds for bundle and source; None where there is no Xvfb."""
    if not sys.platform.startswith("linux") or shutil.which("Xvfb") is None:
        return None
    commands = ([str(bundle / "nnstudio")], [str(python), "-m", "nnstudio"])
    taken: tuple[list[float], list[float]] = ([], [])
    with _screen() as (display, pixels), tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "DISPLAY": display,
            "HOME": home,
            "QT_QPA_PLATFORM": "xcb",
        }
        environment.pop("WAYLAND_DISPLAY", None)
        for attempt in range(ROUNDS + 1):
            for command, figures in zip(commands, taken, strict=True):
                seconds = _until_painted(command, environment, pixels, root)
                if attempt:  # The first one warms the disk cache.
                    figures.append(seconds)
    return median(taken[0]), median(taken[1])


@contextmanager
def _screen() -> Iterator[tuple[str, mmap.mmap]]:
    with tempfile.TemporaryDirectory() as folder:
        reading, writing = os.pipe()
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1440x900x24", "-fbdir", folder,
             "-nolisten", "tcp", "-noreset"],
            pass_fds=(writing,),
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            os.close(writing)
            with os.fdopen(reading) as answer:
                number = answer.readline().strip()
            with Path(folder, "Xvfb_screen0").open("rb") as file:
                pixels = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
            with pixels:
                yield f":{number}", pixels
        finally:
            server.terminate()
            server.wait()


def _until_painted(
    command: list[str], environment: dict[str, str], pixels: mmap.mmap, folder: Path
) -> float:
    """Start a program, wait for its first paint, end it, and return the seconds it took."""
    # A row in the upper half, across the whole screen; what precedes the rows is a short header.
    width = 4 * 1440
    row = slice(len(pixels) - 600 * width, len(pixels) - 599 * width)
    black = pixels[row]
    began = perf_counter()
    process = subprocess.Popen(
        command,
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while pixels[row] == black:
            if process.poll() is not None or perf_counter() - began > PATIENCE:
                raise SystemExit(f"{command[0]} painted no window.")
            sleep(0.0005)
        return perf_counter() - began
    finally:
        process.terminate()
        process.wait()
        while pixels[row] != black:
            sleep(0.01)


def report(bundle: Path, python: Path, root: Path) -> str:
    """Return the sentence with the figures."""
    found = measure(bundle, python, root)
    if found is None:
        return "First paint: not measured, since there is no Xvfb here."
    ours, source = found
    verdict = "within" if ours <= LARGEST_RATIO * source else "ABOVE"
    return (
        f"First paint: {ours:.3f} s from the bundle, {source:.3f} s from the source, medians of "
        f"{ROUNDS} starts that took turns; {ours / source:.2f} times, {verdict} {LARGEST_RATIO}."
    )
