"""Import makes the table the project's data, in one step that can be undone."""

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from nnstudio.app.document import Document
from nnstudio.project.edits import change_data, set_units
from nnstudio.project.layers import DenseSpec
from nnstudio.project.specs import TableSource
from nnstudio.ui.csv_import.window import CsvImportWindow
from nnstudio.ui.theme import LIGHT

from .conftest import FLOWERS, Open, Write, settle


def output(document: Document) -> tuple[int, str]:
    last = document.project.layers[-1]
    assert isinstance(last, DenseSpec)
    return last.units, last.activation


def bring_in(window: CsvImportWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(window.import_button, Qt.MouseButton.LeftButton)


def test_import_brings_data_output_layer_and_loss_and_one_undo_takes_them_back(
    opened: Open, write: Write, document: Document, qtbot: QtBot
) -> None:
    before = document.project
    window = opened(write(FLOWERS, "flowers.csv"))
    bring_in(window, qtbot)
    assert not window.isVisible()
    source = document.project.data.source
    assert isinstance(source, TableSource)
    assert (source.title, source.inputs, source.target) == (
        "flowers",
        ("length", "width"),
        "species",
    )
    assert document.project.data.scaling == "standard"
    assert document.material.dataset.class_names == ("lily", "rose", "tulip")
    assert output(document) == (3, "softmax")
    assert document.project.training.loss == "categorical cross-entropy"
    assert document.shapes.fits
    assert document.undo_stack.undoText() == "Import flowers.csv"
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.project == before
    assert output(document) == (1, "sigmoid")


def test_values_to_predict_bring_an_identity_output_and_another_loss(
    opened: Open, write: Write, document: Document, qtbot: QtBot
) -> None:
    bring_in(opened(write("a;b;price\n1,5;2;3,25\n2,5;1;4,5\n1,1;3;7,75\n2,2;5;8,5\n")), qtbot)
    assert output(document) == (1, "identity")
    assert document.project.training.loss == "mean squared error"
    assert document.material.dataset.features[0].tolist() == [1.5, 2.0]
    assert document.shapes.fits


def test_inputs_engineered_for_the_data_before_are_dropped(
    opened: Open, write: Write, document: Document, qtbot: QtBot
) -> None:
    document.apply(
        change_data(document.project, document.material.dataset, inputs=("x1", "x1*x2")), "Inputs"
    )
    bring_in(opened(write(FLOWERS)), qtbot)
    assert document.project.data.inputs == ()
    assert document.material.input_keys == ("x1", "x2")


def test_an_edit_made_while_the_window_was_open_is_kept(
    opened: Open, write: Write, document: Document, qtbot: QtBot
) -> None:
    window = opened(write(FLOWERS))
    first = document.project.layers[0]
    document.apply(set_units(document.project, first.id, 7), "Neurons")
    bring_in(window, qtbot)
    assert document.project.layers[0].units == 7
    assert document.undo_stack.count() == 2


def test_one_class_only_leaves_the_project_untouched_however_one_presses(
    opened: Open, write: Write, document: Document, qtbot: QtBot
) -> None:
    before = document.project
    window = opened(write("a,species\n1.5,rose\n2.5,rose\n3.5,rose\n"))
    bring_in(window, qtbot)
    qtbot.keyClick(window, Qt.Key.Key_Return)
    assert window.isVisible()
    assert document.project is before
    assert document.undo_stack.count() == 0


def test_cancel_and_escape_close_the_window_and_change_nothing(
    opened: Open, write: Write, document: Document, qtbot: QtBot
) -> None:
    window = opened(write(FLOWERS))
    qtbot.mouseClick(window.cancel_button, Qt.MouseButton.LeftButton)
    assert not window.isVisible()
    opened(write(FLOWERS))
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()
    assert document.undo_stack.count() == 0


def test_a_file_chosen_in_the_dialog_is_loaded(
    window: CsvImportWindow, write: Write, qtbot: QtBot
) -> None:
    path = write(FLOWERS, "flowers.csv")
    window.choose()
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert name is not None
    name.setText(str(path))
    qtbot.keyClick(name, Qt.Key.Key_Return)
    qtbot.waitUntil(window.isVisible)
    settle(window, qtbot)
    assert window.windowTitle() == "Import flowers.csv"


def test_a_file_dropped_onto_the_window_is_loaded(opened: Open, write: Write, qtbot: QtBot) -> None:
    window = opened(write(FLOWERS, "one.csv"))
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(write(FLOWERS, "two.csv")))])
    rest = (
        Qt.DropAction.CopyAction,
        carried,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter = QDragEnterEvent(QPoint(20, 20), *rest)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(20, 20), *rest))
    settle(window, qtbot)
    assert window.windowTitle() == "Import two.csv"


def test_everything_is_reached_by_the_tab_key_and_has_a_name(opened: Open, write: Write) -> None:
    window = opened(write(FLOWERS))
    bar = window.format_bar
    controls = [
        bar.separator,
        bar.decimal,
        bar.encoding,
        bar.header,
        window.preview,
        window.columns,
        window.result_card.classes,
        window.result_card.regression,
        window.cancel_button,
        window.import_button,
    ]
    for control in controls:
        assert control.accessibleName()
    reached = []
    here = bar.separator.previousInFocusChain()
    for _ in range(80):
        here = here.nextInFocusChain()
        if here in controls:
            reached.append(here)
    assert reached[: len(controls)] == controls


def test_the_look_can_change_while_a_table_is_shown(opened: Open, write: Write) -> None:
    window = opened(write("a,b,y\n1,2,3.5\n4,5\n6,7,8.5\n9,1,2.5\n"))
    dark = window.grab().toImage()
    window.set_theme(LIGHT)
    index = window.preview.model().index(1, 0)
    assert index.data(Qt.ItemDataRole.ForegroundRole).name() == LIGHT.warning
    assert window.grab().toImage() != dark
