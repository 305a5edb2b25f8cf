"""Tries a bundle as a school has it: read-only, in an odd place, with a home that is gone."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PLACE = "école 学校"
PATIENCE = 120
LINUX = sys.platform.startswith("linux")
NOBODY = 65534
PROGRAM = {"win32": "nnstudio.exe", "darwin": "Contents/MacOS/nnstudio"}
SCREENS = {"win32": "windows", "darwin": "cocoa"}
"""Where there always is one."""

# Without -noreset the server begins anew when its last client goes, and throws out whoever comes
# just then. Qt goes once at its start, to come back: of two at once one could meet with that.
SCREEN = ["xvfb-run", "-a", "-s", "-screen 0 1440x900x24 -nolisten tcp -noreset"]


def run(bundle: Path) -> Iterator[str]:
    """Try the bundle in every way there is here; a failed one ends the build with a sentence."""
    with _school(bundle) as (program, scratch):
        before = _contents(program.parent)
        yield _trains(program, scratch)
        yield _tests_itself(program, scratch, "offscreen", [])
        if sys.platform in SCREENS:
            yield _tests_itself(program, scratch, SCREENS[sys.platform], [])
        if LINUX and shutil.which("xvfb-run") is not None:
            yield _tests_itself(program, scratch, "xcb", SCREEN)
            yield _two_at_once(program, scratch)
        if LINUX and shutil.which("strace") is not None:
            yield _asks_no_network(program, scratch)
        if _contents(program.parent) != before:
            raise SystemExit("The program wrote into its own folder.")
        yield "its own folder is as it was"


@contextmanager
def _school(bundle: Path) -> Iterator[tuple[Path, Path]]:
    """Put a copy where one cannot write, with a scratch folder beside it, for a plain user."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, PLACE)
        copied = Path(shutil.copytree(bundle, folder / bundle.name, symlinks=True))
        scratch = Path(name, "scratch")
        scratch.mkdir()
        files = [folder, *folder.rglob("*")]
        for file in files:
            if not file.is_symlink():
                file.chmod(0o555 if file.is_dir() or os.access(file, os.X_OK) else 0o444)
        Path(name).chmod(0o755)
        if _root():
            os.chown(scratch, NOBODY, NOBODY)
        try:
            yield copied / PROGRAM.get(sys.platform, "nnstudio"), scratch
        finally:
            for file in files:
                if not file.is_symlink():
                    file.chmod(0o755)


def _root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _plain_user() -> list[str]:
    """Return what makes root a plain user, for whom read-only means something."""
    if not _root() or shutil.which("setpriv") is None:
        return []
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]


def _environment(scratch: Path, platform: str) -> dict[str, str]:
    nowhere = str(scratch / "no" / "home")
    variables = {
        "HOME": nowhere,
        "USERPROFILE": nowhere,
        "APPDATA": nowhere,
        "LOCALAPPDATA": nowhere,
        "TMPDIR": str(scratch),
        "QT_QPA_PLATFORM": platform,
    }
    kept = {"PATH", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "TEMP", "TMP", "LANG", "COMSPEC"}
    return {**{k: v for k, v in os.environ.items() if k.upper() in kept}, **variables}


