"""The jobs panel: the queue, its order, and the times that follow from it."""

from dataclasses import replace
from datetime import UTC, timedelta

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from tests.gui.job_room import NOW, Board, show_panel
from tests.gui.jobs_room import Fail
from tests.helpers.qt import Gui, gui_test, run_gui, turns, until
from webinar_console.domain.errors import StoreError
from webinar_console.domain.job import JobState, Outcome
from webinar_console.ui.jobs import JobsPanel
from webinar_console.ui.jobs.job_list import JobListModel
from webinar_console.ui.jobs.job_row import JOB_ROLE
from webinar_console.ui.jobs.queueing import before_whom, nth, places_of

MOVE = Qt.DropAction.MoveAction


def listed(panel: JobsPanel) -> list[str]:
    """The jobs of the list, from the top."""
    model = panel.list.model()
    return [model.index(row, 0).data(JOB_ROLE).id for row in range(model.rowCount())]


def three_and_one() -> Board:
    """Three jobs in the queue, and one that is over."""
    board = Board()
    board.hold("done", 10, JobState.FINISHED)
    for job_id in ("A", "B", "C"):
        board.hold(job_id, 10)
    return board


@gui_test
async def test_the_queue_comes_first_in_its_order(gui: Gui) -> None:
    board = three_and_one()
    board.order = ["B", "A", "C"]
    panel = show_panel(gui, board, opened=True)
    assert listed(panel) == ["B", "A", "C", "done"]
    spoken = [panel.list.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(4)]
    assert spoken[0].endswith("1st of 3 in the queue.")
    assert spoken[2].endswith("3rd of 3 in the queue.")
    assert "queue" not in spoken[3]
    panel.release()


