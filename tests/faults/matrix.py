"""The kill matrix: a job is killed at a point between two operations, under a trouble and a dialect.

``python -m tests.faults.matrix`` is the whole product: every point of a job of 40 rows for each dialect, and
for each trouble, and of a smaller job for each trouble in another dialect; it prints its figures. The tests
take a smaller part of it.
"""

import asyncio
import os
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from tests.faults.killing import Machine
from tests.faults.properties import Before, Check, Tally
from tests.faults.troubles import BY_NAME, TROUBLES, Scene, Trouble, let_it_happen
from tests.helpers.practice import Bench, import_plan, newcomers
from tests.helpers.virtual_time import run_virtual
from webinar_console.domain.invitee import NewInvitee
from webinar_console.domain.job import JobState
from webinar_console.domain.plan import Action, JobPlan, PlannedRow
from webinar_console.domain.registrant import Registrant, registration_of
from webinar_console.services.workspace import Workspace
from webinar_console.simulator import Dialect, Settings

#: Six combinations in which every pair of values of any two switches occurs.
DIALECTS = (
    Dialect(),
    Dialect(email_free_after_removal=False),
    Dialect(cancellation_email=False, custom_links="ignored", auto_close="after"),
    Dialect(duplicate="first_record", custom_links="ignored", auto_close="after"),
    Dialect(
        duplicate="first_record",
        cancellation_email=False,
        auto_close="after",
        email_free_after_removal=False,
    ),
    Dialect(
        duplicate="first_record",
        cancellation_email=False,
        custom_links="ignored",
        email_free_after_removal=False,
    ),
)
#: So often a person presses Resume before giving the job up.
PATIENCE = 4


@dataclass(frozen=True)
class Size:
    """How many of each: new people, members of the panel, changed names, changed addresses, removals."""

    people: int
    panel: int
    names: int
    mails: int
    removals: int

    @property
    def rows(self) -> int:
        return self.people + self.panel + self.names + self.mails + self.removals


TINY = Size(4, 1, 1, 0, 1)
SMALL = Size(6, 2, 1, 1, 1)
WHOLE = Size(24, 6, 4, 4, 2)


@dataclass(frozen=True)
class Case:
    """One job under one trouble in one dialect; to be killed at a point of it (0: at none)."""

    size: Size
    trouble: str | None
    dialect: int
    kill_at: int = 0


def desk_of(case: Case) -> Bench:
    """A server in the case's dialect with room for any number of calls."""
    trouble = BY_NAME[case.trouble] if case.trouble else None
    roomy = Settings(registrants=20, limit=100_000, light_limit=10_000, auth_limit=10_000)
    more = trouble.settings if trouble else {}
    return Bench(replace(roomy, dialect=DIALECTS[case.dialect], **more))


def plan_of(desk: Bench, size: Size) -> JobPlan:
    """People to register, in between the same person in other letter case; panel; changes; removals."""
    webinar = desk.world.webinar_of(desk.session_id)
    panel = [
        NewInvitee(role="Panelist", first_name="P", last_name=f"{n}", email=f"panel{n}@newcomers.example")
        for n in range(size.panel)
    ]
    new = newcomers(size.people)
    new[-1] = msgspec.structs.replace(new[-1], email=new[1].email.upper())
    people = [msgspec.convert(p, Registrant) for p in desk.people()]
    plan = import_plan(desk.session_id, webinar, new, panel, known_ids=(p.id for p in people))
    rows = list(plan.rows)
    for n in range(size.removals):
        rows.append(PlannedRow(seq=len(rows), action=Action.REMOVE, old=people[-1 - n]))
    changes: list[dict[str, str]] = [{"email": f"moved{n}@newcomers.example"} for n in range(size.mails)]
    changes += [{"last_name": f"Renamed{n}"} for n in range(size.names)]
    for old, change in zip(people, changes, strict=False):
        registrant = msgspec.structs.replace(registration_of(old), **change)
        rows.append(PlannedRow(seq=len(rows), action=Action.REPLACE, old=old, registrant=registrant))
    return msgspec.structs.replace(plan, rows=tuple(rows))


