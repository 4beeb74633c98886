"""The jobs panel: what is known of a job and its rows, search, clearing."""

import asyncio
from datetime import timedelta

import msgspec
import pytest
from PySide6.QtGui import QGuiApplication

from tests.gui.job_room import NOW, Board, planned, show_panel
from tests.gui.jobs_room import the_dialog, the_line
from tests.helpers.qt import Gui, click, gui_test, turns, type_text, unnamed, until
from webinar_console.domain.job import JobResults, JobState, Outcome
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.row import JobRow
from webinar_console.domain.temporary import HeldSetting
from webinar_console.jobs import steps
from webinar_console.store.history import JobEvent
from webinar_console.ui.jobs.clearing import OLD, ClearSheet, clearable
from webinar_console.ui.jobs.story import event_words, shortened, story_words
from webinar_console.ui.widgets import Label

SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def over(board: Board, job_id: str, *, days_ago: float = 0) -> None:
    """A job of the past that invited three people."""
    board.hold(job_id, 3, left_out=1)
    board.end(job_id, range(3))
    ended = NOW - timedelta(days=days_ago)
    board.turn(job_id, state=JobState.FINISHED, ended_at=ended)


@gui_test
async def test_the_details_say_who_when_what_and_from_which_file(gui: Gui) -> None:
    board = Board()
    board.hold("J1", 3, left_out=2)
    board.turn("J1", started_by="Ann Onym", source_name="guests.csv", source_sha256=SHA)
    panel = show_panel(gui, board, width=1300)
    panel.show_rows("J1")
    facts = panel.drawer.details.facts
    assert facts["Started"].text() == "16:05 by Ann Onym"
    assert facts["File"].text() == "guests.csv"
    assert facts["Checksum"].text() == "9f86d081884c…"
    assert facts["Checksum"].toolTip() == SHA
    assert facts["Rows"].text() == "0 done · 3 waiting · 2 left out"
    assert facts["Session"].text() == "Spring launch"
    await click(panel.drawer.details.copy)
    assert QGuiApplication.clipboard().text() == SHA
    panel.release()


@gui_test
async def test_the_details_wait_for_a_click_where_there_is_little_room(gui: Gui) -> None:
    board = Board()
    board.hold("J1", 3)
    panel = show_panel(gui, board, width=1000)
    panel.show_jobs()
    assert not panel.drawer.details.isVisible()
    await click(panel.rows.details)
    assert panel.drawer.details.isVisible()
    await click(panel.rows.details)
    assert not panel.drawer.details.isVisible()
    panel.resize(1300, 420)
    await turns(2)
    assert not panel.drawer.details.isVisible(), "the person has put them away"
    panel.release()


@gui_test
async def test_a_row_tells_its_story_and_goes_on_with_it(gui: Gui) -> None:
    board = Board()
    board.hold("J1", 3, left_out=1)
    board.turn("J1", source_name="guests.csv")
    panel = show_panel(gui, board, width=1300)
    panel.show_rows("J1")
    await until(lambda: panel.rows.model.rowCount() == 4)
    details = panel.drawer.details
    panel.rows.table.setCurrentIndex(panel.rows.model.index(1, 0))
    await until(lambda: details.story == ["In the queue to be registered (line 3 of guests.csv)."])
    assert details.person.text() == "Guest Number 1, guest1@example.org"
    board.events = [
        JobEvent(at=NOW, what="sending", seq=1),
        JobEvent(at=NOW, what="unknown", detail="The answer did not come in time.", seq=1),
        JobEvent(at=NOW, what="settled", detail="Found on the server.", seq=1),
    ]
    board.end("J1", [1], Outcome.DONE, "Found on the server.")
    await until(lambda: len(details.story) == 4)
    assert details.story[1:] == [
        "Sending to RingCentral.",
        "The answer did not come in time. Whether it was done is looked up first.",
        "Looked up at RingCentral. Found on the server. Nothing was sent twice.",
    ]
    panel.rows.table.setCurrentIndex(panel.rows.model.index(3, 0))
    await until(lambda: details.story == ["Left out. The e-mail address is missing."])
    board.hold("J2", 2)
    panel.show_rows("J2")
    await until(lambda: details.story == [])
    panel.release()


