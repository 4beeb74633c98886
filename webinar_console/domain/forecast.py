"""Forecasts: what a plan will cost, told before anything is sent."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from .plan import Action, PlannedRow
from .preferences import CLOSED, Preferences, seats_left
from .quiet import QuietHours

#: Entries of one bulk invitees call. The contract names no maximum; small enough to find a culprit cheaply.
INVITE_BATCH = 50

#: What is shorter is no rest that is worth a word.
_NO_REST = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast calls may go: ``limit`` calls per ``window_s`` seconds.

    ``reserve`` of them are kept for the person at the keyboard; ``free_now`` background
    calls can leave at once. ``others`` are what other programs of the same user spend.
    ``slots`` tells when the calls of one more share can leave: seconds from now, ascending, and how many
    then. Without it they can leave one window from now, but for those that are free.
    """

    limit: int
    window_s: float
    reserve: int = 2
    free_now: int = 0
    others: int = 0
    slots: tuple[tuple[float, int], ...] = ()

    @property
    def share(self) -> int:
        """Calls per window that a job may use."""
        return max(1, self.limit - max(self.reserve, self.others))


def seconds_for(calls: int, pace: Pace, *, call_s: float = 0.0, wait_s: float = 0.0) -> float:
    """Seconds until the last of ``calls`` background calls is answered, at this pace.

    They are made one after the other, and each takes ``call_s``; none leaves within ``wait_s``.
    """
    if calls <= 0:
        return 0.0
    slots = pace.slots or _whole_windows(pace)
    held = sum(count for _seconds, count in slots)
    rounds, last = divmod(calls - 1, held)
    leaves, left = wait_s, last + 1
    for seconds, count in slots:
        now = min(count, left)
        leaves, left = max(seconds, leaves) + now * call_s, left - now
        if not left:
            break
    # A slot is free again one window after the answer of the call that held it.
    return leaves + rounds * max(pace.window_s + call_s, held * call_s)


def _whole_windows(pace: Pace) -> tuple[tuple[float, int], ...]:
    free = min(max(0, pace.free_now), pace.share)
    return ((0.0, free), (pace.window_s, pace.share - free))


def calls_of(rows: Iterable[PlannedRow]) -> int:
    """Calls when nothing goes wrong: one a person, two a replacement, one a batch of the panel."""
    return calls_for(Counter(row.action for row in rows))


def calls_for(actions: Mapping[Action, int]) -> int:
    """The same for so many rows of each action."""
    calls = 0
    for action, count in actions.items():
        match action:
            case Action.INVITE | Action.WITHDRAW:
                calls += -(-count // INVITE_BATCH)
            case Action.REPLACE:
                calls += 2 * count
            case _:
                calls += count
    return calls


@dataclass(frozen=True, slots=True)
class EmailForecast:
    """E-mails that RingCentral sends by its settings.

    ``cancellations`` may be sent: no source says for sure.
    """

    confirmations: int
    invitations: int
    cancellations: int
    suppressed: bool
    digest_to_host: bool

    @property
    def total(self) -> int:
        """E-mails that certainly leave: confirmations and invitations."""
        return self.confirmations + self.invitations


@dataclass(frozen=True, slots=True)
class Night:
    """Quiet hours as a plan meets them, by the clock of ``zone``.

    Its first ``mails_s`` seconds of work may cause e-mails and rest; ``None``: all of it.
    """

    hours: QuietHours
    zone: tzinfo
    mails_s: float | None = None

    def done(self, start: datetime, seconds: float) -> datetime:
        """When ``seconds`` of work are done that begin at ``start`` (aware). In UTC."""
        rests = seconds if self.mails_s is None else min(seconds, self.mails_s)
        return self.hours.after(start, rests, self.zone) + timedelta(seconds=seconds - rests)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The price of a plan. ``finishes_at`` is aware, in UTC; ``seats_left`` is ``None`` without a limit.

    ``closes_after`` is the number of new people after which the auto-close limit is reached (``None``:
    never). ``withdraws`` are taken off the panel. ``roles`` are the ``invites`` by their role. ``already``
    of those ``left_out`` are in the session and get nothing. ``seconds`` are those of work, without the
    ``night``.
    """

    registers: int
    invites: int
    replaces: int
    removes: int
    left_out: int
    calls: int
    seconds: float
    finishes_at: datetime
    emails: EmailForecast
    seats_left: int | None
    closes_after: int | None
    registration_closed: bool
    after_start: bool
    withdraws: int = 0
    roles: Mapping[str, int] = field(default_factory=dict)
    already: int = 0
    night: Night | None = None

    def finish(self, start: datetime) -> datetime:
        """When it is done if it begins at ``start`` (aware)."""
        if self.night is not None:
            return self.night.done(start, self.seconds)
        return start + timedelta(seconds=self.seconds)

    def rests(self, start: datetime) -> bool:
        """Whether quiet hours put its end off, by more than a minute, if it begins at ``start`` (aware)."""
        work = timedelta(seconds=self.seconds)
        return self.night is not None and self.night.done(start, self.seconds) - start - work > _NO_REST


def forecast_of(
    rows: Iterable[PlannedRow],
    *,
    left_out: int,
    pace: Pace,
    preferences: Preferences | None,
    now: datetime,
    session_starts_at: datetime | None,
    already: int = 0,
    more_calls: int = 0,
    night: Night | None = None,
) -> Forecast:
    """Count a plan. ``more_calls`` are those beside the rows' own; ``night``: it rests in quiet hours.
    ``already`` of the rows ``left_out`` are about people who are in the session.

    ``preferences`` may be ``None`` when they could not be read; then the contract's defaults stand.
    """
    rows = list(rows)
    count = {action: sum(row.action is action for row in rows) for action in Action}
    calls = calls_of(rows) + more_calls
    seconds = seconds_for(calls, pace)
    finishes_at = night.done(now, seconds) if night is not None else now + timedelta(seconds=seconds)
    known = preferences or Preferences()
    suppressed = bool(known.value("suppress_emails"))
    new_people = count[Action.REGISTER]
    seats = seats_left(known) if preferences is not None else None
    invitations = sum(
        row.invitee is not None and row.invitee.send_invite is not False
        for row in rows
        if row.action is Action.INVITE
    )
    roles = Counter(row.invitee.role for row in rows if row.action is Action.INVITE and row.invitee)
    created = count[Action.REGISTER] + count[Action.REPLACE]
    return Forecast(
        registers=count[Action.REGISTER],
        invites=count[Action.INVITE],
        replaces=count[Action.REPLACE],
        removes=count[Action.REMOVE],
        withdraws=count[Action.WITHDRAW],
        left_out=left_out,
        calls=calls,
        seconds=seconds,
        finishes_at=finishes_at,
        emails=EmailForecast(
            confirmations=0 if suppressed else created,
            invitations=invitations,
            cancellations=0 if suppressed else count[Action.REPLACE] + count[Action.REMOVE],
            suppressed=suppressed,
            digest_to_host=bool(known.value("registration_digest_enabled")),
        ),
        seats_left=seats,
        closes_after=seats if seats is not None and new_people > seats else None,
        registration_closed=known.registration_status == CLOSED,
        after_start=session_starts_at is not None and finishes_at > session_starts_at,
        roles=roles,
        already=already,
        night=night,
    )
