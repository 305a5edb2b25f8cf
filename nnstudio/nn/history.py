"""The losses over a run, in bounded memory."""

from dataclasses import dataclass, field

import numpy as np

from nnstudio.nn.columns import Array


@dataclass
class History:
    """The losses at moments of a run, at most `capacity` of them.

    A moment is recorded at every epoch that `stride` divides. When the history is full, every
    second moment is forgotten and the stride doubles. Which epochs are kept depends on the
    number of epochs alone, so the same run always leaves the same history.
    """

    capacity: int = 1024
    stride: int = 1
    epochs: list[int] = field(default_factory=list)
    train: list[float] = field(default_factory=list)
    validation: list[float] = field(default_factory=list)

    def wants(self, epoch: int) -> bool:
        """Whether this epoch is one to record."""
        return epoch % self.stride == 0

    def record(self, epoch: int, train: float, validation: float) -> None:
        """Add a moment; `validation` is NaN when there is no validation share."""
        if self.epochs and epoch <= self.epochs[-1]:
            self.forget_from(epoch)
        self.epochs.append(epoch)
        self.train.append(train)
        self.validation.append(validation)
        while len(self.epochs) > self.capacity:
            self.stride *= 2
            kept = [i for i, at in enumerate(self.epochs) if at % self.stride == 0]
            self._keep(kept)

    def forget_from(self, epoch: int) -> None:
        """Forget this epoch and all after it."""
        self._keep([i for i, at in enumerate(self.epochs) if at < epoch])

    def _keep(self, kept: list[int]) -> None:
        self.epochs = [self.epochs[i] for i in kept]
        self.train = [self.train[i] for i in kept]
        self.validation = [self.validation[i] for i in kept]

    def as_array(self) -> Array:
        """(3, moments): epochs, training losses, validation losses."""
        return np.array([self.epochs, self.train, self.validation], np.float64)

    @classmethod
    def from_array(cls, moments: Array, stride: int) -> "History":
        """The history that `as_array` came from."""
        epochs, train, validation = moments
        return cls(
            stride=stride,
            epochs=[int(epoch) for epoch in epochs],
            train=[float(value) for value in train],
            validation=[float(value) for value in validation],
        )
