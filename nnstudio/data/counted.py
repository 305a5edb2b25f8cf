"""Numbers with their noun, for sentences: “1 cell”, “2 cells”, “1,200 rows”."""


def counted(count: int, noun: str) -> str:
    """The count and the noun, which takes an s unless there is exactly one."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
