"""Does the network fit together and fit the data? Misfits are explained, with their mend."""

from dataclasses import dataclass

import msgspec
import numpy as np

from nnstudio.data.counted import counted
from nnstudio.nn.losses import LOSSES
from nnstudio.nn.network import EVALUATION_COLUMNS, EVALUATION_VALUES
from nnstudio.project.edits import FUSED, with_fitting_loss
from nnstudio.project.flow import Flow
from nnstudio.project.joints import joint_misfit, output_joint_misfit
from nnstudio.project.layers import DenseSpec, LayerSpec, RecurrentSpec, UnfitError
from nnstudio.project.material import Material
from nnstudio.project.misfits import Mend, Misfit
from nnstudio.project.specs import MAX_LAYERS, Project, output_for

MAX_PARAMETERS = 4_200_000
"""Two layers of 2,000. Each is kept some ten times: its gradient, what the optimiser remembers, the
saved run."""
MAX_VALUES = 32_000_000
"""Numbers that one batch may fill on its way through the network and back: a quarter gigabyte."""
VALUES_PER_NEURON = 8
"""Numbers that are kept for each neuron and sample of a batch: z, a, their gradients, buffers."""
MAX_PRODUCTS = 30_000_000_000
"""Products of a weight and a value that one look at all samples may take: some seconds."""
MAX_LOOK = 4.0
"""Seconds, as estimated, that all else of such a look may take."""
_PER_VALUE = 5e-9
_PER_STEP = 5e-6
"""Seconds: of a recurrent layer at one step, whatever its size."""


