"""Start NN Studio from a checkout: python3 main.py

This file must parse under every Python ever likely to be called "python3",
so that one that is too old can say so. What it starts is nnstudio/start/.
"""

import os
import sys

OLDEST = (3, 11)


def too_old():
    """Return the sentence for a Python that is too old, naming a newer one if one is here."""
    sentence = "NN Studio needs Python %d.%d or newer, and this is Python %d.%d. " % (
        OLDEST + tuple(sys.version_info[:2])
    )
    for minor in range(14, OLDEST[1] - 1, -1):
        name = "python3.%d" % minor
        for folder in os.environ.get("PATH", "").split(os.pathsep):
            if os.access(os.path.join(folder, name), os.X_OK):
                return sentence + "A newer one is here, start with:  %s %s\n" % (name, sys.argv[0])
    return sentence + "Install one from python.org/downloads, then start again.\n"


def main():
    if sys.version_info[:2] < OLDEST:
        sys.stderr.write(too_old())
        return 1
    if getattr(sys, "frozen", False):
        from nnstudio.start.entry import main as run

        return run()
    from nnstudio.start.checkout import start

    return start(os.path.dirname(os.path.abspath(__file__)), sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
