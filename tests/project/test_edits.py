import math

import pytest

from nnstudio.project import edits
from nnstudio.project.edits import EditError
from nnstudio.project.layers import MAX_UNITS, DropoutSpec
from nnstudio.project.material import make_dataset
from nnstudio.project.specs import MAX_LAYERS, AdamSpec, BuiltInSource, DataSpec, Project

from .projects import dense, project, table


def ids(edited: Project) -> list[str]:
    return [layer.id for layer in edited.layers]


def test_a_layer_is_inserted_where_it_was_dropped_and_the_old_project_stays_as_it_was():
    before = project(dense("a"), dense("b"))
    after = edits.insert_layers(before, 1, [dense("new")])
    assert ids(after) == ["a", "new", "b", "output"]
    assert ids(before) == ["a", "b", "output"]


@pytest.mark.parametrize("index", [-1, 4])
def test_a_place_that_does_not_exist_is_refused(index):
    before = project(dense("a"), dense("b"))
    with pytest.raises(EditError, match="no such place"):
        edits.insert_layers(before, index, [dense("new")])
    with pytest.raises(EditError, match="no such place"):
        edits.move_layers(before, ["a"], index)


def test_a_layer_that_is_there_already_is_not_inserted_twice():
    before = project(dense("a"))
    with pytest.raises(EditError, match="copy"):
        edits.insert_layers(before, 0, [dense("a")])


def test_pasted_copies_have_ids_of_their_own_and_everything_else_in_common():
    before = project(dense("a", 5, "relu", title="Edges"))
    (copy,) = edits.copies([before.layers[0]])
    after = edits.insert_layers(before, 1, [copy])
    assert copy.id != "a"
    assert (copy.units, copy.activation, copy.title) == (5, "relu", "Edges")
    assert len(set(ids(after))) == 3


def test_no_network_gets_more_layers_than_a_file_may_hold():
    full = project(*(dense(f"h{i}", 1) for i in range(MAX_LAYERS - 1)))
    with pytest.raises(EditError, match=f"up to {MAX_LAYERS} layers"):
        edits.insert_layers(full, 0, [dense("one more")])


@pytest.mark.parametrize(
    ("moving", "index", "order"),
    [
        (["a"], 3, ["b", "c", "a", "output"]),
        (["c"], 0, ["c", "a", "b", "output"]),
        (["a", "c"], 2, ["b", "a", "c", "output"]),
        (["c", "a"], 0, ["a", "c", "b", "output"]),
        (["b"], 1, ["a", "b", "c", "output"]),
        (["b"], 2, ["a", "b", "c", "output"]),
    ],
)
def test_moved_layers_keep_their_order_and_stand_before_the_place_that_was_meant(
    moving, index, order
):
    before = project(dense("a"), dense("b"), dense("c"))
    assert ids(edits.move_layers(before, moving, index)) == order


def test_several_layers_are_removed_at_once_and_unknown_ones_are_no_trouble():
    before = project(dense("a"), dense("b"))
    assert ids(edits.remove_layers(before, ["a", "gone", "output"])) == ["b"]


def test_one_layer_is_changed_and_the_others_are_the_very_same():
    before = project(dense("a"), dense("b"))
    after = edits.change_layer(before, "b", units=9, title="Nine")
    assert (after.layer("b").units, after.layer("b").title) == (9, "Nine")
    assert after.layers[0] is before.layers[0]


@pytest.mark.parametrize("units", [0, -1, MAX_UNITS + 1, 10_000, 2.5])
def test_a_number_of_neurons_out_of_range_is_refused_with_the_range(units):
    with pytest.raises(EditError, match="number of neurons must be a whole number from 1 to 4,096"):
        edits.set_units(project(dense("a")), "a", units)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"learning_rate": 0.0}, "The learning rate must be a number above 0"),
        ({"learning_rate": math.nan}, "The learning rate must be a number above 0"),
        ({"learning_rate": math.inf}, "up to 1,000,000,000"),
        ({"learning_rate": -1.0}, "The learning rate must be a number above 0"),
        ({"learning_rate": "fast"}, "The learning rate must be a number"),
        ({"batch_size": 0}, "The batch size must be a whole number from 1 to 100,000."),
        ({"l2": math.nan}, "The strength of L2 must be a number from 0"),
        ({"clip": -1.0}, "The bound on the gradient must be a number from 0"),
        ({"patience": -5}, "The patience of early stopping must be a whole number from 0"),
        ({"loss": "hinge"}, "The loss must be one of binary cross-entropy,"),
        ({"seed": -1}, "The seed must be a whole number from 0 to 4,294,967,295."),
        ({"colour": "red"}, "no such setting"),
    ],
)
def test_a_training_setting_out_of_range_is_refused_by_its_name_with_what_it_can_be(
    values, sentence
):
    with pytest.raises(EditError) as refused:
        edits.change_training(project(), **values)
    assert sentence in str(refused.value)
    assert "`" not in str(refused.value)


