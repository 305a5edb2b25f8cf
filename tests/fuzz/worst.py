"""The worst files that somebody thought of: each is large, or deep, or at the edge of a bound."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np

from nnstudio.data.builtin import make
from nnstudio.data.csv_file import MAX_BYTES, MAX_RECORD, MAX_ROWS
from nnstudio.nn.run_state import RunState
from nnstudio.project.files import FORMAT
from nnstudio.project.layers import (
    AttentionSpec,
    Conv2DSpec,
    DenseSpec,
    EmbeddingSpec,
    GlobalAveragePoolSpec,
    GRUSpec,
    LayerSpec,
    LSTMSpec,
    RNNSpec,
)
from nnstudio.project.run_file import write_run
from nnstudio.project.session import Session
from nnstudio.project.specs import BuiltInSource, DataSpec, Project, TrainingSpec
from tests.fuzz import arrays, sound
from tests.project.archives import as_json, members, npy

_CROSS = "categorical cross-entropy"
_SIGMOID = DenseSpec(units=1, activation="sigmoid")
_CHARACTERS = make("next-character", 10, 0.0, 0).outputs


def _on(
    key: str, samples: int, layers: list[LayerSpec], length: int = 0, **training: Any
) -> Project:
    named = (msgspec.structs.replace(layer, id=f"layer {i}") for i, layer in enumerate(layers))
    source = BuiltInSource(key=key, samples=samples, length=length)
    return Project(
        data=DataSpec(source=source, reading="image"),
        layers=tuple(named),
        training=TrainingSpec(**training),
    )


def _dense(units: int) -> DenseSpec:
    return DenseSpec(units=units)


def _softmax(units: int) -> DenseSpec:
    return DenseSpec(units=units, activation="softmax")


LEGAL: dict[str, Project] = {
    "as many weights as can be, in few layers": _on(
        "moons", 1000, [*map(_dense, (1400, 1400, 1300)), _SIGMOID], batch_size=100, patience=5
    ),
    "as many weights as can be, in many layers": _on(
        "moons", 7000, [*[_dense(200)] * 98, _SIGMOID], batch_size=200
    ),
    "a wide layer and a large batch": _on(
        "moons", 7000, [*map(_dense, (950, 4000)), _SIGMOID], batch_size=800
    ),
    "as many samples as can be, one at a time": _on(
        "noisy-xor", 100_000, [*[_dense(1)] * 98, _SIGMOID], batch_size=1
    ),
    "wide and narrow in turn": _on(
        "noisy-xor", 5000, [*[_dense(4000), _dense(1)] * 36, _SIGMOID], batch_size=20
    ),
    "as long a text as can be": _on(
        "next-character",
        2400,
        [EmbeddingSpec(width=1), _softmax(_CHARACTERS)],
        100,
        loss=_CROSS,
    ),
    "as many sequences as can be": _on("parity", 99_000, [RNNSpec(units=1), _SIGMOID], 100),
    "as many symbols as can be": _on(
        "remember-first", 24_500, [RNNSpec(units=1), _softmax(4)], 100, loss=_CROSS
    ),
    "as many pictures as can be": _on(
        "shapes",
        66_000,
        [Conv2DSpec(filters=4), GlobalAveragePoolSpec(), _softmax(4)],
        loss=_CROSS,
    ),
    "many recurrent layers": _on(
        "parity",
        3000,
        [*[GRUSpec(units=1, whole_sequence=True)] * 60, GRUSpec(units=1), _SIGMOID],
        100,
        batch_size=3,
    ),
    "a wide recurrent layer": _on("parity", 280, [LSTMSpec(units=256), _SIGMOID], 100),
    "many convolutions": _on(
        "digits",
        1797,
        [*[Conv2DSpec(filters=8, padding="same")] * 80, GlobalAveragePoolSpec(), _softmax(10)],
        batch_size=20,
        loss=_CROSS,
    ),
    "much attention": _on(
        "copy",
        200,
        [EmbeddingSpec(width=16), *[AttentionSpec(heads=16)] * 97, _softmax(8)],
        30,
        batch_size=1,
        loss=_CROSS,
    ),
}
"""Projects within all bounds, or just beyond one."""


def with_run(project: Project) -> bytes:
    """A file of a project, with the largest run that belongs to it, if it can be run at all."""
    try:
        session = Session(project)
    except ValueError:
        return archive(msgspec.json.encode(_whole(project)))
    run = session.state()
    assert run is not None
    if project.training.patience:
        run = replace(run, best_parameters=run.parameters)
    return archive(msgspec.json.encode(_whole(project)), run)


def archive(text: bytes, run: RunState | None = None) -> bytes:
    """A project file of this text."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr("project.json", text)
        if run is not None:
            packed.writestr("run.npz", write_run(run), zipfile.ZIP_STORED)
    return whole.getvalue()


