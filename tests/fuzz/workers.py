"""The program that opens files, as tests hold it: started, asked, and ended when it hangs."""

import json
import selectors
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz.opener import Report

PATIENCE = 120.0
"""Seconds on the wall after which a file has hung the program."""


class Worker:
    """Opens what it is given in another process. `with` ends it.

    Everything around that process is in a fresh folder: where it stands, the person's home, the
    place for temporary files. Nothing there may change.
    """

    def __init__(self, sound: dict[str, tuple[str, bytes]]) -> None:
        """`sound`: names of sound files, with their kind and content."""
        self._sound = sound
        self._place = tempfile.TemporaryDirectory(prefix="nnstudio-fuzz-")
        self.folder = Path(self._place.name)
        self._own = self.folder / "own"
        self._input = self.folder / "input"
        self._around = self.folder / "around"
        for folder in (self._own, self._input, self._around, self._around / "home"):
            folder.mkdir()
        (self._around / "dear.txt").write_text("dear")
        self._errors = (self.folder / "errors").open("w+b")
        self._before = self._look_around()
        self._program: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        self._end()
        self._errors.close()
        self._place.cleanup()

    def open(self, content: bytes, kind: str) -> Report:
        """What comes of a file with this content."""
        suffix = {"project": ".nnstudio", "table": ".csv"}[kind]
        path = self._input / f"harm{suffix}"
        path.write_bytes(content)
        report = self._ask({"path": str(path), "kind": kind})
        after = self._look_around()
        if after != self._before:
            report.unusual.append(f"changed files around it: {sorted(after ^ self._before)}")
            self._before = after
        if path.read_bytes() != content:
            report.unusual.append("changed the file itself")
        return report

    def _ask(self, order: dict[str, object]) -> Report:
        program = self._running()
        answer = self._answer(program, order)
        if answer is None:
            self._end()
            said = self._said()
            return Report("failed", trace=f"The program hung or fell.\n{said}")
        return answer

    def _answer(
        self, program: "subprocess.Popen[bytes]", order: dict[str, object]
    ) -> Report | None:
        assert program.stdin is not None
        assert program.stdout is not None
        try:
            program.stdin.write(json.dumps(order).encode() + b"\n")
            program.stdin.flush()
        except BrokenPipeError:
            return None
        with selectors.DefaultSelector() as selector:
            selector.register(program.stdout, selectors.EVENT_READ)
            if not selector.select(PATIENCE):
                return None
        line = program.stdout.readline()
        if not line:
            return None
        report = Report(**json.loads(line))
        said = self._said()
        if said:
            report.unusual.append(f"wrote to the terminal: {said[:500]}")
        return report

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._program is None:
            self._program = subprocess.Popen(
                [sys.executable, "-m", "tests.fuzz.opener", str(self._own)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                cwd=self._around,
                env=self._surroundings(),
            )
            for name, (kind, content) in self._sound.items():
                path = self._input / name
                path.write_bytes(content)
                order = {"path": str(path), "kind": kind, "learn": True}
                if self._answer(self._program, order) is None:
                    raise RuntimeError(f"{name} cannot be opened: {self._said()}")
        return self._program

    def _surroundings(self) -> dict[str, str]:
        root = Path(__file__).resolve().parents[2]
        return {
            "PATH": "",
            "PYTHONPATH": str(root),
            "PYTHONDONTWRITEBYTECODE": "1",
            "HOME": str(self._around / "home"),
            "TMPDIR": str(self._around),
            "LANG": "C.UTF-8",
            "OPENBLAS_NUM_THREADS": "1",
        }

    def _said(self) -> str:
        self._errors.seek(0)
        said = self._errors.read().decode(errors="replace")
        self._errors.seek(0)
        self._errors.truncate()
        return said

    def _look_around(self) -> set[tuple[str, int, int]]:
        found = set()
        for path in (self.folder, *self.folder.rglob("*")):
            if path != self._own and path.parent not in (self._input, self.folder):
                status = path.stat()
                found.add((str(path), status.st_size, status.st_mtime_ns))
        return found

    def _end(self) -> None:
        if self._program is not None:
            self._program.kill()
            self._program.communicate()
            self._program = None
