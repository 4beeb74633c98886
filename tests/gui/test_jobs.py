"""The jobs panel: strip, list, rows, and the wishes it passes on."""

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from tests.gui.job_room import NOW, Account, Board, show_panel
from tests.gui.jobs_room import Fail, the_line, with_text
from tests.helpers.qt import Gui, application, click, gui_test, named, press, turns, until
from webinar_console.domain.errors import StoreError
from webinar_console.domain.job import JobState, Outcome
from webinar_console.ui.jobs import JobsPanel
from webinar_console.ui.jobs.job_line import JobLine
from webinar_console.ui.jobs.words import RowStanding


@gui_test
async def test_without_jobs_there_is_no_panel(gui: Gui) -> None:
    board = Board()
    panel = JobsPanel(gui.theme, board, Account(), lambda: NOW, gui.tasks(), gui.messages)
    assert panel.isHidden()
    board.hold("J1")
    await until(lambda: not panel.isHidden())
    gui.show(panel)
    panel.release()


@gui_test
async def test_a_running_job_tells_its_progress(gui: Gui) -> None:
    board = Board()
    board.hold("J1")
    panel = show_panel(gui, board)
    board.end("J1", range(120))
    board.end("J1", range(120, 128), Outcome.ALREADY_THERE)
    line = the_line(panel)
    await until(lambda: line.counts.text() == "120 done · 8 already there · 160 waiting")
    assert line.title.text() == "Importing 288 people into Spring launch"
    assert (
        line.outlook.text() == "done about 16:41, 79 minutes before the 18:00 start · up to 8 calls a minute"
    )
    assert (line.bar.value(), line.bar.maximum()) == (128, 288)
    board.turn("J1", waiting_for="RingCentral asked for a pause until 16:41.")
    await until(lambda: line.outlook.text().startswith("RingCentral asked"))
    panel.release()


@gui_test
async def test_pause_and_resume(gui: Gui) -> None:
    board = Board()
    board.hold("J1")
    panel = show_panel(gui, board)
    board.gate = asyncio.Event()
    await click(named(panel, "Pause job"))
    await until(lambda: board.asked == [("pause", "J1")])
    assert not named(panel, "Pause job").isEnabled(), "a second click would ask twice"
    board.gate.set()
    await until(lambda: named(panel, "Resume job").isVisible())
    assert not named(panel, "Pause job").isVisible()
    await click(named(panel, "Resume job"))
    await until(lambda: named(panel, "Pause job").isVisible())
    assert board.asked == [("pause", "J1"), ("resume", "J1")]
    panel.release()


@gui_test
async def test_cancel_asks_in_place_and_says_what_stays(gui: Gui) -> None:
    board = Board()
    board.hold("J1")
    board.end("J1", range(128))
    panel = show_panel(gui, board)
    line = the_line(panel)
    await turns(3)
    height = line.height()
    await press(named(panel, "Cancel job"), Qt.Key.Key_Space)
    await turns(3)
    assert line.title.text() == "Cancel the import into Spring launch?"
    stays = "128 of 288 people are invited and stay invited; the other 160 are not invited."
    assert line.outlook.text() == stays
    assert line.height() == height, "the line must stay as high as it was"
    assert application().activeModalWidget() is None
    await click(with_text(line, "Keep going"))
    assert board.asked == []
    await click(named(panel, "Cancel job"))
    board.end("J1", [128])
    await until(lambda: "129 of 288" in line.outlook.text(), what="the question to follow the job")
    await click(with_text(line, "Cancel the other 159"))
    await until(lambda: line.outlook.text() == "Cancelled at 16:05")
    assert board.asked == [("cancel", "J1")]
    assert "159 cancelled" in line.counts.text()
    panel.release()


@gui_test
async def test_a_question_is_dropped_when_the_job_ends_meanwhile(gui: Gui) -> None:
    board = Board()
    board.hold("J1", 2)
    panel = show_panel(gui, board)
    line = the_line(panel)
    await click(named(panel, "Cancel job"))
    board.end("J1", [0, 1])
    board.turn("J1", state=JobState.FINISHED, ended_at=NOW)
    await until(lambda: line.title.text() == "Invited 2 of 14 people to Spring launch")
    assert line.counts.text() == "12 left out"
    assert not line.confirm.isVisible()
    assert named(panel, "Hide").toolTip() == "Hide this line. The job stays in the list."
    await click(named(panel, "Hide"))
    assert [line for line in panel.findChildren(JobLine) if line.isVisible()] == []
    assert named(panel, "Show jobs").isVisible(), "the past job can still be looked at"
    panel.release()


