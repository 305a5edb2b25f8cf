"""The same families in PyTorch, eager, one thread, each as one who knows it writes it."""

from typing import Any

import numpy as np

from nnstudio.nn.layers.attention import MultiHeadAttention
from nnstudio.nn.layers.conv2d import Conv2D
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.layers.dense_over_time import DenseOverTime
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.layers.layer_norm import LayerNorm
from nnstudio.nn.layers.lstm import LSTM
from nnstudio.nn.layers.rnn import RNN
from nnstudio.nn.layers.transformer_block import TransformerBlock
from tests.benchmarks.families import RATE, SEED, Family


class Torch:
    """PyTorch, eager, one thread, fused SGD, samples indexed by the epoch's permutation."""

    name = "PyTorch, eager"

    def __init__(self, family: Family) -> None:
        import torch

        torch.set_num_threads(1)
        self.family = family
        self.X = torch.from_numpy(family.samples)
        self.Y = torch.from_numpy(family.classes)
        self.order = np.arange(len(family.samples))
        self.generator = np.random.default_rng(SEED + 1)
        self.model = _model(family)
        self.criterion = torch.nn.CrossEntropyLoss()
        self.optimiser = torch.optim.SGD(self.model.parameters(), RATE, fused=True)

    def train(self) -> None:
        """Take the family's epochs."""
        import torch

        model, criterion, optimiser = self.model, self.criterion, self.optimiser
        for _ in range(self.family.epochs):
            self.generator.shuffle(self.order)
            order = torch.from_numpy(self.order)
            batches_of_X = self.X[order].split(self.family.batch_size)
            batches_of_Y = self.Y[order].split(self.family.batch_size)
            for X, Y in zip(batches_of_X, batches_of_Y, strict=True):
                optimiser.zero_grad(set_to_none=True)
                criterion(model(X), Y).backward()
                optimiser.step()

    def loss(self) -> float:
        """The loss over all samples."""
        import torch

        with torch.no_grad():
            return float(self.criterion(self.model(self.X), self.Y))


def _model(family: Family) -> Any:
    import torch
    from torch import nn

    class LastState(nn.Module):
        """The last state of a recurrent layer."""

        def __init__(self, recurrent: nn.Module) -> None:
            super().__init__()
            self.recurrent = recurrent

        def forward(self, x: Any) -> Any:
            return self.recurrent(x)[0][:, -1]

    class ClassesSecond(nn.Module):
        """(samples, time, classes) as cross-entropy wants it."""

        def forward(self, x: Any) -> Any:
            return x.transpose(1, 2)

    modules: list[nn.Module] = []
    for layer in family.network().layers:
        match layer:
            case Conv2D():
                conv = nn.Conv2d(layer.inputs, layer.outputs, layer.kernel, padding="same")
                _set(conv.weight, layer.W)
                _set(conv.bias, layer.b)
                modules += [conv, nn.ReLU(), nn.MaxPool2d(2)]
            case Dense() | DenseOverTime():
                modules += [nn.Flatten()] * (family.samples.ndim == 4)
                modules.append(_linear(layer))
                modules += [ClassesSecond()] * isinstance(layer, DenseOverTime)
            case RNN() | LSTM():
                kind = nn.RNN if isinstance(layer, RNN) else nn.LSTM
                recurrent = kind(layer.inputs, layer.units, batch_first=True)
                _set(recurrent.weight_hh_l0, layer.W_h)
                _set(recurrent.weight_ih_l0, layer.W_x)
                _set(recurrent.bias_ih_l0, layer.b)
                _set(recurrent.bias_hh_l0, 0.0 * layer.b)
                # Ours has one bias; the second, which would double its rate, stands still.
                recurrent.bias_hh_l0.requires_grad_(False)
                modules.append(LastState(recurrent))
            case TransformerBlock():
                modules.append(_block(layer))
            case _:
                pass
    return torch.nn.Sequential(*modules)


def _linear(layer: Layer) -> Any:
    from torch import nn

    assert isinstance(layer, Dense | DenseOverTime)
    linear = nn.Linear(layer.inputs, layer.outputs)
    _set(linear.weight, layer.W)
    _set(linear.bias, layer.b)
    return linear


def _block(block: TransformerBlock) -> Any:
    from torch import nn

    attention, hidden = block.attention, block.feed_forward.parts["hidden"].outputs
    module = nn.TransformerEncoderLayer(
        *(block.outputs, attention.heads, hidden, 0.0), norm_first=True, batch_first=True
    )
    assert isinstance(attention, MultiHeadAttention)
    _set(module.self_attn.in_proj_weight, attention.W_in)
    _set(module.self_attn.in_proj_bias, attention.b_in)
    _set(module.self_attn.out_proj.weight, attention.W_out)
    _set(module.self_attn.out_proj.bias, attention.b_out)
    for norm, ours in zip((module.norm1, module.norm2), block.norms, strict=True):
        assert isinstance(ours, LayerNorm)
        _set(norm.weight, ours.scale[:, 0])
        _set(norm.bias, ours.shift[:, 0])
    for linear, name in ((module.linear1, "hidden"), (module.linear2, "output")):
        part = block.feed_forward.parts[name]
        assert isinstance(part, DenseOverTime)
        _set(linear.weight, part.W)
        _set(linear.bias, part.b)
    return module


def _set(parameter: Any, values: Any) -> None:
    import torch

    with torch.no_grad():
        parameter.copy_(torch.from_numpy(np.array(values).reshape(parameter.shape)))
