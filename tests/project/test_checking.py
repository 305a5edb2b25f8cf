import msgspec
import pytest

from nnstudio.project import edits
from nnstudio.project.checking import MAX_PARAMETERS, check
from nnstudio.project.errors import ProjectError
from nnstudio.project.layers import DropoutSpec, GRUSpec
from nnstudio.project.material import prepare
from nnstudio.project.session import Session
from nnstudio.project.specs import BuiltInSource, DataSpec, Project

from .projects import dense, project


def misfits(spec: Project):
    return check(spec, prepare(spec.data)).misfits


def mended(spec: Project) -> Project:
    """The project after the first mend of each misfit; fails if one leads to no network."""
    for _ in range(5):
        found = misfits(spec)
        if not found:
            return spec
        assert found[0].mend is not None, found[0].text
        spec = found[0].mend.project
    pytest.fail("the mends lead round in a circle")


MISFITS = {
    "no layers": (edits.remove_layers(project(), ["output"]), "no layers yet"),
    "dropout last": (
        edits.remove_layers(project(dense("a"), DropoutSpec(id="d")), ["output"]),
        "Dropout cannot be the last layer",
    ),
    "too many outputs for two classes": (
        project(output=dense("output", 3, "sigmoid")),
        "two classes need 1 neuron, or 2 with softmax",
    ),
    "too few outputs for three classes": (
        project(key="spirals-3"),
        "3 classes need 3 neurons",
    ),
    "two outputs for one value": (
        project(key="sine", output=dense("output", 2, "identity"), loss="mean squared error"),
        "the data has 1 value to predict",
    ),
    "softmax of one": (
        project(output=dense("output", 1, "softmax"), loss="categorical cross-entropy"),
        "always be 100 %",
    ),
    "a loss without its sigmoid": (
        project(output=dense("output", 1, "tanh")),
        "needs sigmoid, not tanh",
    ),
    "a loss without its softmax": (
        project(output=dense("output", 2, "sigmoid"), loss="categorical cross-entropy"),
        "needs softmax, not sigmoid",
    ),
    "values that a sigmoid cannot reach": (
        project(key="plane", loss="mean squared error"),
        "stays between 0 and 1",
    ),
    "too many weights": (
        project(dense("a", 4096), dense("b", 4096)),
        f"up to {MAX_PARAMETERS:,} fit into memory",
    ),
    "too large a batch": (
        project(dense("a", 4000), key="moons", samples=20_000, batch_size=100_000),
        "A batch of 14,000 samples is too large",
    ),
    "too long a look": (
        project(dense("a", 1000), dense("b", 1000), key="moons", samples=100_000),
        "one look at all 100,000 samples takes too long",
    ),
}


@pytest.mark.parametrize(("spec", "words"), MISFITS.values(), ids=MISFITS.keys())
def test_a_misfit_says_in_words_what_is_wrong_and_its_mend_leads_to_a_network_that_learns(
    spec, words
):
    found = misfits(spec)
    assert words in found[0].text
    assert found[0].layer_id is None or found[0].layer_id in {layer.id for layer in spec.layers}
    assert found[0].mend is not None
    assert found[0].mend.text
    with pytest.raises(ProjectError) as refused:
        Session(spec)
    assert str(refused.value) == found[0].text
    session = Session(mended(spec))
    session.training.step()


def test_a_mend_of_the_output_keeps_its_id_and_the_name_that_a_person_gave_it():
    spec = project(output=dense("output", 3, "sigmoid", title="Answer"))
    output = mended(spec).layers[-1]
    assert (output.id, output.title) == ("output", "Answer")


def test_a_sigmoid_fits_values_that_min_max_scaling_brings_between_0_and_1():
    spec = project(key="plane", scaling="min-max", loss="mean squared error")
    assert not misfits(spec)


def test_a_batch_is_no_larger_than_the_samples_there_are():
    assert not misfits(project(dense("a", 4000), batch_size=100_000))


def test_sizes_weights_and_biases_are_counted_through_the_layers():
    spec = project(dense("a", 4), DropoutSpec(id="d"), dense("b", 3))
    shapes = check(spec, prepare(spec.data))
    assert shapes.sizes == (2, 4, 4, 3, 1)
    assert (shapes.weights, shapes.biases) == (2 * 4 + 4 * 3 + 3, 4 + 3 + 1)
    assert shapes.weights + shapes.biases == Session(spec).network.parameters.size


def test_a_network_of_outputs_alone_that_is_too_large_has_no_mend_but_words():
    spec = project(*(dense(f"h{i}", 4096) for i in range(3)), output=dense("output", 1, "sigmoid"))
    found = misfits(spec)
    assert "Give the widest layers fewer neurons" in found[0].text
    assert found[0].mend is None


def test_many_small_steps_one_after_the_other_are_counted_like_many_weights():
    many = [GRUSpec(id=str(place), units=1, whole_sequence=True) for place in range(60)]
    source = BuiltInSource(key="parity", samples=4500, length=100)
    layers = (*many, GRUSpec(id="last", units=1), dense("output", 1, "sigmoid"))
    spec = Project(data=DataSpec(source=source), layers=layers)
    assert "one look at all 4,500 samples takes too long" in misfits(spec)[0].text
    few = msgspec.structs.replace(spec, layers=layers[-10:])
    assert not misfits(few)
