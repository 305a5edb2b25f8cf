"""What the network thinks comes next: the probe behind text that grows character by character."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import Dataset
from nnstudio.nn.columns import samples_first
from nnstudio.project.layers.attention import AttentionSpec, TransformerBlockSpec
from nnstudio.project.session import Session
from nnstudio.project.specs import Project

Tokens = NDArray[np.intp]
Shares = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class NextShares:
    """An answer about what comes next.

    number: of the wish that it answers. shares: the network's own outputs (symbols,) after the
    last token of the context; with softmax they are not negative and sum to 1.
    """

    number: int
    shares: Shares


@dataclass(frozen=True, eq=False)
class NextToken:
    """The probe: what follows these tokens (any number of them from 1 on).

    number: tells one wish from the next. filler: the token that stands where there is no context.
    """

    number: int
    tokens: Tokens
    filler: int = 0

    def __call__(self, session: Session) -> NextShares | None:
        """The network's own answer; None where it gives none at every position for such tokens."""
        material, network = session.material, session.network
        symbols, time = len(material.dataset.symbols), material.dataset.time
        asked = max(int(self.tokens.max(initial=-1)), self.filler)
        if not self.tokens.size or asked >= symbols or network.output_shape != (symbols, time):
            return None
        row, place = placed(self.tokens, time, self.filler, looks_ahead(session.project))
        columns = material.columns(row[np.newaxis].astype(np.float64), network.dtype)
        with np.errstate(all="ignore"):
            answer = samples_first(network.pass_for(1).infer(columns))[0, place]
        return NextShares(self.number, answer.astype(np.float64))


def predicts_next(dataset: Dataset) -> bool:
    """Whether the target at every position is the symbol that follows it in the text."""
    if not dataset.symbols or not dataset.per_position or dataset.symbols != dataset.class_names:
        return False
    return dataset.starts is not None and np.array_equal(
        dataset.targets[:, :-1], dataset.features[:, 1:]
    )


def looks_ahead(project: Project) -> bool:
    """Whether a position of this network can see what comes after it."""
    kinds = AttentionSpec | TransformerBlockSpec
    return any(isinstance(layer, kinds) and not layer.causal for layer in project.layers)


def placed(tokens: Tokens, time: int, filler: int, ahead: bool) -> tuple[Tokens, int]:
    """The last tokens in a row (time,), and the position whose answer is the one to read.

    A short context stands at the beginning of the row, as it did in training: what is filled in
    after it is seen by no position before it. Where positions look ahead, the filling would be
    seen, and the context stands at the end.
    """
    kept = tokens[-time:]
    row = np.full(time, filler, np.intp)
    if ahead:
        row[time - kept.size :] = kept
        return row, time - 1
    row[: kept.size] = kept
    return row, kept.size - 1


def heated(shares: Shares, temperature: float) -> Shares:
    """Shares p at a temperature T: p^(1/T) / Σ p^(1/T).

    The same as a softmax of z / T (Ackley, Hinton, Sejnowski 1985), for p is a softmax of z.
    Below 1 the likely becomes likelier still, above 1 the unlikely gets its chance. Raises
    ValueError for shares that are not finite, negative, or all 0, and a temperature of 0 or less.
    """
    if temperature <= 0:
        raise ValueError("a temperature must be above 0")
    if not np.isfinite(shares).all() or shares.min() < 0 or shares.max() <= 0:
        raise ValueError("shares must be finite and not negative, and one of them above 0")
    with np.errstate(divide="ignore"):
        logarithms = np.log(shares) / temperature
    powers: Shares = np.exp(logarithms - logarithms.max())
    powers /= powers.sum()
    return powers


def drawn(shares: Shares, random: np.random.Generator) -> int:
    """A symbol, each with its share of the chances."""
    place = int(np.searchsorted(np.cumsum(shares), random.random(), side="right"))
    return min(place, int(np.flatnonzero(shares)[-1]))
