"""Normalisation: a value less the mean of its company, over how far that spreads."""

import numpy as np

from nnstudio.explain.activations import from_further_up
from nnstudio.explain.company import Company, over_batch, over_features, part_number, statistics
from nnstudio.explain.expressions import (
    Difference,
    Equation,
    Expression,
    Number,
    Place,
    Product,
    Quotient,
    Sum,
    folded,
)
from nnstudio.explain.moment import Moment
from nnstudio.explain.symbols import indexed
from nnstudio.explain.values import arriving, input_number, output_number, weight_number
from nnstudio.nn.columns import Array, columns_as_positions
from nnstudio.nn.layers.batch_norm import BatchNorm
from nnstudio.nn.layers.layer_norm import LayerNorm
from nnstudio.nn.network import Pass

Index = tuple[int, ...]
Norm = LayerNorm | BatchNorm


class NormExplainer:
    """What both norms have in common; they differ in the company that a value is seen in."""

    def company_is(self, moment: Moment) -> str:
        """Over whom the mean is taken, in words."""
        raise NotImplementedError

    def company(self, moment: Moment, layer_id: str, place: Index) -> Company:
        """The values over which mean and variance of this one are taken."""
        raise NotImplementedError

    def forward(
        self, moment: Moment, layer_id: str, place: Index, most: int | None
    ) -> tuple[Equation, ...]:
        """μ, σ², x̂ and a."""
        company = self.company(moment, layer_id, place)
        mean, variance = statistics(moment, layer_id, company, most)
        x = input_number(moment, layer_id, place)
        normalised = normalised_number(moment, layer_id, place)
        scale, shift = _scale(moment, layer_id, place[0]), _shift(moment, layer_id, place[0])
        a = output_number(moment, layer_id, place)
        return (
            Equation(company.mean, mean, f"The mean {self.company_is(moment)}."),
            Equation(company.variance, variance, "The variance: how far they lie from their mean."),
            Equation(
                normalised,
                Quotient(Difference(x, company.mean), company.spread),
                "Now the mean is 0 and the variance 1; ε keeps the division safe.",
            ),
            Equation(
                a, Sum((Product((scale, normalised)), shift)), "Scale and shift, both learned."
            ),
        )

    def to_input(self, moment: Moment, layer_id: str, place: Index, most: int | None) -> Expression:
        """(δ − mean(δ) − x̂ mean(δ x̂)) / √(σ² + ε), with δ = γ ∂C/∂a."""
        company = self.company(moment, layer_id, place)
        layer = _layer(moment, layer_id)
        dA = arriving(moment.own, layer)
        assert dA is not None
        scales = company.of(np.broadcast_to(_of_features(layer.scale[:, 0], dA), dA.shape))
        own = moment.share * company.of(dA) * scales
        weighted = own * company.of(normalised_of(layer))

        def delta_of(at: Index, sample: int | None) -> Expression:
            slope = (
                from_further_up(moment, layer_id, at)
                if sample is None
                else _slope_of(moment.own, layer, at, sample)
            )
            return Product((_scale(moment, layer_id, at[0]), slope))

        def term(index: int) -> Expression:
            return delta_of(*company.where(index))

        def weighted_term(index: int) -> Expression:
            at, sample = company.where(index)
            hat = (
                normalised_number(moment, layer_id, at)
                if sample is None
                else _normalised_of_sample(layer, at, sample)
            )
            return Product((delta_of(at, sample), hat))

        mean = Quotient(Sum(folded(own.tolist(), term, most), "Σ_{k} δ_{k}"), company.count)
        lean = Quotient(
            Sum(folded(weighted.tolist(), weighted_term, most), "Σ_{k} δ_{k} x̂_{k}"), company.count
        )
        hat = normalised_number(moment, layer_id, place)
        less = Difference(Difference(delta_of(place, None), mean), Product((hat, lean)))
        return Quotient(less, company.spread)

    def about_gradient(self, moment: Moment, layer_id: str) -> str:
        """What scale and shift learn from."""
        about = "The gradient: the mean of what every sample of the batch says"
        several = len(moment.layer(layer_id).output_shape) > 1
        return f"{about}, its positions added up." if several else f"{about}."

    def gradient(
        self, moment: Moment, layer_id: str, row: int, column: int, most: int | None
    ) -> Expression:
        """∂C/∂γ: ∂C/∂a times x̂ of every sample, at every position; ∂C/∂β without x̂."""
        layer = moment.in_step(layer_id)
        assert isinstance(layer, Norm)
        step = moment.step
        dA = arriving(step, layer)
        assert dA is not None
        slopes = step.batch * dA[row].astype(float)
        hats = normalised_of(layer)[row].astype(float)
        products = slopes * hats if column == 0 else slopes
        shape = products.shape

        def term(index: int) -> Expression:
            *position, sample = (int(one) for one in np.unravel_index(index, shape))
            at = (row, *position)
            slope = _slope_of(step, layer, at, sample)
            if column == 1:
                return slope
            return Product((slope, _normalised_of_sample(layer, at, sample)))

        values = products.ravel().tolist()
        reads = f" x̂_{{{row + 1}}}^{{s}}" if column == 0 else ""
        symbol = f"Σ_{{s}} ∂C/∂a_{{{row + 1}}}^{{s}}{reads}"
        total = Sum(folded(values, term, most), symbol)
        return Quotient(total, Number(str(step.batch), float(step.batch)))


