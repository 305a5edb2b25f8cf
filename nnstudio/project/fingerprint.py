"""What a file was when we read or wrote it, so that another program's change to it is noticed."""

import os
from hashlib import blake2b
from pathlib import Path
from typing import IO, Self

import msgspec

_PIECE = 2**20


class Fingerprint(msgspec.Struct, frozen=True):
    """Size, time of the last change, and a digest of the content.

    The digest has the last word: a stick that was taken out and put back, or a program that
    synchronises folders, may change the time alone.
    """

    size: int
    modified_ns: int
    digest: str

    @classmethod
    def of(cls, file: IO[bytes], status: os.stat_result) -> Self:
        """That of an open file, read from its beginning. Raises OSError.

        status: of this very file, taken before; what lies at its path may be another one by now.
        """
        file.seek(0)
        digest = blake2b(digest_size=16)
        while piece := file.read(_PIECE):
            digest.update(piece)
        file.seek(0)
        return cls(status.st_size, status.st_mtime_ns, digest.hexdigest())

    def is_that_of(self, path: Path) -> bool:
        """Whether the file is still as it was; True where there is none, or none can be read."""
        try:
            status = path.stat()
            if (status.st_size, status.st_mtime_ns) == (self.size, self.modified_ns):
                return True
            if status.st_size != self.size:
                return False
            with path.open("rb") as file:
                found = self.of(file, os.fstat(file.fileno()))
                return (found.size, found.digest) == (self.size, self.digest)
        except OSError:
            return True
