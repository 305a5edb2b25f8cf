"""The recurrent layer of Elman (1990)."""

import numpy as np
from numpy import multiply
from numpy.typing import DTypeLike

from nnstudio.nn.activations import Activation, ReLU, Tanh
from nnstudio.nn.columns import Array
from nnstudio.nn.initialisers import Initialiser, xavier_normal
from nnstudio.nn.layers.recurrent import Recurrent


class RNN(Recurrent):
    """Z_t = W [h_{t−1}; x_t] + b,   h_t = f(Z_t),   f tanh or ReLU

        X    (inputs, time, batch)
        W    (units, units + inputs)  one row a unit: first what it reads of h, then of x
        b    (units)
        h_t  (units, batch)
        A    (units, time, batch), or the last state alone (units, batch)

    The columns are [h_{t−1}; x_t; 1], one for every sample at every step, so that a step is one
    product and one f. They all stand in `columns` (time, units + inputs + 1, batch), and a step
    writes its h into the columns of the next. The way back, from the last step to the first,
    with δ_t = ∂C/∂Z_t:

        δ_t = ∂C/∂h_t ∘ f'(Z_t)       ∂C/∂h_{t−1} = W_hᵀ δ_t + what comes from above
        ∂C/∂[W | b] = Σ_t δ_t [h_{t−1}; x_t; 1]ᵀ       ∂C/∂x_t = W_xᵀ δ_t

    The sum over t is one product over all columns of all steps.
    """

    def __init__(
        self,
        inputs: int,
        time: int,
        units: int,
        activation: Activation | None = None,
        whole_sequence: bool = False,
        truncate: int = 0,
        initialiser: Initialiser = xavier_normal,
    ) -> None:
        super().__init__(inputs, time, units, whole_sequence, truncate)
        self.activation = activation or Tanh()
        if not isinstance(self.activation, Tanh | ReLU):
            raise ValueError("a recurrent layer has tanh or relu")
        self.initialiser = initialiser

    @property
    def parameter_shape(self) -> tuple[int, int]:
        return (self.units, self.units + self.inputs + 1)

    @property
    def values_per_sample(self) -> int:
        return self.time * (2 * self.units + self.inputs)

    def bind(self, parameters: Array, gradient: Array) -> None:
        self.Wb = parameters
        self.W_h = parameters[:, : self.units]
        self.W_x = parameters[:, self.units : -1]
        self.b = parameters[:, -1]
        self.dWb = gradient

    def initialise(self, generator: np.random.Generator) -> None:
        self.W_h[...] = self.initialiser(generator, self.units, self.units)
        self.W_x[...] = self.initialiser(generator, self.units, self.inputs)
        self.b[...] = 0.0

    def allocate(self, batch: int, dtype: DTypeLike, generator: np.random.Generator) -> None:
        super().allocate(batch, dtype, generator)
        time, units = self.time, self.units
        self.activation = self.activation.with_buffers(units, batch, dtype)
        length = units + self.inputs + 1
        columns = np.zeros((time + 1, length, batch), dtype)
        columns[:, -1] = 1.0
        self.columns = columns[:-1]
        self.H = columns[1:, :units]
        self.x = self.columns[:, units:-1].swapaxes(0, 1)
        self.steps = list(zip(self.columns, self.H, strict=True))
        self.ones = np.ones(self.H.shape, dtype)
        self.slope = np.zeros(self.H.shape, dtype)
        self.dZ = np.zeros(self.H.shape, dtype)
        self.way_back = [
            (self.dH[t], self.slope[t], self.dZ[t], self.dH[t - 1] if goes_on else None)
            for t, goes_on in self.backward_steps()
        ]
        # The same by features, (·, time, batch), for the products over all steps at once.
        self.columns2 = np.zeros((length, time * batch), dtype)
        self.dZ2 = np.zeros((units, time * batch), dtype)
        self.dX2 = np.zeros((self.inputs, time * batch), dtype)
        self.dX = self.dX2.reshape(self.inputs, time, batch)

    def forward(self, X: Array) -> Array:
        np.copyto(self.x, X[:-1])
        step, f = self.Wb.dot, self.activation.forward
        for column, h in self.steps:
            step(column, h)
            f(h, h)
        return self.write_result()

    def backward(self, dA: Array) -> Array:
        self.read_gradient(dA)
        self.activation.backward(self.ones, self.H, self.slope)
        back, from_later = np.ascontiguousarray(self.W_h.T).dot, self.from_later
        for dh, slope, dZ, dh_before in self.way_back:
            multiply(dh, slope, dZ)
            if dh_before is None:
                continue
            if self.whole_sequence:
                back(dZ, from_later)
                np.add(dh_before, from_later, dh_before)
            else:  # nothing comes from above
                back(dZ, dh_before)
        shape = (-1, self.time, dA.shape[-1])
        np.copyto(self.columns2.reshape(shape), self.columns.swapaxes(0, 1))
        np.copyto(self.dZ2.reshape(shape), self.dZ.swapaxes(0, 1))
        self.dZ2.dot(self.columns2.T, self.dWb)
        if self.learns_input_gradient:
            self.W_x.T.dot(self.dZ2, self.dX2)
        return self.dX
