"""Which columns are shown, in what order and how wide: kept for the next session and the next start."""

import asyncio
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tests.gui.desk import NOW, Desk, Kept, session
from tests.gui.people import people
from tests.gui.registrants_room import desk_of, opened
from tests.helpers.qt import Gui, gui_test, press, until
from webinar_console.domain.errors import StoreError
from webinar_console.ui.registrants.bulk_sheet import BulkSheet
from webinar_console.ui.registrants.panel import RegistrantsPanel

Ctrl = Qt.KeyboardModifier.ControlModifier


def order(panel: RegistrantsPanel) -> list[str]:
    names = [described.name for described in panel.model.columns]
    return [names[column] for column in panel.view.in_view_order(range(len(names)))]


def column_of(panel: RegistrantsPanel, name: str) -> int:
    return [described.name for described in panel.model.columns].index(name)


def kept(desk: Desk) -> dict[str, Any]:
    found = desk.settings.values.get("registrants columns", {})
    assert isinstance(found, dict)
    return found


@gui_test
async def test_a_layout_is_kept_for_other_sessions_and_the_next_start(gui: Gui) -> None:
    desk = desk_of(5)
    desk.registrants.of["s2"] = people(3, attended=0.5)
    panel = await opened(gui, desk)
    header = panel.view.horizontalHeader()
    header.moveSection(header.visualIndex(column_of(panel, "source")), 0)
    panel.view.setColumnWidth(column_of(panel, "email"), 333)
    panel.layout_of_columns.show_column("external_id", shown=False)
    wanted = ["source", "first_name", "last_name", "email", "registered_at", "attended", "join_uri"]
    assert order(panel) == wanted
    await until(lambda: [*kept(desk).get("hidden", ())] == ["external_id"])
    # A session of the past has its columns in another order of its own.
    await panel.show_session(session(2, status="Finished"))
    assert order(panel) == wanted
    assert panel.view.columnWidth(column_of(panel, "email")) == 333
    await panel.aclose()
    later = await opened(gui, desk)
    assert order(later) == wanted
    assert later.view.columnWidth(column_of(later, "email")) == 333
    assert kept(desk)["widths"] == {"email": 333}, "only what a person set"


@gui_test
async def test_columns_are_chosen_in_the_menu_of_a_header(gui: Gui) -> None:
    desk = desk_of(5)
    panel = await opened(gui, desk)
    menu = panel.finder.header_menu(0)
    columns = next(action.menu() for action in menu.actions() if action.text() == "Columns")
    actions = {action.text(): action for action in columns.actions()}
    assert not actions["E-mail"].isEnabled(), "whoever cannot be seen by address is nobody"
    actions["Join link"].trigger()
    assert "join_uri" not in order(panel)
    actions["Source"].trigger()
    assert order(panel) == ["first_name", "last_name", "email", "external_id", "registered_at", "attended"]
    actions["Source"].trigger()
    assert "source" in order(panel)
    panel.view.setColumnWidth(0, 222)
    actions["As at the beginning"].trigger()
    assert "join_uri" in order(panel)
    assert panel.view.columnWidth(0) != 222
    await panel.aclose()
    assert kept(desk) == {}


@gui_test
async def test_a_stretched_column_has_no_width_of_its_own(gui: Gui) -> None:
    desk = desk_of(5)
    panel = await opened(gui, desk)
    panel.layout_of_columns.show_column("join_uri", shown=False)
    last = column_of(panel, order(panel)[-1])
    before = panel.view.columnWidth(last)
    panel.resize(1700, 600)
    await until(lambda: panel.view.columnWidth(last) > before)
    await panel.aclose()
    assert kept(desk).keys() == {"hidden"}


class Slow(Kept):
    """Settings that answer when they are let, and fail when they are told to."""

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__()
        self.values = values
        self.asked = 0
        self.may_answer = asyncio.Event()
        self.failure: StoreError | None = None

    async def get(self, name: str, default: Any = None) -> Any:
        self.asked += 1
        await self.may_answer.wait()
        if self.failure is not None:
            raise self.failure
        return await super().get(name, default)