def _whole(project: Project) -> dict[str, object]:
    return {"format": FORMAT, "program": "0", "project": project}


def _table(columns: list[tuple[str, str, str]], task: str = "classes") -> bytes:
    """The text of a project of a table: of each column name, kind and its cells as JSON."""
    text = as_json()
    names = [name for name, _, _ in columns]
    text["project"]["data"]["source"] = {
        "kind": "table",
        "title": "t",
        "columns": "COLUMNS",
        "inputs": names[:-1][:500],
        "target": names[-1],
        "task": task,
    }
    cells = ",".join(
        f'{{"kind":"column","name":{json.dumps(name)},"{kind}":[{cells}]}}'
        for name, kind, cells in columns
    )
    return json.dumps(text).replace('"COLUMNS"', f"[{cells}]").encode()


def _numbers(columns: int, rows: int) -> bytes:
    cells = ",".join(str(row % 997 / 8) for row in range(rows))
    return _table([(f"c{place}", "numbers", cells) for place in range(columns)], "regression")


def _texts(rows: int, text: Callable[[int], str]) -> bytes:
    numbers = ",".join(str(row % 10) for row in range(rows))
    texts = ",".join(f'"{text(row)}"' for row in range(rows))
    return _table([("a", "numbers", numbers), ("k", "texts", texts)])


def _settings(**values: Any) -> bytes:
    text = as_json()
    text["project"] |= values
    return json.dumps(text).encode()


def _layers(count: int) -> bytes:
    return _settings(layers=[{"kind": "dense", "id": str(place)} for place in range(count)])


PROJECTS: dict[str, Callable[[], bytes]] = {
    "a table as large as a table can be": lambda: _numbers(10, MAX_ROWS),
    "a table as wide as a table can be": lambda: _numbers(512, 3900),
    "a table of ten million numbers": lambda: _numbers(20, 490_000),
    "a million columns": lambda: _table([(f"c{i}", "numbers", "1") for i in range(10**6)]),
    "five million texts": lambda: _texts(4_900_000, lambda row: "ab"[row % 2]),
    "as many texts as a table can have": lambda: _texts(MAX_ROWS, lambda row: "ab"[row % 2]),
    "as many different texts": lambda: _texts(MAX_ROWS, lambda row: f"{row:x}"),
    "two texts of forty megabytes": lambda: _texts(2, lambda row: "ab"[row] * 40_000_000),
    "texts that turn round": lambda: _texts(100, lambda row: "\u202eab\\u0000"[row % 2 :]),
    "three hundred thousand layers": lambda: _layers(300_000),
    "two hundred thousand inputs": lambda: _settings(
        data={"kind": "data", "inputs": ["a"] * 200_000}
    ),
    "a key of nine megabytes": lambda: _settings(
        data={"kind": "data", "source": {"kind": "built-in", "key": "x" * 9_000_000}}
    ),
    "ninety megabytes of nothing": lambda: b"{" + b" " * 90_000_000 + b"}",
    "more than ninety-six megabytes": lambda: b" " * 101_000_000,
    "ninety megabytes of one string": lambda: b'{"format":1,"a":"' + b"x" * 90_000_000 + b'"}',
    "ninety megabytes of brackets": lambda: b"[" * 90_000_000,
    "ninety megabytes of one number": lambda: b'{"format":' + b"9" * 90_000_000 + b"}",
    "twenty million empty lists": lambda: b'{"format":1,"a":[' + b"[]," * 20_000_000 + b"[]]}",
}
"""The text of project.json."""


def _timeline(change: Callable[[dict[str, Any]], None], floats: int = 0) -> bytes:
    """A sound project whose timeline says something else; `floats` more numbers lie in it."""
    parts = sound.parts("dense")
    inner = members(parts["timeline.npz"])
    index = json.loads(arrays.text_in(inner["index.npy"]))
    if floats:
        values = np.load(io.BytesIO(inner["f8.npy"]))
        inner["f8.npy"] = npy(np.concatenate([values, np.arange(floats, dtype=np.float64)]))
        index["sizes"]["f8"].append(floats)
    change(index)
    inner["index.npy"] = arrays.with_text(json.dumps(index, separators=(",", ":")).encode())
    return sound.stored({**parts, "timeline.npz": sound.stored(inner)})


def _many_runs(index: dict[str, Any]) -> None:
    curve = index["runs"][0]["curve"]
    index["runs"] = [{"number": n, "moments": [0], "curve": curve} for n in range(1, 180_000)]


