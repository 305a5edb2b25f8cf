"""What a person can do: a module for each part of the window, whose ACTIONS names them all.

An action is given the person; it returns what was done in words, or "" when it was not possible.
"""
