"""`python -m nnstudio`: the same as the installed command."""

import sys

from nnstudio.start.entry import main

if __name__ == "__main__":
    sys.exit(main())
