"""Data on this computer: the choice, and the question before everything goes."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from tests.helpers.qt import Gui, click, gui_test, press, unnamed, until
from webinar_console.domain.keeping import Keeping
from webinar_console.services.local_data import DataKept, Unfinished
from webinar_console.ui.local_data import DataDesk
from webinar_console.ui.local_data.sheets import DataSheet, RemoveSheet
from webinar_console.ui.widgets import Label, Sheet


class Data:
    """The service."""

    def __init__(self, unfinished: Unfinished = Unfinished()) -> None:  # noqa: B008 - it is frozen
        self.now = DataKept(Keeping.ALWAYS, 12, 18_400_000)
        self.open = unfinished

    async def kept(self) -> DataKept:
        return self.now

    async def choose(self, keeping: Keeping) -> None:
        self.now = replace(self.now, keeping=keeping)

    async def unfinished(self) -> Unfinished:
        return self.open


class Room:
    """A window with the desk behind it."""

    def __init__(self, gui: Gui, data: Data, *, is_practice: bool = False) -> None:
        self.window = gui.show(QWidget(), 900, 700)
        self.done: list[str] = []
        self.desk = DataDesk(
            gui.theme,
            data,
            gui.tasks("data"),
            gui.messages,
            self.window,
            self._save,
            lambda: self.done.append("remove"),
            is_practice=is_practice,
        )
        self.desk.name = "Acme Events"

    async def _save(self) -> None:
        self.done.append("save")

    async def sheet(self, kind: type[Sheet]) -> Sheet:
        return await until(
            lambda: next((s for s in self.window.findChildren(kind) if s.isVisible()), None), what=str(kind)
        )

    async def ask_to_remove(self) -> RemoveSheet:
        self.desk.show()
        first = await self.sheet(DataSheet)
        assert isinstance(first, DataSheet)
        await click(first.remove)
        second = await self.sheet(RemoveSheet)
        assert isinstance(second, RemoveSheet)
        return second


def gone(sheet: Sheet) -> bool:
    return not isValid(sheet) or not sheet.isVisible()


def said(sheet: Sheet) -> str:
    return " ".join(label.text() for label in sheet.findChildren(Label))


@gui_test
async def test_how_long_lists_are_kept_is_chosen(gui: Gui) -> None:
    data = Data()
    room = Room(gui, data)
    room.desk.command().run()
    sheet = await room.sheet(DataSheet)
    assert isinstance(sheet, DataSheet)
    assert sheet.choices[Keeping.ALWAYS].isChecked()
    assert "12 lists are here now. Everything of this account takes 18 MB." in said(sheet)
    assert "Staged edits, imports that wait and the journals of jobs are kept in any case" in said(sheet)
    assert unnamed(sheet) == []
    sheet.choices[Keeping.NEVER].click()
    await press(sheet, Qt.Key.Key_Return)
    await until(lambda: data.now.keeping is Keeping.NEVER)
    await until(
        lambda: (
            [m.sentence for m in gui.said]
            == ["Lists of registrants are not kept any more. Their file was deleted."]
        )
    )
    room.desk.show()
    sheet = await room.sheet(DataSheet)
    assert isinstance(sheet, DataSheet)
    assert sheet.choices[Keeping.NEVER].isChecked()
    assert "in memory now" in said(sheet)
    sheet.choices[Keeping.MONTH].click()
    await press(sheet, Qt.Key.Key_Escape)
    await until(lambda: gone(sheet))
    assert data.now.keeping is Keeping.NEVER
    assert room.done == []


@gui_test
async def test_everything_goes_after_one_question_where_nothing_is_lost(gui: Gui) -> None:
    room = Room(gui, Data())
    sheet = await room.ask_to_remove()
    assert "Remove everything of Acme Events from this computer?" in said(sheet)
    assert "Nothing changes at RingCentral." in said(sheet)
    assert sheet.keep.isDefault()
    assert unnamed(sheet) == []
    await press(sheet, Qt.Key.Key_Return)
    await until(lambda: gone(sheet))
    assert room.done == ["save"], "Return keeps"
    sheet = await room.ask_to_remove()
    await click(sheet.confirm)
    await until(lambda: room.done == ["save", "save", "remove"])


@gui_test
async def test_work_that_would_be_lost_is_named_and_asked_for(gui: Gui) -> None:
    edits = tuple((f"Session {n}", n) for n in range(1, 7))
    room = Room(gui, Data(Unfinished(edits=edits, imports=("Spring launch",))), is_practice=True)
    sheet = await room.ask_to_remove()
    assert "Not applied: 1 change in “Session 1”, 2 changes in “Session 2”" in said(sheet)
    assert "and 2 more." in said(sheet)
    assert "Not imported: a list for “Spring launch”." in said(sheet)
    assert "The practice account begins anew" in said(sheet)
    assert not sheet.confirm.isEnabled()
    sheet.lose.click()
    await click(sheet.confirm)
    await until(lambda: "remove" in room.done)


@gui_test
async def test_nothing_goes_while_jobs_are_not_over(gui: Gui) -> None:
    room = Room(gui, Data(Unfinished(jobs=("Spring launch", "Weekly demo"))))
    sheet = await room.ask_to_remove()
    assert "Jobs are not over in “Spring launch” and “Weekly demo”" in said(sheet)
    assert not sheet.confirm.isEnabled()
    assert not sheet.lose.isVisible()
    await press(sheet, Qt.Key.Key_Escape)
    await until(lambda: gone(sheet))
    assert room.done == ["save"]


@gui_test
async def test_what_began_while_the_question_stood_there_is_asked_about_again(gui: Gui) -> None:
    data = Data()
    room = Room(gui, data)
    first = await room.ask_to_remove()
    data.open = Unfinished(jobs=("Spring launch",))
    await click(first.confirm)

    def second() -> RemoveSheet | None:
        asked = [sheet for sheet in room.window.findChildren(RemoveSheet) if sheet.isVisible()]
        return next((sheet for sheet in asked if "Spring launch" in said(sheet)), None)

    again = await until(second, what="the other question")
    assert "remove" not in room.done
    await press(again, Qt.Key.Key_Escape)
    await until(lambda: gone(again))
    assert "remove" not in room.done
