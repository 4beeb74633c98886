"""The list beside the people of the session: who is where, what it costs, and removing who is only there."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox

from tests.gui.import_room import SPRING, ImportRoom, import_room
from tests.gui.sheet_room import ready, start_of
from tests.helpers.qt import Gui, click, gui_test, press, type_text, until
from webinar_console.domain.plan import Action, JobKind
from webinar_console.domain.registrant import Registrant
from webinar_console.services.comparison import Comparison, Group, Price
from webinar_console.ui.importing.compare_words import group_help
from webinar_console.ui.importing.removal_sheet import RemovalSheet, only_label

NEW_LINK = "Each gets a new registration: the join link they have stops working."
OLD_LINKS = "Their join links stop working."
ONE, TWO = "1 more attended, and stays", "2 more attended, and stay"


def registered(count: int) -> list[Registrant]:
    return [
        Registrant(id=str(n), first_name="Old", last_name="Guest", email=f"old{n}@example.org")
        for n in range(count)
    ]


async def compared(gui: Gui, tmp_path: Path, there: int, *rows: str) -> ImportRoom:
    room = import_room(gui)
    room.lookup.people = registered(there)
    people = tmp_path / "people.csv"
    people.write_text("\n".join(("First name,Last name,E-mail", *rows)))
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([people])
    await ready(room)
    await until(room.sheet.page.compare_step.isEnabled)
    room.sheet.page.open_step(room.sheet.page.compare_step)
    return room


def box_of(room: ImportRoom, group: Group) -> QCheckBox:
    return room.sheet.page.compare.lines[group].box


@gui_test
async def test_many_are_removed_only_after_their_number_was_typed(gui: Gui, tmp_path: Path) -> None:
    room = await compared(gui, tmp_path, 120, "Ada,New,ada@example.org", "Old,Guest,old0@example.org")
    assert room.sheet.page.compare_step.summary.text() == "1 new · 1 the same · 119 only in the session"
    box = box_of(room, Group.ONLY_THERE)
    assert box.text() == "Remove the 119 people who are only in Spring launch"
    await click(box)
    await until(lambda: start_of(room).text() == "Invite 1 person, remove 119")
    told = " ".join(room.sheet.foot.sentences)
    assert "1 person will be registered, 119 removed" in told
    assert "121 calls (1 of them to read the list again before people are removed)" in told
    assert "RingCentral may send 119 cancellation e-mails" in told
    await click(start_of(room))
    question = await until(lambda: room.sheet.findChild(RemovalSheet), what="the question")
    assert not question.confirm.isEnabled()
    assert question.typed is not None
    await type_text(question.typed, "119")
    await press(question.typed, Qt.Key.Key_Return)
    await until(lambda: len(room.starter.plans) == 2)
    first, second = room.starter.plans
    assert (first.kind, len(first.rows)) == (JobKind.IMPORT, 1)
    assert (second.kind, len(second.rows)) == (JobKind.REMOVE, 119)
    assert {row.email for row in second.rows} == {f"old{n}@example.org" for n in range(1, 120)}


@gui_test
async def test_who_thinks_better_of_it_sends_nothing(gui: Gui, tmp_path: Path) -> None:
    room = await compared(gui, tmp_path, 3, "Ada,New,ada@example.org")
    await click(box_of(room, Group.ONLY_THERE))
    await until(lambda: start_of(room).text() == "Invite 1 person, remove 3")
    await click(start_of(room))
    question = await until(lambda: room.sheet.findChild(RemovalSheet), what="the question")
    assert question.typed is None
    assert question.back.isDefault()
    await click(question.back)
    await ready(room)
    assert room.starter.plans == []
    await click(box_of(room, Group.ONLY_THERE))
    await until(lambda: start_of(room).text() == "Invite 1 person")


@gui_test
async def test_the_list_can_be_sent_and_nobody_removed(gui: Gui, tmp_path: Path) -> None:
    room = await compared(gui, tmp_path, 3, "Ada,New,ada@example.org")
    await click(box_of(room, Group.ONLY_THERE))
    await until(lambda: start_of(room).text() == "Invite 1 person, remove 3")
    await click(start_of(room))
    question = await until(lambda: room.sheet.findChild(RemovalSheet), what="the question")
    told = room.sheet.flow.told
    assert told is not None
    assert question.only.text() == "Invite 1 person only"
    assert only_label(replace(told.plan.forecast, replaces=2)) == "Send the list only"
    await click(question.only)
    await until(lambda: room.starter.plans)
    await until(lambda: len(room.sheet.shelf) == 0, what="the import is on its way")
    assert [plan.kind for plan in room.starter.plans] == [JobKind.IMPORT]


@gui_test
async def test_only_removing_is_a_job_of_its_own(gui: Gui, tmp_path: Path) -> None:
    room = await compared(gui, tmp_path, 3, "Ada,New,ada@example.org")
    await click(box_of(room, Group.ADD))
    await until(lambda: start_of(room).text() == "Nobody to invite")
    assert not start_of(room).isEnabled()
    await click(box_of(room, Group.ONLY_THERE))
    await until(lambda: start_of(room).text() == "Remove 3 people")
    await click(start_of(room))
    question = await until(lambda: room.sheet.findChild(RemovalSheet), what="the question")
    assert not question.only.isVisible(), "there is no list to send"
    await click(question.confirm)
    await until(lambda: room.starter.plans)
    assert [plan.kind for plan in room.starter.plans] == [JobKind.REMOVE]


@gui_test
async def test_nobody_can_be_removed_while_a_row_needs_mending(gui: Gui, tmp_path: Path) -> None:
    room = await compared(gui, tmp_path, 3, "Ada,New,ada@example.org", "Bad,Row,bad at example")
    line = room.sheet.page.compare.lines[Group.ONLY_THERE]
    assert not line.box.isEnabled()
    told = "1 row needs mending: whoever is meant may be among these. Mend the rows first."
    assert line.help.text() == told


@gui_test
async def test_whose_data_differ_are_replaced_when_ticked(gui: Gui, tmp_path: Path) -> None:
    room = await compared(gui, tmp_path, 2, "Ada,New,ada@example.org", "Old,Married,old0@example.org")
    assert room.sheet.page.compare_step.summary.text() == "1 new · 1 differs · 1 only in the session"
    box = box_of(room, Group.DIFFERS)
    assert box.text() == "Replace the 1 person whose data differ"
    assert not box.isChecked()
    await click(box)
    await until(lambda: start_of(room).text() == "Invite 1 person, replace 1" and start_of(room).isEnabled())
    assert "1 person will be registered, 1 replaced" in " ".join(room.sheet.foot.sentences)
    await until(lambda: box_of(room, Group.DIFFERS).isChecked())
    await click(box_of(room, Group.DIFFERS))
    await until(lambda: start_of(room).text() == "Invite 1 person" and start_of(room).isEnabled())
    await click(start_of(room))
    await until(lambda: room.starter.plans)
    assert [row.action for row in room.starter.plans[0].rows] == [Action.REGISTER]


@pytest.mark.parametrize(
    ("group", "count", "price", "more", "said"),
    [
        (Group.ADD, 10, Price(people=5, invitations=1), {}, "Only 4 seats are left."),
        (Group.ADD, 10, Price(people=2, invitations=1), {}, "Only 1 seat is left."),
        (Group.ADD, 10, Price(people=1, invitations=1), {}, "No seat is left."),
        (
            Group.ADD,
            10,
            Price(people=1, invitations=1),
            {"is_closed": True},
            "Registration is closed: only 1 person of the panel can be invited.",
        ),
        (Group.ADD, 10, Price(), {"is_closed": True}, "Registration is closed."),
        (Group.ADD, 10, Price(people=10), {}, ""),
        (Group.DIFFERS, 3, Price(), {}, "Registration is closed or full, so nobody can be replaced now."),
        (
            Group.DIFFERS,
            3,
            Price(people=3),
            {"protected": 1},
            f"{NEW_LINK} {ONE} as it is.",
        ),
        (
            Group.DIFFERS,
            3,
            Price(people=3),
            {"protected": 2},
            f"{NEW_LINK} {TWO} as they are.",
        ),
        (Group.ONLY_THERE, 3, Price(people=3), {"stay": 1}, f"{OLD_LINKS} {ONE}."),
        (Group.ONLY_THERE, 3, Price(people=3), {"stay": 2}, f"{OLD_LINKS} {TWO}."),
        (Group.ONLY_THERE, 3, Price(people=3), {}, OLD_LINKS),
    ],
)
def test_what_else_is_to_be_known(
    group: Group, count: int, price: Price, more: dict[str, Any], said: str
) -> None:
    assert group_help(group, Comparison({group: count}, {group: price}, **more)) == said
