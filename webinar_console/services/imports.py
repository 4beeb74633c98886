"""Imports: from a file or pasted text to a plan. Nothing here sends anything.

draft = await imports.read(FileSource(path), on_progress)     # a worker process reads; columns are guessed
draft = remap(draft, column, ColumnUse(Target.EMAIL))         # the person corrects a guess
checked = await imports.check(draft, session)                 # every row gets its verdict
plan = await imports.plan(checked, session, preferences, pace, now)
"""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from webinar_console.domain.email import email_key
from webinar_console.domain.forecast import Pace, Tally, forecast_of
from webinar_console.domain.invitee import ATTENDEE, Invitee
from webinar_console.domain.people import CheckedPerson, KnownPeople, Verdict
from webinar_console.domain.people_source import (
    FilesSource,
    GivenSource,
    ReadChoices,
    ReadProgress,
    TableSource,
)
from webinar_console.domain.plan import LeftOutRow, PlannedRow
from webinar_console.domain.preferences import Preferences, with_values
from webinar_console.domain.quiet import QuietHours
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.session import Session
from webinar_console.files.checking import Checker
from webinar_console.files.email_check import load_validator
from webinar_console.files.people_list import write_list
from webinar_console.files.templates import TEMPLATES, write_template

from .checking import checked_in_slices
from .columns import as_saved
from .comparison import Comparison, compare, removal_plan
from .drafting import draft_of_table, read_draft
from .import_choices import PlanChoices, RowOrder, arranged
from .import_draft import Checked, CheckOrder, ImportDraft, ImportPlan, remap
from .import_plan import (
    SETTINGS_CALLS,
    closing_line,
    is_already_there,
    job_of,
    left_out_row,
    looks_while_removing,
    night_of,
    planned_row,
    settings_calls,
    why_blocked,
)
from .joining import joined
from .mappings import Mappings
from .planned import as_planned, waiting_for_seats
from .slices import in_slices

#: So many people are looked at for the questions that they answered.
_ANSWERED = 2_000

__all__ = [
    "SETTINGS_CALLS",
    "TEMPLATES",
    "CheckOrder",
    "Checked",
    "ImportDraft",
    "ImportPlan",
    "Imports",
    "PlanChoices",
    "RowOrder",
    "remap",
]

_AS_THEY_COME = PlanChoices()
_AS_USUAL = CheckOrder()


class CachedRegistrants(Protocol):
    """The registrants of a session as they were at ``as_of`` (aware, UTC)."""

    @property
    def people(self) -> Sequence[Registrant]: ...
    @property
    def as_of(self) -> datetime: ...


class RegistrantLookup(Protocol):
    """Who is registered (``services.registrants`` has it)."""

    async def cached(self, session_id: str) -> CachedRegistrants | None:
        """What the store knows, ``None`` when the session was never read whole. No call."""

    def fetch(self, session_id: str) -> AsyncIterator[list[Registrant]]:
        """Pages from the server, one call each."""


class InviteeLookup(Protocol):
    """Who is on the panel (``services.invitees`` has it)."""

    async def list(self, session: Session) -> list[Invitee]:
        """The panel of a session, one call."""


