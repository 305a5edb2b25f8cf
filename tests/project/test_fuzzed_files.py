"""Bytes turned over, cut out and put in: a file is opened, or refused with a ProjectError."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnstudio.data.errors import DataError
from nnstudio.project import files
from nnstudio.project.checking import check
from nnstudio.project.errors import ProjectError
from nnstudio.project.material import prepare
from nnstudio.project.session import Session

from .archives import BASE, members, packed, valid_file
from .projects import project, trained

Damage = tuple[str, float, bytes]
DAMAGES = st.lists(
    st.tuples(
        st.sampled_from(("flip", "cut", "insert", "repeat")),
        st.floats(0.0, 1.0, exclude_max=True),
        st.binary(min_size=1, max_size=8),
    ),
    min_size=1,
    max_size=4,
)


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.fixture(scope="module")
def whole(folder: Path) -> bytes:
    valid_file(folder / "whole.nnstudio", project(key="moons", samples=10))
    return (folder / "whole.nnstudio").read_bytes()


def damaged(content: bytes, damages: list[Damage]) -> bytes:
    changed = bytearray(content)
    for kind, where, data in damages:
        place = int(where * len(changed))
        if kind == "flip":
            for offset, byte in enumerate(data[: len(changed) - place]):
                changed[place + offset] ^= byte
        elif kind == "cut":
            del changed[place : place + data[0]]
        elif kind == "insert":
            changed[place:place] = data
        else:
            changed[place:place] = changed[max(place - 10 * data[0], 0) : place]
    return bytes(changed)


def open_it(path: Path, content: bytes) -> None:
    """Opens the file as the document does; nothing but words may come of it."""
    path.write_bytes(content)
    try:
        saved = files.load(path)
        material = prepare(saved.project.data)
        if check(saved.project, material).fits:
            Session(saved.project, material, saved.run)
    except (ProjectError, DataError):
        pass


QUICK = settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@QUICK
@given(damages=DAMAGES)
def test_a_damaged_file_is_opened_or_refused_in_words(damages, whole, folder):
    open_it(folder / "damaged.nnstudio", damaged(whole, damages))


@QUICK
@given(damages=DAMAGES)
def test_a_damaged_project_in_a_sound_archive_is_opened_or_refused_in_words(damages, whole, folder):
    parts = members(whole)
    parts["project.json"] = damaged(parts["project.json"], damages)
    open_it(folder / "damaged.nnstudio", packed(parts, 0))


@QUICK
@given(
    damages=DAMAGES,
    name=st.sampled_from(("parameters", "memory.M", "order", "history", "numbers")),
    headers=st.booleans(),
)
def test_a_damaged_run_in_a_sound_archive_is_opened_or_refused_in_words(
    damages, name, headers, whole, folder
):
    parts = members(whole)
    run = members(parts["run.npz"])
    array = run[f"{name}.npy"]
    cut = 128 if headers else 0
    run[f"{name}.npy"] = damaged(array[:cut] or array, damages) + (array[cut:] if cut else b"")
    open_it(folder / "damaged.nnstudio", packed({**parts, "run.npz": packed(run, 0)}, 0))


def test_the_file_that_is_damaged_here_is_sound_when_it_is_not(whole, folder):
    path = folder / "sound.nnstudio"
    path.write_bytes(damaged(whole, []))
    assert files.load(path).run is not None
    assert trained(BASE).training.epoch == 3
