"""The sheet before an import is taken back: who goes, who stays and why, and what cannot be undone."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import overload

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from webinar_console.domain.moments import parse_moment
from webinar_console.domain.plan import LeftOutRow
from webinar_console.services.undoing import UndoPlan
from webinar_console.ui.phrases import number
from webinar_console.ui.registrants.apply_sheet import TYPED_ABOVE, Sheet, is_number
from webinar_console.ui.registrants.change_list import ChangeList, Told
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label, column, push_button, row

from .undo_words import consequences, deed, left_alone, price, question

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _LeftAlone(Sequence[Told]):
    """Those who stay, put into words when they are looked at: there may be 100,000."""

    def __init__(self, rows: Sequence[LeftOutRow]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> Told: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Told]: ...
    def __getitem__(self, place: int | slice) -> Told | Sequence[Told]:
        if isinstance(place, slice):
            return _LeftAlone(self._rows[place])
        return "·", left_alone(self._rows[place])


class UndoSheet(Sheet):
    """Open it with ``finished(sheet)``; accepted means: take them back.

    Leaving all as it is, is the default; above :data:`TYPED_ABOVE` people their number has to be typed.
    """

    def __init__(
        self, theme: Theme, plan: UndoPlan, parent: QWidget, now: datetime, local: tzinfo | None = None
    ) -> None:
        super().__init__(theme, "Take an import back", parent, 560)
        self._theme = theme
        self._count = count = len(plan.job.rows)
        self.heading = Label(theme, question(plan), size=Size.HEADING, strong=True, wrap=True)
        starts_at = parse_moment(plan.job.session_starts_at)
        self.price = Label(theme, price(plan, now, starts_at, local), tone="muted", wrap=True, tabular=True)
        self.sentences = [Label(theme, words, wrap=True) for words in consequences(plan)]
        self.typed = self._typed_number() if count > TYPED_ABOVE else None
        self.cancel = push_button(theme, "Leave as it is" if count else "Close")
        self.cancel.clicked.connect(self.reject)
        self.confirm = push_button(theme, deed(plan), look="danger")
        self.confirm.clicked.connect(self.accept)
        self.confirm.setEnabled(self.typed is None)
        self._lay_out(plan)
        self.cancel.setDefault(True)
        (self.typed or self.cancel).setFocus()

    def _lay_out(self, plan: UndoPlan) -> None:
        theme, count = self._theme, self._count
        parts: list[QWidget | int] = [self.heading, *self.sentences]
        if plan.job.left_out:
            stay = ChangeList(theme, _LeftAlone(plan.job.left_out))
            stay.setAccessibleName("People who are left alone")
            parts.append(stay)
        if count:
            parts.append(self.price)
        if self.typed is not None:
            ask = Label(theme, f"Type {number(count)} to take these people back.", wrap=True)
            parts += [4, ask, self.typed]
        self.price.setVisible(count > 0)
        self.confirm.setVisible(count > 0)
        layout = column(theme, *parts, 4, gap=8, margin=24)
        layout.addLayout(row(theme, None, self.cancel, self.confirm))
        self.setLayout(layout)

    def _typed_number(self) -> QLineEdit:
        field = QLineEdit()
        field.setFont(self._theme.font(tabular=True))
        field.setAccessibleName("Number of people to take back")
        field.setMaximumWidth(self._theme.space(160))
        field.textChanged.connect(self._show_typed)
        return field

    def _show_typed(self, text: str) -> None:
        self.confirm.setEnabled(is_number(text, self._count))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's call: Enter in the number does it when the number is right, and nothing otherwise."""
        if event.key() in _ENTER and self.typed is not None and self.typed.hasFocus():
            if self.confirm.isEnabled():
                self.accept()
            return
        super().keyPressEvent(event)
