"""What does not fit, and how it can be mended: values that the canvas shows."""

from dataclasses import dataclass

from nnstudio.project.specs import Project


@dataclass(frozen=True)
class Mend:
    """A way to mend a misfit: what it does, in words, and the project after it."""

    text: str
    project: Project


@dataclass(frozen=True)
class Misfit:
    """What does not fit, where, and why. `layer_id` is None when the whole network is meant."""

    layer_id: str | None
    text: str
    mend: Mend | None = None
