"""The header of a session: title, status, when, and how many people."""

from collections.abc import Callable
from datetime import datetime, tzinfo

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from webinar_console.domain.agenda import Period, period_of
from webinar_console.domain.preferences import CLOSED, Preferences
from webinar_console.domain.session import Session
from webinar_console.ui.moments import count, from_now, long_when, own_start, when_for_you
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import ElidedLabel, StatusChip, column, row
from webinar_console.ui.widgets.chip import ChipTone

_MINUTE_MS = 60_000
_STATUS: dict[Period, tuple[str, ChipTone]] = {
    Period.LIVE: ("Live", "success"),
    Period.UPCOMING: ("Upcoming", "accent"),
    Period.PAST: ("Past", "muted"),
}


def people_words(
    preferences: Preferences | None,
    on_panel: int | None,
    registered: int | None = None,
    attended: int | None = None,
) -> str:
    """``4,812 registered of 5,000 · 6 on the panel``; what is not known is left out.

    ``registered`` is newer than the preferences' number; ``attended`` is ``None`` while nobody can have.
    """
    parts = []
    if registered is None and preferences is not None:
        registered = preferences.registrant_count
    limit: int = preferences.value("auto_close_limit") if preferences is not None else 0
    if registered is not None and limit <= 0:
        said = (
            f"{registered:,} registered" if attended is None else f"{attended:,} of {registered:,} attended"
        )
        parts.append(said)
    elif registered is not None:
        parts.append(f"{registered:,} registered of {limit:,}")
        parts += [] if attended is None else [f"{attended:,} attended"]
    if on_panel is not None:
        parts.append(f"{on_panel:,} on the panel")
    if preferences is not None and preferences.registration_status == CLOSED:
        parts.append("registration closed")
    return " · ".join(parts)


def when_words(session: Session, now: datetime, here: tzinfo | None = None) -> str:
    """``Tue 12 May 2026, 18:00–19:00 CEST · 09:00–10:00 PDT for you · in 3 days``."""
    start, end = own_start(session, here), session.ends_at
    parts = [long_when(session, here), when_for_you(session, here)]
    period = period_of(session, now)
    if start is not None and period is Period.LIVE and end is not None:
        minutes = int((end - now).total_seconds() // 60)
        parts.append(f"{count(minutes, 'minute')} left" if minutes > 0 else "running over")
    elif start is not None:
        parts.append(from_now(start, now))
    return " · ".join(part for part in parts if part)


class SessionHeader(QWidget):
    """``now`` is the clock (aware), ``here`` the person's zone (``None``: the computer's)."""

    def __init__(self, theme: Theme, now: Callable[[], datetime], here: tzinfo | None = None) -> None:
        super().__init__()
        self._now, self._here = now, here
        self._session: Session | None = None
        self._preferences: Preferences | None = None
        self._on_panel: int | None = None
        self._registered: int | None = None
        self._attended: int | None = None
        self.title = ElidedLabel(theme, size=Size.TITLE, strong=True)
        self.status = StatusChip(theme)
        self.when = ElidedLabel(theme, tone="muted", tabular=True)
        self.people = ElidedLabel(theme, tone="muted", tabular=True)
        top = row(theme, self.title, self.status, gap=12)
        top.setStretch(0, 1)
        top.setAlignment(self.status, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(column(theme, top, self.when, self.people, gap=4, margin=(12, 16, 16, 12)))
        minute = QTimer(self)
        minute.timeout.connect(self._tell)
        minute.start(_MINUTE_MS)

    def show_session(self, session: Session) -> None:
        """Show this session; what was known of another one is forgotten."""
        if self._session is None or session.id != self._session.id:
            self._preferences = self._on_panel = self._registered = self._attended = None
        self._session = session
        self._tell()

    def show_preferences(self, preferences: Preferences) -> None:
        """Registered people and the limit come from the preferences."""
        self._preferences = preferences
        # Whoever spoke last knows best: the table may be older than these.
        self._registered = None
        self._tell()

    def show_registered(self, session_id: str, registered: int, attended: int | None) -> None:
        """The table is whole, or a job added or removed somebody; counts of another session are ignored."""
        if self._session is not None and self._session.id == session_id:
            self._registered, self._attended = registered, attended
            self._tell()

    def show_panel_count(self, people: int | None) -> None:
        """How many are on the panel, the host included; ``None`` when that is not known."""
        self._on_panel = people
        self._tell()

    def _tell(self) -> None:
        if self._session is None:
            return
        self.title.setText(self._session.name)
        self.status.show_status(*_STATUS[period_of(self._session, self._now())])
        self.when.setText(when_words(self._session, self._now(), self._here))
        words = people_words(self._preferences, self._on_panel, self._registered, self._attended)
        # Never empty, so that the layout stays still while the numbers are on their way.
        self.people.setText(words or " ")
