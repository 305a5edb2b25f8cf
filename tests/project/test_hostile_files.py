"""Files that somebody damaged, or made to do harm: a sentence, and no memory taken for them."""

import io
import json
import struct
import tracemalloc
import zipfile
from pathlib import Path

import msgspec
import numpy as np
import pytest

from nnstudio.project import files
from nnstudio.project.errors import ProjectError
from nnstudio.project.session import Session
from nnstudio.project.specs import DataSpec, Project

from .archives import BASE, as_json, members, npy, npy_with_header, packed, valid_file
from .projects import table

MEGABYTE = 2**20


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "harm.nnstudio"


def refusal(path: Path, content: bytes) -> str:
    """The words with which this file is refused; fails if it takes more than a little memory."""
    path.write_bytes(content)
    tracemalloc.start()
    try:
        with pytest.raises(ProjectError) as refused:
            files.load(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 * MEGABYTE + 4 * len(content)
    assert path.name in str(refused.value)
    assert "Traceback" not in str(refused.value)
    return str(refused.value)


def opened(path: Path) -> Session:
    """The run of a file, as the document opens it."""
    saved = files.load(path)
    return Session(saved.project, run=saved.run)


def json_file(value: object) -> bytes:
    return packed({"project.json": json.dumps(value).encode()})


def with_run(path: Path, **arrays: bytes | None) -> bytes:
    """A valid file whose run has these members instead; None takes one away."""
    parts = valid_file(path)
    run: dict[str, bytes] = members(parts["run.npz"])
    for name, content in arrays.items():
        run.pop(f"{name}.npy", None)
        if content is not None:
            run[f"{name}.npy"] = content
    return packed({**parts, "run.npz": packed(run)})


def numbers(path: Path, **values: object) -> bytes:
    """A valid file whose run has these numbers instead."""
    run = members(valid_file(path)["run.npz"])
    found = json.loads(np.load(io.BytesIO(run["numbers.npy"])).tobytes())
    encoded = json.dumps({**found, **values}).encode()
    return with_run(path, numbers=npy(np.frombuffer(encoded, np.uint8)))


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_file_that_is_cut_off_is_refused(share, path):
    valid_file(path)
    content = path.read_bytes()
    assert "damaged" in refusal(path, content[: int(share * len(content))])


def test_a_file_with_something_before_or_after_it_is_refused_or_read_as_it_is(path):
    valid_file(path)
    content = path.read_bytes()
    assert "damaged" in refusal(path, content + b"more")
    path.write_bytes(b"before" + content)
    assert files.load(path).project == BASE


def test_a_newer_format_is_refused_with_the_advice_to_use_a_newer_program(path):
    words = refusal(path, json_file({"format": 2, "program": "9", "future": {"x": 1}}))
    assert "newer NN Studio (format 2" in words


@pytest.mark.parametrize("format_number", [0, -1, "1", 1.5, None, 10**30])
def test_a_format_number_that_cannot_be_is_refused(format_number, path):
    value = {**as_json(), "format": format_number}
    assert refusal(path, json_file(value))


def change(*steps: object):
    """Set a value deep in the JSON: the way to it, then the value."""
    *way, name, value = steps

    def edit(found):
        place = found
        for part in way:
            place = place[part]
        place[name] = value

    edit.__name__ = " ".join(f"{step}"[:16] for step in steps)
    return edit


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (change("project", "layers", 0, "units", 0), "the number of neurons has a value"),
        (change("project", "layers", 0, "units", "3"), "the number of neurons has a value"),
        (change("project", "layers", 0, "units", 10_000), "the number of neurons has a value"),
        (change("project", "layers", 0, "units", 1e300), "the number of neurons has a value"),
        (change("project", "layers", 0, "units", None), "the number of neurons has a value"),
        (change("project", "layers", 0, "activation", "gelu"), "the activation has a value"),
        (change("project", "layers", 0, "kind", "perceptron"), "has a value that it cannot have"),
        (change("project", "layers", 0, "colour", "red"), "does not know: “colour”"),
        (change("project", "layers", 0, []), "has a value that it cannot have"),
        (change("project", "layers", [[]] * 101), "has a value that it cannot have"),
        (change("project", "layers", 1, "id", "a"), "two layers of one id"),
        (change("project", "layers", 1, "id", ""), "has a value"),
        (change("project", "layers", 1, "rate", 1.0), "the dropout rate has a value"),
        (change("project", "training", "learning_rate", 0), "the learning rate has a value"),
        (change("project", "training", "learning_rate", True), "the learning rate has a value"),
        (change("project", "training", "batch_size", -1), "the batch size has a value"),
        (change("project", "training", "loss", "hinge"), "the loss has a value"),
        (change("project", "training", "optimiser", {"kind": "lion"}), "has a value"),
        (change("project", "training", "seed", 2**40), "the seed has a value"),
        (change("project", "data", "validation", 1.0), "the validation share has a value"),
        (change("project", "data", "source", "samples", 10**9), "the number of samples has a"),
        (change("project", "notes", "x" * 100_001), "the text of the notes has a value"),
        (change("project", []), "has a value that it cannot have"),
        (change("extra", 1), "does not know: “extra”"),
    ],
)
def test_a_setting_that_cannot_be_is_named(edit, words, path):
    value = as_json()
    edit(value)
    assert words in refusal(path, json_file(value))