def a_person(
    plan: JobPlan, mend: Callable[[], None], said: set[str] | None = None
) -> Callable[[Workspace], Any]:
    """Start the job or go on with it; where it stops, do what it says and resume; in the end, cancel.

    ``said`` collects the sentences that the person reads.
    """

    async def act(workspace: Workspace) -> None:
        board, told, tries = workspace.jobs, asyncio.Event(), 0

        def look(job_id: str) -> None:
            told.set()
            if said is not None:
                job = board.job(job_id)
                said.update(filter(None, (job.waiting_for, job.trouble)))

        board.changed.connect(look)
        if plan.id not in [job.id for job in board.jobs]:
            await board.start(plan)
        while not board.job(plan.id).state.is_over:
            told.clear()
            state = board.job(plan.id).state
            if state is JobState.PAUSED:
                mend()
                tries += 1
            if tries > PATIENCE:
                await board.cancel(plan.id)
                tries = 0
            elif state in (JobState.PAUSED, JobState.INTERRUPTED):
                await board.resume(plan.id)
            else:
                await told.wait()

    return act


async def live_through(case: Case) -> tuple[int, bool, Tally]:
    """Run a case to its end. The points that the program passed, whether it was killed, and the tally."""
    desk = desk_of(case)
    before, plan = Before.of(desk), plan_of(desk, case.size)
    machine = await Machine.make(desk)
    scene = Scene(desk, machine.store)
    trouble = BY_NAME[case.trouble] if case.trouble else Trouble("none")
    let_it_happen(scene, trouble)

    def mend() -> None:
        if trouble.mend is not None:
            trouble.mend(scene)

    lived = await machine.live(a_person(plan, mend), case.kill_at)
    points = machine.switch.points
    # A refusal that died with the program is news to the next one: its first call goes into the penalty.
    unheard = int(not lived and [r["status"] for r in desk.world.requests()][-1:] == [429])
    if not lived:
        if not trouble.by_itself:
            mend()
        assert await machine.live(a_person(plan, mend)), "nobody killed the second program"
    gone = trouble.name == "Session deleted"
    check = Check(desk, before, others=frozenset(scene.others), gone=gone)

    async def look(workspace: Workspace) -> None:
        check.job(plan, await workspace.jobs.rows(plan.id))
        check.everybody_else(plan, unheard=unheard)

    assert await machine.live(look)
    return points, not lived, check.tally


def run_case(case: Case) -> tuple[int, bool, Tally]:
    """:func:`live_through` in a loop of its own; an error names the case."""
    try:
        return run_virtual(live_through(case))
    except BaseException as error:
        error.add_note(f"{case}")
        raise


def every_point(size: Size, trouble: str | None, dialect: int) -> tuple[int, int, Tally]:
    """Kill at every point. Points, kills, and the sum of the tallies."""
    points, _killed, tally = run_case(Case(size, trouble, dialect))
    kills = 0
    for kill_at in range(1, points + 1):
        _points, killed, one = run_case(Case(size, trouble, dialect, kill_at))
        kills += killed
        tally.add(one)
    return points, kills, tally


def product() -> Iterable[tuple[Size, str | None, int]]:
    """Each dialect without a trouble, each trouble in the first dialect, and smaller in another one."""
    for dialect in range(len(DIALECTS)):
        yield WHOLE, None, dialect
    for n, trouble in enumerate(TROUBLES):
        yield WHOLE, trouble.name, 0
        yield SMALL, trouble.name, 1 + n % (len(DIALECTS) - 1)


def main() -> None:
    """Run the whole product on all cores and print the figures."""
    begun = time.monotonic()
    cases = list(product())
    total, points, kills, failed = Tally(), 0, 0, 0
    print(f"{len(cases)} combinations of a job, a trouble and a dialect", flush=True)
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        runs = [(case, pool.submit(every_point, *case)) for case in cases]
        for (size, trouble, dialect), run in runs:
            name = f"{size.rows} rows, {trouble or 'no trouble'}, dialect {dialect}"
            try:
                here, killed, tally = run.result()
            except BaseException as error:  # noqa: BLE001 - told, and the others go on
                failed += 1
                print(f"FAILED {name}: {error!r} {getattr(error, '__notes__', '')}", flush=True)
                continue
            points, kills = points + here, kills + killed
            total.add(tally)
            print(f"{here:5} points  {killed:5} kills  {name}", flush=True)
    print(f"points {points}, kills {kills}, rows {total.rows}, {time.monotonic() - begun:.0f} s")
    print(f"duplicates {total.duplicates}, lost {total.lost}, e-mails doubled {total.doubled_mails}")
    print(f"combinations that failed: {failed}")
    sys.exit(bool(failed or not total.is_clean))


if __name__ == "__main__":
    main()
