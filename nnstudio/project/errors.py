"""The one error of the project package, and what the system's own errors mean."""

import errno

from nnstudio.data.errors import plain

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is used up",
    errno.EFBIG: "it would be larger than the disk or your account allows",
    errno.EROFS: "nothing can be written there",
    errno.EEXIST: "something else has that name",
    errno.ENOENT: "there is no such file or folder",
    errno.ENOTDIR: "there is no such folder",
    errno.EISDIR: "it is a folder",
    errno.ENAMETOOLONG: "the name is too long",
    errno.EIO: "the disk does not answer",
    errno.ENODEV: "the drive was removed",
    errno.ENXIO: "the drive was removed",
    errno.ESTALE: "the network drive does not answer any more",
    errno.ETIMEDOUT: "the network drive does not answer",
}


class ProjectError(ValueError):
    """A project that cannot be opened, saved or run. The message is a plain sentence."""

    def __init__(self, message: str) -> None:
        super().__init__(plain(message))


def reason_of(problem: OSError) -> str:
    """Why the system refused, in a few words that go after a colon."""
    if isinstance(problem, PermissionError):
        return "you are not allowed to"
    if problem.errno in _REASONS:
        return _REASONS[problem.errno]
    if isinstance(problem, FileNotFoundError | NotADirectoryError):
        return _REASONS[errno.ENOTDIR]
    return problem.strerror or str(problem) or "the system does not say why"
