"""Probes: small pure functions of a session, which a visible panel asks for.

The trainer evaluates the wanted ones once a frame, in its own thread, so that the window only
paints. A probe is a frozen value; what it finds is never changed afterwards.
"""

from typing import Protocol

from nnstudio.project.session import Session


class Probe(Protocol):
    """Something to find out about a session at this moment."""

    def __call__(self, session: Session) -> object:
        """What it finds. It reads the session and changes nothing."""
        ...
