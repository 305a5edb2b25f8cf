"""Whatever is done in whatever order, nothing breaks and what is shown belongs together."""

import random

import pytest

from nnstudio.app.snapshot import Snapshot
from nnstudio.app.speed import Speed
from nnstudio.app.weight_edit import WeightEdit
from nnstudio.project import edits, files
from nnstudio.project.specs import BuiltInSource, DataSpec

from ..project.projects import dense, project
from ..project.timelines import same_timeline
from .studio import Studio
from .test_timeline import same_state

MOONS = project(dense("a", 4), dense("b", 3), key="moons", samples=40)


def any_number(studio: Studio, chance: random.Random) -> int:
    timeline = studio.latest.timeline
    run = chance.choice([timeline.current, *timeline.branches])
    return chance.choice(run.moments).number


def any_return(studio: Studio, chance: random.Random) -> None:
    branches = studio.latest.timeline.branches
    if branches:
        studio.run.timeline.return_to(chance.choice(branches).number)


def any_edit(studio: Studio, chance: random.Random) -> None:
    project_now = studio.document.project
    source = BuiltInSource(key=chance.choice(["moons", "circles"]), samples=40)
    edited = chance.choice(
        [
            lambda: edits.set_units(project_now, chance.choice("ab"), chance.randint(1, 6)),
            lambda: edits.set_units(project_now, "output", chance.choice([1, 1, 3])),
            lambda: edits.change_training(project_now, learning_rate=chance.uniform(0.001, 0.5)),
            lambda: edits.change_training(project_now, batch_size=chance.randint(1, 20)),
            lambda: edits.change_training(project_now, patience=chance.choice([0, 40])),
            lambda: edits.set_data(
                project_now, DataSpec(source=source), studio.document.material.dataset
            ),
        ]
    )()
    studio.document.apply(edited, "Edit", chance.choice(["", "drag"]))


def any_weight(studio: Studio, chance: random.Random) -> None:
    value = chance.uniform(-2.0, 2.0)
    if chance.random() < 0.5:
        studio.run.set_weight("a", 0, 0, value)
    else:
        edit = WeightEdit(studio.run, "b", 0, 0, 0.0, value, "Weight")
        studio.document.undo_stack.push(edit)


def do_anything(studio: Studio, chance: random.Random) -> None:
    run, timeline, stack = studio.run, studio.run.timeline, studio.document.undo_stack
    chance.choice(
        [
            run.play,
            run.pause,
            run.step,
            run.step,
            run.step_epoch,
            run.reset,
            timeline.step_back,
            timeline.step_back,
            timeline.step_forward,
            timeline.go_to_present,
            lambda: timeline.go_to(any_number(studio, chance)),
            lambda: timeline.go_to(any_number(studio, chance)),
            lambda: any_return(studio, chance),
            lambda: any_edit(studio, chance),
            lambda: any_edit(studio, chance),
            lambda: any_weight(studio, chance),
            stack.undo,
            stack.redo,
            lambda: timeline.set_budget(chance.choice([30_000, 300_000])),
            lambda: studio.bot.wait(chance.choice([1, 5, 20])),
            studio.fresh if run.phase.value != "misfit" else run.pause,
        ]
    )()


@pytest.mark.parametrize("seed", range(12))
def test_anything_in_any_order(seed, open_studio, tmp_path):
    chance = random.Random(seed)
    studio = open_studio(MOONS)
    wrong: list[str] = []

    def check(snapshot: Snapshot) -> None:
        if snapshot.at_past != studio.document.at_past:
            wrong.append("the document looks elsewhere")
        inputs = studio.document.material.input_count
        for layer in studio.document.project.layers:
            if snapshot.weights[layer.id].shape != (layer.units, inputs + 1):
                wrong.append(f"{layer.id} is of another network")
            inputs = layer.units
        steps = [moment.step for moment in snapshot.timeline.current.moments]
        if steps != sorted(steps) or snapshot.timeline.used > snapshot.timeline.budget:
            wrong.append("the timeline is out of order")

    studio.run.snapshot.connect(check)
    studio.run.set_speed(chance.choice([Speed(), Speed(300.0)]))
    for _ in range(80):
        do_anything(studio, chance)
    studio.run.pause()
    studio.run.timeline.go_to_present()
    while not studio.document.shapes.fits:
        studio.document.undo_stack.undo()
    studio.fresh()
    assert not wrong
    assert not studio.failures
    assert studio.document.project == studio.document.present == studio.session.project
    state, timeline = studio.run.state(), studio.run.recorded()
    files.save(tmp_path / "a.nnstudio", studio.document.project, state, timeline)
    saved = files.load(tmp_path / "a.nnstudio")
    assert same_timeline(saved.timeline, timeline)
    if state is not None:
        assert same_state(saved.run, state)
        assert timeline.current.moments[-1].step == state.step_count
