"""From a click to a derivation: who explains what."""

from dataclasses import replace

from nnstudio.explain.activations import arriving_number, delta_through, from_further_up
from nnstudio.explain.attention import AttentionExplainer
from nnstudio.explain.check import USUAL_EPSILON, Check, numeric_derivative
from nnstudio.explain.composite import ChainExplainer, ResidualExplainer
from nnstudio.explain.convolution import ConvolutionExplainer
from nnstudio.explain.dense import DenseExplainer
from nnstudio.explain.derivation import Derivation
from nnstudio.explain.dropout import DropoutExplainer
from nnstudio.explain.embedding import EmbeddingExplainer
from nnstudio.explain.explainer import Explainer, HasFurtherBack, HasInside, SaysOfGradient
from nnstudio.explain.expressions import Equation, Number
from nnstudio.explain.flatten import FlattenExplainer
from nnstudio.explain.gru import GRUExplainer
from nnstudio.explain.losses import delta_of_output, loss_equations
from nnstudio.explain.lstm import LSTMExplainer
from nnstudio.explain.moment import Moment
from nnstudio.explain.norms import BatchNormExplainer, LayerNormExplainer
from nnstudio.explain.parameters import parameter_symbol
from nnstudio.explain.pooling import AvgPoolExplainer, MaxPoolExplainer, MeanExplainer
from nnstudio.explain.positions import LearnedPositionsExplainer, SinusoidalPositionsExplainer
from nnstudio.explain.rnn import RNNExplainer
from nnstudio.explain.subject import Subject
from nnstudio.explain.update import update_equations
from nnstudio.explain.values import sums_of
from nnstudio.nn.layers.attention import MultiHeadAttention
from nnstudio.nn.layers.average_pool2d import AvgPool2D
from nnstudio.nn.layers.batch_norm import BatchNorm
from nnstudio.nn.layers.conv2d import Conv2D
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.layers.dense_over_time import DenseOverTime
from nnstudio.nn.layers.dropout import Dropout
from nnstudio.nn.layers.embedding import Embedding
from nnstudio.nn.layers.feed_forward import FeedForward
from nnstudio.nn.layers.flatten import Flatten
from nnstudio.nn.layers.global_average_pool import GlobalAveragePool
from nnstudio.nn.layers.gru import GRU
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.layers.layer_norm import LayerNorm
from nnstudio.nn.layers.learned_positions import LearnedPositions
from nnstudio.nn.layers.lstm import LSTM
from nnstudio.nn.layers.max_pool2d import MaxPool2D
from nnstudio.nn.layers.mean_over_time import MeanOverTime
from nnstudio.nn.layers.residual import Residual
from nnstudio.nn.layers.rnn import RNN
from nnstudio.nn.layers.sinusoidal_positions import SinusoidalPositions
from nnstudio.nn.layers.transformer_block import TransformerBlock

EXPLAINERS: dict[type[Layer], Explainer] = {
    Dense: DenseExplainer(),
    DenseOverTime: DenseExplainer(),
    Conv2D: ConvolutionExplainer(),
    MaxPool2D: MaxPoolExplainer(),
    AvgPool2D: AvgPoolExplainer(),
    GlobalAveragePool: MeanExplainer("of the whole map"),
    MeanOverTime: MeanExplainer("over all steps"),
    Flatten: FlattenExplainer(),
    Dropout: DropoutExplainer(),
    LayerNorm: LayerNormExplainer(),
    BatchNorm: BatchNormExplainer(),
    RNN: RNNExplainer(),
    LSTM: LSTMExplainer(),
    GRU: GRUExplainer(),
    Embedding: EmbeddingExplainer(),
    LearnedPositions: LearnedPositionsExplainer(),
    SinusoidalPositions: SinusoidalPositionsExplainer(),
    MultiHeadAttention: AttentionExplainer(),
}
EXPLAINERS |= {
    FeedForward: ChainExplainer(EXPLAINERS),
    TransformerBlock: ChainExplainer(EXPLAINERS),
    Residual: ResidualExplainer(EXPLAINERS),
}
"""One entry a kind of layer."""

ABOUT_WEIGHTED = "What every number above says about this one, by the weight it looks at it with."
ABOUT_WAY_BACK: dict[type[Layer], str] = {
    Conv2D: "A pixel hears from every filter, at every place whose window saw it.",
    MaxPool2D: "Only where this was the largest of its window does anything come back.",
    AvgPool2D: "Every value of a window gets the same share of what comes back.",
    GlobalAveragePool: "Every pixel of the map gets the same share of what comes back.",
    MeanOverTime: "Every step gets the same share of what comes back.",
    Flatten: "It comes back as it went: only its place is another.",
    Dropout: "Times the same lot as on the way forward: what was left out gets nothing back.",
    MultiHeadAttention: "Every position is asked for, is found and has its say: by all three ways.",
    LearnedPositions: "It comes back as it is: what was added does not depend on it.",
    SinusoidalPositions: "It comes back as it is: what was added does not depend on it.",
    Residual: "Past the parts it comes back as it is, and it comes back through them as well.",
    TransformerBlock: (
        "Past the attention it comes back as it is, and it comes back through it as well."
    ),
    LayerNorm: "A norm takes out what would only move the mean or the spread of all features.",
    BatchNorm: "A norm takes out what would only move the mean or the spread of the batch.",
}
"""One sentence for a kind whose way back is not by weights."""

