"""Debian's packages: the one command that mends a missing one, or the mending itself for root."""

import os
import shutil
import subprocess
import sys

from nnstudio.start.words import StartError, say

OPTIONS = ["install", "-y", "--no-install-recommends"]


def available() -> bool:
    """Tell whether this system installs its packages with apt-get."""
    return shutil.which("apt-get") is not None


def command(packages: list[str]) -> str:
    """Return the command that a person types to install `packages`."""
    return " ".join(["sudo apt-get", *OPTIONS, *packages])


def may_install() -> bool:
    """Tell whether this process may install system packages by itself: root, with apt-get.

    A bundle never does: it brings along what it needs, and changes no computer.
    """
    return (
        not getattr(sys, "frozen", False)
        and available()
        and hasattr(os, "geteuid")
        and os.geteuid() == 0
    )


def install(packages: list[str], why: str) -> None:
    """Install `packages` as root and say so. Raises StartError in plain words if apt-get fails."""
    say(f"{why} Installing as root: apt-get {' '.join([*OPTIONS, *packages])}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    answer = _run(["apt-get", *OPTIONS, *packages], environment)
    if answer.returncode != 0:
        # The package lists are absent on a fresh machine, or too old to find the files.
        _run(["apt-get", "update"], environment)
        answer = _run(["apt-get", *OPTIONS, *packages], environment)
    if answer.returncode != 0:
        lines = [line for line in answer.stdout.splitlines() if line.startswith("E:")]
        reason = lines[-1].removeprefix("E:").strip() if lines else "no reason given"
        raise StartError(
            f"{why} apt-get could not install it ({reason}). "
            f"Mend that, then run:  apt-get update && {command(packages).removeprefix('sudo ')}"
        )


def _run(words: list[str], environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        words,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
