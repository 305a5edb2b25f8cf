"""A bundle knows its files again, and names what a careless copy or a virus scanner did to them."""

import sys
from pathlib import Path

import pytest

from nnstudio.start import shipped
from nnstudio.start.self_test.shipped_files import check


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The inner folder of a bundle, packed."""
    folder = tmp_path / "école 学校" / "_internal"
    for name in ("libQt6Core.so.6", "numpy.libs/openblas.so", "resources/icons/play.svg"):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(name.encode() * 1000)
    assert shipped.write(folder) == 3
    monkeypatch.setattr(sys, "_MEIPASS", str(folder), raising=False)
    return folder


def test_a_bundle_as_it_was_packed_is_well(bundle: Path) -> None:
    assert check() == (True, "3 files are as they were packed")


def test_packing_again_does_not_count_the_list_itself(bundle: Path) -> None:
    assert shipped.write(bundle) == 3


def test_a_missing_file_is_named(bundle: Path) -> None:
    (bundle / "numpy.libs/openblas.so").unlink()

    assert check() == (False, "1 of 3 files: numpy.libs/openblas.so is missing")


def test_a_file_that_was_copied_in_part_is_named(bundle: Path) -> None:
    file = bundle / "libQt6Core.so.6"
    file.write_bytes(file.read_bytes()[:-1])

    assert check() == (False, "1 of 3 files: libQt6Core.so.6 is not as it was packed")


def test_a_folder_in_a_files_place_is_named(bundle: Path) -> None:
    file = bundle / "libQt6Core.so.6"
    file.unlink()
    file.mkdir()

    well, words = check()
    assert not well
    assert "libQt6Core.so.6 cannot be read (" in words


def test_a_bundle_without_its_list_is_not_well(bundle: Path) -> None:
    (bundle / shipped.LIST).unlink()

    assert not check()[0]


@pytest.mark.parametrize("share", [0, 0.5, 0.99])
def test_a_list_that_was_copied_in_part_is_noticed(bundle: Path, share: float) -> None:
    file = bundle / shipped.LIST
    content = file.read_bytes()
    file.write_bytes(content[: int(share * len(content))])

    well, words = check()
    assert not well
    assert f"{shipped.LIST} is cut short" in words


def test_outside_a_bundle_there_is_nothing_to_compare() -> None:
    assert check()[0]
