"""The way of a run to where it stands, read from the timeline, for the loss surface."""

import msgspec

from nnstudio.app.loss_surface import Standpoint
from nnstudio.nn.columns import Array
from nnstudio.project.layers import LayerSpec
from nnstudio.project.moments import Moment
from nnstudio.project.specs import Project
from nnstudio.project.timeline import TimelineView


def path_to(here: Standpoint, view: TimelineView, shown: int | None = None) -> list[Array]:
    """The parameters of the moments before it, oldest first, as far back as the network was the
    same. `shown` is the number of the moment that stands there, None for the present."""
    path: list[Array] = []
    network = _network_of(here.project)
    for moment in reversed(_run_with(view, shown)):
        if moment.step > here.step:
            continue
        same = moment.project is here.project or _network_of(moment.project) == network
        if not same or moment.kept.parameters.shape != here.parameters.shape:
            break
        path.append(moment.kept.parameters)
    return path[::-1]


def _run_with(view: TimelineView, number: int | None) -> tuple[Moment, ...]:
    """The moments of the run that has this one; of the current run if none has it."""
    for run in (view.current, *view.branches):
        if number is not None and any(moment.number == number for moment in run.moments):
            return run.moments
    return view.current.moments


def _network_of(project: Project) -> tuple[object, ...]:
    """What decides which parameters there are, and what each of them means."""
    layers: list[LayerSpec] = [msgspec.structs.replace(layer, title="") for layer in project.layers]
    return (layers, project.data.source, project.data.inputs, project.data.reading)
