"""Which rows a table shows, and in what order: filter and sort over any number of people, without Qt.

A person's row has a *slot*, a number that stays the same as long as the index lives; ``order`` are
the slots that are shown, from top to bottom. A new arrangement is worked out by
:meth:`PeopleIndex.arrange` in small steps, so that its caller can stop after a few milliseconds and go on
later, or drop the work when the person has typed on. Nothing that is shown changes until
:meth:`PeopleIndex.adopt`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from webinar_console.domain.folding import search_terms, search_text

from .columns import Column
from .sorting import RUN, STEP, By, Steps, keys_of, reversed_stably, sorted_stably

R = TypeVar("R")

#: Orders that are kept: those of a few columns up and down, and some of several columns.
_MOST_ORDERS = 12


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What is shown: rows that contain all ``terms``, sorted by columns, the first one first (none: in the
    server's order). Rows that are equal there stand in the server's order.

    With ``only`` no other slots are shown. Rows that contain one of ``without`` are not shown, nor those for
    which one of ``tests`` does not hold; tests that are equal hold for the same rows.
    """

    terms: tuple[str, ...] = ()
    by: tuple[By, ...] = ()
    only: frozenset[int] | None = None
    without: tuple[str, ...] = ()
    tests: tuple[Callable[[Any], bool], ...] = ()

    @classmethod
    def of(cls, query: str, *by: By, only: frozenset[int] | None = None) -> "Arrangement":
        """The arrangement for what a person typed and clicked."""
        return cls(search_terms(query), by, only)

    @property
    def is_filtered(self) -> bool:
        """Whether any row may be kept back by what was typed."""
        return bool(self.terms or self.without or self.tests)

    @property
    def is_plain(self) -> bool:
        """Everyone, in the server's order."""
        return self == Arrangement()


