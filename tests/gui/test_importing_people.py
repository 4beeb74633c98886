"""Nobody is removed or replaced unseen: the people of a group in a list of their own, and in a file."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog, QLineEdit

from tests.gui.geometry import covered
from tests.gui.import_room import ImportRoom
from tests.gui.sheet_room import Fail, focus, ready, start_of, tab_to
from tests.gui.test_importing_compare import box_of, compared, registered
from tests.helpers.qt import Gui, click, gui_test, press, turns, until
from webinar_console.domain.registrant import Registrant
from webinar_console.services.comparison import Comparison, Group
from webinar_console.ui.importing.people_sheet import PeopleModel, PeopleSheet, model_of, title_of
from webinar_console.ui.importing.removal_sheet import RemovalSheet, named


async def shown(room: ImportRoom, group: Group) -> PeopleSheet:
    link = room.sheet.page.compare.lines[group].show_who
    link.setFocus()
    await press(link, Qt.Key.Key_Return)
    return await until(lambda: room.sheet.findChild(PeopleSheet), what="the list")


async def save_as(sheet: PeopleSheet, path: Path) -> None:
    await click(sheet.save)
    dialog = await until(lambda: sheet.findChild(QFileDialog), what="the file dialog")
    line = dialog.findChild(QLineEdit, "fileNameEdit")
    line.setText(str(path))
    await press(line, Qt.Key.Key_Return)


@gui_test
async def test_who_would_be_removed_can_be_seen_and_saved(gui: Gui, tmp_path: Path) -> None:
    room = await compared(gui, tmp_path, 96, "Ada,New,ada@example.org", "Old,Guest,old0@example.org")
    link = room.sheet.page.compare.lines[Group.ONLY_THERE].show_who
    assert link.text() == "Show the 95"
    sheet = await shown(room, Group.ONLY_THERE)
    await turns(4)
    assert sheet.windowTitle() == "The 95 people who are only in Spring launch"
    model = sheet.table.model()
    assert isinstance(model, PeopleModel)
    tester = QAbstractItemModelTester(model, Fail)
    assert model.rowCount() == 95
    assert [model.index(0, place).data() for place in range(3)] == ["Old", "Guest", "old1@example.org"]
    await until(lambda: focus() is sheet.table, what="the keyboard in the table")
    assert not covered(sheet)
    await save_as(sheet, tmp_path / "leaving.csv")
    await until(lambda: "leaving.csv is saved" in room.sheet._banner.sentence)
    lines = (tmp_path / "leaving.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[:2] == ["First name,Last name,E-mail,Source,External id", "Old,Guest,old1@example.org,,"]
    assert len(lines) == 96
    await tab_to(sheet.close_button)
    await press(focus(), Qt.Key.Key_Return)
    await until(lambda: room.sheet.findChild(PeopleSheet) is None)
    assert room.starter.plans == []
    del tester


@gui_test
async def test_they_can_be_seen_while_they_must_not_be_removed(gui: Gui, tmp_path: Path) -> None:
    room = await compared(gui, tmp_path, 3, "Ada,New,ada@example.org", "Old,Guest,old0 at example.org")
    assert not box_of(room, Group.ONLY_THERE).isEnabled()
    sheet = await shown(room, Group.ONLY_THERE)
    assert sheet.table.model().rowCount() >= 1
    sheet.reject()


@gui_test
async def test_what_differs_stands_side_by_side(gui: Gui, tmp_path: Path) -> None:
    room = await compared(gui, tmp_path, 2, "Ada,New,ada@example.org", "Old,Married,old0@example.org")
    assert room.sheet.page.compare.lines[Group.DIFFERS].show_who.text() == "Show who"
    sheet = await shown(room, Group.DIFFERS)
    model = sheet.table.model()
    tester = QAbstractItemModelTester(model, Fail)
    assert model.rowCount() == 1
    row = [model.index(0, place).data() for place in range(model.columnCount())]
    assert row == ["3", "Old", "Married", "old0@example.org", "last name “Guest”", "last name “Married”"]
    sheet.reject()
    del tester


@gui_test
async def test_a_list_that_cannot_be_saved_is_told(gui: Gui, tmp_path: Path) -> None:
    room = await compared(gui, tmp_path, 2, "Ada,New,ada@example.org")
    sheet = await shown(room, Group.ONLY_THERE)
    path = tmp_path / "leaving.csv"
    await click(sheet.save)
    dialog = await until(lambda: sheet.findChild(QFileDialog), what="the file dialog")
    dialog.selectFile(str(path))
    path.mkdir()
    dialog.done(QFileDialog.DialogCode.Accepted)
    await until(lambda: "could not be written there" in room.sheet._banner.sentence)
    sheet.reject()


@gui_test
async def test_thousands_are_shown_at_once(gui: Gui, monkeypatch: pytest.MonkeyPatch) -> None:
    many = tuple(Registrant(id=str(n), first_name="A", email=f"g{n}@example.org") for n in range(50_000))
    comparison = Comparison(count={Group.ONLY_THERE: len(many)}, only_there=many)
    model = model_of(Group.ONLY_THERE, comparison, "line")
    tell, looked_at = model.text, set[int]()

    def text(source: int, column: int) -> str:
        looked_at.add(source)
        return tell(source, column)

    monkeypatch.setattr(model, "text", text)
    sheet = PeopleSheet(
        gui.theme,
        title_of(Group.ONLY_THERE, comparison, "Spring launch"),
        model,
        lambda _model, _over: None,
        gui.show(QLineEdit()),
    )
    gui.show(sheet)
    await turns(4)
    assert 0 < len(looked_at) < 100, "it looks only at those that are seen"
    assert sheet.table.model().rowCount() == 50_000
    sheet.table.scrollToBottom()


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "Old Guest."),
        (2, "Old Guest and Old Guest."),
        (140, "Old Guest, Old Guest, Old Guest, Old Guest, Old Guest and 135 more."),
    ],
)
def test_the_first_are_named(count: int, words: str) -> None:
    assert named(registered(count)) == words


def test_who_has_no_name_is_called_by_the_address() -> None:
    assert named([Registrant(id="1", email="ann@example.org")]) == "ann@example.org."


@gui_test
async def test_the_question_names_the_first_of_them(gui: Gui, tmp_path: Path) -> None:
    room = await compared(gui, tmp_path, 8, "Ada,New,ada@example.org")
    await click(box_of(room, Group.ONLY_THERE))
    await until(lambda: start_of(room).text() == "Invite 1 person, remove 8")
    await ready(room)
    await click(start_of(room))
    question = await until(lambda: room.sheet.findChild(RemovalSheet), what="the question")
    texts = [label.text() for label in question.findChildren(type(room.sheet.page.compare.same))]
    assert "Old Guest, Old Guest, Old Guest, Old Guest, Old Guest and 3 more." in texts
    question.reject()
