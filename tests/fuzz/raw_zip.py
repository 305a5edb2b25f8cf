"""Zip archives written by hand, so that every field of them can lie."""

import struct
import zlib
from dataclasses import dataclass, field
from functools import cache

STORED, DEFLATED = 0, 8
SYMLINK = 0o120777 << 16


@dataclass
class Member:
    """A member, and where it lies about itself; None: the truth.

    `told`: what only the list at the end says: size, packed, crc, offset, method, flags, name.
    """

    name: bytes
    content: bytes
    method: int = STORED
    flags: int = 0
    extra: bytes = b""
    attributes: int = 0
    descriptor: bool = False
    size: int | None = None
    packed: int | None = None
    crc: int | None = None
    told: dict[str, int | bytes] = field(default_factory=dict)


def write(
    members: list[Member],
    before: bytes = b"",
    after: bytes = b"",
    comment: bytes = b"",
    end: dict[str, int] | None = None,
) -> bytes:
    """The bytes of an archive; `end` lies about count, directory and start in its last record."""
    content = bytearray(before)
    listed = bytearray()
    for member in members:
        data = _packed(member)
        offset = len(content)
        flags = member.flags | (8 if member.descriptor else 0)
        crc = zlib.crc32(member.content) if member.crc is None else member.crc
        size = len(member.content) if member.size is None else member.size
        packed = len(data) if member.packed is None else member.packed
        here = (0, 0, 0) if member.descriptor else (crc, packed, size)
        content += struct.pack(
            "<4s5H3L2H", b"PK\x03\x04", 20, flags, member.method, 0, 33,
            *here, len(member.name), len(member.extra),
        )  # fmt: skip
        content += member.name + member.extra + data
        if member.descriptor:
            content += struct.pack("<4s3L", b"PK\x07\x08", crc, packed, size)
        told = {
            "flags": flags, "method": member.method, "crc": crc, "packed": packed, "size": size,
            "offset": offset, "name": member.name, **member.told,
        }  # fmt: skip
        name = bytes(told["name"])  # type: ignore[arg-type]
        listed += struct.pack(
            "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, told["flags"], told["method"], 0, 33,
            told["crc"], told["packed"], told["size"], len(name), len(member.extra), 0, 0, 0,
            member.attributes, told["offset"],
        )  # fmt: skip
        listed += name + member.extra
    found = {
        "count": len(members) & 0xFFFF, "directory": len(listed), "start": len(content),
        **(end or {}),
    }  # fmt: skip
    last = struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, found["count"], found["count"],
        found["directory"], found["start"], len(comment),
    )  # fmt: skip
    return bytes(content + listed + last + comment + after)


@cache
def bomb(megabytes: int) -> bytes:
    """So many megabytes of zeros, packed: a thousandth of that."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    zeros = bytes(2**20)
    return b"".join([*(packer.compress(zeros) for _ in range(megabytes)), packer.flush()])


def _packed(member: Member) -> bytes:
    if member.method != DEFLATED:
        return member.content
    return _deflated(member.content)


@cache
def _deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()
