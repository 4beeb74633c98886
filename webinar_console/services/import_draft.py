"""What lies between a file and a job: draft, checked rows, plan. Each is made new, never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from webinar_console.domain.check_choices import AS_USUAL, CheckChoices
from webinar_console.domain.forecast import Forecast
from webinar_console.domain.mapping import ColumnMapping, ColumnUse
from webinar_console.domain.people import CheckedPerson, ColumnGuess, KnownPeople, Target, Verdict
from webinar_console.domain.people_source import PeopleSource, TableSource, Unit, file_column
from webinar_console.domain.plan import JobPlan

from .mending import AS_READ, Mended

#: Whose mapping it is when the last file with this header was imported with it.
LAST_TIME = "last time"
#: Whose mapping it is when rows are from an import, and mean what they meant then.
ITS_IMPORT = "its import"
#: What is in :attr:`ImportDraft.recalled` beside the names that people gave.
UNNAMED = (LAST_TIME, ITS_IMPORT)

NO_EMAIL_COLUMN = "No column is chosen for the e-mail addresses. Choose the one that holds them."
NO_NAME_COLUMN = "No column is chosen for the names. Choose first and last name, or one with the full name."
ONLY_ADDRESSES = (
    "This list holds addresses only. RingCentral needs first and last names: add them to the list, then drop "
    "it again."
)
ID_AND_KEYS = (
    "The external id comes from a column of its own and from keys. Keep one of the two and ignore the other."
)
NO_KEY = "A column is a key of the external id, but the key has no name yet. Type one, such as “lid”."
NO_QUESTION = "A column holds answers, but not to which question. Type the question’s id."


UNSURE = "The letters could be read in more than one way. Choose in step 1 which words are right."


@dataclass(frozen=True, slots=True)
class ImportDraft:
    """A source that was read, with the meaning of its columns. Changing it makes a new one.

    ``rows`` are tuples of cells, at least as many as the header has; ``lines[i]`` is the physical line where
    ``rows[i]`` starts (the first line is 1). ``header_line`` is ``None`` when the file names no columns; then
    ``header`` holds "Column 1" and so on. ``encoding_sure`` is False when the bytes allow other readings.
    ``blank_rows`` were passed over. ``recalled`` says whose mapping this is when it was not guessed:
    :data:`UNNAMED`, or the name under which it was saved. ``sheets`` are the names of a workbook's sheets,
    ``sheet`` is the one that was read (then ``lines`` are its row numbers); for a table that is no text
    ``encoding`` and ``delimiter`` are empty. ``notes`` are sentences about what reading noticed beside the
    rows; ``hidden`` are the positions of rows that their sheet hides, by a filter for example.
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
    recalled: str = ""
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    notes: tuple[str, ...] = ()
    hidden: frozenset[int] = frozenset()

    @property
    def unit(self) -> Unit:
        """What ``lines`` count: a table that is no text has no encoding; rows that are known are of files."""
        return "line" if self.encoding or isinstance(self.source, TableSource) else "row"

    @property
    def doubt(self) -> str | None:
        """What the person has to decide before anything is sent, as a sentence."""
        return None if self.encoding_sure else UNSURE

    @property
    def file_column(self) -> int | None:
        """Where the rows of several files tell their file; ``None`` where all are of one."""
        return file_column(self.header, self.name) if isinstance(self.source, TableSource) else None

    @property
    def problem(self) -> str | None:
        """Why the mapping cannot be used yet, as a sentence; ``None`` when it can."""
        given = self.mapping.given
        if Target.EMAIL not in given:
            return NO_EMAIL_COLUMN
        if Target.FULL_NAME not in given and not {Target.FIRST_NAME, Target.LAST_NAME} <= given:
            return NO_NAME_COLUMN if len(self.header) > 1 else ONLY_ADDRESSES
        if {Target.EXTERNAL_ID, Target.EXTERNAL_KEY} <= given:
            return ID_AND_KEYS
        keyless = self.mapping.keyless
        if keyless is not None:
            return NO_KEY if keyless.target is Target.EXTERNAL_KEY else NO_QUESTION
        return None

    def samples(self, column: int, count: int = 3) -> tuple[str, ...]:
        """The first different values of a column that are not blank, from the first 1,000 rows."""
        found: dict[str, None] = {}
        for row in self.rows[:1_000]:
            if value := row[column].strip():
                found[value] = None
            if len(found) == count:
                break
        return tuple(found)


def remap(draft: ImportDraft, column: int, use: ColumnUse) -> ImportDraft:
    """The draft with one column changed. A column that had this use before is ignored from now on."""
    return replace(draft, mapping=draft.mapping.with_column(column, use))


@dataclass(frozen=True, slots=True)
class CheckOrder:
    """How to check: the person's choices, what they mended, and whether the session asks attendees for a work
    e-mail. ``known`` is a check of the same session whose people are good enough still: no call then."""

    choices: CheckChoices = AS_USUAL
    mended: Mended = AS_READ
    work_email: bool = False
    known: "Checked | None" = None


def positions_of(lines: Sequence[int], wanted: Sequence[int]) -> frozenset[int]:
    """Where the rows with these lines are."""
    if not wanted:
        return frozenset()
    numbers = frozenset(wanted)
    return frozenset(position for position, line in enumerate(lines) if line in numbers)


@dataclass(frozen=True, slots=True)
class Checked:
    """The check's result: one person for each row of the draft, in the file's order.

    ``of[verdict]`` are the positions in ``people``, ``remarked`` those of rows with something to say,
    ``slips`` those that can be put right in the same way (``Remark.slip``). ``has_panel``: not all
    are attendees. ``as_of`` says how old the list
    of registrants was that they were compared with (aware, UTC; ``None``: fresh from the server).
    """

    draft: ImportDraft
    session_id: str
    people: Sequence[CheckedPerson]
    of: Mapping[Verdict, Sequence[int]]
    known: KnownPeople
    known_ids: frozenset[str]
    as_of: datetime | None
    remarked: Sequence[int] = ()
    slips: Mapping[str, Sequence[int]] = field(default_factory=dict)
    has_panel: bool = True

    def count(self, verdict: Verdict) -> int:
        """Rows with this verdict."""
        return len(self.of[verdict])


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What confirming will do, and what it will cost. ``blocked`` says why it cannot be started.

    ``closing_line`` is the line of the row that takes the last seat; those after it would be refused.
    ``unseated`` people stay out of the job, because the person chose to leave out who has no seat.
    ``unsent`` are all who could be sent and are not, with the reason; ``waiting`` those who have no seat yet.
    ``removal`` is the job that follows, for those who are only in the session; its price is in ``forecast``.
    """

    job: JobPlan
    forecast: Forecast
    blocked: str | None = None
    closing_line: int | None = None
    unseated: int = 0
    removal: JobPlan | None = None
    unsent: Sequence[tuple[CheckedPerson, str]] = ()
    waiting: Sequence[CheckedPerson] = ()
