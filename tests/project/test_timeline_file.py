"""The timeline in a project file: it comes back whole, or is left out in words."""

import io
import json
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest

from nnstudio.project import edits, files, timeline_file, timeline_index
from nnstudio.project.layers import DropoutSpec
from nnstudio.project.material import make_dataset
from nnstudio.project.session import Session
from nnstudio.project.specs import DataSpec
from nnstudio.project.timeline_file import read_timeline, write_timeline

from .archives import members, npy, packed
from .projects import OPTIMISERS, dense, project, table
from .test_hostile_files import RUN_DAMAGES, change
from .timelines import Recording, rich, same_run_state, same_timeline

BASE = project(dense("a", 4), DropoutSpec(id="d"), dense("b", 3), key="moons", samples=40)
MEGABYTE = 2**20


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "harm.nnstudio"


@pytest.fixture(scope="module")
def valid() -> dict[str, bytes]:
    """The members of a timeline."""
    content = write_timeline(rich(BASE).view, BASE)
    assert content is not None
    return members(content)


def stored(parts: dict[str, bytes]) -> bytes:
    return packed(parts, zipfile.ZIP_STORED)


def index_of(valid: dict[str, bytes]) -> dict:
    return json.loads(np.load(io.BytesIO(valid["index.npy"])).tobytes())


def with_index(valid: dict[str, bytes], index: object) -> bytes:
    encoded = np.frombuffer(json.dumps(index).encode(), np.uint8)
    return stored({**valid, "index.npy": npy(encoded)})


