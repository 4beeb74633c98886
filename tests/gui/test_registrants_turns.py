"""Long work of the table: what goes first, and what is done no more often than needed."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QUndoStack

from tests.gui.people import people
from tests.gui.registrants_room import Key, begin_paste, desk_of, opened
from tests.helpers.qt import Gui, application, gui_test, press, until
from webinar_console.domain.registrant import Registrant
from webinar_console.ui.registrants import checks
from webinar_console.ui.registrants.checks import find_problems
from webinar_console.ui.registrants.columns import Attendance
from webinar_console.ui.registrants.draft import Draft
from webinar_console.ui.registrants.more_columns import more_columns
from webinar_console.ui.registrants.offers import Offers
from webinar_console.ui.registrants.panel import RegistrantsPanel
from webinar_console.ui.registrants.pasting import Pasted, filling
from webinar_console.ui.registrants.registrant_model import RegistrantModel
from webinar_console.ui.registrants.removing import removing_rows
from webinar_console.ui.registrants.selection import Block
from webinar_console.ui.registrants.steps import adding, setting

Ctrl = Qt.KeyboardModifier.ControlModifier
EMAIL, SOURCE = 2, 3


class Background(QObject):
    """Steady work that goes on until it is told to end."""

    def __init__(self, panel: RegistrantsPanel) -> None:
        super().__init__(panel)
        self.turns, self.is_wanted = 0, True
        panel.model.slices.steady(self._work())

    def _work(self) -> Iterator[None]:
        while self.is_wanted:
            self.turns += 1
            yield


@gui_test
async def test_a_paste_and_its_undo_wait_for_nothing_in_the_background(gui: Gui) -> None:
    panel = await opened(gui, desk_of(1_000))
    panel.view.setFocus()
    background = Background(panel)
    await until(lambda: background.turns)
    await begin_paste(panel, 900)
    await until(lambda: panel.model.stack.canUndo())
    assert len(panel.model.draft) == 900
    assert background.is_wanted
    await press(panel.view, Key.Key_Z, Ctrl)
    await until(lambda: not len(panel.model.draft))
    turns = background.turns
    await until(lambda: background.turns > turns, what="the background again")
    background.is_wanted = False
    await until(lambda: panel.model.slices.is_idle)


@gui_test
async def test_what_is_still_being_copied_is_what_is_pasted(gui: Gui) -> None:
    panel = await opened(gui, desk_of(3_000))
    model, view = panel.model, panel.view
    wanted = [model.record_at(row).email for row in range(3_000)]
    view.setFocus()
    view.selectColumn(EMAIL)
    await press(view, Key.Key_C, Ctrl)
    view.clearSelection()
    view.setCurrentIndex(model.index(0, SOURCE))
    await press(view, Key.Key_V, Ctrl)
    await until(lambda: model.slices.is_idle and len(model.draft) == 3_000)
    assert [model.record_at(row).source for row in range(3_000)] == wanted


def rows_of(count: int) -> RegistrantModel:
    """A model as it is before anything is done with it, and nobody who looks at each change."""
    application()
    model = RegistrantModel()
    draft, stack = Draft([]), QUndoStack(model)
    model.open(people(count), draft, stack, attendance=Attendance.OVER, session_finished=False)
    model.slices.finish()
    return model


@pytest.mark.parametrize("goes", ["key.lid", "key.oid"])
def test_a_step_fills_the_column_it_was_begun_in_though_columns_go(goes: str) -> None:
    model = RegistrantModel(application())
    model.show_more(more_columns(["key.lid", "key.oid", "key.cid"], {}))
    persons = [Registrant(id=f"r{n}", external_id=f"lid={n}&oid=o&cid=c") for n in range(1_000)]
    model.open(persons, Draft(), QUndoStack(model), attendance=Attendance.NOT_YET, session_finished=False)
    model.slices.finish()
    place = [column.name for column in model.columns].index("key.oid")
    found = Pasted()

    def work() -> Iterator[None]:
        block, shown = Block(0, 999, place, place), range(len(model.columns))
        yield from filling(model, model.index_of_people.order, [block], shown, "X", found)
        yield from setting(model, found.cells, "Fill")

    step = work()
    model.do_step(step, 1_000)
    list(islice(step, 2))
    assert 0 < found.count < 1_000, "some of it is worked out"
    model.show_more(more_columns([name for name in ("key.lid", "key.oid", "key.cid") if name != goes], {}))
    model.settle()
    model.slices.finish()
    said = [model.shown_record(f"r{n}") for n in range(1_000)]
    assert [one and one.external_id for one in said] == [f"lid={n}&oid=X&cid=c" for n in range(1_000)]


def test_values_are_learned_once_while_rows_change() -> None:
    model = rows_of(5_000)
    offers = Offers(model)
    passes: list[int] = []

    def again() -> None:
        # As the filter does, which offers anew what it has heard of; and a job changes rows all the time.
        passes.append(len(passes))
        if len(passes) < 30:
            change()
            offers.learn()

    def change() -> None:
        model.replace_rows([(0, msgspec.structs.replace(model.record_at(0), source=f"list {len(passes)}"))])

    offers.learned.connect(again)
    for _ in range(10):
        change()
        offers.learn()
    model.slices.finish()
    assert passes == [0]
    # Asked again, it looks again: the rows are others.
    offers.learn()
    model.slices.finish()
    assert passes == [0, 1]


def test_people_who_have_gone_have_no_values() -> None:
    model = rows_of(50)
    offers = Offers(model)
    sources = {person.source for person in people(50)}
    gone = {slot for slot, person in enumerate(people(50)) if person.source == "newsletter"}
    assert gone
    model.drop_slots(gone)
    offers.learn()
    model.slices.finish()
    assert set(offers.values["source"]) == sources - {"newsletter", "", None}


def test_people_are_added_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each record is put together in a turn of few, and so are the addresses that are compared."""
    model = rows_of(10)
    calls = Counter[str]()
    of_a_step: list[int] = []
    for owner, name in ((Draft, "shown"), (checks, "email_key")):
        call = getattr(owner, name)

        def counted(*args: Any, _call: Any = call, _name: str = name) -> Any:
            calls[_name] += 1
            return _call(*args)

        monkeypatch.setattr(owner, name, counted)
    everybody = [{"first_name": "Ann", "email": f"a{number}@x.example"} for number in range(5_000)]
    work = chain(
        adding(model, everybody),
        find_problems(model.draft, {}, lambda _key: "", session_finished=False),
    )
    for _ in chain(work, [None]):
        of_a_step.append(max(calls.values(), default=0))
        calls.clear()
    assert model.rowCount() == 5_010
    assert sum(of_a_step) >= 10_000
    assert max(of_a_step) <= 200


