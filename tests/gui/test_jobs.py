"""The jobs panel: strip, list, rows, and the wishes it passes on."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton, QWidget

from tests.gui.job_room import NOW, Board, MovedJob, planned, show_panel
from tests.helpers.qt import Gui, application, click, gui_test, named, press, run_gui, turns, unnamed, until
from webinar_console.domain.errors import StoreError
from webinar_console.domain.job import JobState, Outcome, RowState
from webinar_console.domain.row import JobRow, Step
from webinar_console.ui.jobs import JobsPanel
from webinar_console.ui.jobs.coalesce import Coalescer
from webinar_console.ui.jobs.job_line import JobLine
from webinar_console.ui.jobs.rows_model import RowsModel
from webinar_console.ui.jobs.words import RowStanding, standing_of

Fail = QAbstractItemModelTester.FailureReportingMode.Fatal


def the_line(panel: JobsPanel) -> JobLine:
    (line,) = [line for line in panel.findChildren(JobLine) if line.isVisible()]
    return line


def with_text(root: QWidget, text: str) -> QPushButton:
    (button,) = [b for b in root.findChildren(QPushButton) if b.text() == text and b.isVisible()]
    return button


@gui_test
async def test_without_jobs_there_is_no_panel(gui: Gui) -> None:
    board = Board()
    panel = JobsPanel(gui.theme, board, lambda: NOW, gui.tasks(), gui.messages)
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
    assert line.outlook.text() == "done about 16:41, before the 18:00 start"
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
    await until(lambda: line.title.text() == "Invited 2 people to Spring launch")
    assert line.counts.text() == "2 people invited, 12 left out."
    assert not line.confirm.isVisible()
    await click(named(panel, "Put this away"))
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
    panel = show_panel(gui, board)
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
    assert "Invited 0 of 20 people to Spring launch" in model.index(1, 0).data(text)
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


@gui_test
async def test_a_filter_whose_rows_are_gone_shows_everything_again(gui: Gui) -> None:
    board = Board()
    board.hold("J1", 3, left_out=0)
    panel = show_panel(gui, board)
    panel.show_rows("J1")
    await until(lambda: panel.rows.model.rowCount() == 3)
    panel.rows.filters.choose(RowStanding.WAITING)
    board.end("J1", range(3))
    await until(lambda: panel.rows.filters.key is None)
    assert panel.rows.model.rowCount() == 3
    panel.release()


@gui_test
async def test_a_big_job_is_repainted_at_most_ten_times_a_second(gui: Gui) -> None:
    board = Board()
    board.hold("J1", 5_000)
    panel = show_panel(gui, board)
    panel.show_rows("J1")
    model = panel.rows.model
    await until(lambda: model.rowCount() == 5_012)
    loop, told = asyncio.get_running_loop(), []
    panel.list.model().dataChanged.connect(lambda *_: told.append(loop.time()))
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    begun = loop.time()
    for seq in range(5_000):
        board.end("J1", [seq])
        if seq % 50 == 0:
            await asyncio.sleep(0.002)
    await until(lambda: model.counts[RowStanding.DONE] == 5_000)
    took = loop.time() - begun
    assert len(told) <= took / 0.1 + 2
    assert resets == []
    panel.release()


@gui_test
async def test_result_files_are_saved_where_the_person_wants(gui: Gui, tmp_path: Path) -> None:
    board = Board()
    board.hold("J1", 3)
    board.saved = (tmp_path / "people.done.csv", tmp_path / "people.not-done.csv")
    panel = show_panel(gui, board)
    panel.show_rows("J1")
    await click(panel.rows.save)
    dialog = await until(lambda: panel.findChild(QFileDialog), what="the folder dialog")
    line = dialog.findChild(QLineEdit, "fileNameEdit")
    line.setText(str(tmp_path))
    await press(line, Qt.Key.Key_Return)
    await until(lambda: gui.said)
    assert board.asked == [("save", str(tmp_path))]
    assert gui.said[0].sentence == "Saved people.done.csv and people.not-done.csv."
    assert [action.label for action in gui.said[0].actions] == ["Open the folder"]
    panel.release()


@gui_test
async def test_a_released_panel_hears_nothing(gui: Gui) -> None:
    board = Board()
    board.hold("J1")
    panel = show_panel(gui, board)
    panel.release()
    board.hold("J2")
    board.end("J1", [1])
    await turns(5)
    assert panel.list.model().rowCount() == 1


@gui_test
async def test_everything_that_takes_the_focus_has_a_name(gui: Gui) -> None:
    board = Board()
    board.hold("J1", 20)
    board.hold("J2", 30, JobState.INTERRUPTED)
    board.hold("J3", 10, JobState.FINISHED)
    panel = show_panel(gui, board, height=520)
    panel.show_jobs()
    await until(lambda: panel.rows.model.rowCount() > 0)
    await turns(3)
    assert unnamed(panel) == []
    panel.release()


@gui_test
async def test_a_coalescer_tells_first_at_once_then_together(gui: Gui) -> None:
    parent = gui.show(QWidget())
    coalescer = Coalescer(parent, gap_ms=40)
    told: list[frozenset[str]] = []
    coalescer.due.connect(told.append)
    coalescer.add("a")
    assert told == [frozenset("a")]
    coalescer.add("b")
    coalescer.add("c")
    coalescer.add("b")
    assert told == [frozenset("a")]
    await until(lambda: len(told) == 2)
    assert told[1] == frozenset("bc")
    coalescer.add("d")
    coalescer.stop()


_outcomes = st.sampled_from([None, *(o for o in Outcome if o is not Outcome.LEFT_OUT)])
_changes = st.lists(st.tuples(st.integers(0, 19), _outcomes), min_size=1, max_size=12)
_steps = st.lists(st.one_of(_changes, st.sampled_from([None, *RowStanding])), max_size=20)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_steps)
def test_the_rows_shown_are_the_rows_that_stand_so(
    steps: list[list[tuple[int, Outcome | None]] | RowStanding | None],
) -> None:
    async def story(_gui: Gui) -> None:
        model = RowsModel()
        tester = QAbstractItemModelTester(model, Fail)
        rows = [JobRow(plan=planned(seq), step=Step.CREATE) for seq in range(20)]
        await model.load([row.report() for row in rows])
        wanted: RowStanding | None = None
        for step in steps:
            if isinstance(step, list):
                for seq, outcome in step:
                    state = RowState.WAITING if outcome is None else RowState.ENDED
                    rows[seq] = JobRow(plan=planned(seq), step=Step.CREATE, state=state, outcome=outcome)
                model.change(rows[seq].report() for seq in dict.fromkeys(seq for seq, _ in step))
            else:
                wanted = step
                model.narrow(wanted)
            expected = [
                (f"{row.plan.line:,}", standing_of(row.report()).value)
                for row in rows
                if wanted is None or standing_of(row.report()) is wanted
            ]
            shown = [
                (model.index(place, 0).data(), model.index(place, 1).data())
                for place in range(model.rowCount())
            ]
            assert shown == expected
            assert sum(model.counts.values()) == 20
        del tester

    run_gui(story)


@pytest.mark.parametrize("changed", [5, 2_000])
def test_changes_are_told_in_place(changed: int) -> None:
    async def story(_gui: Gui) -> None:
        model = RowsModel()
        job = MovedJob(None, [], [])  # type: ignore[arg-type]
        job.rows = [JobRow(plan=planned(seq), step=Step.CREATE) for seq in range(3_000)]
        await model.load([row.report() for row in job.rows])
        told: list[tuple[int, int]] = []
        model.dataChanged.connect(lambda first, last, *_: told.append((first.row(), last.row())))
        ended = [
            JobRow(plan=planned(seq), step=Step.CREATE, state=RowState.ENDED, outcome=Outcome.DONE).report()
            for seq in (*range(changed - 1), 2_999)
        ]
        model.change(ended)
        covered = {row for first, last in told for row in range(first, last + 1)}
        assert {report.seq for report in ended} <= covered
        assert len(told) <= 2

    run_gui(story)


@gui_test
async def test_a_late_job_is_shown_as_one(gui: Gui) -> None:
    board = Board()
    board.hold("J1")
    board.turn("J1", finishes_at=NOW + timedelta(hours=3))
    panel = show_panel(gui, board)
    line = the_line(panel)
    assert line.outlook.text() == "done about 19:05, after the 18:00 start"
    assert line.outlook.property("tone") == "warning"
    panel.release()


@gui_test
async def test_the_rows_left_out_are_one_click_away(gui: Gui) -> None:
    board = Board()
    board.hold("J1", 2)
    panel = show_panel(gui, board)
    board.end("J1", [0, 1])
    board.turn("J1", state=JobState.FINISHED, ended_at=NOW)
    await until(lambda: the_line(panel).title.text() == "Invited 2 people to Spring launch")
    await click(with_text(panel, "Show the 12 left out"))
    await until(lambda: panel.rows.model.rowCount() == 12)
    assert panel.rows.filters.key is RowStanding.LEFT_OUT
    assert panel.rows.table.isColumnHidden(RowsModel.OUTCOME)
    await turns(2)
    assert [line for line in panel.findChildren(JobLine) if line.isVisible()] == [], "the list tells of it"
    panel.toggle.click()
    assert the_line(panel).rows.isVisible()
    panel.release()
