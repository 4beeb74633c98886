"""The jobs panel: taking an import back."""

import asyncio

import pytest

from tests.gui.job_room import NOW, Account, Board, show_panel
from tests.gui.jobs_room import the_line
from tests.gui.undo_room import undo_plan
from tests.helpers.qt import Gui, click, gui_test, type_text, unnamed, until
from webinar_console.domain.errors import Unreachable
from webinar_console.domain.job import JobState, Outcome
from webinar_console.domain.plan import JobKind
from webinar_console.ui.jobs import JobsPanel
from webinar_console.ui.jobs.undo_sheet import UndoSheet
from webinar_console.ui.jobs.undo_words import can_be_undone, consequences


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
    assert sheet.heading.text() == "Take back 2 people from Spring launch?"
    assert [label.text() for label in sheet.sentences] == [
        "2 people will be removed from the registrants.",
        "12 people stay: 9 attended and 3 changed after the import.",
        "2 people are not registered any more.",
        "The import may have sent 2 confirmation e-mails. They cannot be called back.",
        "RingCentral may send them cancellation e-mails.",
    ]
    assert sheet.cancel.isDefault()
    await click(sheet.confirm)
    await until(lambda: board.started)
    assert board.started[0].kind is JobKind.UNDO
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
    assert sheet.heading.text() == "There is nobody to take back."
    assert not sheet.confirm.isVisible()
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


def test_an_import_that_suppressed_e_mails_promises_none() -> None:
    plan = undo_plan(1, attended=1, changed=0, left=0)
    plan = type(plan)(plan.job, plan.forecast, confirmations=0, invitations=0)
    assert consequences(plan) == [
        "1 person will be removed from the registrants.",
        "1 person stays: 1 attended.",
        "RingCentral may send them cancellation e-mails.",
    ]