class PeopleIndex(Generic[R]):
    """Rows with an order.

    ``searched`` gives the cells that the filter looks at, ``columns`` what can be sorted by. Rows are
    compared by nothing else.
    """

    def __init__(
        self,
        searched: Callable[[R], Iterable[str | None]],
        columns: Iterable[Column[R]],
        rows: Sequence[R] = (),
    ) -> None:
        self._searched = searched
        self._columns = {column.name: column for column in columns}
        self.rows: list[R] = list(rows)
        # Never changed in place, so it can be shared; a range as long as everyone is shown in turn.
        self.order: Sequence[int] = range(len(self.rows))
        self.arrangement = Arrangement()
        # Search texts are made in the background: there may be fewer of them than rows.
        self._search: list[str] = []
        self._pinned: list[int] = []
        self._dropped: set[int] = set()
        self._natural: list[int] | None = None
        self._permutations: dict[tuple[By, ...], Sequence[int]] = {}
        # Counts changes, so that work that was under way during one is not kept for later.
        self._version = 0
        self._order_is_exact = True

    # -- rows

    @property
    def total(self) -> int:
        """Rows that exist, shown or not."""
        return len(self.rows) - len(self._dropped)

    @property
    def pinned(self) -> Sequence[int]:
        """Slots of rows that stand above all others, in their own order."""
        return self._pinned

    def is_live(self, slot: int) -> bool:
        """Whether the slot still has its row."""
        return slot not in self._dropped

    def live_slots(self) -> Iterator[int]:
        """All slots that have a row, in the order in which they came."""
        return (slot for slot in range(len(self.rows)) if slot not in self._dropped)

    def extend(self, rows: Sequence[R]) -> list[int]:
        """Take in rows at the end. Returns the slots of those that the present filter lets through.

        The caller shows them below the others, in no particular order where a column is sorted.
        """
        start = len(self.rows)
        self.rows.extend(rows)
        if self._natural is not None:
            self._natural.extend(range(start, len(self.rows)))
        self._changed()
        now = self.arrangement
        if now.only is not None:
            return []
        fresh = range(start, len(self.rows))
        return [slot for slot in fresh if self._matches(slot, now)] if now.is_filtered else list(fresh)

    def pin(self, row: R, place: int | None = None) -> int:
        """Take in a row that stands above all others. Returns its slot."""
        slot = len(self.rows)
        self.rows.append(row)
        self._pinned.insert(len(self._pinned) if place is None else place, slot)
        self._changed()
        return slot

    def pin_all(self, rows: Iterable[R]) -> list[int]:
        """The same for many, which stand below those that are pinned already. Returns their slots."""
        first = len(self.rows)
        self.rows.extend(rows)
        slots = list(range(first, len(self.rows)))
        self._pinned.extend(slots)
        self._changed()
        return slots

    def replace(self, slot: int, row: R) -> None:
        """Give a slot new contents. Its place stays until the next arrangement."""
        before = self.rows[slot]
        self.rows[slot] = row
        if slot < len(self._search):
            self._search[slot] = search_text(self._searched(row))
        self._version += 1
        self._order_is_exact = False
        for name in {by.column for order in self._permutations for by in order}:
            text = self._columns[name].sorted_by
            if text(before) != text(row):
                self._forget(name)

    def search_by(self, searched: Callable[[R], Iterable[str | None]]) -> None:
        """Look at other cells from now on."""
        self._searched = searched
        # Another list: a search that is under way goes on with the old texts.
        self._search = []
        self._order_is_exact = False

    def take_columns(self, columns: Iterable[Column[R]]) -> None:
        """Have other columns; nothing may be sorted by one that goes."""
        self._columns = {column.name: column for column in columns}
        for name in {by.column for order in self._permutations for by in order} - self._columns.keys():
            self._forget(name)

    def drop(self, slots: Iterable[int]) -> None:
        """Let rows go. Their slots stay unused; the caller takes them out of ``order``."""
        self._dropped.update(slots)
        self._pinned = [slot for slot in self._pinned if slot not in self._dropped]
        if self._natural is not None:
            self._natural = [slot for slot in self._natural if slot not in self._dropped]
        self._changed()

    def set_natural(self, slots: Sequence[int]) -> None:
        """Say in which order the server lists the rows, where it is not the order in which they came."""
        self._natural = list(slots)
        self._changed()

    def _changed(self) -> None:
        self._version += 1
        self._order_is_exact = False
        self._permutations.clear()

    def _forget(self, column: str) -> None:
        for order in [o for o in self._permutations if any(by.column == column for by in o)]:
            del self._permutations[order]

    # -- what is shown

    def show_more(self, slots: Sequence[int]) -> None:
        """Show rows below the others."""
        now = self.order
        if isinstance(now, range) and list(slots) == list(range(len(now), len(now) + len(slots))):
            self.order = range(len(now) + len(slots))
        else:
            self.order = [*now, *slots]

    def show_at(self, row: int, *slots: int) -> None:
        """Show rows at a place."""
        self.order = [*self.order[:row], *slots, *self.order[row:]]

    def hide_row(self, row: int) -> None:
        """Take the row at a place out of what is shown."""
        self.order = [*self.order[:row], *self.order[row + 1 :]]

    # -- arrangement

    def adopt(self, arrangement: Arrangement, order: Sequence[int], *, version: int) -> None:
        """Show ``order``, which :meth:`arrange` worked out while the index stood at ``version``."""
        self.arrangement = arrangement
        self.order = order
        self._order_is_exact = version == self._version

    @property
    def version(self) -> int:
        """Grows with every change of the rows."""
        return self._version

    def arrange(self, wanted: Arrangement) -> Steps:
        """Work out the order for ``wanted``, a step at a time; the generator's return value is the order."""
        pool = self._narrower_pool(wanted)
        if pool is None:
            rest: Sequence[int] = self._base()
            if wanted.by:
                rest = yield from self._permutation(wanted.by)
            pool = [*self._pinned, *rest] if self._pinned else rest
        if wanted.only is not None:
            only = wanted.only
            pool = [slot for slot in pool if slot in only]
        return (yield from self._find(pool, wanted)) if wanted.is_filtered else pool

    def prepare(self) -> Iterator[None]:
        """Make the search texts that are still missing."""
        search, rows, searched = self._search, self.rows, self._searched
        while len(search) < len(rows):
            search.extend([search_text(searched(row)) for row in rows[len(search) : len(search) + STEP // 2]])
            yield

    def prepare_reverse(self) -> Iterator[None]:
        """After a sort: work out its opposite, so that the next click on the header costs nothing."""
        by = self.arrangement.by
        if len(by) == 1:
            yield from self._permutation((_turned(by[0]),))

    def _narrower_pool(self, wanted: Arrangement) -> Sequence[int] | None:
        """The rows that are shown, when they are sure to hold all rows that are wanted."""
        now = self.arrangement
        same = (now.by, now.only) == (wanted.by, wanted.only)
        narrower = (
            now.is_filtered
            and all(any(old in new for new in wanted.terms) for old in now.terms)
            and set(now.without) <= set(wanted.without)
            and set(now.tests) <= set(wanted.tests)
        )
        return self.order if same and narrower and self._order_is_exact else None

    def _base(self) -> Sequence[int]:
        """Unpinned rows in the server's order."""
        if self._natural is not None:
            pinned = set(self._pinned)
            return [slot for slot in self._natural if slot not in pinned] if pinned else self._natural
        hidden = self._dropped.union(self._pinned)
        every = range(len(self.rows))
        return [slot for slot in every if slot not in hidden] if hidden else every

    def _find(self, pool: Sequence[int], wanted: Arrangement) -> Steps:
        yield from self.prepare()
        search, rows = self._search, self.rows
        # The longest word first: it throws out the most. Tests cost more than words.
        terms = sorted(wanted.terms, key=len, reverse=True)
        run = STEP if wanted.tests else RUN
        pinned = set(self._pinned)
        found: list[int] = []
        for start in range(0, len(pool), run):
            part: Sequence[int] = pool[start : start + run]
            for term in terms:
                part = [slot for slot in part if term in search[slot]]
            for word in wanted.without:
                part = [slot for slot in part if word not in search[slot]]
            for test in wanted.tests:
                part = [slot for slot in part if test(rows[slot])]
            if start == 0 and pinned:
                # A row that was added and has no text yet is being filled in: it cannot be hidden.
                blank = [s for s in pool[:run] if (s in pinned and not search[s])]
                part = blank + [s for s in part if s not in pinned or search[s]]
            found += part
            yield
        return found

    def _matches(self, slot: int, wanted: Arrangement) -> bool:
        text = search_text(self._searched(self.rows[slot]))
        return (
            all(term in text for term in wanted.terms)
            and not any(word in text for word in wanted.without)
            and all(test(self.rows[slot]) for test in wanted.tests)
        )

    # -- sorting

    def _permutation(self, by: tuple[By, ...]) -> Steps:
        """Unpinned rows sorted by columns: by the last one first, as every sort keeps what it finds equal."""
        known = self._permutations.get(by)
        if known is not None:
            return known
        version = self._version
        first, rest = by[0], by[1:]
        up = (first, *rest) if not first.descending else (_turned(first), *rest)
        order = self._permutations.get(up)
        base: Sequence[int] = ()
        if order is None:
            base = (yield from self._permutation(rest)) if rest else self._base()
        column = self._columns[first.column]
        keys = yield from keys_of(self.rows, column.sorted_by, is_natural=column.is_natural)
        if order is None:
            order = yield from sorted_stably(base, keys)
            self._keep(up, order, version)
        if first.descending:
            order = yield from reversed_stably(order, keys)
            self._keep(by, order, version)
        return order

    def _keep(self, by: tuple[By, ...], order: Sequence[int], version: int) -> None:
        # A column may have gone while its order was worked out.
        if version == self._version and all(one.column in self._columns for one in by):
            self._permutations[by] = order
            while len(self._permutations) > _MOST_ORDERS:
                del self._permutations[next(iter(self._permutations))]


def _turned(by: By) -> By:
    return replace(by, descending=not by.descending)
