"""Long short-term memory."""

import numpy as np
from numpy import add, multiply, subtract, tanh
from numpy.typing import DTypeLike

from nnstudio.nn.columns import Array
from nnstudio.nn.initialisers import Initialiser, xavier_normal
from nnstudio.nn.layers.recurrent import Recurrent


class LSTM(Recurrent):
    """[i; f; g; o] = [σ; σ; tanh; σ](W [h_{t−1}; x_t] + b)
    c_t = f ∘ c_{t−1} + i ∘ g,   h_t = o ∘ tanh(c_t)

        X              (inputs, time, batch)
        W              (4 · units, units + inputs)  row blocks of the gates i, f, g, o
        b              (4 · units)
        i, f, g, o, c_t, h_t  (units, batch)
        A              (units, time, batch), or the last state alone (units, batch)

    Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000. The columns are
    [h_{t−1}; x_t; 1], one for every sample at every step; the four gates are one product. With
    σ(z) = ½ tanh(z/2) + ½ one tanh serves them all: a gate is a = s ∘ tanh(s ∘ z) + (1 − s), with
    s = ½ for i, f, o and 1 for g, and s is taken into W beforehand. Its slope is s² ∘ (1 − tanh²),
    where s² is taken into W and into ∂C/∂W. The way back, from the last step to the first:

        ∂C/∂o = ∂C/∂h_t ∘ tanh(c_t)
        ∂C/∂c_t = ∂C/∂h_t ∘ o ∘ (1 − tanh²(c_t)) + what comes back from c_{t+1}
        ∂C/∂i = ∂C/∂c_t ∘ g     ∂C/∂f = ∂C/∂c_t ∘ c_{t−1}     ∂C/∂g = ∂C/∂c_t ∘ i
        ∂C/∂c_{t−1} = ∂C/∂c_t ∘ f       δ_t = ∂C/∂[i; f; g; o] ∘ [σ'; σ'; tanh'; σ']
        ∂C/∂h_{t−1} = W_hᵀ δ_t + what comes from above

    All but ∂C/∂h_t and ∂C/∂c_t is known when the way back begins, and is multiplied for all steps
    at once. ∂C/∂[W | b] = Σ_t δ_t [h_{t−1}; x_t; 1]ᵀ is one product over all steps.

    `gates` (time, 4 · units, batch) and `cells` (time, units, batch) can be looked at. The forget
    gate's bias begins at 1, so that a cell holds on to begin with (Jozefowicz et al. 2015).
    """

    def __init__(
        self,
        inputs: int,
        time: int,
        units: int,
        whole_sequence: bool = False,
        truncate: int = 0,
        initialiser: Initialiser = xavier_normal,
        forget_bias: float = 1.0,
    ) -> None:
        super().__init__(inputs, time, units, whole_sequence, truncate)
        self.initialiser = initialiser
        self.forget_bias = forget_bias

    @property
    def parameter_shape(self) -> tuple[int, int]:
        return (4 * self.units, self.units + self.inputs + 1)

    @property
    def values_per_sample(self) -> int:
        return self.time * (7 * self.units + self.inputs)

    def bind(self, parameters: Array, gradient: Array) -> None:
        self.Wb = parameters
        self.W_h = parameters[:, : self.units]
        self.W_x = parameters[:, self.units : -1]
        self.b = parameters[:, -1]
        self.dWb = gradient

    def initialise(self, generator: np.random.Generator) -> None:
        units = self.units
        for gate in range(4):
            rows = slice(gate * units, (gate + 1) * units)
            self.W_h[rows] = self.initialiser(generator, units, units)
            self.W_x[rows] = self.initialiser(generator, units, self.inputs)
        self.b[...] = 0.0
        self.b[units : 2 * units] = self.forget_bias

    def allocate(self, batch: int, dtype: DTypeLike, generator: np.random.Generator) -> None:
        super().allocate(batch, dtype, generator)
        time, units = self.time, self.units
        length = units + self.inputs + 1
        columns = np.zeros((time + 1, length, batch), dtype)
        columns[:, -1] = 1.0
        self.columns = columns[:-1]
        self.H = columns[1:, :units]
        self.x = self.columns[:, units:-1].swapaxes(0, 1)
        self.gates = np.zeros((time, 4 * units, batch), dtype)
        cells = np.zeros((time + 1, units, batch), dtype)
        self.cells_before, self.cells = cells[:-1], cells[1:]
        self.tanh_cells = np.zeros((time, units, batch), dtype)
        self.product = np.zeros((units, batch), dtype)
        # s and 1 − s of the equation above
        self.scale = np.full((4 * units, batch), 0.5, dtype)
        self.shift = np.full((4 * units, batch), 0.5, dtype)
        self.scale[2 * units : 3 * units] = 1.0
        self.shift[2 * units : 3 * units] = 0.0
        self.scaled_Wb = np.zeros(self.parameter_shape, dtype)
        self.tanh_gates = np.zeros((time, 4 * units, batch), dtype)
        i, f, g, o = self.gates.reshape(time, 4, units, batch).swapaxes(0, 1)
        self.one_gate_each = i, f, g, o
        self.steps = list(
            zip(
                *(self.columns, self.tanh_gates, self.gates, i, f, g, o),
                *(self.cells_before, self.cells, self.tanh_cells, self.H),
                strict=True,
            )
        )
        self.allocate_way_back(batch, dtype)

    def allocate_way_back(self, batch: int, dtype: DTypeLike) -> None:
        """Buffers for δ of all steps, and for the factors that stand before ∂C/∂h and ∂C/∂c."""
        time, units = self.time, self.units
        self.one = np.array(1.0, dtype)
        self.slope = np.zeros((time, 4, units, batch), dtype)
        self.from_h = np.zeros((time, units, batch), dtype)
        self.dZ = np.zeros((time, 4, units, batch), dtype)
        self.dc = np.zeros((units, batch), dtype)
        self.way_back = [
            (
                self.dH[t],
                self.from_h[t],
                (self.slope[t, :3], self.slope[t, 3], self.one_gate_each[1][t]),
                (self.dZ[t, :3], self.dZ[t, 3], self.dZ[t].reshape(4 * units, batch)),
                self.dH[t - 1] if goes_on else None,
            )
            for t, goes_on in self.backward_steps()
        ]
        # By features, (·, time, batch), for the products over all steps at once.
        self.columns2 = np.zeros((units + self.inputs + 1, time * batch), dtype)
        self.dZ2 = np.zeros((4 * units, time * batch), dtype)
        self.dX2 = np.zeros((self.inputs, time * batch), dtype)
        self.dX = self.dX2.reshape(self.inputs, time, batch)

    def forward(self, X: Array) -> Array:
        np.copyto(self.x, X[:-1])
        scale, shift, product = self.scale, self.shift, self.product
        multiply(self.Wb, scale[:, :1], self.scaled_Wb)
        step = self.scaled_Wb.dot
        for column, tanh_gates, gates, i, f, g, o, c_before, c, tanh_c, h in self.steps:
            step(column, tanh_gates)
            tanh(tanh_gates, tanh_gates)
            multiply(tanh_gates, scale, gates)
            add(gates, shift, gates)
            multiply(f, c_before, c)
            multiply(i, g, product)
            add(c, product, c)
            tanh(c, tanh_c)
            multiply(o, tanh_c, h)
        return self.write_result()

    def backward(self, dA: Array) -> Array:
        self.read_gradient(dA)
        self.prepare_factors()
        dc, from_later = self.dc, self.from_later
        s2 = self.scale[:, :1] ** 2
        back = np.ascontiguousarray((s2 * self.W_h).T).dot
        dc.fill(0.0)
        for dh, from_h, (ifg, o, f), (d_ifg, d_o, dZ), dh_before in self.way_back:
            multiply(dh, from_h, from_later)
            add(dc, from_later, dc)
            multiply(ifg, dc, d_ifg)
            multiply(o, dh, d_o)
            if dh_before is None:
                dc.fill(0.0)
            else:
                multiply(dc, f, dc)
                if self.whole_sequence:
                    back(dZ, from_later)
                    add(dh_before, from_later, dh_before)
                else:  # nothing comes from above
                    back(dZ, dh_before)
        shape = (-1, self.time, dA.shape[-1])
        np.copyto(self.columns2.reshape(shape), self.columns.swapaxes(0, 1))
        dZ = self.dZ.reshape(self.gates.shape)
        np.copyto(self.dZ2.reshape(shape), dZ.swapaxes(0, 1))
        self.dZ2.dot(self.columns2.T, self.dWb)
        multiply(self.dWb, s2, self.dWb)
        if self.learns_input_gradient:
            (s2 * self.W_x).T.dot(self.dZ2, self.dX2)
        return self.dX

    def prepare_factors(self) -> None:
        """What ∂C/∂c_t and ∂C/∂h_t are multiplied with to give δ_t / s², for all steps.

        1 − tanh² of each gate, times g for i, c_{t−1} for f, i for g, and tanh(c_t) for o.
        """
        i, _, g, o = self.one_gate_each
        multiply(self.tanh_gates, self.tanh_gates, self.slope.reshape(self.gates.shape))
        subtract(self.one, self.slope, self.slope)
        for gate, other in enumerate((g, self.cells_before, i, self.tanh_cells)):
            multiply(self.slope[:, gate], other, self.slope[:, gate])
        multiply(self.tanh_cells, self.tanh_cells, self.from_h)
        subtract(self.one, self.from_h, self.from_h)
        multiply(self.from_h, o, self.from_h)
