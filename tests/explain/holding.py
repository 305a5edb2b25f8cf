"""Whether what is explained is true: of the core, of where a click leads to, of training."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from nnstudio.explain.derivation import Derivation
from nnstudio.explain.explanation import check_of, explain
from nnstudio.explain.expressions import (
    Applied,
    Difference,
    Equation,
    Expression,
    Largest,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
)
from nnstudio.explain.moment import Moment, Twin
from nnstudio.explain.subject import Subject, subject_of
from nnstudio.explain.values import arriving, deltas_of, sums_of
from nnstudio.nn.columns import values_of
from nnstudio.project.layers import DenseSpec, LayerSpec
from nnstudio.project.session import Session
from nnstudio.project.specs import BuiltInSource, DataSpec, Project, TrainingSpec

TO_THE_LAST_DIGITS = 1e-12


def project(
    key: str, *layers: LayerSpec, output: DenseSpec | None = None, **training: Any
) -> Project:
    """A small project of these layers and, unless another output is given, a softmax of four."""
    given = output or DenseSpec(id="output", units=4, activation="softmax")
    settings = {"loss": "categorical cross-entropy", "batch_size": 5, **training}
    return Project(
        data=DataSpec(source=BuiltInSource(key=key, samples=24, length=5), reading="image"),
        layers=(*layers, given),
        training=TrainingSpec(**settings),
    )


def random_session(project: Project, seed: int, steps: int = 0) -> Session:
    """A run of it with random weights, biases, scales and shifts, some steps on."""
    session = Session(project)
    generator = np.random.default_rng(seed)
    parameters = session.network.parameters
    parameters += 0.15 * generator.standard_normal(parameters.shape)
    for _ in range(steps):
        session.training.step()
    return session


def moments(session: Session) -> Iterator[Moment]:
    """The next step, with a look at a sample of its batch and at one that is not in it."""
    first = Twin().moment(session, int(session.material.validation[0]))
    assert not first.in_batch
    yield first
    within = Twin().moment(session, int(first.samples[-1]))
    assert within.in_batch
    yield within


def places(moment: Moment, layer_id: str, generator: np.random.Generator, most: int = 8) -> Any:
    """Some places of a layer's values: the first, the last, and random ones between."""
    shape = moment.layer(layer_id).output_shape
    every = list(np.ndindex(shape))
    chosen = generator.permutation(len(every))[:most]
    return [every[0], every[-1], *(every[index] for index in chosen)]


def weights(moment: Moment, layer_id: str, generator: np.random.Generator, most: int = 8) -> Any:
    """Some of a layer's weights: the first, the last, and random ones between."""
    every = list(np.ndindex(moment.layer(layer_id).parameter_shape))
    if not every:
        return []
    chosen = generator.permutation(len(every))[:most]
    return [every[0], every[-1], *(every[index] for index in chosen)]


def everything(moment: Moment, layer_id: str, seed: int = 0) -> Iterator[Derivation]:
    """Derivations of values and weights of a layer, folded and in full."""
    generator = np.random.default_rng(seed)
    for place in places(moment, layer_id, generator):
        for most in (4, None):
            yield explain(moment, Subject(layer_id, value=place), most)
    for weight in weights(moment, layer_id, generator):
        for most in (4, None):
            yield explain(moment, Subject(layer_id, weight=weight), most)


def assert_true(moment: Moment, derivation: Derivation) -> None:
    """Every equation holds, and every number in it is the one that stands where it points to."""
    assert derivation.equations()
    for equation in derivation.equations():
        left, right = equation.left.value, equation.right.value
        scale = max(1.0, abs(left))
        assert abs(left - right) <= TO_THE_LAST_DIGITS * scale, equation
        for number in (equation.left, *numbers(equation.right)):
            there = value_at(moment, number)
            assert there is None or there == number.value, number


def assert_all_true(moment: Moment, layer_id: str, seed: int = 0) -> None:
    """All that is said about a layer is true."""
    for derivation in everything(moment, layer_id, seed):
        assert_true(moment, derivation)