@gui_test
async def test_alt_and_an_arrow_move_a_job(gui: Gui) -> None:
    board = three_and_one()
    panel = show_panel(gui, board)
    tester = QAbstractItemModelTester(panel.list.model(), Fail)
    panel.show_rows("B")
    await turns(2)
    QTest.keyClick(panel.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    await until(lambda: listed(panel) == ["B", "A", "C", "done"])
    chosen = panel.drawer.job
    assert chosen is not None
    assert chosen.id == "B", "the job stays chosen where it goes"
    QTest.keyClick(panel.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)  # it is the first already
    for _step in range(2):
        QTest.keyClick(panel.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        await turns(6)
    await until(lambda: listed(panel) == ["A", "C", "B", "done"])
    assert board.asked == [("move", "B before A"), ("move", "B before C"), ("move", "B before None")]
    panel.release()
    del tester


@gui_test
async def test_a_job_is_dragged_within_the_queue_and_nowhere_else(gui: Gui) -> None:
    board = three_and_one()
    panel = show_panel(gui, board, opened=True)
    model = panel.drawer.model
    can_drag = [bool(model.flags(model.index(n)) & Qt.ItemFlag.ItemIsDragEnabled) for n in range(4)]
    assert can_drag == [True, True, True, False]
    data = model.mimeData([model.index(2)])
    assert not model.canDropMimeData(data, MOVE, 4, 0, QModelIndex()), "below what is over"
    assert not model.canDropMimeData(data, MOVE, -1, -1, model.index(0)), "onto a job"
    assert not model.dropMimeData(data, MOVE, 0, 0, QModelIndex()), "the view must not take the row out"
    await until(lambda: listed(panel) == ["C", "A", "B", "done"])
    model.dropMimeData(model.mimeData([model.index(0)]), MOVE, 3, 0, QModelIndex())
    await until(lambda: listed(panel) == ["A", "B", "C", "done"])
    assert board.asked == [("move", "C before A"), ("move", "C before None")]
    panel.release()


@gui_test
async def test_below_the_last_job_that_a_search_shows_is_not_the_end_of_the_queue(gui: Gui) -> None:
    board = three_and_one()
    board.findings["x"] = frozenset({"A", "B"})
    panel = show_panel(gui, board, opened=True)
    panel.drawer.search.setText("x")
    await until(lambda: listed(panel) == ["A", "B"])
    model = panel.drawer.model
    model.dropMimeData(model.mimeData([model.index(0)]), MOVE, 2, 0, QModelIndex())
    await until(lambda: len(board.asked) == 2)
    assert board.asked == [("find", "x"), ("move", "A before C")]
    panel.release()


@gui_test
async def test_a_move_that_fails_is_said_and_nothing_moves(gui: Gui) -> None:
    board = three_and_one()
    panel = show_panel(gui, board, opened=True)
    board.failure = StoreError("The disk is full.")
    panel.drawer.step("C", "first")
    await until(lambda: gui.said)
    assert gui.said[0].sentence == "The disk is full."
    assert listed(panel) == ["A", "B", "C", "done"]
    panel.release()


@gui_test
async def test_the_menu_of_a_job_offers_what_it_can(gui: Gui) -> None:
    board = three_and_one()
    panel = show_panel(gui, board, opened=True)

    def offers(job_id: str) -> dict[str, bool]:
        actions = panel.drawer.menu_of(job_id).actions()
        return {action.text(): action.isEnabled() for action in actions if action.text()}

    assert offers("A") == {"Do first": False, "Move up": False, "Move down": True}
    assert offers("C") == {"Do first": True, "Move up": True, "Move down": False}
    assert offers("done") == {
        "Take back…": False,  # nobody was invited
        "Mend the 12 rows that were not done…": True,
        "Copy a summary": True,
        "Clear from the history…": True,
    }
    menu = panel.drawer.menu_of("C")
    menu.actions()[0].trigger()
    await until(lambda: listed(panel)[0] == "C")
    panel.release()


@gui_test
async def test_a_job_that_ends_leaves_the_queue(gui: Gui) -> None:
    board = three_and_one()
    panel = show_panel(gui, board)
    tester = QAbstractItemModelTester(panel.list.model(), Fail)
    panel.show_rows("A")
    board.end("A", range(10))
    board.turn("A", state=JobState.FINISHED, ended_at=NOW + timedelta(minutes=1))
    await until(lambda: listed(panel) == ["B", "C", "A", "done"])
    chosen = panel.drawer.job
    assert chosen is not None
    assert chosen.id == "A"
    assert panel.list.currentIndex().row() == 2
    panel.release()
    del tester


@gui_test
async def test_a_job_behind_another_says_when_it_will_really_be_done(gui: Gui) -> None:
    board = three_and_one()
    panel = show_panel(gui, board)
    line = panel._lines["B"]
    told = "next in turn, done about 17:17, 43 minutes before the 18:00 start"
    assert line.outlook.text() == told
    told = "3rd in the queue, done about 17:53, 7 minutes before the 18:00 start"
    assert panel._lines["C"].outlook.text() == told
    board.hold("D", 10)
    await until(lambda: "D" in panel._lines)
    told = "4th in the queue, done about 18:29, 29 minutes after the 18:00 start"
    assert panel._lines["D"].outlook.text() == told
    assert panel._lines["D"].outlook.property("tone") == "warning"
    panel.release()


@gui_test
async def test_running_and_waiting_have_signs_of_their_own(gui: Gui) -> None:
    board = three_and_one()
    panel = show_panel(gui, board)
    now, following = panel._lines["A"], panel._lines["B"]
    assert (now.sign, following.sign) == (("play-filled", "accent"), ("clock", "muted"))
    assert now.bar.isVisible()
    assert not following.bar.isVisible(), "a job that waits for its turn makes no progress"
    board.end("A", range(10))
    board.turn("A", state=JobState.FINISHED, ended_at=NOW)
    await until(following.bar.isVisible)
    assert following.sign == ("play-filled", "accent")
    assert now.sign == ("success", "warning"), "12 were left out: no plain tick"
    board.end("A", [0], Outcome.REFUSED, "RingCentral says no.")
    await until(lambda: now.sign == ("warning", "warning"))
    assert "1 refused" in now.accessibleName()
    panel.release()


@gui_test
async def test_a_job_that_did_everything_wears_a_tick(gui: Gui) -> None:
    board = Board()
    board.hold("J1", 2, left_out=0)
    panel = show_panel(gui, board)
    board.end("J1", range(2))
    board.turn("J1", state=JobState.FINISHED, ended_at=NOW)
    line = panel._lines["J1"]
    await until(lambda: line.sign == ("success", "success"))
    assert line.counts.text() == "Everybody is invited"
    panel.release()


def test_ordinals() -> None:
    told = [nth(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111, 1_003)]
    assert told == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "101st", "111th", "1,003rd",
    ]  # fmt: skip


@given(st.integers(1, 8), st.data())
def test_every_step_moves_by_one_place_or_not_at_all(count: int, data: st.DataObject) -> None:
    queue = [f"J{n}" for n in range(count)]
    at = data.draw(st.integers(0, count - 1))
    for step, place in (("up", at - 1), ("down", at + 1), ("first", 0)):
        try:
            before = before_whom(queue, queue[at], step)  # type: ignore[arg-type]
        except ValueError:
            assert place < 0 or place >= count or place == at
            continue
        rest = [job_id for job_id in queue if job_id != queue[at]]
        rest.insert(rest.index(before) if before else len(rest), queue[at])
        assert rest.index(queue[at]) == place


@given(st.lists(st.sampled_from([s for s in JobState if not s.is_over]), max_size=8))
def test_one_is_now_and_one_is_next(states: list[JobState]) -> None:
    board = Board()
    for number, state in enumerate(states):
        board.hold(f"J{number}", 10, state)
    queue = [board.job(job_id) for job_id in board.queue()]
    places = places_of(queue)
    turns_told = [places[job.id].turn for job in queue]
    working = [turn for turn in turns_told if turn != "rests"]
    assert working[:2] == ["now", "next"][: len(working)]
    assert set(working[2:]) <= {"later"}


def test_a_job_that_rests_lets_those_behind_it_go_first() -> None:
    board = Board()
    for job_id in ("A", "B", "C"):
        board.hold(job_id, 10)
    board.turn("A", quiet_until=NOW + timedelta(hours=9))

    def told() -> list[str]:
        return [place.turn for place in places_of([board.job(job_id) for job_id in board.queue()]).values()]

    assert told() == ["later", "now", "next"]
    board.turn("B", quiet_until=NOW + timedelta(hours=9))
    board.turn("C", state=JobState.PAUSED)
    assert told() == ["next", "later", "rests"]


@given(st.lists(st.lists(st.integers(0, 9), unique=True, max_size=10), max_size=8))
def test_any_list_follows_any_other(lists: list[list[int]]) -> None:
    async def story(_gui: Gui) -> None:
        board = Board()
        for number in range(10):
            board.hold(f"J{number}", number + 1)
        model = JobListModel(lambda: NOW, UTC)
        tester = QAbstractItemModelTester(model, Fail)
        for shown in lists:
            jobs = [replace(board.job(f"J{number}"), title=str(shown)) for number in shown]
            model.show_jobs(jobs, {})
            assert [model.index(row).data(JOB_ROLE) for row in range(model.rowCount())] == jobs
        del tester

    run_gui(story)
