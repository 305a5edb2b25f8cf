"""The inspector: what is selected, the chosen sample, and how every number of it came about."""

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QStackedWidget, QWidget

from nnstudio.app.document import Document
from nnstudio.app.inspection import Inspected, Inspection, View
from nnstudio.app.run_controller import RunController
from nnstudio.app.sample_choice import SampleChoice
from nnstudio.explain.check import USUAL_EPSILON
from nnstudio.explain.explanation import MOST_TERMS
from nnstudio.explain.expressions import Place
from nnstudio.explain.moment import Twin
from nnstudio.explain.subject import Subject, subject_of
from nnstudio.ui.canvas.panel import CanvasPanel
from nnstudio.ui.canvas.spots import GROUND, Spot
from nnstudio.ui.inspector.arithmetic_page import ArithmeticPage
from nnstudio.ui.inspector.check_page import CheckPage
from nnstudio.ui.inspector.code_page import CodePage
from nnstudio.ui.inspector.exercise_mode import ExerciseMode
from nnstudio.ui.inspector.figures import LONG, SHORT
from nnstudio.ui.inspector.head import Head
from nnstudio.ui.inspector.journey import Journey
from nnstudio.ui.inspector.matrices_page import MatricesPage
from nnstudio.ui.inspector.places import (
    place_of_spot,
    span_of_spot,
    spot_of,
)
from nnstudio.ui.inspector.request import InspectionRequest
from nnstudio.ui.inspector.words import InspectorWords
from nnstudio.ui.plain_keys import PlainKeys
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.card import Card
from nnstudio.ui.widgets.margins import margins

LEAST = QSize(200, 48)
COARSE_EPSILON = 1e-3
"""For single precision."""
VIEW_OF_ROLE: dict[str, View] = {
    "output": "forward",
    "sum": "forward",
    "delta": "backward",
    "weight": "update",
    "gradient": "update",
    "new weight": "update",
    "target": "loss",
    "loss": "loss",
}


class _Pages(QStackedWidget):
    """Asks for little room, whatever its pages would like: they scroll."""

    def minimumSizeHint(self) -> QSize:
        return LEAST


