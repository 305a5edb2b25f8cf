"""The small words under the columns: what flows there, and what stands in the parts of a block."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QObject

from nnstudio.app.locale import grouped
from nnstudio.project.flow import Flow
from nnstudio.ui.canvas.column import Role

MOST_ANSWERS = 12
SMALL = 0.005
"""Two digits would make a zero of less."""
THIN_SPACE = "\u2009"


class Captions(QObject):
    """Short words that fit beside a picture."""

    def shape(self, flow: Flow) -> str:
        """The size of what flows, such as “8 × 6 × 6”; one map has no need of its 1."""
        sides = flow.shape
        if flow.kind == "image" and sides[0] == 1:
            sides = sides[1:]
        return " × ".join(grouped(side) for side in sides)

    def entering(self, flow: Flow) -> str:
        """What kind of sample enters, for the pill over the input."""
        return {
            "image": self.tr("image"),
            "sequence": self.tr("sequence"),
            "tokens": self.tr("tokens"),
        }.get(flow.kind, "")

    def part(self, role: Role, hidden: int) -> str:
        """The name of a part of a transformer block, `hidden` neurons wide in the middle."""
        return {
            "norm": self.tr("norm"),
            "attention": self.tr("attention"),
            "add": "+",
            "feed-forward": self.tr("feed-forward · {hidden}").format(hidden=grouped(hidden)),
        }[role]

    def answer(self, symbols: Sequence[str]) -> str:
        """What the output says at each position, of a long text the end."""
        if not symbols:
            return ""
        shown = symbols if len(symbols) <= MOST_ANSWERS else ["…", *symbols[-MOST_ANSWERS:]]
        space = THIN_SPACE if len(symbols) <= MOST_ANSWERS else ""
        return "→ " + space.join(shown)

    def reading(self, value: float) -> str:
        """A neuron's value, short enough for its tile, with a true minus sign; never 0 if small."""
        small = 0.0 < abs(value) < SMALL
        text = f"{value:.0e}".replace("e-0", "e-") if small else f"{value:.2f}"
        return text.replace(".", QLocale().decimalPoint()).replace("-", "−")
