"""The network writes on: what may come next, the temperature, and the text as it grows."""

from collections.abc import Callable

import numpy as np
import pytest
from msgspec import structs
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.app.next_token import heated
from nnstudio.app.snapshot import Phase
from nnstudio.data.text import text_of, tokens_of
from nnstudio.project import edits
from nnstudio.project.layers import GRUSpec, TransformerBlockSpec
from nnstudio.project.specs import BuiltInSource, DataSpec, Project
from nnstudio.ui.live.attention_view import AttentionView
from nnstudio.ui.live.generated_text import GeneratedText
from nnstudio.ui.live.generated_text_words import first_words
from nnstudio.ui.live.generated_text_writer import LIMIT, NAME
from nnstudio.ui.theme import LIGHT
from tests.ui.directions import back
from tests.ui.figures import here
from tests.ui.live.attention.conftest import Attending, network

Open = Callable[[Project], Attending]
ALICE = network("next-character", length=12)


@pytest.fixture
def studio(attend: Open) -> Attending:
    return attend(ALICE)


@pytest.fixture
def view(studio: Attending) -> AttentionView:
    view = studio.view()
    view.text_chip.click()
    studio.until(lambda: view.text.writer.shares is not None)
    return view


def type_anew(panel: GeneratedText, text: str) -> None:
    """Pasted, for a key of its own no keyboard of a test has for every character."""
    QApplication.clipboard().setText(text)
    panel.beginning.selectAll()
    QTest.keyClick(panel.beginning, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert panel.beginning.text() == text


def write(studio: Attending, panel: GeneratedText, symbols: int) -> str:
    """Generate so many characters by the button beside the large one; returns the whole text."""
    for _ in range(symbols):
        count = len(panel.writer.written)
        panel.one.click()
        studio.until(lambda count=count: len(panel.writer.written) == count + 1)
        studio.until(lambda: not panel.writer.running and panel.writer.shares is not None)
    return panel.text.toPlainText()


def test_only_data_that_ask_for_the_next_character_offer_a_text(attend: Open, studio: Attending):
    assert studio.view().text_chip.isVisible()
    letters = attend(network("reverse"))
    view = letters.view()
    assert not view.text_chip.isVisible()
    letters.document.new(ALICE)
    assert view.text_chip.isVisible()
    view.text_chip.click()
    letters.until(lambda: view.text.writer.shares is not None)
    letters.document.new(network("reverse"))
    assert not view.text.isVisible()


def test_the_bars_are_what_the_network_itself_expects_after_the_beginning(
    studio: Attending, view: AttentionView
):
    type_anew(view.text, "was beginning to get ")
    studio.until(lambda: view.text.writer.shares is not None)
    symbols = studio.document.material.dataset.symbols
    tokens = tokens_of("was beginning to get ", symbols)[-12:]
    session = studio.run._trainer.session
    assert session is not None
    own = session.network.predict(tokens[np.newaxis].astype(float))[0, -1]
    order = np.argsort(-own)
    *first, rest = view.text.bars.bars
    assert [name for name, *_ in first] == [symbols[place] for place in order[:10]]
    np.testing.assert_allclose([share for _, share, _ in first], own[order[:10]])
    assert rest[1] == pytest.approx(own[order[10:]].sum())
    assert sum(share for _, share, _ in view.text.bars.bars) == pytest.approx(1.0)
    assert view.text.after.text().endswith("to␣get␣”")


def test_a_temperature_reshapes_the_bars_and_keeps_the_networks_own_in_sight(
    studio: Attending, view: AttentionView
):
    panel = view.text
    shares = panel.writer.shares
    assert shares is not None
    panel.temperature.slider.setFocus()
    for _ in range(5):
        QTest.keyClick(panel.temperature.slider, back(panel.temperature.slider))
    assert panel.temperature.words.text() == here("0.5")
    assert panel.writer.temperature == 0.5
    likeliest = panel.bars.bars[0]
    assert likeliest[1] == pytest.approx(heated(shares, 0.5).max())
    assert likeliest[2] == pytest.approx(shares.max())
    assert likeliest[1] > likeliest[2]
    panel.temperature.slider.setValue(0)
    assert panel.writer.temperature == pytest.approx(0.1)
    panel.temperature.slider.setValue(panel.temperature.slider.maximum())
    assert panel.writer.temperature == 2.0
    assert panel.bars.bars[0][1] < shares.max()


def test_a_text_grows_character_by_character_while_the_run_is_paused(
    studio: Attending, view: AttentionView
):
    assert studio.run.phase is Phase.PAUSED
    lengths: list[int] = []
    panel = view.text
    panel.writer.wrote.connect(lambda _: lengths.append(len(panel.text.toPlainText())))
    panel.generate.click()
    assert panel.generate.text() == "Stop"
    studio.until(lambda: len(panel.writer.written) >= 8)
    panel.generate.click()
    assert panel.generate.text() == "Generate"
    written = len(panel.writer.written)
    assert np.diff(lengths).tolist() == [1] * (len(lengths) - 1)
    studio.run.step()
    studio.until(lambda: studio.run.latest.step == 1 and panel.writer.shares is not None)
    assert len(panel.writer.written) == written
    whole = text_of(panel.writer.context, studio.document.material.dataset.symbols)
    assert panel.text.toPlainText() == whole


def test_a_text_grows_while_the_network_learns(studio: Attending, view: AttentionView):
    studio.run.play()
    studio.until(lambda: studio.run.phase is Phase.RUNNING)
    steps = studio.run.latest.step
    view.text.generate.click()
    studio.until(lambda: len(view.text.writer.written) >= 12)
    studio.until(lambda: studio.run.latest.step > steps)
    assert studio.run.phase is Phase.RUNNING
    studio.run.pause()
    studio.until(lambda: studio.run.phase is Phase.PAUSED)
    written = len(view.text.writer.written)
    studio.until(lambda: len(view.text.writer.written) > written + 3)


def test_the_same_network_writes_the_same_text_and_after_clear_another(
    attend: Open, studio: Attending, view: AttentionView
):
    type_anew(view.text, "alice ")
    text = write(studio, view.text, 12)
    assert text.startswith("alice ")
    assert len(text) == 18
    twin = attend(ALICE)
    other = twin.view()
    other.text_chip.click()
    type_anew(other.text, "alice ")
    assert write(twin, other.text, 12) == text
    other.text.clear.click()
    assert other.text.text.toPlainText() == "alice "
    assert not other.text.clear.isEnabled()
    assert write(twin, other.text, 12) != text


def test_at_a_low_temperature_the_likeliest_character_is_written(
    studio: Attending, view: AttentionView
):
    studio.run.set_weight("output", 5, 8, 3.0)
    studio.run.set_weight("output", 7, 8, 3.0)
    before = view.text.writer.shares
    studio.until(lambda: view.text.writer.shares is not before)
    view.text.temperature.slider.setValue(0)
    write(studio, view.text, 6)
    assert set(view.text.writer.written) <= {5, 7}


def test_a_text_stops_by_itself_at_its_limit_and_then_begins_anew(
    studio: Attending, view: AttentionView
):
    writer = view.text.writer
    writer.written = [0] * (LIMIT - 2)
    view.text.generate.click()
    studio.until(lambda: not writer.running)
    assert len(writer.written) == LIMIT
    assert view.text.generate.text() == "Generate"
    view.text.generate.click()
    studio.until(lambda: 1 < len(writer.written) < 20)
    assert view.text.text.toPlainText() == text_of(
        writer.context, studio.document.material.dataset.symbols
    )


def test_an_unknown_character_is_named_where_it_was_typed_and_nothing_can_be_drawn(
    studio: Attending, view: AttentionView
):
    type_anew(view.text, "so it été")
    assert "“é”" in view.text.problem.text()
    assert view.text.problem.isVisible()
    assert not view.text.generate.isEnabled()
    assert not view.text.one.isEnabled()
    assert view.text.bars.bars == []
    QTest.keyClick(view.text.beginning, Qt.Key.Key_Return)
    assert not view.text.writer.running
    for _ in range(3):
        QTest.keyClick(view.text.beginning, Qt.Key.Key_Backspace)
    assert not view.text.problem.isVisible()
    studio.until(lambda: len(view.text.bars.bars) == 11)
    assert view.text.generate.isEnabled()


def test_return_in_the_beginning_starts_and_stops(studio: Attending, view: AttentionView):
    QTest.keyClick(view.text.beginning, Qt.Key.Key_Return)
    assert view.text.writer.running
    QTest.keyClick(view.text.beginning, Qt.Key.Key_Return)
    assert not view.text.writer.running


def test_another_beginning_throws_the_written_away(studio: Attending, view: AttentionView):
    write(studio, view.text, 2)
    type_anew(view.text, "the ")
    assert view.text.writer.written == []
    assert view.text.text.toPlainText() == "the "


def test_without_a_beginning_the_text_begins_like_a_paragraph(
    studio: Attending, view: AttentionView
):
    view.text.beginning.selectAll()
    QTest.keyClick(view.text.beginning, Qt.Key.Key_Delete)
    studio.until(lambda: view.text.writer.shares is not None)
    assert view.text.after.text() == "after “↵”"
    assert "after the end of a line" in view.text.note.text()
    assert len(write(studio, view.text, 3)) == 3


def test_an_end_of_line_can_be_typed_by_its_sign(studio: Attending, view: AttentionView):
    type_anew(view.text, "end.↵so")
    assert not view.text.problem.isVisible()
    assert view.text.text.toPlainText() == "end.\nso"


def test_the_beginning_follows_the_chosen_sample_until_a_person_types(
    studio: Attending, view: AttentionView
):
    symbols = studio.document.material.dataset.symbols
    for _ in range(3):
        studio.choice.step(1)
        expected = first_words(text_of(studio.choice.features, symbols))
        assert view.text.beginning.text().replace("↵", "\n") == expected
    type_anew(view.text, "mine")
    studio.choice.step(1)
    assert view.text.beginning.text() == "mine"


@pytest.mark.parametrize(
    ("window", "words"),
    [
        ("ing to get very tired of sitting", "to get very tired of "),
        ("unbrokenrowofletterswithoutspaces", "unbrokenrowofletterswith"),
        ("one two", "one two"),
        ("", ""),
    ],
)
def test_a_beginning_is_of_whole_words(window: str, words: str):
    assert first_words(window) == words


def test_a_network_that_sees_ahead_is_told_of_before_it_cheats(
    studio: Attending, view: AttentionView
):
    assert "causal" not in view.text.note.text()
    studio.apply(edits.change_layer(studio.document.project, "block", causal=False))
    assert "not causal" in view.text.note.text()
    studio.apply(edits.change_layer(studio.document.project, "block", causal=True))
    assert "not causal" not in view.text.note.text()


def test_without_softmax_there_is_nothing_to_draw_from_and_the_view_says_so(
    studio: Attending, view: AttentionView
):
    project = edits.change_layer(studio.document.project, "output", activation="sigmoid")
    project = edits.change_training(project, loss="mean squared error")
    studio.apply(project)
    assert "softmax" in view.text.note.text()
    assert not view.text.generate.isEnabled()
    studio.until(lambda: view.text.bars.bars == [])
    studio.document.undo_stack.undo()
    studio.until(lambda: len(view.text.bars.bars) == 11)
    assert view.text.generate.isEnabled()


def test_answers_that_are_no_numbers_end_the_text_and_are_told(
    studio: Attending, view: AttentionView
):
    view.text.generate.click()
    for column in range(8):
        studio.run.set_weight("output", 0, column, 1.7e308)
    studio.until(lambda: "not a number" in view.text.problem.text())
    studio.until(lambda: not view.text.writer.running)
    assert view.text.bars.bars == []
    studio.run.reset()
    studio.until(lambda: len(view.text.bars.bars) == 11)
    assert not view.text.problem.isVisible()


def test_a_network_that_does_not_fit_ends_the_text_and_mended_goes_on(
    studio: Attending, view: AttentionView
):
    view.text.generate.click()
    studio.until(lambda: len(view.text.writer.written) > 2)
    studio.apply(edits.remove_layers(studio.document.project, ["embedding"]))
    studio.until(lambda: not view.text.writer.running)
    assert view.text.bars.bars == []
    studio.document.undo_stack.undo()
    studio.until(lambda: len(view.text.bars.bars) == 11)
    write(studio, view.text, 1)


@pytest.mark.parametrize("key", ["brackets", "copy", "sine", "adding", "remember-first"])
def test_a_text_ends_where_other_data_take_the_place_of_the_text(
    studio: Attending, view: AttentionView, key: str
):
    write(studio, view.text, 3)
    project, changed = studio.document.project, BuiltInSource(key=key, samples=50, length=12)
    studio.apply(structs.replace(project, data=DataSpec(source=changed)))
    studio.until(lambda: studio.run.phase is Phase.MISFIT)
    assert view.text.text.toPlainText() == ""
    studio.document.undo_stack.undo()
    view.text_chip.click()
    studio.until(lambda: view.text.writer.shares is not None)
    assert view.text.beginning.text() == first_words(
        text_of(studio.choice.features, studio.document.material.dataset.symbols)
    )


def test_hidden_it_costs_the_trainer_nothing(studio: Attending, view: AttentionView):
    def wanted() -> bool:
        studio.run.state()  # everything that was asked for has been done by then
        return NAME in studio.run._trainer._probes

    assert wanted()
    view.text.generate.click()
    view.maps_chip.click()
    assert not wanted()
    assert not view.text.writer.running
    view.text_chip.click()
    assert wanted()
    studio.until(lambda: view.text.writer.shares is not None)
    view.hide()
    assert not wanted()


def test_the_text_can_be_copied_whole_and_read_by_key(studio: Attending, view: AttentionView):
    text = write(studio, view.text, 3)
    view.text.copy.click()
    assert QApplication.clipboard().text() == text
    for widget in (view.text.text, view.text.temperature.slider, view.text.beginning):
        for key in (Qt.Key.Key_Right, Qt.Key.Key_Home):
            event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier)
            event.ignore()
            QApplication.sendEvent(widget, event)
            assert event.isAccepted()
    QTest.keyClicks(view.text.text, "xyz")
    assert view.text.text.toPlainText() == text


def test_a_recurrent_network_writes_too(attend: Open):
    studio = attend(
        network("next-character", GRUSpec(id="gru", units=8, whole_sequence=True), length=12)
    )
    panel = GeneratedText(studio.document, studio.run, studio.choice, LIGHT)
    studio.bot.addWidget(panel)
    with studio.bot.waitExposed(panel):
        panel.show()
    studio.until(lambda: panel.writer.shares is not None)
    before = panel.text.toPlainText()
    assert len(write(studio, panel, 3)) == len(before) + 3


def test_another_theme_keeps_the_text(studio: Attending, view: AttentionView):
    text = write(studio, view.text, 3)
    view.set_theme(LIGHT)
    assert view.text.text.toPlainText() == text


def test_two_blocks_that_learn_keep_the_maps_of_a_text_causal(attend: Open):
    blocks = [
        TransformerBlockSpec(id=name, heads=2, hidden=8, causal=True) for name in ("one", "two")
    ]
    studio = attend(network("next-character", *blocks, length=12))
    view = studio.view()
    studio.until(lambda: bool(view.heads.maps))
    assert view.heads.maps[0].is_hidden(3, 4)
    assert not view.heads.maps[0].is_hidden(4, 3)
