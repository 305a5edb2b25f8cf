"""All families of damaged files, each a strategy."""

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

from tests.fuzz import arrays, cells, designs, pieces, sound, trees, zips
from tests.project.archives import members


@dataclass(frozen=True)
class Case:
    """A file that may do harm: a project or a table."""

    kind: str
    content: bytes

    def __repr__(self) -> str:
        return f"Case({self.kind}, {len(self.content)} bytes)"


TITLES = st.sampled_from(sorted(sound.PROJECTS))


def _family(make: Callable[[st.DrawFn], bytes], kind: str = "project") -> st.SearchStrategy[Case]:
    @st.composite
    def case(draw: st.DrawFn) -> Case:
        return Case(kind, make(draw))

    return case()


def _whole(draw: st.DrawFn) -> bytes:
    whole = sound.projects()
    return draw(pieces.damaged(whole[draw(TITLES)], whole[draw(TITLES)]))


def _part(name: str) -> Callable[[st.DrawFn], bytes]:
    """Bytes of one member, in a sound archive."""

    def make(draw: st.DrawFn) -> bytes:
        parts, others = sound.parts(draw(TITLES)), sound.parts(draw(TITLES))
        return sound.stored({**parts, name: draw(pieces.damaged(parts[name], others[name]))})

    return make


def _mixture(draw: st.DrawFn) -> bytes:
    """Sound parts of different files."""
    names = ("project.json", "run.npz", "timeline.npz")
    return sound.stored({name: sound.parts(draw(TITLES))[name] for name in names})


def _archive(draw: st.DrawFn) -> bytes:
    return draw(zips.damaged(sound.parts(draw(TITLES))))


def _inner_archive(draw: st.DrawFn) -> bytes:
    parts = sound.parts(draw(TITLES))
    name = draw(st.sampled_from(("run.npz", "timeline.npz")))
    return sound.stored({**parts, name: draw(zips.damaged(members(parts[name])))})


def _settings(draw: st.DrawFn) -> bytes:
    parts = sound.parts(draw(TITLES))
    kept = draw(st.sampled_from((("run.npz", "timeline.npz"), ())))
    text = draw(trees.damaged(parts["project.json"]))
    return sound.stored({"project.json": text, **{name: parts[name] for name in kept}})


def _arrays(name: str) -> Callable[[st.DrawFn], bytes]:
    def make(draw: st.DrawFn) -> bytes:
        parts = sound.parts(draw(TITLES))
        inner = members(parts[name])
        which = draw(st.sampled_from(sorted(inner)))
        inner[which] = draw(arrays.damaged(inner[which]))
        return sound.stored({**parts, name: sound.stored(inner)})

    return make


def _index(name: str, which: str) -> Callable[[st.DrawFn], bytes]:
    """The JSON that lies as bytes in one of the arrays."""

    def make(draw: st.DrawFn) -> bytes:
        parts = sound.parts(draw(TITLES))
        inner = members(parts[name])
        text = draw(trees.damaged(arrays.text_in(inner[which])))
        inner[which] = arrays.with_text(text)
        return sound.stored({**parts, name: sound.stored(inner)})

    return make


def _design(draw: st.DrawFn) -> bytes:
    return sound.stored({"project.json": draw(designs.extreme())})


def _table(draw: st.DrawFn) -> bytes:
    tables = st.sampled_from(sorted(sound.TABLES))
    return draw(pieces.damaged(sound.TABLES[draw(tables)], sound.TABLES[draw(tables)]))


FAMILIES: dict[str, st.SearchStrategy[Case]] = {
    "bytes of a project": _family(_whole),
    "bytes of the settings": _family(_part("project.json")),
    "bytes of a run": _family(_part("run.npz")),
    "bytes of a timeline": _family(_part("timeline.npz")),
    "parts of different files": _family(_mixture),
    "an archive that lies": _family(_archive),
    "an archive that lies within another": _family(_inner_archive),
    "settings that cannot be": _family(_settings),
    "numbers of a run that cannot be": _family(_index("run.npz", "numbers.npy")),
    "an index of a timeline that cannot be": _family(_index("timeline.npz", "index.npy")),
    "arrays of a run that cannot be": _family(_arrays("run.npz")),
    "arrays of a timeline that cannot be": _family(_arrays("timeline.npz")),
    "settings as large as they can be": _family(_design),
    "bytes of a table": _family(_table, "table"),
    "cells of a table that cannot be": _family(lambda draw: draw(cells.damaged()), "table"),
}
