"""Early stopping (Prechelt 1998)."""

from dataclasses import dataclass

import numpy as np

from nnstudio.nn.columns import Array


@dataclass
class EarlyStopping:
    """Stop when the validation loss has not fallen for `patience` epochs; keep the best weights."""

    patience: int
    best_loss: float = float("inf")
    best_epoch: int = 0
    best_parameters: Array | None = None

    def sees(self, epoch: int, loss: float, parameters: Array) -> bool:
        """Look at one more epoch; whether it is time to stop."""
        if loss < self.best_loss:
            self.best_loss = loss
            self.best_epoch = epoch
            if self.best_parameters is None or self.best_parameters.shape != parameters.shape:
                self.best_parameters = parameters.copy()
            else:
                np.copyto(self.best_parameters, parameters)
        return epoch - self.best_epoch >= self.patience
