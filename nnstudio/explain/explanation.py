"""From a click to a derivation: who explains what."""

from dataclasses import replace

from nnstudio.explain.activations import arriving_number, delta_through
from nnstudio.explain.check import USUAL_EPSILON, Check, numeric_derivative
from nnstudio.explain.dense import DenseExplainer
from nnstudio.explain.derivation import Derivation
from nnstudio.explain.explainer import Explainer
from nnstudio.explain.expressions import Equation
from nnstudio.explain.losses import delta_of_output, loss_equations
from nnstudio.explain.moment import Moment
from nnstudio.explain.parameters import parameter_symbol
from nnstudio.explain.subject import Subject
from nnstudio.explain.update import update_equations
from nnstudio.explain.values import sums_of
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.layers.dense_over_time import DenseOverTime
from nnstudio.nn.layers.layer import Layer

EXPLAINERS: dict[type[Layer], Explainer] = {
    Dense: DenseExplainer(),
    DenseOverTime: DenseExplainer(),
}
"""One entry a kind of layer."""

ABOUT_WEIGHTED = "What every number above says about this one, by the weight it looks at it with."
ABOUT_WAY_BACK: dict[type[Layer], str] = {}
"""One sentence for a kind whose way back is not by weights."""

MOST_TERMS = 12


def explain(
    moment: Moment, subject: Subject, most: int | None = MOST_TERMS, epsilon: float = USUAL_EPSILON
) -> Derivation:
    """Everything there is to say about a value or a weight, at this moment.

    Raises KeyError for a layer that is not there, IndexError for a place that it does not have.
    """
    if subject.weight is not None:
        return _of_weight(moment, subject.layer_id, subject.weight, most, epsilon)
    if subject.value is not None:
        return _of_value(moment, subject.layer_id, subject.value, most)
    return Derivation(loss=loss_equations(moment, most))


def check_of(moment: Moment, subject: Subject, epsilon: float = USUAL_EPSILON) -> Check | None:
    """The numeric derivative of a weight beside the backpropagated one."""
    if subject.weight is None:
        return None
    found = numeric_derivative(moment, _flat(moment, subject.layer_id, subject.weight), epsilon)
    return None if found is None else found[1]


def _of_value(
    moment: Moment, layer_id: str, place: tuple[int, ...], most: int | None
) -> Derivation:
    layer = moment.layer(layer_id)
    if len(place) != len(layer.output_shape):
        raise IndexError(f"a value of this layer has {len(layer.output_shape)} indices")
    explainer = EXPLAINERS[type(layer)]
    derivation = Derivation(
        forward=explainer.forward(moment, layer_id, place, most),
        backward=backward(moment, layer_id, place, most),
    )
    curve = getattr(explainer, "curve", None)
    if curve is not None:
        derivation = replace(derivation, curve=curve(moment, layer_id, place))
    if layer is moment.own.output:
        derivation = replace(derivation, loss=loss_equations(moment, most))
    return derivation


def backward(
    moment: Moment, layer_id: str, place: tuple[int, ...], most: int | None
) -> tuple[Equation, ...]:
    """∂C/∂a from the layer above, and δ through the activation, if there is one."""
    layer = moment.layer(layer_id)
    if layer is moment.own.output:
        return delta_of_output(moment, place)
    above = moment.project.layers[moment.place(layer_id) + 1].id
    arrives = arriving_number(moment, layer_id, place)
    if arrives is None:
        return ()
    comes = EXPLAINERS[type(moment.layer(above))].to_input(moment, above, place, most)
    about = ABOUT_WAY_BACK.get(type(moment.layer(above)), ABOUT_WEIGHTED)
    first = Equation(arrives, comes, about)
    if sums_of(layer) is None:
        return (first,)
    return first, delta_through(moment, layer_id, place, arrives, most)


def _of_weight(
    moment: Moment, layer_id: str, weight: tuple[int, int], most: int | None, epsilon: float
) -> Derivation:
    layer = moment.layer(layer_id)
    rows, columns = layer.parameter_shape
    row, column = weight
    if not (0 <= row < rows and 0 <= column < columns):
        raise IndexError("there is no such weight")
    explainer = EXPLAINERS[type(layer)]
    kept = getattr(explainer, "kept", None)
    if kept is not None and (statistics := kept(moment, layer_id, row, column, most)):
        return Derivation(update=statistics)
    gradient = explainer.gradient(moment, layer_id, row, column, most)  # type: ignore[attr-defined]
    flat = _flat(moment, layer_id, weight)
    name = parameter_symbol(layer, row, column)
    checked = numeric_derivative(moment, flat, epsilon)
    return Derivation(
        update=update_equations(moment, layer_id, weight, flat, gradient, name),
        check=() if checked is None else (checked[0],),
    )


def _flat(moment: Moment, layer_id: str, weight: tuple[int, int]) -> int:
    """Where a weight stands in the flat vector."""
    columns = moment.layer(layer_id).parameter_shape[1]
    return int(moment.part(layer_id).start) + weight[0] * columns + weight[1]