@dataclass(frozen=True)
class Shapes:
    """What flows: `flows[0]` enters the first layer, `flows[i + 1]` leaves layer i.

    Where layers do not fit together the flows end: nothing is known about what comes after.
    `weights` and `biases` count what is learned up to there.
    """

    flows: tuple[Flow, ...]
    weights: int
    biases: int
    misfits: tuple[Misfit, ...]

    @property
    def fits(self) -> bool:
        """Whether the network can be trained as it is."""
        return not self.misfits

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many numbers a sample has at every place."""
        return tuple(flow.size for flow in self.flows)


def check(project: Project, material: Material) -> Shapes:
    """What flows between the layers, and everything that does not fit."""
    flows, broken = follow(project, material)
    counts = [_counts(layer, flow) for layer, flow in zip(project.layers, flows[:-1], strict=False)]
    weights, biases = sum(count[0] for count in counts), sum(count[1] for count in counts)
    if broken is not None:
        misfits = [broken]
    elif not project.layers:
        misfits = [_no_layers(project, material)]
    else:
        found = [
            _too_large(project, material, flows),
            *_output_misfits(project, material, flows),
        ]
        misfits = [misfit for misfit in found if misfit is not None]
    return Shapes(tuple(flows), weights, biases, tuple(misfits))


def follow(project: Project, material: Material) -> tuple[list[Flow], Misfit | None]:
    """What flows through the layers, as far as they fit together, and the first misfit."""
    flows = [material.flow]
    for place, layer in enumerate(project.layers):
        if flows[-1].kind not in layer.reads:
            return flows, joint_misfit(project, material, flows, place)
        try:
            layer.check(flows[-1])
        except UnfitError as reason:
            return flows, _unfit(project, layer, reason)
        flows.append(layer.output(flows[-1]))
    return flows, None


def _unfit(project: Project, layer: LayerSpec, reason: UnfitError) -> Misfit:
    mend = None
    if reason.mend is not None:
        layers = tuple(reason.mend if one is layer else one for one in project.layers)
        mend = Mend(reason.text, msgspec.structs.replace(project, layers=layers))
    return Misfit(layer.id, str(reason), mend)


def _counts(layer: LayerSpec, flow: Flow) -> tuple[int, int]:
    """How many weights and how many biases a layer learns: penalties tell them apart."""
    built = layer.build(flow)
    if built.size > MAX_PARAMETERS:
        return built.size, 0
    mask = np.zeros(built.size, np.int8)
    built.attach(np.zeros_like(mask), np.zeros_like(mask), mask)
    weights = int(np.count_nonzero(mask))
    return weights, built.learned - weights


def _no_layers(project: Project, material: Material) -> Misfit:
    output = output_for(material.dataset)
    mended = with_fitting_loss(msgspec.structs.replace(project, layers=(output,)))
    return Misfit(
        None,
        "The network has no layers yet, so it has nothing to learn with.",
        Mend("Add an output layer", mended),
    )


def _too_large(project: Project, material: Material, flows: list[Flow]) -> Misfit | None:
    text = _excess(project, material, flows)
    if text is None:
        return None
    hidden = range(max(len(project.layers) - 1, 1))
    widest = project.layers[max(hidden, key=lambda i: flows[i + 1].size)]
    return Misfit(widest.id, text, _smaller(project, material, widest))


def _excess(project: Project, material: Material, flows: list[Flow]) -> str | None:
    """What would take too much memory or time, estimated before any is taken; None if nothing."""
    layers = [layer.build(flow) for layer, flow in zip(project.layers, flows, strict=False)]
    parameters = sum(layer.size for layer in layers)
    samples = material.dataset.samples
    batch = min(project.training.batch_size, material.train.size)
    values = flows[0].size + sum(layer.values_per_sample for layer in layers)
    places = max(flow.size // flow.features for flow in flows)
    if parameters > MAX_PARAMETERS:
        return (
            f"The network would have {parameters:,} weights and biases; up to {MAX_PARAMETERS:,} "
            "fit into memory with all that belongs to them. Give the widest layers fewer neurons."
        )
    if VALUES_PER_NEURON * values * batch > MAX_VALUES:
        return (
            f"A batch of {batch:,} samples is too large for a network this wide: its values do "
            "not fit into memory. Choose a smaller batch, or give the widest layers fewer neurons."
        )
    if parameters * places * samples > MAX_PRODUCTS:
        return (
            f"With {parameters:,} weights and biases, one look at all {samples:,} samples takes "
            "too long. Give the widest layers fewer neurons, or take fewer samples."
        )
    if _look(project, flows, values, samples) > MAX_LOOK:
        return (
            f"Through these layers, one look at all {samples:,} samples takes too long. "
            "Take fewer samples, or fewer layers."
        )
    return None


def _look(project: Project, flows: list[Flow], values: int, samples: int) -> float:
    """About how long one look at all samples takes, the products left aside, in seconds."""
    portion = max(1, min(EVALUATION_COLUMNS, EVALUATION_VALUES // values))
    recurrent = zip(project.layers, flows, strict=False)
    steps = sum(flow.time for layer, flow in recurrent if isinstance(layer, RecurrentSpec))
    return values * samples * _PER_VALUE + steps * -(-samples // portion) * _PER_STEP


def _smaller(project: Project, material: Material, widest: LayerSpec) -> Mend | None:
    """The network with its widest layer halved as often as it takes, if that helps at all."""
    if not isinstance(widest, DenseSpec) or widest is project.layers[-1]:
        return None
    units = widest.units
    while units > 1:
        units //= 2
        less = msgspec.structs.replace(widest, units=units)
        layers = tuple(less if layer is widest else layer for layer in project.layers)
        smaller = msgspec.structs.replace(project, layers=layers)
        if _excess(smaller, material, follow(smaller, material)[0]) is None:
            return Mend(f"Give it {counted(units, 'neuron')}", smaller)
    return None


def _output_misfits(project: Project, material: Material, flows: list[Flow]) -> list[Misfit | None]:
    output = project.layers[-1]
    if not isinstance(output, DenseSpec):
        return [_not_an_output(project, material, output)]
    misplaced = output_joint_misfit(project, material, flows)
    if misplaced is not None:
        return [misplaced]
    if output.units not in material.fitting_outputs():
        return [_wrong_outputs(project, material, output)]
    return [
        _softmax_of_one(project, output),
        _wrong_loss(project, output),
        _unreachable_targets(project, material, output),
    ]


def _with_output(project: Project, output: DenseSpec) -> Project:
    layers = (*project.layers[:-1], output)
    return with_fitting_loss(msgspec.structs.replace(project, layers=layers))


def _not_an_output(project: Project, material: Material, last: LayerSpec) -> Misfit:
    mend = None
    if len(project.layers) < MAX_LAYERS:
        layers = (*project.layers, output_for(material.dataset))
        mended = with_fitting_loss(msgspec.structs.replace(project, layers=layers))
        mend = Mend("Add an output layer after it", mended)
    text = f"{last.kind_title} cannot be the last layer: the answer has to come from neurons."
    return Misfit(last.id, text, mend)


def _wrong_outputs(project: Project, material: Material, output: DenseSpec) -> Misfit:
    fitting = output_for(material.dataset)
    wanted = msgspec.structs.replace(fitting, id=output.id, title=output.title)
    if not material.classes:
        many = material.dataset.outputs
        need = f"the data has {counted(many, 'value')} to predict"
    elif material.classes == 2:
        need = "two classes need 1 neuron, or 2 with softmax"
    else:
        need = f"{material.classes} classes need {material.classes} neurons, one for each"
    return Misfit(
        output.id,
        f"The output layer has {counted(output.units, 'neuron')}, but {need}.",
        Mend(
            f"Give it {wanted.units} with {wanted.activation}",
            _with_output(project, wanted),
        ),
    )


def _softmax_of_one(project: Project, output: DenseSpec) -> Misfit | None:
    if output.activation != "softmax" or output.units > 1:
        return None
    mended = msgspec.structs.replace(output, activation="sigmoid")
    return Misfit(
        output.id,
        "Softmax shares out 100 % among the neurons of a layer. With one neuron the answer "
        "would always be 100 %.",
        Mend("Use sigmoid", _with_output(project, mended)),
    )


def _wrong_loss(project: Project, output: DenseSpec) -> Misfit | None:
    needed = LOSSES[project.training.loss].fused_with
    if needed is None or needed.name == output.activation:
        return None
    return Misfit(
        output.id,
        f"The loss {project.training.loss} reads the output as probabilities, so the output "
        f"layer needs {needed.name}, not {output.activation}.",
        Mend("Choose a loss that fits", with_fitting_loss(project)),
    )


def _unreachable_targets(project: Project, material: Material, output: DenseSpec) -> Misfit | None:
    if material.classes or output.activation not in FUSED:
        return None
    targets = material.targets(material.train, output.units)
    if targets.min() >= 0.0 and targets.max() <= 1.0:
        return None
    mended = msgspec.structs.replace(output, activation="identity")
    return Misfit(
        output.id,
        f"With {output.activation} the output stays between 0 and 1, but some of the values to "
        "predict lie outside of that.",
        Mend("Use identity", _with_output(project, mended)),
    )
