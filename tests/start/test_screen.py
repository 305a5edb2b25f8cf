"""No screen, or one that does not answer: words before Qt would abort the process."""

import sys

import pytest

from nnstudio.start.commandline import Request
from nnstudio.start.screen import choose_platform, platforms
from nnstudio.start.words import StartError
from tests.start.checkouts import run

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux starts without a screen"
)


@pytest.fixture(autouse=True)
def no_screen(monkeypatch):
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE"):
        # Set first, so that what the test itself causes to be set is taken back too.
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def test_a_window_without_a_screen_names_the_two_other_ways(checkout):
    started = checkout.start("--theme", "dark")

    assert started.returncode == 1
    assert "no screen" in started.stderr
    assert "--headless" in started.stderr
    assert "--screenshot" in started.stderr
    assert not checkout.environment.exists()


def test_a_screen_that_does_not_answer_is_named(monkeypatch):
    monkeypatch.setenv("DISPLAY", ":31999")

    with pytest.raises(StartError, match=r"DISPLAY=:31999.*does not answer.*--headless"):
        choose_platform(Request())


@pytest.mark.parametrize("display", ["", ":31999"])
def test_a_picture_needs_no_screen(monkeypatch, display):
    monkeypatch.setenv("DISPLAY", display)

    choose_platform(Request(screenshot="window.png"))

    assert platforms() == ["offscreen"]


def test_training_in_the_terminal_asks_for_no_screen():
    choose_platform(Request(headless=True))

    assert platforms() == []


def test_x11_is_taken_unless_the_session_is_waylands(monkeypatch):
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")

    assert platforms() == ["xcb", "wayland"]
    monkeypatch.setenv("XDG_SESSION_TYPE", "wayland")
    assert platforms() == ["wayland", "xcb"]


@pytest.mark.parametrize("platform", ["xcb", "paper"])
def test_the_installed_program_survives_a_platform_that_cannot_work(platform):
    started = run([sys.executable, "-m", "nnstudio"], QT_QPA_PLATFORM=platform, DISPLAY=":31999")

    assert started.returncode == 1
    assert "Traceback" not in started.stderr
    assert "does not answer" in started.stderr or "'paper'" in started.stderr