class LayerNormExplainer(NormExplainer):
    """Every sample for itself, and every step of a sequence: over its features."""

    def company_is(self, moment: Moment) -> str:
        """Nobody else has a say."""
        return "over the features of this one sample"

    def company(self, moment: Moment, layer_id: str, place: Index) -> Company:
        """All features at this place."""
        layer = _layer(moment, layer_id)
        assert isinstance(layer, LayerNorm)
        return over_features(layer, moment, layer_id, place)


class BatchNormExplainer(NormExplainer):
    """Every feature or channel for itself: over all samples of the batch and all positions."""

    def company_is(self, moment: Moment) -> str:
        """A sample that is not in the batch of this step goes alone."""
        return "over the batch" if moment.in_batch else "over this sample, which goes alone"

    def company(self, moment: Moment, layer_id: str, place: Index) -> Company:
        """This feature, or channel, in every column of the batch."""
        layer = _layer(moment, layer_id)
        assert isinstance(layer, BatchNorm)
        return over_batch(layer, moment.read_by(layer_id), place[0], moment.column, layer_id, place)

    def kept(
        self, moment: Moment, layer_id: str, row: int, column: int, most: int | None
    ) -> tuple[Equation, ...]:
        """How a running statistic follows; empty for γ and β, which are learned."""
        if column < 2:
            return ()
        layer = moment.in_step(layer_id)
        assert isinstance(layer, BatchNorm)
        company = over_batch(layer, moment.read_in_step(layer_id), row)
        mean, variance = statistics(moment, layer_id, company, most)
        about = "The mean over the batch of this step."
        equations = [Equation(company.mean, mean, about)]
        seen: Expression = company.mean
        if column == 3:
            about = "The variance over the batch of this step."
            equations.append(Equation(company.variance, variance, about))
            n = company.values.size
            unbiased = Quotient(company.count, Number(str(max(n - 1, 1)), float(max(n - 1, 1))))
            seen = Product((unbiased, company.variance))
        before = weight_number(moment, layer_id, row, column, 4)
        flat = moment.part(layer_id).start + row * 4 + column
        after = Number(
            f"{before.symbol}'",
            float(moment.new_w[flat]),
            Place("new weight", layer_id, (row, column)),
        )
        follows = Product((Number("m", layer.momentum), Difference(seen, before)))
        about = (
            "Not learned by gradient: it follows what the batches show, by the share m a step. "
            "While evaluating it stands in for the batch."
        )
        return (*equations, Equation(after, Sum((before, follows)), about))


def normalised_of(layer: Norm) -> Array:
    """x̂ (*output_shape, batch)."""
    if len(layer.output_shape) == 2:
        return columns_as_positions(layer.normalised, layer.output_shape[1])
    return layer.normalised.reshape(layer.A.shape)


def normalised_number(moment: Moment, layer_id: str, place: Index) -> Number:
    """x̂ at this place, for the chosen sample."""
    value = normalised_of(_layer(moment, layer_id))[*place, moment.column]
    return part_number(indexed("x̂", *place), value, layer_id, place, "normalised")


def _of_features(values: Array, like: Array) -> Array:
    """(features,) as an array that goes with (features, …, batch)."""
    return values.reshape(-1, *(1,) * (like.ndim - 1))


def _normalised_of_sample(layer: Norm, at: Index, sample: int) -> Number:
    """x̂ of a sample of the batch."""
    value = float(normalised_of(layer)[*at, sample])
    return Number(indexed("x̂", *at, above=str(sample + 1)), value)


def _slope_of(way: Pass, layer: Norm, at: Index, sample: int) -> Number:
    """∂C/∂a of a sample of the batch, of its own loss."""
    dA = arriving(way, layer)
    assert dA is not None
    symbol = f"∂C/∂{indexed('a', *at, above=str(sample + 1))}"
    return Number(symbol, way.batch * float(dA[*at, sample]))


def _scale(moment: Moment, layer_id: str, row: int) -> Number:
    return weight_number(moment, layer_id, row, 0, moment.layer(layer_id).parameter_shape[1])


def _shift(moment: Moment, layer_id: str, row: int) -> Number:
    return weight_number(moment, layer_id, row, 1, moment.layer(layer_id).parameter_shape[1])


def _layer(moment: Moment, layer_id: str) -> Norm:
    layer = moment.layer(layer_id)
    assert isinstance(layer, Norm)
    return layer
