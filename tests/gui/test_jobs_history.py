"""The jobs panel: what is known of a job and its rows, search, clearing, options."""

import asyncio
from datetime import time, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt, QTime
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QFileDialog,
    QLineEdit,
    QRadioButton,
    QStyle,
    QStyleOptionButton,
)

from tests.gui.job_room import NOW, Board, planned, show_panel
from tests.gui.jobs_room import the_line
from tests.helpers.qt import Gui, click, gui_test, press, turns, type_text, unnamed, until
from webinar_console.domain.job import JobResults, JobRules, JobState, Outcome
from webinar_console.domain.quiet import QuietHours
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.row import JobRow
from webinar_console.domain.temporary import HeldSetting
from webinar_console.jobs import steps
from webinar_console.store.history import JobEvent
from webinar_console.ui.jobs import JobsPanel
from webinar_console.ui.jobs.clearing import OLD, ClearSheet, clearable
from webinar_console.ui.jobs.options_sheet import OptionsSheet
from webinar_console.ui.jobs.story import event_words, shortened, story_words
from webinar_console.ui.widgets import Label

Kind = TypeVar("Kind", bound=QDialog)
SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def over(board: Board, job_id: str, *, days_ago: float = 0) -> None:
    """A job of the past that invited three people."""
    board.hold(job_id, 3, left_out=1)
    board.end(job_id, range(3))
    ended = NOW - timedelta(days=days_ago)
    board.turn(job_id, state=JobState.FINISHED, ended_at=ended)


async def the_dialog(panel: JobsPanel, kind: type[Kind]) -> Kind:
    """The dialog that is open over the panel."""
    return await until(lambda: next((d for d in panel.findChildren(kind) if d.isVisible()), None))


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


@gui_test
async def test_quiet_hours_are_chosen_in_the_options(gui: Gui) -> None:
    board = Board()
    board.hold("J1", 3)
    panel = show_panel(gui, board)
    panel.show_options()
    sheet = await the_dialog(panel, OptionsSheet)
    assert unnamed(sheet) == []
    assert not sheet.begins.isEnabled()
    sheet.quiet.click()
    sheet.begins.setTime(QTime(8, 0))
    assert not sheet.save.isEnabled()
    assert "leave half an hour" in sheet.trouble.text()
    sheet.begins.setTime(QTime(19, 30))
    assert sheet.save.isEnabled()
    await click(sheet.save)
    await until(lambda: board.rules.quiet is not None)
    own = QuietHours(time(19, 30), time(8))
    assert board.rules == JobRules(quiet=own, usual=own)
    # Switched off and on again, they are the same: nobody has to remember them.
    for quiet in (None, own):
        panel.show_options()
        sheet = await the_dialog(panel, OptionsSheet)
        assert sheet.begins.time() == QTime(19, 30)
        sheet.quiet.click()
        await click(sheet.save)
        await until(lambda quiet=quiet: board.rules.quiet == quiet)  # type: ignore[misc]
    panel.release()


@gui_test
async def test_hours_that_cannot_be_are_no_matter_where_there_are_none(gui: Gui) -> None:
    own = QuietHours(time(19, 30), time(7))
    board = Board(rules=JobRules(quiet=own, usual=own))
    board.hold("J1", 3)
    panel = show_panel(gui, board)
    panel.show_options()
    sheet = await the_dialog(panel, OptionsSheet)
    sheet.begins.setTime(QTime(7, 0))
    assert not sheet.save.isEnabled()
    sheet.quiet.click()
    await click(sheet.save)
    await until(lambda: board.rules == JobRules(usual=own))
    panel.release()


@gui_test
async def test_whether_the_computer_sleeps_is_chosen_in_the_options(gui: Gui) -> None:
    board = Board(rules=JobRules(results_folder="/lists"))
    board.hold("J1", 3)
    panel = show_panel(gui, board)
    panel.show_options()
    sheet = await the_dialog(panel, OptionsSheet)
    assert sheet.awake.isChecked()
    sheet.awake.click()
    await click(sheet.save)
    await until(lambda: not board.rules.keep_awake)
    assert board.rules == JobRules(results_folder="/lists", keep_awake=False)
    panel.show_options()
    sheet = await the_dialog(panel, OptionsSheet)
    assert not sheet.awake.isChecked()
    sheet.reject()
    panel.release()


def place_of_words(choice: QAbstractButton) -> int:
    """Where the words of a box or of a round button begin, in pixels from its left."""
    option, style = QStyleOptionButton(), choice.style()
    choice.initStyleOption(option)  # type: ignore[attr-defined]
    is_radio = isinstance(choice, QRadioButton)
    element = QStyle.SubElement.SE_RadioButtonContents if is_radio else QStyle.SubElement.SE_CheckBoxContents
    return style.subElementRect(element, option, choice).left()


@gui_test
async def test_the_options_stand_in_line(gui: Gui) -> None:
    """Boxes and round buttons begin their words at one place; a time keeps clear of its field's edge."""
    panel = show_panel(gui, Board())
    panel.show_options()
    sheet = await the_dialog(panel, OptionsSheet)
    choices: list[QAbstractButton] = [sheet.quiet, sheet.awake, sheet.beside, sheet.elsewhere]
    assert len({choice.mapTo(sheet, QPoint(0, 0)).x() for choice in choices}) == 1
    words = {place_of_words(choice) for choice in choices}
    assert len(words) == 1, "the marks are as wide, and as far from the words"
    below = next(label for label in sheet.findChildren(Label) if label.text() == "From")
    assert below.mapTo(sheet, QPoint(0, 0)).x() - sheet.quiet.mapTo(sheet, QPoint(0, 0)).x() in words
    for field in (sheet.begins, sheet.ends):
        assert field.lineEdit().textMargins().left() >= gui.theme.space(8)
        room = field.lineEdit().width() - field.lineEdit().textMargins().left()
        assert room > field.fontMetrics().horizontalAdvance("20:00")
        assert field.width() < 3.5 * field.fontMetrics().horizontalAdvance("20:00")
    sheet.reject()
    panel.release()


@gui_test
async def test_the_folder_of_result_files_is_chosen_in_the_options(gui: Gui, tmp_path: Path) -> None:
    board = Board()
    board.hold("J1", 3)
    panel = show_panel(gui, board)
    panel.show_options()
    sheet = await the_dialog(panel, OptionsSheet)
    await click(sheet.elsewhere)
    dialog = await the_dialog(panel, QFileDialog)
    dialog.reject()
    await until(sheet.beside.isChecked, what="without a folder it stays as it was")
    await click(sheet.elsewhere)
    dialog = await the_dialog(panel, QFileDialog)
    line = dialog.findChild(QLineEdit, "fileNameEdit")
    line.setText(str(tmp_path))
    await press(line, Qt.Key.Key_Return)
    await until(lambda: sheet.folder.text() == str(tmp_path))
    await click(sheet.save)
    await until(lambda: board.rules.results_folder == str(tmp_path))
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