@pytest.mark.parametrize("missing", ["format", "program", "project"])
def test_a_part_that_is_missing_is_no_project(missing, path):
    value = as_json()
    del value[missing]
    assert refusal(path, json_file(value))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'{"format": 1, "program": "\xff\xfe", "project": {}}',
        b'{"format": 1e400}',
        b'{"format": ' + b"9" * 10_000 + b"}",
        b'{"format": 1, "project": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"format": ' + b'{"format": ' * 50_000 + b"1" + b"}" * 50_001,
        b'{"format": 1, "program": "0", "project": {"notes": NaN}}',
    ],
    ids=range(10),
)
def test_json_that_is_none_or_nested_without_end_is_refused(content, path):
    assert refusal(path, packed({"project.json": content}))


def test_a_number_that_is_none_or_beyond_all_bounds_is_refused(path):
    for number in ("1e999", "NaN", "-Infinity"):
        text = json.dumps(as_json()).replace('"learning_rate": 0.05', f'"learning_rate": {number}')
        assert number in text
        assert refusal(path, packed({"project.json": text.encode()}))


@pytest.mark.parametrize(
    "columns",
    [
        [{"kind": "column", "name": "a", "numbers": [1.0], "texts": ["x"]}],
        [
            {"kind": "column", "name": "a", "numbers": [1.0, 2.0]},
            {"kind": "column", "name": "b", "numbers": [1.0]},
        ],
        [],
    ],
)
def test_a_table_whose_columns_do_not_fit_together_is_refused(columns, path):
    value = as_json(Project(data=DataSpec(source=table())))
    value["project"]["data"]["source"]["columns"] = columns
    assert refusal(path, json_file(value))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(path):
    bomb = packed({"project.json": b" " * (200 * MEGABYTE)})
    assert len(bomb) < MEGABYTE
    assert "too large" in refusal(path, bomb)


def test_a_zip_bomb_that_lies_about_its_size_is_refused(path):
    content = bytearray(packed({"project.json": b" " * (50 * MEGABYTE)}))
    small = struct.pack("<I", 100)
    place = content.rindex(b"PK\x01\x02") + 24
    content[place : place + 4] = small
    assert "damaged" in refusal(path, bytes(content))