def left_out(path: Path, timeline: bytes) -> str:
    """Why the timeline is left out of a file; its project and its run must open all the same."""
    session = Session(BASE)
    session.train_epochs(2)
    files.save(path, BASE, session.state())
    parts = members(path.read_bytes())
    path.write_bytes(stored({**parts, "timeline.npz": timeline}))
    tracemalloc.start()
    try:
        saved = files.load(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 * MEGABYTE + 8 * len(timeline)
    assert saved.project == BASE
    assert saved.run is not None
    assert saved.timeline is None
    assert path.name in saved.left_out
    return saved.left_out


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("optimiser", OPTIMISERS, ids=lambda o: type(o).__name__)
def test_a_timeline_comes_back_as_it_was(optimiser, precision, path):
    spec = edits.change_training(BASE, optimiser=optimiser, precision=precision, patience=9)
    found = rich(spec)
    files.save(path, found.session.project, found.session.state(), found.view)
    saved = files.load(path)
    assert not saved.left_out
    assert same_timeline(saved.timeline, found.view)
    (branch,) = saved.timeline.branches
    assert saved.timeline.fork(branch).step == 6


def test_a_run_goes_on_bit_for_bit_from_a_saved_moment(path):
    found = Recording(BASE)
    found.steps(20)
    files.save(path, BASE, found.session.state(), found.view)
    saved = files.load(path).timeline
    for moment in saved.current.moments[::6]:
        session = Session(moment.project, run=moment.run_state())
        while session.training.step_count < 20:
            session.training.step()
        assert same_run_state(session.state(), found.session.state())


def test_large_timelines_are_thinned_to_what_a_file_carries(path, monkeypatch):
    monkeypatch.setattr(timeline_file, "FILE_BUDGET", 60_000)
    found = rich(BASE)
    found.steps(100)
    before = len(found.view.current.moments)
    files.save(path, BASE, None, found.view)
    saved = files.load(path).timeline
    assert 3 < len(saved.current.moments) < before
    assert saved.current.moments[-1].step == found.session.training.step_count
    assert path.stat().st_size < 150_000


def test_a_network_whose_moments_are_larger_than_a_file_carries_is_saved_without(path, monkeypatch):
    monkeypatch.setattr(timeline_file, "FILE_BUDGET", 1_000)
    files.save(path, BASE, None, rich(BASE).view)
    saved = files.load(path)
    assert (saved.timeline, saved.left_out) == (None, "")


def with_table(found: Recording, source: object) -> None:
    data = DataSpec(source=source, validation=0.0)
    edited = edits.set_data(found.session.project, data, make_dataset(data))
    found.session = Session(edited)
    found.timeline.begin_anew(found.curve)
    found.timeline.record(found.session)
    found.steps(2)


def test_a_table_is_in_a_file_once_and_moments_of_other_large_ones_are_not(path, monkeypatch):
    found = Recording(BASE)
    found.steps(2)
    with_table(found, table(rows=400))
    spec = found.session.project
    files.save(path, spec, None, found.view)
    assert path.read_bytes().count(b"dog") == 0
    saved = files.load(path)
    assert saved.timeline.current.moments[0].project.data.source is saved.project.data.source
    assert len(saved.timeline.branches) == 1
    monkeypatch.setattr(timeline_file, "MAX_TABLES", 1_000)
    files.save(path, BASE, None, found.view)
    saved = files.load(path).timeline
    assert [len(run.moments) for run in (saved.current, *saved.branches)] == [0, 3]


# --- damage


def test_what_is_no_timeline_is_left_out(valid, path):
    whole = stored(valid)
    for content in (b"", b"junk", whole[:-30], stored({}), whole + b"more"):
        assert "without its timeline" in left_out(path, content)


def test_a_newer_timeline_is_left_out_and_the_newer_program_named(valid, path):
    words = left_out(path, with_index(valid, {"version": 2, "moods": []}))
    assert "newer NN Studio" in words


@pytest.mark.parametrize("array", ["index", "f8", "f4", "u2", "u4"])
@pytest.mark.parametrize("damage", RUN_DAMAGES)
def test_a_damaged_array_is_left_out_and_no_memory_is_taken_for_it(array, damage, valid, path):
    parts = {name: part for name, part in valid.items() if name != f"{array}.npy"}
    content = RUN_DAMAGES[damage]
    if content is not None:
        parts[f"{array}.npy"] = content
    left_out(path, stored(parts))


def test_a_timeline_packed_small_is_not_unpacked(valid, path):
    bomb = packed({**valid, "f4.npy": npy(np.zeros(MEGABYTE, "<f4"))})
    assert len(bomb) < MEGABYTE
    left_out(path, bomb)
    session = Session(BASE)
    files.save(path, BASE, session.state())
    parts = members(path.read_bytes())
    path.write_bytes(packed({**parts, "timeline.npz": bytes(20 * MEGABYTE)}))
    assert "packed in an unknown way" in files.load(path).left_out


@pytest.mark.parametrize(
    "edit",
    [
        change("version", "one"),
        change("colour", 1),
        change("sizes", "f8", 0, 10**12),
        change("sizes", "f8", 0, -1),
        change("sizes", "f8", []),
        change("sizes", "f2", [1]),
        change("moments", 0, "design", 99),
        change("moments", 0, "design", -1),
        change("moments", 0, "parameters", ["f8", 10**6]),
        change("moments", 0, "parameters", ["u2", 0]),
        change("moments", 0, "order", ["f8", 0]),
        change("moments", 0, "log", 7),
        change("moments", 0, "log_length", 10**9),
        change("moments", 0, "losses", [1, 2]),
        change("moments", 0, "words", "x" * 2_000),
        change("moments", 0, "numbers", "step_count", 10**6),
        change("moments", 0, "numbers", "random", "state", "9" * 39),
        change("designs", 0, "layers", 0, "units", 10**9),
        change("designs", 0, "layers", 1, "id", "a"),
        change("designs", 0, "blocks", {"a": [0, 10**9, 10**9]}),
        change("designs", 0, "data", 5),
        change("data", 0, "source", -2),
        change("data", 0, "source", 9),
        change("logs", 0, ["u2", 0]),
        change("runs", []),
        change("runs", 0, "moments", [3, 2, 1]),
        change("runs", 0, "moments", [1, 1]),
        change("runs", 0, "moments", [0, 2]),
        change("runs", 0, "moments", [10**6]),
        change("runs", 0, "number", 1),
        change("runs", 0, "number", 0),
        change("runs", 0, "curve", ["f4", 0]),
    ],
    ids=lambda edit: edit.__name__,
)
def test_an_index_that_cannot_be_is_left_out(edit, valid, path):
    index = index_of(valid)
    edit(index)
    left_out(path, with_index(valid, index))


def test_very_many_values_are_counted_before_they_are_made(valid, path, monkeypatch):
    monkeypatch.setattr(timeline_index, "MAX_VALUES", 100)
    left_out(path, stored(valid))


@pytest.mark.parametrize(
    "edit",
    [
        change("runs", [{"number": n, "moments": [], "curve": ["f8", 0]} for n in range(1, 99)]),
        change("moments", 1, "parameters", ["f8", 0]),
        change("designs", 0, "blocks", {str(n): [0, 1, 1] for n in range(1000)}),
        change("sizes", "u4", [0] * 100_000),
    ],
    ids=("runs", "one vector of weights", "blocks", "vectors"),
)
def test_more_than_a_timeline_can_have_is_left_out(edit, valid, path):
    index = index_of(valid)
    edit(index)
    left_out(path, with_index(valid, index))


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_weights_that_are_no_numbers_are_left_out(value, valid, path):
    values = np.load(io.BytesIO(valid["f8.npy"]))
    index = index_of(valid)
    first = index["moments"][0]["parameters"][1]
    values[sum(index["sizes"]["f8"][:first])] = value
    left_out(path, stored({**valid, "f8.npy": npy(values)}))


def test_the_timeline_that_is_damaged_here_is_sound_when_it_is_not(valid):
    assert len(read_timeline("f", stored(valid), BASE).current.moments) == 12
