"""Between the yes and the job: a backup is being written, and nothing done meanwhile undoes the yes."""

import asyncio
from collections.abc import Sequence

import pytest

from tests.gui.desk import Desk, Plan, session
from tests.gui.registrants_room import confirm, desk_of, opened, sheet_of
from tests.helpers.qt import Gui, gui_test, turns, until
from webinar_console.domain.errors import StoreError
from webinar_console.domain.plan import Action, JobPlan
from webinar_console.domain.preferences import Preferences
from webinar_console.domain.session import Session
from webinar_console.domain.staging import Staged
from webinar_console.ui.registrants import settling
from webinar_console.ui.registrants.panel import RegistrantsPanel
from webinar_console.ui.registrants.settling import target_of

ASKED = ("review", "discard", "apply")


class Slow:
    """A board whose jobs start when ``go`` is set, and plans that leave out all edits but the first."""

    def __init__(self, desk: Desk) -> None:
        self.go, self.begun = asyncio.Event(), 0
        self.failure: StoreError | None = None
        self._start, self._plan = desk.jobs.start, desk.registrants.plan_apply
        desk.jobs.start = self.start  # type: ignore[method-assign]
        desk.registrants.plan_apply = self.plan  # type: ignore[method-assign]

    async def start(self, plan: JobPlan) -> str:
        self.begun += 1
        await self.go.wait()
        if self.failure is not None:
            raise self.failure
        return await self._start(plan)

    async def plan(self, of: Session, staged: Sequence[Staged], preferences: Preferences | None) -> Plan:
        return await self._plan(of, staged[:1], preferences)


async def confirmed(gui: Gui, desk: Desk, slow: Slow) -> tuple[RegistrantsPanel, str]:
    """A panel with two edits, of which one is confirmed and about to be applied; and its key."""
    panel = await opened(gui, desk)
    key = panel.model.key_at(0)
    for row in (0, 1):
        panel.model.setData(panel.model.index(row, 0), "Grace")
    await until(panel.bar.apply.isEnabled)
    panel.apply()
    await confirm(panel)
    await until(lambda: slow.begun)
    assert panel.model.draft.applying == {key}
    return panel, key


async def asked(panel: RegistrantsPanel, what: str) -> None:
    getattr(panel, what)()
    await turns(5)
    sheet = sheet_of(panel)
    if sheet is not None:
        sheet.reject()
    await turns(5)


@gui_test
async def test_nothing_that_is_asked_takes_the_place_of_what_was_confirmed(gui: Gui) -> None:
    desk = desk_of(5)
    slow = Slow(desk)
    panel, key = await confirmed(gui, desk, slow)
    for what in ASKED:
        await asked(panel, what)
    assert panel.model.draft.applying == {key}
    slow.go.set()
    (plan,) = await until(lambda: list(desk.jobs.plans.values()))
    desk.jobs.end_row(plan.id, 0)
    desk.jobs.end(plan.id)
    assert not panel.model.draft.applying
    assert key not in panel.model.draft
    await panel.aclose()


@gui_test
async def test_edits_of_a_job_that_never_came_do_not_rest(gui: Gui) -> None:
    desk = desk_of(5)
    slow = Slow(desk)
    panel, key = await confirmed(gui, desk, slow)
    panel._tasks.cancel_all()
    await until(lambda: not panel.model.draft.applying)
    assert panel.model.why_not_row(key) is None
    await panel.aclose()


@gui_test
async def test_edits_rest_too_when_the_session_is_left_and_shown_again_meanwhile(gui: Gui) -> None:
    desk = desk_of(5)
    slow = Slow(desk)
    panel, key = await confirmed(gui, desk, slow)
    draft = panel.model.draft
    await panel.show_session(session(2))
    await panel.show_session(session(1))
    assert draft is panel.model.draft
    assert draft.applying == {key}
    await panel.show_session(session(2))
    slow.failure = StoreError("The disk is full.")
    slow.go.set()
    await until(lambda: not draft.applying)
    assert any("disk is full" in said.sentence for said in gui.said)
    await panel.aclose()


@gui_test
async def test_many_new_people_are_applied_without_looking_for_each(gui: Gui) -> None:
    desk, count = desk_of(3), 30
    panel = await opened(gui, desk)
    model = panel.model
    model.add_people([{"first_name": "Ann", "email": f"Ann{n}@x.example"} for n in range(count)])
    await until(lambda: model.draft.counts().added == count)
    looked: list[int] = []

    def counted(staged: Staged) -> tuple[Action, str]:
        looked.append(1)
        return target_of(staged)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settling, "target_of", counted)
        plan = await desk.registrants.plan_apply(session(), model.draft.all(), None)
        await panel._applying.start(plan.job)
        assert len(model.draft.applying) == count
        for seq in range(count):
            desk.jobs.end_row(plan.job.id, seq)
        desk.jobs.end(plan.job.id)
    assert not len(model.draft)
    assert model.rowCount() == count + 3
    assert len(looked) < 10 * count
    await panel.aclose()
