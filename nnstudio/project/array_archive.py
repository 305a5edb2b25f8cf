"""Named NumPy arrays in a zip, as numpy.savez writes them, read without trust."""

import io
import math
import re
from collections.abc import Mapping

import numpy as np

from nnstudio.nn.columns import Array
from nnstudio.project.archives import new_archive, open_archive, read_member

_MAGIC = b"\x93NUMPY\x01\x00"
_HEADER = re.compile(
    rb"\{'descr': '(?P<dtype><f8|<f4|<i8|<u4|<u2|\|u1)', 'fortran_order': False, "
    rb"'shape': \((?P<shape>\d{1,12},|\d{1,12}, \d{1,12})\), \} *\n"
)


def write_arrays(arrays: Mapping[str, Array]) -> bytes:
    """The bytes of an archive of these arrays."""
    content = io.BytesIO()
    # As numpy.savez writes it, which in NumPy 2.1 takes allow_pickle for one array more.
    with new_archive(content) as archive:
        for name, values in arrays.items():
            with archive.open(f"{name}.npy", "w") as member:
                np.lib.format.write_array(member, values, allow_pickle=False)
    return content.getvalue()


def read_arrays(content: bytes, largest: int, unpacked: int | None = None) -> dict[str, Array]:
    """The arrays in these bytes, each of at most so many; all together of `unpacked` at most.

    Raises ArchiveError, or ValueError for a member that is no array. The arrays can't be written.
    """
    with open_archive(io.BytesIO(content)) as archive:
        if unpacked is not None and sum(info.file_size for info in archive.infolist()) > unpacked:
            raise ValueError("more than there should be")
        return {
            name.removesuffix(".npy"): _array(read_member(archive, name, largest))
            for name in archive.namelist()
        }


def _array(content: bytes) -> Array:
    """One array. Its header must account for every byte, and for no more, before it is made.

    The header is matched and not evaluated: NumPy always writes it in these very words.
    """
    start = len(_MAGIC) + 2
    header_size = int.from_bytes(content[len(_MAGIC) : start], "little")
    header = _HEADER.fullmatch(content[start : start + header_size])
    if not content.startswith(_MAGIC) or header is None:
        raise ValueError("no array of a run")
    shape = [int(size) for size in header["shape"].replace(b" ", b"").split(b",") if size]
    dtype = np.dtype(header["dtype"].decode())
    if math.prod(shape) * dtype.itemsize != len(content) - start - header_size:
        raise ValueError("an array of another size than it says")
    return np.frombuffer(content, dtype, offset=start + header_size).reshape(shape)
