"""The environment beside main.py: made once, mended when it is half made, then left alone."""

import importlib.util
import os
import shutil
import subprocess
import sys

from nnstudio.start import apt, locks, pip, stamp
from nnstudio.start.words import StartError, say


def prepare(root: str, extras: tuple[str, ...] = ()) -> str:
    """Make `.venv` in `root` hold what pyproject.toml names, and return the path of its Python.

    From then on the environment counts as used by this process. Says on standard error what it
    does. Raises StartError, in plain words and with the mend, when it cannot.
    """
    root = os.path.realpath(root)
    folder = stamp.folder_of(root)
    try:
        os.makedirs(folder, exist_ok=True)
        lock = locks.take(folder, wait=False)
        if lock is None:
            say("Another start of NN Studio is preparing .venv. Waiting until it is done.")
            lock = locks.take(folder, wait=True)
        assert lock is not None
        with lock:
            if not stamp.ready(root, extras):
                _make(root, extras, lock.fileno())
            locks.share(folder)
    except FileExistsError as error:
        raise StartError(
            f"{folder} is a file, and NN Studio keeps its environment in a folder of that name. "
            "Move the file away, then start again."
        ) from error
    except OSError as error:
        raise StartError(
            f"NN Studio cannot write to {error.filename or folder} ({error.strerror}). It makes "
            "its environment beside main.py: copy this folder to a place of your own and "
            "start it there."
        ) from error
    return stamp.python_of(root)


def _make(root: str, extras: tuple[str, ...], lock: int) -> None:
    folder = stamp.folder_of(root)
    reason = _reason_to_clear(folder, root)
    if reason:
        if os.path.islink(folder):
            raise StartError(
                f"{reason} It is a link, and what {os.path.realpath(folder)} holds is not NN "
                "Studio's to clear. Remove the link, then start again."
            )
        alone = locks.alone(folder)
        if alone is None:
            raise StartError(
                f"{reason} An NN Studio that is open right now still lives from it. "
                "Close it, then start again."
            )
        with alone:
            say(f"{reason} Making it anew.")
            _clear(folder)
    empty = not _has_pip(root)
    if empty:
        _see_to_venv()
    unfinished = os.path.join(folder, stamp.UNFINISHED)
    with open(unfinished, "w", encoding="utf-8") as file:
        file.write("An environment is being made here; after an interruption it is made anew.\n")
    if empty:
        if not reason:
            say("First start: NN Studio makes its own environment, once. Nothing else is changed.")
        say("Making .venv ...")
        _make_empty(folder, lock)
    try:
        pip.install(root, extras, lock)
    except pip.NothingInstalledError:
        # pip gave up before it touched anything: what is there is whole, if incomplete.
        os.remove(unfinished)
        raise
    stamp.write(root, extras)
    os.remove(unfinished)
    say("The environment is ready. From now on NN Studio starts at once.")


def _reason_to_clear(folder: str, root: str) -> str:
    """Return why what is in `folder` cannot be built upon; an empty string if it can."""
    if os.path.exists(os.path.join(folder, stamp.UNFINISHED)):
        return "An earlier start was interrupted and left .venv half made."
    known = stamp.read(root)
    if known and known.get("place") != root:
        return f".venv was made for {known.get('place')}, and this folder is {root}."
    if known and known.get("made") != stamp.maker():
        return f".venv was made by another Python ({known.get('made')})."
    configuration = os.path.join(folder, "pyvenv.cfg")
    if not os.path.exists(configuration):
        left = set(os.listdir(folder)) - {locks.MAKING, locks.USING}
        return ".venv is not an environment of Python, or it was damaged." if left else ""
    if not os.path.exists(stamp.python_of(root)):
        return "The Python that .venv was made by is gone."
    version = "{}.{}".format(*sys.version_info[:2])
    made_by = _version(configuration)
    if made_by and made_by != version:
        return f".venv was made by Python {made_by}, and this is Python {version}."
    return ""


def _version(configuration: str) -> str:
    """Return the major and minor version that pyvenv.cfg names; empty if it names none."""
    with open(configuration, encoding="utf-8", errors="replace") as file:
        for line in file:
            key, _, value = line.partition("=")
            if key.strip() in ("version", "version_info"):
                return ".".join(value.strip().split(".")[:2])
    return ""


def _clear(folder: str) -> None:
    """Remove what is in the environment, but for the locks that this start holds."""
    try:
        for entry in os.scandir(folder):
            if entry.name in (locks.MAKING, locks.USING):
                continue
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path)
            else:
                os.remove(entry.path)
    except OSError as error:
        raise StartError(
            f"{error.filename} cannot be removed ({error.strerror}). Close every NN Studio "
            f"and remove the folder {folder}, then start again."
        ) from error


def _has_pip(root: str) -> bool:
    python = stamp.python_of(root)
    if not os.path.exists(python):
        return False
    answer = subprocess.run(
        [python, "-c", "import pip"],
        env=pip.environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return answer.returncode == 0


def _see_to_venv() -> None:
    """See to it that this Python can make environments; Debian keeps that part apart."""
    if _can_make():
        return
    package = _venv_package()
    why = "This Python cannot make environments: its venv or ensurepip module is missing."
    if not apt.available():
        raise StartError(
            f"{why} Install the part of Python that your system keeps apart "
            "(often called python3-venv), or Python from python.org, then start again."
        )
    if not apt.may_install():
        raise StartError(f"{why} Install it with:  {apt.command([package])}")
    apt.install([package], why)
    importlib.invalidate_caches()


def _make_empty(folder: str, lock: int) -> None:
    """Make an environment that holds pip alone."""
    answer = subprocess.run(
        # Of the Python behind an activated environment, so that .venv does not hang on that one.
        [getattr(sys, "_base_executable", sys.executable), "-m", "venv", folder],
        env=pip.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        **pip.keeping(lock),
    )
    if answer.returncode != 0:
        lines = [line for line in answer.stdout.splitlines() if line.strip()]
        raise StartError(
            f"Python could not make an environment in {folder} "
            f"({lines[-1].strip() if lines else 'it gave no reason'}). "
            f"Remove that folder, then start again."
        )


def _can_make() -> bool:
    return all(importlib.util.find_spec(name) is not None for name in ("venv", "ensurepip"))


def _venv_package() -> str:
    """Return the Debian package that completes the running Python."""
    usual = os.path.realpath("/usr/bin/python3")
    version = "{}.{}".format(*sys.version_info[:2])
    return "python3-venv" if usual.endswith(version) else f"python{version}-venv"
