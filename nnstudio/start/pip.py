"""The installing, by the environment's own pip: from the network, or from `wheelhouse/`."""

import glob
import os
import re
import subprocess
import tempfile
from typing import Any

from nnstudio.start import stamp
from nnstudio.start.requirements import pins, requirements
from nnstudio.start.words import StartError, say

LOG = "nnstudio-install.log"

ASTRAY = {
    "PYTHONHOME",
    "PYTHONPATH",
    "__PYVENV_LAUNCHER__",
    "PIP_CONSTRAINT",
    "PIP_PREFIX",
    "PIP_QUIET",
    "PIP_REQUIREMENT",
    "PIP_ROOT",
    "PIP_TARGET",
    "PIP_USER",
}
NETWORK = re.compile(
    "NewConnectionError|ConnectTimeout|ReadTimeout|Max retries|Connection refused|"
    "Name or service not known|name resolution|Network is unreachable|ProxyError|"
    "getaddrinfo failed|nodename nor servname|Connection broken|ConnectionResetError|"
    "RemoteDisconnected|No route to host|Temporary failure"
)
CERTIFICATE = re.compile("CERTIFICATE_VERIFY_FAILED|SSLError|SSLCertVerificationError")
UNMATCHED = re.compile(r"No matching distribution found for ([^\s;(]+)")


class NothingInstalledError(StartError):
    """pip gave up before it changed the environment."""


def install(root: str, extras: tuple[str, ...], lock: int) -> None:
    """Install what pyproject.toml in `root` names for the program and for `extras`.

    A `wheelhouse/` with wheels in it is the only source when there is one. Otherwise the lock's
    versions are taken, and any that pyproject.toml allows where those cannot be had. Raises
    StartError with the sentence for what went wrong.
    """
    names = requirements(root)
    for extra in extras:
        names += requirements(root, extra)
    log = os.path.join(stamp.folder_of(root), LOG)
    if not names:
        return
    house = os.path.join(root, "wheelhouse")
    if glob.glob(os.path.join(glob.escape(house), "*.whl")):
        say("Installing from wheelhouse/, without a network:")
        offline = {**environment(), "PIP_CONFIG_FILE": os.devnull}
        offline.pop("PIP_FIND_LINKS", None)
        text = _run(root, ["--no-index", "--find-links", house, *names], offline, lock)
        if text is None:
            return
        raise _failure(text, log, offline=True)
    say("Fetching and installing (about 130 MB, a minute or a few):")
    text = _locked(root, names, lock)
    if text is None:
        return
    if NETWORK.search(text):
        # Without a network it is still enough if everything happens to be there already.
        if _run(root, ["--no-index", *names], environment(), lock) is None:
            return
    elif "No space left" not in text and pins(root):
        say("  Not all of the tested versions can be had here. Trying their neighbours:")
        text = _run(root, names, environment(), lock)
        if text is None:
            return
    raise _failure(text, log, offline=False)


def environment() -> dict[str, str]:
    """Return the environment variables for pip and venv, without what would lead them astray."""
    kept = {name: value for name, value in os.environ.items() if name not in ASTRAY}
    return {**kept, "PYTHONUTF8": "1", "PIP_NO_INPUT": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def keeping(lock: int) -> dict[str, Any]:
    """Return the arguments that let a child hold the lock too, should this process be killed."""
    return {} if os.name == "nt" else {"pass_fds": (lock,)}


def _locked(root: str, names: list[str], lock: int) -> str | None:
    exact = pins(root)
    if not exact:
        return _run(root, names, environment(), lock)
    handle, path = tempfile.mkstemp(suffix=".txt", text=True)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write("\n".join(exact) + "\n")
        return _run(root, ["--constraint", path, *names], environment(), lock)
    finally:
        os.remove(path)


def _run(root: str, arguments: list[str], variables: dict[str, str], lock: int) -> str | None:
    """Run pip and tell what it does. Return None if it went well, else all that it printed."""
    words = [stamp.python_of(root), "-m", "pip", "install", "--retries", "2",
             "--only-binary", ":all:", *arguments]  # fmt: skip
    lines = []
    with (
        open(os.path.join(stamp.folder_of(root), LOG), "a", encoding="utf-8") as log,
        subprocess.Popen(
            words,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            **keeping(lock),
        ) as process,
    ):
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            log.write(line)
            told = _told(line.strip())
            if told:
                say("  " + told)
    return None if process.returncode == 0 else "".join(lines)


def _told(line: str) -> str:
    """Return what a line of pip's means to a person; empty if nothing new."""
    for start, verb in (
        ("Downloading ", "fetching"),
        ("Using cached ", "taking from the cache"),
        ("Processing ", "taking"),
    ):
        if line.startswith(start):
            place, _, size = line.removeprefix(start).partition(" (")
            name = re.split(r"[\\/]", place)[-1]
            if not name.endswith(".whl"):
                return ""  # pip also announces the short metadata files that it reads first.
            title = "-".join(name.split("-")[:2])
            return f"{verb} {title}" + (f" ({size}" if size else "")
    if line.startswith("Installing collected packages: "):
        return "installing " + line.partition(": ")[2]
    return ""


def _failure(text: str, log: str, offline: bool) -> StartError:
    touched = "Installing collected packages" in text
    kind = StartError if touched else NothingInstalledError
    return kind(f"{_sentence(text, offline)} (Everything that pip said is in {log})")


def _sentence(text: str, offline: bool) -> str:
    missing = UNMATCHED.search(text)
    name = missing.group(1) if missing else ""
    filling = (
        "on a computer with the same system and Python and with a network run  "
        "python3 -m pip download --dest wheelhouse .  in a copy of this folder, and bring its "
        "folder wheelhouse/ here beside main.py"
    )
    if "No space left" in text:
        return (
            "The disk is full. NN Studio's environment needs about 600 MB: make room, "
            "then start again."
        )
    if offline:
        lacks = (
            f"wheelhouse/ has no {name} that fits" if name else "wheelhouse/ cannot be used with"
        )
        return (
            f"{lacks} this Python and system. Remove the folder to install from the network; "
            f"or {filling}."
        )
    if CERTIFICATE.search(text):
        return (
            "The network's certificate is not trusted here, as happens behind a school's filter. "
            "Ask for its certificate file and set PIP_CERT to it before starting again; "
            f"or {filling}."
        )
    if NETWORK.search(text):
        return (
            "NN Studio could not reach the network that it installs from. Connect once and start "
            f"again; or {filling}."
        )
    if os.environ.get("PIP_NO_INDEX"):
        return (
            "PIP_NO_INDEX is set here and keeps pip from what NN Studio installs from. Unset it "
            f"and start again; or {filling}."
        )
    if name:
        return (
            f"There is no {name} ready-made for this Python and system. "
            "Start NN Studio with another Python, 3.11 to 3.14."
        )
    errors = [line for line in text.splitlines() if line.startswith("ERROR:")]
    reason = errors[-1].removeprefix("ERROR:").strip() if errors else "it gave no reason"
    return f"pip could not install what NN Studio needs ({reason}). Start again to try once more."