class Imports:
    """Reads, checks and plans. One for each signed-in account; needs a running loop, keeps no task."""

    def __init__(
        self,
        registrants: RegistrantLookup,
        invitees: InviteeLookup,
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
        mappings: Mappings | None = None,
    ) -> None:
        """``mappings`` remembers how columns were used; without it every file is guessed anew."""
        self._registrants = registrants
        self._invitees = invitees
        self._new_id = new_id
        self._mappings = mappings
        # The panel costs a call, so it is asked for once for each draft and session.
        self._panels: dict[str, dict[str, str]] = {}

    async def save_template(self, path: Path) -> None:
        """Write an empty list with the columns that an import understands. Raises ``FileProblem``."""
        await asyncio.to_thread(write_template, path)

    async def save_list(self, path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Write a list of people that was shown; ``rows`` are taken on a thread. Raises ``FileProblem``."""
        await asyncio.to_thread(write_list, path, header, rows)

    async def read(
        self,
        source: GivenSource,
        on_progress: Callable[[ReadProgress], None] | None = None,
        choices: ReadChoices | None = None,
    ) -> ImportDraft:
        """Read a source in a worker process and guess what its columns mean.

        Several files become one list (:mod:`.joining`). Where a file with this header was imported before,
        its mapping is taken instead (``recalled``); rows of a job keep the one that they were imported with.
        ``on_progress`` is called on the loop, at most once for each 1,000 rows. Cancelling ends the worker.
        Raises ``FileProblem``.
        """
        self._panels.clear()
        if isinstance(source, FilesSource):
            source = await joined(source, lambda one: self.read(one, on_progress))
        if isinstance(source, TableSource):
            draft = await asyncio.to_thread(draft_of_table, source)
            return draft if draft.recalled else await self._recalled(draft)
        return await self._recalled(await read_draft(source, on_progress, choices))

    async def remember(self, draft: ImportDraft) -> None:
        """The file is imported so: the next one with this header is read so. Raises ``StoreError``."""
        # Without a header all files of so many columns would look alike.
        if self._mappings is not None and draft.header_line is not None:
            await self._mappings.remember(draft.header, draft.mapping)

    async def questions(self, session: Session) -> tuple[str, ...]:
        """The ids of the questions that people of the session answered, as far as the store knows: no call.

        The API has no list of questions. Looks at those who registered last.
        """
        cached = await self._registrants.cached(session.id)
        people = cached.people[-_ANSWERED:] if cached is not None else ()
        found: dict[str, None] = {}

        def note(start: int, end: int) -> None:
            for person in people[start:end]:
                found.update((answer.question_id, None) for answer in person.questionnaire or ())

        await in_slices(len(people), note)
        return tuple(question for question in found if question)

    async def _recalled(self, draft: ImportDraft) -> ImportDraft:
        if self._mappings is None or draft.header_line is None:
            return draft
        await self._mappings.load()
        saved = self._mappings.known(draft.header)
        return draft if saved is None else as_saved(draft, saved) or draft

    async def check(
        self,
        draft: ImportDraft,
        session: Session,
        on_progress: Callable[[int], None] | None = None,
        *,
        refresh: bool = False,
        order: CheckOrder = _AS_USUAL,
    ) -> Checked:
        """Give every row its verdict, compared with the people of the session.

        The people come from ``order.known``, or the store when it has them (``refresh`` asks the server
        again); the panel costs one call for each draft and session. ``on_progress`` gets the number of rows
        checked. Works in slices of a few milliseconds. Raises ``ValueError`` while ``draft.problem`` stands,
        and the errors of the client.
        """
        if draft.problem:
            raise ValueError(draft.problem)
        known, known_ids, as_of = await self._known(session, order.known, refresh=refresh)
        await asyncio.to_thread(load_validator)
        checker = Checker(
            draft.mapping,
            known,
            order.choices,
            work_email=order.work_email,
            unit=draft.unit,
            files=draft.file_column,
        )
        people = await checked_in_slices(checker, draft, order.mended, on_progress)
        positions: dict[Verdict, list[int]] = {verdict: [] for verdict in Verdict}

        remarked: list[int] = []
        slips: dict[str, list[int]] = {}

        before = _people_before(order.known, draft)
        has_panel = False

        def sort(start: int, end: int) -> None:
            nonlocal has_panel
            for position, person in enumerate(people[start:end], start):
                # What did not change stays the same object: a hundred thousand that go at once are a stall.
                if before is not None and before[position] == person:
                    people[position] = before[position]
                positions[person.verdict].append(position)
                has_panel = has_panel or person.role != ATTENDEE
                if person.remarks:
                    remarked.append(position)
                    for remark in person.remarks:
                        if remark.slip:
                            slips.setdefault(remark.slip, []).append(position)

        await in_slices(len(people), sort)
        return Checked(
            draft, session.id, people, positions, known, known_ids, as_of, remarked, slips, has_panel
        )

    async def _known(
        self, session: Session, earlier: Checked | None, *, refresh: bool
    ) -> tuple[KnownPeople, frozenset[str], datetime | None]:
        if earlier is not None and earlier.session_id == session.id and not refresh:
            return earlier.known, earlier.known_ids, earlier.as_of
        registrants, as_of = await self._registered(session, refresh=refresh)
        panel = await self._panel(session, refresh=refresh)
        there: dict[str, Registrant] = {}
        ids: set[str] = set()

        def note(start: int, end: int) -> None:
            for person in registrants[start:end]:
                there[email_key(person.email)] = person
                ids.add(person.id)

        await in_slices(len(registrants), note)
        return KnownPeople(there, panel), frozenset(ids), as_of

    async def plan(
        self,
        checked: Checked,
        session: Session,
        preferences: Preferences | None,
        pace: Pace,
        now: datetime,
        choices: PlanChoices = _AS_THEY_COME,
        quiet: QuietHours | None = None,
        comparison: Comparison | None = None,
    ) -> ImportPlan:
        """The job that registers and invites everyone who is ready, and its price. ``now`` is aware.

        ``preferences`` are the session's as they are, ``quiet`` the hours in which jobs send no e-mails.
        ``comparison`` tells who is only in the session, for the choice to remove them.
        Rows that need mending, are skipped, or have no seat are in ``job.left_out`` with the reason: every
        row of the file is in the plan once. Raises ``ValueError`` when the check was for another session.
        """
        if checked.session_id != session.id:
            raise ValueError("the rows were checked against another session")
        ready: list[CheckedPerson] = []
        left_out: list[LeftOutRow] = []
        already = 0

        def decide(start: int, end: int) -> None:
            nonlocal already
            for person in checked.people[start:end]:
                if person.verdict.is_sent:
                    ready.append(person)
                else:
                    left_out.append(left_out_row(person))
                    already += is_already_there(person)

        await in_slices(len(checked.people), decide)
        settings = choices.settings
        in_force = with_values(preferences or Preferences(), settings) if settings else preferences
        chosen = await arranged(ready, choices, in_force)
        rows: list[PlannedRow] = []

        def leave_out(start: int, end: int) -> None:
            left_out.extend(left_out_row(person, reason) for person, reason in chosen.left_out[start:end])

        def plan_rows(start: int, end: int) -> None:
            rows.extend(planned_row(seq, person) for seq, person in enumerate(chosen.sent[start:end], start))

        await in_slices(len(chosen.left_out), leave_out)
        await in_slices(len(chosen.sent), plan_rows)
        job = job_of(self._new_id(), checked, session, rows, left_out, settings)
        removal = None
        if choices.remove and comparison is not None and comparison.only_there and not comparison.doubtful:
            removal = await removal_plan(checked, session, comparison.only_there, settings)
        everything = [*rows, *removal.rows] if removal is not None else rows
        tally = Tally(in_force)
        await in_slices(len(everything), lambda start, end: tally.read(everything[start:end]))
        forecast = forecast_of(
            tally,
            left_out=len(left_out),
            already=already,
            mend=checked.count(Verdict.MEND),
            pace=pace,
            preferences=in_force,
            now=now,
            session_starts_at=session.starts_at,
            more_calls=settings_calls(settings, removal, tally),
            looks=looks_while_removing(checked, session, removal, tally, pace, now, settings),
            night=night_of(session, tally, settings, quiet, pace),
            barred=chosen.barred,
        )
        blocked = why_blocked(session, everything) or checked.draft.doubt
        waiting = await waiting_for_seats(chosen.sent, forecast.can_register) if tally.stops else ()
        return ImportPlan(
            job,
            forecast,
            blocked,
            closing_line(tally),
            chosen.unseated,
            removal,
            chosen.left_out,
            waiting,
        )

    async def seen(self, checked: Checked, plan: ImportPlan) -> Checked:
        """The check as the plan makes it come out, to be shown: see :func:`.planned.as_planned`."""
        return await as_planned(checked, plan)

    async def compare(
        self,
        checked: Checked,
        session: Session,
        pace: Pace,
        preferences: Preferences | None = None,
        choices: PlanChoices = _AS_THEY_COME,
    ) -> Comparison:
        """The list beside the people whom it was checked against, each group with its price. No call."""
        in_force = (
            with_values(preferences or Preferences(), choices.settings) if choices.settings else preferences
        )
        return await compare(checked, session, pace, in_force, trim=choices.trim)

    async def _registered(
        self, session: Session, *, refresh: bool
    ) -> tuple[Sequence[Registrant], datetime | None]:
        cached = None if refresh else await self._registrants.cached(session.id)
        if cached is not None:
            return cached.people, cached.as_of
        people: list[Registrant] = []
        async for page in self._registrants.fetch(session.id):
            people += page
        return people, None

    async def _panel(self, session: Session, *, refresh: bool) -> dict[str, str]:
        if refresh or session.id not in self._panels:
            invitees = await self._invitees.list(session)
            self._panels[session.id] = {
                email_key(invitee.email): invitee.role or "invitee" for invitee in invitees if invitee.email
            }
        return self._panels[session.id]


def _people_before(earlier: Checked | None, draft: ImportDraft) -> Sequence[CheckedPerson] | None:
    return earlier.people if earlier is not None and earlier.draft.rows is draft.rows else None
