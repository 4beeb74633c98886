"""Step two of the import sheet by keyboard: meanings, keys, names, values for all rows, saved mappings."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QLineEdit, QWidget

from tests.gui.import_room import SPRING, ImportRoom, import_room
from tests.gui.sheet_room import focus, ready, start_of, tab_to
from tests.helpers.qt import Gui, gui_test, named, press, turns, type_text, unnamed, until
from webinar_console.domain.mapping import ColumnMapping, ColumnUse, Constant, NameOrder, SavedMapping
from webinar_console.domain.people import CheckedPerson, ColumnGuess, Target
from webinar_console.domain.registrant import Answer, Registrant
from webinar_console.services.columns import Doubt, Split
from webinar_console.services.mappings import Mappings
from webinar_console.store.store import Store
from webinar_console.ui.importing import mapping_words as words
from webinar_console.ui.importing.constants_part import COLUMN_WINS, STANDS_ABOVE
from webinar_console.ui.importing.mapping_desk import replaced_name

HEADER = "Vorname;Nachname;E-Mail;Lead;Code"
PEOPLE = f"{HEADER}\nAnn;Lee;ann@example.org;00Q1;4@56\nBob;Ray;bob@example.org;00Q2;\n"
FULL = "Name;E-Mail\nMüller Anna;anna@example.org\nCher;cher@example.org\n王小明;ming@example.org\n"


@asynccontextmanager
async def room_of(gui: Gui, text: str) -> AsyncIterator[ImportRoom]:
    async with await Store.open(None) as store:
        room = import_room(gui, mappings=Mappings(store.settings), height=900)
        await room.sheet.show_session(SPRING)
        await read(room, text)
        yield room


async def read(room: ImportRoom, text: str) -> None:
    await room.sheet.open_text(text)
    await ready(room)
    room.sheet.page.open_step(room.sheet.page.columns_step)
    await until(lambda: room.sheet.page.columns.is_whole)
    room.sheet.activateWindow()


async def people(room: ImportRoom) -> list[CheckedPerson]:
    await ready(room)
    assert room.sheet.flow.told is not None
    return list(room.sheet.flow.told.checked.people)


def mapping(room: ImportRoom) -> ColumnMapping:
    kept = room.sheet.shelf.of(SPRING)
    assert kept is not None
    return kept.draft.mapping


def title(room: ImportRoom) -> str:
    return room.sheet.page.columns.menu.text()


def reason(room: ImportRoom, place: int) -> str:
    return room.sheet.page.columns.rows._reasons[place].text()


async def choose(room: ImportRoom, name: str, text: str) -> None:
    """Choose in a combo box by arrow keys, as somebody without a mouse does."""
    box = named(room.sheet, name)
    assert isinstance(box, QComboBox)
    await tab_to(box)
    while box.currentText() != text:
        old = box.currentIndex()
        await press(box, Qt.Key.Key_Down if box.findText(text) > old else Qt.Key.Key_Up)
        assert box.currentIndex() != old, f"{text} is not offered"


async def fill(room: ImportRoom, name: str, text: str) -> None:
    field = named(room.sheet, name)
    assert isinstance(field, QLineEdit)
    await tab_to(field)
    field.selectAll()
    await type_text(field, text)
    await press(field, Qt.Key.Key_Tab)


async def dialog_of(room: ImportRoom, kind: Callable[[QWidget], bool]) -> QDialog:
    def found() -> QDialog | None:
        dialogs = [d for d in room.sheet.findChildren(QDialog) if d.isVisible() and kind(d)]
        return dialogs[0] if dialogs else None

    return await until(found, what="the dialog")  # type: ignore[return-value]


async def pick(room: ImportRoom, text: str) -> None:
    """Trigger an entry of the menu of mappings."""
    menu = room.sheet.page.columns.menu.fill_menu()
    (action,) = [action for action in menu.actions() if action.text() == text]
    action.trigger()
    await turns(2)


async def name_file(room: ImportRoom, path: Path) -> None:
    dialog = await dialog_of(room, lambda widget: isinstance(widget, QFileDialog))
    line = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(line, QLineEdit)
    line.setText(str(path))
    await press(line, Qt.Key.Key_Return)
    await until(lambda: not room.sheet.findChildren(QFileDialog))


@gui_test
async def test_two_columns_become_one_external_id_by_keyboard(gui: Gui) -> None:
    async with room_of(gui, PEOPLE) as room:
        await choose(room, "Column Lead", "external-id key")
        assert named(room.sheet, "Key of column Lead").text() == "lead"  # type: ignore[attr-defined]
        await fill(room, "Key of column Lead", "lid")
        await choose(room, "Column Code", "external-id key")
        await fill(room, "Key of column Code", "oid")
        ann, bob = await people(room)
        assert (ann.external_id, bob.external_id) == ("lid=00Q1&oid=4%4056", "lid=00Q2")
        assert reason(room, 3) == "You chose this."
        assert title(room) == "Mapping: changed by hand ▾"
        assert not unnamed(room.sheet)


@gui_test
async def test_a_key_without_a_name_and_an_answer_without_a_question_wait(gui: Gui) -> None:
    async with room_of(gui, PEOPLE) as room:
        await choose(room, "Column Code", "answer in words")
        assert not start_of(room).isEnabled()
        assert "Type the question’s id" in room.sheet.page.columns_step.problem
        await fill(room, "Question id of column Code", "17")
        ann, _bob = await people(room)
        assert [(answer.question_id, answer.answer_text) for answer in ann.answers] == [("17", "4@56")]
        await choose(room, "Column Code", "ignore")
        assert not room.sheet.page.columns.rows._keys[4].isVisible()


@gui_test
async def test_the_same_for_all_rows_by_keyboard(gui: Gui) -> None:
    async with room_of(gui, PEOPLE) as room:
        part = room.sheet.page.columns.constants
        await tab_to(part.add)
        await press(part.add, Qt.Key.Key_Space)
        assert focus() is part.lines[0].target
        assert part.lines[0].target.currentText() == "source"
        assert mapping(room).constants == (), "an empty line says nothing yet"
        await fill(room, "Source for all rows", " spring-mailing ")
        assert [person.source for person in await people(room)] == ["spring-mailing"] * 2
        assert "source for all rows" in room.sheet.page.columns_step.summary.text()
        await tab_to(part.add)
        await press(part.add, Qt.Key.Key_Space)
        assert part.lines[1].target.currentText() == "role"
        await fill(room, "Role for all rows", "Referentin")
        assert {person.role for person in await people(room)} == {"Panelist"}
        await choose(room, "Column Code", "source")
        assert part.lines[0]._note.text() == COLUMN_WINS
        assert [person.source for person in await people(room)] == ["4@56", ""]
        part.lines[1].removed.emit()
        assert [person.role for person in await people(room)] == ["Attendee"] * 2


@gui_test
async def test_two_lines_never_say_the_same(gui: Gui) -> None:
    async with room_of(gui, PEOPLE) as room:
        part = room.sheet.page.columns.constants
        for line, text in enumerate(("one", "two")):
            part.add.click()
            part.lines[line].target.setCurrentIndex(1)
            part.lines[line]._retarget()
            part.lines[line].value.setText(text)
            part.lines[line].value.editingFinished.emit()
        assert mapping(room).constants == (Constant(Target.SOURCE, "one"),)
        assert part.lines[1]._note.text() == STANDS_ABOVE


@gui_test
async def test_names_are_shown_as_they_will_be_split(gui: Gui) -> None:
    async with room_of(gui, FULL) as room:
        part = room.sheet.page.columns.names

        def shown() -> list[tuple[str, ...]]:
            return [tuple(label.text() for label in line) for line in part.lines if line[0].isVisible()]

        assert shown() == [
            ("王小明", "–", "no space to split at: needs mending"),
            ("Cher", "–", "one name only: needs mending"),
            ("Müller Anna", "Müller", "Anna"),
        ]
        await choose(room, "Full names are written", "last name first")
        assert ("Müller Anna", "Anna", "Müller") in shown()
        assert [person.last_name for person in await people(room)] == ["Müller", "", ""]
        await choose(room, "Full names are written", "in Chinese without a space")
        assert ("王小明", "小明", "王") in shown()
        await choose(room, "Column Name", "ignore")
        assert not part.isVisible()


@gui_test
async def test_the_next_file_is_read_as_last_time(gui: Gui) -> None:
    async with room_of(gui, PEOPLE) as room:
        room.sheet.page.columns.remapped.emit(3, ColumnUse(Target.EXTERNAL_ID))
        await ready(room)
        await press(start_of(room), Qt.Key.Key_Space)
        await until(lambda: room.starter.plans)
        await room.sheet.show_session(SPRING)
        await read(room, PEOPLE.replace("Vorname;Nachname", "VORNAME;Nach-Name"))
        assert mapping(room).targets[3] is Target.EXTERNAL_ID
        assert title(room) == "Mapping: last time ▾"
        assert room.sheet.page.columns_step.summary.text().startswith("As last time · first name")
        assert (reason(room, 3), reason(room, 4)) == ("As last time.", "")
        await pick(room, "As guessed")
        assert mapping(room).targets[3] is Target.IGNORE
        assert title(room) == "Mapping: as guessed ▾"


@gui_test
async def test_mappings_with_names(gui: Gui) -> None:
    async with room_of(gui, PEOPLE) as room:
        room.sheet.page.columns.remapped.emit(3, ColumnUse(Target.EXTERNAL_ID))
        await pick(room, "Save under a name…")
        dialog = await dialog_of(room, lambda widget: widget.windowTitle() == "Save the mapping")
        field = named(dialog, "Name of the mapping")
        assert field.text() == "Pasted text"  # type: ignore[attr-defined]
        await type_text(field, "Spring & CRM")
        await press(field, Qt.Key.Key_Return)
        await until(lambda: title(room) == "Mapping: Spring && CRM ▾")
        await pick(room, "As guessed")
        assert mapping(room).targets[3] is Target.IGNORE
        await pick(room, "Spring && CRM")
        assert mapping(room).targets[3] is Target.EXTERNAL_ID
        assert reason(room, 3) == "As in “Spring & CRM”."
        await ready(room)
        await read(room, "Name;Mail\nAnn Lee;ann@example.org\n")
        await pick(room, "Spring && CRM")
        assert "No column of this file has a name" in room.sheet._banner.sentence
        await read(room, PEOPLE)
        await pick(room, "Forget “Spring && CRM”")
        await until(lambda: not room.sheet.page.columns.menu._named)


@gui_test
async def test_mappings_travel_as_files(gui: Gui, tmp_path: Path) -> None:
    async with room_of(gui, PEOPLE) as room:
        room.sheet.page.columns.remapped.emit(3, ColumnUse(Target.EXTERNAL_KEY, "lid"))
        await pick(room, "Save as a file…")
        await name_file(room, tmp_path / "CRM.json")
        await until((tmp_path / "CRM.json").exists)
        await pick(room, "As guessed")
        await pick(room, "Load from a file…")
        await name_file(room, tmp_path / "CRM.json")
        await until(lambda: title(room) == "Mapping: Pasted text ▾")
        assert mapping(room).columns[3] == ColumnUse(Target.EXTERNAL_KEY, "lid")
        (tmp_path / "other.json").write_text("{}")
        await pick(room, "Load from a file…")
        await name_file(room, tmp_path / "other.json")
        await until(lambda: "holds no mapping" in room.sheet._banner.sentence)


def test_a_mapping_that_somebody_sends_replaces_none() -> None:
    mine = SavedMapping(("a",), ColumnMapping.of(Target.EMAIL), "CRM")
    theirs = SavedMapping(("b",), ColumnMapping.of(Target.EMAIL), "crm")
    assert replaced_name(theirs, {"CRM": mine}).name == "crm (2)"
    assert replaced_name(mine, {"CRM": mine}).name == "CRM"
    assert replaced_name(theirs, {"CRM": mine, "crm (2)": mine}).name == "crm (3)"


def test_a_mapping_in_one_line() -> None:
    mapped = ColumnMapping.of(Target.FIRST_NAME, Target.LAST_NAME, Target.IGNORE, Target.EMAIL)
    assert words.mapping_summary(mapped) == "first name, last name and e-mail · 1 column ignored"
    constant = mapped.with_constants([Constant(Target.SOURCE, "x"), Constant(Target.ROLE, "x")])
    assert words.mapping_summary(constant).endswith(
        "e-mail · source and role for all rows · 1 column ignored"
    )
    assert words.mapping_summary(ColumnMapping.of(Target.IGNORE, Target.IGNORE)) == "2 columns ignored"


@pytest.mark.parametrize(
    ("confidence", "said", "doubtful"),
    [
        (1.0, "Sure. Most cells look like addresses.", False),
        (0.8, "Likely. Most cells look like addresses.", False),
        (0.5, "A guess. Most cells look like addresses. Please check.", True),
    ],
)
def test_a_guess_says_how_sure_it_is_and_why(confidence: float, said: str, doubtful: bool) -> None:
    guess = ColumnGuess(Target.EMAIL, confidence, "Most cells look like addresses.")
    email, source = ColumnUse(Target.EMAIL), ColumnUse(Target.SOURCE)
    assert words.guess_words(guess, email, by_hand=False) == (said, doubtful)
    assert words.guess_words(guess, source, by_hand=True) == ("You chose this.", False)
    assert words.guess_words(guess, email, by_hand=False, recalled="CRM") == ("As in “CRM”.", False)
    other, doubt = words.guess_words(guess, ColumnUse(Target.IGNORE), by_hand=False)
    assert "another column" in other
    assert not doubt


def test_what_is_left_out_says_why_only_where_that_helps() -> None:
    ignored = ColumnUse(Target.IGNORE)
    nothing = ColumnGuess(Target.IGNORE, 0.0, "Nothing tells what this column is; it will be left out.")
    second = ColumnGuess(Target.IGNORE, 0.5, "“Email” is the e-mail already.")
    assert words.guess_words(nothing, ignored, by_hand=False) == ("", False)
    assert words.guess_words(second, ignored, by_hand=False) == (second.why, False)


@gui_test
async def test_questions_that_were_answered_are_told(gui: Gui) -> None:
    async with room_of(gui, PEOPLE) as room:
        answer = Answer(question_id="q-company", answer_text="Example")
        room.lookup.people = [Registrant(id="1", email="x@example.org", questionnaire=[answer])]
        await choose(room, "Column Code", "answer in words")
        await until(lambda: reason(room, 4) == "You chose this. Answered in this session so far: q-company.")
        await fill(room, "Question id of column Code", "17")
        assert reason(room, 4) == "Nobody in this session has answered “17” so far, only q-company."
        await fill(room, "Question id of column Code", "q-company")
        assert reason(room, 4) == "You chose this."


def test_every_order_of_names_has_words() -> None:
    assert set(words.ORDERS) == set(NameOrder)
    assert words.split_words(Split("Ann", "Lee", Doubt.NONE)) == ("Ann", "Lee")
