"""The screen: whether there is one, and what to do where there is none.

Qt aborts the whole process when it cannot reach a screen, so it is found out before.
"""

import os
import sys

from nnstudio.start.commandline import Request, program
from nnstudio.start.words import StartError


def choose_platform(request: Request) -> None:
    """See to it that Qt will find what `request` needs.

    A picture is painted offscreen where there is no screen, or none that answers. Raises
    StartError if a window is asked for and there is none.
    """
    if request.headless or request.works_alone or not _no_screen_answers():
        return
    if request.screenshot is not None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        return
    if platforms():
        raise unanswered()
    raise StartError("There is no screen here for the window (DISPLAY is not set). " + _otherwise())


def choose_any_platform() -> None:
    """See to it that Qt paints on the screen there is, and offscreen where there is none."""
    if _no_screen_answers():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


def platforms() -> list[str]:
    """Return the names of the Qt platforms of which one must work, the likeliest first.

    Empty where the system itself sees to it (Windows, macOS).
    """
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    if chosen:
        return [name.partition(":")[0] for name in chosen.split(";") if name]
    if not _may_lack_one():
        return []
    found = []
    if os.environ.get("WAYLAND_DISPLAY"):
        found.append("wayland")
    if os.environ.get("DISPLAY"):
        # On X11 Qt takes xcb alone, whatever else is set.
        found.insert(len(found) if os.environ.get("XDG_SESSION_TYPE") == "wayland" else 0, "xcb")
    return found


def silent(platform: str) -> bool:
    """Tell whether the screen that `platform` would use is named but does not answer."""
    if platform == "xcb":
        return _silent_x()
    if platform == "wayland":
        folder = os.environ.get("XDG_RUNTIME_DIR", "")
        name = os.environ.get("WAYLAND_DISPLAY", "wayland-0")
        return not os.path.exists(os.path.join(folder, name))
    return False


def unanswered() -> StartError:
    """Return the sentence for a screen that does not answer."""
    names = [
        f"{name}={os.environ[name]}"
        for name in ("DISPLAY", "WAYLAND_DISPLAY")
        if os.environ.get(name)
    ]
    where = f" ({', '.join(names)})" if names else ""
    return StartError(f"The screen{where} does not answer. " + _otherwise())


def _otherwise() -> str:
    return (
        f"To train in this terminal:  {program()} --headless  "
        f"To save a picture of the window:  {program()} --screenshot window.png"
    )


def _no_screen_answers() -> bool:
    if os.environ.get("QT_QPA_PLATFORM") or not _may_lack_one():
        return False
    return all(silent(name) for name in platforms())


def _may_lack_one() -> bool:
    return sys.platform not in ("win32", "darwin", "cygwin")


def _silent_x() -> bool:
    import ctypes

    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return False  # A missing library is another matter, and has its own sentence.
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    try:
        return bool(xcb.xcb_connection_has_error(connection))
    finally:
        xcb.xcb_disconnect(connection)
