"""Resources are found in a checkout, in an installed package and in a bundle."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import nnstudio
from nnstudio.data.resources import resource

PACKAGE = Path(nnstudio.__file__).parent


def test_a_checkout_finds_its_own_files() -> None:
    assert resource("data", "iris.csv").read_text(encoding="utf-8").startswith("sepal length")
    assert resource("data").is_dir()


def test_an_installed_package_finds_the_files_inside_itself(tmp_path: Path) -> None:
    site = tmp_path / "école 学校"
    shutil.copytree(PACKAGE / "data", site / "nnstudio" / "data")
    (site / "nnstudio" / "__init__.py").touch()
    inside = site / "nnstudio" / "resources" / "data"
    inside.mkdir(parents=True)
    shutil.copy(resource("data", "iris.csv"), inside)
    code = "from nnstudio.data.builtin import make; print(make('iris', 10, 0, 0).samples)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=site, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "150"


def test_a_bundle_prefers_the_files_it_carries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carried = tmp_path / "resources" / "data" / "iris.csv"
    carried.parent.mkdir(parents=True)
    carried.touch()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource("data", "iris.csv") == carried
    assert resource("data", "digits.npz").exists()


def test_a_missing_file_is_named_with_every_place_that_was_searched() -> None:
    with pytest.raises(FileNotFoundError) as caught:
        resource("data", "unicorns.csv")
    words = str(caught.value)
    assert "data/unicorns.csv" in words
    assert str(PACKAGE.parent / "resources" / "data" / "unicorns.csv") in words
    assert str(PACKAGE / "resources" / "data" / "unicorns.csv") in words
