"""Which rows a table shows, and in what order: filter and sort over any number of people, without Qt.

A person's row has a *slot*, a number that stays the same as long as the index lives; ``order`` are
the slots that are shown, from top to bottom. A new arrangement is worked out by
:meth:`PeopleIndex.arrange` in small steps, so that its caller can stop after a few milliseconds and go on
later, or drop the work when the person has typed on. Nothing that is shown changes until
:meth:`PeopleIndex.adopt`.
"""

from bisect import bisect_left
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Generic, TypeVar

from .folding import LAST, search_terms, search_text, sort_key

R = TypeVar("R")

#: Rows that one step works on: about a millisecond.
STEP = 2_000
_RUN = 2 * STEP

Steps = Generator[None, None, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What is shown: rows that contain all ``terms``, sorted by a column (``None``: the server's order).

    With ``only`` no other slots are shown. Rows that contain one of ``without`` are not shown, nor those for
    which one of ``tests`` does not hold; tests that are equal hold for the same rows.
    """

    terms: tuple[str, ...] = ()
    column: int | None = None
    descending: bool = False
    only: frozenset[int] | None = None
    without: tuple[str, ...] = ()
    tests: tuple[Callable[[Any], bool], ...] = ()

    @classmethod
    def of(
        cls,
        query: str,
        column: int | None = None,
        *,
        descending: bool = False,
        only: frozenset[int] | None = None,
    ) -> "Arrangement":
        """The arrangement for what a person typed and clicked."""
        return cls(search_terms(query), column, descending, only)

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

    ``searched`` gives the cells that the filter looks at, ``sorted_by[column]`` the text that a column is
    sorted by. Rows are compared by nothing else.
    """

    def __init__(
        self,
        searched: Callable[[R], Iterable[str | None]],
        sorted_by: Sequence[Callable[[R], str | None]],
        rows: Sequence[R] = (),
    ) -> None:
        self._searched = searched
        self._sorted_by = sorted_by
        self.rows: list[R] = list(rows)
        # Never changed in place, so it can be shared; a range as long as everyone is shown in turn.
        self.order: Sequence[int] = range(len(self.rows))
        self.arrangement = Arrangement()
        # Search texts are made in the background: there may be fewer of them than rows.
        self._search: list[str] = []
        self._pinned: list[int] = []
        self._dropped: set[int] = set()
        self._natural: list[int] | None = None
        self._permutations: dict[tuple[int, bool], Sequence[int]] = {}
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

    def replace(self, slot: int, row: R) -> None:
        """Give a slot new contents. Its place stays until the next arrangement."""
        before = self.rows[slot]
        self.rows[slot] = row
        if slot < len(self._search):
            self._search[slot] = search_text(self._searched(row))
        self._version += 1
        self._order_is_exact = False
        for column in {column for column, _ in self._permutations}:
            text = self._sorted_by[column]
            if text(before) != text(row):
                self._forget(column)

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

    def _forget(self, column: int) -> None:
        for descending in (False, True):
            self._permutations.pop((column, descending), None)

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
            if wanted.column is not None:
                rest = yield from self._permutation(wanted.column, wanted.descending)
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
        column = self.arrangement.column
        if column is not None:
            yield from self._permutation(column, not self.arrangement.descending)

    def _narrower_pool(self, wanted: Arrangement) -> Sequence[int] | None:
        """The rows that are shown, when they are sure to hold all rows that are wanted."""
        now = self.arrangement
        same = (now.column, now.descending, now.only) == (wanted.column, wanted.descending, wanted.only)
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
        run = STEP if wanted.tests else _RUN
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

    def _permutation(self, column: int, descending: bool) -> Steps:
        known = self._permutations.get((column, descending))
        if known is not None:
            return known
        version = self._version
        base = self._base()
        keys = yield from self._keys(column)
        if descending:
            ascending = self._permutations.get((column, False))
            if ascending is None:
                ascending = yield from _sorted(base, keys)
                self._keep(column, False, ascending, version)
            order = yield from _reversed_stably(ascending, keys)
        else:
            order = yield from _sorted(base, keys)
        self._keep(column, descending, order, version)
        return order

    def _keep(self, column: int, descending: bool, order: Sequence[int], version: int) -> None:
        if version == self._version:
            self._permutations[column, descending] = order

    def _keys(self, column: int) -> Generator[None, None, list[str]]:
        text, rows = self._sorted_by[column], self.rows
        keys: list[str] = []
        while len(keys) < len(rows):
            # sort_key, with its common case in line: a call for each row would double the time.
            keys.extend(
                [
                    (cell.lower() if cell.isascii() else sort_key(cell)) if (cell := text(row)) else LAST
                    for row in rows[len(keys) : len(keys) + STEP]
                ]
            )
            yield
        return keys


def _sorted(slots: Sequence[int], keys: Sequence[str]) -> Steps:
    """A stable sort in small steps: sorted runs first, then all runs merged, one range of keys at a time."""
    key = keys.__getitem__
    runs: list[list[int]] = []
    for start in range(0, len(slots), _RUN):
        runs.append(sorted(slots[start : start + _RUN], key=key))
        yield
    if len(runs) < 2:
        return runs[0] if runs else []
    # As many ranges as runs, cut at the middle keys of all runs: each range is about one step of work. Equal
    # keys share a range, where the sort keeps the order of the runs.
    middles = sorted(key(run[len(run) * n // 4]) for run in runs for n in (1, 2, 3))
    pivots = middles[:: max(1, len(middles) // len(runs))]
    begins = [0] * len(runs)
    merged: list[int] = []
    for pivot in pivots:
        part: list[int] = []
        for number, run in enumerate(runs):
            end = bisect_left(run, pivot, begins[number], key=key)
            part += run[begins[number] : end]
            begins[number] = end
        part.sort(key=key)
        merged += part
        yield
    rest = [slot for number, run in enumerate(runs) for slot in run[begins[number] :]]
    rest.sort(key=key)
    merged += rest
    yield
    return merged


def _reversed_stably(ascending: Sequence[int], keys: Sequence[str]) -> Steps:
    """The descending order: groups of equal keys from the last to the first, empty cells still at the end."""
    # Where each group begins, as numbers: a hundred thousand little lists would call the collector.
    begins = [0]
    for start in range(1, len(ascending), STEP):
        part = ascending[start - 1 : start + STEP]
        begins += [
            place for place, (before, slot) in enumerate(pairwise(part), start) if keys[before] != keys[slot]
        ]
        yield
    end = len(ascending)
    order: list[int] = []
    empty: Sequence[int] = ()
    if end and keys[ascending[begins[-1]]] == LAST:
        empty = ascending[begins[-1] :]
        end = begins.pop()
    for last in range(len(begins), 0, -STEP):
        for begin in reversed(begins[max(0, last - STEP) : last]):
            order += ascending[begin:end]
            end = begin
        yield
    return [*order, *empty]