def test_values_that_are_short_in_a_file_and_large_in_memory_are_counted_first(path):
    value = json.dumps(as_json(Project(data=DataSpec(source=table()))))
    start = value.index('"numbers": [') + len('"numbers": [')
    text = value[:start] + "0," * (files.MAX_VALUES + 1) + value[start:]
    path.write_bytes(packed({"project.json": text.encode()}))
    tracemalloc.start()
    with pytest.raises(ProjectError, match="holds more than NN Studio takes"):
        files.load(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * len(text)


def test_a_table_too_large_to_be_opened_again_is_not_saved_either(path):
    many = msgspec.structs.replace(
        table(),
        columns=tuple(
            msgspec.structs.replace(column, numbers=(0.0,) * (files.MAX_VALUES // 2))
            for column in (*table().columns[:2], table().columns[0])
        ),
    )
    with pytest.raises(ProjectError, match="Import fewer rows or columns"):
        files.save(path, Project(data=DataSpec(source=many)), None)
    assert not path.exists()


def test_names_inside_are_never_paths(path, tmp_path):
    parts = valid_file(path)
    outside = {"../evil": b"x", "/tmp/evil": b"x", "C:\\evil": b"x"}
    path.write_bytes(packed({**outside, **parts}))
    assert files.load(path).project == BASE
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_two_members_of_one_name_are_refused(path):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("project.json", json.dumps(as_json()))
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("project.json", json.dumps(as_json()))
    assert "two things of one name" in refusal(path, content.getvalue())


def test_an_archive_of_very_many_members_is_refused_before_they_are_listed(path):
    many = {f"{number}": b"" for number in range(20_000)}
    assert "not an NN Studio project" in refusal(path, packed(many))


def test_a_list_of_members_for_large_archives_is_refused(path):
    valid_file(path)
    content = path.read_bytes()
    locator = b"PK\x06\x07" + bytes(16)
    assert refusal(path, content[:-22] + locator + content[-22:])


def test_a_member_that_wants_a_password_is_refused(path):
    content = bytearray(json_file(as_json()))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    assert "protected by a password" in refusal(path, bytes(content))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_refused(method, path):
    content = packed({"project.json": json.dumps(as_json()).encode()}, method)
    assert "packed in an unknown way" in refusal(path, content)


def test_an_unknown_way_of_packing_is_refused(path):
    content = bytearray(json_file(as_json()))
    for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        content[content.index(mark) + offset] = 77
    assert refusal(path, bytes(content))


def test_a_wrong_check_sum_is_noticed(path):
    content = bytearray(packed({"project.json": json.dumps(as_json()).encode()}, 0))
    content[content.index(b'"notes"') + 1] ^= 1
    assert "damaged" in refusal(path, bytes(content))


# --- the run


RUN_DAMAGES = {
    "not an archive": None,
    "a pickle": npy(np.array([{"a": 1}], object), allow_pickle=True),
    "text": npy(np.array(["abc"])),
    "complex numbers": npy(np.zeros(3, complex)),
    "structured": npy(np.zeros(3, [("a", "<f8")])),
    "big-endian": npy(np.zeros(3, ">f8")),
    "column-major": npy(np.asfortranarray(np.zeros((3, 4)))),
    "three dimensions": npy(np.zeros((2, 2, 2))),
    "another shape": npy(np.zeros(7)),
    "no bytes": b"",
    "no header": b"\x93NUMPY\x01\x00",
    "junk": b"junk" * 100,
    "a terabyte": npy_with_header(
        "{'descr': '<f8', 'fortran_order': False, 'shape': (137438953472,), }"
    ),
    "a negative size": npy_with_header(
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-8,), }", bytes(64)
    ),
    "two negative sizes": npy_with_header(
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-2, -4), }", bytes(64)
    ),
    "more than memory has addresses": npy_with_header(
        f"{{'descr': '<f8', 'fortran_order': False, 'shape': ({10**40},), }}"
    ),
    "more bytes than it says": npy(np.zeros(3)) + bytes(8),
    "fewer bytes than it says": npy(np.zeros(30))[:-8],
    "code in the header": npy_with_header("__import__('os').system('true')"),
    "a header without end": npy_with_header("(" * 60_000),
    "a long header": npy_with_header("[" * 3_000 + "]" * 3_000),
    "an unknown version": npy_with_header("{}", version=(3, 0)),
    "a header of four gigabytes": b"\x93NUMPY\x02\x00" + b"\xff" * 4 + b"{}",
}


