"""Invitations to the panel: many in one call, and what happens when the call is refused or lost."""

from typing import Any

import msgspec
import pytest

from tests.helpers.practice import import_plan, job_over
from tests.jobs.desk import INVITE, bench, panel, run
from webinar_console.domain.job import Outcome
from webinar_console.simulator import Fault


def test_the_panel_goes_in_one_call() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), (), panel(7))
            await program.jobs.start(plan)
            await job_over(program, plan.id)
            assert program.jobs.job(plan.id).counts.done == 7
            assert all(row.registrant_id for row in await program.jobs.rows(plan.id))
        assert desk.world.summary()["operations"][INVITE] == 1
        assert len(desk.mails("invitation")) == 7

    run(main())


@pytest.mark.parametrize("count", [2, 7, 60])
def test_one_bad_invitee_does_not_hold_up_the_others(count: int) -> None:
    async def main() -> None:
        desk = bench()
        people = panel(count)
        people[count // 2] = msgspec.structs.replace(people[count // 2], role="Attendee")
        async with desk.program() as program:
            plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), (), people)
            await program.jobs.start(plan)
            await job_over(program, plan.id)
            counts = program.jobs.job(plan.id).counts
            assert (counts.done, counts.refused) == (count - 1, 1)
        assert len(desk.mails("invitation")) == count - 1

    run(main())


def test_a_lost_bulk_answer_is_settled_by_one_list() -> None:
    async def main() -> None:
        desk = bench(Fault("cut", operation=INVITE, nth=(1,), work="after"))
        async with desk.program() as program:
            plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), (), panel(5))
            await program.jobs.start(plan)
            await job_over(program, plan.id)
            assert program.jobs.job(plan.id).counts.done == 5
        assert desk.world.summary()["operations"][INVITE] == 1
        assert len(desk.mails("invitation")) == 5

    run(main())


def test_an_answer_that_names_only_some_of_the_panel_is_looked_up() -> None:
    async def main() -> None:
        desk = bench()
        handle = desk.handle

        async def forgetful(method: str, target: str, headers: Any, body: bytes) -> Any:
            status, answered, content = await handle(method, target, headers, body)
            if method == "PATCH" and target.endswith("/invitees"):
                answer = msgspec.json.decode(content)
                answer["addedInvitees"] = answer["addedInvitees"][:1]
                content = msgspec.json.encode(answer)
            return status, answered, content

        desk.handle = forgetful  # type: ignore[method-assign]
        async with desk.program() as program:
            plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), (), panel(4))
            await program.jobs.start(plan)
            await job_over(program, plan.id)
            rows = await program.jobs.rows(plan.id)
            assert [r.outcome for r in rows] == [Outcome.DONE] * 4
            assert len({r.registrant_id for r in rows}) == 4
        assert desk.world.summary()["operations"][INVITE] == 1

    run(main())