MOST_TERMS = 12


def explain(
    moment: Moment, subject: Subject, most: int | None = MOST_TERMS, epsilon: float = USUAL_EPSILON
) -> Derivation:
    """Everything there is to say about a value or a weight, at this moment.

    Raises KeyError for a layer that is not there, IndexError for a place that it does not have.
    """
    if subject.weight is not None:
        return _of_weight(moment, subject.inner_id, subject.weight, most, epsilon)
    if subject.value is not None:
        return _of_value(moment, subject.inner_id, subject.place, subject.name, most)
    return Derivation(loss=loss_equations(moment, most))


def check_of(moment: Moment, subject: Subject, epsilon: float = USUAL_EPSILON) -> Check | None:
    """The numeric derivative of a weight beside the backpropagated one."""
    if subject.weight is None:
        return None
    found = numeric_derivative(moment, _flat(moment, subject.inner_id, subject.weight), epsilon)
    return None if found is None else found[1]


def _of_value(
    moment: Moment, layer_id: str, place: tuple[int, ...], name: str, most: int | None
) -> Derivation:
    layer = moment.layer(layer_id)
    explainer = EXPLAINERS[type(layer)]
    if isinstance(explainer, HasInside) and (name or len(place) > len(layer.output_shape)):
        as_output = explainer.as_output(moment, layer_id, name, place)
        if as_output is None:
            return explainer.inside(moment, layer_id, name, place, most)
        place = as_output
    if len(place) != len(layer.output_shape):
        raise IndexError(f"a value of this layer has {len(layer.output_shape)} indices")
    if not all(0 <= at < size for at, size in zip(place, layer.output_shape, strict=True)):
        raise IndexError("there is no such value")
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
    arrives = arriving_number(moment, layer_id, place)
    if arrives is None:
        return ()
    first = from_above(moment, layer_id, place, arrives, most)
    explainer = EXPLAINERS[type(layer)]
    if isinstance(explainer, HasFurtherBack):
        return first, *explainer.further_back(moment, layer_id, place, most)
    if sums_of(layer) is None:
        return (first,)
    return first, delta_through(moment, layer_id, place, arrives, most)


def from_above(
    moment: Moment, layer_id: str, place: tuple[int, ...], arrives: Number, most: int | None
) -> Equation:
    """∂C/∂a from what reads it, wherever that stands."""
    above, around = moment.above(layer_id), moment.around(layer_id)
    if above is not None:
        kind = type(moment.layer(above))
        comes = EXPLAINERS[kind].to_input(moment, above, place, most)
        return Equation(arrives, comes, ABOUT_WAY_BACK.get(kind, ABOUT_WEIGHTED))
    assert around is not None
    if isinstance(moment.layer(around), Residual):
        sum_of_both = from_further_up(moment, around, place)
        return Equation(arrives, sum_of_both, "What arrives at a sum arrives at every summand.")
    return from_above(moment, around, place, arrives, most)


def _of_weight(
    moment: Moment, layer_id: str, weight: tuple[int, int], most: int | None, epsilon: float
) -> Derivation:
    layer = moment.layer(layer_id)
    rows, columns = moment.weight_shape(layer_id)
    row, column = weight
    if not (0 <= row < rows and 0 <= column < columns):
        raise IndexError("there is no such weight")
    explainer = EXPLAINERS[type(layer)]
    kept = getattr(explainer, "kept", None)
    if kept is not None and (statistics := kept(moment, layer_id, row, column, most)):
        return Derivation(update=statistics)
    gradient = explainer.gradient(moment, layer_id, row, column, most)  # type: ignore[attr-defined]
    flat = _flat(moment, layer_id, weight)
    name = parameter_symbol(layer, row, column, moment.way(layer_id).block)
    update = update_equations(moment, layer_id, weight, flat, gradient, name)
    if isinstance(explainer, SaysOfGradient):
        about = explainer.about_gradient(moment, layer_id)
        update = (replace(update[0], about=about), *update[1:])
    checked = numeric_derivative(moment, flat, epsilon)
    return Derivation(
        update=update,
        check=() if checked is None else (checked[0],),
    )


def _flat(moment: Moment, layer_id: str, weight: tuple[int, int]) -> int:
    """Where a weight stands in the flat vector."""
    columns = moment.weight_shape(layer_id)[1]
    return int(moment.part(layer_id).start) + weight[0] * columns + weight[1]
