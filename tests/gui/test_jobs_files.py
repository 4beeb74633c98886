"""The jobs panel: rows of a list of several files tell their file wherever they tell their line."""

from datetime import UTC
from pathlib import Path

import msgspec
import pytest
from PySide6.QtGui import QFontMetrics

from tests.gui.job_room import NOW, Board, show_panel
from tests.helpers.qt import Gui, gui_test, turns, until
from webinar_console.domain.job import JobCounts, JobState, Outcome, RowReport
from webinar_console.domain.people_source import FilesSource
from webinar_console.domain.plan import JobKind, JobPlan, LeftOutRow
from webinar_console.jobs.run import told_of
from webinar_console.store.journal import JobRecord
from webinar_console.ui.jobs.rows_model import RowsModel
from webinar_console.ui.jobs.story import planned_words
from webinar_console.ui.jobs.summary import summary_text

NAME = FilesSource((Path("de.csv"), Path("en.csv"))).name
HEADER = ("Name", "E-mail", "File")
WHY = "RingCentral refused: no."


def joined_board() -> Board:
    """Two people on the same line of two files, and one of each file who was left out."""
    board = Board()
    held = board.hold("J1", 2, left_out=0)
    for seq, file in enumerate(("de.csv", "en.csv")):
        plan = msgspec.structs.replace(held.rows[seq].plan, line=3, cells=("N", "e@x.com", file, "surplus"))
        held.rows[seq] = msgspec.structs.replace(held.rows[seq], plan=plan)
        cells = ("", "", file)
        held.left_out.append(LeftOutRow(line=1_004, cells=cells, reason="The name is missing."))
    board.turn("J1", source_name=NAME, file_column=2)
    return board


@gui_test
async def test_the_rows_of_several_files_can_be_told_apart(gui: Gui) -> None:
    board = joined_board()
    panel = show_panel(gui, board, width=1440)
    panel.show_rows("J1", everybody=True)
    model = panel.rows.model
    await until(lambda: model.rowCount() == 4)
    places = ["3 of de.csv", "3 of en.csv", "1,004 of de.csv", "1,004 of en.csv"]
    assert [model.index(row, RowsModel.LINE).data() for row in range(4)] == places
    await turns(3)
    widest = QFontMetrics(panel.drawer._theme.font()).horizontalAdvance(places[-1])
    assert panel.rows.table.columnWidth(RowsModel.LINE) >= widest + 2 * panel.drawer._theme.space(8)
    board.end("J1", [1], Outcome.REFUSED, WHY)
    await until(lambda: model.index(1, RowsModel.REASON).data() == WHY)
    assert model.index(1, RowsModel.LINE).data() == "3 of en.csv"
    assert model.story(model.index(1, 0)) == f"Line 3 of en.csv: {WHY}"
    board.hold("J2", 3, left_out=0)
    panel.show_rows("J2")
    await until(lambda: model.rowCount() == 3)
    assert model.index(1, RowsModel.LINE).data() == "3"
    await turns(3)
    assert panel.rows.table.columnWidth(RowsModel.LINE) < widest
    panel.release()


async def test_story_and_summary_name_the_file() -> None:
    board = joined_board()
    board.end("J1", [0, 1], Outcome.REFUSED, WHY)
    board.turn("J1", state=JobState.FINISHED, ended_at=NOW)
    rows: list[RowReport] = await board.rows("J1")
    job = board.job("J1")
    assert planned_words(rows[1], job) == "In the queue to be registered (line 3 of en.csv)."
    assert f"- 2 rows (lines 3 of de.csv, 3 of en.csv): {WHY}" in summary_text(job, rows, UTC)


@pytest.mark.parametrize(
    ("name", "header", "column"),
    [
        (NAME, HEADER, 2),
        (FilesSource(tuple(map(Path, ("a", "b", "c")))).name, HEADER, 2),
        ("guests.csv", HEADER, None),
        ("de.csv and 1 more file", HEADER[:2], None),
        (None, (), None),
    ],
)
def test_the_journal_tells_where_the_files_are_named(
    name: str | None, header: tuple[str, ...], column: int | None
) -> None:
    plan = JobPlan(
        id="J1",
        kind=JobKind.IMPORT,
        title="Invite",
        webinar_id="W1",
        session_id="S1",
        session_title="Spring launch",
        header=header,
        source_name=name,
    )
    record = JobRecord.of(plan, JobState.RUNNING, NOW)
    assert told_of(record, JobCounts()).file_column == column
