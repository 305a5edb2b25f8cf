"""Convolution and pooling: patches as columns, and the way back to every pixel."""

import numpy as np
import pytest

from nnstudio.nn.activations import Activation, Identity, ReLU, Softmax, Tanh
from nnstudio.nn.columns import Examples
from nnstudio.nn.gradient_check import (
    backpropagated_gradient,
    numeric_gradient,
    relative_difference,
)
from nnstudio.nn.layers.average_pool2d import AvgPool2D
from nnstudio.nn.layers.conv2d import Conv2D
from nnstudio.nn.layers.dense import Dense
from nnstudio.nn.layers.dropout import Dropout
from nnstudio.nn.layers.flatten import Flatten
from nnstudio.nn.layers.global_average_pool import GlobalAveragePool
from nnstudio.nn.layers.max_pool2d import MaxPool2D
from nnstudio.nn.losses import CategoricalCrossEntropy
from nnstudio.nn.network import Network
from nnstudio.nn.training import Settings, Training
from tests.nn.building import bits
from tests.nn.layers.checking import alone, assert_like_torch, assert_slopes

CONVOLUTIONS = {
    "3 × 3": ((2, 5, 6), 3, 1, "valid", True),
    "3 × 3, same": ((2, 5, 6), 3, 1, "same", True),
    "without bias": ((1, 4, 4), 3, 1, "same", False),
    "stride 2": ((2, 7, 5), 3, 2, "valid", True),
    "stride 2, same, odd and even": ((2, 7, 6), 3, 2, "same", True),
    "stride 2 with a remainder": ((1, 6, 6), 3, 2, "valid", True),
    "an even kernel, same": ((2, 5, 4), 2, 1, "same", True),
    "a kernel of 4 at stride 3, same": ((1, 8, 7), 4, 3, "same", True),
    "a stride longer than the kernel": ((2, 7, 8), 2, 3, "same", True),
    "1 × 1": ((3, 4, 3), 1, 1, "valid", True),
    "5 × 5 on 3 × 3, same": ((1, 3, 3), 5, 1, "same", True),
    "one pixel": ((2, 1, 1), 1, 1, "valid", True),
}


def convolution(case: str, activation: Activation | None = None) -> Conv2D:
    shape, kernel, stride, padding, bias = CONVOLUTIONS[case]
    return Conv2D(shape, 3, kernel, activation or Tanh(), stride, padding, bias)  # type: ignore[arg-type]


@pytest.mark.parametrize("case", CONVOLUTIONS)
def test_a_convolution_has_the_gradients_of_finite_differences(case: str) -> None:
    assert_slopes(alone(convolution(case), 2))


@pytest.mark.parametrize("activation", [ReLU(), Softmax(), Identity()])
def test_a_convolution_has_them_whatever_its_activation(activation: Activation) -> None:
    assert_slopes(alone(convolution("stride 2, same, odd and even", activation), 2))


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("case", CONVOLUTIONS)
def test_a_convolution_is_that_of_pytorch(case: str, batch: int) -> None:
    torch = pytest.importorskip("torch")
    (channels, *_), kernel, stride, _, bias = CONVOLUTIONS[case]
    layer = convolution(case)

    def reference(x, w):  # type: ignore[no-untyped-def]
        Wb = w.reshape(3, -1)
        kernels = Wb[:, : channels * kernel**2].reshape(3, channels, kernel, kernel)
        rows, columns = layer.rows, layer.columns
        zeros = [
            columns.before,
            columns.padded - columns.length - columns.before,
            rows.before,
            rows.padded - rows.length - rows.before,
        ]
        padded = torch.nn.functional.pad(x.permute(3, 0, 1, 2), zeros)
        z = torch.nn.functional.conv2d(padded, kernels, Wb[:, -1] if bias else None, stride)
        return z.tanh().permute(1, 2, 3, 0)

    assert_like_torch(alone(layer, batch), reference)


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel:UserWarning")
def test_same_padding_is_that_of_pytorch_where_it_has_it() -> None:
    torch = pytest.importorskip("torch")
    for kernel in (1, 2, 3, 4, 5):
        case = alone(Conv2D((2, 6, 5), 3, kernel, Identity(), padding="same"))

        def reference(x, w, kernel=kernel):  # type: ignore[no-untyped-def]
            Wb = w.reshape(3, -1)
            kernels = Wb[:, :-1].reshape(3, 2, kernel, kernel)
            images = x.permute(3, 0, 1, 2)
            z = torch.nn.functional.conv2d(images, kernels, Wb[:, -1], padding="same")
            return z.permute(1, 2, 3, 0)

        assert_like_torch(case, reference)


POOLS = [((2, 4, 6), 2, None), ((1, 5, 7), 2, None), ((2, 6, 6), 3, 2), ((2, 5, 5), 3, 1)]
POOLS += [((1, 7, 7), 2, 3), ((3, 4, 4), 1, None), ((2, 3, 3), 3, None)]


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("kind", [MaxPool2D, AvgPool2D])
@pytest.mark.parametrize(("shape", "size", "stride"), POOLS)
def test_pooling_has_the_gradients_of_finite_differences_and_of_pytorch(  # type: ignore[no-untyped-def]
    kind, shape, size, stride, batch
) -> None:
    case = alone(kind(shape, size, stride), batch)
    assert_slopes(case)
    torch = pytest.importorskip("torch")
    pool = torch.nn.MaxPool2d if kind is MaxPool2D else torch.nn.AvgPool2d

    def reference(x, _):  # type: ignore[no-untyped-def]
        return pool(size, stride)(x.permute(3, 0, 1, 2)).permute(1, 2, 3, 0)

    assert_like_torch(case, reference)


