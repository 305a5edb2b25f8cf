"""The places that a person has been to, back and forward, as in a browser."""

from nnstudio.explain.subject import Subject

MOST = 100


class History:
    """Where one is, and what lies behind and before."""

    def __init__(self) -> None:
        self._places: list[Subject] = []
        self._at = -1

    @property
    def present(self) -> Subject | None:
        """Where one is."""
        return self._places[self._at] if self._at >= 0 else None

    @property
    def can_go_back(self) -> bool:
        """Whether anything lies behind."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether one has come back from anywhere."""
        return self._at + 1 < len(self._places)

    def go(self, subject: Subject) -> None:
        """To another place; what lay before is forgotten."""
        if subject == self.present:
            return
        self._places = [*self._places[: self._at + 1], subject][-MOST:]
        self._at = len(self._places) - 1

    def replace(self, subject: Subject) -> None:
        """The same place, seen a little further on."""
        if self._at >= 0:
            self._places[self._at] = subject
        else:
            self.go(subject)

    def back(self) -> Subject | None:
        """One place back; None at the beginning."""
        if not self.can_go_back:
            return None
        self._at -= 1
        return self.present

    def forward(self) -> Subject | None:
        """One place forward again; None at the end."""
        if not self.can_go_forward:
            return None
        self._at += 1
        return self.present

    def clear(self) -> None:
        """Forget it all."""
        self._places, self._at = [], -1
