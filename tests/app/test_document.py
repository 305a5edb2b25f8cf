"""The document: one gesture is one step to undo, and nothing is lost on the way."""

import json
import zipfile

import msgspec
import pytest

from nnstudio.app.document import Document
from nnstudio.project import edits, files
from nnstudio.project.errors import ProjectError
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.material import make_dataset
from nnstudio.project.session import Session
from nnstudio.project.specs import BuiltInSource

from ..project.projects import dense, project

MOONS = project(dense("a", 4), dense("b", 3), key="moons", samples=40)


@pytest.fixture
def document(qapp):
    return Document(MOONS)


def told(signal):
    """What a signal tells, in order."""
    heard = []
    signal.connect(lambda *values: heard.append(values[0] if values else None))
    return heard


def rate(document: Document, value: float, merge: str = "rate") -> None:
    edited = edits.change_training(document.project, learning_rate=value)
    assert document.apply(edited, "Change the learning rate", merge)


def test_an_edit_is_told_and_undone_and_done_again(document):
    heard = told(document.changed)
    document.apply(edits.set_units(MOONS, "a", 6), "Six neurons")
    assert document.project.layer("a").units == 6
    assert document.shapes.sizes == (2, 6, 3, 1)
    assert document.undo_stack.undoText() == "Six neurons"
    document.undo_stack.undo()
    assert document.project == MOONS
    assert document.shapes.sizes == (2, 4, 3, 1)
    document.undo_stack.redo()
    assert document.project.layer("a").units == 6
    assert [(change.layers, change.training, change.data) for change in heard] == [
        (True, False, False)
    ] * 3


@pytest.mark.parametrize(
    ("edit", "parts", "rebuilds"),
    [
        (lambda p: edits.set_units(p, "a", 6), {"layers"}, True),
        (lambda p: edits.set_activation(p, "a", "relu"), {"layers"}, True),
        (lambda p: edits.change_layer(p, "a", title="Edges"), {"layers"}, False),
        (lambda p: edits.change_training(p, learning_rate=0.5), {"training"}, False),
        (lambda p: edits.change_training(p, seed=9), {"training"}, False),
        (lambda p: edits.change_training(p, precision="float32"), {"training"}, True),
        (lambda p: edits.change_training(p, loss="mean squared error"), {"training"}, True),
        (lambda p: edits.change_data(p, make_dataset(p.data), validation=0.5), {"data"}, True),
        (lambda p: msgspec.structs.replace(p, notes="why"), {"notes"}, False),
    ],
)
def test_a_change_says_which_parts_it_touched_and_whether_the_network_is_built_anew(
    edit, parts, rebuilds, document
):
    heard = told(document.changed)
    document.apply(edit(document.project), "edit")
    (change,) = heard
    touched = {name for name in ("data", "layers", "training", "notes") if getattr(change, name)}
    assert touched == parts
    assert change.rebuilds is rebuilds


def test_one_gesture_is_one_step_to_undo(document):
    for value in (0.1, 0.2, 0.3):
        rate(document, value)
    document.end_merge()
    assert document.undo_stack.count() == 1
    rate(document, 0.4)
    rate(document, 0.5)
    assert document.undo_stack.count() == 2
    document.undo_stack.undo()
    assert document.project.training.learning_rate == 0.3
    document.undo_stack.undo()
    assert document.project == MOONS


def test_two_kinds_of_gestures_never_become_one(document):
    rate(document, 0.1)
    document.apply(
        edits.change_training(document.project, batch_size=3), "Change the batch", "batch"
    )
    rate(document, 0.2)
    assert document.undo_stack.count() == 3


def test_edits_without_a_gesture_are_a_step_each(document):
    for value in (0.1, 0.2):
        rate(document, value, merge="")
    assert document.undo_stack.count() == 2


def test_a_drag_that_ends_where_it_began_leaves_nothing_to_undo(document):
    for value in (0.1, 0.2, MOONS.training.learning_rate):
        rate(document, value)
    document.end_merge()
    assert document.undo_stack.count() == 0
    assert not document.modified
    rate(document, 0.7)
    document.undo_stack.undo()
    assert document.project == MOONS