def test_steps_in_words() -> None:
    told = [event_words(JobEvent(at=NOW, what=what, seq=1)) for what in ("create", "delete", "withdraw")]
    assert told == ["Registered.", "Removed.", "Taken off the panel."]
    said = JobEvent(at=NOW, what="refused", detail="The address is not valid.")
    assert event_words(said) == "RingCentral did not do it. The address is not valid."
    assert event_words(JobEvent(at=NOW, what="a new step")) == "A new step."
    refused = JobEvent(at=NOW, what="refused", detail="RingCentral refused: Not valid.")
    assert event_words(refused) == "RingCentral refused: Not valid."
    cancelled = JobEvent(at=NOW, what="cancelled", detail="Cancelled before anything was sent.", seq=1)
    assert event_words(cancelled) == "Cancelled before anything was sent."
    lost = JobEvent(at=NOW, what="unknown")
    assert event_words(lost) == "RingCentral gave no clear answer. Whether it was done is looked up first."


def told_of(*steps: str | tuple[str, str]) -> list[str]:
    """The story of steps, some with a remark."""
    pairs = [(step, "") if isinstance(step, str) else step for step in steps]
    return story_words([JobEvent(at=NOW, what=what, detail=detail, seq=1) for what, detail in pairs])


def test_a_row_counts_as_sent_only_when_an_answer_came() -> None:
    assert told_of("sending") == ["Sending to RingCentral."]
    assert told_of("sending", "create") == ["Sent to RingCentral.", "Registered."]
    assert told_of("sending", ("refused", "RingCentral refused: No."))[0] == "Sent to RingCentral."
    assert told_of("sending", "not sent")[0] == "Sending to RingCentral."
    assert told_of("sending", "unknown")[0] == "Sending to RingCentral."
    assert told_of("sending", "settled")[0] == "Sending to RingCentral.", "the program ended in between"


def settled(row: JobRow) -> str:
    """What the engine's own rule remarks on a row that was looked up."""
    person = Registrant(id="r1", email="guest1@example.org", first_name="Guest", last_name="Number 1")
    return steps.created(row, person, ours=True, settled=True).words


def test_nothing_was_sent_twice_is_said_only_where_it_is_known() -> None:
    row = steps.unknown(steps.begin(planned(1)))
    once = told_of("sending", "unknown", ("settled", settled(row)))
    assert once[-1].endswith("found on the server. Nothing was sent twice.")
    again = steps.came_to_nothing(row).words
    twice = told_of("sending", "unknown", ("settled", again), "sending", "unknown", ("settled", settled(row)))
    assert not any("twice" in told for told in twice)
    assert "sent again" in twice[2]
    taken = steps.taken(row).words
    assert "twice" not in told_of("sending", "unknown", ("settled", taken))[-1]


@gui_test
async def test_a_search_shows_only_what_it_finds(gui: Gui) -> None:
    board = Board()
    for job_id in ("J1", "J2", "J3"):
        over(board, job_id)
    board.findings = {"zoe": frozenset({"J2"})}
    panel = show_panel(gui, board)
    panel.show_jobs()
    model = panel.drawer.model
    await type_text(panel.drawer.search, "zoe")
    await until(lambda: model.rowCount() == 1)
    assert board.asked == [("find", "zoe")], "once, after the last key"
    assert panel.rows.job_id == "J2"
    await type_text(panel.drawer.search, "?")
    await until(lambda: model.rowCount() == 0)
    assert any(label.text() == "No job found" and label.isVisible() for label in panel.findChildren(Label))
    panel.show_rows("J3")
    assert model.rowCount() == 3, "a search does not hide what is asked for"
    assert panel.rows.job_id == "J3"
    assert panel.drawer.search.text() == ""
    panel.release()


@gui_test
async def test_clearing_asks_and_says_what_is_lost(gui: Gui) -> None:
    board = Board()
    over(board, "old", days_ago=40)
    over(board, "new")
    board.hold("running", 3)
    panel = show_panel(gui, board)
    panel.show_jobs()
    options = {action.text(): action for action in panel.drawer.more_menu().actions()}
    options["Clear jobs older than 30 days…"].trigger()
    sheet = await the_dialog(panel, ClearSheet)
    assert sheet.heading.text() == "Clear 1 job from the history?"
    assert sheet.sentences[1].text().startswith("The import among them can no longer be taken back.")
    assert sheet.keep.isDefault()
    assert unnamed(sheet) == []
    await click(sheet.keep)
    await turns(4)
    assert len(board.held) == 3
    options["Clear all that is over…"].trigger()
    sheet = await the_dialog(panel, ClearSheet)
    await click(sheet.confirm)
    await until(lambda: set(board.held) == {"running"})
    await until(lambda: panel.drawer.model.rowCount() == 1)
    panel.release()


