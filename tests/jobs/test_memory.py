"""What jobs keep in memory: a job that is over nothing, a look-up only the people that it is about."""

import asyncio
import gc

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.practice import Bench, import_plan, job_over, newcomers
from tests.helpers.virtual_time import run_virtual
from webinar_console.domain.job import JobProgress, JobState, Outcome, RowState
from webinar_console.domain.plan import Action, LeftOutRow, PlannedRow
from webinar_console.domain.registrant import NewRegistrant, Registrant
from webinar_console.domain.row import JobRow, Step
from webinar_console.jobs import steps
from webinar_console.jobs.reconcile import Lookup, concerning, settle
from webinar_console.jobs.run import Run

ADDRESSES = ("ann@example.com", "ANN@example.com", "bob@example.com", "cy@example.com")


def runs() -> int:
    gc.collect()
    return sum(isinstance(one, Run) for one in gc.get_objects())


def test_a_job_that_is_over_leaves_memory_and_is_told_as_before() -> None:
    left_out = tuple(LeftOutRow(line=100 + n, cells=("Ada",), reason="No e-mail.") for n in range(3))

    async def main() -> None:
        desk = Bench()
        webinar = desk.world.webinar_of(desk.session_id)
        plan = import_plan(desk.session_id, webinar, newcomers(12))
        other = import_plan(desk.session_id, webinar, newcomers(3, 100), job_id="job-2")
        async with desk.program() as program:
            await program.jobs.start(other)
            await program.jobs.pause(other.id)
            last: list[JobProgress] = []
            program.jobs.changed.connect(lambda job_id: last.append(program.jobs.job(job_id)))
            await program.jobs.start(msgspec.structs.replace(plan, left_out=left_out))
            await job_over(program, plan.id)
            await program.jobs.resume(other.id)
            await job_over(program, other.id)
            told = [job for job in last if job.id == plan.id][-1]
            assert program.jobs.job(plan.id) == told
            assert told.state is JobState.FINISHED
            assert (told.counts.done, told.counts.left_out) == (12, 3)
            rows = await program.jobs.rows(plan.id)
            assert [row.outcome for row in rows] == [Outcome.DONE] * 12 + [Outcome.LEFT_OUT] * 3
            assert all(row.registrant_id for row in rows[:12])
            assert len((await program.plan_undo(plan.id)).job.rows) == 12
            await asyncio.sleep(1)  # of virtual time: the engine has come to rest
            assert runs() == before

    before = runs()
    run_virtual(main())


def test_a_cancelled_job_leaves_memory_too() -> None:
    async def main() -> None:
        desk = Bench()
        plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(12))
        async with desk.program() as program:
            await program.jobs.start(plan)
            await program.jobs.pause(plan.id)
            await program.jobs.cancel(plan.id)
            await job_over(program, plan.id)
            assert program.jobs.job(plan.id).state is JobState.CANCELLED
            assert len(await program.jobs.rows(plan.id)) == 12
            await asyncio.sleep(1)  # of virtual time: the engine has come to rest
            assert runs() == before

    before = runs()
    run_virtual(main())


def person(number: int, email: str, last_name: str) -> Registrant:
    return Registrant(id=str(number), first_name="A", last_name=last_name, email=email)


people = st.lists(
    st.builds(person, st.integers(0, 5), st.sampled_from(ADDRESSES), st.sampled_from(("B", "C"))),
    max_size=6,
    unique_by=lambda one: one.id,
)


@given(
    action=st.sampled_from([Action.REGISTER, Action.REPLACE, Action.REMOVE]),
    email=st.sampled_from(ADDRESSES),
    old=st.builds(person, st.integers(0, 5), st.sampled_from(ADDRESSES), st.just("B")),
    restores=st.booleans(),
    there=people,
    known=st.frozensets(st.sampled_from("012345"), max_size=3),
)
def test_who_has_nothing_to_do_with_a_row_does_not_settle_it(
    action: Action,
    email: str,
    old: Registrant,
    restores: bool,
    there: list[Registrant],
    known: frozenset[str],
) -> None:
    new = NewRegistrant(first_name="A", last_name="B", email=email)
    planned = PlannedRow(
        seq=0,
        action=action,
        registrant=None if action is Action.REMOVE else new,
        old=None if action is Action.REGISTER else old,
    )
    row: JobRow = msgspec.structs.replace(steps.begin(planned), state=RowState.UNKNOWN)
    if restores and action is Action.REPLACE:
        row = msgspec.structs.replace(row, step=Step.RESTORE)
    some = list(filter(concerning([row]), there))
    whole = settle(row, Lookup(there), known, frozenset())
    assert settle(row, Lookup(some), known, frozenset()) == whole
