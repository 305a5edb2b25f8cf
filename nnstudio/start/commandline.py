"""The command line: what a start is asked to do."""

import argparse
import os
import sys
from typing import NamedTuple, NoReturn

from nnstudio import __version__

THEMES = ("light", "dark")
LARGEST_SIDE = 8192
LARGEST_SEED = 2**32 - 1
"""As in nnstudio.project.specs, which needs more than the standard library to be read."""


class Request(NamedTuple):
    """What one start is asked to do; exactly what the command line said, checked."""

    headless: bool = False
    screenshot: str | None = None
    project: str | None = None
    example: str | None = None
    epochs: int | None = None
    seed: int | None = None
    json: bool = False
    theme: str | None = None
    size: tuple[int, int] | None = None
    self_test: bool = False
    report: str | None = None
    associate: bool | None = None
    """Whether project files are to be opened with this program from now on; None: as before."""
    self_test_check: str | None = None
    self_test_limit: float = 60.0

    @property
    def window(self) -> bool:
        """Tell whether a window is to be opened for a person."""
        return not (self.headless or self.screenshot or self.works_alone)

    @property
    def works_alone(self) -> bool:
        """Tell whether this start does something that concerns no project and no window."""
        return self.tests_itself or self.associate is not None

    @property
    def tests_itself(self) -> bool:
        """Tell whether this start is a self-test, or one check of it."""
        return self.self_test or self.self_test_check is not None


def program() -> str:
    """Return what a person types to start this NN Studio."""
    name = os.path.basename(sys.argv[0] if sys.argv else "")
    if getattr(sys, "frozen", False):
        return os.path.basename(sys.executable)
    if name == "main.py":
        return "python main.py" if os.name == "nt" else "python3 main.py"
    return "python -m nnstudio" if name == "__main__.py" else "nnstudio"


def parse(argv: list[str]) -> Request:
    """Return the request that `argv` (without the program's name) makes.

    Ends the process, as command lines do, after --help and --version (code 0) and after a
    mistake, which it names (code 2).
    """
    parser = _parser()
    words = parser.parse_args(argv)
    if words.file and words.project:
        parser.error("name one project file: either FILE or --project FILE")
    project = words.file or words.project
    if project and words.example:
        parser.error("--example starts an example, and a project file was named too: choose one")
    if words.headless and words.screenshot is not None:
        parser.error("--headless and --screenshot are two different starts: choose one")
    request = Request(
        headless=words.headless,
        screenshot=words.screenshot,
        project=project,
        example=words.example,
        epochs=words.epochs,
        seed=words.seed,
        json=words.json,
        theme=words.theme,
        size=words.size,
        self_test=words.self_test,
        report=words.report,
        associate=words.associate,
        self_test_check=words.self_test_check,
        self_test_limit=words.self_test_limit,
    )
    _refuse_idle_options(parser, request)
    return request


def _refuse_idle_options(parser: argparse.ArgumentParser, request: Request) -> None:
    """Refuse an option that would have no effect in this kind of start."""
    if request.report is not None and not request.self_test:
        parser.error("--report goes with --self-test")
    if request.associate is not None and request != Request(associate=request.associate):
        name = "--associate" if request.associate else "--forget-association"
        parser.error(f"{name} goes alone")
    if request.self_test and request != Request(self_test=True, report=request.report):
        parser.error("--self-test goes alone, or with --report")
    if request.window and request.epochs is not None:
        parser.error("--epochs goes with --headless or --screenshot; the window has a play button")
    if not request.headless and request.seed is not None:
        parser.error("--seed goes with --headless")
    if not request.headless and request.json:
        parser.error("--json goes with --headless")
    if request.headless and request.theme is not None:
        parser.error("--theme goes with the window or --screenshot")
    if request.screenshot is None and request.size is not None:
        parser.error("--size goes with --screenshot")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say what was wrong in one sentence, and where the right words are listed."""
        self.exit(2, f"{message[:1].upper()}{message[1:]}. See:  {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog=program(),
        description="NN Studio: build a neural network by hand, watch it learn, and read the "
        "arithmetic. Without options it opens the window.",
        epilog="Where a file called “portable” lies beside the program, everything it remembers "
        "goes into a folder beside it, as on a stick that is carried from computer to computer.",
        allow_abbrev=False,
    )
    parser.add_argument("file", nargs="?", metavar="FILE", help="a project to open (.nnstudio)")
    parser.add_argument("--version", action="version", version=f"NN Studio {__version__}")
    what = parser.add_argument_group("what to start")
    what.add_argument("--project", metavar="FILE", help="the same as FILE")
    what.add_argument("--example", metavar="NAME", help="an example to open (default: xor)")
    what.add_argument(
        "--headless", action="store_true", help="train in the terminal, without a window"
    )
    what.add_argument(
        "--screenshot",
        metavar="FILE.png",
        type=_picture,
        help="save a picture of the window; needs no screen",
    )
    what.add_argument(
        "--self-test", action="store_true", help="check that everything works on this computer"
    )
    either = what.add_mutually_exclusive_group()
    either.add_argument(
        "--associate",
        action="store_true",
        default=None,
        help="open .nnstudio files by a double click with this program",
    )
    either.add_argument(
        "--forget-association",
        action="store_false",
        default=None,
        dest="associate",
        help="undo that",
    )
    how = parser.add_argument_group("how")
    how.add_argument(
        "--epochs", metavar="N", type=_count, help="how long to train (terminal and picture)"
    )
    how.add_argument(
        "--seed", metavar="N", type=_seed, help="start from these random numbers (terminal)"
    )
    how.add_argument(
        "--json", action="store_true", help="print one JSON object as the result (terminal)"
    )
    how.add_argument("--theme", choices=THEMES, help="colours (window and picture)")
    how.add_argument(
        "--size", metavar="1440x900", type=_size, help="width and height in pixels (picture)"
    )
    how.add_argument("--report", metavar="FILE", help="write what was found here too (self-test)")
    # The self-test starts the program anew for each of its checks.
    parser.add_argument("--self-test-check", help=argparse.SUPPRESS)
    parser.add_argument("--self-test-limit", type=float, default=60.0, help=argparse.SUPPRESS)
    return parser


def _count(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = -1
    if not 0 <= number < 2**63:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 up")
    return number


def _seed(text: str) -> int:
    number = _count(text)
    if number > LARGEST_SEED:
        raise argparse.ArgumentTypeError(f"{text!r} is above the largest seed, {LARGEST_SEED}")
    return number


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.lower().partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 1440x900")
    size = int(width), int(height)
    if not all(1 <= side <= LARGEST_SIDE for side in size):
        raise argparse.ArgumentTypeError(
            f"{text!r} is out of range: each side has 1 to {LARGEST_SIDE} pixels"
        )
    return size


def _picture(text: str) -> str:
    if not text.lower().endswith(".png"):
        raise argparse.ArgumentTypeError(f"{text!r} does not end in .png")
    return text
