"""The very step that a run takes next, taken aside, so that every number of it can be read."""

from dataclasses import dataclass

import numpy as np

from nnstudio.explain.inside import (
    SEPARATOR,
    Way,
    blocks_of,
    inner_id,
    part_after,
    part_before,
    way_to,
)
from nnstudio.nn.columns import Array
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.network import Network, Pass
from nnstudio.nn.training import Training
from nnstudio.project.session import Session, build_training
from nnstudio.project.specs import Project


@dataclass(frozen=True, eq=False)
class Moment:
    """A step of a run, before it is made: all of it is known, and nothing of the run has changed.

    samples: which of the data set's samples are in the batch. step: the pass whose layers hold
    their values and gradients, a column a sample of the batch. own: the same for the chosen sample,
    of which it is the column `column`: the batch's own pass if the sample is in the batch, else one
    for it alone. X, Y: what `own` read and should answer; inputs, targets: those of `step`.
    w, g: all parameters before the step, and ∂C/∂w; penalty: what regularisation adds to g;
    clipping: the factor that the bound on the gradient takes; memory, new_memory: what the
    optimiser remembers before and after; rate: η; steps: the optimiser's count after this step;
    new_w: all parameters after it.

    The arrays are those of the twin, which go on to the next moment with it.
    """

    project: Project
    training: Training
    samples: Array
    step: Pass
    own: Pass
    column: int
    X: Array
    Y: Array
    inputs: Array
    targets: Array
    w: Array
    g: Array
    penalty: Array
    clipping: float
    memory: dict[str, Array]
    new_memory: dict[str, Array]
    rate: float
    steps: int
    new_w: Array

    @property
    def in_batch(self) -> bool:
        """Whether the chosen sample is one of those that this step learns from."""
        return self.own is self.step

    def place(self, layer_id: str) -> int:
        """Where the layer with this id stands, or the one that this is a part of.

        Raises KeyError.
        """
        return self.way(layer_id).index

    def way(self, layer_id: str) -> Way:
        """The way to a layer, or to a part of one. Raises KeyError."""
        if any(layer.id == layer_id for layer in self.project.layers):
            return Way(self.project.index(layer_id), (), "")
        outer, *names = layer_id.split(SEPARATOR)
        return way_to(self.own.layers, self.project.index(outer), names)

    def layer(self, layer_id: str) -> Layer:
        """The layer with the values of the chosen sample in its column."""
        return self.way(layer_id).layer(self.own.layers)

    def part(self, layer_id: str) -> slice:
        """Where this layer's parameters lie in the flat vectors, or those of one of its blocks."""
        way = self.way(layer_id)
        start = list(self.training.network.parts())[way.index].start
        return way.part(self.own.layers, start)

    def weight_shape(self, layer_id: str) -> tuple[int, int]:
        """(rows, columns) of this block of weights; (0, 0) where there is none."""
        way = self.way(layer_id)
        return blocks_of(way.layer(self.own.layers)).get(way.block, (0, 0))

    def read_by(self, layer_id: str) -> Array:
        """What this layer read, with its row of ones: (features + 1, …, batch)."""
        return self.way(layer_id).read(self.own.layers, self.X)

    def before(self, layer_id: str) -> str | None:
        """The id of what this layer reads: a layer or a part of one; None if it reads the data."""
        way = self.way(layer_id)
        while (around := way.outwards()) is not None:
            name = part_before(around.layer(self.own.layers), way.path[-1])
            if name is not None:
                return self.id_of(around.into(name))
            way = around
        return self.project.layers[way.index - 1].id if way.index else None

    def above(self, layer_id: str) -> str | None:
        """The id of what reads this layer beside it; None for the last of a chain, or of all."""
        way = self.way(layer_id)
        around = way.outwards()
        if around is not None:
            name = part_after(around.layer(self.own.layers), way.path[-1])
            return None if name is None else self.id_of(around.into(name))
        after = way.index + 1
        return self.project.layers[after].id if after < len(self.project.layers) else None

    def around(self, layer_id: str) -> str | None:
        """The id of the layer that this one is a part of, if it is one."""
        around = self.way(layer_id).outwards()
        return None if around is None else self.id_of(around)

    def id_of(self, way: Way) -> str:
        """The id of the layer that a way leads to."""
        return inner_id(self.project.layers[way.index].id, *way.path)

    def in_step(self, layer_id: str) -> Layer:
        """The layer with the values of the whole batch of this step."""
        return self.way(layer_id).layer(self.step.layers)

    def read_in_step(self, layer_id: str) -> Array:
        """What this layer read from the batch of this step, with its row of ones."""
        return self.way(layer_id).read(self.step.layers, self.inputs)

    @property
    def share(self) -> float:
        """How many samples the loss of `own` is a mean of: a sample's own δ is that many times
        what stands in its column."""
        return float(self.own.batch)


