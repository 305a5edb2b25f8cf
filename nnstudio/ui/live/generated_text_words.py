"""What is said about a text that the network writes, and the words it begins with."""

from PySide6.QtCore import QObject

from nnstudio.app.locale import grouped
from nnstudio.app.next_token import looks_ahead
from nnstudio.project.layers import DenseSpec
from nnstudio.project.specs import Project

FIRST_WORDS = 24
"""Characters of the chosen sample to begin with, at the most."""
SPACE = " "


def first_words(text: str) -> str:
    """The first whole words of a window on a text, with the space after them."""
    _, found, whole = text.partition(SPACE)
    if not found or SPACE not in whole[:FIRST_WORDS]:
        return text[:FIRST_WORDS]
    return whole[: whole.rindex(SPACE, 0, FIRST_WORDS) + 1]


def has_shares(project: Project) -> bool:
    """Whether the outputs are shares of 100 %, from which can be drawn."""
    last = project.layers[-1] if project.layers else None
    return isinstance(last, DenseSpec) and last.activation == "softmax"


class TextWords(QObject):
    """What a person should know about how a beginning is read."""

    def note(self, project: Project, time: int, typed: bool) -> str:
        """For a window of so many steps, and a beginning that was typed or not."""
        notes = []
        if not has_shares(project):
            notes.append(
                self.tr(
                    "The output layer shares out no 100 %: give it softmax, so that its answers "
                    "are chances to draw from."
                )
            )
        if looks_ahead(project):
            notes.append(
                self.tr(
                    "The attention is not causal: while learning, a position sees the very "
                    "character it should guess. Set it to causal; until then, a short beginning "
                    "has spaces put before it."
                )
            )
        elif not typed:
            notes.append(self.tr("Begins as a paragraph does, after the end of a line."))
        else:
            notes.append(
                self.tr(
                    "Each guess rests on the last {time} characters, or on as many as there are."
                ).format(time=grouped(time))
            )
        return " ".join(notes)
