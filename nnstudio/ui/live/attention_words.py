"""What the attention view says of a sample: its tokens, and how the network answered."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLocale, QObject

from nnstudio.app.locale import grouped
from nnstudio.data.dataset import Dataset
from nnstudio.project.layers.attention import AttentionSpec, TransformerBlockSpec
from nnstudio.project.session import classes
from nnstudio.project.specs import Project
from nnstudio.ui.widgets.numbers import decimal, percent

Attending = AttentionSpec | TransformerBlockSpec
LEAST_DOUBT = 0.005


@dataclass(frozen=True)
class Reading:
    """A sample in words.

    tokens: what stands at each position. answers, rights: what the network says there and what is
    right, empty where there is one answer for all; rights is also empty when nobody knows.
    sentence: how well it went.
    """

    tokens: tuple[str, ...]
    answers: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    sentence: str = ""

    @cached_property
    def wrong(self) -> tuple[bool, ...]:
        """Whether the answer at each position is not the right one."""
        if not self.rights:
            return (False,) * len(self.answers)
        return tuple(a != r for a, r in zip(self.answers, self.rights, strict=True))


def attending_layers(project: Project) -> dict[str, Attending]:
    """The layers that attend, by their id, in their order."""
    return {layer.id: layer for layer in project.layers if isinstance(layer, Attending)}


def tokens_of_row(dataset: Dataset, features: NDArray[np.float64]) -> tuple[str, ...]:
    """What stands at each position: a symbol, the channel that is 1, or the position's number."""
    if dataset.symbols:
        return tuple(dataset.symbols[int(token)] for token in features)
    if dataset.one_hot:
        steps = features.reshape(dataset.time, len(dataset.channels))
        return tuple(dataset.channels[place] for place in steps.argmax(axis=1))
    return tuple(grouped(place + 1) for place in range(dataset.time))


class AttentionWords(QObject):
    """Titles, sentences and how a sample went."""

    def layer_title(self, project: Project, layer_id: str) -> str:
        """The title of a layer that attends: a person's, or its kind and its number."""
        found = attending_layers(project)
        layer = found[layer_id]
        if layer.title:
            return layer.title
        number = list(found).index(layer_id) + 1
        if isinstance(layer, AttentionSpec):
            return self.tr("Attention {number}").format(number=number)
        return self.tr("Block {number}").format(number=number)

    def read_sample(
        self,
        dataset: Dataset,
        tokens: tuple[str, ...],
        answer: NDArray[np.float64],
        target: NDArray[np.float64] | NDArray[np.intp] | None,
    ) -> Reading:
        """The answer to a sample of these tokens, with what the data say about it, if they do."""
        if not np.isfinite(answer).all():
            return Reading(tokens, sentence=self.tr("The network’s answer is not a number here."))
        if not dataset.class_names:
            return Reading(tokens, sentence=self._measured(answer, target))
        names = dataset.class_names
        said = tuple(names[int(place)] for place in np.atleast_1d(classes(answer)))
        right = () if target is None else tuple(names[int(place)] for place in target)
        if dataset.per_position:
            return Reading(tokens, said, right, self._counted(said, right))
        return Reading(tokens, sentence=self._told(said[0], right))

    def pointing_words(
        self, tokens: tuple[str, ...], head: int, query: int, key: int, score: float, hidden: bool
    ) -> str:
        """A score of a map as a sentence."""
        told = self.tr(
            "Head {head}: position {query} ({reads}) looks at position {key} ({read}) with {score}."
        )
        if hidden:
            told = self.tr(
                "Head {head}: position {query} ({reads}) may not look ahead at position {key} "
                "({read})."
            )
        locale = QLocale()
        least = decimal(0.01, locale, 2)
        tiny = 0 < score < LEAST_DOUBT
        return told.format(
            head=grouped(head + 1),
            query=grouped(query + 1),
            reads=tokens[query],
            key=grouped(key + 1),
            read=tokens[key],
            score=f"<\u00a0{least}" if tiny else decimal(score, locale, 2),
        )

    def _counted(self, said: tuple[str, ...], right: tuple[str, ...]) -> str:
        if not right:
            return ""
        hits = sum(a == r for a, r in zip(said, right, strict=True))
        locale = QLocale()
        told = self.tr("{hits} of {count} positions right ({share}); wrong ones are underlined.")
        if hits == len(said):
            told = self.tr("✓ All {count} positions are right.")
        return told.format(
            hits=grouped(hits),
            count=grouped(len(said)),
            share=percent(hits / len(said), locale, 0),
        )

    def _told(self, said: str, right: tuple[str, ...]) -> str:
        if not right:
            return self.tr("The network says {answer}.").format(answer=said)
        if said == right[0]:
            return self.tr("✓ The network says {answer}, which is right.").format(answer=said)
        return self.tr("✗ The network says {answer}; right is {right}.").format(
            answer=said, right=right[0]
        )

    def _measured(
        self, answer: NDArray[np.float64], target: NDArray[np.float64] | NDArray[np.intp] | None
    ) -> str:
        locale = QLocale()
        values = ", ".join(decimal(float(value), locale) for value in answer.ravel())
        if target is None:
            return self.tr("The network says {answer}.").format(answer=values)
        rights = ", ".join(decimal(float(value), locale) for value in target)
        return self.tr("The network says {answer}; right is {right}.").format(
            answer=values, right=rights
        )
