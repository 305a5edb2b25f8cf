"""The one error of the data package."""


class DataError(ValueError):
    """Data that cannot be used. The message is a plain sentence: what, where, how to mend it."""
