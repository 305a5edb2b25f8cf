"""The position-wise feed-forward network."""

from nnstudio.nn.activations import Activation, Identity, ReLU
from nnstudio.nn.initialisers import Initialiser, xavier_normal
from nnstudio.nn.layers.chain import Chain
from nnstudio.nn.layers.dense_over_time import DenseOverTime


class FeedForward(Chain):
    """A = W₂ f(W₁ X + b₁) + b₂   at every position   (Vaswani et al. 2017)

        X, A  (width, time, batch)   one column a position of a sample
        W₁    (hidden, width), b₁ (hidden)
        W₂    (width, hidden), b₂ (width)

    Two dense layers, the parts "hidden" and "output"; their columns are the positions.
    """

    def __init__(
        self,
        width: int,
        time: int,
        hidden: int,
        activation: Activation | None = None,
        initialiser: Initialiser = xavier_normal,
    ) -> None:
        super().__init__(
            {
                "hidden": DenseOverTime(width, time, hidden, activation or ReLU(), initialiser),
                "output": DenseOverTime(hidden, time, width, Identity(), initialiser),
            }
        )
