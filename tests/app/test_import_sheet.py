"""The import sheet in the window: an import that takes a moment to start leaves other sessions alone."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from tests.app.test_program import is_open, running
from tests.helpers.qt import Gui, gui_test, turns, until
from webinar_console.app.options import Options
from webinar_console.domain.plan import JobPlan

PEOPLE = "First name,Last name,E-mail\nAda,New,ada@newcomers.example\n"


@gui_test
async def test_the_sheet_of_another_session_stays_open(gui: Gui, tmp_path: Path) -> None:
    people = tmp_path / "guests.csv"
    people.write_text(PEOPLE)
    async with running(gui, Options(data=tmp_path / "data", demo=True)) as program:
        await until(lambda: is_open(program), timeout_s=20, what="the account")
        session = program.session
        assert session is not None
        await until(lambda: session.workspace.catalogue.sessions, what="the sessions")
        first, second = [s for s in session.workspace.catalogue.sessions if not s.is_read_only][:2]
        sheet, start = session.sheet, session.sheet.foot.start
        jobs, gate = session.workspace.jobs, asyncio.Event()
        start_all = jobs.start_all

        async def held(plans: Sequence[JobPlan]) -> Sequence[str]:
            await gate.wait()
            return await start_all(plans)

        jobs.start_all = held  # type: ignore[method-assign, assignment]
        await until(lambda: session.navigator.choose(first.id), what="the session in the tree")
        session.open_files([people])
        await until(start.isEnabled, timeout_s=20, what="the price")
        start.click()
        assert session.navigator.choose(second.id)
        session.open_files([people])
        await until(lambda: sheet.flow.shows(second) and sheet.flow.told, timeout_s=20, what="its price")
        gate.set()
        await until(lambda: jobs.jobs, what="the job")
        await turns(20)
        assert [job.session_id for job in jobs.jobs] == [first.id]
        assert session.area.sheet is sheet
        assert sheet.page.isVisible()
