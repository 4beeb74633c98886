"""The rows that an import did not do, back in the sheet."""

from tests.gui.import_room import SPRING, import_room
from tests.gui.sheet_room import ready, start_of
from tests.helpers.qt import Gui, gui_test
from webinar_console.domain.people import Verdict
from webinar_console.domain.people_source import TableSource

REST = TableSource(
    "guests.csv",
    ("First name", "Last name", "E-mail"),
    (3, 9, 11),
    (("Ada", "L", ""), ("Bob", "B", "bob@example.org"), ("Cid", "C", "cid@example.org")),
    left_out=frozenset({2}),
)


@gui_test
async def test_who_was_left_out_by_choice_stays_out_until_taken_back(gui: Gui) -> None:
    room = import_room(gui)
    await room.sheet.show_session(SPRING)
    await room.sheet.open_rows(REST)
    await ready(room)
    model = room.sheet.page.check.model
    checked = room.sheet.flow.told.checked if room.sheet.flow.told else None
    assert checked is not None
    assert [person.verdict for person in checked.people] == [Verdict.MEND, Verdict.READY, Verdict.SKIP]
    assert [person.line for person in checked.people] == [3, 9, 11]
    assert checked.people[2].reason == "You left this row out."
    assert start_of(room).text() == "Invite 1 person"
    assert model.rowCount() == 3