def _start(
    program: Path, arguments: list[str], scratch: Path, platform: str, before: list[str]
) -> subprocess.CompletedProcess[str]:
    command = [*_plain_user(), *before, str(program), *arguments]
    try:
        return subprocess.run(
            command,
            env=_environment(scratch, platform),
            cwd=scratch,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise SystemExit(f"{' '.join(command)} did not end within {PATIENCE} s.") from late


def _expect(answer: subprocess.CompletedProcess[str], done: bool, what: str) -> None:
    if answer.returncode != 0 or not done:
        print(answer.stdout, answer.stderr, sep="\n")
        raise SystemExit(f"{what}: it did not work (exit code {answer.returncode}).")


def _trains(program: Path, scratch: Path) -> str:
    arguments = ["--headless", "--example", "xor", "--epochs", "300", "--json"]
    # What has a window says nothing in a terminal on Windows, so there is one that does.
    speaking = program.with_name("nnstudio-terminal.exe") if os.name == "nt" else program
    answer = _start(speaking, arguments, scratch, "offscreen", [])
    _expect(answer, answer.stdout.startswith("{"), "Training in the terminal")
    loss = json.loads(answer.stdout)["train_loss"]
    _expect(answer, loss < 0.05, "Training in the terminal")
    return f"trains in the terminal: XOR to a loss of {loss:.4f}"


def _tests_itself(program: Path, scratch: Path, platform: str, before: list[str]) -> str:
    report = scratch / f"report-{platform}.txt"
    answer = _start(program, ["--self-test", "--report", str(report)], scratch, platform, before)
    _expect(answer, report.exists() and report.stat().st_size > 0, f"The self-test on {platform}")
    lines = report.read_text(encoding="utf-8").splitlines()
    _expect(answer, not any("Qt said" in line for line in lines), "Without a word from Qt")
    return f"tests itself on {platform}: {lines[-1]}"


def _two_at_once(program: Path, scratch: Path) -> str:
    """Start two windows without a console on one screen: one process each, and both end well."""
    script = '"$0" & one=$!; "$0" & two=$!; wait $one; first=$?; wait $two; exit $((first + $?))'
    said = scratch / "two-at-once.txt"
    with said.open("wb") as words:
        process = subprocess.Popen(
            [*_plain_user(), *SCREEN, "sh", "-c", script, str(program)],
            env=_environment(scratch, "xcb"),
            cwd=scratch,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=subprocess.STDOUT,
        )
    try:
        running = _settled(program)
        for number in running:
            os.kill(number, signal.SIGTERM)
        code = process.wait(PATIENCE)
    except subprocess.TimeoutExpired as late:
        raise SystemExit("Two at once: they did not end when they were told to.") from late
    finally:
        for number in _processes_of(program):
            os.kill(number, signal.SIGKILL)
    if len(running) != 2 or code != 0:
        print(said.read_text(encoding="utf-8", errors="replace"))
        raise SystemExit(f"Two at once: {len(running)} processes, exit code {code}.")
    return "two at once: one process each, and both end when told to"


def _settled(program: Path) -> list[int]:
    """Return the processes that run a program, once they have started and have little to do.

    A start waits for the disk too, with little to do: until its window stands nobody hears an end.
    """
    running: list[int] = []
    before = -1.0
    for _ in range(PATIENCE):
        time.sleep(1)
        running = _processes_of(program)
        ticks = sum(_ticks(number) for number in running)
        if len(running) >= 2 and ticks - before < 10 and all(map(_hears_an_end, running)):
            break
        before = ticks
    return running


def _ticks(number: int) -> int:
    """Return the hundredths of a second that a process has worked."""
    try:
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def _hears_an_end(number: int) -> bool:
    """Return whether a process has something to do when it is told to end."""
    try:
        status = Path(f"/proc/{number}/status").read_text()
    except OSError:
        return False
    caught = re.search(r"^SigCgt:\s*([0-9a-f]+)$", status, re.MULTILINE)
    return caught is not None and bool(int(caught[1], 16) >> (signal.SIGTERM - 1) & 1)


def _processes_of(program: Path) -> list[int]:
    """Return the processes that run this very program."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdecimal() and folder.joinpath("exe").readlink() == program:
                found.append(int(folder.name))
        except OSError:
            continue  # It has ended, or it is another user's.
    return found


def _asks_no_network(program: Path, scratch: Path) -> str:
    picture, trace = scratch / "picture.png", scratch / "trace.txt"
    before = ["strace", "-f", "-e", "trace=network", "-o", str(trace)]
    answer = _start(program, ["--screenshot", str(picture)], scratch, "offscreen", before)
    calls = trace.read_text(errors="replace") if trace.exists() else "AF_INET"
    _expect(answer, picture.exists() and "AF_INET" not in calls, "Without a network")
    return "opens no network socket while it paints its picture"


def _contents(folder: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of everything in a folder."""
    return {
        str(file.relative_to(folder)): (file.lstat().st_size, file.lstat().st_mtime_ns)
        for file in folder.rglob("*")
    }
