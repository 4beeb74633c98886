"""The jobs panel: the drawer, its rows and the result files."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from tests.gui.job_room import NOW, Board, MovedJob, planned, show_panel
from tests.gui.jobs_room import Fail, the_line, with_text
from tests.helpers.qt import Gui, click, gui_test, press, run_gui, turns, unnamed, until
from webinar_console.domain.job import JobState, Outcome, RowState
from webinar_console.domain.row import JobRow, Step
from webinar_console.ui.jobs.coalesce import Coalescer
from webinar_console.ui.jobs.job_line import JobLine
from webinar_console.ui.jobs.rows_model import RowsModel
from webinar_console.ui.jobs.words import RowStanding, standing_of


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
    assert [action.label for action in gui.said[0].actions] == ["Open folder"]
    panel.release()


@gui_test
async def test_a_closed_list_is_not_filled_until_it_opens(gui: Gui) -> None:
    board = Board()
    board.hold("J1")
    panel = show_panel(gui, board)
    board.hold("J2")
    await until(lambda: len(panel.findChildren(JobLine)) == 2)
    assert panel.list.model().rowCount() == 0
    panel.show_jobs()
    assert panel.list.model().rowCount() == 2
    board.hold("J3")
    panel.show_rows("J3")  # asked for before the panel heard of it
    assert panel.drawer.job is not None
    assert panel.drawer.job.id == "J3"
    panel.release()


@gui_test
async def test_a_released_panel_hears_nothing(gui: Gui) -> None:
    board = Board()
    board.hold("J1")
    panel = show_panel(gui, board, opened=True)
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
async def test_a_coalescer_tells_in_the_next_turn_then_together(gui: Gui) -> None:
    parent = gui.show(QWidget())
    coalescer = Coalescer(parent, gap_ms=40)
    told: list[frozenset[str]] = []
    coalescer.due.connect(told.append)
    coalescer.add("a")
    assert told == []  # whoever tells of a change finishes first
    await until(lambda: told == [frozenset("a")])
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
    late = "done about 19:05, 65 minutes after the 18:00 start · up to 8 calls a minute"
    assert line.outlook.text() == late
    assert line.outlook.property("tone") == "warning"
    panel.release()


@gui_test
async def test_the_rows_left_out_are_one_click_away(gui: Gui) -> None:
    board = Board()
    board.hold("J1", 2)
    panel = show_panel(gui, board)
    board.end("J1", [0, 1])
    board.turn("J1", state=JobState.FINISHED, ended_at=NOW)
    await until(lambda: the_line(panel).title.text() == "Invited 2 of 14 people to Spring launch")
    await click(with_text(panel, "Show the 12 left out"))
    await until(lambda: panel.rows.model.rowCount() == 12)
    assert panel.rows.filters.key is RowStanding.LEFT_OUT
    assert panel.rows.table.isColumnHidden(RowsModel.OUTCOME)
    await turns(2)
    assert [line for line in panel.findChildren(JobLine) if line.isVisible()] == [], "the list tells of it"
    panel.toggle.click()
    assert the_line(panel).rows.isVisible()
    panel.release()
