"""The jobs panel: taking an import back."""

import asyncio
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from tests.gui.job_room import NOW, Account, Board, show_panel
from tests.gui.jobs_room import the_line
from tests.gui.undo_room import undo_plan
from tests.helpers.qt import Gui, click, gui_test, type_text, unnamed, until
from webinar_console.domain.errors import Unreachable
from webinar_console.domain.job import JobState, Outcome
from webinar_console.domain.plan import JobKind, LeftOutRow
from webinar_console.domain.staying import CHANGED, OLDER
from webinar_console.services.undoing import LEFT
from webinar_console.ui.jobs import JobsPanel
from webinar_console.ui.jobs.undo_sheet import UndoSheet
from webinar_console.ui.jobs.undo_words import can_be_undone, mails, staying
from webinar_console.ui.widgets.change_list import ChangeList


def ended_import(board: Board, state: JobState = JobState.FINISHED) -> None:
    """An import of three people, two of them invited."""
    board.hold("J1", 3, left_out=0)
    board.end("J1", range(2))
    board.end("J1", [2], Outcome.CANCELLED)
    board.turn("J1", state=state, ended_at=NOW)


async def the_sheet(panel: JobsPanel) -> UndoSheet:
    """The question that is open."""
    return await until(lambda: next((s for s in panel.findChildren(UndoSheet) if s.isVisible()), None))


@gui_test
async def test_a_cancelled_import_offers_to_take_back_what_was_done(gui: Gui) -> None:
    board, account = Board(), Account(undo=undo_plan(2))
    board.hold("J1", 3, left_out=0)
    panel = show_panel(gui, board, account=account)
    line = the_line(panel)
    assert not line.take_back.isVisible()
    board.end("J1", range(2))
    await board.cancel("J1")
    await until(line.take_back.isVisible)
    await click(line.take_back)
    sheet = await the_sheet(panel)
    assert unnamed(sheet) == []
    assert sheet.heading.text() == "Remove 2 people from Spring launch?"
    assert sheet.confirm.text() == "Remove 2 people"
    assert [label.text() for label in sheet.sentences] == ["2 people will be removed from the registrants."]
    assert [label.text() for label in sheet.gone] == ["2 people are not registered any more."]
    assert sheet.mails.text() == (
        "Confirmation e-mails that went out cannot be called back. "
        "RingCentral may send the 2 people a cancellation e-mail, too."
    )
    assert sheet.price.text() == "It takes about 1 minute, until 16:06, before the 18:00 start."
    assert sheet.cancel.isDefault()
    await click(sheet.confirm)
    await until(lambda: board.started)
    assert board.started[0].kind is JobKind.UNDO
    panel.release()


def lines_of(listed: ChangeList) -> list[str]:
    """What a screen reader says of a list, line by line."""
    model = listed.model()
    role = Qt.ItemDataRole.AccessibleTextRole
    return [model.index(place, 0).data(role) for place in range(model.rowCount())]


@gui_test
async def test_who_goes_and_who_stays_are_two_lists_with_headings(gui: Gui) -> None:
    board, account = Board(), Account(undo=undo_plan(3, attended=2, changed=1, left=4))
    ended_import(board)
    panel = show_panel(gui, board, account=account)
    panel.taking_back.ask("J1")
    sheet = await the_sheet(panel)
    assert sheet.stay.text() == "These 3 people stay"
    assert sheet.reasons.text() == "Attended (2) · Changed since (1)"
    assert lines_of(sheet.staying) == [
        "Attended (2)",
        "Zoë 500, stays500@example.org",
        "Zoë 501, stays501@example.org",
        "Changed since (1)",
        "Zoë 502, stays502@example.org",
    ]
    assert not sheet.going.isVisible()
    height = sheet.height()
    await click(sheet.show_them)
    assert sheet.going.isVisible()
    assert lines_of(sheet.going) == [f"Guest N, guest{n}@example.org" for n in range(3)]
    assert sheet.height() > height, "the sheet grows with the list"
    await click(sheet.show_them)
    assert not sheet.going.isVisible()
    assert sheet.height() == height
    tops = [part.y() for part in (sheet.heading, sheet.show_them, sheet.stay, sheet.staying, sheet.mails)]
    assert tops == sorted(tops), "who goes, who stays, the e-mails"
    assert sheet.mails.font().weight() > sheet.price.font().weight()
    await click(sheet.cancel)
    await until(lambda: panel.taking_back.job_id is None)
    panel.release()


@gui_test
async def test_leaving_it_as_it_is_starts_nothing(gui: Gui) -> None:
    board, account = Board(), Account(undo=undo_plan(2))
    ended_import(board)
    panel = show_panel(gui, board, account=account)
    panel.show_rows("J1")
    panel.drawer.menu_of("J1").actions()[0].trigger()
    sheet = await the_sheet(panel)
    await click(sheet.cancel)
    await until(lambda: panel.taking_back.job_id is None)
    assert board.started == []
    panel.release()


