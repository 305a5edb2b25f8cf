"""A run without a window: the same seed makes the same bits, and nothing is lost on the way."""

import math
from pathlib import Path

import msgspec
import numpy as np
import pytest

from nnstudio.project import edits, files
from nnstudio.project.errors import ProjectError
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.layers import DenseSpec, DropoutSpec
from nnstudio.project.session import Session, Status
from nnstudio.project.specs import CosineSchedule, Project, StepSchedule

from .projects import DIVERGING, OPTIMISERS, dense, project, trained, weights

DEEP = (dense("a", 5), DropoutSpec(id="d", rate=0.3), dense("b", 4, "relu"))


def reopened(session: Session, path: Path) -> Session:
    """The session saved to a file, and made again from it."""
    files.save(path, session.project, session.state())
    saved = files.load(path)
    return Session(saved.project, run=saved.run)


def same_bits(one: Session, other: Session) -> bool:
    pairs = [(one.network.parameters, other.network.parameters)]
    pairs += [
        (values, other.training.optimiser.memory[name])
        for name, values in one.training.optimiser.memory.items()
    ]
    pairs += [(one.training.history.as_array(), other.training.history.as_array())]
    counts = [(s.training.epoch, s.training.step_count, s.training.position) for s in (one, other)]
    return counts[0] == counts[1] and all(
        np.array_equal(mine, yours, equal_nan=True) for mine, yours in pairs
    )


OF_POINTS = [
    name
    for name, example in EXAMPLES.items()
    if all(isinstance(layer, DenseSpec | DropoutSpec) for layer in example.project.layers)
]
"""The others, of images and sequences, are tried in tests/learning."""


@pytest.mark.parametrize("name", OF_POINTS)
def test_every_example_of_points_learns(name):
    """The training loss falls well below where it began; classes are told apart."""
    session = Session(EXAMPLES[name].project)
    before = session.losses()
    session.train_epochs(400 if name == "xor" else 6 if name == "digits" else 60)
    after = session.losses()
    assert session.status is Status.READY
    share = {"spirals": 0.97, "bumps": 0.7}.get(name, 0.5)
    assert after.train_loss < share * before.train_loss
    if name in ("xor", "iris", "digits", "blobs", "circles", "moons"):
        assert after.train_accuracy is not None
        assert after.train_accuracy > 0.85


def test_the_same_seed_gives_the_same_bits_and_another_seed_others():
    first, second = trained(project(*DEEP), 4), trained(project(*DEEP), 4)
    assert same_bits(first, second)
    assert not same_bits(first, trained(project(*DEEP, seed=1), 4))


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("optimiser", OPTIMISERS, ids=lambda spec: spec.__struct_config__.tag)
def test_saved_and_gone_on_equals_never_stopped_bit_for_bit(optimiser, precision, tmp_path):
    spec = project(
        *DEEP, key="moons", optimiser=optimiser, precision=precision, schedule=StepSchedule(every=3)
    )
    session = trained(spec, 4, steps=3)
    other = reopened(session, tmp_path / "a.nnstudio")
    assert other.training.position > 0
    assert same_bits(session, other)
    for run in (session, other):
        run.train_epochs(5)
    assert same_bits(session, other)


def test_early_stopping_goes_on_where_it_was(tmp_path):
    spec = project(*DEEP, key="moons", patience=8, learning_rate=0.2, schedule=CosineSchedule())
    never_stopped = trained(spec, 300)
    assert never_stopped.status is Status.STOPPED_EARLY
    session = trained(spec, 2)
    for _ in range(300):
        session = reopened(session, tmp_path / "a.nnstudio")
        session.train_epochs(40)
        if session.status is Status.STOPPED_EARLY:
            break
    assert same_bits(session, never_stopped)
    assert session.message == never_stopped.message
    assert "The weights are those of epoch" in session.message


def test_a_run_that_stopped_early_says_so_again_when_it_is_reopened(tmp_path):
    session = trained(project(*DEEP, key="moons", patience=1, learning_rate=1.0), 300)
    assert session.status is Status.STOPPED_EARLY
    again = reopened(session, tmp_path / "a.nnstudio")
    assert again.status is Status.STOPPED_EARLY
    assert again.message == session.message
    steps = again.training.step_count
    again.train_epochs(1)
    assert again.training.step_count == steps


