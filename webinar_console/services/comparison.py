"""A list beside the people of the session: who is new, who differs, who is the same, who is only there.

Each group has its price, as if it were done alone at the pace of this moment.
"""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple

from webinar_console.domain.email import email_key
from webinar_console.domain.forecast import REFUSAL_CALLS, Pace, calls_for, seconds_for
from webinar_console.domain.invitee import ATTENDEE
from webinar_console.domain.people import CheckedPerson, RemarkCode, Target, Verdict
from webinar_console.domain.plan import Action, JobKind, JobPlan, PlannedRow
from webinar_console.domain.preferences import CLOSED, Preferences, seats_left
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.replacing import Difference, differences
from webinar_console.domain.session import Session
from webinar_console.domain.staging import why_protected
from webinar_console.domain.temporary import held_of
from webinar_console.files.email_check import is_address
from webinar_console.files.mail_domains import meant_domain

from .import_draft import Checked
from .import_plan import registration_for
from .slices import in_slices

#: Such a row changes nobody who is in the session.
_CHANGES_NOBODY = frozenset((RemarkCode.TWICE_IN_FILE, RemarkCode.LEFT_OUT, RemarkCode.ALREADY_INVITED))


class Group(StrEnum):
    """Where a person stands."""

    ADD = "add"
    DIFFERS = "differs"
    SAME = "same"
    ONLY_THERE = "only-there"


@dataclass(frozen=True, slots=True)
class Price:
    """What it takes to bring ``people`` of a group in line: those whom registration lets through.
    ``seconds`` of work; ``cancellations`` may be sent."""

    people: int = 0
    calls: int = 0
    seconds: float = 0.0
    confirmations: int = 0
    invitations: int = 0
    cancellations: int = 0


class Differing(NamedTuple):
    """A row of the list whose registration says something else."""

    person: CheckedPerson
    old: Registrant

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Where."""
        return differences(self.old, registration_for(self.person))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Who is where. ``protected`` of those who differ, and ``stay`` of those who are only in the session,
    attended and are left alone. ``only_there`` could be removed, ``differing`` replaced.

    ``doubtful`` rows need mending, or were left out and their address is not valid: whoever they mean may
    seem to be only in the session. A row that was left out and has no address at all casts no doubt, but
    whoever bears its names stays. ``is_closed``: nobody is registered while this holds.
    """

    count: Mapping[Group, int] = field(default_factory=dict)
    price: Mapping[Group, Price] = field(default_factory=dict)
    protected: int = 0
    stay: int = 0
    doubtful: int = 0
    is_closed: bool = False
    only_there: tuple[Registrant, ...] = ()
    differing: tuple[Differing, ...] = ()


async def compare(
    checked: Checked,
    session: Session,
    pace: Pace,
    in_force: Preferences | None = None,
    *,
    trim: bool = False,
) -> Comparison:
    """Compare the rows of a list with the registrants that they were checked against.

    ``in_force`` are the preferences while the import runs, ``None`` when not known. With ``trim`` nobody is
    tried who has no seat. Works in slices of a few milliseconds.
    """
    sides = _Sides(checked.known.registrants, is_over=session.is_read_only)
    there = list(sides.registered.items())
    await in_slices(len(checked.people), lambda start, end: sides.read(checked.people[start:end]))
    await in_slices(len(there), lambda start, end: sides.look_for(there[start:end]))
    price = partial(_price, pace=pace, in_force=in_force, trim=trim)
    differing, only = sides.differing, sides.only_there
    return Comparison(
        count={
            Group.ADD: sides.actions.total(),
            Group.DIFFERS: len(differing),
            Group.SAME: sides.same,
            Group.ONLY_THERE: len(only),
        },
        price={
            Group.ADD: price(sides.actions),
            Group.DIFFERS: price(Counter({Action.REPLACE: len(differing)})),
            Group.ONLY_THERE: price(Counter({Action.REMOVE: len(only)})),
        },
        protected=sides.protected,
        stay=sides.stay,
        doubtful=sides.doubtful,
        is_closed=in_force is not None and in_force.registration_status == CLOSED,
        only_there=tuple(only),
        differing=tuple(differing),
    )


class _Sides:
    """Who is where: first all rows of the list are read, then everybody ``registered`` is looked for.

    ``is_over``: the session is finished, and everybody in it is protected.
    """

    def __init__(self, registered: Mapping[str, Registrant], *, is_over: bool) -> None:
        self.registered = registered
        self._is_over = is_over
        self.actions: Counter[Action] = Counter()
        self.same = self.protected = self.stay = self.doubtful = 0
        self.differing: list[Differing] = []
        self.only_there: list[Registrant] = []
        self._named: set[str] = set()
        self._unaddressed = _Unaddressed()

    def read(self, people: Sequence[CheckedPerson]) -> None:
        """Some rows of the list."""
        for person in people:
            key = email_key(person.email)
            self._named.add(key)
            if person.verdict is not Verdict.READY:
                self._named |= _perhaps(person)
                self.doubtful += _is_doubtful(person)
                if not key and _is_left_out(person):
                    self._unaddressed.add(person)
            old = self.registered.get(key)
            if old is None or person.role != ATTENDEE:
                if (action := person.action) is not None:
                    self.actions[action] += 1
            elif _speaks_for_itself(person):
                self._hold(person, old)

    def _hold(self, person: CheckedPerson, old: Registrant) -> None:
        """A row beside the registration of its person."""
        if not differences(old, registration_for(person)):
            self.same += 1
        elif why_protected(old, session_finished=self._is_over):
            self.protected += 1
        else:
            self.differing.append(Differing(person, old))

    def look_for(self, there: Sequence[tuple[str, Registrant]]) -> None:
        """Some of those who are registered, by the keys of their addresses."""
        for key, person in there:
            if key in self._named or self._unaddressed.may_mean(person):
                continue
            if why_protected(person, session_finished=self._is_over):
                self.stay += 1
            else:
                self.only_there.append(person)


