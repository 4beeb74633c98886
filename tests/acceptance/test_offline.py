"""Without a connection: a session that was seen opens from this computer, is edited, and Apply waits."""

import asyncio
from pathlib import Path

from tests.acceptance.servers import served
from tests.acceptance.stage import opened, play, program_is_open
from tests.helpers.qt import Gui
from webinar_console.app.options import Options
from webinar_console.domain.job import JobState
from webinar_console.domain.plan import JobKind


def test_a_session_opens_and_is_edited_without_a_connection(tmp_path: Path) -> None:
    async def story(gui: Gui) -> None:
        with served("--registrants", "30") as server:
            options = Options(data=tmp_path, server=server.url, **server.credentials())
            async with opened(gui, options) as stage:
                await stage.until(lambda: program_is_open(stage.program), "the account")
                await stage.choose(server.session_id)
            await asyncio.to_thread(server.stop)
            async with opened(gui, options) as stage:
                await stage.until(lambda: program_is_open(stage.program), "the account")
                account = stage.account
                panel = account.registrants
                assert account.navigator.choose(server.session_id)
                await stage.until(lambda: panel.model.total == 30, "the people of last time")
                assert panel.totals.as_of.text().startswith("as of ")
                await stage.type_cell(0, "first_name", "Grace")
                await stage.says("1 change not applied")
                await stage.press("Apply changes")
                said = await stage.accept()
                assert "1 person will be replaced" in said
                await stage.says("RingCentral cannot be reached. Nothing was lost; trying again at ")
                (job,) = account.workspace.jobs.jobs
                assert (job.kind, job.counts.done, job.state) == (JobKind.APPLY, 0, JobState.RUNNING)
                assert panel.model.record_at(0).first_name == "Grace"

    play(story)
