"""Where the lines of a self-test go: the terminal, if there is one, and the report file."""

import os
import stat
import sys
from types import TracebackType
from typing import TextIO

from nnstudio.start.words import StartError

WIDTH = 10
"""Of the names, so that what was found stands in one column."""
MOST_DETAILS = 40


class Report:
    """Every line is written at once, so that it can be read whatever happens afterwards.

    Without a console, as Windows starts the program, the file is all there is. A report whose last
    line gives no verdict is of a self-test that was ended from outside.
    """

    def __init__(self, path: str | None) -> None:
        """Raises StartError if the file cannot be written."""
        self._streams: list[TextIO] = []
        if sys.stdout is not None:
            if hasattr(sys.stdout, "reconfigure"):
                sys.stdout.reconfigure(errors="replace")
            self._streams.append(sys.stdout)
        self._file: TextIO | None = None
        if path is not None:
            try:
                if os.path.exists(path) and stat.S_ISFIFO(os.stat(path).st_mode):
                    raise OSError("it is a pipe, which would wait for a reader")
                self._file = open(path, "w", encoding="utf-8")  # noqa: SIM115
            except OSError as error:
                raise StartError(
                    f"The report cannot be written to {path} ({error.strerror or error})."
                ) from None
            # First, so that a terminal that takes no more lines keeps none from the file.
            self._streams.insert(0, self._file)

    def __enter__(self) -> "Report":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    def tell(self, name: str, well: bool, words: str, taken: float) -> None:
        """Write the line of one check; `taken` is in milliseconds."""
        verdict = "ok" if well else "failed"
        self._write(f"{verdict:<6}  {name:<{WIDTH}}  {' '.join(words.split())}  ({taken:.0f} ms)")

    def explain(self, lines: tuple[str, ...]) -> None:
        """Write, indented, what stands behind a failure."""
        for line in lines[-MOST_DETAILS:]:
            self._write(f"        {line}")

    def end(self, count: int, failed: list[str]) -> None:
        """Write the verdict."""
        if failed:
            self._write(f"FAILED: {len(failed)} of {count} checks ({', '.join(failed)}).")
        else:
            self._write(f"All {count} checks are well.")

    def _write(self, line: str) -> None:
        for stream in list(self._streams):
            try:
                stream.write(line + "\n")
                stream.flush()
            except OSError:
                # A closed pipe must not keep the others from being told.
                self._streams.remove(stream)
