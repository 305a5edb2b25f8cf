"""The start: from a bare Python to the window, the terminal or a picture.

What runs before the dependencies are there uses the standard library alone, and as little of
it as it can: a warm start passes through `checkout` and `stamp` in a few milliseconds.
"""
