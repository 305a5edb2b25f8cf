"""All settings of a layer, in a small window beside it; what is changed is changed at once."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from nnstudio.project.layers import LayerSpec
from nnstudio.ui.canvas.amounts import amount_of, stepped
from nnstudio.ui.canvas.commands import Commands
from nnstudio.ui.canvas.hints import Hints
from nnstudio.ui.canvas.layer_sign import sign_of
from nnstudio.ui.canvas.scene import CanvasScene
from nnstudio.ui.canvas.setting_controls import Next, SettingControl, usual_step
from nnstudio.ui.canvas.setting_words import SettingWords
from nnstudio.ui.canvas.settings import Setting, settings_of
from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.number_edit import NumberEdit
from nnstudio.ui.widgets.popover import Popover

WIDTH = 330
SIGN = 20


class SettingsPopover(Popover):
    """Stays open while one tries things out, and follows the project, also through undo.

    Attributes: `layer_id`, `controls` by field, `message` (what cannot be, or does not fit).
    """

    def __init__(
        self,
        layer: LayerSpec,
        scene: CanvasScene,
        commands: Commands,
        hints: Hints,
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.layer_id = layer.id
        self._kind = type(layer)
        self._scene, self._commands, self._hints = scene, commands, hints
        self._words = SettingWords(scene.words, self)
        self._complaint = ""
        self._theme = theme
        self.body.addLayout(self._make_head(layer))
        about = _wrapped("muted")
        about.setText(scene.words.kinds.about(layer))
        self.body.addWidget(about)
        form = QGridLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(7)
        form.setColumnStretch(1, 1)
        self.controls: dict[str, SettingControl] = {}
        for row, setting in enumerate(settings_of(layer)):
            control = self._make_control(layer, setting, theme)
            label = QLabel(self._words.label(layer, setting.field))
            label.setToolTip(self._words.about(layer, setting.field))
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setBuddy(control)
            form.addWidget(label, row, 0)
            form.addWidget(control, row, 1)
            self.controls[setting.field] = control
        if self.controls:
            self.body.addLayout(form)
        self.message = _wrapped("warning")
        self.flow = _wrapped("muted")
        self.body.addWidget(self.message)
        self.body.addWidget(self.flow)
        scene.document.changed.connect(self._show)
        scene.document.replaced.connect(self._leave_project)
        self._show()
        self.ensurePolished()
        self.setFixedWidth(max(WIDTH, self.minimumSizeHint().width()))

    def open_beside(self, area: QRect) -> None:
        """Appear beside a rectangle of the screen, on that side of it which has room."""
        self._fit()
        screen = self.screen().availableGeometry()
        x = area.right() + 12
        if x + self.width() > screen.right() and area.left() - 12 - self.width() >= screen.left():
            x = area.left() - 12 - self.width()
        x = min(max(x, screen.left()), max(screen.right() - self.width(), screen.left()))
        y = min(max(area.top(), screen.top()), max(screen.bottom() - self.height(), screen.top()))
        self.move(x, y)
        self.show()
        # Its widgets may have become a little wider by their style, which they take on only now.
        over = self.geometry().right() - screen.right()
        if over > 0:
            self.move(max(self.x() - over, screen.left()), self.y())
        first = next(iter(self.controls.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)  # which selects a number to type over
        else:
            self.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        stack = self._scene.document.undo_stack
        if event.matches(QKeySequence.StandardKey.Undo):
            stack.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            stack.redo()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # the number has taken what was typed; the popover stays open
        else:
            super().keyPressEvent(event)

    def _make_head(self, layer: LayerSpec) -> QHBoxLayout:
        self._sign, self._title = QLabel(), QLabel()
        self._sign.setPixmap(sign_of(layer, self._theme, "accent", SIGN, self.devicePixelRatioF()))
        self._title.setProperty("role", "title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._sign)
        head.addWidget(self._title, 1)
        return head

    def _make_control(self, layer: LayerSpec, setting: Setting, theme: Theme) -> SettingControl:
        amount = amount_of(layer)
        own = amount is not None and amount.field == setting.field
        following: Next = self._next_amount if own else usual_step(setting)
        control = SettingControl(layer, setting, following, self._words, theme, self)
        control.edited.connect(lambda value: self._change(setting.field, value))
        control.ended.connect(self._commands.end_setting)
        control.complained.connect(self._complain)
        return control

    def _next_amount(self, value: float, direction: int) -> float:
        layer = self._scene.layer(self.layer_id)
        if layer is None:
            return value
        flows = self._scene.document.shapes.flows
        place = self._scene.document.project.index(self.layer_id)
        return stepped(layer, direction, flows[place] if place < len(flows) else None)

    def _change(self, field: str, value: object) -> None:
        layer = self._layer()
        if layer is None or getattr(layer, field) == value:
            return
        text = self._words.edit(layer, field, value)
        self._complain(self._commands.try_setting(self.layer_id, field, value, text))
        self._show()

    def _complain(self, words: str) -> None:
        if words != self._complaint:
            self._complaint = words
            self._tell()

    def _layer(self) -> LayerSpec | None:
        layers = self._scene.document.project.layers
        found = next((layer for layer in layers if layer.id == self.layer_id), None)
        return found if isinstance(found, self._kind) else None

    def _show(self) -> None:
        layer = self._layer()
        if layer is None:
            self.close()
            return
        project = self._scene.document.project
        title = self._scene.words.title(project, project.index(layer.id))
        self._title.setText(title)
        self.setAccessibleName(self.tr("Settings of {layer}").format(layer=title))
        for field, control in self.controls.items():
            control.show_value(getattr(layer, field))
        self._tell()

    def _leave_project(self) -> None:
        """Close, and take nothing that was being typed: it was meant for the project before."""
        for number in self.findChildren(NumberEdit):
            number.drop_text()
        self.close()

    def _tell(self) -> None:
        misfits = self._scene.document.shapes.misfits
        own = [misfit.text for misfit in misfits if misfit.layer_id == self.layer_id]
        words = self._complaint or (own[0] if own else "")
        self.message.setText(words)
        self.message.setVisible(bool(words))
        self.flow.setText(self._hints.way_through(self.layer_id))
        self.flow.setVisible(bool(self.flow.text()))
        self.setAccessibleDescription(words or self.flow.text())
        if self.isVisible():
            self._fit()

    def _fit(self) -> None:
        """As high as its words and its controls are at this width, and still on the screen."""
        self.resize(self.width(), self.body.totalHeightForWidth(self.width()))
        over = self.geometry().bottom() - self.screen().availableGeometry().bottom()
        if self.isVisible() and over > 0:
            self.move(self.x(), max(self.y() - over, 0))


def _wrapped(role: str) -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label