def test_an_edit_that_changes_nothing_is_no_step(document):
    heard = told(document.changed)
    assert document.apply(edits.set_units(MOONS, "a", 4), "Four neurons")
    assert document.undo_stack.count() == 0
    assert not heard


def test_the_modified_flag_follows_edits_undo_and_saving(document, tmp_path):
    heard = told(document.modified_changed)
    assert not document.modified
    rate(document, 0.1)
    document.undo_stack.undo()
    document.undo_stack.redo()
    document.save(tmp_path / "a.nnstudio", None)
    document.undo_stack.undo()
    document.undo_stack.redo()
    assert heard == [True, False, True, False, True, False]
    assert not document.modified


def test_a_gesture_never_goes_on_across_a_saving(document, tmp_path):
    rate(document, 0.1)
    document.save(tmp_path / "a.nnstudio", None)
    rate(document, 0.2)
    assert document.modified
    document.undo_stack.undo()
    assert not document.modified
    assert document.project.training.learning_rate == 0.1


def test_training_is_something_to_lose_only_once_it_belongs_to_a_file(document, tmp_path):
    document.note_training()
    assert not document.modified
    document.save(tmp_path / "a.nnstudio", None)
    document.note_training()
    assert document.modified
    document.save(tmp_path / "a.nnstudio", None)
    assert not document.modified


def test_data_that_cannot_be_made_are_refused_in_words_and_leave_everything(document):
    refused, changed = told(document.refused), told(document.changed)
    material, shapes = document.material, document.shapes
    source = BuiltInSource(key="nothing")
    data = msgspec.structs.replace(MOONS.data, source=source)
    assert not document.apply(msgspec.structs.replace(MOONS, data=data), "Other data")
    assert "no built-in data set" in refused[0]
    assert document.project is MOONS
    assert document.material is material
    assert document.shapes is shapes
    assert not changed
    assert document.undo_stack.count() == 0


def test_a_misfit_is_no_refusal(document):
    assert document.apply(edits.set_units(MOONS, "output", 3), "Three outputs")
    assert not document.shapes.fits


def test_saving_and_opening_brings_back_the_project_and_its_run(document, tmp_path):
    session = Session(MOONS)
    session.train_epochs(3)
    paths = told(document.path_changed)
    document.save(tmp_path / "Étude 1.nnstudio", session.state())
    assert document.title == "Étude 1"
    other = Document(EXAMPLES["xor"].project)
    replaced = told(other.replaced)
    rate(other, 0.2)
    other.open(tmp_path / "Étude 1.nnstudio")
    assert other.project == MOONS
    assert other.saved_run is not None
    assert other.saved_run.step_count == session.training.step_count
    assert other.path == tmp_path / "Étude 1.nnstudio"
    assert not other.modified
    assert not other.undo_stack.canUndo()
    assert len(replaced) == len(paths) == 1


def broken_files(folder):
    """Files that cannot be opened, each for another reason."""
    good = folder / "good.nnstudio"
    session = Session(MOONS)
    session.train_epochs(1)
    files.save(good, MOONS, session.state())
    (folder / "cut.nnstudio").write_bytes(good.read_bytes()[:500])
    (folder / "folder.nnstudio").mkdir()
    with zipfile.ZipFile(folder / "newer.nnstudio", "w") as archive:
        archive.writestr("project.json", json.dumps({"format": 7}))
    files.save(folder / "other run.nnstudio", edits.set_units(MOONS, "a", 9), session.state())
    bad = msgspec.structs.replace(MOONS.data, source=BuiltInSource(key="nothing"))
    files.save(folder / "no data.nnstudio", msgspec.structs.replace(MOONS, data=bad), None)
    return ["cut", "folder", "newer", "other run", "no data", "missing"]


