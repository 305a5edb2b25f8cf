"""What all recurrent layers share: states over time, and how far the gradient goes back."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.nn.columns import Array
from nnstudio.nn.layers.layer import Layer


class Recurrent(Layer):
    """h_t = step(h_{t−1}, x_t) for every step t, from h_0 = 0

        X  (inputs, time, batch)
        H  (time, units, batch)  the states h_1 … h_T, in the order in which they come about
        A  (units, time, batch), the whole sequence; or (units, batch), the last state

    The gradient goes back through time (Werbos 1990), from step to step, as far as to the first;
    or with `truncate` = k it is cut k steps before the end, and every k steps before that
    (Williams and Peng 1990). dH (time, units, batch) is ∂C/∂h_t, whose size tells whether the
    gradient vanishes on its way.
    """

    H: Array
    dH: Array

    def __init__(
        self, inputs: int, time: int, units: int, whole_sequence: bool, truncate: int
    ) -> None:
        if inputs < 1 or units < 1:
            raise ValueError("a recurrent layer needs at least one input and one unit")
        if time < 1:
            raise ValueError("a sequence needs at least one step")
        if truncate < 0:
            raise ValueError("the gradient goes back 1 step or more, or with 0 all the way")
        self.units = units
        self.time = time
        self.whole_sequence = whole_sequence
        self.truncate = truncate
        self.input_shape = (inputs, time)
        self.output_shape = (units, time) if whole_sequence else (units,)

    def allocate(self, batch: int, dtype: DTypeLike, generator: np.random.Generator) -> None:
        self.dH = np.zeros((self.time, self.units, batch), dtype)
        self.from_later = np.zeros((self.units, batch), dtype)

    def backward_steps(self) -> Iterator[tuple[int, bool]]:
        """From the last step to the first: (t, whether the gradient goes on to step t − 1)."""
        for t in range(self.time - 1, -1, -1):
            cut = self.truncate and (self.time - t) % self.truncate == 0
            yield t, t > 0 and not cut

    def write_result(self) -> Array:
        """The states, or the last one, as what the next layer reads."""
        if self.whole_sequence:
            np.copyto(self.A, self.H.swapaxes(0, 1))
        else:
            np.copyto(self.A, self.H[-1])
        return self.result

    def read_gradient(self, dA: Array) -> None:
        """Begin dH with what comes from above."""
        if self.whole_sequence:
            np.copyto(self.dH, dA.swapaxes(0, 1))
        else:
            self.dH[:-1] = 0.0
            self.dH[-1] = dA