def test_a_run_survives_counts_beyond_two_billion(tmp_path):
    session = trained(project(*DEEP), 2)
    session.training.go_on_from(session.training.order, 0, 2**40, 2**45, False)
    session.train_epochs(2)
    again = reopened(session, tmp_path / "a.nnstudio")
    assert (again.training.epoch, again.training.step_count) == (2**40 + 2, 2**45 + 2)
    assert same_bits(session, again)


def test_a_saved_run_of_another_network_is_refused_in_words():
    run = trained(project(*DEEP)).state()
    with pytest.raises(ProjectError, match="does not fit the project"):
        Session(project(dense("a", 6)), run=run)


def test_an_edit_in_the_middle_keeps_history_epoch_and_steps():
    session = trained(project(*DEEP, key="moons"), 5, steps=1)
    history, steps = session.training.history.as_array(), session.training.step_count
    session.adopt(edits.set_units(session.project, "a", 6), session.material)
    assert (session.training.epoch, session.training.step_count) == (5, steps)
    assert np.array_equal(session.training.history.as_array(), history)
    session.train_epochs(1)
    assert session.training.epoch == 6


def test_an_edit_that_cannot_be_run_leaves_the_run_as_it_was():
    session, untouched = trained(project(*DEEP), 5), trained(project(*DEEP), 5)
    with pytest.raises(ProjectError):
        session.adopt(edits.set_units(session.project, "output", 3), session.material)
    for run in (session, untouched):
        run.train_epochs(2)
    assert same_bits(session, untouched)


def test_a_run_that_diverges_says_where_and_an_edit_starts_it_over():
    session = trained(DIVERGING, 3)
    assert session.status is Status.DIVERGED
    assert session.diverged_at is not None
    assert session.diverged_at[0] <= 20
    assert f"Diverged at step {session.diverged_at[0]:,}" in session.message
    calmer = edits.change_training(session.project, learning_rate=0.01, precision="float32")
    session.adopt(calmer, session.material)
    assert session.status is Status.READY
    assert session.message == ""
    assert session.training.epoch == 0
    assert np.array_equal(session.network.parameters, Session(calmer).network.parameters)


def test_a_run_that_diverged_is_saved_without_its_weights_so_that_the_file_opens(tmp_path):
    session = trained(DIVERGING, 3)
    assert session.state() is None
    again = reopened(session, tmp_path / "a.nnstudio")
    assert again.status is Status.READY
    assert again.training.step_count == 0


def test_no_run_is_saved_whose_file_would_be_refused(tmp_path):
    session = trained(project(*DEEP, optimiser=OPTIMISERS[3]), 3)
    session.training.optimiser.memory["V"][0] = math.inf
    assert reopened(session, tmp_path / "a.nnstudio").training.step_count == 0


@pytest.mark.parametrize(
    "values",
    [
        {"learning_rate": 0.5},
        {"batch_size": 3},
        {"batch_size": 100_000},
        {"l1": 0.01, "l2": 0.02},
        {"clip": 0.1},
        *({"optimiser": optimiser} for optimiser in OPTIMISERS),
        {"patience": 3},
        {"schedule": StepSchedule(factor=0.1, every=1)},
    ],
    ids=str,
)
def test_settings_change_in_the_middle_of_an_epoch_without_moving_a_weight(values):
    session = trained(project(*DEEP, key="moons"), 2, steps=1)
    before = session.network.parameters.copy()
    network = session.network
    session.change_settings(edits.change_training(session.project, **values))
    assert session.network is network
    assert np.array_equal(session.network.parameters, before)
    left = session.training.train.count - session.training.position
    session.train_epochs(1)
    assert session.training.epoch == 3
    assert left > 0
    untouched = trained(project(*DEEP, key="moons"), 2, steps=1)
    untouched.train_epochs(1)
    changed = not np.array_equal(session.network.parameters, untouched.network.parameters)
    same = ("patience" in values) or values.get("optimiser") == project().training.optimiser
    assert changed is not same


