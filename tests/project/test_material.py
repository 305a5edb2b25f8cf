import msgspec
import numpy as np
import pytest

from nnstudio.data.errors import DataError
from nnstudio.project.material import prepare
from nnstudio.project.specs import BuiltInSource, DataSpec

from .projects import table

MOONS = DataSpec(source=BuiltInSource(key="moons", samples=100))


def test_engineered_inputs_are_computed_in_the_order_in_which_they_were_chosen():
    material = prepare(msgspec.structs.replace(MOONS, inputs=("x1*x2", "x2^2", "sin x1")))
    raw = material.dataset.features
    expected = np.column_stack([raw[:, 0] * raw[:, 1], raw[:, 1] ** 2, np.sin(raw[:, 0])])
    assert material.input_keys == ("x1*x2", "x2^2", "sin x1")
    assert np.array_equal(material.features(raw), expected)


def test_an_empty_choice_means_the_raw_features():
    assert prepare(MOONS).input_keys == ("x1", "x2")


@pytest.mark.parametrize(
    ("scaling", "of"),
    [
        ("standard", lambda values: (values - values.mean(axis=0)) / values.std(axis=0)),
        (
            "min-max",
            lambda v: (v - v.min(axis=0)) / (v.max(axis=0) - v.min(axis=0)),
        ),
    ],
)
def test_scaling_is_fitted_on_the_training_share_alone(scaling, of):
    material = prepare(msgspec.structs.replace(MOONS, scaling=scaling))
    raw = material.dataset.features
    assert np.allclose(material.features(raw[material.train]), of(raw[material.train]))
    everything = of(raw)[material.validation]
    assert not np.allclose(material.features(raw[material.validation]), everything)


def test_regression_targets_are_scaled_by_the_training_share_and_come_back():
    spec = DataSpec(source=BuiltInSource(key="plane", samples=80), scaling="standard")
    material = prepare(spec)
    train = material.targets(material.train, 1)
    assert train.mean() == pytest.approx(0.0, abs=1e-12)
    assert train.std() == pytest.approx(1.0)
    back = material.target_scaler.inverse(material.targets(material.validation, 1))
    assert np.allclose(back, material.dataset.targets[material.validation])


def test_classes_are_never_scaled():
    material = prepare(msgspec.structs.replace(MOONS, scaling="standard"))
    assert set(material.targets(material.train, 1).ravel()) == {0.0, 1.0}
    assert set(material.targets(material.train, 2).sum(axis=1)) == {1.0}


def test_shares_do_not_overlap_and_hold_every_sample():
    material = prepare(msgspec.structs.replace(MOONS, validation=0.25))
    assert material.validation.size == 25
    together = np.sort(np.concatenate([material.train, material.validation]))
    assert np.array_equal(together, np.arange(100))


def test_the_columns_for_the_network_carry_a_row_of_ones():
    material = prepare(MOONS)
    columns = material.columns(material.dataset.features[:7], np.float32)
    assert columns.shape == (3, 7)
    assert columns.dtype == np.float32
    assert (columns[-1] == 1.0).all()


def test_a_data_set_that_would_only_be_made_again_is_taken_over():
    first = prepare(MOONS)
    for values in ({"validation": 0.5}, {"scaling": "min-max"}, {"inputs": ("x1",)}):
        assert prepare(msgspec.structs.replace(MOONS, **values), first).dataset is first.dataset
    other_seed = msgspec.structs.replace(MOONS, seed=1)
    assert prepare(other_seed, first).dataset is not first.dataset
    noisier = BuiltInSource(key="moons", samples=100, noise=0.5)
    other_noise = msgspec.structs.replace(MOONS, source=noisier)
    assert prepare(other_noise, first).dataset is not first.dataset


def test_a_table_is_read_once_whatever_the_seed_of_the_split():
    spec = DataSpec(source=table())
    first = prepare(spec)
    second = prepare(msgspec.structs.replace(spec, seed=7), first)
    assert second.dataset is first.dataset
    assert not np.array_equal(second.validation, first.validation)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"source": BuiltInSource(key="nothing")}, "no built-in data set"),
        ({"inputs": ("x9",)}, "no input called"),
        ({"inputs": ("x1", "x1")}, "only once"),
        ({"source": BuiltInSource(key="moons", samples=5)}, "number of samples"),
    ],
)
def test_data_that_cannot_be_made_is_refused_in_words(values, words):
    with pytest.raises(DataError, match=words):
        prepare(msgspec.structs.replace(MOONS, **values))
