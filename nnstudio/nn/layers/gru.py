"""The gated recurrent unit."""

import numpy as np
from numpy import add, multiply, subtract, tanh
from numpy.typing import DTypeLike

from nnstudio.nn.activations import Sigmoid
from nnstudio.nn.columns import Array
from nnstudio.nn.initialisers import Initialiser, xavier_normal
from nnstudio.nn.layers.recurrent import Recurrent


class GRU(Recurrent):
    """Z^x_t = W_x x_t + b_x,   Z^h_t = W_h h_{t−1} + b_h,   each in row blocks r, z, n
    r = σ(Z^x_r + Z^h_r),   z = σ(Z^x_z + Z^h_z),   n = tanh(Z^x_n + r ∘ Z^h_n)
    h_t = (1 − z) ∘ n + z ∘ h_{t−1}

        X     (inputs, time, batch)
        W_x   (3 · units, inputs),  b_x (3 · units)   row blocks of r, z, n
        W_h   (3 · units, units),   b_h (3 · units)
        r, z, n, h_t  (units, batch)
        A     (units, time, batch), or the last state alone (units, batch)

    Cho et al. 2014, in the form of cuDNN and PyTorch: the reset gate r weighs the product rather
    than h itself, so that two products do for everything. The columns of the first are [x_t; 1],
    of all steps at once; those of the second are [h_{t−1}; 1], step by step. The way back:

        ∂C/∂n = ∂C/∂h_t ∘ (1 − z)          δ_n = ∂C/∂n ∘ (1 − n²)
        ∂C/∂z = ∂C/∂h_t ∘ (h_{t−1} − n)    δ_z = ∂C/∂z ∘ z ∘ (1 − z)
        ∂C/∂r = δ_n ∘ Z^h_n                δ_r = ∂C/∂r ∘ r ∘ (1 − r)
        δ^x = [δ_r; δ_z; δ_n]              δ^h = [δ_r; δ_z; δ_n ∘ r]
        ∂C/∂h_{t−1} = W_hᵀ δ^h + ∂C/∂h_t ∘ z + what comes from above

    and over all steps at once ∂C/∂[W_x | b_x] = Σ δ^x [x; 1]ᵀ, ∂C/∂[W_h | b_h] = Σ δ^h [h; 1]ᵀ.
    `gates` (time, 3 · units, batch) can be looked at.
    """

    def __init__(
        self,
        inputs: int,
        time: int,
        units: int,
        whole_sequence: bool = False,
        truncate: int = 0,
        initialiser: Initialiser = xavier_normal,
    ) -> None:
        super().__init__(inputs, time, units, whole_sequence, truncate)
        self.initialiser = initialiser

    @property
    def size(self) -> int:
        return 3 * self.units * (self.inputs + 1 + self.units + 1)

    @property
    def values_per_sample(self) -> int:
        return self.time * (8 * self.units + self.inputs)

    def attach(self, parameters: Array, gradient: Array, weight_mask: Array) -> None:
        of_x = 3 * self.units * (self.inputs + 1)
        x, h = slice(0, of_x), slice(of_x, None)
        rows = 3 * self.units
        self.Wb_x, self.Wb_h = parameters[x].reshape(rows, -1), parameters[h].reshape(rows, -1)
        self.dWb_x, self.dWb_h = gradient[x].reshape(rows, -1), gradient[h].reshape(rows, -1)
        self.W_x, self.b_x = self.Wb_x[:, :-1], self.Wb_x[:, -1]
        self.W_h, self.b_h = self.Wb_h[:, :-1], self.Wb_h[:, -1]
        for part in (x, h):
            self.mark_weights(weight_mask[part].reshape(rows, -1))

    def initialise(self, generator: np.random.Generator) -> None:
        for gate in range(3):
            rows = slice(gate * self.units, (gate + 1) * self.units)
            self.W_x[rows] = self.initialiser(generator, self.units, self.inputs)
            self.W_h[rows] = self.initialiser(generator, self.units, self.units)
        self.b_x[...] = 0.0
        self.b_h[...] = 0.0

    def allocate(self, batch: int, dtype: DTypeLike, generator: np.random.Generator) -> None:
        super().allocate(batch, dtype, generator)
        time, units = self.time, self.units
        states = np.zeros((time + 1, units + 1, batch), dtype)
        states[:, -1] = 1.0
        self.columns_h, self.H = states[:-1], states[1:, :units]
        self.columns_x = np.ones((self.inputs + 1, time * batch), dtype)
        self.x = self.columns_x[:-1].reshape(self.inputs, time, batch)
        self.Z_x2 = np.zeros((3 * units, time * batch), dtype)
        self.Z_x = self.Z_x2.reshape(3 * units, time, batch)
        self.Z_h = np.zeros((time, 3 * units, batch), dtype)
        self.gates = np.zeros((time, 3 * units, batch), dtype)
        self.sigmoid = Sigmoid().with_buffers(2 * units, batch, dtype)
        self.one = np.array(1.0, dtype)
        self.product = np.zeros((units, batch), dtype)
        self.dZ_x = np.zeros((time, 3 * units, batch), dtype)
        self.dZ_h = np.zeros((time, 3 * units, batch), dtype)
        # By features, (·, time, batch), for the products over all steps at once.
        self.columns_h2 = np.zeros((units + 1, time * batch), dtype)
        self.dZ2 = np.zeros((3 * units, time * batch), dtype)
        self.dX2 = np.zeros((self.inputs, time * batch), dtype)
        self.dX = self.dX2.reshape(self.inputs, time, batch)

    def forward(self, X: Array) -> Array:
        np.copyto(self.x, X[:-1])
        self.Wb_x.dot(self.columns_x, self.Z_x2)
        units, product = self.units, self.product
        for t in range(self.time):
            gates, Z_h, Z_x = self.gates[t], self.Z_h[t], self.Z_x[:, t]
            h_before, h = self.columns_h[t, :units], self.H[t]
            self.Wb_h.dot(self.columns_h[t], Z_h)
            rz, r, z, n = gates[: 2 * units], gates[:units], gates[units:-units], gates[-units:]
            add(Z_x[: 2 * units], Z_h[: 2 * units], rz)
            self.sigmoid.forward(rz, rz)
            multiply(r, Z_h[-units:], n)
            add(n, Z_x[-units:], n)
            tanh(n, n)
            subtract(h_before, n, product)
            multiply(product, z, product)
            add(n, product, h)
        return self.write_result()

    def backward(self, dA: Array) -> Array:
        self.read_gradient(dA)
        units, one, product = self.units, self.one, self.product
        back = np.ascontiguousarray(self.W_h.T).dot
        for t, goes_on in self.backward_steps():
            dh, h_before, Z_h_n = self.dH[t], self.columns_h[t, :units], self.Z_h[t, -units:]
            r, z, n = self.gates[t].reshape(3, units, -1)
            d_r, d_z, d_n = self.dZ_x[t].reshape(3, units, -1)
            # δ_n = ∂C/∂h ∘ (1 − z) ∘ (1 − n²)
            multiply(n, n, d_n)
            subtract(one, d_n, d_n)
            subtract(one, z, product)
            multiply(d_n, product, d_n)
            multiply(d_n, dh, d_n)
            # δ_z = ∂C/∂h ∘ (h_before − n) ∘ z ∘ (1 − z)
            subtract(h_before, n, d_z)
            multiply(d_z, product, d_z)
            multiply(d_z, z, d_z)
            multiply(d_z, dh, d_z)
            # δ_r = δ_n ∘ Z^h_n ∘ r ∘ (1 − r)
            subtract(one, r, d_r)
            multiply(d_r, r, d_r)
            multiply(d_r, Z_h_n, d_r)
            multiply(d_r, d_n, d_r)
            np.copyto(self.dZ_h[t], self.dZ_x[t])
            multiply(d_n, r, self.dZ_h[t, -units:])
            if goes_on:
                dh_before = self.dH[t - 1]
                back(self.dZ_h[t], product)
                add(dh_before, product, dh_before)
                multiply(dh, z, product)
                add(dh_before, product, dh_before)
        return self.backward_from_z(dA.shape[-1])

    def backward_from_z(self, batch: int) -> Array:
        """From δ of all steps to ∂C/∂parameters and ∂C/∂X."""
        by_features = (-1, self.time, batch)
        np.copyto(self.columns_h2.reshape(by_features), self.columns_h.swapaxes(0, 1))
        np.copyto(self.dZ2.reshape(by_features), self.dZ_h.swapaxes(0, 1))
        self.dZ2.dot(self.columns_h2.T, self.dWb_h)
        np.copyto(self.dZ2.reshape(by_features), self.dZ_x.swapaxes(0, 1))
        self.dZ2.dot(self.columns_x.T, self.dWb_x)
        if self.learns_input_gradient:
            self.W_x.T.dot(self.dZ2, self.dX2)
        return self.dX