@gui_test
async def test_a_layout_outlives_a_session_that_is_left_at_once(gui: Gui) -> None:
    desk = desk_of(5)
    desk.registrants.of["s2"] = people(3)
    desk.settings = slow = Slow({"registrants columns": {"hidden": ["source"], "widths": {"email": 321}}})
    panel = gui.show(RegistrantsPanel(gui.theme, desk, gui.tasks(), gui.messages, lambda: NOW), 1200, 600)
    first = asyncio.ensure_future(panel.show_session(session(1)))
    await until(lambda: slow.asked)
    second = asyncio.ensure_future(panel.show_session(session(2)))
    await until(lambda: slow.asked == 2)
    panel.view.setColumnWidth(0, 222)
    slow.may_answer.set()
    await asyncio.gather(first, second)
    assert "source" not in order(panel)
    assert panel.view.columnWidth(column_of(panel, "email")) == 321
    await panel.aclose()
    assert kept(desk) == {"hidden": ["source"], "widths": {"email": 321}}, "nobody changed anything"


@gui_test
async def test_a_field_of_a_layout_that_nobody_understands_stays_with_the_others(gui: Gui) -> None:
    desk = desk_of(5)
    odd = {"widths": {"email": 120.5}, "later": [1]}
    desk.settings.values["registrants columns"] = {"hidden": ["source"], **odd}
    panel = await opened(gui, desk)
    assert "source" not in order(panel)
    panel.layout_of_columns.show_column("join_uri", shown=False)
    await panel.layout_of_columns.aclose()
    assert kept(desk) == {"hidden": ("source", "join_uri"), **odd}


@gui_test
async def test_a_layout_that_cannot_be_read_is_not_written_over(gui: Gui) -> None:
    desk = desk_of(5)
    desk.settings = slow = Slow({"registrants columns": {"hidden": ["source"]}})
    slow.may_answer.set()
    slow.failure = StoreError("The disk is full.")
    panel = await opened(gui, desk)
    assert panel.model.rowCount() == 5, "the list opens all the same"
    panel.layout_of_columns.show_column("join_uri", shown=False)
    assert "join_uri" not in order(panel)
    await panel.layout_of_columns.aclose()
    assert kept(desk) == {"hidden": ["source"]}
    slow.failure = None
    await panel.show_session(session(1))
    assert "source" not in order(panel)


@gui_test
async def test_a_layout_that_nobody_understands_counts_as_none(gui: Gui) -> None:
    desk = desk_of(2)
    desk.settings.values["registrants columns"] = {"order": 7, "hidden": "x"}
    panel = await opened(gui, desk)
    assert len(order(panel)) == len(panel.model.columns)


@gui_test
async def test_hidden_columns_are_neither_copied_nor_pasted_into(gui: Gui) -> None:
    panel = await opened(gui, desk_of(2))
    panel.layout_of_columns.show_column("last_name", shown=False)
    panel.view.setCurrentIndex(panel.model.index(0, 0))
    QGuiApplication.clipboard().setText("Ada\tada@new.example")
    panel.edits.paste()
    await until(lambda: panel.model.slices.is_idle)
    record = panel.model.record_at(0)
    assert (record.first_name, record.email) == ("Ada", "ada@new.example")


@gui_test
async def test_what_is_not_seen_is_neither_copied_nor_cleared_nor_filled(gui: Gui) -> None:
    panel = await opened(gui, desk_of(3))
    model, view = panel.model, panel.view
    panel.layout_of_columns.show_column("source", shown=False)
    was = [model.record_at(row) for row in range(3)]
    assert any(person.source for person in was)
    view.setFocus()
    view.selectAll()
    await press(view, Qt.Key.Key_X, Ctrl)
    await until(lambda: model.slices.is_idle and not model.record_at(0).first_name)
    copied = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert [line[:3] for line in copied] == [[p.first_name, p.last_name, p.email] for p in was]
    assert {len(line) for line in copied} == {model.columnCount() - 1}
    assert [model.record_at(row).source for row in range(3)] == [person.source for person in was]
    QGuiApplication.clipboard().setText("one for all")
    panel.edits.paste()
    await until(lambda: model.slices.is_idle and model.record_at(2).last_name == "one for all")
    await press(view, Qt.Key.Key_Delete)
    await until(lambda: model.slices.is_idle and not model.record_at(2).last_name)
    assert [model.record_at(row).source for row in range(3)] == [person.source for person in was]


@gui_test
async def test_hidden_columns_are_not_offered_for_a_change(gui: Gui) -> None:
    panel = await opened(gui, desk_of(3))
    panel.layout_of_columns.show_column("source", shown=False)
    panel.view.selectAll()
    panel.edits.change()
    sheet = await until(lambda: panel.window().findChild(BulkSheet))
    offered = [sheet.column.itemData(number) for number in range(sheet.column.count())]
    assert offered == ["first_name", "last_name", "email", "external_id"]
