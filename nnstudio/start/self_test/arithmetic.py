"""The matrix product, which is all that a layer is, against one worked out by hand."""

import ctypes
import os
import sys
from contextlib import suppress
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from nnstudio.start.self_test.checks import Finding

SIZES = ((2, 3, 4), (1, 65, 33), (67, 64, 61))
"""Rows, terms and columns: edges of one, and sizes that fill no block of a BLAS."""
TYPES = (np.float64, np.float32)


def check() -> Finding:
    """Compare products in both precisions and all layouts with sums of whole numbers."""
    compared = 0
    for size, kind, left, right in product(SIZES, TYPES, (False, True), (False, True)):
        wrong = _wrong(size, kind, left, right)
        if wrong:
            return Finding(False, f"{wrong} ({blas()})")
        compared += 1
    threads = thread_count()
    words = f"{compared} products are right; {blas()}"
    if threads is None:
        return Finding(True, words + ", threads not known")
    words += f", {threads} thread{'' if threads == 1 else 's'}"
    if threads != 1 and os.environ.get("OPENBLAS_NUM_THREADS") == "1":
        return Finding(False, words + ", though one was asked for")
    return Finding(True, words)


def _wrong(size: tuple[int, int, int], kind: Any, left: bool, right: bool) -> str:
    """Return what is wrong with one product; `left` and `right` ask for transposed memory."""
    rows, terms, columns = size
    a = [[(7 * i + 3 * j) % 11 - 5 for j in range(terms)] for i in range(rows)]
    b = [[(5 * i + 2 * j) % 13 - 6 for j in range(columns)] for i in range(terms)]
    expected = [[sum(row[k] * b[k][j] for k in range(terms)) for j in range(columns)] for row in a]
    A = np.array(a, kind, order="F" if left else "C")
    B = np.array(b, kind, order="F" if right else "C")
    # Whole numbers this small are exact in either precision, in whatever order they are summed.
    for answer in (A @ B, A.dot(B, np.empty((rows, columns), kind))):
        if not np.array_equal(answer, np.array(expected, kind)):
            return f"a product of {rows} × {terms} × {columns} in {np.dtype(kind)} is wrong"
    return ""


def blas() -> str:
    """Return the name and version of the library that multiplies matrices."""
    settings: Any = np.show_config(mode="dicts")
    found = settings.get("Build Dependencies", {}).get("blas", {}) if settings else {}
    return f"BLAS {found.get('name', 'unknown')} {found.get('version', '')}".rstrip()


def thread_count() -> int | None:
    """Return on how many threads OpenBLAS works; None for another library."""
    for library in _libraries():
        with suppress(OSError):
            loaded = ctypes.CDLL(str(library))
            for name in ("scipy_openblas_get_num_threads64_", "scipy_openblas_get_num_threads",
                         "openblas_get_num_threads64_", "openblas_get_num_threads"):  # fmt: skip
                if hasattr(loaded, name):
                    return int(getattr(loaded, name)())
    return None


def _libraries() -> list[Path]:
    """Return the OpenBLAS that came with NumPy; it is loaded, and asked for once more."""
    package = Path(np.__file__).parent
    folders = [package.parent / "numpy.libs", package / ".dylibs", package / ".libs"]
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle:
        folders += [Path(bundle, "numpy.libs"), Path(bundle)]
    return [path for folder in folders for path in sorted(folder.glob("*openblas*"))]
