"""The jobs panel: which rows of a job are shown first, and how wide their columns are."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

from tests.gui.job_room import NOW, Board, show_panel
from tests.gui.jobs_room import with_text
from tests.helpers.qt import Gui, click, gui_test, turns, until
from webinar_console.domain.job import JobState, Outcome
from webinar_console.domain.plan import Action, JobKind
from webinar_console.ui.jobs import JobsPanel
from webinar_console.ui.jobs.rows_model import RowsModel
from webinar_console.ui.jobs.rows_table import shares
from webinar_console.ui.jobs.words import NOT_DONE, RowStanding

WHY = "RingCentral says that the address is not valid, and that no seat is left for anybody from there."


def over(board: Board, job_id: str, *, refused: int = 0, left_out: int = 0) -> None:
    """A job of ten people that is over."""
    board.hold(job_id, 10, left_out=left_out)
    board.end(job_id, range(10 - refused))
    board.end(job_id, range(10 - refused, 10), Outcome.REFUSED, WHY)
    board.turn(job_id, state=JobState.FINISHED, ended_at=NOW)


def shown_whole(panel: JobsPanel, column: int) -> bool:
    """Whether the words of a column's first row fit into it."""
    table, theme = panel.rows.table, panel.drawer._theme
    words = str(panel.rows.model.index(0, column).data())
    room = table.columnWidth(column) - 2 * theme.space(8)
    return QFontMetrics(theme.font()).horizontalAdvance(words) <= room


@pytest.mark.parametrize("width", [1024, 1280, 1440, 1920])
def test_people_can_be_told_apart(width: int) -> None:
    async def story(gui: Gui) -> None:
        board = Board()
        over(board, "J1", refused=1, left_out=2)
        panel = show_panel(gui, board, width=width)
        panel.show_rows("J1", everybody=True)
        await until(lambda: panel.rows.model.rowCount() == 12)
        await turns(3)
        table = panel.rows.table
        assert shown_whole(panel, RowsModel.NAME)
        assert shown_whole(panel, RowsModel.EMAIL)
        assert table.isColumnHidden(RowsModel.WHAT), "everybody is registered: the title says it"
        letters = QFontMetrics(panel.drawer._theme.font()).averageCharWidth()
        assert table.columnWidth(RowsModel.REASON) >= 16 * letters
        assert table.horizontalScrollBar().maximum() == 0
        tip = panel.rows.model.index(9, RowsModel.REASON).data(Qt.ItemDataRole.ToolTipRole)
        assert tip.endswith(WHY), "the whole of it"
        panel.release()

    gui_test(lambda *, gui: story(gui))()


@gui_test
async def test_what_is_asked_is_told_where_it_differs(gui: Gui) -> None:
    board = Board()
    board.hold("J1", 2, left_out=1)
    held = board.held["J1"]
    held.rows[1] = msgspec.structs.replace(
        held.rows[1], plan=msgspec.structs.replace(held.rows[1].plan, action=Action.INVITE)
    )
    panel = show_panel(gui, board, width=1440)
    panel.show_rows("J1")
    await until(lambda: panel.rows.model.rowCount() == 3)
    assert not panel.rows.table.isColumnHidden(RowsModel.WHAT)
    assert panel.rows.model.index(1, RowsModel.WHAT).data() == "Invite to the panel"
    await turns(3)
    assert shown_whole(panel, RowsModel.NAME), "a column that appears is no width that somebody chose"
    assert shown_whole(panel, RowsModel.EMAIL)
    panel.release()


@gui_test
async def test_a_job_that_is_over_opens_on_those_it_did_not_reach(gui: Gui) -> None:
    board = Board()
    over(board, "J1", refused=1, left_out=2)
    over(board, "J2", left_out=3)
    over(board, "J3")
    panel = show_panel(gui, board, width=1440)
    rows = panel.rows
    panel.show_rows("J1")
    await until(lambda: rows.model.rowCount() == 3)
    assert rows.filters.key == NOT_DONE
    assert with_text(rows, "Not done  3").isChecked()
    assert not rows.table.isColumnHidden(RowsModel.OUTCOME), "they ended in different ways"
    await click(with_text(rows, "All  12"))
    assert rows.model.rowCount() == 12
    panel.show_rows("J2")
    await until(lambda: rows.model.rowCount() == 3)
    assert rows.filters.key is RowStanding.LEFT_OUT, "one kind alone has a filter of its own"
    panel.show_rows("J3")
    await until(lambda: rows.model.rowCount() == 10)
    assert rows.filters.key is None
    panel.show_rows("J1", everybody=True)
    await until(lambda: rows.model.rowCount() == 12)
    panel.release()


@gui_test
async def test_a_shorter_button_lets_all_filters_stand_in_one_line(gui: Gui) -> None:
    board = Board()
    over(board, "J1", refused=1, left_out=2)
    board.end("J1", [0], Outcome.CANCELLED)
    panel = show_panel(gui, board, width=1440)
    rows = panel.rows
    panel.show_rows("J1")
    await until(lambda: rows.model.rowCount() == 4)
    await turns(3)
    assert rows.filters.height() == with_text(rows, "All  12").height(), "one line"
    assert rows.save.text() == "Save…"
    assert rows.save.accessibleName() == "Save result files…"
    panel.resize(1920, 420)
    await until(lambda: rows.save.text() == "Save result files…")
    assert rows.filters.height() == with_text(rows, "All  12").height()
    panel.release()


@gui_test
async def test_a_job_that_runs_opens_on_everybody(gui: Gui) -> None:
    board = Board()
    board.hold("J1", 10, left_out=2)
    board.end("J1", [0], Outcome.REFUSED, WHY)
    panel = show_panel(gui, board)
    panel.show_rows("J1")
    await until(lambda: panel.rows.model.rowCount() == 12)
    assert panel.rows.filters.key is None
    panel.release()


@gui_test
async def test_whom_an_undo_leaves_alone_is_no_trouble(gui: Gui) -> None:
    board = Board()
    board.hold("J1", 3, left_out=2)
    board.end("J1", range(3))
    board.turn("J1", kind=JobKind.UNDO, state=JobState.FINISHED, ended_at=NOW)
    panel = show_panel(gui, board)
    panel.show_rows("J1")
    await until(lambda: panel.rows.model.rowCount() == 5)
    assert panel.rows.filters.key is None
    panel.release()


@gui_test
async def test_the_line_of_a_job_opens_on_everybody(gui: Gui) -> None:
    board = Board()
    board.hold("J1", 10, left_out=2)
    panel = show_panel(gui, board)
    board.end("J1", range(10))
    board.turn("J1", state=JobState.FINISHED, ended_at=NOW)
    await until(panel._lines["J1"].rows.isVisible)
    await click(with_text(panel, "Show all people"))
    await until(lambda: panel.rows.model.rowCount() == 12)
    panel.release()


@given(st.integers(-100, 2_000), st.lists(st.integers(1, 600), min_size=1, max_size=4))
def test_columns_take_what_they_want_or_give_way_alike(room: int, wanted: list[int]) -> None:
    widths = shares(room, wanted)
    if room >= sum(wanted):
        assert widths == wanted
    else:
        assert all(int(0.6 * most) <= width <= most for width, most in zip(widths, wanted, strict=True))
        assert sum(widths) <= max(room, sum(int(0.6 * most) for most in wanted) + 1)
