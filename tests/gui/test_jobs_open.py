"""The open list of jobs: what stands in it, what can be done there, and what is left in the strip."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest

from tests.gui.job_room import NOW, Board, show_panel
from tests.gui.jobs_room import with_text
from tests.helpers.qt import Gui, click, gui_test, press, turns, type_text, unnamed, until
from webinar_console.domain.job import JobResults, JobState
from webinar_console.ui.jobs import JobsPanel
from webinar_console.ui.jobs.job_row import menu_place

TEXT = Qt.ItemDataRole.AccessibleTextRole


def busy() -> Board:
    """Three jobs in the queue, and an import that is over and left result files."""
    board = Board()
    board.hold("done", 10)
    board.end("done", range(10))
    results = JobResults(("C:/lists/guests.done.csv",))
    ended = NOW - timedelta(days=19)
    board.turn("done", state=JobState.FINISHED, ended_at=ended, results=results)
    board.turn("done", started_by="Anna Weber", source_name="guests.csv")
    for job_id in ("A", "B", "C"):
        board.hold(job_id, 10)
    return board


def in_strip(panel: JobsPanel) -> set[str]:
    """The jobs whose lines can be seen."""
    return {job_id for job_id, line in panel._lines.items() if line.isVisible()}


@gui_test
async def test_the_open_list_leaves_one_line_in_the_strip(gui: Gui) -> None:
    panel = show_panel(gui, busy(), height=700)
    assert in_strip(panel) == {"A", "B", "C"}
    panel.show_jobs()
    assert in_strip(panel) == {"A"}, "the one that is worked on"
    panel.show_rows("C")
    assert in_strip(panel) == {"C"}, "the chosen one, with its buttons"
    await click(panel._lines["C"].cancel)
    panel.show_rows("done")
    assert in_strip(panel) == {"A", "C"}, "C has asked something"
    await click(panel._lines["C"].keep)
    assert in_strip(panel) == {"A"}
    panel.toggle.click()
    assert in_strip(panel) == {"A", "B", "C"}
    panel.release()


@gui_test
async def test_the_button_of_the_list_counts_the_queue_only(gui: Gui) -> None:
    board = busy()
    panel = show_panel(gui, board)
    assert panel.toggle.text() == "3 in the queue"
    for job_id in ("A", "B"):
        board.turn(job_id, state=JobState.CANCELLED, ended_at=NOW)
    await until(lambda: panel.toggle.text() == "Jobs")
    panel.release()


@gui_test
async def test_a_waiting_job_can_be_done_first_from_its_details(gui: Gui) -> None:
    board = busy()
    panel = show_panel(gui, board, width=1300, height=700)
    first = panel.drawer.details.first
    panel.show_rows("A")
    assert not first.isVisible(), "it is the first"
    panel.show_rows("done")
    assert not first.isVisible()
    panel.show_rows("C")
    await click(first)
    await until(lambda: board.asked == [("move", "C before A")])
    await until(lambda: not first.isVisible())
    panel.show_rows("B")
    await press(first, Qt.Key.Key_Space)
    await until(lambda: board.queue() == ("B", "C", "A"))
    panel.release()


@gui_test
async def test_what_can_be_done_with_a_job_never_scrolls_away(gui: Gui) -> None:
    panel = show_panel(gui, busy(), width=1300, height=420)
    panel.show_rows("done")
    await turns(3)
    details = panel.drawer.details
    for button in (details.take_back, details.folder, details.more):
        corner = button.mapTo(panel.drawer, button.rect().bottomRight())
        assert button.isVisible()
        assert panel.drawer.rect().contains(corner)
        assert not details.told.isAncestorOf(button)
    lefts = {
        details.title.mapTo(details, QPoint(0, 0)).x(),
        details.take_back.mapTo(details, QPoint(0, 0)).x(),
    }
    assert len(lefts) == 1, "buttons and words begin at one line"
    panel.release()


@gui_test
async def test_the_dots_of_a_row_open_its_menu(gui: Gui) -> None:
    panel = show_panel(gui, busy(), width=1300, height=700)
    panel.show_jobs()
    await turns(3)
    wanted: list[str] = []
    panel.list.menu_wanted.disconnect()  # the tests' platform can open no menu
    panel.list.menu_wanted.connect(lambda job_id, _where: wanted.append(job_id))
    index = panel.drawer.model.index(2, 0)
    rect = panel.list.visualRect(index)
    dots = menu_place(gui.theme, rect)
    assert rect.contains(dots)
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=dots.center())
    assert wanted == ["C"]
    job = panel.drawer.job
    assert job is not None
    assert job.id == "C", "the row whose menu is open is chosen"
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=rect.topLeft() + QPoint(20, 8))
    assert wanted == ["C"], "elsewhere a click only chooses"
    pressed: list[bool] = []
    details = panel.drawer.details
    details.menu_wanted.disconnect()
    details.menu_wanted.connect(lambda: pressed.append(True))
    await click(details.more)
    assert pressed == [True]
    assert unnamed(panel) == []
    panel.release()


@gui_test
async def test_nothing_found_says_so_and_offers_the_way_back(gui: Gui) -> None:
    panel = show_panel(gui, busy(), width=1300, height=700)
    panel.show_jobs()
    drawer = panel.drawer
    await type_text(drawer.search, "zoe")
    await until(lambda: drawer.model.rowCount() == 0)
    assert not drawer.rows.isVisible()
    assert not drawer.details.isVisible()
    assert drawer._nothing.sentence.text() == "No job, file or person matches “zoe”."
    await click(with_text(panel, "Clear search"))
    assert drawer.model.rowCount() == 4
    assert drawer.rows.isVisible()
    assert drawer.details.isVisible()
    assert drawer.search.text() == ""
    assert drawer.search.hasFocus()
    panel.release()


@gui_test
async def test_a_row_tells_when_by_whom_and_from_which_file(gui: Gui) -> None:
    panel = show_panel(gui, busy(), opened=True)
    told = panel.drawer.model.index(3, 0).data(TEXT)
    assert told.endswith("Thu 23 Apr, 16:05 · by Anna Weber · guests.csv.")
    panel.release()


@pytest.mark.parametrize("width", [1024, 1280, 1440])
def test_the_search_says_in_full_what_it_finds(width: int) -> None:
    async def story(gui: Gui) -> None:
        panel = show_panel(gui, busy(), width=width)
        panel.show_jobs()
        await turns(3)
        search = panel.drawer.search
        margins = search.textMargins()
        room = search.width() - margins.left() - margins.right() - 2 * gui.theme.space(8)
        assert QFontMetrics(search.font()).horizontalAdvance(search.placeholderText()) <= room
        assert "who started them" in search.toolTip()
        panel.release()

    gui_test(lambda *, gui: story(gui))()
