"""What stands against applying: wrong cells, doubled addresses, people who left or must not be touched."""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from webinar_console.domain.cells import problem_with
from webinar_console.domain.email import email_key
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.staging import StagedAddition, StagedChange, StagedRemoval, why_protected

from .draft import Draft, key_of
from .sorting import STEP

#: Key of a row to its name, for "… has this address already".
Book = Mapping[str, str]
_ADDED_CELLS = ("first_name", "last_name", "email", "source", "external_id")
_ROWS_A_STEP = 100
ROW = ""  # a problem of the whole row


@dataclass(frozen=True, slots=True)
class Problems:
    """By key, then by cell name (:data:`ROW` for the whole row), the reason as a sentence."""

    of: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Rows with a problem."""
        return len(self.of)

    @property
    def first(self) -> str:
        """One of the reasons, for the bar; empty when there is none."""
        return next((reason for cells in self.of.values() for reason in cells.values()), "")

    def get(self, key: str, name: str) -> str | None:
        """The reason at one cell."""
        return self.of.get(key, {}).get(name)


def build_book(people: Iterable[Registrant], book: dict[str, str]) -> Iterator[None]:
    """Fill ``book`` (compared form of an address to the id of its owner), a step at a time."""
    rest = iter(people)
    while part := {email_key(p.email): p.id for p in islice(rest, STEP)}:
        book.update(part)
        yield


def find_problems(
    draft: Draft,
    book: Book,
    name_of: Callable[[str], str],
    *,
    session_finished: bool,
    unfinished: str | None = None,
) -> Generator[None, None, Problems]:
    """Everything that stands against applying the draft, a step at a time; the return value is the answer.

    ``book`` knows who has which address at the server now. An address that somebody has is taken, even when
    that person is staged to give it up: the order of the calls would decide. ``unfinished`` is the key of a
    new row that somebody is still filling in: its empty cells are not held against it yet.
    """
    twice = yield from _same_addresses(draft)
    found: dict[str, dict[str, str]] = {}
    for number, key in enumerate(list(draft), 1):
        reasons = _cell_problems(draft, key, session_finished, still_empty=key == unfinished)
        staged = draft.get(key)
        if isinstance(staged, StagedAddition | StagedChange) and "email" not in reasons:
            address = staged.values.get("email")
            owner = book.get(email_key(address)) if address else None
            if owner is not None and owner != key:
                who = name_of(owner) or "Somebody"
                reasons["email"] = f"{who} is registered with this address already."
            elif key in twice:
                reasons["email"] = "Another row that is staged has the same address."
        if reasons:
            found[key] = reasons
        if number % _ROWS_A_STEP == 0:
            yield
    return Problems(found)


def _same_addresses(draft: Draft) -> Generator[None, None, set[str]]:
    """The keys of rows that will have the same address as another that is staged."""
    first: dict[str, str] = {}
    twice: set[str] = set()
    for number, staged in enumerate(draft.all(), 1):
        address = "" if isinstance(staged, StagedRemoval) else staged.values.get("email")
        if address:
            key = key_of(staged)
            other = first.setdefault(email_key(address), key)
            if other != key:
                twice |= {other, key}
        if number % _ROWS_A_STEP == 0:
            yield
    return twice


def _cell_problems(draft: Draft, key: str, session_finished: bool, *, still_empty: bool) -> dict[str, str]:
    staged, server = draft.get(key), draft.server(key)
    if draft.has_left(key):
        if isinstance(staged, StagedRemoval):
            return {ROW: "This person is not registered any more. There is nothing left to remove."}
        return {ROW: "This person is not registered any more, so there is nothing to change. Revert the row."}
    if server is not None:
        protected = why_protected(server, session_finished=session_finished)
        if protected is not None:
            return {ROW: protected}
    match staged:
        case StagedAddition(values=values):
            cells = {name: values.get(name, "") for name in _ADDED_CELLS}
            if still_empty:
                cells = {name: text for name, text in cells.items() if text}
        case StagedChange(values=values):
            cells = values
        case _:
            cells = {}
    return {name: why for name, text in cells.items() if (why := problem_with(name, text)) is not None}
