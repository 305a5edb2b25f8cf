"""What every system's association can do."""

from abc import ABC, abstractmethod

MIME_TYPE = "application/x-nnstudio"
PROGRAM_ICON, FILE_ICON = "nnstudio", "nnstudio-project"
"""Drawings in resources/icons/app."""


class Association(ABC):
    """Says whether project files are opened with this program, and makes or undoes it."""

    @property
    @abstractmethod
    def is_set(self) -> bool:
        """Whether a double click on a project starts this very program, where it lies now."""

    @abstractmethod
    def set(self) -> None:
        """Have project files opened with this program. Raises OSError."""

    @abstractmethod
    def forget(self) -> None:
        """Undo what `set` has done; what others have set stays. Raises OSError."""