@gui_test
async def test_many_people_are_taken_back_only_after_their_number(gui: Gui) -> None:
    board, account = Board(), Account(undo=undo_plan(128))
    ended_import(board)
    panel = show_panel(gui, board, account=account)
    panel.taking_back.ask("J1")
    sheet = await the_sheet(panel)
    assert sheet.typed is not None
    assert not sheet.confirm.isEnabled()
    await type_text(sheet.typed, "12")
    assert not sheet.confirm.isEnabled()
    await type_text(sheet.typed, "8")
    assert sheet.confirm.isEnabled()
    await click(sheet.confirm)
    await until(lambda: board.started)
    panel.release()


@gui_test
async def test_nobody_to_take_back_is_said(gui: Gui) -> None:
    board, account = Board(), Account(undo=undo_plan(0))
    ended_import(board)
    panel = show_panel(gui, board, account=account)
    panel.taking_back.ask("J1")
    sheet = await the_sheet(panel)
    assert sheet.heading.text() == "Nobody can be taken back."
    assert sheet.stay.text() == "These 12 people stay"
    for part in (sheet.confirm, sheet.show_them, sheet.mails, sheet.price):
        assert not part.isVisible()
    await click(sheet.cancel)
    await until(lambda: panel.taking_back.job_id is None)
    panel.release()


@gui_test
async def test_looking_up_is_said_with_its_wait_and_asked_once(gui: Gui) -> None:
    board, account = Board(), Account(undo=undo_plan(2), gate=asyncio.Event(), next_s=42)
    ended_import(board)
    panel = show_panel(gui, board, width=1300, account=account)
    panel.show_rows("J1")
    assert account.gate is not None
    await click(panel.drawer.details.take_back)
    state = panel.drawer.details.state
    await until(lambda: state.text().startswith("Looking up who of them is still there."))
    assert "42" in state.text()
    assert not panel.drawer.details.take_back.isEnabled()
    panel.taking_back.ask("J1")
    account.gate.set()
    sheet = await the_sheet(panel)
    assert account.asked == ["J1"]
    await click(sheet.cancel)
    await until(lambda: panel.drawer.details.take_back.isEnabled())
    panel.release()


@gui_test
async def test_a_failure_to_look_up_is_said(gui: Gui) -> None:
    board, account = Board(), Account(failure=Unreachable("RingCentral did not answer."))
    ended_import(board)
    panel = show_panel(gui, board, account=account)
    panel.taking_back.ask("J1")
    await until(lambda: gui.said)
    assert gui.said[0].sentence == "RingCentral did not answer."
    assert panel.taking_back.job_id is None
    panel.release()


@pytest.mark.parametrize(
    ("state", "undo_state", "offered"),
    [
        (JobState.RUNNING, None, False),
        (JobState.FINISHED, None, True),
        (JobState.CANCELLED, None, True),
        (JobState.FINISHED, JobState.RUNNING, False),
        (JobState.FINISHED, JobState.CANCELLED, True),
        (JobState.FINISHED, JobState.FINISHED, False),
    ],
)
def test_an_import_is_taken_back_once(state: JobState, undo_state: JobState | None, offered: bool) -> None:
    board = Board()
    ended_import(board, state)
    if undo_state is not None:
        board.hold("U", 2, left_out=0)
        ended = {JobState.FINISHED: Outcome.DONE, JobState.CANCELLED: Outcome.CANCELLED}.get(undo_state)
        if ended is not None:
            board.end("U", range(2), ended)
        board.turn("U", kind=JobKind.UNDO, undoes="J1", state=undo_state)
    assert can_be_undone(board.job("J1"), board.jobs) is offered


@pytest.mark.parametrize(
    ("removes", "confirmations", "invitations", "sent", "may"),
    [
        (0, 0, 0, "", ""),
        (1, 0, 0, "", "this person a cancellation e-mail."),
        (1_128, 1_128, 0, "Confirmation e-mails", "the 1,128 people a cancellation e-mail, too."),
        (2, 1, 1, "Confirmation e-mails and invitations", "the 2 people a cancellation e-mail, too."),
        (2, 0, 2, "Invitations", "the 2 people a cancellation e-mail, too."),
    ],
)
def test_what_is_said_about_e_mails(
    removes: int, confirmations: int, invitations: int, sent: str, may: str
) -> None:
    plan = replace(undo_plan(removes), confirmations=confirmations, invitations=invitations)
    told = [f"{sent} that went out cannot be called back."] if sent else []
    told += [f"RingCentral may send {may}"] if may else []
    assert mails(plan) == " ".join(told)


def test_a_reason_without_words_of_its_own_is_told_as_it_is() -> None:
    rows = [
        LeftOutRow(line=1, cells=(), reason=reason, email="a@b.c", name="Ann")
        for reason in ("A new reason.", CHANGED, LEFT, OLDER, CHANGED)
    ]
    told = {words: len(group) for words, group in staying(rows).items()}
    assert told == {"Changed since": 2, "Registered before the import": 1, "A new reason": 1}
    assert list(told)[-1] == "A new reason"