def test_a_file_that_cannot_be_opened_leaves_everything_as_it_is(document, tmp_path):
    names = broken_files(tmp_path)
    rate(document, 0.1)
    before = (document.project, document.material, document.shapes, document.path)
    heard = told(document.replaced) + told(document.changed) + told(document.path_changed)
    for name in names:
        with pytest.raises(ProjectError) as refused:
            document.open(tmp_path / f"{name}.nnstudio")
        assert len(str(refused.value)) > 20
        after = (document.project, document.material, document.shapes, document.path)
        assert all(one is other for one, other in zip(before, after, strict=True))
        assert document.modified
        assert document.undo_stack.canUndo()
    assert not heard


def test_a_file_that_cannot_be_saved_leaves_the_document_modified(document, tmp_path):
    rate(document, 0.1)
    with pytest.raises(ProjectError):
        document.save(tmp_path / "missing" / "a.nnstudio", None)
    assert document.modified
    assert document.path is None


def test_a_new_project_takes_the_place_of_the_old_one(document, tmp_path):
    document.save(tmp_path / "a.nnstudio", None)
    rate(document, 0.1)
    document.new(EXAMPLES["iris"].project)
    assert document.project == EXAMPLES["iris"].project
    assert document.shapes.sizes == (4, 6, 3)
    assert document.path is None
    assert document.saved_run is None
    assert document.title == ""
    assert not document.modified
    assert not document.undo_stack.canUndo()


def test_a_misfit_can_be_saved_and_opened(document, tmp_path):
    document.apply(edits.set_units(MOONS, "output", 3), "Three outputs")
    document.save(tmp_path / "a.nnstudio", None)
    other = Document(EXAMPLES["xor"].project)
    other.open(tmp_path / "a.nnstudio")
    assert not other.shapes.fits


def test_data_are_made_once_for_an_edit_and_not_at_all_when_they_stay(document):
    dataset = document.material.dataset
    rate(document, 0.1)
    document.apply(
        edits.change_data(document.project, dataset, scaling="standard"), "Scale", "scale"
    )
    assert document.material.dataset is dataset
    material = document.material
    document.apply(edits.set_units(document.project, "a", 5), "Five")
    assert document.material is material


def save(studio, path):
    """As the File menu does."""
    reading = studio.run.reading()
    studio.document.save(path, reading.state, reading.timeline)
    studio.run.note_saved(reading)


@pytest.mark.parametrize("go_on", ["step", "reset"])
def test_what_is_told_late_of_before_saving_makes_nothing_modified(go_on, open_studio, tmp_path):
    """A window that is busy hears of a step only after the next has been made and saved."""
    studio = open_studio(MOONS)
    before = studio.train_until(1).step
    save(studio, tmp_path / "a.nnstudio")
    studio.until(lambda: studio.run._trainer._frames.credit)
    studio.run.step()
    studio.run.state()
    getattr(studio.run, go_on)()
    save(studio, tmp_path / "a.nnstudio")
    assert studio.fresh().step == (before + 2 if go_on == "step" else 0)
    assert not studio.document.modified
    studio.run.step()
    studio.fresh()
    assert studio.document.modified


def test_what_was_saved_with_the_run_controller_is_not_modified_until_the_run_goes_on(
    open_studio, tmp_path
):
    studio = open_studio(MOONS)
    studio.train_until(3)
    path = tmp_path / "a.nnstudio"
    save(studio, path)
    studio.fresh()
    assert not studio.document.modified
    studio.run.step()
    studio.fresh()
    assert studio.document.modified
    studio.document.open(path)
    studio.until(lambda: studio.latest.epoch == 3)
    studio.fresh()
    assert not studio.document.modified
    studio.train_until(4)
    assert studio.document.modified


def test_opening_while_another_run_is_going_leaves_the_opened_one_unmodified(open_studio, tmp_path):
    studio = open_studio(EXAMPLES["circles"].project)
    files.save(tmp_path / "a.nnstudio", MOONS, None)
    studio.run.play()
    studio.until(lambda: studio.latest.step > 2)
    studio.document.open(tmp_path / "a.nnstudio")
    studio.until(lambda: studio.latest.step == 0)
    studio.fresh()
    assert not studio.document.modified
