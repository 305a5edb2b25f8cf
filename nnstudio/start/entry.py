"""The entry of the program itself, where everything it needs is installed.

main.py comes here from the checkout's environment; the installed command, `python -m nnstudio`
and the bundle come here directly, and make no environment.
"""

import os
import sys

from nnstudio.start import unsaid
from nnstudio.start.commandline import Request, parse
from nnstudio.start.words import StartError, say

PARTS = ("numpy", "PySide6", "shiboken6", "pyqtgraph", "msgspec")


def main(argv: list[str] | None = None) -> int:
    """Do what the command line asks and return the exit code: 0 well, 1 not, 2 bad input."""
    if getattr(sys, "frozen", False):
        # A worker process of a bundle is the bundle started anew; it turns off here.
        from multiprocessing import freeze_support

        freeze_support()
    # Networks of classroom size are slower on several threads, and starve the window.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    unsaid.settle()
    request = parse(sys.argv[1:] if argv is None else argv)
    try:
        return _run(request)
    except StartError as error:
        say(str(error))
        return 1
    except ModuleNotFoundError as error:
        name = (error.name or "").partition(".")[0]
        if name not in PARTS:
            raise
        say(
            f"{name} is not installed in this Python. From a checkout start with  "
            "python3 main.py , which sees to it."
        )
        return 1
    except KeyboardInterrupt:
        return 130


def _run(request: Request) -> int:
    if request.self_test_check is not None:
        from nnstudio.start.self_test.single import answer

        return answer(request.self_test_check, request.self_test_limit)
    if request.self_test:
        from nnstudio.start.self_test.supervisor import run

        return run(request.report)
    if request.associate is not None:
        from nnstudio.start.associating import associate

        return associate(request.associate)
    if request.headless:
        from nnstudio.start.headless import train

        return train(request)
    from nnstudio.start.libraries import prepare_qt
    from nnstudio.start.screen import choose_platform

    choose_platform(request)
    prepare_qt()

    from pathlib import Path

    from nnstudio.data.errors import DataError
    from nnstudio.project.errors import ProjectError
    from nnstudio.start.opening import example_project

    project = Path(request.project) if request.project else None
    try:
        if request.example is not None:
            example_project(request.example)
        from nnstudio.ui.application import run_window, take_screenshot

        if request.screenshot is None:
            return run_window(project, request.example, request.theme)
        return take_screenshot(
            Path(request.screenshot),
            project,
            request.example,
            request.epochs,
            request.theme,
            request.size,
        )
    except (ProjectError, DataError) as error:
        say(str(error))
        return 2