async def removal_plan(
    checked: Checked,
    session: Session,
    people: Sequence[Registrant],
    settings: Mapping[str, Any],
) -> JobPlan:
    """The job that removes people who are not in the list. It looks again while it works: whoever attends
    or changes meanwhile stays.

    Of the import's ``settings`` it holds only the suppressed e-mails, which are a promise about all of it.
    Works in slices of a few milliseconds.
    """
    rows: list[PlannedRow] = []

    def plan(start: int, end: int) -> None:
        rows.extend(
            PlannedRow(seq=seq, action=Action.REMOVE, old=person)
            for seq, person in enumerate(people[start:end], start)
        )

    await in_slices(len(people), plan)
    name = "suppress_emails"
    count = "1 person" if len(people) == 1 else f"{len(people):,} people"
    return JobPlan(
        id=uuid.uuid4().hex,
        kind=JobKind.REMOVE,
        title=f"Remove {count} who are not in {checked.draft.name}",
        webinar_id=session.webinar_id,
        session_id=session.id,
        session_title=session.name,
        session_starts_at=session.scheduled_start_time,
        session_time_zone=session.time_zone,
        rows=tuple(rows),
        known_ids=checked.known_ids,
        as_of=checked.as_of,
        settings=held_of({name: True} if settings.get(name) else {}),
    )


def _speaks_for_itself(person: CheckedPerson) -> bool:
    """Whether this row says what its person's registration should be: not a twin, not left out, not of
    somebody on the panel, not in need of mending."""
    if person.verdict is Verdict.MEND:
        return False
    return not any(remark.code in _CHANGES_NOBODY for remark in person.remarks)


def _words_of(person: CheckedPerson | Registrant) -> frozenset[str]:
    """What a row without an address may be recognised by: the words of the name, and the external id."""
    words = f"{person.first_name} {person.last_name}".casefold().split()
    return frozenset((*words, f"id {person.external_id}") if person.external_id else words)


class _Unaddressed:
    """Rows without an address that were left out: a total, a remark below the list, or somebody after all.
    Whoever bears the names of one, or its external id, may be meant."""

    def __init__(self) -> None:
        self._rows: dict[str, list[frozenset[str]]] = {}

    def add(self, row: CheckedPerson) -> None:
        """Remember a row; one that says nothing means nobody."""
        words = _words_of(row)
        if words:
            self._rows.setdefault(min(words), []).append(words)

    def may_mean(self, person: Registrant) -> bool:
        """Whether all that a row says is true of this person."""
        if not self._rows:
            return False
        words = _words_of(person)
        return any(row <= words for word in words for row in self._rows.get(word, ()))


def _perhaps(person: CheckedPerson) -> set[str]:
    """Keys of the addresses that the row may mean, beside its own."""
    meant = {
        email_key(remark.suggestion)
        for remark in person.remarks
        if remark.suggestion and remark.field is Target.EMAIL
    }
    if _is_left_out(person):  # the check says nothing more about such a row
        local, at, domain = email_key(person.email).rpartition("@")
        if at and (right := meant_domain(domain)):
            meant.add(f"{local}@{right}")
    return meant


def _is_doubtful(person: CheckedPerson) -> bool:
    """Whether nobody can say for sure whom the row means: every other row that is skipped has an address."""
    if person.verdict is Verdict.MEND:
        return True
    return _is_left_out(person) and bool(person.email) and not is_address(person.email)


def _is_left_out(person: CheckedPerson) -> bool:
    return any(remark.code is RemarkCode.LEFT_OUT for remark in person.remarks)


def _price(asked: Counter[Action], *, pace: Pace, in_force: Preferences | None, trim: bool) -> Price:
    """Only what registration lets through, as :func:`~.import_choices.arranged` and the job do it."""
    seats = seats_left(in_force) if in_force is not None else None
    done, stops = Counter(asked), False
    if in_force is not None and (in_force.registration_status == CLOSED or seats == 0):
        del done[Action.REGISTER], done[Action.REPLACE]
    elif seats is not None and seats < asked[Action.REGISTER]:
        done[Action.REGISTER], stops = seats, not trim
    calls = calls_for(done) + REFUSAL_CALLS * stops
    is_quiet = in_force is not None and bool(in_force.value("suppress_emails"))
    return Price(
        people=done.total(),
        calls=calls,
        seconds=seconds_for(calls, pace),
        confirmations=0 if is_quiet else done[Action.REGISTER] + done[Action.REPLACE],
        invitations=done[Action.INVITE],
        cancellations=0 if is_quiet else done[Action.REMOVE] + done[Action.REPLACE],
    )
