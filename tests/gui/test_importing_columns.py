"""Step two with the columns of a CRM: what is used stands out, words stand only where they help."""

from pathlib import Path

import pytest

from tests.gui.geometry import covered, cut
from tests.gui.import_room import SPRING, ImportRoom, import_room
from tests.gui.sheet_room import ready
from tests.helpers.qt import Gui, gui_test, turns, until
from webinar_console.domain.mapping import ColumnUse
from webinar_console.domain.people import ColumnGuess, Target
from webinar_console.ui.importing.mapping_words import is_evident

HEADER = (
    "Record ID,Salutation,First name,Last name,Company name,Work phone,Email,Emial privat,Country/Region,"
    "City,Lifecycle stage,Lead status,Create date,Newsletter consent,Notes"
)
ROW = "51,Ms,Zoë,Ōta,Northwind,+49 30 1,guest{n}@example.org,x,Germany,Berlin,lead,open,2026-03-01,yes,booth"


async def crm(gui: Gui, folder: Path, width: int) -> ImportRoom:
    path = folder / "crm.csv"
    path.write_text("\n".join([HEADER, *(ROW.format(n=n) for n in range(4))]) + "\n", encoding="utf-8")
    room = import_room(gui, width=width, height=700)
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([path])
    await ready(room)
    page = room.sheet.page
    page.open_step(page.columns_step)
    await until(lambda: page.columns.is_whole)
    await turns(6)
    return room


@gui_test
async def test_what_is_used_stands_out_and_what_is_evident_has_no_words(gui: Gui, tmp_path: Path) -> None:
    room = await crm(gui, tmp_path, 900)
    rows = room.sheet.page.columns.rows
    used = {place for place, choice in enumerate(rows._choices) if choice.currentData() != Target.IGNORE}
    assert used == {0, 2, 3, 6}
    for place, (choice, heading) in enumerate(zip(rows._choices, rows._headings, strict=True)):
        assert choice.property("look") == ("" if place in used else "idle")
        assert heading.property("tone") == ("text" if place in used else "muted")
    told = {place: reason.text() for place, reason in enumerate(rows._reasons) if reason.isVisible()}
    assert not used & set(told)
    assert "first name" in rows._choices[2].toolTip(), "why is told where it is looked for"
    room.sheet.page.columns.remapped.emit(9, ColumnUse(Target.SOURCE))
    assert rows._reasons[9].text() == "You chose this."
    assert rows._reasons[9].isVisible()
    assert rows._choices[9].property("look") == ""


@pytest.mark.parametrize(("width", "below"), [(900, False), (582, True)])
def test_a_reason_has_the_room_to_be_read(tmp_path: Path, width: int, below: bool) -> None:
    @gui_test
    async def story(gui: Gui) -> None:
        room = await crm(gui, tmp_path, 900 if width < 900 else 582)
        room.sheet.resize(width, 700)
        await turns(6)
        columns = room.sheet.page.columns
        columns.remapped.emit(4, ColumnUse(Target.SOURCE))
        columns.remapped.emit(5, ColumnUse(Target.EMAIL))
        await turns(6)
        for place in (4, 5, 6):
            reason, choice = columns.rows._reasons[place], columns.rows._choices[place]
            assert reason.isVisible()
            assert (reason.y() >= choice.geometry().bottom()) is below
            assert reason.height() <= 3 * reason.fontMetrics().lineSpacing()
        assert not covered(columns)
        assert not cut(columns)

    story()


@pytest.mark.parametrize(
    ("confidence", "by_hand", "recalled", "evident"),
    [(1.0, False, "", True), (0.9, False, "", False), (1.0, True, "", False), (1.0, False, "CRM", False)],
)
def test_only_the_header_is_evident(confidence: float, by_hand: bool, recalled: str, evident: bool) -> None:
    guess = ColumnGuess(Target.EMAIL, confidence, "Why.")
    email, other = ColumnUse(Target.EMAIL), ColumnUse(Target.IGNORE)
    assert is_evident(guess, email, by_hand=by_hand, recalled=recalled) is evident
    assert not is_evident(guess, other, by_hand=by_hand, recalled=recalled)
