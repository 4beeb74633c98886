"""Several jobs that name the same people: each registration is one row's doing."""

import json
import unicodedata
from collections import Counter
from typing import Any, Literal

import pytest

from tests.helpers.practice import Bench, import_plan, job_over, newcomers
from tests.jobs.desk import CREATE, INVITE, bench, exactly_once, panel, run, until_told
from webinar_console.domain.job import JobState, Outcome
from webinar_console.domain.plan import JobPlan
from webinar_console.domain.registrant import NewRegistrant
from webinar_console.services.workspace import Workspace
from webinar_console.simulator import Dialect, Fault
from webinar_console.store import Store

FIRST_RECORD = Dialect(duplicate="first_record")


def plans(desk: Bench) -> tuple[JobPlan, JobPlan]:
    """Two imports of the same people, planned before anybody of them was registered."""
    webinar, known = desk.world.webinar_of(desk.session_id), [person["id"] for person in desk.people()]
    one, two = (
        import_plan(desk.session_id, webinar, newcomers(6), known_ids=known, job_id=name)
        for name in ("one", "two")
    )
    return one, two


async def claims(program: Workspace) -> Counter[str]:
    """How many rows say that they registered somebody, by id."""
    reports = [report for name in ("one", "two") for report in await program.jobs.rows(name)]
    assert {report.outcome for report in reports} == {Outcome.DONE, Outcome.ALREADY_THERE}
    return Counter(str(report.registrant_id) for report in reports if report.outcome is Outcome.DONE)


def test_the_first_persons_record_is_the_first_jobs() -> None:
    async def main() -> None:
        desk = bench(dialect=FIRST_RECORD)
        async with desk.program() as program:
            for plan in plans(desk):
                await program.jobs.start(plan)
            for name in ("one", "two"):
                await job_over(program, name)
            assert sorted((await claims(program)).values()) == [1] * 6
            assert (await program.plan_undo("two")).job.rows == (), "the second import added nobody"
        exactly_once(desk, 6)

    run(main())


def test_the_same_after_a_start() -> None:
    async def main() -> None:
        desk, store = bench(dialect=FIRST_RECORD), await Store.open(None)
        one, two = plans(desk)
        async with desk.program(store) as program:
            await program.jobs.start(two)
            await program.jobs.pause("two")
            await program.jobs.start(one)
            await job_over(program, "one")
        async with desk.program(store) as program:
            await program.jobs.resume("two")
            await job_over(program, "two")
            assert sorted((await claims(program)).values()) == [1] * 6
        await store.close()

    run(main())


@pytest.mark.parametrize("duplicate", ["conflict", "first_record"])
def test_a_lost_answer_is_claimed_by_one_job(duplicate: str) -> None:
    async def main() -> None:
        dialect = Dialect(duplicate=duplicate)  # type: ignore[arg-type]
        desk = bench(Fault("cut", operation=CREATE, nth=(3,), work="after"), dialect=dialect)
        one, two = plans(desk)
        async with desk.program() as program:
            await program.jobs.start(one)
            await until_told(program, lambda: program.jobs.job("one").counts.unknown)
            await program.jobs.pause("one")
            await program.jobs.start(two)
            await job_over(program, "two")
            assert program.jobs.job("one").state is JobState.PAUSED
            await program.jobs.resume("one")
            await job_over(program, "one")
            assert sorted((await claims(program)).values()) == [1] * 6
        exactly_once(desk, 6)

    run(main())


