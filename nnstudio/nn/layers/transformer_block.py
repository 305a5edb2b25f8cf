"""The block that transformers are made of."""

from nnstudio.nn.activations import Activation
from nnstudio.nn.layers.attention import MultiHeadAttention
from nnstudio.nn.layers.chain import Chain
from nnstudio.nn.layers.dropout import Dropout
from nnstudio.nn.layers.feed_forward import FeedForward
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.layers.layer_norm import LayerNorm
from nnstudio.nn.layers.residual import Residual


class TransformerBlock(Chain):
    """pre-norm    H = X + attention(norm(X)),   A = H + feed_forward(norm(H))
    post-norm   H = norm(X + attention(X)),   A = norm(H + feed_forward(H))

        X, H, A  (width, time, batch)   one column a position of a sample

    Post-norm is the block of Vaswani et al. 2017, pre-norm that of Xiong et al. 2020, which learns
    without a slow start. It computes nothing itself; its parts do, each with W · columns + b of
    its own: two residuals around attention and the feed-forward network, and two norms, which
    stand within the residuals or after them. With a `rate`, dropout follows on attention and on
    the feed-forward network.
    """

    def __init__(
        self,
        width: int,
        time: int,
        heads: int,
        hidden: int,
        causal: bool = False,
        pre_norm: bool = True,
        rate: float = 0.0,
        activation: Activation | None = None,
    ) -> None:
        """`hidden` is the width of the feed-forward network within, often 4 · width."""
        shape = (width, time)
        self.pre_norm = pre_norm
        workers: dict[str, Layer] = {
            "attention": MultiHeadAttention(width, time, heads, causal),
            "feed forward": FeedForward(width, time, hidden, activation),
        }
        parts: dict[str, Layer] = {}
        for name, worker in workers.items():
            inside: dict[str, Layer] = {"norm": LayerNorm(shape)} if pre_norm else {}
            inside[name] = worker
            if rate:
                inside["dropout"] = Dropout(shape, rate)
            parts[f"{name} and past it"] = Residual(inside)
            if not pre_norm:
                parts[f"norm after {name}"] = LayerNorm(shape)
        super().__init__(parts)

    @property
    def attention(self) -> MultiHeadAttention:
        """The part that looks from position to position."""
        found = self.residual("attention").parts["attention"]
        assert isinstance(found, MultiHeadAttention)
        return found

    @property
    def feed_forward(self) -> FeedForward:
        """The part that works at every position by itself."""
        found = self.residual("feed forward").parts["feed forward"]
        assert isinstance(found, FeedForward)
        return found

    @property
    def norms(self) -> list[LayerNorm]:
        """Both norms, in the order in which they are passed."""
        return [leaf for _, leaf in self.leaves() if isinstance(leaf, LayerNorm)]

    def residual(self, name: str) -> Residual:
        """The residual around "attention" or "feed forward"."""
        found = self.parts[f"{name} and past it"]
        assert isinstance(found, Residual)
        return found