class InspectorPanel(Card):
    """Wants its probe only while it is to be seen.

    Attributes: `head` with history, sample and views; `page`, `check_page`, `code_page`,
    `matrices_page`; `message`, what is said where there is nothing to read; `journey`, which knows
    what is looked at and leads elsewhere; `exercise`, whether it is filled in; `found`, what is
    shown.
    """

    def __init__(
        self,
        document: Document,
        run: RunController,
        choice: SampleChoice,
        canvas: CanvasPanel,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self.setAccessibleName(self.tr("Inspector"))
        self.title.hide()
        self.body.setContentsMargins(margins(12, 4, 8, 6))
        self.body.setSpacing(3)
        self._document, self._choice, self._canvas = document, choice, canvas
        self._scene = canvas.scene
        self._words = InspectorWords(self)
        self._twin = Twin()
        self._most: int | None = MOST_TERMS
        self._epsilon = self._usual_epsilon()
        self._view: View = "forward"
        self._about: Subject | None = None
        self.found: Inspected | None = None
        self.journey = Journey(document, canvas.scene, self)
        self._request = InspectionRequest(run, self)
        self._build(theme)
        self.check_page.show_epsilon(self._epsilon)
        self._connect()
        keys = PlainKeys(self)
        keys.leave_to_controls_of(self)
        for button in self.findChildren(QAbstractButton):
            button.installEventFilter(keys)  # Space and arrows are theirs, not the run's
        self.journey.follow_canvas()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.head.set_theme(theme)
        self.exercise.set_theme(theme)
        for page in (self.page, self.check_page, self.code_page, self.matrices_page):
            page.set_theme(theme)

    @property
    def subject(self) -> Subject | None:
        """What is looked at; None for the loss."""
        return self.journey.subject

    @property
    def view(self) -> View:
        """What is read just now: without anything selected there is only the loss."""
        return self._view if self.subject is not None else "loss"

    def show_view(self, view: View) -> None:
        """Read another part of the step; it is remembered for whatever is selected next."""
        self._view = view
        self._ask()

    def go(self, subject: Subject | None, view: View | None = None) -> None:
        """Look at something else, here and on the canvas."""
        if view is not None:
            self._view = view
        self.journey.go(subject)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._request.set_wanted(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._request.set_wanted(False)
        self._scene.hover(GROUND)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt and event.key() == Qt.Key.Key_Left:
            self.journey.back()
        elif alt and event.key() == Qt.Key.Key_Right:
            self.journey.forward()
        else:
            super().keyPressEvent(event)

    def _build(self, theme: Theme) -> None:
        self.head = Head(theme, self)
        self.page = ArithmeticPage(theme)
        self.check_page = CheckPage(theme)
        self.code_page = CodePage(theme)
        self.matrices_page = MatricesPage(theme)
        self.message = QLabel()
        self.message.setProperty("role", "muted")
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = _Pages()
        for page in (
            self.page,
            self.check_page,
            self.code_page,
            self.matrices_page,
            self.message,
        ):
            self.stack.addWidget(page)
        self.exercise = ExerciseMode(self.head.fill_in, self.stack, theme, self)
        self.body.addWidget(self.head)
        self.body.addWidget(self.stack, 1)

    def _connect(self) -> None:
        head, journey = self.head, self.journey
        head.view_chosen.connect(self.show_view)
        head.back.clicked.connect(journey.back)
        head.forward.clicked.connect(journey.forward)
        head.sample.stepped.connect(self._choice.step)
        head.fewer.clicked.connect(self._fold)
        head.position.moved.connect(journey.move)
        head.part_chosen.connect(journey.look_inside)
        for sheet in (self.page.sheet, self.check_page.sheet):
            sheet.pointed.connect(self._light)
            sheet.wanted.connect(self._follow)
            sheet.unfolded.connect(self._unfold)
        self.check_page.epsilon_changed.connect(self._set_epsilon)
        self.matrices_page.pointed.connect(self._light)
        self.matrices_page.wanted.connect(self._follow_matrix)
        self.matrices_page.sample_wanted.connect(self._choose_sample)
        self._canvas.view.hovered.connect(self._light_number)
        self._choice.changed.connect(self._ask)
        self._request.found.connect(self._show)
        self.exercise.switched.connect(self._ask)
        self.exercise.others_wanted.connect(self._next_sample)
        journey.changed.connect(self._ask)
        self._document.replaced.connect(self._start_anew)

    @Slot()
    def _ask(self) -> None:
        """Ask for what is to be read now."""
        document, choice = self._document, self._choice
        layers = document.project.layers
        if self.subject != self._about:
            self._about, self._most = self.subject, MOST_TERMS
        self._tell_head()
        if not document.shapes.fits or not layers:
            self._request.ask(None)
            self._say(self._words.misfit())
            return
        if choice.index is None:
            self._request.ask(None)
            self._say(self._words.own_sample())
            return
        subject = self.subject or Subject(layers[-1].id)
        self._request.ask(
            Inspection(
                subject,
                choice.index,
                self.view,
                self._most,
                self._epsilon,
                self.journey.position,
                self._twin,
            )
        )

    def _tell_head(self) -> None:
        document = self._document
        head = self.head
        head.show_title(self._words.title(self.subject, document.project, document.shapes))
        head.sample.show_words(self._words.sample(self._choice.index))
        head.show_view(self.view, chosen=self.subject is not None)
        head.back.setEnabled(self.journey.can_go_back)
        head.forward.setEnabled(self.journey.can_go_forward)
        head.fewer.setVisible(self._most is None)
        head.position.show_subject(self.subject, document.project, document.shapes)

    @Slot(object)
    def _show(self, found: Inspected | None) -> None:
        """What the trainer found."""
        if found is None:
            return
        self.found = found
        if found.working is not None and self.subject is not None:
            self.head.show_inside(self.subject, found.working)
        self.head.show_note(
            self._words.batch(found) if self.subject is not None else self._words.hint()
        )
        view = found.inspection.view
        if found.problem:
            self._say(self._words.problem(found.problem))
        elif view == "code":
            self.code_page.show_found(found)
            self.stack.setCurrentWidget(self.code_page)
        elif view == "matrices":
            self.matrices_page.show_found(found)
            self.stack.setCurrentWidget(self.matrices_page)
        else:
            self._show_derivation(found, view)

    def _show_derivation(self, found: Inspected, view: View) -> None:
        equations = getattr(found.derivation, view)
        if not equations:
            learns = found.working is not None and found.working.learns
            no_slope = view == "check" and found.weight is not None
            words = self._words.no_slope() if no_slope else self._words.empty_part(view, learns)
            self._say(words)
        elif self.exercise.on:
            self.exercise.show(found, view, equations, self._title_of_moment)
        elif view == "check":
            self.check_page.show_found(found)
            self.stack.setCurrentWidget(self.check_page)
        else:
            curve = found.derivation.curve if view == "forward" else None
            if view == "update":
                # What becomes of the weight comes first, then how.
                equations = (equations[-1], *equations[:-1])
            room = LONG if view == "update" else SHORT
            self.page.show_equations(equations, curve, room)
            self._light_number(self._scene.hovered)
            self.stack.setCurrentWidget(self.page)

    def _title_of_moment(self) -> str:
        """Which numbers they are."""
        assert self.found is not None
        document = self._document
        what = self._words.title(self.subject, document.project, document.shapes)
        return self._words.moment(what, self._choice.index, self.found.step)

    @Slot(int)
    def _choose_sample(self, index: int) -> None:
        """A column of a table was chosen; it may be one of data that are fewer by now."""
        if index < self._document.material.dataset.samples:
            self._choice.choose(index)

    @Slot()
    def _next_sample(self) -> None:
        self._choice.step(1)

    def _say(self, words: str) -> None:
        self.message.setText(words)
        self.stack.setCurrentWidget(self.message)

    @Slot(object)
    def _light(self, place: Place | None) -> None:
        """A number is pointed at: its wire or neuron lights up on the canvas."""
        spot = spot_of(place, self._document.project, self._document.shapes)
        self._scene.hover(spot)

    @Slot(object)
    def _light_number(self, spot: Spot) -> None:
        """A wire is pointed at on the canvas: its numbers light up here."""
        project = self._document.project
        place, span = place_of_spot(spot, project), span_of_spot(spot, project)
        subject = self.subject
        if place is None and subject is not None and subject.weight is not None:
            place, span = Place("weight", subject.layer_id, subject.weight, block=subject.block), 1
        self.page.sheet.light(place, span)

    @Slot(object)
    def _follow(self, place: Place) -> None:
        """To where a number came from."""
        view = VIEW_OF_ROLE.get(place.role)
        if place.role == "part":
            view = "backward" if "slope" in place.name else "forward"
        if place.role == "input":
            self.journey.select(place)
        else:
            self.go(subject_of(place) or self.subject, view)

    @Slot(object)
    def _follow_matrix(self, place: Place) -> None:
        """A cell of a table: the same on the canvas, while the tables stay."""
        self.journey.go(subject_of(place) or self.subject)

    @Slot()
    def _unfold(self) -> None:
        self._most = None
        self._ask()

    @Slot()
    def _fold(self) -> None:
        self._most = MOST_TERMS
        self._ask()

    @Slot(float)
    def _set_epsilon(self, epsilon: float) -> None:
        self._epsilon = epsilon
        self._ask()

    def _usual_epsilon(self) -> float:
        """A step that single precision does not drown in its rounding either."""
        single = self._document.project.training.precision == "float32"
        return COARSE_EPSILON if single else USUAL_EPSILON

    @Slot()
    def _start_anew(self) -> None:
        self.exercise.forget()
        self._epsilon = self._usual_epsilon()
        self.check_page.show_epsilon(self._epsilon)
        self._ask()
