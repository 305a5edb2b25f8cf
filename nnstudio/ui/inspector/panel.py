"""The inspector: what is selected, the chosen sample, and how every number of it came about."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QStackedWidget, QWidget

from nnstudio.app.document import Change, Document
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
from nnstudio.ui.inspector.figures import LONG, SHORT
from nnstudio.ui.inspector.head import Head
from nnstudio.ui.inspector.history import History
from nnstudio.ui.inspector.matrices_page import MatricesPage
from nnstudio.ui.inspector.places import (
    layer_with,
    place_of_spot,
    shape_of,
    span_of_spot,
    spot_of,
    spot_of_subject,
    subject_of_selection,
    value_at,
)
from nnstudio.ui.inspector.request import InspectionRequest
from nnstudio.ui.inspector.words import InspectorWords
from nnstudio.ui.plain_keys import PlainKeys
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.card import Card

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


class InspectorPanel(Card):
    """Wants its probe only while it is to be seen.

    Attributes: `head` with history, sample and views; `page`, `check_page`, `code_page`,
    `matrices_page`; `message`, what is said where there is nothing to read; `subject`, what is
    looked at, None for the loss.
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
        self.body.setContentsMargins(12, 4, 8, 6)
        self.body.setSpacing(3)
        self._document, self._choice, self._canvas = document, choice, canvas
        self._scene = canvas.scene
        self._words = InspectorWords(self)
        self._history = History()
        self._twin = Twin()
        self._most: int | None = MOST_TERMS
        self._epsilon = self._usual_epsilon()
        self._position: tuple[int, ...] = ()
        self._view: View = "forward"
        self._selecting = False
        self.subject: Subject | None = None
        self.found: Inspected | None = None
        self._request = InspectionRequest(run, self)
        self._build(theme)
        self.check_page.show_epsilon(self._epsilon)
        self._connect()
        keys = PlainKeys(self)
        keys.leave_to_controls_of(self)
        for button in self.findChildren(QAbstractButton):
            button.installEventFilter(keys)  # Space and arrows are theirs, not the run's
        self._follow_canvas()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.head.set_theme(theme)
        for page in (self.page, self.check_page, self.code_page, self.matrices_page):
            page.set_theme(theme)

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
        if subject is not None:
            self._history.go(subject)
        self._look_at(subject)
        self._select_on_canvas()

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
            self._back()
        elif alt and event.key() == Qt.Key.Key_Right:
            self._forward()
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
        self.stack = QStackedWidget()
        for page in (
            self.page,
            self.check_page,
            self.code_page,
            self.matrices_page,
            self.message,
        ):
            self.stack.addWidget(page)
        self.body.addWidget(self.head)
        self.body.addWidget(self.stack, 1)

    def _connect(self) -> None:
        head, document = self.head, self._document
        head.view_chosen.connect(self.show_view)
        head.back.clicked.connect(self._back)
        head.forward.clicked.connect(self._forward)
        head.sample.stepped.connect(self._choice.step)
        head.fewer.clicked.connect(self._fold)
        head.position.moved.connect(self._move)
        head.part_chosen.connect(self._look_inside)
        for sheet in (self.page.sheet, self.check_page.sheet):
            sheet.pointed.connect(self._light)
            sheet.wanted.connect(self._follow)
            sheet.unfolded.connect(self._unfold)
        self.check_page.epsilon_changed.connect(self._set_epsilon)
        self.matrices_page.pointed.connect(self._light)
        self.matrices_page.wanted.connect(self._follow_matrix)
        self.matrices_page.sample_wanted.connect(self._choose)
        self._canvas.view.hovered.connect(self._light_number)
        self._scene.selection.changed.connect(self._follow_canvas)
        self._choice.changed.connect(self._ask)
        self._request.found.connect(self._show)
        document.changed.connect(self._follow_document)
        document.replaced.connect(self._start_anew)

    def _look_at(self, subject: Subject | None) -> None:
        if subject != self.subject:
            self.subject = subject
            self._most = MOST_TERMS
        if subject is not None and subject.value is not None and not subject.block:
            self._position = subject.value[1:]
        self._ask()

    @Slot()
    def _ask(self) -> None:
        """Ask for what is to be read now."""
        document, choice = self._document, self._choice
        layers = document.project.layers
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
                self._position,
                self._twin,
            )
        )

    def _tell_head(self) -> None:
        document = self._document
        head = self.head
        head.show_title(self._words.title(self.subject, document.project, document.shapes))
        head.sample.show_words(self._words.sample(self._choice.index))
        head.show_view(self.view, chosen=self.subject is not None)
        head.back.setEnabled(self._history.can_go_back)
        head.forward.setEnabled(self._history.can_go_forward)
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
        subject = subject_of(place)
        if place.role == "input":
            self._select(spot_of(place, self._document.project, self._document.shapes))
            return
        self.go(subject or self.subject, view)

    @Slot(object)
    def _follow_matrix(self, place: Place) -> None:
        """A cell of a table: the same on the canvas, while the tables stay."""
        subject = subject_of(place)
        if subject is not None and subject != self.subject:
            self._history.go(subject)
            self.subject = subject
            self._ask()
            self._select_on_canvas()

    @Slot(int)
    def _choose(self, sample: int) -> None:
        self._choice.choose(sample)

    @Slot(object)
    def _move(self, subject: Subject) -> None:
        """The same layer, seen elsewhere."""
        self._history.replace(subject)
        self._look_at(subject)
        self._select_on_canvas()

    @Slot(str)
    def _look_inside(self, block: str) -> None:
        """At a part of the layer, or at one of its blocks of weights."""
        if self.subject is None:
            return
        document = self._document
        shape = shape_of(document.project, document.shapes, self.subject.layer_id)
        value = value_at(shape, 0, ()) if shape else (0,)
        self.go(Subject(self.subject.layer_id, value, block=block))

    @Slot()
    def _back(self) -> None:
        subject = self._history.back()
        if subject is not None:
            self._look_at(subject)
            self._select_on_canvas()

    @Slot()
    def _forward(self) -> None:
        subject = self._history.forward()
        if subject is not None:
            self._look_at(subject)
            self._select_on_canvas()

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

    @Slot()
    def _follow_canvas(self) -> None:
        if self._selecting:
            return
        document = self._document
        subject = subject_of_selection(
            self._scene.selection, document.project, document.shapes, self._position
        )
        if subject is not None:
            self._history.go(subject)
        self._look_at(subject)

    def _select_on_canvas(self) -> None:
        if self.subject is not None:
            document = self._document
            self._select(spot_of_subject(self.subject, document.project, document.shapes))

    def _select(self, spot: Spot) -> None:
        """On the canvas, without being led there ourselves."""
        if spot == GROUND:
            return
        self._selecting = True
        self._scene.selection.select_spot(spot)
        self._selecting = False

    @Slot(object)
    def _follow_document(self, change: Change) -> None:
        subject = self.subject
        if subject is not None and layer_with(self._document.project, subject.layer_id) is None:
            self._history.clear()
            self.subject = None
        self._ask()

    def _usual_epsilon(self) -> float:
        """A step that single precision does not drown in its rounding either."""
        single = self._document.project.training.precision == "float32"
        return COARSE_EPSILON if single else USUAL_EPSILON

    @Slot()
    def _start_anew(self) -> None:
        self._history.clear()
        self.subject = None
        self._epsilon = self._usual_epsilon()
        self.check_page.show_epsilon(self._epsilon)
        self._ask()
