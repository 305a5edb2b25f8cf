"""What the checkout wants installed: the lists of pyproject.toml and the pins of the lock."""

import os
import tomllib

from nnstudio.start.words import StartError


def requirements(root: str, extra: str = "-") -> list[str]:
    """Return the requirements of the program ("-") or of one extra, as pyproject.toml has them.

    Raises StartError if pyproject.toml is missing or cannot be read.
    """
    path = os.path.join(root, "pyproject.toml")
    try:
        with open(path, "rb") as file:
            project = tomllib.load(file)["project"]
        if extra == "-":
            return list(project.get("dependencies", []))
        return list(project.get("optional-dependencies", {}).get(extra, []))
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise StartError(
            f"NN Studio cannot read {path}, which names what it needs ({error}). "
            "Fetch a fresh copy of NN Studio."
        ) from error


def pins(root: str) -> list[str]:
    """Return the lock's exact versions, one `name==version ; marker` a line, without hashes."""
    try:
        with open(os.path.join(root, "requirements.lock"), encoding="utf-8") as file:
            lines = file.read().splitlines()
    except OSError:
        return []
    return [line.rstrip("\\").strip() for line in lines if line[:1].isalnum() and "==" in line]