class Twin:
    """A copy of a run, which takes its next step for it.

    The copy has a network, an optimiser and chance of its own, so the run never notices.
    """

    def __init__(self) -> None:
        self._original: Training | None = None
        self._project: Project
        self._training: Training
        self._own: Pass | None = None

    def moment(self, session: Session, sample: int) -> Moment:
        """The next step of this session, with a look at this sample of its data set."""
        self._follow(session)
        training = self._training
        network, optimiser = training.network, training.optimiser
        material = session.material
        with np.errstate(all="ignore"):
            w = network.parameters.copy()
            memory = {name: values.copy() for name, values in optimiser.memory.items()}
            inputs, targets, step = training.pick()
            batch = training.order[training.position : training.position + step.batch]
            samples = material.train[batch]
            chance = network.generator.bit_generator.state
            step.forward(inputs)
            step.backward(targets)
            g = network.gradient.copy()
            rate = training.learning_rate
            training.change_weights()
            new_w = network.parameters.copy()
            new_memory = {name: values.copy() for name, values in optimiser.memory.items()}
            network.parameters[...] = w
            penalty = np.zeros_like(w)
            training.settings.penalty.add_gradient(w, network.weight_mask, penalty)
            length = float(np.linalg.norm(g + penalty))
            clip = training.settings.clip
            found = np.flatnonzero(samples == sample)
            if found.size:
                own, column, X, Y = step, int(found[0]), inputs, targets
            else:
                # Alone, as if this step learned from nothing else; lots fall as in the step.
                examples = material.examples(np.array([sample]), network.outputs, network.dtype)
                X, Y = examples.X, examples.Y
                network.generator.bit_generator.state = chance
                own, column = self._alone(network), 0
                own.forward(X)
                own.backward(Y)
                network.gradient[...] = g
                # Running statistics have taken the sample for a batch of their own.
                network.parameters[...] = w
        return Moment(
            project=session.project,
            training=training,
            samples=samples,
            step=step,
            own=own,
            column=column,
            X=X,
            Y=Y,
            inputs=inputs,
            targets=targets,
            w=w,
            g=g,
            penalty=penalty,
            clipping=clip / length if clip and length > clip else 1.0,
            memory=memory,
            new_memory=new_memory,
            rate=rate,
            steps=optimiser.steps,
            new_w=new_w,
        )

    def _alone(self, network: Network) -> Pass:
        """A pass for one sample that is nobody else's: a batch of the run can be as small."""
        if self._own is None:
            layers = [
                layer.with_buffers(1, network.dtype, network.generator) for layer in network.layers
            ]
            self._own = Pass(layers, network.loss, 1, network.dtype)
        return self._own

    def _follow(self, session: Session) -> None:
        """Stand where the session stands."""
        original = session.training
        if original is not self._original or session.project is not self._project:
            self._original, self._project = original, session.project
            self._training = build_training(session.project, session.material)
            self._own = None
        training = self._training
        np.copyto(training.network.parameters, original.network.parameters)
        for name, values in training.optimiser.memory.items():
            np.copyto(values, original.optimiser.memory[name])
        training.optimiser.steps = original.optimiser.steps
        chance = original.network.generator.bit_generator.state
        training.network.generator.bit_generator.state = chance
        training.go_on_from(
            order=original.order,
            position=original.position,
            epoch=original.epoch,
            step_count=original.step_count,
            stopped_early=False,
        )
