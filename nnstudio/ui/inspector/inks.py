"""The colours of the arithmetic: signs of numbers, dark or light enough to be read as text."""

from dataclasses import dataclass

from PySide6.QtGui import QColor

from nnstudio.ui.theme import Theme

TOWARDS_TEXT = {"light": 0.42, "dark": 0.12}
"""How much of the text's colour a sign's colour takes on: it has to be read, not only seen."""


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """So much of the other colour in the one."""
    return QColor.fromRgbF(
        one.redF() + (other.redF() - one.redF()) * share,
        one.greenF() + (other.greenF() - one.greenF()) * share,
        one.blueF() + (other.blueF() - one.blueF()) * share,
    )


@dataclass(frozen=True, eq=False)
class Inks:
    """All colours that a sheet paints with."""

    text: QColor
    muted: QColor
    line: QColor
    panel: QColor
    accent: QColor
    positive: QColor
    negative: QColor
    hovered: QColor
    marked: QColor

    @classmethod
    def of(cls, theme: Theme) -> "Inks":
        """Those of a theme."""
        share = TOWARDS_TEXT[theme.name]
        text, panel, accent = theme.colour("text"), theme.colour("panel"), theme.colour("accent")
        return cls(
            text=text,
            muted=theme.colour("muted"),
            line=theme.colour("line"),
            panel=panel,
            accent=accent,
            positive=mixed(theme.colour("positive"), text, share),
            negative=mixed(theme.colour("negative"), text, share),
            hovered=mixed(panel, accent, 0.22),
            marked=mixed(panel, accent, 0.13),
        )

    def of_sign(self, value: float) -> QColor:
        """The colour of a number."""
        if value > 0.0:
            return self.positive
        return self.negative if value < 0.0 else self.text
