"""What main.py does: hand over to the Python in `.venv`, after making it if need be."""

import os
import sys

from nnstudio.start import locks, stamp


def start(root: str, argv: list[str]) -> int:
    """Start NN Studio from the checkout in `root` and return the exit code."""
    from nnstudio.start.words import StartError, say

    folder = stamp.folder_of(root)
    try:
        used = locks.share(folder)
        if used is None or not stamp.ready(root):
            if used is not None and used >= 0:
                os.close(used)
            _refuse_early(argv)
            from nnstudio.start.environment import prepare

            prepare(root)
            return hand_over(root, [os.path.join(root, "main.py"), *argv])
        if not inside(folder):
            return hand_over(root, [os.path.join(root, "main.py"), *argv])
    except StartError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("Stopped. The next start begins again where it can.")
        return 130
    from nnstudio.start.entry import main

    return main(argv)


def inside(folder: str) -> bool:
    """Tell whether this process already runs in the environment in `folder`."""
    return os.path.realpath(sys.prefix) == os.path.realpath(folder)


def hand_over(root: str, arguments: list[str]) -> int:
    """Become the environment's Python, running `arguments`; on Windows wait for it instead."""
    python = stamp.python_of(root)
    # These belong to the Python that was started and mislead another one.
    for name in ("PYTHONHOME", "__PYVENV_LAUNCHER__"):
        os.environ.pop(name, None)
    if os.name != "nt":
        os.execv(python, [python, *arguments])
    import signal
    import subprocess

    with subprocess.Popen([python, *arguments]) as process:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program that runs.
        return process.wait()


def _refuse_early(argv: list[str]) -> None:
    """Answer --help, a mistyped option or a missing screen before anything is installed."""
    from nnstudio.start.commandline import parse
    from nnstudio.start.screen import choose_platform

    choose_platform(parse(argv))
