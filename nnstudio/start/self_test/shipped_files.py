"""The files of the program against the list made when it was packed: a copy may be cut short."""

import sys
from pathlib import Path

from nnstudio.start.self_test.checks import Finding
from nnstudio.start.shipped import LIST, compare


def check() -> Finding:
    """Compare every file of a bundle with its list; where there is none, say so."""
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle is None:
        return Finding(True, "not a bundle: there is no list of files to compare with")
    folder = Path(bundle)
    if not (folder / LIST).is_file():
        return Finding(False, f"the list of files ({LIST}) is missing in {folder}")
    count, faults = compare(folder)
    if faults:
        return Finding(False, f"{len(faults)} of {count:,} files: {'; '.join(faults[:5])}")
    return Finding(True, f"{count:,} files are as they were packed")
