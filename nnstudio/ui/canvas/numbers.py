"""Numbers as people type them."""

from math import isfinite

LARGEST = 1e6


def parse_number(text: str) -> float | None:
    """A number with a decimal point or comma and any kind of minus sign; None if it is none."""
    plain = text.strip().replace("−", "-").replace("–", "-").replace(" ", "").replace("\u00a0", "")
    plain = plain.replace("٫", ".")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        value = float(plain)
    except ValueError:
        return None
    return value if isfinite(value) and abs(value) <= LARGEST else None


def parse_share(text: str) -> float | None:
    """A share typed as 0.2, 0,2 or 20 %; None if it is none."""
    plain = text.strip()
    per_cent = plain.endswith(("%", "٪"))
    value = parse_number(plain.rstrip("%٪"))
    if value is None:
        return None
    return value / 100.0 if per_cent or value > 1.0 else value
