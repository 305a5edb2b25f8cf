"""The window at the size of a small laptop: what stands level, what ends where, what is whole."""

import re
from collections.abc import Callable

import pytest
from PySide6.QtCore import QLocale, QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QTableView, QWidget

from nnstudio.app.locale import grouped
from nnstudio.ui.panels.predictions_panel import PredictionsPanel
from nnstudio.ui.widgets.captioned import Captioned
from nnstudio.ui.widgets.card import Card
from nnstudio.ui.widgets.panel_tabs import PanelTabs
from nnstudio.ui.widgets.word_tabs import WordTab
from tests.e2e.studio import Studio

SMALL = (1024, 700)
Open = Callable[..., Studio]


@pytest.fixture
def small(open_studio: Open) -> Open:
    def make(example: str) -> Studio:
        studio = open_studio(example)
        studio.window.resize(*SMALL)
        studio.until(lambda: (studio.window.width(), studio.window.height()) == SMALL)
        return studio

    return make


def top(widget: QWidget) -> int:
    return widget.mapTo(widget.window(), QPoint()).y()


def end(widget: QWidget) -> int:
    """Where a widget ends in the reading direction, from the edge of its window."""
    window = widget.window()
    left = widget.mapTo(window, QPoint()).x()
    if widget.layoutDirection() is Qt.LayoutDirection.RightToLeft:
        return left
    return window.width() - left - widget.width()


def test_the_answers_to_symbols_are_whole(small: Open) -> None:
    studio = small("reverse")
    panel = studio.window.findChildren(PredictionsPanel)[0]
    studio.until(lambda: panel.model.rowCount() > 0)
    studio.until(lambda: panel.visibleRegion().boundingRect().width() == panel.width())
    assert panel.unit.isHidden()
    studio.window.resize(1600, 900)
    studio.until(panel.unit.isVisible)
    assert panel.unit.width() >= panel.unit.sizeHint().width()


def test_the_content_of_the_data_panel_ends_at_one_place_whether_or_not_it_scrolls(
    small: Open,
) -> None:
    studio = small("xor")
    panel = studio.window.workspace.data
    bar = panel.scrolled.verticalScrollBar()
    panel.resize(panel.width(), 500)
    studio.until(lambda: bar.maximum() == 0 and not bar.isVisible())
    box = panel.feeding.scaling
    places = [end(box)]
    panel.resize(panel.width(), 200)
    studio.until(lambda: bar.maximum() > 0 and bar.isVisible())
    places.append(end(box))
    assert places[0] == places[1]


def test_the_titles_of_neighbouring_cards_are_level(small: Open) -> None:
    workspace = small("xor").window.workspace
    boundary = next(card for card in workspace.picture.findChildren(Card) if card.isVisible())
    middles = [top(card.title) + card.title.height() / 2 for card in (workspace.data, boundary)]
    assert abs(middles[0] - middles[1]) <= 2


def test_the_settings_in_the_run_bar_and_their_captions_are_level(small: Open) -> None:
    studio = small("xor")
    bar = studio.window.workspace.run_bar
    settings = [one for one in bar.findChildren(Captioned) if one.isVisible()]
    assert len(settings) >= 3
    assert len({top(one.caption) for one in settings}) == 1
    lowest = {top(one) + one.height() for one in (*settings, bar.more_button)}
    assert len(lowest) == 1


def test_all_counts_in_the_window_are_grouped_as_the_person_groups(small: Open) -> None:
    studio = small("digits")
    studio.train_until(2)
    texts = [
        widget.text()
        for kind in (QLabel, QAbstractButton)
        for widget in studio.window.findChildren(kind)
        if widget.isVisible()
    ]
    told = " | ".join(texts)
    assert grouped(1797) in told
    assert not re.search(r"(?<![\d.,٫])\d{4,}", told)
    others = set(",.\u202f\u00a0’'") - {QLocale().groupSeparator(), QLocale().decimalPoint()}
    assert not re.search(rf"\d[{''.join(others)}]\d{{3}}(?!\d)", told)


def test_a_window_made_smaller_keeps_the_names_of_its_panels_whole(small: Open) -> None:
    """Not “L… Weig… Spre… Surf…”."""
    studio = small("digits-cnn")
    for tabs in studio.window.findChildren(PanelTabs):
        assert tabs.tabs.isVisible()
        assert [word.text() for word in tabs.findChildren(WordTab) if cut(word)] == []


def cut(word: WordTab) -> bool:
    return word.width() < word.sizeHint().width()


def test_numbers_of_the_predictions_end_below_the_end_of_their_heading(small: Open) -> None:
    studio = small("iris")
    table = studio.window.findChildren(PredictionsPanel)[0].table
    studio.until(lambda: table.model().rowCount() > 0)
    studio.until(lambda: table.horizontalHeader().isVisible())
    # Letters end within a pixel or two of the room that they take.
    studio.until(lambda: abs(rest_after_heading(table) - rest_after_number(table)) <= 2)
    assert 4 < rest_after_heading(table) < 14


def rest_after_heading(table: QTableView) -> float:
    """How far before the end of its column the heading “answer” ends."""
    header = table.horizontalHeader()
    at = headings(table).index("answer")
    box = QRect(header.sectionViewportPosition(at), 1, header.sectionSize(at), header.height() - 4)
    return rest_after_ink(header.viewport(), box)


def rest_after_number(table: QTableView) -> float:
    """The same for the first answer below it."""
    cell = table.visualRect(table.model().index(0, headings(table).index("answer")))
    return rest_after_ink(table.viewport(), cell.adjusted(0, 1, 0, -2))


def headings(table: QTableView) -> list[str]:
    model = table.model()
    columns = range(model.columnCount())
    return [model.headerData(at, Qt.Orientation.Horizontal) for at in columns]


def rest_after_ink(widget: QWidget, box: QRect) -> float:
    """How much of this part of a widget is empty at its right, in pixels."""
    picture = widget.grab(box).toImage()
    ground = picture.pixel(picture.width() // 2, 0)
    for empty, x in enumerate(reversed(range(picture.width()))):
        if any(picture.pixel(x, y) != ground for y in range(picture.height())):
            return empty / widget.devicePixelRatioF()
    return float(box.width())
