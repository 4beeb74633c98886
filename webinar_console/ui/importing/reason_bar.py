"""The place below the rows of the check: why the chosen row is as it is and what can be done, or what to do
next. It is always there, so that the table keeps its height from row to row."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QPushButton, QWidget

from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label, clear, push_button, row

from .mender import Offer

# More than this share of the width the buttons do not take.
_SHARE = 0.6


class ReasonBar(QWidget):
    """One sentence at a time, and its buttons. ``lead_wanted``: show the rows that the advice is about."""

    lead_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.reason = Label(theme, wrap=True)
        self.advice = Label(theme, tone="warning", wrap=True)
        self._hint = Label(theme, tone="muted", wrap=True)
        self.lead = self._button("")
        self.lead.clicked.connect(self.lead_wanted)
        self._buttons = row(theme, gap=6)
        self._layout = row(theme, self.reason, self.advice, self._hint, self.lead, self._buttons, gap=12)
        for place in range(3):
            self._layout.setStretch(place, 1)
        self.setLayout(self._layout)
        # Two lines of text, or one line of buttons.
        self.setMinimumHeight(max(2 * self.reason.fontMetrics().lineSpacing(), self.lead.sizeHint().height()))
        self.say("")

    @property
    def offers(self) -> list[QPushButton]:
        """The buttons about the chosen row."""
        items = (self._buttons.itemAt(place) for place in range(self._buttons.count()))
        found = (item.widget() for item in items if item is not None)
        return [button for button in found if isinstance(button, QPushButton)]

    def say(self, hint: str) -> None:
        """Nothing is wrong with the chosen row, or none is chosen."""
        self._show(self._hint, hint, [])

    def show_row(self, words: str, offers: Sequence[Offer]) -> None:
        """Why a row is as it is, and what can be done about it."""
        self._show(self.reason, words, offers)

    def show_advice(self, words: str, lead: str) -> None:
        """What to do next; the button ``lead`` shows where."""
        self.lead.setText(lead)
        self._show(self.advice, words, [])

    @property
    def has_focus(self) -> bool:
        """Whether the keyboard is in here."""
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def _show(self, shown: Label, words: str, offers: Sequence[Offer]) -> None:
        shown.setText(words)
        for label in (self.reason, self.advice, self._hint):
            label.setVisible(label is shown and bool(words))
        self.lead.setVisible(shown is self.advice)
        if not offers and not self._buttons.count():
            return
        clear(self._buttons)
        before: QWidget = self.lead
        for offer in offers:
            button = self._button(offer.words)
            button.clicked.connect(offer.do)
            self._buttons.addWidget(button)
            # A layout leaves no room for what is not shown yet.
            button.show()
            QWidget.setTabOrder(before, button)
            before = button
        self._buttons.addStretch(1)
        self._turn()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's call."""
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        """Where they leave the sentence too little room, the buttons stand below it."""
        buttons = self._buttons.sizeHint().width() if self._buttons.count() else 0
        narrow = buttons > self.width() * _SHARE
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._layout.setDirection(down if narrow else right)
        self._layout.setSpacing(self._theme.space(4 if narrow else 12))

    def _button(self, words: str) -> QPushButton:
        button = push_button(self._theme, words)
        button.setFont(self._theme.font(Size.SMALL))
        return button
