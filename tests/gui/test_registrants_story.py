"""Any story of the table with a server: after each Apply the server holds what the table said, and the table
says what the server holds. Qt's own tester watches the model in every step."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QWidget

from tests.gui.model_room import agree, done, watched
from tests.helpers.practice import Bench, job_over
from tests.helpers.qt import application
from tests.helpers.virtual_time import VirtualTimeLoop
from webinar_console.domain.email import email_key
from webinar_console.domain.job import Outcome
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.session import Session
from webinar_console.domain.staging import EDITABLE, StagedAddition, StagedChange, StagedRemoval
from webinar_console.services.workspace import Workspace
from webinar_console.simulator import Settings
from webinar_console.ui.registrants.applying import Applying
from webinar_console.ui.registrants.columns import Attendance
from webinar_console.ui.registrants.draft import Draft, key_of
from webinar_console.ui.registrants.more_columns import more_columns
from webinar_console.ui.registrants.pasting import Pasted, filling
from webinar_console.ui.registrants.refresh import Refresh
from webinar_console.ui.registrants.registrant_model import RegistrantModel
from webinar_console.ui.registrants.selection import Block
from webinar_console.ui.registrants.steps import setting
from webinar_console.ui.theme import SchemeChoice, Theme

T = TypeVar("T")
ROWS = st.integers(0, 9)
NUMBERS = st.integers(0, 5)
MOST_ATTEND = 1
NAMES = st.sampled_from(["Ada", "Grace", "Zoë", "O’Neil", "李"])
ADDRESSES = st.sampled_from([f"p{n}@x.example" for n in range(6)])
TEXTS = {
    "first_name": NAMES,
    "last_name": NAMES,
    "email": ADDRESSES,
    "source": st.sampled_from(["", "fair", "=1+1"]),
    "external_id": st.sampled_from(["", "lid=1&oid=%3D", "plain"]),
}
CELLS = st.sampled_from(EDITABLE).flatmap(lambda name: st.tuples(st.just(name), TEXTS[name]))
PEOPLE = st.fixed_dictionaries({"first_name": NAMES, "last_name": NAMES, "email": ADDRESSES})


class Story(RuleBasedStateMachine):
    """One account with two sessions, and the table over one of them."""

    @initialize()
    def begin(self) -> None:
        self.loop = VirtualTimeLoop()
        self.bench: Bench
        self.attended = 0
        self.closing = AsyncExitStack()
        self.run(self._begin())

    async def _begin(self) -> None:
        theme = Theme(application(), SchemeChoice.LIGHT)
        self.bench = Bench(Settings(registrants=4, limit=100_000, light_limit=1000))
        self.program: Workspace = await self.closing.enter_async_context(self.bench.program())
        await self.program.catalogue.refresh()
        large = self.bench.session_id
        empty = next(s for s in self.program.catalogue.sessions if self._is_small(s) and s.id != large)
        self.sessions: list[Session] = [
            next(s for s in self.program.catalogue.sessions if s.id == large),
            empty,
        ]
        self.drafts = {s.id: (Draft(), QUndoStack()) for s in self.sessions}
        #: What the table was told of the server, by session and id.
        self.told: dict[str, dict[str, Registrant]] = {}
        self.window = QWidget()
        self.model = RegistrantModel()
        self.tester = watched(self.model)
        self.applying = Applying(theme, self.program, self.model, self.window, lambda: datetime.now(UTC))
        self.program.registrants.created.connect(self._created)
        self.program.registrants.removed.connect(self._removed)
        await self._show(self.sessions[0])

    def _is_small(self, session: Session) -> bool:
        database = self.bench.world.database
        fits = "SELECT COUNT(*) FROM registrants WHERE session_id = ?"
        return session.status == "Scheduled" and database.number(fits, int(session.id)) <= 12

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    def serve(self, deed: Callable[[], object]) -> None:
        """The server does something: its clock is the loop's."""

        async def inside() -> None:
            deed()

        self.run(inside())

    def _created(self, session_id: str, person: Registrant) -> None:
        self.told[session_id][person.id] = person

    def _removed(self, session_id: str, registrant_id: str) -> None:
        self.told[session_id].pop(registrant_id, None)

    # -- the table

    @property
    def session(self) -> Session:
        assert self.applying.session is not None
        return self.applying.session

    async def _show(self, session: Session) -> None:
        """As the panel does: the copy at once, then the server's pages."""
        self.model.settle()
        self.applying.session = session
        cached = await self.program.registrants.cached(session.id)
        self.model.find("")
        people = cached.people if cached else ()
        self.model.open(
            people, *self.drafts[session.id], attendance=Attendance.NOT_YET, session_finished=False
        )
        done(self.model)
        reports = await self.applying.catch_up(session)
        await self._refresh()
        self.applying.take_back_applied(reports)
        done(self.model)

    async def _refresh(self) -> None:
        reading = Refresh(self.model)
        list(reading.begin())
        people: dict[str, Registrant] = {}
        async for page in self.program.registrants.fetch(self.session.id):
            reading.take(page)
            people |= {person.id: person for person in page}
        list(reading.finish())
        self.told[self.session.id] = people
        done(self.model)

    def keys(self, rows: Iterable[int]) -> list[str]:
        """Those of some rows that are shown, round the end."""
        count = self.model.rowCount()
        return [self.model.key_at(row) for row in sorted({row % count for row in rows})] if count else []

    @precondition(lambda self: self.model.rowCount())
    @rule(row=ROWS, cell=CELLS)
    def edit(self, row: int, cell: tuple[str, str]) -> None:
        column = [c.name for c in self.model.columns].index(cell[0])
        self.model.setData(self.model.index(row % self.model.rowCount(), column), cell[1])

    @rule(first=ROWS, count=st.integers(1, 4), cell=CELLS)
    def edit_many(self, first: int, count: int, cell: tuple[str, str]) -> None:
        if cell[0] != "email":
            rows = range(first, first + count)
            self.model.set_cells({key: dict([cell]) for key in self.keys(rows)}, "Fill")

    @precondition(lambda self: self.model.rowCount())
    @rule(more=st.sets(st.sampled_from(["key.lid", "key.oid"])), turns=st.integers(0, 4), text=NAMES)
    def columns_change_during_a_step(self, more: set[str], turns: int, text: str) -> None:
        model, found = self.model, Pasted()
        names = [column.name for column in model.columns]
        place = names.index("key.lid" if "key.lid" in names else "source")
        column, blocks = model.columns[place], [Block(0, model.rowCount() - 1, place, place)]
        filled = filling(model, model.index_of_people.order, blocks, range(len(names)), text, found)
        step = chain(filled, setting(model, found.cells, "Fill"))
        model.do_step(step, 1_000)
        list(islice(step, turns))
        model.show_more(more_columns(sorted(more), {}))
        for key in found.cells:
            said = model.shown_record(key)
            assert said is not None
            assert column.text(said) == text

    @rule(values=PEOPLE)
    def add(self, values: dict[str, str]) -> None:
        self.model.add_person(values)

    @rule(rows=st.sets(ROWS, min_size=1, max_size=3))
    def remove(self, rows: set[int]) -> None:
        self.model.remove_people(self.keys(rows))

    @precondition(lambda self: len(self.model.draft))
    @rule(rows=st.sets(ROWS, min_size=1, max_size=3), name=st.one_of(st.none(), st.sampled_from(EDITABLE)))
    def revert(self, rows: set[int], name: str | None) -> None:
        self.model.take_back(self.keys(rows), None if name is None else [name])

    @precondition(lambda self: len(self.model.draft))
    @rule(rows=st.sets(ROWS, min_size=1, max_size=3))
    def keep_mine(self, rows: set[int]) -> None:
        self.model.keep_mine(self.keys(rows))

    @precondition(lambda self: self.model.stack.canUndo())
    @rule()
    def undo(self) -> None:
        self.model.undo()

    @precondition(lambda self: self.model.stack.canRedo())
    @rule()
    def redo(self) -> None:
        self.model.redo()

    @precondition(lambda self: len(self.model.draft))
    @rule()
    def discard(self) -> None:
        self.model.discard()

    @rule(column=st.integers(-1, 6), down=st.booleans())
    def sort(self, column: int, down: bool) -> None:
        self.model.sort(column, Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder)

    @rule(words=st.sampled_from(["", "a", "ada", "x.example", "zz"]))
    def find(self, words: str) -> None:
        self.model.find(words)

    @rule()
    def refresh(self) -> None:
        self.run(self._refresh())

    @rule(count=st.integers(0, 5))
    def a_reading_breaks_off_and_is_begun_again(self, count: int) -> None:
        self.run(self._break_off(count))
        self.refresh()

    async def _break_off(self, count: int) -> None:
        reading = Refresh(self.model)
        list(reading.begin())
        reading.take((await self.program.client.registrants.pages(self.session.id).__anext__())[:count])

    @precondition(lambda self: len(self.model.draft))
    @rule(number=NUMBERS, name=NAMES)
    def refresh_after_a_change(self, number: int, name: str) -> None:
        self.somebody_changes(number, True, name)
        self.refresh()

    @rule(number=st.sampled_from([0, 0, 1]))
    def switch(self, number: int) -> None:
        self.run(self._show(self.sessions[number]))

    # -- the server, of which the table is not told

    def somebody(self, number: int, *, staged: bool) -> dict[str, Any] | None:
        """One of those who are registered; rather one of whom an edit is staged."""
        people = self.bench.world.people(self.session.id)
        about = [person for person in people if person["id"] in self.model.draft] if staged else []
        chosen = about or people
        return chosen[number % len(chosen)] if chosen else None

    @rule(number=NUMBERS, staged=st.booleans(), name=NAMES)
    def somebody_changes(self, number: int, staged: bool, name: str) -> None:
        # RingCentral has no call for it: the person does it on the registration page.
        person = self.somebody(number, staged=staged)
        if person is not None:
            self._write("UPDATE registrants SET first_name = ? WHERE id = ?", name, person)

    @rule(number=NUMBERS, staged=st.booleans())
    def somebody_leaves(self, number: int, staged: bool) -> None:
        person = self.somebody(number, staged=staged)
        if person is not None:
            self.serve(lambda: self.bench.world.registration.remove(self.session.id, person["id"]))

    @rule(values=PEOPLE)
    def somebody_registers(self, values: dict[str, str]) -> None:
        taken = {email_key(person["email"]) for person in self.bench.world.people(self.session.id)}
        if values["email"] not in taken:
            names = {"firstName": values["first_name"], "lastName": values["last_name"]}
            body = {**names, "email": values["email"]}
            self.serve(lambda: self.bench.world.registration.register(self.session.id, body))

    @precondition(lambda self: self.attended < MOST_ATTEND)
    @rule(number=NUMBERS, staged=st.booleans())
    def somebody_attends(self, number: int, staged: bool) -> None:
        person = self.somebody(number, staged=staged)
        if person is not None:
            self._write("UPDATE registrants SET participant_id = ? WHERE id = ?", "77", person)
            self.attended += 1

    def _write(self, statement: str, value: str, person: dict[str, Any]) -> None:
        self.bench.world.database.run(statement, value, int(person["id"]))

    # -- Apply

    @precondition(lambda self: len(self.model.draft))
    @rule()
    def apply(self) -> None:
        """What stands against applying is taken back first, as the bar asks for."""
        self.model.check_now()
        while self.model.problems.rows:
            self.model.take_back(list(self.model.problems.of))
            self.model.check_now()
        self.run(self._apply())

    async def _apply(self) -> None:
        session, draft = self.session, self.model.draft
        staged = draft.all()
        if not staged:
            return
        said = {key_of(one): draft.shown(key_of(one)) for one in staged}
        preferences = await self.program.preferences.load(session.id)
        plan = await self.program.registrants.plan_apply(session, staged, preferences)
        assert len(plan.job.rows) + len(plan.protected) == len(staged)
        before = await self._server()
        if plan.job.rows:
            keys = {self._key(row.old, row.email): row for row in plan.job.rows}
            await self.applying.start(plan.job)
            await job_over(self.program, plan.job.id)
            done(self.model)
            ends = {row.seq: row for row in await self.program.jobs.rows(plan.job.id)}
            after = await self._server()
            touched: set[str] = set()
            for one in staged:
                row = keys.get(self._key_of(one))
                if row is None:
                    assert key_of(one) in draft  # protected: it stays staged
                    continue
                touched |= self._settled(one, said[key_of(one)], ends[row.seq].outcome, before, after)
            for key in before.keys() - touched:
                assert after[key] == before[key]
            assert len(after.keys() - before.keys()) <= plan.forecast.new_ids
        await self._refresh()
        assert not draft.applying

    @staticmethod
    def _key(old: Registrant | None, address: str) -> str:
        return old.id if old is not None else email_key(address)

    def _key_of(self, one: StagedAddition | StagedChange | StagedRemoval) -> str:
        if isinstance(one, StagedAddition):
            return email_key(one.values.get("email", ""))
        return one.registrant.id

    def _settled(
        self,
        one: StagedAddition | StagedChange | StagedRemoval,
        said: Registrant,
        outcome: Outcome | None,
        before: dict[str, Registrant],
        after: dict[str, Registrant],
    ) -> set[str]:
        """Check one edit; the ids of ``before`` that are not there any more by its doing."""
        if outcome is Outcome.DONE:
            assert key_of(one) not in self.model.draft
            gone = set() if isinstance(one, StagedAddition) else {one.registrant.id}
            assert not gone & after.keys()
            if not isinstance(one, StagedRemoval):
                (made,) = [p for p in after.values() if email_key(p.email) == email_key(said.email)]
                assert made.id not in before
                for name in EDITABLE:
                    assert (getattr(made, name) or "") == (getattr(said, name) or ""), name
            return gone
        if outcome is Outcome.ALREADY_THERE:
            assert any(email_key(p.email) == email_key(said.email) for p in after.values())
            return set()
        assert outcome is Outcome.REFUSED
        assert key_of(one) in self.model.draft
        return set()

    async def _server(self) -> dict[str, Registrant]:
        listed = self.program.client.registrants.list(self.session.id, include_questionnaire=True)
        return {person.id: person async for person in listed}

    # -- always

    @invariant()
    def the_table_says_what_it_was_told(self) -> None:
        if not hasattr(self, "told"):
            return
        done(self.model)
        told = self.told[self.session.id]
        agree(self.model, told)

    def teardown(self) -> None:
        if hasattr(self, "applying"):
            self.applying.close()
            del self.tester
            self.model.deleteLater()
            self.window.deleteLater()
        if hasattr(self, "loop"):
            self.run(self.closing.aclose())
            asyncio.set_event_loop(None)
            self.loop.close()


Story.TestCase.settings = settings(
    max_examples=20,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestAnyStory = Story.TestCase