@pytest.mark.parametrize("array", ["parameters", "history", "memory.M", "order", "numbers"])
@pytest.mark.parametrize("damage", RUN_DAMAGES)
def test_a_damaged_array_is_refused_and_nothing_is_allocated_or_run_for_it(array, damage, path):
    content = with_run(path, **{array: RUN_DAMAGES[damage]})
    path.write_bytes(content)
    tracemalloc.start()
    try:
        with pytest.raises(ProjectError) as refused:
            opened(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 * MEGABYTE
    assert "training" in str(refused.value) or "saved run" in str(refused.value)


def test_a_run_that_is_no_archive_is_refused(path):
    parts = valid_file(path)
    for run in (b"", b"junk", parts["run.npz"][:-30], packed({})):
        assert "training saved in" in refusal(path, packed({**parts, "run.npz": run}))


def test_a_run_of_very_many_members_packed_small_is_refused_before_they_are_listed(path):
    many = packed({f"{number}.npy": b"" for number in range(20_000)})
    content = packed({**valid_file(path), "run.npz": many})
    assert "training saved in" in refusal(path, content)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("array", ["parameters", "memory.M", "memory.V"])
def test_weights_that_are_no_numbers_are_refused(array, value, path):
    run = members(valid_file(path)["run.npz"])
    values = np.load(io.BytesIO(run[f"{array}.npy"]))
    values[3] = value
    path.write_bytes(with_run(path, **{array: npy(values)}))
    with pytest.raises(ProjectError, match="not all finite"):
        opened(path)


@pytest.mark.parametrize(
    "values",
    [
        {"epoch": -1},
        {"epoch": 2**63},
        {"step_count": 2**62},
        {"history_stride": 2**60},
        {"epoch": 1.5},
        {"position": 10**6},
        {"step_count": "many"},
        {"history_stride": -2},
        {"best_loss": "low"},
        {"stopped_early": 1},
        {"colour": "red"},
        {"random": {"state": "x", "inc": "1", "has_uint32": 0, "uinteger": 0}},
        {"random": {"state": "9" * 39, "inc": "1", "has_uint32": 0, "uinteger": 0}},
        {"random": {"state": "1", "inc": "1", "has_uint32": 2, "uinteger": 0}},
        {"random": None},
    ],
    ids=str,
)
def test_a_moment_that_cannot_be_is_refused(values, path):
    path.write_bytes(numbers(path, **values))
    with pytest.raises(ProjectError):
        opened(path)


@pytest.mark.parametrize(
    "order", [np.zeros(42, np.int64), np.arange(41), np.arange(42) - 1, np.arange(42.0)]
)
def test_an_order_that_would_read_other_samples_is_refused(order, path):
    path.write_bytes(with_run(path, order=npy(order)))
    with pytest.raises(ProjectError):
        opened(path)


@pytest.mark.parametrize(
    "history",
    [
        np.zeros((3, 2)),
        np.full((3, 1), np.nan),
        np.zeros((2, 5)),
        np.zeros(3),
        np.array([[2.0, 1.0], [0, 0], [0, 0]]),
        np.array([[-1.0, 1.0], [0, 0], [0, 0]]),
        np.tile(np.arange(1025.0), (3, 1)),
    ],
)
def test_a_history_that_cannot_be_is_refused(history, path):
    path.write_bytes(with_run(path, history=npy(history)))
    with pytest.raises(ProjectError):
        opened(path)


def test_a_run_of_another_network_is_refused(path):
    parts = valid_file(path)
    value = as_json()
    value["project"]["layers"][0]["units"] = 9
    path.write_bytes(packed({**parts, "project.json": json.dumps(value).encode()}))
    with pytest.raises(ProjectError, match="does not fit"):
        opened(path)


@pytest.mark.parametrize(("columns", "rows"), [(513, 2), (2, 200_001)])
def test_a_table_with_more_rows_or_columns_than_can_be_imported_is_refused(columns, rows, path):
    value = as_json(Project(data=DataSpec(source=table())))
    cells = [{"kind": "column", "name": f"c{n}", "numbers": [1] * rows} for n in range(columns)]
    value["project"]["data"]["source"]["columns"] = cells
    path.write_bytes(json_file(value))
    with pytest.raises(ProjectError, match="its table is larger than NN Studio takes"):
        files.load(path)
