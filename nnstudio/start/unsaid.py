"""What the system has not said, filled in before Qt asks: where the home is, what letters are."""

import os
import sys


def settle() -> None:
    """Fill in what is missing, and leave what was said."""
    if os.name != "nt":
        _home()
        if sys.platform != "darwin":
            _letters()


def _home() -> None:
    """Look a missing or senseless HOME up, so that settings do not end up in any odd folder.

    Qt takes the root of the disk for a missing one, and the working folder for an empty one.
    """
    if os.path.isabs(os.environ.get("HOME", "")):
        return
    import pwd

    try:
        os.environ["HOME"] = pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:  # a person whom this system does not know by name
        os.environ["HOME"] = os.devnull


def _letters() -> None:
    """Take all letters instead of ASCII's where there is no language, as Python does by itself.

    In a bundle it does not, and Qt would warn at every start.
    """
    said = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_CTYPE", "LANG"))), "C")
    if said in ("C", "POSIX") and not os.environ.get("LC_ALL"):
        os.environ["LC_CTYPE"] = "C.UTF-8"