@gui_test
async def test_an_interrupted_job_is_offered_and_can_wait(gui: Gui) -> None:
    board = Board()
    board.hold("J1", state=JobState.INTERRUPTED)
    board.end("J1", range(128))
    panel = show_panel(gui, board)
    line = the_line(panel)
    assert line.title.text() == "An import into Spring launch was interrupted: 128 of 288 done."
    assert line.outlook.text() == "Nobody was invited twice. Resume goes on with the other 160."
    await turns(3)
    ground = gui.theme.colour("warning_soft").rgb()
    shot = panel.grab().toImage()
    middle = line.mapTo(panel, line.rect().center()).y()
    assert [shot.pixelColor(x, middle).rgb() for x in (2, panel.width() - 2)] == [ground, ground]
    await click(with_text(line, "Later"))
    assert [line for line in panel.findChildren(JobLine) if line.isVisible()] == []
    board.end("J1", [128])
    await turns(5)
    assert [line for line in panel.findChildren(JobLine) if line.isVisible()] == []
    panel.show_rows("J1")
    again = await until(lambda: [line for line in panel.findChildren(JobLine) if line.isVisible()])
    await click(again[0].resume)
    await until(lambda: board.asked == [("resume", "J1")])
    panel.release()


@gui_test
async def test_a_failed_wish_is_told_and_the_buttons_come_back(gui: Gui) -> None:
    board = Board()
    board.hold("J1")
    board.failure = StoreError("The disk is full.")
    panel = show_panel(gui, board)
    await click(named(panel, "Pause job"))
    await until(lambda: gui.said)
    assert gui.said[0].sentence == "The disk is full."
    assert named(panel, "Pause job").isEnabled()
    panel.release()


@gui_test
async def test_the_list_names_every_job_and_follows_it_in_place(gui: Gui) -> None:
    board = Board()
    board.hold("J1", 20, JobState.FINISHED)
    panel = show_panel(gui, board, opened=True)
    jobs = named(panel, "Jobs")
    model = panel.list.model()
    tester = QAbstractItemModelTester(model, Fail)
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    board.hold("J2")
    await until(lambda: model.rowCount() == 2)
    board.end("J2", range(7))
    text = Qt.ItemDataRole.AccessibleTextRole
    await until(lambda: "7 done" in model.index(0, 0).data(text))
    assert "Invited 0 of 32 people to Spring launch" in model.index(1, 0).data(text)
    assert resets == []
    assert jobs is panel.list
    panel.release()
    del tester


@gui_test
async def test_rows_are_shown_with_outcome_reason_and_line(gui: Gui) -> None:
    board = Board()
    board.hold("J1", 30, left_out=3)
    panel = show_panel(gui, board)
    panel.show_rows("J1")
    model, rows = panel.rows.model, panel.rows
    tester = QAbstractItemModelTester(model, Fail)
    await until(lambda: model.rowCount() == 33)
    board.end("J1", range(10))
    board.end("J1", [11], Outcome.REFUSED, "RingCentral says: Registration is closed.")
    await until(lambda: model.counts[RowStanding.DONE] == 10)
    await until(lambda: model.counts[RowStanding.REFUSED] == 1)
    rows.filters.choose(RowStanding.REFUSED)
    assert [model.index(0, column).data() for column in (0, 1, 5)] == [
        "13",
        "Refused",
        "RingCentral says: Registration is closed.",
    ]
    rows.table.selectRow(0)
    assert rows.reason.text() == "Line 13: RingCentral says: Registration is closed."
    rows.filters.choose(RowStanding.LEFT_OUT)
    assert model.rowCount() == 3
    rows.filters.choose(RowStanding.WAITING)
    waiting = model.rowCount()
    board.end("J1", [20, 21])
    await until(lambda: model.rowCount() == waiting - 2)
    panel.release()
    del tester
