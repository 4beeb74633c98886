"""Banners: messages shown where the thing is, never in the way. Details unfold and can be copied."""

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from webinar_console.ui.messages import Action, Kind, Message, Messages
from webinar_console.ui.theme import Size, Theme, Tone
from webinar_console.ui.theme.icons import paint_icon

from .boxes import clear, column, row
from .button import icon_button, push_button
from .label import Label

_TONES: dict[Kind, Tone] = {
    Kind.INFO: "accent",
    Kind.SUCCESS: "success",
    Kind.WARNING: "warning",
    Kind.ERROR: "error",
}
SUCCESS_STAYS_MS = 6_000
MOST_BANNERS = 3
_NARROW = 420


class Banner(QWidget):
    """One message: icon, sentence, its buttons, "Details", and a cross.

    It can stand alone in a panel (``show_message`` and ``hide``) or in the window's message area.
    """

    closed = Signal()

    def __init__(self, theme: Theme, message: Message | None = None, *, closable: bool = True) -> None:
        super().__init__()
        self._theme = theme
        self.message = message
        self._sentence = Label(theme, wrap=True)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._actions = row(theme, gap=4)
        #: The width that the buttons of the message want.
        self._asked = 0
        self._buttons = QWidget()
        self._more = push_button(theme, "Details", look="quiet")
        self._more.setCheckable(True)
        self._more.toggled.connect(self._unfold)
        self._close = icon_button(theme, "close", "Close this message")
        if not closable:
            self._close.hide()
        self._close.clicked.connect(self._go)
        self._details = _Details(theme)
        self._details.hide()
        self._buttons.setLayout(row(theme, self._actions, self._more, None, gap=4))
        self._wide = row(theme, 24, self._sentence, self._buttons, self._close, gap=8)
        self._wide.setStretch(1, 1)
        self._narrow = row(theme, 24, gap=8)
        self.setLayout(column(theme, self._wide, self._narrow, self._details, gap=4, margin=(12, 6, 8, 6)))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if message is None:
            self.hide()
        else:
            self.show_message(message)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's call: where there is little room the buttons stand below the sentence."""
        super().resizeEvent(event)
        self._place_buttons()

    def _place_buttons(self) -> None:
        width = self.width()
        narrow = width < self._theme.space(_NARROW) or self._asked * 2 > width
        if narrow and self._narrow.indexOf(self._buttons) < 0:
            self._wide.removeWidget(self._buttons)
            self._narrow.addWidget(self._buttons, 1)
        elif not narrow and self._wide.indexOf(self._buttons) < 0:
            self._narrow.removeWidget(self._buttons)
            self._wide.insertWidget(2, self._buttons)

    def _show_buttons(self, message: Message) -> None:
        self._more.setVisible(bool(message.details))
        self._buttons.setVisible(bool(message.details or message.actions))

    @property
    def sentence(self) -> str:
        """What it says."""
        return self._sentence.text()

    def show_message(self, message: Message) -> None:
        """Say this from now on."""
        self.message = message
        self._sentence.setText(message.sentence)
        self.setAccessibleName(f"{message.kind.value.capitalize()}: {message.sentence}")
        clear(self._actions)
        self._asked = 0
        for action in message.actions:
            button = push_button(self._theme, action.label)
            button.clicked.connect(self._pressing(action))
            self._actions.addWidget(button)
            self._asked += button.sizeHint().width() + self._theme.space(4)
        self._show_buttons(message)
        self._place_buttons()
        self._more.setChecked(False)
        self._details.set_text(message.details)
        if self.parentWidget() is not None:  # without one it would open as a window of its own
            self.show()
        self.update()

    def _pressing(self, action: Action) -> Callable[[], None]:
        def press() -> None:
            self._go()
            action.run()

        return press

    def _unfold(self, unfolded: bool) -> None:
        self._details.setVisible(unfolded)
        self._more.setText("Hide details" if unfolded else "Details")

    def _go(self) -> None:
        self.hide()
        self.closed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt's call: the soft ground and the icon."""
        tone = _TONES[self.message.kind] if self.message else "accent"
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour(f"{tone}_soft"))
        side = self._theme.space(16)
        icon = self.message.kind.value if self.message else "info"
        # Beside the first line of the sentence, which is centred in its label when it is the only one.
        area = self._sentence.geometry()
        lines = min(area.height(), self._close.sizeHint().height())
        rect = QRect(self._theme.space(12), area.y() + (lines - side) // 2, side, side)
        paint_icon(painter, rect, icon, getattr(self._theme.colours, tone))
        painter.end()


class _Details(QWidget):
    """The technical words, to read and to copy."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._words = QPlainTextEdit()
        self._words.setReadOnly(True)
        self._words.setProperty("look", "details")
        self._words.setFont(theme.font(Size.SMALL))
        self._words.setAccessibleName("Details")
        self._words.setTabChangesFocus(True)
        self._line, self._most = self._words.fontMetrics().lineSpacing(), theme.space(140)
        self._copy = push_button(theme, "Copy details", icon="copy")
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._words.toPlainText()))
        self.setLayout(column(theme, self._words, row(theme, self._copy, None), gap=4, margin=(24, 0, 0, 4)))

    def set_text(self, text: str) -> None:
        self._words.setPlainText(text)
        self._words.setFixedHeight(min(self._most, self._line * (text.count("\n") + 2) + 8))


class MessageArea(QWidget):
    """Shows what the voice says: the newest below, at most three, the least important go first."""

    def __init__(self, theme: Theme, messages: Messages) -> None:
        super().__init__()
        self._theme = theme
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        self.setLayout(self._column)
        self._banners: list[Banner] = []
        messages.posted.connect(self.show_message)
        messages.withdrawn.connect(self.withdraw)
        self.hide()

    @property
    def banners(self) -> tuple[Banner, ...]:
        """What is shown now, the oldest first."""
        return tuple(self._banners)

    def show_message(self, message: Message) -> None:
        """Add a banner, or change the one of the same key."""
        for banner in self._banners:
            same_key = message.key is not None and banner.message and banner.message.key == message.key
            if same_key or banner.sentence == message.sentence:
                banner.show_message(message)
                return
        banner = Banner(self._theme, message)
        banner.closed.connect(lambda: self._remove(banner))
        self._banners.append(banner)
        self._column.addWidget(banner)
        if message.kind is Kind.SUCCESS and not message.actions:
            timer = QTimer(banner)
            timer.setSingleShot(True)
            timer.timeout.connect(lambda: self._remove(banner))
            timer.start(SUCCESS_STAYS_MS)
        self._make_room()
        self.show()

    def withdraw(self, key: str) -> None:
        """Take the banner of this key away."""
        for banner in list(self._banners):
            if banner.message and banner.message.key == key:
                self._remove(banner)

    def _make_room(self) -> None:
        while len(self._banners) > MOST_BANNERS:
            order = [Kind.SUCCESS, Kind.INFO, Kind.WARNING, Kind.ERROR]
            oldest = self._banners[:-1]
            self._remove(min(oldest, key=lambda b: order.index(b.message.kind) if b.message else 0))

    def _remove(self, banner: Banner) -> None:
        if banner not in self._banners:
            return
        self._banners.remove(banner)
        self._column.removeWidget(banner)
        banner.hide()
        banner.deleteLater()
        self.setVisible(bool(self._banners))