def numbers(expression: Expression) -> Iterator[Number]:
    """All numbers of an expression."""
    if isinstance(expression, Number):
        yield expression
    for below in parts(expression):
        yield from numbers(below)


def parts(expression: Expression) -> tuple[Expression, ...]:
    """What an expression is made of."""
    match expression:
        case Sum():
            return expression.terms
        case Product():
            return expression.factors
        case Quotient():
            return expression.over, expression.under
        case Difference():
            return expression.first, expression.second
        case Power():
            return (expression.base,)
        case Applied():
            return (expression.argument,)
        case Largest():
            return expression.of
    return ()


def value_at(moment: Moment, number: Number) -> float | None:
    """What the core has where a number points to; None where it points nowhere of the core's."""
    place = number.place
    if place is None or place.block:
        return None
    if place.role == "input":
        return float(values_of(moment.X)[*place.index, moment.column])
    if not place.layer_id:
        return None
    layer = moment.layer(place.layer_id)
    found = None
    if place.role == "output":
        found = layer.A
    elif place.role == "sum":
        found = sums_of(layer)
    elif place.role == "delta":
        found = deltas_of(moment.own, layer)
    elif place.name == "slope of the loss" and layer is not moment.own.output:
        found = arriving(moment.own, layer)
    if found is not None:
        back = place.role == "delta" or place.name == "slope of the loss"
        return (moment.share if back else 1.0) * float(found[*place.index, moment.column])
    if place.role in ("weight", "gradient", "new weight"):
        shape = layer.parameter_shape
        part = moment.part(place.layer_id)
        vector = {"weight": moment.w, "gradient": moment.g, "new weight": moment.new_w}
        return float(vector[place.role][part].reshape(shape)[place.index])
    return None


def equation_of(derivation: Derivation, symbol: str) -> Equation:
    """The equation for the number with this symbol."""
    found = [one for one in derivation.equations() if one.left.symbol == symbol]
    assert found, [one.left.symbol for one in derivation.equations()]
    return found[0]


def everything_of(session: Session) -> list[bytes]:
    """All of a run that must not change when somebody looks at it."""
    training, network = session.training, session.network
    return [
        network.parameters.tobytes(),
        network.gradient.tobytes(),
        *(values.tobytes() for values in training.optimiser.memory.values()),
        repr(network.generator.bit_generator.state).encode(),
        training.order.tobytes(),
        repr(
            (
                training.position,
                training.epoch,
                training.step_count,
                training.optimiser.steps,
                len(training.history.epochs),
                session.status,
            )
        ).encode(),
    ]


def assert_every_number_can_be_clicked(moment: Moment, layer_id: str) -> None:
    """Wherever a number points to, there is something to say about it."""
    places = {
        number.place
        for derivation in everything(moment, layer_id)
        for equation in derivation.equations()
        for number in (equation.left, *numbers(equation.right))
        if number.place is not None
    }
    one_of_each = {(place.role, place.layer_id, place.name): place for place in places}
    assert one_of_each
    for place in one_of_each.values():
        subject = subject_of(place)
        if subject is not None:
            assert explain(moment, subject, 4).equations(), place


def assert_announced(session: Session, layer_id: str) -> None:
    """The last line about every weight is the number that training then has, to the last bit."""
    moment = Twin().moment(session, int(session.material.validation[0]))
    shape = moment.layer(layer_id).parameter_shape
    said = {
        weight: explain(moment, Subject(layer_id, weight=weight)).update[-1]
        for weight in np.ndindex(shape)
    }
    session.training.step()
    now = session.network.parameters[moment.part(layer_id)].reshape(shape)
    for weight, line in said.items():
        assert line.left.value == now[weight]
        assert line.left.symbol.endswith("'")


def assert_numeric(moment: Moment, layer_id: str) -> None:
    """The slope that is measured is the one that is backpropagated."""
    for weight in weights(moment, layer_id, np.random.default_rng(0), most=20):
        check = check_of(moment, Subject(layer_id, weight=weight))
        assert check is not None
        difference = abs(check.numeric - check.backpropagated)
        assert difference <= 1e-6 * max(1e-3, abs(check.backpropagated)), (weight, check)
