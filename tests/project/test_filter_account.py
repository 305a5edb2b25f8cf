"""The account of a pixel against the layer that computed it."""

import numpy as np
import pytest

from nnstudio.project.filter_account import account_of
from nnstudio.project.flow import Flow
from nnstudio.project.layers import Conv2DSpec


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_the_account_adds_up_to_what_the_layer_computed(bias: bool, padding: str) -> None:
    spec = Conv2DSpec(
        filters=3, kernel=3, stride=2, padding=padding, bias=bias, activation="identity"
    )
    layer = spec.build(Flow((2, 7, 6)))
    random = np.random.default_rng(3)
    parameters = random.normal(size=layer.size)
    layer.attach(parameters, np.zeros(layer.size), np.zeros(layer.size))
    read = random.normal(size=(2, 7, 6))
    made = layer.with_buffers(1, np.float64, random).infer(read[..., np.newaxis])[..., 0]
    Wb = parameters.reshape(3, -1)
    for filter_index, row, column in np.ndindex(*made.shape):
        account = account_of(spec, read, Wb, filter_index, row, column)
        assert account.z == pytest.approx(made[filter_index, row, column])
        amounts = [abs(share.amount) for share in account.shares]
        assert amounts == sorted(amounts, reverse=True)
        assert (account.bias is not None) == bias


def test_weights_of_another_layer_are_refused() -> None:
    with pytest.raises(ValueError, match="not the weights"):
        account_of(Conv2DSpec(filters=3), np.zeros((2, 7, 7)), np.zeros((3, 18)), 0, 0, 0)
