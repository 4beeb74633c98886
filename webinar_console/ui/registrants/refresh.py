"""A refresh of the table: the server's pages go into what is shown, person by person, without a reset."""

import asyncio
from collections.abc import Iterator, Sequence

from webinar_console.domain.registrant import Registrant
from webinar_console.domain.staging import StagedAddition

from .draft import key_of
from .registrant_model import RegistrantModel

# A person whose row is on its way into the table.
_COMING = -1
_STEP = 10_000


class Refresh:
    """One reading of the whole list: :meth:`begin` it, give it every page, then :meth:`finish` it.

    Beginning and finishing yield after each few milliseconds of work.

    People who were there are updated in place, new ones appear below, and those who are not in the list any
    more go at the end, except that a staged edit keeps its row and the row says what happened. An unfinished
    refresh removes nobody.
    """

    def __init__(self, model: RegistrantModel) -> None:
        self._model = model
        self._slots: dict[str, int] = {}
        self._before = 0
        self._found = 0
        self._ids: list[str] = []
        self._last_slot = _COMING
        self._in_order = True

    def begin(self) -> Iterator[None]:
        """Learn who is shown now."""
        people = self._model.index_of_people
        pinned, rows = set(people.pinned), people.rows
        for start in range(0, len(rows), _STEP):
            slots = range(start, min(start + _STEP, len(rows)))
            self._slots.update({rows[s].id: s for s in slots if people.is_live(s) and s not in pinned})
            yield
        self._before = len(self._slots)

    def take(self, page: Sequence[Registrant]) -> None:
        """Take in a page of the list, in the server's order."""
        fresh: list[Registrant] = []
        changed: list[tuple[int, Registrant]] = []
        slots, rows, draft = self._slots, self._model.index_of_people.rows, self._model.draft
        for person in page:
            slot = slots.get(person.id)
            self._ids.append(person.id)
            if slot is None:
                slots[person.id] = _COMING
                fresh.append(self._seen(person))
                continue
            if slot == _COMING:
                # A page that overlaps with an earlier one: the person has been taken already.
                self._ids.pop()
                continue
            self._found += 1
            if slot < self._last_slot or len(self._ids) > self._found:
                self._in_order = False
            self._last_slot = slot
            known = draft.server(person.id) if draft.follows(person.id) else rows[slot]
            if known != person:
                changed.append((slot, self._seen(person)))
        if changed:
            self._model.replace_rows(changed)
            self._model.check_again(people_changed=True)
        if fresh:
            self._model.append(fresh)

    def came(self, registrant_id: str) -> None:
        """Somebody was registered by a job while the list was being read."""
        if registrant_id not in self._slots:
            self._slots[registrant_id] = _COMING
        self._ids.append(registrant_id)

    def finish(self) -> Iterator[None]:
        """The list is whole: let those go who are not in it, and take over its order."""
        model = self._model
        model.show_now()
        people = model.index_of_people
        listed = set(self._ids)
        yield
        if self._found < self._before or not self._in_order:
            missing = {i: s for i, s in self._slots.items() if s != _COMING and i not in listed}
            yield
            self._let_go(missing)
            yield
        if not self._in_order:
            pinned = set(people.pinned)
            slots = {people.rows[s].id: s for s in people.live_slots() if s not in pinned}
            yield
            # Who left and has staged edits stays to be seen, below the others.
            ids = dict.fromkeys([*self._ids, *slots])
            people.set_natural([slots[i] for i in ids if i in slots])
            yield
        self._show_those_who_left(listed)
        model.check_again(people_changed=True)
        if not model.wanted.is_plain or not self._in_order:
            model.arrange_again()
        model.counted.emit()

    def _seen(self, person: Registrant) -> Registrant:
        """The record as the table shows it."""
        draft = self._model.draft
        if not draft.follows(person.id):
            return person
        draft.see(person.id, person)
        return draft.shown(person.id)

    def _let_go(self, missing: dict[str, int]) -> None:
        model, people = self._model, self._model.index_of_people
        gone: set[int] = set()
        left: set[int] = set()
        for registrant_id, slot in missing.items():
            if not people.is_live(slot):
                continue
            if model.draft.follows(registrant_id):
                model.draft.see(registrant_id, None)
            (left if registrant_id in model.draft else gone).add(slot)
        model.drop_slots(gone)
        model.repaint_slots(left)

    def _show_those_who_left(self, listed: set[str]) -> None:
        """Staged edits of people who have no row at all: they left while the session was not open."""
        model = self._model
        keys = [key_of(staged) for staged in model.draft.all() if not isinstance(staged, StagedAddition)]
        model.slots.find(keys)
        for key in keys:
            if key not in listed and model.slot_of(key) is None:
                model.draft.see(key, None)
                model.slots.place(key, model.insert_pinned(model.draft.shown(key)))


async def in_turns(steps: Iterator[None]) -> None:
    """Do a few milliseconds of work in each turn of the loop."""
    for _ in steps:
        await asyncio.sleep(0)
