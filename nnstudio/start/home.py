"""Where the person's home is, if the start was not told."""

import os


def settle() -> None:
    """Look a missing or senseless HOME up, so that settings do not end up in any odd folder.

    Qt takes the root of the disk for a missing one, and the working folder for an empty one.
    """
    if os.name == "nt" or os.path.isabs(os.environ.get("HOME", "")):
        return
    import pwd

    try:
        os.environ["HOME"] = pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:  # a person whom this system does not know by name
        os.environ["HOME"] = os.devnull
