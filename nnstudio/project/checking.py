"""Does the network fit together and fit the data? Misfits are explained, with their mend."""

from dataclasses import dataclass

import msgspec

from nnstudio.project.edits import with_fitting_loss
from nnstudio.project.layers import DenseSpec, LayerSpec
from nnstudio.project.material import Material
from nnstudio.project.specs import Project, output_for

MAX_PARAMETERS = 20_000_000
MAX_VALUES_IN_A_PASS = 50_000_000


@dataclass(frozen=True)
class Mend:
    """A way to mend a misfit: what it does, in words, and the project after it."""

    text: str
    project: Project


@dataclass(frozen=True)
class Misfit:
    """What does not fit, where, and why. `layer_id` is None when the whole network is meant."""

    layer_id: str | None
    text: str
    mend: Mend | None = None


@dataclass(frozen=True)
class Shapes:
    """What flows: `sizes[0]` values enter the first layer, `sizes[i + 1]` leave layer i."""

    sizes: tuple[int, ...]
    weights: int
    biases: int
    misfits: tuple[Misfit, ...]

    @property
    def fits(self) -> bool:
        """Whether the network can be trained as it is."""
        return not self.misfits


def check(project: Project, material: Material) -> Shapes:
    """The sizes of all layers, and everything that does not fit."""
    sizes = [material.input_count]
    weights = biases = 0
    for layer in project.layers:
        parameters = layer.parameters(sizes[-1])
        outputs = layer.outputs(sizes[-1])
        if parameters:
            biases += outputs
            weights += parameters - outputs
        sizes.append(outputs)
    return Shapes(tuple(sizes), weights, biases, tuple(_misfits(project, material, sizes)))


def _misfits(project: Project, material: Material, sizes: list[int]) -> list[Misfit]:
    if not project.layers:
        return [_no_layers(project, material)]
    found = [_too_large(project, sizes), *_output_misfits(project, material)]
    return [misfit for misfit in found if misfit is not None]


def _no_layers(project: Project, material: Material) -> Misfit:
    output = output_for(material.dataset)
    mended = with_fitting_loss(msgspec.structs.replace(project, layers=(output,)))
    return Misfit(
        None,
        "The network has no layers yet, so it has nothing to learn with.",
        Mend("Add an output layer", mended),
    )


def _too_large(project: Project, sizes: list[int]) -> Misfit | None:
    parameters = sum(
        layer.parameters(inputs) for layer, inputs in zip(project.layers, sizes, strict=False)
    )
    batch = max(project.training.batch_size, 1024)
    if parameters <= MAX_PARAMETERS and 3 * sum(sizes) * batch <= MAX_VALUES_IN_A_PASS:
        return None
    widest = max(range(len(project.layers)), key=lambda i: sizes[i + 1])
    return Misfit(
        project.layers[widest].id,
        f"The network would have {parameters:,} weights and biases. That needs more memory than "
        "NN Studio takes; give the widest layers fewer neurons, or the training a smaller batch.",
    )


def _output_misfits(project: Project, material: Material) -> list[Misfit | None]:
    output = project.layers[-1]
    if not isinstance(output, DenseSpec):
        return [_not_an_output(project, material, output)]
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
    output = output_for(material.dataset)
    mended = msgspec.structs.replace(project, layers=(*project.layers, output))
    return Misfit(
        last.id,
        f"{last.kind_title} cannot be the last layer: the answer has to come from neurons.",
        Mend("Add an output layer after it", with_fitting_loss(mended)),
    )


def _wrong_outputs(project: Project, material: Material, output: DenseSpec) -> Misfit:
    fitting = output_for(material.dataset)
    wanted = msgspec.structs.replace(fitting, id=output.id, title=output.title)
    neurons = "neuron" if output.units == 1 else "neurons"
    if not material.classes:
        many = material.dataset.outputs
        need = f"the data has {many} {'value' if many == 1 else 'values'} to predict"
    elif material.classes == 2:
        need = "two classes need 1 neuron, or 2 with softmax"
    else:
        need = f"{material.classes} classes need {material.classes} neurons, one for each"
    return Misfit(
        output.id,
        f"The output layer has {output.units} {neurons}, but {need}.",
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
    needed = {"binary cross-entropy": "sigmoid", "categorical cross-entropy": "softmax"}
    activation = needed.get(project.training.loss)
    if activation is None or activation == output.activation:
        return None
    return Misfit(
        output.id,
        f"The loss {project.training.loss} reads the output as probabilities, so the output "
        f"layer needs {activation}, not {output.activation}.",
        Mend("Choose a loss that fits", with_fitting_loss(project)),
    )


def _unreachable_targets(project: Project, material: Material, output: DenseSpec) -> Misfit | None:
    if material.classes:
        return None
    if output.activation not in ("sigmoid", "softmax"):
        return None
    mended = msgspec.structs.replace(output, activation="identity")
    return Misfit(
        output.id,
        f"With {output.activation} the output stays between 0 and 1, but the values to predict "
        "lie outside of that.",
        Mend("Use identity", _with_output(project, mended)),
    )
