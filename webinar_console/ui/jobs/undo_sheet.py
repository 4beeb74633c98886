"""The sheet before an import is taken back: who goes, who stays and why, and what cannot be undone."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import overload

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from webinar_console.domain.moments import parse_moment
from webinar_console.domain.plan import LeftOutRow, PlannedRow
from webinar_console.services.undoing import UndoPlan
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label, Sheet, column, push_button, row, typed_number
from webinar_console.ui.widgets.change_list import ChangeList, Told

from .undo_words import (
    BACKUP,
    deed,
    going,
    gone,
    group_words,
    mails,
    person,
    price,
    question,
    stay_heading,
    staying,
)

# Lines of each list that are seen at once: there may be two, and the question has to fit on a laptop.
_MOST = 6


class People(Sequence[Told]):
    """People and headings, put into words when they are looked at: there may be 100,000."""

    def __init__(self, lines: Sequence[str | LeftOutRow | PlannedRow]) -> None:
        self._lines = lines

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, place: int) -> Told: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Told]: ...
    def __getitem__(self, place: int | slice) -> Told | Sequence[Told]:
        if isinstance(place, slice):
            return People(self._lines[place])
        line = self._lines[place]
        return (line, "") if isinstance(line, str) else ("", person(line))


class UndoSheet(Sheet):
    """Open it with ``finished(sheet)``; accepted means: take them back.

    Leaving all as it is, is the default; many go only after their number was typed (:func:`typed_number`).
    """

    def __init__(
        self, theme: Theme, plan: UndoPlan, parent: QWidget, now: datetime, local: tzinfo | None = None
    ) -> None:
        super().__init__(theme, "Take an import back", parent, 560)
        self._theme = theme
        self._count = count = len(plan.job.rows)
        self._groups = staying(plan.job.left_out)
        self.heading = Label(theme, question(plan), size=Size.HEADING, strong=True, wrap=True)
        self.sentences = [Label(theme, words, wrap=True) for words in going(plan)]
        self.show_them = push_button(theme, "Show them", look="link", name="Show the people who are removed")
        self.show_them.clicked.connect(self._show_going)
        self.going = ChangeList(theme, People(plan.job.rows), _MOST)
        self.going.setAccessibleName("People who are removed")
        self.gone = [Label(theme, words, wrap=True) for words in gone(plan)]
        self.stay = Label(theme, stay_heading(sum(map(len, self._groups.values()))), strong=True, wrap=True)
        self.reasons = Label(theme, self._told_reasons(), tone="muted", wrap=True, tabular=True)
        self.staying = ChangeList(theme, People(self._staying_lines()), _MOST)
        self.staying.setAccessibleName("People who stay")
        self.mails = Label(theme, mails(plan), strong=True, wrap=True)
        self._removes = plan.forecast.removes > 0
        self.backup = Label(theme, BACKUP, wrap=True)
        starts_at = parse_moment(plan.job.session_starts_at)
        self.price = Label(theme, price(plan, now, starts_at, local), tone="muted", wrap=True, tabular=True)
        self.cancel = push_button(theme, "Leave as it is" if count else "Close")
        self.cancel.clicked.connect(self.reject)
        self.confirm = push_button(theme, deed(plan), look="danger")
        self.confirm.clicked.connect(self.accept)
        self.typed = typed_number(theme, count, self.confirm)
        self._lay_out()
        self.cancel.setDefault(True)
        (self.typed or self.cancel).setFocus()

    def _told_reasons(self) -> str:
        return " · ".join(group_words(words, len(rows)) for words, rows in self._groups.items())

    def _staying_lines(self) -> list[str | LeftOutRow | PlannedRow]:
        lines: list[str | LeftOutRow | PlannedRow] = []
        for words, rows in self._groups.items():
            lines.append(group_words(words, len(rows)))
            lines += rows
        return lines

    def _lay_out(self) -> None:
        theme, goes, stays = self._theme, self._count > 0, bool(self._groups)
        parts: list[QWidget | int] = [self.heading, *self.sentences]
        for part, is_shown in (
            (self.show_them, goes),
            (self.going, False),
            *((words, True) for words in self.gone),
            (self.stay, stays),
            (self.reasons, len(self._groups) > 1),
            (self.staying, stays),
            (self.mails, goes),
            (self.backup, self._removes),
            (self.price, goes),
        ):
            part.setVisible(is_shown)
            parts.append(part)
        if self.typed is not None:
            parts += [4, self.typed.asking, self.typed]
        self.confirm.setVisible(goes)
        layout = column(theme, *parts, 4, gap=8, margin=24)
        layout.setAlignment(self.show_them, Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(row(theme, None, self.cancel, self.confirm))
        self.setLayout(layout)

    def _show_going(self) -> None:
        shown = self.going.isHidden()
        self.going.setVisible(shown)
        self.show_them.setText("Hide them" if shown else "Show them")
        self.fit()
