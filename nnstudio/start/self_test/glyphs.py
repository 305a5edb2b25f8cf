"""The fonts that came along have every character that the program's own words use."""

from PySide6.QtGui import QFont, QFontDatabase, QRawFont

from nnstudio.data.resources import resource
from nnstudio.start.self_test.characters import characters
from nnstudio.start.self_test.checks import Finding
from nnstudio.ui.application import make_application
from nnstudio.ui.fonts import FAMILY, FILES, MONOSPACE

SIZE = 16.0
EXAMPLES = "∂ηδσΣ√²₁→×−"
"""Some that must be among them, so that finding none is not taken for lacking none."""


def check() -> Finding:
    """Ask the font in use for each character."""
    application = make_application()
    for name in FILES:
        number = QFontDatabase.addApplicationFont(str(resource("fonts", name)))
        if not set(QFontDatabase.applicationFontFamilies(number)) & {FAMILY, MONOSPACE}:
            return Finding(False, f"{name} cannot be used as a font")
    font = QRawFont.fromFont(application.font())
    digits = QRawFont.fromFont(QFont(MONOSPACE))
    for raw, family in ((font, FAMILY), (digits, MONOSPACE)):
        if raw.familyName() != family:
            return Finding(False, f"the font is {raw.familyName() or 'none'} instead of {family}")
    wanted = characters()
    unseen = sorted(set(EXAMPLES) - wanted)
    if unseen:
        return Finding(False, f"the program's words could not be read ({' '.join(unseen)})")
    # Of the files themselves: a font of the same name in the system may have more.
    shipped = [QRawFont(str(resource("fonts", name)), SIZE) for name in (FILES[0], FILES[-1])]
    lacking = sorted(c for c in wanted if not any(raw.supportsCharacter(ord(c)) for raw in shipped))
    if lacking:
        shown = ", ".join(f"{c} (U+{ord(c):04X})" for c in lacking[:12])
        return Finding(False, f"{FAMILY} lacks {len(lacking)} characters: {shown}")
    beyond = sum(1 for c in wanted if ord(c) > 126)
    return Finding(True, f"{FAMILY} has all {len(wanted):,} characters, {beyond} beyond ASCII")