def _many_logs(index: dict[str, Any]) -> None:
    index["logs"] = [["f8", len(index["sizes"]["f8"]) - 1]] * 2048


def _many_moments(index: dict[str, Any]) -> None:
    index["moments"] = index["moments"][:1] * 20_000
    index["runs"] = [{**index["runs"][0], "moments": list(range(20_000))}]


def _many_designs(index: dict[str, Any]) -> None:
    index["designs"] = index["designs"][:1] * 2048


def _many_vectors(index: dict[str, Any]) -> None:
    index["sizes"]["f8"] += [0] * 1_500_000


def _one_vector(index: dict[str, Any]) -> None:
    index["moments"] = index["moments"][:1] * 2000
    index["runs"] = [{**index["runs"][0], "moments": list(range(2000))}]


def _wide_blocks(index: dict[str, Any]) -> None:
    for moment in index["moments"]:
        moment["parameters"] = ["f8", len(index["sizes"]["f8"]) - 1]
    for design in index["designs"]:
        design["blocks"] = {"a": [0, 1, index["sizes"]["f8"][-1]]}


TIMELINES: dict[str, Callable[[], bytes]] = {
    "very many runs": lambda: _timeline(_many_runs),
    "two thousand looks at a million losses": lambda: _timeline(_many_logs, 3_000_000),
    "very many moments": lambda: _timeline(_many_moments),
    "very many designs": lambda: _timeline(_many_designs),
    "very many vectors of nothing": lambda: _timeline(_many_vectors),
    "all moments of one vector": lambda: _timeline(_one_vector),
    "a neuron of three million inputs": lambda: _timeline(_wide_blocks, 3_000_000),
}
"""Sound projects whose timeline is too much."""

TABLES: dict[str, Callable[[], bytes]] = {
    "one line of sixty megabytes": lambda: b"a" * 60_000_000,
    "one line of sixty megabytes of commas": lambda: b"1," * 30_000_000,
    "sixty megabytes of quotation marks": lambda: b'"' * 60_000_000,
    "a quotation mark that is never closed": lambda: b'a,b\n1,2\n3,"4\n' + b"5,6\n" * 5_000_000,
    "ten thousand columns": lambda: b",".join(b"c%d" % i for i in range(10_000)) + b"\n1,2\n",
    "more rows than can be": lambda: b"a,b\n" + b"1,2\n" * (MAX_ROWS + 1),
    "as many rows as can be": lambda: b"a,b\n"
    + b"".join(b"%d,%d\n" % (row, row % 7) for row in range(MAX_ROWS)),
    "as many cells as can be": lambda: b"\n".join(
        [b",".join(b"c%d" % i for i in range(500))]
        + [b",".join([b"%d.5" % (row % 89)] * 499 + [b"%d" % (row % 3)]) for row in range(3990)]
    ),
    "sixty million line ends": lambda: b"\n" * 60_000_000,
    "only zero bytes": lambda: bytes(60_000_000),
    "larger than any": lambda: b"1,2\n" * (MAX_BYTES // 4 + 1),
    "labels up to a billion": lambda: b"a,k\n"
    + b"".join(b"%d,%d\n" % (row, row * 5_000_011 % 10**9) for row in range(MAX_ROWS)),
    "a label of a billion": lambda: b"a,k\n1,0\n2,1000000000\n3,0\n4,1000000000\n5,0\n6,0\n",
    "labels of a million characters": lambda: b"a,k\n"
    + b"".join(b"%d,%s\n" % (i, b"ab"[i % 2 : i % 2 + 1] * (MAX_RECORD - 50)) for i in range(40)),
    "cells that are all wrong": lambda: b"a,b\n" + b"1,2\n" * 100_000 + b"x y,1e999\n" * 20_000,
    "sixty megabytes of UTF-16": lambda: ("a,b\n" + "1,2\n" * 7_400_000).encode("utf-16"),
    "sixty megabytes of UTF-32": lambda: ("a,b\n" + "1,2\n" * 3_700_000).encode("utf-32"),
    "many marks at the beginning": lambda: "\ufeff".encode() * 100_000 + b"a,b\n1,2\n3,4\n",
    "headers that are all one name": lambda: b",".join([b"a"] * 500)
    + (b"\n" + b",".join([b"1"] * 500)) * 9,
    "headers that are numbered already": lambda: b",".join(b"a (%d)" % (i // 2) for i in range(512))
    + (b"\n" + b",".join([b"1"] * 512)) * 9,
}
"""The bytes of a CSV file."""
