"""A refresh: the number first, then pages or none, and what is said about it."""

from datetime import timedelta

from PySide6.QtWidgets import QPushButton

from tests.gui.desk import NOW, Copy, Desk, session
from tests.gui.people import people
from tests.gui.registrants_room import desk_of, opened
from tests.helpers.qt import Gui, click, gui_test, turns, until
from webinar_console.domain.errors import Unreachable
from webinar_console.domain.job import JobCounts, JobProgress, JobState
from webinar_console.domain.plan import JobKind
from webinar_console.services.freshness import Look
from webinar_console.ui.phrases import clock
from webinar_console.ui.registrants.panel import RegistrantsPanel


def with_copy(count: int, age: timedelta = timedelta(minutes=5)) -> Desk:
    desk = desk_of(count)
    desk.registrants.copies["s1"] = Copy(tuple(people(count)), NOW - age)
    return desk


def quiet(panel: RegistrantsPanel) -> bool:
    return not panel._tasks.is_busy("registrants")


@gui_test
async def test_the_same_number_costs_no_page_and_is_said(gui: Gui) -> None:
    desk = with_copy(2_500)
    desk.freshness.answer = Look(True, NOW, 2_500)
    panel = await opened(gui, desk)
    read = clock(NOW - timedelta(minutes=5), NOW)
    told = f"as of {read} · same number at {clock(NOW, NOW)}"
    assert (desk.registrants.calls, panel.totals.as_of.text()) == (0, told)
    assert "counted 2,500 registrants" in panel.totals.as_of.toolTip()
    assert desk.freshness.asked == [False], "opening a session asks for nothing"
    panel.refresh()
    await until(lambda: desk.freshness.asked == [False, True] and quiet(panel))
    assert desk.registrants.calls == 0
    assert not panel.trouble.isVisible()
    panel.refresh_everything()
    await until(lambda: desk.registrants.calls == 3 and quiet(panel))
    assert panel.totals.as_of.text() == f"as of {clock(NOW, NOW)}"
    assert panel.totals.as_of.toolTip() == ""


@gui_test
async def test_another_number_reads_the_pages(gui: Gui) -> None:
    desk = with_copy(1_500)
    panel = await opened(gui, desk)
    assert desk.registrants.calls == 2
    desk.registrants.of["s1"] = people(1_501)
    panel.refresh()
    await until(lambda: panel.model.total == 1_501 and quiet(panel))
    assert desk.registrants.calls == 4


@gui_test
async def test_a_job_in_need_leaves_the_copy_unless_somebody_asks(gui: Gui) -> None:
    desk = with_copy(2_500)
    desk.in_need = JobProgress(
        id="j",
        kind=JobKind.IMPORT,
        title="Import",
        session_id="s2",
        session_title="Spring",
        state=JobState.RUNNING,
        counts=JobCounts(total=9),
        created_at=NOW,
    )
    panel = await opened(gui, desk)
    assert desk.registrants.calls == 0
    assert "each call is needed for the job in Spring" in panel.trouble.sentence
    panel.refresh()
    await until(lambda: desk.registrants.calls == 3 and quiet(panel))


@gui_test
async def test_without_a_connection_the_copy_stays_and_is_edited(gui: Gui) -> None:
    desk = with_copy(20)
    desk.freshness.answer = Unreachable("There is no connection to RingCentral. Nothing was sent.")
    panel = await opened(gui, desk)
    assert panel.model.rowCount() == 20
    assert panel.view.isVisible()
    assert "no connection" in panel.trouble.sentence
    panel.model.setData(panel.model.index(0, 0), "Grace")
    assert len(panel.model.draft) == 1
    await until(lambda: desk.drafts.saved.get("s1"))
    # It is there again: the same button, and what was said goes.
    desk.freshness.answer = Look(True, NOW, 20)
    (again,) = [b for b in panel.trouble.findChildren(QPushButton) if b.text() == "Try again"]
    await click(again)
    await until(lambda: quiet(panel) and not panel.trouble.isVisible())
    assert "same number" in panel.totals.as_of.text()
    assert panel.model.record_at(0).first_name == "Grace"


@gui_test
async def test_another_session_is_not_told_the_number_of_this_one(gui: Gui) -> None:
    desk = with_copy(20)
    desk.freshness.answer = Look(True, NOW, 20)
    panel = await opened(gui, desk)
    assert "same number" in panel.totals.as_of.text()
    desk.registrants.of["s2"] = people(3, seed=2)
    await panel.show_session(session(2))
    await turns(2)
    assert panel.totals.as_of.text() == f"as of {clock(NOW, NOW)}"
    assert panel.totals.as_of.toolTip() == ""


@gui_test
async def test_a_reading_that_broke_off_is_followed_by_one_whatever_the_number_says(gui: Gui) -> None:
    desk = with_copy(2_500)
    desk.freshness.answer = Look(True, NOW, 2_500)
    panel = await opened(gui, desk)
    *others, stranger = people(2_501)
    # One left and one came: the number is the same, and the first page has the one who came.
    desk.registrants.of["s1"] = [stranger, *others[1:]]
    desk.registrants.failure = Unreachable("There is no connection to RingCentral.")
    desk.registrants.before_failure = 1
    panel.refresh_everything()
    await until(lambda: panel.trouble.isVisible() and quiet(panel))
    assert panel.model.total == 2_501
    (again,) = [b for b in panel.trouble.findChildren(QPushButton) if b.text() == "Try again"]
    await click(again)
    await until(lambda: quiet(panel))
    assert panel.trouble.isVisible(), "it broke off once more"
    desk.registrants.failure = None
    panel.refresh()
    await until(lambda: panel.model.total == 2_500 and quiet(panel))
    assert panel.model.slot_of(others[0].id) is None
    assert not panel.trouble.isVisible()
    assert "same number" not in panel.totals.as_of.text()
    # Now it is whole: a number can stand for it again.
    calls = desk.registrants.calls
    panel.refresh()
    await until(lambda: "same number" in panel.totals.as_of.text() and quiet(panel))
    assert desk.registrants.calls == calls


@gui_test
async def test_a_number_that_is_not_that_of_the_rows_reads_the_pages(gui: Gui) -> None:
    desk = with_copy(20)
    desk.freshness.answer = Look(True, NOW, 21)
    panel = await opened(gui, desk)
    assert desk.registrants.calls == 1, "the copy has one more than the table"
    desk.freshness.answer = Look(True, NOW, 20)
    panel.model.add_person({"first_name": "Ada"})
    panel.refresh()
    await until(lambda: "same number" in panel.totals.as_of.text() and quiet(panel))
    assert desk.registrants.calls == 1, "who is only staged is not registered"