def test_one_place_on_the_panel_is_one_jobs_doing() -> None:
    async def main() -> None:
        desk = bench(Fault("cut", operation=INVITE, nth=(1,), work="before"))
        webinar = desk.world.webinar_of(desk.session_id)
        one, two = (
            import_plan(desk.session_id, webinar, panel=panel(3), job_id=name) for name in ("one", "two")
        )
        async with desk.program() as program:
            await program.jobs.start(one)
            await until_told(program, lambda: program.jobs.job("one").counts.unknown)
            await program.jobs.pause("one")
            await program.jobs.start(two)
            await job_over(program, "two")
            await program.jobs.resume("one")
            await job_over(program, "one")
            assert sorted((await claims(program)).values()) == [1] * 3
            assert {row.outcome for row in await program.jobs.rows("one")} == {Outcome.ALREADY_THERE}
            assert (await program.plan_undo("one")).job.rows == (), "the first import put nobody there"
        assert len(desk.mails("invitation")) == 3

    run(main())


class AlikeIds:
    """A server whose two lists count alike: each new registrant has the id of the newest invitee."""

    def __init__(self, desk: Bench) -> None:
        self._handle, self._newest = desk.handle, ""
        desk.handle = self.handle  # type: ignore[method-assign]

    async def handle(
        self, method: str, target: str, headers: Any, body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        status, given, content = await self._handle(method, target, headers, body)
        path = target.partition("?")[0]
        if method == "PATCH" and path.endswith("/invitees"):
            self._newest = json.loads(content)["addedInvitees"][0]["id"]
        elif method == "POST" and path.endswith("/registrants"):
            content = json.dumps(json.loads(content) | {"id": self._newest}).encode()
        return status, given, content


@pytest.mark.parametrize("restarted", [False, True])
def test_the_ids_of_panel_and_registrants_may_be_alike(restarted: bool) -> None:
    async def main() -> None:
        desk, store = bench(), await Store.open(None)
        AlikeIds(desk)
        webinar = desk.world.webinar_of(desk.session_id)
        one = import_plan(desk.session_id, webinar, panel=panel(1), job_id="one")
        two = import_plan(desk.session_id, webinar, newcomers(1), job_id="two")
        async with desk.program(store) as program:
            await program.jobs.start(one)
            await job_over(program, "one")
            if not restarted:
                await program.jobs.start(two)
                await job_over(program, "two")
        async with desk.program(store) as program:
            await program.jobs.start(two)
            await job_over(program, "two")
            (row,) = await program.jobs.rows("two")
            assert row.outcome is Outcome.DONE, row.words
        await store.close()

    run(main())


def test_ids_that_are_alike_in_one_job() -> None:
    async def main() -> None:
        desk = bench()
        AlikeIds(desk)
        plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(1), panel(1))
        async with desk.program() as program:
            await program.jobs.start(plan)
            await job_over(program, plan.id)
            outcomes = [row.outcome for row in await program.jobs.rows(plan.id)]
            assert outcomes == [Outcome.DONE, Outcome.DONE]

    run(main())


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_server_may_write_names_in_its_own_way(form: Literal["NFC", "NFD"]) -> None:
    """Accents in one character or two, no spaces to spare: the person is the one whom the job registered."""

    async def main() -> None:
        desk = bench()
        handle = desk.handle

        async def normal(method: str, target: str, headers: Any, body: bytes) -> tuple[int, Any, bytes]:
            status, given, content = await handle(method, target, headers, body)
            if b"firstName" in content:
                told = json.dumps(json.loads(content), ensure_ascii=False)
                content = unicodedata.normalize(form, told.replace("Ann  Marie", "Ann Marie")).encode()
            return status, given, content

        desk.handle = normal  # type: ignore[method-assign]
        people = [
            NewRegistrant(first_name="Jose\u0301", last_name="M\u00fcller", email="jose@newcomers.example"),
            NewRegistrant(first_name="Ann  Marie", last_name="O", email="ann@newcomers.example"),
        ]
        plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), people)
        async with desk.program() as program:
            await program.jobs.start(plan)
            await job_over(program, plan.id)
            assert {row.outcome for row in await program.jobs.rows(plan.id)} == {Outcome.DONE}
            assert len((await program.plan_undo(plan.id)).job.rows) == 2

    run(main())
