"""Imports: from a file or pasted text to a plan. Nothing here sends anything.

draft = await imports.read(FileSource(path), on_progress)     # a worker process reads; columns are guessed
draft = remap(draft, column, Target.EMAIL)                    # the person corrects a guess
checked = await imports.check(draft, session)                 # every row gets its verdict
plan = await imports.plan(checked, session, preferences, pace, now)
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from webinar_console.domain.forecast import Forecast, Pace
from webinar_console.domain.invitee import Invitee
from webinar_console.domain.people import (
    CheckedPerson,
    ColumnGuess,
    ColumnMapping,
    KnownPeople,
    Target,
    Verdict,
)
from webinar_console.domain.people_source import PeopleSource, ReadChoices, ReadProgress
from webinar_console.domain.plan import JobPlan
from webinar_console.domain.preferences import Preferences
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.session import Session

NO_EMAIL_COLUMN = "No column is chosen for the e-mail addresses. Choose the one that holds them."
NO_NAME_COLUMN = "No column is chosen for the names. Choose first and last name, or one with the full name."


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


@dataclass(frozen=True, slots=True)
class ImportDraft:
    """A source that was read, with the meaning of its columns. Changing it makes a new one.

    ``rows`` are tuples of cells, at least as many as the header has; ``lines[i]`` is the physical line where
    ``rows[i]`` starts (the first line is 1). ``header_line`` is ``None`` when the file names no columns; then
    ``header`` holds "Column 1" and so on. ``encoding_sure`` is False when the bytes allow other readings.
    ``blank_rows`` were passed over.
    """

    source: PeopleSource
    name: str
    size: int
    sha256: str
    encoding: str
    encoding_sure: bool
    delimiter: str
    header_line: int | None
    header: tuple[str, ...]
    lines: Sequence[int]
    rows: Sequence[tuple[str, ...]]
    guesses: tuple[ColumnGuess, ...]
    mapping: ColumnMapping
    blank_rows: int = 0

    @property
    def problem(self) -> str | None:
        """Why the mapping cannot be used yet, as a sentence; ``None`` when it can."""
        if Target.EMAIL not in self.mapping:
            return NO_EMAIL_COLUMN
        if Target.FULL_NAME not in self.mapping and not {Target.FIRST_NAME, Target.LAST_NAME} <= set(
            self.mapping
        ):
            return NO_NAME_COLUMN
        return None

    def samples(self, column: int, count: int = 3) -> tuple[str, ...]:
        """The first different values of a column that are not blank, from the first 1,000 rows."""
        raise NotImplementedError


def remap(draft: ImportDraft, column: int, target: Target) -> ImportDraft:
    """The draft with one column changed. A column that had this target before is ignored from now on."""
    mapping = [Target.IGNORE if old is target else old for old in draft.mapping]
    mapping[column] = target
    return replace(draft, mapping=tuple(mapping))


@dataclass(frozen=True, slots=True)
class Checked:
    """The check's result: one person for each row of the draft, in the file's order.

    ``of[verdict]`` are the positions in ``people``. ``as_of`` says how old the list of registrants was that
    they were compared with (aware, UTC; ``None``: fresh from the server).
    """

    draft: ImportDraft
    session_id: str
    people: Sequence[CheckedPerson]
    of: Mapping[Verdict, Sequence[int]]
    known: KnownPeople
    known_ids: frozenset[str]
    as_of: datetime | None

    def count(self, verdict: Verdict) -> int:
        """Rows with this verdict."""
        return len(self.of[verdict])


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What confirming will do, and what it will cost. ``blocked`` says why it cannot be started."""

    job: JobPlan
    forecast: Forecast
    blocked: str | None = None


@dataclass(slots=True)
class Imports:
    """Reads, checks and plans. One for each signed-in account; needs a running loop, keeps no task."""

    registrants: RegistrantLookup
    invitees: InviteeLookup
    new_id: Callable[[], str] = field(default=lambda: "")

    async def read(
        self,
        source: PeopleSource,
        on_progress: Callable[[ReadProgress], None] | None = None,
        choices: ReadChoices | None = None,
    ) -> ImportDraft:
        """Read a source in a worker process and guess what its columns mean.

        ``on_progress`` is called on the loop, at most once for each 1,000 rows. Cancelling ends the worker.
        Raises ``FileProblem``.
        """
        raise NotImplementedError

    async def check(
        self,
        draft: ImportDraft,
        session: Session,
        on_progress: Callable[[int], None] | None = None,
        *,
        refresh: bool = False,
    ) -> Checked:
        """Give every row its verdict, compared with the people of the session.

        The people come from the store when it has them (``refresh`` asks the server again); the panel costs
        one call for each draft and session. ``on_progress`` gets the number of rows checked. Works in slices
        of a few milliseconds. Raises ``ValueError`` while ``draft.problem`` stands, and the errors of
        the client.
        """
        raise NotImplementedError

    async def plan(
        self,
        checked: Checked,
        session: Session,
        preferences: Preferences | None,
        pace: Pace,
        now: datetime,
    ) -> ImportPlan:
        """The job that registers and invites everyone who is ready, and its price. ``now`` is aware.

        Rows that need mending or are skipped are in ``job.left_out`` with the reason: every row of the file
        is in the plan once.
        """
        raise NotImplementedError