def test_everybody_is_removed_and_taken_back_a_few_rows_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    model, looked, told = rows_of(2_000), [0], list[tuple[int, str]]()
    model.replace_rows([(7, msgspec.structs.replace(model.record_at(7), participant_id="77"))])
    for name in ("get", "server"):
        call = getattr(Draft, name)

        def counted(*args: Any, _call: Any = call) -> Any:
            looked[-1] += 1
            return _call(*args)

        monkeypatch.setattr(Draft, name, counted)
    for count in (1_999, 0):
        slots = [slot for slot in range(2_000) if count or slot != 7]
        step = removing_rows(model, slots, lambda *kept: told.append(kept))
        looked.extend(0 for _ in step)
        assert len(model.draft) == count
    assert [(count, "attended" in reason) for count, reason in told] == [(1, True)]
    assert sum(looked) > 2_000
    assert max(looked) < 2_000


@gui_test
async def test_all_rows_are_removed_in_turns_and_the_menu_asks_no_row(gui: Gui) -> None:
    panel = await opened(gui, desk_of(1_000))
    model, view = panel.model, panel.view
    view.selectAll()
    asked: list[int] = []
    key_at = model.key_at
    model.key_at = lambda row: asked.append(row) or key_at(row)  # type: ignore[method-assign,func-returns-value]
    menu = view.menu()
    assert "Remove 1,000 people" in [action.text() for action in menu.actions()]
    panel.remove_selected()
    assert len(asked) < 10
    assert not len(model.draft), "not in one piece"
    await until(lambda: model.draft.counts().removed == 1_000)
    assert "Revert 1,000 rows" in [action.text() for action in view.menu().actions()]
    panel.remove_selected()
    await until(lambda: not len(model.draft))
