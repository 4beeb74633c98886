"""From staged edits to the job that applies them: who is left as staged, in which order the others go, and
what that costs. The counts are those of what RingCentral will have done (decision 16)."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from webinar_console.domain.forecast import Forecast, Pace, Tally, forecast_of
from webinar_console.domain.looking import calls_of_looks
from webinar_console.domain.plan import Action, JobKind, JobPlan, PlannedRow
from webinar_console.domain.preferences import CLOSED, Preferences, seats_left
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.row import keeps_address
from webinar_console.domain.session import Session
from webinar_console.domain.staging import (
    Staged,
    StagedAddition,
    StagedChange,
    StagedRemoval,
    registration_from,
    registration_with,
    why_protected,
)

from .slices import in_slices

LEFT = "This person is not registered any more."
CLOSED_NOW = "Registration is closed, so RingCentral would refuse the new registration. Open it, then apply."
_NOT_KNOWN = (
    "The registration settings could not be read: whether there are seats for all, and whether e-mails are "
    "suppressed, is not known."
)
#: The turns of a job.
_GONE, _ANEW, _MOVED, _NEW = range(4)
_NO_SEAT = "No seat is left: registration closes at {limit:,} people. Raise the limit, then apply."


def no_seat(preferences: Preferences) -> str:
    """Why somebody is not sent who has no seat."""
    return _NO_SEAT.format(limit=preferences.value("auto_close_limit"))


@dataclass(frozen=True, slots=True)
class Copy:
    """What is known of a session's people without a call.

    ``people`` are those whom edits are about, by id, ``ids`` those of everybody, as they were at ``as_of``
    (aware, UTC; ``None``: the list was never read whole, and nothing is known).
    """

    people: Mapping[str, Registrant]
    ids: frozenset[str]
    as_of: datetime | None


@dataclass(frozen=True, slots=True)
class ApplyPlan:
    """What applying staged edits will do.

    ``protected`` are the people (address, reason) whose edits are not part of ``job`` and stay staged.
    ``sentences`` is the summary for the person, in order.
    """

    job: JobPlan
    forecast: Forecast
    protected: tuple[tuple[str, str], ...]
    sentences: tuple[str, ...]


async def plan_apply(
    session: Session,
    staged: Sequence[Staged],
    preferences: Preferences | None,
    copy: Copy,
    pace: Pace,
    now: datetime,
) -> ApplyPlan:
    """Decide what applying does, and count it. ``preferences`` may be ``None`` when they could not be read.

    A draft keeps people as they were when it was made, perhaps before the session took place: who attended,
    left or changed since is looked up in the copy. Works in slices of a few milliseconds.
    """
    turns: tuple[list[PlannedRow], ...] = ([], [], [], [])
    left_out: list[tuple[str, str]] = []

    def decide(start: int, end: int) -> None:
        for edit in staged[start:end]:
            found = _decided(edit, session, copy)
            if isinstance(found, PlannedRow):
                turns[_turn(found)].append(found)
            elif not isinstance(edit, StagedAddition):
                left_out.append((edit.registrant.email, found))

    await in_slices(len(staged), decide)
    in_turn = [row for rows in turns for row in rows]
    seats = _Seats(preferences, freed=len(turns[0]))
    rows: list[PlannedRow] = []

    def seat(start: int, end: int) -> None:
        for row in in_turn[start:end]:
            if seats.take(row):
                rows.append(msgspec.structs.replace(row, seq=len(rows)))
            else:
                left_out.append((row.email, seats.reason))

    await in_slices(len(in_turn), seat)
    tally = Tally(None)
    await in_slices(len(rows), lambda start, end: tally.read(rows[start:end]))
    done = tally.done
    looks = calls_of_looks(
        done[Action.REMOVE],
        done[Action.REPLACE],
        people=len(copy.ids),
        as_of=copy.as_of,
        now=now,
        starts_at=session.starts_at,
        pace=pace,
        behind=done[Action.REGISTER],
    )
    forecast = forecast_of(
        tally,
        left_out=len(left_out),
        pace=pace,
        preferences=_without_removed(preferences, done[Action.REMOVE]),
        now=now,
        session_starts_at=session.starts_at,
        # Without a time of its list a job does not look.
        looks=looks if copy.as_of is not None else 0,
    )
    job = JobPlan(
        id=uuid.uuid4().hex,
        kind=JobKind.APPLY,
        title=f"Apply {_count(len(rows), 'change')}",
        webinar_id=session.webinar_id,
        session_id=session.id,
        session_title=session.name,
        session_starts_at=session.scheduled_start_time,
        session_time_zone=session.time_zone,
        rows=tuple(rows),
        known_ids=copy.ids,
        as_of=copy.as_of,
    )
    told = _sentences(forecast, left_out, seats, is_known=preferences is not None)
    return ApplyPlan(job, forecast, tuple(left_out), told)


def _decided(edit: Staged, session: Session, copy: Copy) -> PlannedRow | str:
    """The row of an edit, or why there is none. Its place in the job comes later."""
    if isinstance(edit, StagedAddition):
        return PlannedRow(seq=0, action=Action.REGISTER, registrant=registration_from(edit.values))
    seen = edit.registrant
    now = copy.people.get(seen.id)
    # Whoever attended stays one who attended, whichever record tells it.
    attended = now if now is not None and now.attended else seen
    why = why_protected(attended, session_finished=session.is_read_only)
    if why is not None:
        return why
    if now is None and copy.as_of is not None:
        return LEFT
    old = now or seen
    if isinstance(edit, StagedRemoval):
        return PlannedRow(seq=0, action=Action.REMOVE, old=old)
    assert isinstance(edit, StagedChange)
    # What changed at the server beside the staged cells stands: the table shows it so.
    return PlannedRow(seq=0, action=Action.REPLACE, old=old, registrant=registration_with(old, edit.values))


def _turn(row: PlannedRow) -> int:
    """Who goes when. Removals give seats back. A person who is registered anew under the same address is
    without a registration for a moment, and RingCentral must not close it then: that is done before anybody
    takes a seat, be it for a moment only, as whoever gets another address does."""
    match row.action:
        case Action.REMOVE:
            return _GONE
        case Action.REPLACE:
            return _ANEW if keeps_address(row) else _MOVED
        case _:
            return _NEW


class _Seats:
    """Who is let through. ``freed`` seats come free before anybody takes one.

    Registration closes when the last seat is taken, or refuses the next one: no source says which, so who
    is let through under the one rule only is not sent. Where the settings are not known, everybody is.
    """

    def __init__(self, preferences: Preferences | None, freed: int) -> None:
        self._left: int | None = None
        #: Why somebody is not let through.
        self.reason = CLOSED_NOW
        #: Whether a change of address takes the last seat for a moment.
        self.may_close = False
        #: How many new people need a seat that comes free by a removal.
        self.on_freed = 0
        self._own = 0
        if preferences is None:
            return
        if preferences.registration_status == CLOSED:
            self._left = 0
        elif seats_left(preferences) is not None:
            limit: int = preferences.value("auto_close_limit")
            self._own = max(0, limit - (preferences.registrant_count or 0))
            self._left = max(0, limit - (preferences.registrant_count or 0) + freed)
            self.reason = no_seat(preferences)

    def take(self, row: PlannedRow) -> bool:
        """Whether a row can be sent, after those before it."""
        if row.action is Action.REMOVE or self._left is None:
            return True
        if self._left == 0:
            return False
        turn = _turn(row)
        if turn == _NEW:
            self._left -= 1
            self.on_freed += self._own <= 0
            self._own -= 1
        elif turn == _MOVED and self._left == 1:
            self._left, self.may_close = 0, True
        return True


def _without_removed(preferences: Preferences | None, removed: int) -> Preferences | None:
    """The settings as those who register find them: the seats of who is removed are free."""
    if preferences is None or preferences.registration_status == CLOSED:
        return preferences
    return msgspec.structs.replace(
        preferences, registrant_count=(preferences.registrant_count or 0) - removed
    )


def _sentences(
    forecast: Forecast, left_out: Sequence[tuple[str, str]], seats: _Seats, *, is_known: bool
) -> tuple[str, ...]:
    told: list[str] = []
    if forecast.replaces:
        told.append(
            f"{_people(forecast.replaces)} will be replaced: RingCentral cannot change a registration, so "
            "the old one is removed and a new one is made, with a new id, a new join link and a new time of "
            "registration. The old join link stops working."
        )
    if forecast.registers:
        freed = f", {seats.on_freed:,} of them in seats that the removals free" if seats.on_freed else ""
        told.append(f"{_people(forecast.registers)} will be registered{freed}.")
    if forecast.removes:
        link = "The join link stops" if forecast.removes == 1 else "Their join links stop"
        told.append(
            f"{_people(forecast.removes)} will be removed. {link} working. They can be registered again "
            "afterwards, with new links."
        )
    if forecast.calls:
        told += _emails(forecast)
        if not is_known:
            told.append(_NOT_KNOWN)
    if seats.may_close:
        told.append(
            "A new address takes the last seat for a moment; RingCentral may close registration then."
        )
    for why, count in Counter(reason for _address, reason in left_out).items():
        told.append(f"{_count(count, 'edit')} {'stays' if count == 1 else 'stay'} staged: {why}")
    return tuple(told)


def _emails(forecast: Forecast) -> list[str]:
    mails = forecast.emails
    digest = ["The host gets the day’s digest of registrations."] if mails.digest_to_host else []
    if mails.suppressed:
        told = ["E-mails to registrants are suppressed for this session, so RingCentral sends them none."]
        return told + (digest if forecast.new_ids else [])
    parts = []
    if mails.confirmations:
        parts.append(f"sends {_count(mails.confirmations, 'confirmation e-mail')}")
    if mails.cancellations:
        parts.append(f"may send {_count(mails.cancellations, 'cancellation e-mail')}")
    told = [f"RingCentral {' and '.join(parts)}. E-mails cannot be called back."] if parts else []
    return told + (digest if forecast.new_ids else [])


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