@gui_test
async def test_a_cleared_job_leaves_the_strip_too(gui: Gui) -> None:
    board = Board()
    board.hold("J1", 2)
    panel = show_panel(gui, board)
    board.end("J1", range(2))
    board.turn("J1", state=JobState.FINISHED, ended_at=NOW)
    await until(lambda: the_line(panel).rows.isVisible())
    board.turn("J1", trouble="told a moment before it goes")
    await board.forget(["J1"])
    await until(lambda: panel.isHidden())
    await asyncio.sleep(0.15)  # the coalescer's gap: nothing may ask for the job that is gone
    panel.release()


def test_only_what_is_over_and_old_enough_goes() -> None:
    board = Board()
    over(board, "old", days_ago=31)
    over(board, "new", days_ago=29)
    board.hold("running")
    assert [job.id for job in clearable(board.jobs, NOW)] == ["old", "new"]
    assert [job.id for job in clearable(board.jobs, NOW, OLD)] == ["old"]


@gui_test
async def test_settings_in_force_are_in_plain_sight(gui: Gui) -> None:
    board = Board()
    board.hold("J1", 3)
    held = HeldSetting(name="suppress_emails", wanted=True, before=False, in_force=True)
    board.turn("J1", settings=(held,))
    panel = show_panel(gui, board, width=1300)
    line = the_line(panel)
    assert line.note.text() == (
        "Confirmation e-mails are off for everybody who registers for Spring launch. "
        "They go on again when this import ends or pauses."
    )
    assert line.note.isVisible()
    assert line.note.property("tone") == "warning"
    board.turn("J1", state=JobState.INTERRUPTED)
    await until(lambda: "are still off for everybody" in line.note.text())
    assert line.note.text().endswith("They go on again as soon as RingCentral can be reached.")
    assert line.note.property("tone") == "warning"
    board.turn("J1", state=JobState.PAUSED, settings=(msgspec.structs.replace(held, in_force=False),))
    await until(lambda: line.note.text() == "Confirmation e-mails are on again.")
    assert line.note.property("tone") == "muted"
    board.turn("J1", state=JobState.RUNNING, settings=())
    await until(lambda: not line.note.isVisible())
    panel.release()


@gui_test
async def test_result_files_are_named_where_the_job_ended(gui: Gui) -> None:
    board = Board()
    board.hold("J1", 3)
    panel = show_panel(gui, board, width=1300)
    line = the_line(panel)
    assert not line.folder.isVisible()
    board.end("J1", range(3))
    elsewhere = "The folder D:\\lists takes no files, so the result files are in C:\\Users\\ann."
    results = JobResults(("C:/Users/ann/guests.done.csv",), elsewhere)
    board.turn("J1", state=JobState.FINISHED, ended_at=NOW, results=results)
    await until(lambda: line.note.isVisible())
    assert line.note.text() == f"Result files: guests.done.csv. {elsewhere}"
    assert line.folder.isVisible()
    panel.show_rows("J1")
    assert panel.drawer.details.facts["Results"].text().startswith("guests.done.csv.")
    panel.release()


@pytest.mark.parametrize("steps", [0, 1, 40, 41, 42, 2880])
def test_a_long_story_is_told_by_its_beginning_and_its_end(steps: int) -> None:
    lines = [(f"{n}", f"step {n}") for n in range(steps)]
    told = shortened(lines)
    assert len(told) <= 41
    if steps <= 41:
        assert told == lines
    else:
        assert told[:10] == lines[:10]
        assert told[-30:] == lines[-30:]
        assert told[10] == ("…", f"{steps - 40:,} steps between are not shown.")


@gui_test
async def test_after_a_search_that_found_nothing_a_job_is_chosen_again(gui: Gui) -> None:
    board = Board()
    for n in range(3):
        board.hold(f"J{n}", 2)
    board.findings["nobody"] = frozenset()
    panel = show_panel(gui, board)
    panel.show_jobs()
    drawer = panel.drawer
    await until(lambda: drawer.job is not None)
    drawer.search.setText("nobody")
    await until(lambda: drawer.model.rowCount() == 0)
    drawer.search.clear()
    await until(lambda: drawer.model.rowCount() == 3)
    assert drawer.job is not None
    assert drawer.rows.job_id == drawer.job.id
    panel.release()
