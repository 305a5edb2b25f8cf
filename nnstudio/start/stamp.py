"""The stamp in `.venv`: whether the environment beside main.py is the one that is wanted.

Read at every start, so it costs a few file look-ups and no import beyond `os` and `sys`. The
first lines say for which Python, machine and folder the environment was made; `files` remembers
size and time of the two files that name the dependencies; each `with` line names what is
installed ("-" for the program alone) and a digest of the list that was installed.
"""

import os
import sys

NAME = "nnstudio-stamp"
UNFINISHED = "nnstudio-unfinished"
PROGRAM = "-"


def folder_of(root: str) -> str:
    """Return the environment's folder, beside main.py."""
    return os.path.join(root, ".venv")


def python_of(root: str) -> str:
    """Return the path of the environment's Python."""
    if os.name == "nt":
        # A start without a console stays without one.
        windowed = os.path.basename(sys.executable).lower() == "pythonw.exe"
        return os.path.join(folder_of(root), "Scripts", "pythonw.exe" if windowed else "python.exe")
    return os.path.join(folder_of(root), "bin", "python")


def maker() -> str:
    """Describe the running Python as far as compiled packages depend on it."""
    machine = os.uname().machine if hasattr(os, "uname") else os.environ.get("PROCESSOR", "")
    return "{} {}.{}{} {} {}".format(
        sys.implementation.name,
        *sys.version_info[:2],
        getattr(sys, "abiflags", ""),
        sys.platform,
        machine.split(" ")[0],
    )


def marks(root: str) -> str:
    """Return size and time of the files that name the dependencies."""
    found = []
    for name in ("pyproject.toml", "requirements.lock"):
        try:
            status = os.stat(os.path.join(root, name))
        except OSError:
            found.append("-")
        else:
            found.append(f"{status.st_size}.{status.st_mtime_ns}")
    return " ".join(found)


def wanted(root: str, extra: str) -> str:
    """Return the digest of what the checkout wants installed for `extra`."""
    from hashlib import sha256

    from nnstudio.start.requirements import pins, requirements

    text = "\n".join([*requirements(root, extra), "", *pins(root)])
    return sha256(text.encode()).hexdigest()


def read(root: str) -> dict[str, str]:
    """Return the stamp's lines by their first words; empty if there is none."""
    try:
        with open(os.path.join(folder_of(root), NAME), encoding="utf-8") as file:
            lines = file.read().splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    stamp = {}
    for line in lines:
        word, _, rest = line.partition(" ")
        if word == "with":
            extra, _, rest = rest.partition(" ")
            word = "with " + extra
        stamp[word] = rest
    return stamp


def write(root: str, extras: tuple[str, ...]) -> None:
    """Declare the environment finished for the program and `extras`, and what was before."""
    stamp = {word: rest for word, rest in read(root).items() if word.startswith("with ")}
    stamp.update(made=maker(), place=os.path.realpath(root), files=marks(root))
    for extra in (PROGRAM, *extras):
        stamp["with " + extra] = wanted(root, extra)
    # The mark "files" vouches for every list, so what no longer agrees with it must go.
    for word in [word for word in stamp if word.startswith("with ")]:
        if stamp[word] != wanted(root, word.removeprefix("with ")):
            del stamp[word]
    path = os.path.join(folder_of(root), NAME)
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.writelines(f"{word} {rest}\n" for word, rest in stamp.items())
    os.replace(path + ".new", path)


def fits(root: str) -> bool:
    """Tell whether the environment was made whole, here, by this kind of Python."""
    stamp = read(root)
    folder = folder_of(root)
    return (
        stamp.get("made") == maker()
        and stamp.get("place") == os.path.realpath(root)
        and not os.path.exists(os.path.join(folder, UNFINISHED))
        and os.path.exists(os.path.join(folder, "pyvenv.cfg"))
        and os.path.exists(python_of(root))
    )


def ready(root: str, extras: tuple[str, ...] = ()) -> bool:
    """Tell whether the environment holds what the checkout wants; asks neither pip nor network."""
    if not fits(root):
        return False
    stamp = read(root)
    words = ["with " + extra for extra in (PROGRAM, *extras)]
    if any(word not in stamp for word in words):
        return False
    if stamp.get("files") == marks(root):
        return True
    if any(stamp[word] != wanted(root, word.removeprefix("with ")) for word in words):
        return False
    try:
        write(root, extras)
    except OSError:
        return True  # A read-only folder: the comparison is simply made again at the next start.
    return True
