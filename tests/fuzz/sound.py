"""Sound files, to be damaged: projects of several kinds with their runs and timelines, tables."""

import io
import tempfile
import zipfile
from functools import cache
from pathlib import Path

from nnstudio.project import files
from nnstudio.project.layers import (
    AttentionSpec,
    Conv2DSpec,
    DropoutSpec,
    EmbeddingSpec,
    FlattenSpec,
    LayerSpec,
    LSTMSpec,
)
from nnstudio.project.specs import BuiltInSource, DataSpec, MomentumSpec, Project, TrainingSpec
from tests.project.archives import members
from tests.project.projects import dense, table
from tests.project.timelines import rich

LENGTHS = {"remember-first": 4, "copy": 4}
_CROSS = "categorical cross-entropy"


def _on(key: str, *layers: LayerSpec, **training: object) -> Project:
    source = BuiltInSource(key=key, samples=24, length=LENGTHS.get(key, 0))
    return Project(
        data=DataSpec(source=source, reading="image"),
        layers=layers,
        training=TrainingSpec(batch_size=7, **training),  # type: ignore[arg-type]
    )


PROJECTS = {
    "dense": _on("moons", dense("a", 4), DropoutSpec(id="d"), dense("output", 1, "sigmoid")),
    "image": _on(
        "shapes",
        Conv2DSpec(id="c", filters=2),
        FlattenSpec(id="f"),
        dense("output", 4, "softmax"),
        loss=_CROSS,
        optimiser=MomentumSpec(),
        precision="float32",
    ),
    "sequence": _on(
        "remember-first",
        LSTMSpec(id="l", units=3),
        dense("output", 4, "softmax"),
        loss=_CROSS,
        patience=3,
    ),
    "tokens": _on(
        "copy",
        EmbeddingSpec(id="e", width=4),
        AttentionSpec(id="t"),
        dense("output", 8, "softmax"),
        loss=_CROSS,
    ),
    "table": Project(
        data=DataSpec(source=table(), scaling="standard"),
        layers=(dense("a", 3), dense("output", 1, "sigmoid")),
    ),
}

TABLES = {
    "plain.csv": b"width,height,kind\n1,2,a\n2,3,b\n3,1,a\n4,0,b\n",
    "european.csv": "größe;preis\n1,5;9,5\n2,5;8,5\n3,5;7,5\n".encode("cp1252"),
    "wide.csv": "x\ty\n1\t2\n3\t4\n5\t7\n".encode("utf-16"),
    "quoted.csv": b'"a","b"\n"1","2"\n"3","4"\n"6","7"\n',
}


@cache
def projects() -> dict[str, bytes]:
    """The bytes of each sound project, with a run and a timeline that has an edit and a branch."""
    found = {}
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "a.nnstudio"
        for title, project in PROJECTS.items():
            recording = rich(project)
            files.save(path, recording.session.project, recording.session.state(), recording.view)
            found[title] = path.read_bytes()
    return found


def everything() -> dict[str, tuple[str, bytes]]:
    """All sound files, by a name of their own."""
    whole = {f"{title}.nnstudio": ("project", content) for title, content in projects().items()}
    return whole | {name: ("table", content) for name, content in TABLES.items()}


@cache
def parts(title: str) -> dict[str, bytes]:
    """The members of a sound project."""
    return members(projects()[title])


def stored(content: dict[str, bytes]) -> bytes:
    """A sound archive of these members."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return whole.getvalue()