def test_extreme_settings_within_the_range_are_taken():
    edited = edits.change_training(project(), learning_rate=1e9, batch_size=100_000, patience=1)
    assert edited.training.learning_rate == 1e9


def test_a_share_below_one_says_so():
    with pytest.raises(EditError, match="β₁ must be a number from 0 to below 1"):
        edits.changed(AdamSpec(), beta1=1.0)


@pytest.mark.parametrize("rate", [-0.1, 0.96, math.nan])
def test_a_dropout_rate_out_of_range_is_refused(rate):
    before = project(DropoutSpec(id="d"))
    with pytest.raises(EditError, match=r"dropout rate must be a number from 0 to 0\.95"):
        edits.change_layer(before, "d", rate=rate)


def test_a_setting_that_a_kind_of_layer_does_not_have_is_refused():
    with pytest.raises(EditError, match="no such setting"):
        edits.set_units(project(DropoutSpec(id="d")), "d", 3)


def test_a_layer_that_is_gone_cannot_be_changed():
    with pytest.raises(EditError, match="not in the network any more"):
        edits.set_units(project(), "gone", 3)


def test_a_name_that_is_too_long_is_refused():
    with pytest.raises(EditError, match="The name must be a text of at most 80 characters"):
        edits.change_layer(project(), "output", title="x" * 81)


@pytest.mark.parametrize(
    ("activation", "before", "after"),
    [
        ("softmax", "binary cross-entropy", "categorical cross-entropy"),
        ("sigmoid", "categorical cross-entropy", "binary cross-entropy"),
        ("tanh", "binary cross-entropy", "mean squared error"),
        ("relu", "half squared error", "half squared error"),
        ("sigmoid", "half squared error", "half squared error"),
    ],
)
def test_the_loss_follows_the_outputs_activation_only_where_it_must(activation, before, after):
    edited = edits.set_activation(project(dense("a"), loss=before), "output", activation)
    assert edited.training.loss == after


def test_a_hidden_layers_activation_leaves_the_loss_alone():
    edited = edits.set_activation(project(dense("a")), "a", "softmax")
    assert edited.training.loss == "binary cross-entropy"


def other_data(before: Project, **source) -> Project:
    data = DataSpec(source=BuiltInSource(**source), inputs=before.data.inputs)
    return edits.set_data(before, data, make_dataset(data))


@pytest.mark.parametrize(
    ("key", "units", "activation", "loss"),
    [
        ("circles", 1, "sigmoid", "binary cross-entropy"),
        ("spirals-3", 3, "softmax", "categorical cross-entropy"),
        ("digits", 10, "softmax", "categorical cross-entropy"),
        ("sine", 1, "identity", "mean squared error"),
    ],
)
def test_output_and_loss_follow_other_data(key, units, activation, loss):
    after = other_data(project(dense("a")), key=key)
    output = after.layers[-1]
    assert (output.id, output.units, output.activation) == ("output", units, activation)
    assert after.training.loss == loss
    assert after.layers[0] == dense("a")


def test_from_regression_to_classes_and_back_everything_is_as_at_first():
    before = project(dense("a"))
    there = other_data(before, key="sine")
    back = other_data(there, key="xor")
    assert back.layers == before.layers
    assert back.training == before.training


def test_an_output_that_a_person_chose_stays_when_only_a_setting_of_the_data_changes():
    chosen = dense("output", 3, "sigmoid")
    before = project(key="spirals-3", output=chosen, loss="mean squared error")
    dataset = make_dataset(before.data)
    after = edits.change_data(before, dataset, validation=0.5)
    assert after.layers[-1] == chosen
    assert after.training.loss == "mean squared error"


def test_two_softmax_neurons_are_kept_for_two_classes():
    before = project(output=dense("output", 2, "softmax"), loss="categorical cross-entropy")
    assert other_data(before, key="moons").layers[-1].units == 2


def test_inputs_that_the_other_data_offer_stay_and_the_rest_goes():
    before = project(inputs=("x1", "x1*x2"))
    assert other_data(before, key="circles").data.inputs == ("x1", "x1*x2")
    assert other_data(before, key="iris").data.inputs == ()


def test_a_network_without_layers_or_without_an_output_gets_one_with_the_data():
    bare = edits.remove_layers(project(), ["output"])
    assert other_data(bare, key="spirals-3").layers[-1].units == 3
    open_end = edits.remove_layers(project(DropoutSpec(id="d")), ["output"])
    assert [layer.kind_title for layer in other_data(open_end, key="moons").layers] == [
        "Dropout",
        "Dense",
    ]


def test_data_settings_out_of_range_are_refused_and_a_table_is_carried_along_untouched():
    data = DataSpec(source=table())
    before = edits.set_data(project(), data, make_dataset(data))
    after = edits.change_data(before, make_dataset(data), seed=4)
    assert after.data.source is before.data.source
    with pytest.raises(EditError, match=r"validation share must be a number from 0 to 0\.9"):
        edits.change_data(before, make_dataset(data), validation=0.95)
