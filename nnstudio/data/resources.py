"""Finds the files that travel with the program: data, icons, fonts, examples."""

import sys
from pathlib import Path


def resource_folders() -> tuple[Path, ...]:
    """Where resources can be, first match wins: a bundle, an installed wheel, a checkout."""
    package = Path(__file__).resolve().parent.parent
    bundle = getattr(sys, "_MEIPASS", None)
    frozen = (Path(bundle) / "resources",) if bundle else ()
    return (*frozen, package / "resources", package.parent / "resources")


def resource(*parts: str) -> Path:
    """The path of a file or folder among the resources, as in ``resource("data", "iris.csv")``.

    Raises FileNotFoundError, which says where it looked.
    """
    candidates = [folder.joinpath(*parts) for folder in resource_folders()]
    for candidate in candidates:
        if candidate.exists():
            return candidate
    places = ", ".join(str(candidate) for candidate in candidates)
    raise FileNotFoundError(
        f"A file of NN Studio is missing: {'/'.join(parts)}. Looked for it at {places}. "
        "Installing the program again brings it back."
    )