def test_more_patience_wakes_a_run_that_stopped_early_and_remembers_its_best():
    session = trained(project(*DEEP, key="moons", patience=1, learning_rate=1.0), 300)
    best = session.training.early_stopping
    assert best is not None
    session.change_settings(edits.change_training(session.project, patience=50))
    assert session.status is Status.READY
    later = session.training.early_stopping
    assert later is not None
    assert (later.best_loss, later.best_epoch) == (best.best_loss, best.best_epoch)
    epoch = session.training.epoch
    session.train_epochs(1)
    assert session.training.epoch == epoch + 1


def test_patience_that_is_switched_off_wakes_the_run_for_good():
    session = trained(project(*DEEP, key="moons", patience=1, learning_rate=1.0), 300)
    session.change_settings(edits.change_training(session.project, patience=0))
    epoch = session.training.epoch
    session.train_epochs(20)
    assert session.training.epoch == epoch + 20


def test_losses_are_those_of_each_share_and_none_where_there_is_none():
    session = trained(project(*DEEP, key="xor"))
    losses = session.losses()
    assert losses.validation_loss is None
    assert losses.validation_accuracy is None
    session = trained(
        project(key="plane", output=dense("output", 1, "identity"), loss="mean squared error")
    )
    losses = session.losses()
    assert losses.train_accuracy is None
    assert losses.validation_loss is not None
    errors = session.predictions(session.material.validation)
    by_hand = ((errors.outputs - errors.targets) ** 2).mean()
    assert losses.validation_loss == pytest.approx(by_hand)


def test_accuracy_is_the_share_of_right_answers():
    session = trained(project(*DEEP, key="moons"), 20)
    found = session.predictions(session.material.train)
    share = (found.target_class == found.answered_class).mean()
    assert session.losses().train_accuracy == pytest.approx(share)


def test_regression_answers_in_the_units_of_the_data_however_it_is_scaled():
    spec = project(
        dense("a", 8),
        key="plane",
        scaling="standard",
        output=dense("output", 1, "identity"),
        loss="mean squared error",
        learning_rate=0.02,
    )
    session = trained(spec, 60)
    found = session.predictions()
    assert np.array_equal(found.targets, session.material.dataset.targets)
    spread = found.targets.std()
    assert np.abs(found.outputs - found.targets).mean() < 0.4 * spread
    scaled = session.network.infer(session.material.columns(found.inputs)).T
    assert not np.allclose(scaled, found.outputs)


def test_one_hot_targets_and_classes_agree():
    session = trained(
        project(
            key="spirals-3",
            output=dense("output", 3, "softmax"),
            loss="categorical cross-entropy",
        )
    )
    found = session.predictions(np.array([5, 2, 9]))
    assert np.array_equal(found.targets.argmax(axis=1), found.target_class)
    assert found.outputs.sum(axis=1) == pytest.approx([1.0, 1.0, 1.0])


def test_looking_at_a_run_does_not_change_it():
    watched, alone = trained(project(*DEEP), 3), trained(project(*DEEP), 3)
    for _ in range(10):
        watched.losses()
        watched.predictions()
        watched.state()
        for run in (watched, alone):
            run.training.step()
    assert same_bits(watched, alone)
    assert weights(watched, "a").shape == (5, 3)


def test_a_state_does_not_change_when_the_run_goes_on():
    session = trained(project(*DEEP), 3)
    state = session.state()
    assert state is not None
    before = msgspec.json.encode(
        [state.parameters.tolist(), state.order.tolist(), state.history.tolist(), state.random]
    )
    session.train_epochs(5)
    assert before == msgspec.json.encode(
        [state.parameters.tolist(), state.order.tolist(), state.history.tolist(), state.random]
    )


def test_a_project_whose_data_cannot_be_made_is_refused_in_words():
    with pytest.raises(ValueError, match="no built-in data set called"):
        Session(project(key="nothing"))
    assert isinstance(Project(), Project)