def test_a_tie_in_a_window_hands_the_gradient_to_one_place_alone() -> None:
    case = alone(MaxPool2D((1, 4, 4)), 2, X=np.ones((1, 4, 4, 2)))
    _, dX, _ = case.backward()
    assert np.count_nonzero(dX) == 8
    np.testing.assert_array_equal(dX[:, ::2, ::2], case.R)


def test_flatten_and_the_global_mean_have_the_gradients_of_pytorch() -> None:
    for shape in ((2, 3, 4), (3, 5), (4,)):
        assert_slopes(alone(Flatten(shape)))
        assert_like_torch(alone(Flatten(shape)), lambda x, _: x.reshape(-1, x.shape[-1]))
    assert_slopes(alone(GlobalAveragePool((2, 3, 4))))
    assert_like_torch(alone(GlobalAveragePool((2, 3, 4))), lambda x, _: x.mean((1, 2)))


def digits_like(dtype: type = np.float64, count: int = 11) -> Examples:
    generator = np.random.default_rng(4)
    classes = generator.integers(0, 3, count)
    images = generator.normal(size=(count, 1, 8, 6)) + classes[:, None, None, None]
    return Examples.from_rows(images, np.eye(3)[classes], dtype)


def convolutional(dtype: type = np.float64, seed: int = 0, drop: float = 0.2) -> Network:
    layers = [
        Conv2D((1, 8, 6), 4, 3, Tanh(), padding="same"),
        MaxPool2D((4, 8, 6)),
        Dropout((4, 4, 3), drop),
        Conv2D((4, 4, 3), 5, 2, Tanh(), stride=2, padding="same"),
        AvgPool2D((5, 2, 2), 2, 1),
        Flatten((5, 1, 1)),
        Dense(5, 3, Softmax()),
    ]
    network = Network(layers, CategoricalCrossEntropy(), np.random.default_rng(seed), dtype)
    network.initialise()
    return network


def test_a_whole_convolutional_network_has_the_gradient_of_finite_differences() -> None:
    network, examples = convolutional(drop=0.0), digits_like()
    ours = backpropagated_gradient(network, examples)
    assert relative_difference(ours, numeric_gradient(network, examples)) < 1e-7


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_convolutional_network_learns_and_the_same_seed_makes_the_same_bits(dtype: type) -> None:
    runs = []
    for _ in range(2):
        network = convolutional(dtype)
        training = Training(network, digits_like(dtype), settings=Settings(0.2, 4))
        before = training.losses()[0]
        training.run_epochs(40)
        assert training.losses()[0] < 0.7 * before
        runs.append(bits(network.parameters))
    assert runs[0] == runs[1]
    answers = network.predict(digits_like(dtype).X.transpose(3, 0, 1, 2))
    assert answers.shape == (11, 3)
    np.testing.assert_array_equal(answers.T, network.infer(digits_like(dtype).X))


def test_what_does_not_fit_on_an_image_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="window of 5 does not fit on an image of 4"):
        Conv2D((1, 4, 8), 2, 5, Tanh())
    with pytest.raises(ValueError, match="at least one pixel"):
        Conv2D((1, 4, 4), 2, 3, Tanh(), stride=0)
    with pytest.raises(ValueError, match='"valid" or "same", not "full"'):
        Conv2D((1, 4, 4), 2, 3, Tanh(), padding="full")  # type: ignore[arg-type]
    for reads_images in (
        lambda: Conv2D((4, 4), 2, 3, Tanh()),
        lambda: Conv2D((1, 4, 4), 0, 3, Tanh()),
        lambda: MaxPool2D((4, 4)),
        lambda: AvgPool2D((4,)),
        lambda: GlobalAveragePool((4, 4)),
    ):
        with pytest.raises(ValueError, match=r"\(channels, height, width\)"):
            reads_images()
    with pytest.raises(ValueError, match="nothing to flatten"):
        Flatten(())
    with pytest.raises(ValueError, match="gives 4 × 6 × 4 cannot feed one that reads 96"):
        Network(
            [Conv2D((1, 8, 6), 4, 3, Tanh()), Dense(96, 3, Softmax())],
            CategoricalCrossEntropy(),
            np.random.default_rng(0),
        )
    table = Examples.from_rows(np.ones((4, 48)), np.eye(4)[:, :3])
    with pytest.raises(ValueError, match="reads 1 × 8 × 6, the data has 48"):
        Training(convolutional(), table)


def test_a_filter_is_found_in_the_answer_where_its_pattern_stands() -> None:
    layer = Conv2D((1, 5, 5), 1, 3, Identity())
    image = np.zeros((1, 5, 5, 1))
    image[0, 2, 1:4, 0] = 1.0
    case = alone(layer, 1, X=image)
    layer.Wb[...] = [[0, 0, 0, 1, 1, 1, 0, 0, 0, -2.5]]
    answer = case.forward()[0, :, :, 0]
    assert answer.argmax() == 4
    assert answer[1, 1] == 0.5
