"""How numbers are called, counted from one as people count."""

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def indexed(letter: str, *index: int, above: str = "") -> str:
    """A letter with its index, such as “w_{3,1}” or “a_{2}^{1}”; `index` counts from 0."""
    below = ",".join(str(place + 1) for place in index)
    symbol = f"{letter}_{{{below}}}" if below else letter
    return f"{symbol}^{{{above}}}" if above else symbol
