"""Where the rows of keys stand: the slot of a registrant's id, or of the name of a row that was added."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from operator import attrgetter, indexOf

from webinar_console.domain.registrant import Registrant

from .people_index import PeopleIndex
from .sorting import STEP

#: Rows that one question learns.
AT_ONCE = 2 * STEP
_ID = attrgetter("id")


class KeySlots:
    """Slots by key. What is asked for once is known from then on; ``people`` gives the present index."""

    def __init__(self, people: Callable[[], PeopleIndex[Registrant]]) -> None:
        self._people = people
        # Of rows that have a staged edit, or had one.
        self._slots: dict[str, int] = {}
        # Of all rows, as far as they were asked for: of which list, by id, up to which slot.
        self._known_rows: list[Registrant] | None = None
        self._by_id: dict[str, int] = {}
        self._known = 0

    def __len__(self) -> int:
        return len(self._slots)

    @property
    def unknown(self) -> int:
        """How many rows are to be learned yet."""
        rows = self._people().rows
        return len(rows) - (self._known if self._known_rows is rows else 0)

    def learning(self) -> Iterator[None]:
        """Learn whose the rows are, a step at a time, so that questions take no time."""
        while self.unknown:
            self._learn(STEP)
            yield

    def clear(self) -> None:
        """Other people are shown."""
        self._slots.clear()

    def place(self, key: str, slot: int) -> None:
        """Note the slot of a row."""
        self._slots[key] = slot

    def noted(self, key: str) -> int | None:
        """The slot that was noted for a row that has a staged edit, or had one."""
        return self._slots.get(key)

    def of(self, key: str) -> int | None:
        """The slot of a row, ``None`` when it has none."""
        people = self._people()
        slot = self._slots.get(key)
        if slot is None or not people.is_live(slot):
            # A row that was let go may have come back in another place.
            return self._slot_by_id(key)
        # A replaced registrant's row lives on under the new id: the old id has no row any more.
        return slot if people.rows[slot].id == key else None

    def find(self, keys: Iterable[str]) -> None:
        """Look up many rows in one go, before they are asked for one by one."""
        for _ in self.finding(keys):
            pass

    def finding(self, keys: Iterable[str]) -> Iterator[None]:
        """The same a step at a time: about a millisecond each."""
        unknown = {key for key in keys if key not in self._slots}
        if not unknown:
            return
        people = self._people()
        rows = people.rows
        for start in range(0, len(rows), STEP):
            for slot, row in enumerate(rows[start : start + STEP], start):
                if row.id in unknown and people.is_live(slot):
                    self._slots[row.id] = slot
            yield

    def _slot_by_id(self, key: str) -> int | None:
        """The slot of any row: a job asks for each person that it registers, so nothing is searched twice.

        Each question learns some rows more, and looks through those that are not known yet: that takes a few
        milliseconds, where learning all of a long list at the first question would hold up the window.
        """
        self._learn(AT_ONCE)
        people = self._people()
        rows, slot = people.rows, self._by_id.get(key)
        if slot is None:
            return self._among_unknown(people, key)
        if people.is_live(slot) and rows[slot].id == key:
            return slot
        # That row has gone, or became somebody else's. An id has one row at most, and no slot is used twice:
        # if the person comes again, it is in a slot that is not known yet.
        del self._by_id[key]
        return self._among_unknown(people, key)

    def _learn(self, most: int) -> None:
        rows = self._people().rows
        if self._known_rows is not rows:
            self._known_rows, self._by_id, self._known = rows, {}, 0
        if self._known < len(rows):
            part = rows[self._known : self._known + most]
            self._by_id.update(zip(map(_ID, part), range(self._known, len(rows)), strict=False))
            self._known += len(part)

    def _among_unknown(self, people: PeopleIndex[Registrant], key: str) -> int | None:
        start = self._known
        while start < len(people.rows):
            try:
                start += indexOf(map(_ID, islice(people.rows, start, None)), key)
            except ValueError:
                return None
            if people.is_live(start):
                return start
            start += 1
        return None
