"""What goes into the bundle and what stays out, for the spec and for the checks."""

import sys
from fnmatch import fnmatch
from os.path import normpath
from pathlib import Path

Entry = tuple[str, str, str]

FORBIDDEN = (
    "ssl",
    "_ssl",
    "PySide6.QtNetwork",
    "http.client",
    "urllib.request",
    "ftplib",
    "smtplib",
)
"""With none of these inside, the program cannot call home."""

WITHOUT_NETWORK = (*FORBIDDEN, "http", "imaplib", "nntplib", "poplib", "telnetlib", "xmlrpc",
                   "socketserver", "webbrowser", "netrc")  # fmt: skip

WITHOUT_TOOLS = (
    # Making an environment is the checkout's business.
    "nnstudio.start.checkout", "nnstudio.start.environment", "nnstudio.start.pip",
    "nnstudio.start.requirements", "nnstudio.start.stamp", "nnstudio.start.suite",
    "pip", "ensurepip", "venv", "tomllib", "tarfile",
    # For building and trying, ours and other people's.
    "setuptools", "_distutils_hack", "pkg_resources", "distutils", "packaging", "lib2to3",
    "unittest", "doctest", "pdb", "bdb", "test", "py_compile", "trace",
    "numpy.f2py", "numpy.testing", "numpy.distutils", "numpy.tests",
    # For asking at a prompt.
    "cmd", "code", "codeop", "rlcompleter", "readline", "curses", "tkinter", "turtle", "idlelib",
    "pydoc_data", "getpass",
    # For work that nothing here does.
    "asyncio", "concurrent.futures", "sqlite3", "dbm", "cgi", "optparse",
)  # fmt: skip

WITHOUT_PARTS = (
    "PySide6.QtDBus", "PySide6.QtTest", "PySide6.QtConcurrent", "PySide6.QtQml", "PySide6.QtXml",
    "PySide6.QtSql", "PySide6.QtPrintSupport",
    "PyQt5", "PyQt6", "PySide2",
    "pyqtgraph.opengl", "pyqtgraph.examples", "pyqtgraph.jupyter", "pyqtgraph.console",
    "pyqtgraph.flowchart", "pyqtgraph.dockarea", "pyqtgraph.canvas",
    # Python falls back to its own digests and decimals, which are seldom asked here.
    "_hashlib", "_decimal",
    "_curses", "_curses_panel", "_sqlite3", "_tkinter", "_dbm", "_gdbm", "_crypt", "nis",
    "ossaudiodev", "spwd", "audioop",
)  # fmt: skip

EXCLUDES = [*WITHOUT_NETWORK, *WITHOUT_TOOLS, *WITHOUT_PARTS]

PLUGINS = (
    "platforms/*qxcb.*", "platforms/*qwayland*", "platforms/*qoffscreen.*",
    "platforms/qwindows.dll", "platforms/libqcocoa.dylib",
    "platforminputcontexts/*",
    "platformthemes/*xdgdesktopportal*",
    "wayland-shell-integration/*xdg-shell*", "wayland-decoration-client/*",
    "iconengines/*svgicon*", "imageformats/*qsvg*",
    "styles/*",
)  # fmt: skip
"""Of Qt's plugins; a program that paints with the processor needs no OpenGL ones."""

LEFT_OUT = (
    "PySide6/*translations/*", "PySide6/*Qt*Network*", "PySide6/*Qt*Test*",
    "PySide6/*libQt6Egl*", "PySide6/*libQt6WlShellIntegration*",
    "PySide6/opengl32sw.dll", "PySide6/*d3dcompiler_*.dll",
    "pyqtgraph/icons/peegee/*", "pyqtgraph/examples/*", "pyqtgraph/colors/maps/*",
    "numpy/_core/tests/*", "numpy/_core/lib/*", "numpy/_core/include/*", "numpy/_core/_*_tests.*",
    "*.dist-info/*", "*/tests/*", "*.pyi",
)  # fmt: skip
"""Files that come with what is needed and are not needed themselves. Qt speaks English here."""


def own_modules(root: Path) -> list[str]:
    """Return every module of the program but those that only a checkout needs."""
    names = []
    for file in sorted((root / "nnstudio").rglob("*.py")):
        parts = file.relative_to(root).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if name not in EXCLUDES and parts[-1] != "__main__":
            names.append(name)
    return names


def wanted(target: str) -> bool:
    """Tell whether a file belongs into the bundle; `target` is its place in it."""
    path = target.replace("\\", "/")
    _, mark, plugin = path.partition("/plugins/")
    if mark and "PySide6" in path:
        return any(fnmatch(plugin, pattern) for pattern in PLUGINS)
    return not any(fnmatch(path, pattern) for pattern in LEFT_OUT)


def of_python_itself(target: str) -> bool:
    """Tell whether a library is CPython's own, which can lose its debugging symbols unharmed.

    Never NumPy's: stripping breaks its OpenBLAS.
    """
    path = target.replace("\\", "/")
    return sys.platform.startswith("linux") and (
        "lib-dynload/" in path or path.rpartition("/")[2].startswith("libpython3")
    )


def chosen(binaries: list[Entry], datas: list[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Return what of PyInstaller's findings goes into the bundle.

    Their entries are the place in the bundle, the source, the kind. A link's source is what it
    points to, from where it lies.
    """
    binaries = [entry for entry in binaries if wanted(entry[0])]
    datas = [entry for entry in datas if wanted(entry[0])]
    if sys.platform.startswith("linux"):
        links = [entry for entry in binaries if entry[2] == "SYMLINK"]
        binaries = _needed([entry for entry in binaries if entry[2] != "SYMLINK"]) + links
    places = {normpath(target) for target, _, kind in [*binaries, *datas] if kind != "SYMLINK"}

    def leads_somewhere(entry: Entry) -> bool:
        return entry[2] != "SYMLINK" or normpath(Path(entry[0]).parent / entry[1]) in places

    return list(filter(leads_somewhere, binaries)), list(filter(leads_somewhere, datas))


def _needed(files: list[Entry]) -> list[Entry]:
    """Return `files` without the libraries that nothing else among them needs any more."""
    from PyInstaller.depend.bindepend import get_imports

    def is_root(target: str, kind: str) -> bool:
        return kind == "EXTENSION" or "/plugins/" in target or target.startswith("libpython3")

    names = {
        name
        for target, source, kind in files
        if is_root(target, kind)
        for name, _ in get_imports(source)
    }
    return [
        (target, source, kind)
        for target, source, kind in files
        if is_root(target, kind) or Path(target).name in names
    ]
