"""What the program says it is made of: of what is installed, and from the list of a bundle."""

import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from nnstudio import __version__
from nnstudio.app.licences import Component, components, installed, write
from nnstudio.data.resources import resource

ROOT = Path(__file__).parents[2]


def test_our_own_part_comes_first_and_every_part_has_its_text() -> None:
    found = components()
    assert (found[0].name, found[0].version, found[0].licence) == ("NN Studio", __version__, "MIT")
    assert "Permission is hereby granted" in found[0].text
    assert all(part.licence and len(part.text) > 300 for part in found)


def test_everything_that_the_program_needs_is_named_in_its_installed_version() -> None:
    versions = {part.version for part in installed()}
    project = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text(encoding="utf-8"))
    for requirement in project["project"]["dependencies"]:
        name = re.split(r"[<>=!]", requirement)[0]
        assert metadata.version(name) in versions, name


def test_qt_comes_with_the_lesser_licence_and_with_what_is_inside_it() -> None:
    text = next(part.text for part in installed() if "PySide6" in part.name)
    for words in ("GNU LESSER GENERAL PUBLIC LICENSE", "harfbuzz", "libpng", "ICU"):
        assert words in text


def test_numpy_comes_with_the_licence_of_its_blas() -> None:
    text = next(part.text for part in installed() if part.name == "NumPy")
    assert "OpenBLAS" in text


def test_a_bundle_shows_the_list_that_its_build_collected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    collected = [
        Component("NN Studio", "9.9", "MIT", "ours"),
        Component("xcb-util: cursor", "1 2", "MIT/X", "theirs, ©\n"),
    ]
    write(collected, tmp_path / "resources" / "licences")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert components() == collected


def test_a_part_that_is_not_installed_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [place for place in sys.path if "site-packages" not in place])
    names = [part.name for part in installed()]
    assert "NumPy" not in names
    assert names[:2] == ["NN Studio", "Python"]


def test_the_licences_that_others_refer_to_travel_with_the_program() -> None:
    assert "Version 3, 29 June 2007" in resource("licences", "GPL-3.0.txt").read_text("utf-8")
