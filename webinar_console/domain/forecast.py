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

#: A person who is refused because registration is closed, and the look that finds out why.
REFUSAL_CALLS = 2

_PANEL = (Action.INVITE, Action.WITHDRAW)
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


def calls_for(actions: Mapping[Action, int]) -> int:
    """Calls for so many rows of each action when nothing goes wrong: one a person, two a replacement, one a
    batch of the panel."""
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


class Tally:
    """The rows of a plan counted, and how far a job with them gets before it finds registration closed: by
    hand, or by its limit.

    The panel comes first whatever the order of the rows (``jobs.run``). A replacement gives back the seat
    that it takes; removals are a job of their own that waits for this one. ``preferences`` are those in force
    meanwhile; ``None``, not known, stop nobody. Rows may be read in parts, in their order.
    """

    def __init__(self, preferences: Preferences | None, rows: Iterable[PlannedRow] = ()) -> None:
        #: How often each action is asked for, and how often it is done.
        self.asked: Counter[Action] = Counter()
        self.done: Counter[Action] = Counter()
        #: Those invited by their role, and how many of them get an e-mail.
        self.roles: Counter[str] = Counter()
        self.invitations = 0
        #: The next person is refused because registration is closed, and everything behind waits for a word.
        self.stops = False
        #: The line of the last person who is newly registered.
        self.last_line: int | None = None
        self._is_closed = preferences is not None and preferences.registration_status == CLOSED
        self._seats = None if preferences is None else 0 if self._is_closed else seats_left(preferences)
        self.read(rows)

    @property
    def closes(self) -> bool:
        """Whether the last seat is taken."""
        return self._seats == 0 and not self._is_closed

    @property
    def calls(self) -> int:
        """Calls until the end or the stop, the refused one and the look after it included."""
        return calls_for(self.done) + REFUSAL_CALLS * self.stops

    def read(self, rows: Iterable[PlannedRow]) -> None:
        """Count these rows, which come after those that were read."""
        for row in rows:
            action = row.action
            self.asked[action] += 1
            if action in _PANEL:
                self.done[action] += 1
                if action is Action.INVITE and row.invitee:
                    self.roles[row.invitee.role] += 1
                    self.invitations += row.invitee.send_invite is not False
            elif not self.stops:
                self._meet(action, row.line)

    def _meet(self, action: Action, line: int | None) -> None:
        if action is Action.REGISTER:
            self.stops = self._seats == 0
            if not self.stops:
                self.last_line = line
                if self._seats is not None:
                    self._seats -= 1
        elif action is Action.REPLACE:
            self.stops = self._is_closed
        self.done[action] += not self.stops


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

    ``registers`` and ``replaces`` are those who ask for it: who gets it is in ``can_register`` and
    ``can_replace``. While registration is closed or full they are not even tried, and are among those
    ``left_out``. ``closes_after`` is the number of new people after which the auto-close limit is reached
    (``None``: never). With ``stops`` there are fewer seats than people: calls, time and e-mails are those
    until the import stops, and ``removes`` wait behind it. ``withdraws`` are taken off the panel. ``roles``
    are the ``invites`` by their role. Of those ``left_out``, ``already`` are in the session and get nothing,
    and ``mend`` need mending. ``more_calls`` of the ``calls`` change settings and put them back, ``looks``
    read the list again while people are removed. ``seconds`` are those of work, without the ``night``.
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
    mend: int = 0
    more_calls: int = 0
    looks: int = 0
    stops: bool = False

    @property
    def can_register(self) -> int:
        """How many of the new people RingCentral takes: none while registration is closed, else as many as
        there are seats."""
        if self.registration_closed:
            return 0
        return self.registers if self.seats_left is None else min(self.registers, self.seats_left)

    @property
    def can_replace(self) -> int:
        """A new registration in place of an old one takes no seat, but needs registration to be open."""
        return 0 if self.registration_closed or self.seats_left == 0 else self.replaces

    @property
    def can_remove(self) -> int:
        """A removal waits for an import that stops."""
        return 0 if self.stops else self.removes

    @property
    def can_send(self) -> int:
        """How many people are registered, replaced or invited when nothing else goes wrong."""
        return self.can_register + self.can_replace + self.invites

    @property
    def new_ids(self) -> int:
        """Registrations that are made: each has an id, a join link and a time of registration of its own."""
        return self.can_register + self.can_replace

    @property
    def dead_links(self) -> int:
        """Join links that stop working."""
        return self.can_replace + self.can_remove

    @property
    def asks_to_send(self) -> int:
        """How many people that would be with seats for all."""
        return self.registers + self.replaces + self.invites

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
    rows: Tally,
    *,
    left_out: int,
    pace: Pace,
    preferences: Preferences | None,
    now: datetime,
    session_starts_at: datetime | None,
    already: int = 0,
    mend: int = 0,
    more_calls: int = 0,
    looks: int = 0,
    night: Night | None = None,
    barred: Mapping[Action, int] | None = None,
) -> Forecast:
    """The price of the ``rows``. ``more_calls`` and ``looks`` are those beside their own; ``night``: the job
    rests in quiet hours. ``already`` of those ``left_out`` are people who are in the session, ``mend`` need
    mending.

    ``barred`` tells who is left out because registration is closed or full. ``preferences`` may be ``None``
    when they could not be read; then the contract's defaults stand.
    """
    asked = rows.asked + Counter(barred or {})
    done = rows.done
    calls = rows.calls + more_calls + looks
    seconds = seconds_for(calls, pace)
    finishes_at = night.done(now, seconds) if night is not None else now + timedelta(seconds=seconds)
    known = preferences or Preferences()
    suppressed = bool(known.value("suppress_emails"))
    seats = seats_left(known) if preferences is not None else None
    return Forecast(
        registers=asked[Action.REGISTER],
        invites=asked[Action.INVITE],
        replaces=asked[Action.REPLACE],
        removes=asked[Action.REMOVE],
        withdraws=asked[Action.WITHDRAW],
        left_out=left_out,
        calls=calls,
        seconds=seconds,
        finishes_at=finishes_at,
        emails=EmailForecast(
            confirmations=0 if suppressed else done[Action.REGISTER] + done[Action.REPLACE],
            invitations=rows.invitations,
            cancellations=0 if suppressed else done[Action.REPLACE] + done[Action.REMOVE],
            suppressed=suppressed,
            digest_to_host=bool(known.value("registration_digest_enabled")),
        ),
        seats_left=seats,
        closes_after=seats if seats is not None and asked[Action.REGISTER] > seats else None,
        registration_closed=known.registration_status == CLOSED,
        after_start=session_starts_at is not None and finishes_at > session_starts_at,
        roles=rows.roles,
        already=already,
        night=night,
        mend=mend,
        more_calls=more_calls,
        looks=looks,
        stops=rows.stops,
    )
