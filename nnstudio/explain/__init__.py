"""The arithmetic behind a click, as plain values: which numbers made this one, and how."""
