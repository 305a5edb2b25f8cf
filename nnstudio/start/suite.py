"""What `python3 -m tests` does: the same environment with the test tools, then pytest."""

import glob
import os

from nnstudio.start import locks, stamp
from nnstudio.start.checkout import hand_over
from nnstudio.start.words import StartError, say

EXTRAS = ("tests",)


def run(root: str, arguments: list[str]) -> int:
    """Run pytest over the checkout in `root`; `arguments` are pytest's. Returns its exit code."""
    from nnstudio.start.environment import prepare
    from nnstudio.start.libraries import prepare_qt

    root = os.path.realpath(root)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    try:
        if locks.share(stamp.folder_of(root)) is None or not stamp.ready(root, EXTRAS):
            prepare(root, EXTRAS)
        for folder in _pyside(root):
            prepare_qt(folder)
    except StartError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("Stopped. The next start begins again where it can.")
        return 130
    arguments = [_absolute(word) for word in arguments]
    os.chdir(root)
    return hand_over(root, ["-m", "pytest", *arguments])


def _pyside(root: str) -> list[str]:
    return glob.glob(
        os.path.join(
            glob.escape(stamp.folder_of(root)), "lib", "python3*", "site-packages", "PySide6"
        )
    )


def _absolute(word: str) -> str:
    """Keep a path's meaning when the working folder changes to the checkout."""
    path, colons, rest = word.partition("::")
    if not path.startswith("-") and os.path.exists(path):
        return os.path.abspath(path) + colons + rest
    return word
