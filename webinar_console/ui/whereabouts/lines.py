"""The lines of the search: a person, the sessions below, and how they are painted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from webinar_console.services.whereabouts import Coverage, Sightings
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.theme.icons import paint_icon
from webinar_console.ui.widgets.chip import ChipTone, chip_width, paint_chip

from . import words

Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole
_NOWHERE = QModelIndex()
_LEFT, _MIDDLE = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Who was found; the sessions follow."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session to go to, and the registrant there (``None``: a session that is not searched)."""

    session_id: str
    registrant_id: str | None
    title: str
    when: str
    as_of: str = ""
    standing: str = ""
    tone: ChipTone = "muted"


Line = PersonLine | SessionLine


def lines_of(seen: Sightings, now: datetime, here: tzinfo | None) -> list[Line]:
    """What was found, as lines."""
    lines: list[Line] = []
    for person in seen.people:
        lines.append(PersonLine(person.name, person.email))
        for one in person.registrations:
            standing, tone = words.standing(one.person, one.session)
            lines.append(
                SessionLine(
                    one.session.id,
                    one.person.id,
                    one.session.name,
                    words.when(one.session, now, here),
                    words.known_as_of(one.as_of, now, here),
                    standing,
                    tone,
                )
            )
    return lines


def missing_lines(coverage: Coverage, now: datetime, here: tzinfo | None) -> list[Line]:
    """The sessions that are not searched."""
    return [
        SessionLine(session.id, None, session.name, words.when(session, now, here), "not read yet")
        for session in coverage.missing
    ]


class Lines(QAbstractListModel):
    """What the list shows."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: Sequence[Line] = ()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these. A reset is right: another text asks another question."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Qt's call."""
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt's call."""
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == LINE:
            return line
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        if isinstance(line, PersonLine):
            return f"{line.name}, {line.email}" if line.name else line.email
        return ", ".join(part for part in (line.title, line.when, line.standing, line.as_of) if part)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt's call: a person is a heading, a session can be gone to."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if isinstance(self.lines[index.row()], SessionLine):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemNeverHasChildren

    def next_session(self, row: int, by: int) -> int:
        """The next line that can be gone to, up or down, round the ends; -1 where there is none."""
        count = len(self.lines)
        places = ((row + by * n) % count for n in range(1, count + 1))
        return next((at for at in places if isinstance(self.lines[at], SessionLine)), -1)


class LinePainter(QStyledItemDelegate):
    """Paints both kinds of lines."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        # Asked for each line of each answer: worked out once.
        self._body, self._strong = theme.font(), theme.font(strong=True)
        self._small = theme.font(Size.SMALL, tabular=True)
        body = QFontMetrics(self._body).height()
        self._person_high = body + theme.space(16)
        self._session_high = body + QFontMetrics(self._small).height() + theme.space(14)

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Qt's call."""
        return QSize(0, self.height_of(index.data(LINE)))

    def height_of(self, line: Line) -> int:
        """How high a line is."""
        return self._person_high if isinstance(line, PersonLine) else self._session_high

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt's call."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line: Line = index.data(LINE)
        if isinstance(line, PersonLine):
            self._paint_person(painter, option.rect, line)
        else:
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            self._paint_session(painter, option.rect, line, chosen=chosen)
        painter.restore()

    def _paint_person(self, painter: QPainter, rect: QRect, line: PersonLine) -> None:
        theme, space = self._theme, self._theme.space
        side = space(16)
        words_at = rect.adjusted(space(44), space(6), -space(16), 0)
        at = QRect(rect.x() + space(16), words_at.center().y() - side // 2, side, side)
        paint_icon(painter, at, "person", theme.colours.muted)
        told = line.name or line.email
        wide = self._words(painter, words_at, told, self._strong, "text")
        if line.name:
            beside = words_at.adjusted(wide + space(8), 0, 0, 0)
            middle = Qt.TextElideMode.ElideMiddle
            self._words(painter, beside, line.email, self._body, "muted", middle)

    def _paint_session(self, painter: QPainter, rect: QRect, line: SessionLine, *, chosen: bool) -> None:
        theme, space = self._theme, self._theme.space
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selection"))
            painter.drawRoundedRect(QRectF(rect).adjusted(space(6), 1, -space(6), -1), space(6), space(6))
        inner = rect.adjusted(space(44), space(6), -space(16), -space(6))
        body, small = self._body, self._small
        first = QRect(inner.x(), inner.y(), inner.width(), QFontMetrics(body).height())
        second = QRect(inner.x(), first.bottom() + 1 + space(2), inner.width(), QFontMetrics(small).height())
        right = self._paint_standing(painter, first, line)
        self._words(painter, first.adjusted(0, 0, -right, 0), line.title, body, "text")
        wide = QFontMetrics(small).horizontalAdvance(line.as_of)
        at_end = QRect(second.right() - wide, second.y(), wide + 1, second.height())
        self._words(painter, at_end, line.as_of, small, "muted")
        self._words(painter, second.adjusted(0, 0, -wide - space(12), 0), line.when, small, "muted")

    def _paint_standing(self, painter: QPainter, rect: QRect, line: SessionLine) -> int:
        """The chip at the end of a line. Returns the room that it takes."""
        if not line.standing:
            return 0
        wide = chip_width(self._theme, line.standing)
        at = QRect(rect.right() - wide + 1, rect.y(), wide, rect.height())
        paint_chip(painter, at, self._theme, line.standing, line.tone)
        return wide + self._theme.space(12)

    def _words(
        self,
        painter: QPainter,
        rect: QRect,
        text: str,
        font: QFont,
        ink: str,
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> int:
        """Write a line. Returns how wide it is."""
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text, elide, max(0, rect.width()))
        painter.setFont(font)
        painter.setPen(self._theme.colour(ink))
        painter.drawText(rect, _LEFT | _MIDDLE, shown)
        return metrics.horizontalAdvance(shown)
