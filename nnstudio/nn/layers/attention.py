"""Multi-head self-attention."""

import numpy as np
from numpy import add, matmul, multiply
from numpy.typing import DTypeLike

from nnstudio.nn.activations import Softmax
from nnstudio.nn.columns import Array, as_columns, columns_as_positions
from nnstudio.nn.initialisers import Initialiser, xavier_normal
from nnstudio.nn.layers.layer import Layer


class MultiHeadAttention(Layer):
    """[Q; K; V] = W_in X + b_in
    S = softmax(Kᵀ Q / √d),   O = V S      for every head of every sample
    A = W_out O + b_out                    (Vaswani et al. 2017)

        X        (width, time, batch)
        W_in     (3 · width, width), b_in (3 · width)   row blocks for Q, K and V
        W_out    (width, width), b_out (width)
        Q, K, V  (width, time, batch)   heads are row blocks of d = width / heads
        S        (heads, batch, keys, queries)   one column a query: how it looks at all keys
        A        (width, time, batch)

    The columns of W_in · columns + b are the positions X; those of W_out · columns + b are what
    the heads found there, one below the other. In between the columns of S weigh the values, as a
    product with weights that nobody learns but that every sample makes for itself. With `causal`
    a query looks at no key after its own position: its score is −∞ there, its weight 0. The way
    back through a product Y = M N is ∂C/∂M = ∂C/∂Y Nᵀ, ∂C/∂N = Mᵀ ∂C/∂Y, for all four products.

    S is softmax over columns like that of an output layer: the keys are axis 0 of `weights`
    (keys, heads · batch · queries), of which `scores` is a view with the axes above.
    """

    def __init__(
        self,
        width: int,
        time: int,
        heads: int = 1,
        causal: bool = False,
        initialiser: Initialiser = xavier_normal,
    ) -> None:
        if width < 1 or time < 1 or heads < 1:
            raise ValueError("attention needs at least one head, one step and a width of 1")
        if width % heads:
            raise ValueError(f"a width of {width} cannot be shared by {heads} heads")
        self.heads = heads
        self.causal = causal
        self.initialiser = initialiser
        self.input_shape = self.output_shape = (width, time)

    @property
    def size(self) -> int:
        return 4 * self.outputs * (self.outputs + 1)

    @property
    def values_per_sample(self) -> int:
        width, time = self.output_shape
        return time * (5 * width + 2 * self.heads * time)

    def attach(self, parameters: Array, gradient: Array, weight_mask: Array) -> None:
        width = self.outputs
        rows = slice(0, 3 * width), slice(3 * width, None)
        blocks = (flat.reshape(-1, width + 1) for flat in (parameters, gradient, weight_mask))
        (self.Wb_in, self.Wb_out), (self.dWb_in, self.dWb_out), masks = (
            (block[rows[0]], block[rows[1]]) for block in blocks
        )
        self.W_in, self.b_in = self.Wb_in[:, :-1], self.Wb_in[:, -1]
        self.W_out, self.b_out = self.Wb_out[:, :-1], self.Wb_out[:, -1]
        for mask in masks:
            self.mark_weights(mask)

    def initialise(self, generator: np.random.Generator) -> None:
        width = self.outputs
        for rows in self.W_in.reshape(3, width, width), self.W_out[np.newaxis]:
            for W in rows:
                W[...] = self.initialiser(generator, width, width)
        self.b_in[...] = 0.0
        self.b_out[...] = 0.0

    def allocate(self, batch: int, dtype: DTypeLike, generator: np.random.Generator) -> None:
        width, time = self.output_shape
        heads, columns = self.heads, batch * time
        d = width // heads
        self.softmax = Softmax()
        self.scaling = np.array(d**-0.5, dtype)
        self.QKV = np.zeros((3 * width, columns), dtype)
        self.dQKV = np.zeros((3 * width, columns), dtype)
        self.found1 = np.ones((width + 1, columns), dtype)
        self.d_found1 = np.zeros((width + 1, columns), dtype)
        self.A2 = as_columns(self.A)
        self.dX1 = np.zeros((width + 1, columns), dtype)
        self.dX = columns_as_positions(self.dX1[:-1], time)

        def by_head(rows: Array) -> Array:
            """(width, batch · time) as (heads, batch, d, time)."""
            return rows.reshape(heads, d, batch, time).swapaxes(1, 2)

        self.Q, self.K, self.V = (by_head(rows) for rows in np.split(self.QKV, 3))
        self.dQ, self.dK, self.dV = (by_head(rows) for rows in np.split(self.dQKV, 3))
        self.found, self.d_found = by_head(self.found1[:-1]), by_head(self.d_found1[:-1])

        def with_keys_first() -> tuple[Array, Array]:
            """(keys, heads · batch · queries), and its view (heads, batch, keys, queries)."""
            weights = np.zeros((time, heads * batch * time), dtype)
            return weights, weights.reshape(time, heads, batch, time).transpose(1, 2, 0, 3)

        self.weights, self.scores = with_keys_first()
        self.d_weights, self.d_scores = with_keys_first()
        self.dZ, self.dZ_scores = with_keys_first()
        after = np.arange(time)[:, np.newaxis] > np.arange(time)
        self.mask = np.where(after, -np.inf, 0.0).astype(dtype)

    def forward(self, X: Array) -> Array:
        self.X2 = as_columns(X)
        self.Wb_in.dot(self.X2, self.QKV)
        multiply(self.Q, self.scaling, self.Q)
        matmul(self.K.swapaxes(2, 3), self.Q, self.scores)
        if self.causal:
            add(self.scores, self.mask, self.scores)
        self.softmax.forward(self.weights, self.weights)
        matmul(self.V, self.scores, self.found)
        self.Wb_out.dot(self.found1, self.A2)
        return self.result

    def backward(self, dA: Array) -> Array:
        delta = as_columns(dA)
        delta.dot(self.found1.T, self.dWb_out)
        self.Wb_out.T.dot(delta, self.d_found1)
        matmul(self.d_found, self.scores.swapaxes(2, 3), self.dV)
        matmul(self.V.swapaxes(2, 3), self.d_found, self.d_scores)
        self.softmax.backward(self.d_weights, self.weights, self.dZ)
        matmul(self.K, self.dZ_scores, self.dQ)
        matmul(self.Q, self.dZ_scores.swapaxes(2, 3), self.dK)
        multiply(self.dQ, self.scaling, self.dQ)
        self.dQKV.dot(self.X2.T, self.dWb_in)
        if self.learns_input_gradient:
            self.Wb_in.T.dot(self.dQKV, self.dX1)
        return self.dX
