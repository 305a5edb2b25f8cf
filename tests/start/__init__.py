"""The start: sentences instead of tracebacks, and an environment that is made once."""
