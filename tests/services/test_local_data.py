"""What an account keeps here, for how long, and what stands against removing it."""

from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.gui.people import people
from tests.helpers.practice import Bench, import_plan, job_over, newcomers
from tests.helpers.virtual_time import run_virtual
from tests.store.test_import_drafts import SOURCES, record
from webinar_console.domain.job import JobState
from webinar_console.domain.keeping import Keeping
from webinar_console.domain.staging import StagedAddition
from webinar_console.services.local_data import LocalData, Unfinished
from webinar_console.services.workspace import Workspace
from webinar_console.simulator import Settings
from webinar_console.store import Store


def run(main: Coroutine[Any, Any, None]) -> None:
    run_virtual(main)


async def read(program: Workspace, session_id: str) -> None:
    async for _page in program.registrants.fetch(session_id):
        pass


def test_lists_go_at_the_start_after_they_were_read_thirty_days_ago() -> None:
    async def main() -> None:
        desk = Bench(Settings(registrants=30, limit=100_000))
        async with await Store.open(None) as store:
            async with desk.program(store) as program:
                await read(program, desk.session_id)
                kept = await program.local_data.kept()
                assert (kept.keeping, kept.lists) == (Keeping.ALWAYS, 1)
                await program.local_data.choose(Keeping.MONTH)
                assert (await program.local_data.kept()).lists == 1
            desk.clock.wall_offset += timedelta(days=30, minutes=-1).total_seconds()
            async with desk.program(store) as program:
                assert (await program.local_data.kept()).lists == 1
            desk.clock.wall_offset += 120
            async with desk.program(store) as program:
                assert (await program.local_data.kept()).lists == 0
                assert await program.registrants.cached(desk.session_id) is None

    run(main())


def test_without_the_wish_nothing_goes_however_old_it_is() -> None:
    async def main() -> None:
        desk = Bench(Settings(registrants=30, limit=100_000))
        async with await Store.open(None) as store:
            async with desk.program(store) as program:
                await read(program, desk.session_id)
            desk.clock.wall_offset += timedelta(days=4000).total_seconds()
            async with desk.program(store) as program:
                assert (await program.local_data.kept()).lists == 1
                # The wish holds from the moment on in which it is said.
                await program.local_data.choose(Keeping.MONTH)
                assert (await program.local_data.kept()).lists == 0

    run(main())


def test_what_is_unfinished_is_named() -> None:
    async def main() -> None:
        desk = Bench(Settings(registrants=30, limit=100_000))
        async with desk.program() as program:
            await program.catalogue.refresh()
            session = program.catalogue.session(desk.session_id)
            assert session is not None
            assert await program.local_data.unfinished() == Unfinished()
            staged = [StagedAddition(key=f"new {n}", values={"email": f"a{n}@x.example"}) for n in range(3)]
            await program.drafts.save(session.id, staged)
            await program.drafts.save("gone", staged[:1])
            await program.import_drafts.save(session.id, record(SOURCES[0]))
            found = await program.local_data.unfinished()
            assert set(found.edits) == {(session.name, 3), ("a session that is not listed any more", 1)}
            assert found.imports == (session.name,)
            assert found.loses_work
            plan = import_plan(session.id, session.webinar_id, newcomers(5))
            job_id = await program.jobs.start(plan)
            await program.jobs.pause(job_id)
            assert program.jobs.job(job_id).state is JobState.PAUSED
            assert (await program.local_data.unfinished()).jobs == (plan.session_title,)
            await program.jobs.cancel(job_id)
            await job_over(program, job_id)
            assert (await program.local_data.unfinished()).jobs == ()

    run(main())


async def test_all_files_of_the_account_are_counted(tmp_path: Path) -> None:
    async with await Store.open(tmp_path) as store:
        await store.cache.keep_registrants("s1", people(300), datetime(2026, 5, 12, tzinfo=UTC))
        (tmp_path / "sub").mkdir()
        (tmp_path / "sub" / "file").write_bytes(b"x" * 5000)
        data = LocalData(store, tuple, tuple, lambda _id: None, lambda: datetime(2026, 5, 12, tzinfo=UTC))
        kept = await data.kept()
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert kept.size == sum(path.stat().st_size for path in files) > 5000
        assert (kept.keeping, kept.lists) == (Keeping.ALWAYS, 1)
        await data.choose(Keeping.NEVER)
        assert (await data.kept()).keeping is Keeping.NEVER
        assert (await data.kept()).size < kept.size
