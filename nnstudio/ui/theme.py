"""Light and dark: one table of colours each, and the palette and style sheet made of it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtGui import QColor, QPalette

if TYPE_CHECKING:
    from nnstudio.ui.colour_scales import Pixels

ThemeName = Literal["light", "dark"]


@dataclass(frozen=True)
class Theme:
    """The colours of one look, as #rrggbb.

    window: behind the panels. panel: a card. raised: a control on a card. line: hairlines.
    text, muted: words, and words of less weight (both readable on panel and on raised).
    accent, on_accent: what is chosen or running. good: success.
    negative, positive: the sign of a number, orange and blue everywhere; middle: zero.
    classes: fills for the classes; with more classes than colours they come round again.
    """

    name: ThemeName
    window: str
    panel: str
    raised: str
    line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    good: str
    warning: str
    negative: str
    positive: str
    middle: str
    grid: str
    classes: tuple[str, ...]

    def colour(self, name: str) -> QColor:
        """One of the colours above, by its name."""
        return QColor(getattr(self, name))

    def sign_colours(self) -> "Pixels":
        """256 RGB32 colours from negative over the middle to positive."""
        from nnstudio.ui.colour_scales import blend  # NumPy comes after the first paint

        return blend([self.negative, self.middle, self.positive])

    def class_colours(self) -> "Pixels":
        """(colours, 256) RGB32 colours, from the middle (unsure) to each class's own (sure)."""
        from nnstudio.ui.colour_scales import blends

        return blends([[self.middle, colour] for colour in self.classes])

    def palette(self) -> QPalette:
        """The palette of every standard widget."""
        palette = QPalette()
        roles = QPalette.ColorRole
        for role, colour in {
            roles.Window: self.window,
            roles.WindowText: self.text,
            roles.Base: self.panel,
            roles.AlternateBase: self.raised,
            roles.Text: self.text,
            roles.Button: self.raised,
            roles.ButtonText: self.text,
            roles.BrightText: self.on_accent,
            roles.Highlight: self.accent,
            roles.HighlightedText: self.on_accent,
            roles.Link: self.accent,
            roles.ToolTipBase: self.raised,
            roles.ToolTipText: self.text,
            roles.PlaceholderText: self.muted,
            roles.Mid: self.line,
            roles.Dark: self.line,
            roles.Shadow: self.line,
            roles.Light: self.panel,
        }.items():
            palette.setColor(role, QColor(colour))
        for role in (roles.Text, roles.WindowText, roles.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(self.muted))
        return palette


LIGHT = Theme(
    name="light",
    window="#eef0f4",
    panel="#ffffff",
    raised="#ffffff",
    line="#d5dae2",
    text="#1a2230",
    muted="#5d6778",
    accent="#1e6feb",
    on_accent="#ffffff",
    good="#1a7f37",
    warning="#9a5b00",
    negative="#f08a24",
    positive="#2176cc",
    middle="#f4f5f7",
    grid="#e3e7ee",
    classes=(
        "#f08a24",
        "#2176cc",
        "#2a9d6f",
        "#b4589a",
        "#8c7a2f",
        "#5f6f8c",
        "#c8453b",
        "#3aa6b9",
        "#7a5cc4",
        "#6f9a2a",
    ),
)
DARK = Theme(
    name="dark",
    window="#13171c",
    panel="#1c2128",
    raised="#242a33",
    line="#323a46",
    text="#e8ecf2",
    muted="#98a2b1",
    accent="#6ea5ff",
    on_accent="#0d1117",
    good="#46b663",
    warning="#e0a030",
    negative="#f59a3c",
    positive="#58a0f5",
    middle="#1b222b",
    grid="#2a313b",
    classes=(
        "#f59a3c",
        "#58a0f5",
        "#4dc79a",
        "#d887c3",
        "#c9b458",
        "#9fb0cf",
        "#ef7a6f",
        "#5fc9da",
        "#a78df0",
        "#a0cc5a",
    ),
)
THEMES: dict[str, Theme] = {"light": LIGHT, "dark": DARK}
