"""The staged edits of one session: what was typed, what the server said since, what became of it. No Qt.

A row's *key* is the registrant's id or, for a person who was added by hand, the name that the row was given.
Everything is kept by key, so no sort, filter or refresh can put an edit on somebody else.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec

from webinar_console.domain.registrant import Registrant
from webinar_console.domain.staging import EDITABLE, Staged, StagedAddition, StagedChange, StagedRemoval

_REQUIRED = ("first_name", "last_name", "email")
ADDED, CHANGED, REMOVED = "+", "~", "−"


def key_of(staged: Staged) -> str:
    """The key of the row that a staged edit belongs to."""
    return staged.key if isinstance(staged, StagedAddition) else staged.registrant.id


def sign_of(staged: Staged) -> str:
    """The sign in the margin."""
    match staged:
        case StagedAddition():
            return ADDED
        case StagedChange():
            return CHANGED
        case StagedRemoval():
            return REMOVED


def cell(record: Registrant, name: str) -> str:
    """The text of an editable cell."""
    value: str | None = getattr(record, name)
    return value or ""


def tidy(text: str) -> str:
    """What is kept of typed or pasted text: one line, without outer space."""
    return " ".join(text.splitlines()).strip() if "\n" in text or "\r" in text else text.strip()


def edited(staged: Staged | None, server: Registrant | None, values: Mapping[str, str]) -> Staged | None:
    """What is staged for a row after some of its cells were given new text.

    ``server`` is the server's present record (``None`` for a person who was added). Cells that are back at
    the server's text are not staged any more; ``None`` means that nothing is. Raises ``ValueError`` for a
    cell that cannot be edited and for a row that is staged for removal.
    """
    wrong = [name for name in values if name not in EDITABLE]
    if wrong:
        raise ValueError(f"{wrong[0]} cannot be edited")
    clean = {name: tidy(text) for name, text in values.items()}
    if isinstance(staged, StagedAddition):
        return msgspec.structs.replace(staged, values={**staged.values, **clean})
    if isinstance(staged, StagedRemoval):
        raise ValueError("a row that is staged for removal cannot be edited")
    seen = staged.registrant if staged is not None else server
    if seen is None:
        raise ValueError("a row without a record cannot be edited")
    before = staged.values if staged is not None else {}
    now = server or seen
    kept = {n: t for n, t in {**before, **clean}.items() if t != cell(now, n)}
    return StagedChange(registrant=seen, values=kept) if kept else None


def shown_record(staged: Staged | None, server: Registrant | None) -> Registrant:
    """The record as the table shows it: the server's, with the staged cells in their place."""
    if isinstance(staged, StagedAddition):
        base = Registrant(id=staged.key)
    elif staged is not None:
        base = server or staged.registrant
    elif server is not None:
        return server
    else:
        raise ValueError("a row that is neither staged nor known")
    values = {} if isinstance(staged, StagedRemoval) or staged is None else staged.values
    cells = {name: text if name in _REQUIRED else (text or None) for name, text in values.items()}
    return msgspec.structs.replace(base, **cells)


@dataclass(frozen=True, slots=True)
class DraftCounts:
    """How many rows are staged, by kind."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.added + self.changed + self.removed


class Draft:
    """All staged edits of a session.

    ``applying`` holds the keys whose edits are part of a running job; they rest until it is over. ``refused``
    holds the server's words for edits that a job could not apply.
    """

    def __init__(self, staged: Iterable[Staged] = ()) -> None:
        self._staged: dict[str, Staged] = {key_of(one): one for one in staged}
        self._server: dict[str, Registrant | None] = {}
        self.applying: set[str] = set()
        self.refused: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._staged)

    def __contains__(self, key: str) -> bool:
        return key in self._staged

    def __iter__(self) -> Iterator[str]:
        return iter(self._staged)

    def get(self, key: str) -> Staged | None:
        """What is staged for a row."""
        return self._staged.get(key)

    def all(self) -> list[Staged]:
        """Everything, in the order in which it was staged."""
        return list(self._staged.values())

    def counts(self) -> DraftCounts:
        """How much of each kind."""
        kinds = [type(one) for one in self._staged.values()]
        return DraftCounts(kinds.count(StagedAddition), kinds.count(StagedChange), kinds.count(StagedRemoval))

    def put(self, key: str, staged: Staged | None) -> None:
        """Stage an edit for a row, or take it back. Old words of refusal go with it."""
        self.refused.pop(key, None)
        if staged is not None:
            self._staged[key] = staged
            return
        self._staged.pop(key, None)
        self.applying.discard(key)

    def follows(self, key: str) -> bool:
        """Whether the server's record of this row is kept here: it has a staged edit, or had one."""
        return key in self._server or key in self._staged

    def see(self, key: str, record: Registrant | None) -> None:
        """Note the server's present record of somebody who has a staged edit; ``None``: the person left."""
        self._server[key] = record

    def server(self, key: str) -> Registrant | None:
        """The server's present record, as far as it is known; the one seen when editing otherwise."""
        if key in self._server:
            return self._server[key]
        staged = self._staged.get(key)
        return None if staged is None or isinstance(staged, StagedAddition) else staged.registrant

    def has_left(self, key: str) -> bool:
        """Whether the person is not registered any more, although an edit is staged."""
        return key in self._server and self._server[key] is None

    def conflicts(self, key: str) -> dict[str, str]:
        """Cells that changed at the server since the person saw them: name to the server's text now."""
        staged, now = self._staged.get(key), self._server.get(key)
        if now is None or not isinstance(staged, StagedChange | StagedRemoval):
            return {}
        seen = staged.registrant
        return {name: cell(now, name) for name in EDITABLE if cell(now, name) != cell(seen, name)}

    def shown(self, key: str) -> Registrant:
        """The row of a key that has a staged edit or had one."""
        return shown_record(self._staged.get(key), self.server(key))
