"""The lines of the core are found beside the program, and in a bundle among its resources."""

import sys
from pathlib import Path

import pytest

from nnstudio.app.inspection import Inspection
from nnstudio.explain.subject import Subject
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.session import Session
from nnstudio.ui.inspector.source_code import passages, source_of


def test_the_lines_are_those_that_stand_in_the_file() -> None:
    session = Session(EXAMPLES["xor"].project)
    found = Inspection(Subject("hidden-1", weight=(0, 0)), 0, "code")(session)
    assert found is not None
    assert found.working is not None
    for passage in passages(found.working, weight=True):
        lines = source_of(passage.file.removesuffix(".py").replace("/", ".")).splitlines()
        first = lines[passage.first - 1].strip()
        assert first == passage.text.splitlines()[0]
        assert all(0 <= at < len(passage.text.splitlines()) for at in passage.marked)
    marked = [
        passage.text.splitlines()[at]
        for passage in passages(found.working, weight=True)
        for at in passage.marked
    ]
    assert any("self.dWb" in line for line in marked)
    assert any("subtract(w" in line for line in marked), "and what the optimiser does with it"


def test_in_a_bundle_the_source_comes_from_the_resources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = tmp_path / "resources" / "source" / "packed" / "layers"
    shipped.mkdir(parents=True)
    (shipped / "thing.py").write_text("class Thing:\n    pass\n", encoding="utf-8")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert "class Thing" in source_of("packed.layers.thing")
    assert source_of("packed.layers.nowhere") == ""
