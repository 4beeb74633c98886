"""Long mixtures of everything that can happen to the job engine, drawn by Hypothesis, in virtual time.

The same mixtures each time, and not many; ``WEBINAR_CONSOLE_MIXTURES=1000`` draws as many new ones
(``make mixtures``).
"""

import asyncio
import os
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import time
from typing import Any, ClassVar

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.faults.matrix import DIALECTS
from tests.faults.mixing import Mixture, is_import
from tests.helpers.practice import import_plan, newcomers
from tests.helpers.virtual_time import VirtualTimeLoop
from webinar_console.domain.invitee import NewInvitee
from webinar_console.domain.plan import Action, JobPlan, PlannedRow
from webinar_console.domain.quiet import QuietHours
from webinar_console.domain.registrant import Registrant, registration_of
from webinar_console.domain.temporary import held_of
from webinar_console.simulator import Dialect, Fault, Settings

MIXTURES = int(os.environ.get("WEBINAR_CONSOLE_MIXTURES", "0"))
EXAMPLES, JOBS, UNDOS = 60, 3, 2
ZONES = ("Europe/Berlin", "Europe/Paris")
PEOPLE = newcomers(10)
NIGHT = QuietHours(time(20), time(8))

BAD_LUCK = (
    "DNS gone for 10 minutes",
    "Connection reset",
    "Token expired",
    "Token revoked",
    "Refresh refused",
    "Clock an hour back",
    "Asleep for 8 hours",
    "Asleep for 8 hours, monotonic clock goes on",
    "Disk full",
    "Records read-only",
    "Records busy",
)

sessions = st.sampled_from((0, 1))
picks = st.integers(0, 11)
letters = st.sampled_from((str, str.upper, str.title))
waits = st.sampled_from((1.0, 4.0, 7.0, 20.0, 60.0, 180.0, 1800.0, 7200.0))


@dataclass(frozen=True)
class Wish:
    """What a job is to do: people of :data:`PEOPLE` in some spelling, places on the panel, changes of people.

    A change names who (by position), what ("name", "mail", "away"), and the new address (by number).
    """

    session: int
    people: list[tuple[int, Callable[[str], str]]]
    panel: list[int]
    changes: list[tuple[int, str, int]]
    settings: set[str]


wishes = st.builds(
    Wish,
    session=sessions,
    people=st.lists(st.tuples(st.integers(0, 9), letters), max_size=8),
    panel=st.lists(st.integers(0, 4), max_size=3, unique=True),
    changes=st.lists(st.tuples(picks, st.sampled_from(("name", "mail", "away")), picks), max_size=4),
    settings=st.sets(st.sampled_from(("auto_close_limit", "registration_status", "suppress_emails"))),
)


@st.composite
def bad_answers(draw: st.DrawFn) -> Fault:
    """The server goes wrong now and then, a few times."""
    effect = draw(st.sampled_from(("cut", "cut", "status", "status", "half_body", "broken_json", "html")))
    work = draw(st.sampled_from(("before", "after")))
    more: dict[str, Any] = {}
    if effect == "status":
        status = draw(st.sampled_from((500, 502, 503, 429)))
        more = {"status": status, "retry_after": draw(st.sampled_from((None, 5, 20, 90)))}
        if status == 429:  # whoever answers so has done nothing
            work, more["rate_headers"] = "before", draw(st.booleans())
    elif effect != "cut":
        work = "after"
    return Fault(
        effect,
        work=work,
        method=draw(st.sampled_from((None, "POST", "POST", "DELETE", "PATCH", "GET"))),
        every=draw(st.integers(1, 4)),
        times=draw(st.integers(1, 4)),
        **more,
    )


class Mixtures(RuleBasedStateMachine):
    """What can happen, step by step; the end of each mixture is :meth:`Mixture.finish`."""

    #: Over all mixtures: rows by outcome, deaths, jobs.
    seen: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner(loop_factory=VirtualTimeLoop)
        self.mix: Mixture | None = None
        self.failed = False
        self.imports = 0

    def run(self, step: Coroutine[Any, Any, Any]) -> Any:
        """One step on the mixture's loop."""
        try:
            return self.runner.run(step)
        except BaseException:
            self.failed = True
            raise

    @initialize(limit=st.sampled_from((10, 100_000)), dialect=st.sampled_from(DIALECTS), wish=wishes)
    def begin(self, limit: int, dialect: Dialect, wish: Wish) -> None:
        roomy = limit > 10
        how = Settings(
            registrants=8,
            limit=limit,
            light_limit=10_000 if roomy else 50,
            auth_limit=10_000 if roomy else 5,
            dialect=dialect,
        )
        self.mix = self.run(Mixture.make(how))
        self.start_a_job(wish)

    # ------------------------------------------------------------------ the person

    @precondition(lambda self: self.imports < JOBS)
    @rule(wish=wishes)
    def start_a_job(self, wish: Wish) -> None:
        async def step() -> None:
            mix = self.mix
            assert mix is not None
            if not await mix.boot():
                return
            plan = self.plan_of(wish)
            if plan.rows:
                self.imports += 1
                await mix.start(plan)

        self.run(step())

    def plan_of(self, wish: Wish) -> JobPlan:
        """A job as it would be planned now, with all that the server shows."""
        mix = self.mix
        assert mix is not None
        world, session_id = mix.desk.world, mix.sessions[wish.session]
        there = [msgspec.convert(person, Registrant) for person in world.people(session_id)]
        new = [msgspec.structs.replace(PEOPLE[n], email=spell(PEOPLE[n].email)) for n, spell in wish.people]
        guests = [
            NewInvitee(role="Panelist", first_name="P", last_name=f"{n}", email=f"panel{n}@guests.example")
            for n in wish.panel
        ]
        plan = import_plan(
            session_id,
            world.webinar_of(session_id),
            new,
            guests,
            known_ids=(person.id for person in there),
            job_id=f"job-{self.imports}",
        )
        rows, touched = list(plan.rows), set()
        for pick, kind, to in wish.changes:
            if not there or (old := there[pick % len(there)]).id in touched:
                continue
            touched.add(old.id)
            rows.append(self.change_of(len(rows), old, kind, to))
        wanted = {
            "registration_status": "Open",
            "auto_close_limit": 5000 + self.imports,
            "suppress_emails": True,
        }
        return msgspec.structs.replace(
            plan,
            rows=tuple(rows),
            settings=held_of({name: wanted[name] for name in sorted(wish.settings)}),
            session_time_zone=ZONES[wish.session],
            session_starts_at=f"2027-02-0{1 + wish.session}T10:00:00Z",
        )

    def change_of(self, seq: int, old: Registrant, kind: str, to: int) -> PlannedRow:
        """Somebody gets another name or address, or is removed."""
        if kind == "away":
            return PlannedRow(seq=seq, action=Action.REMOVE, old=old)
        change = {"last_name": f"Renamed{self.imports}"}
        if kind == "mail":
            change = {"email": PEOPLE[to % len(PEOPLE)].email if to % 2 else f"moved{to}@newcomers.example"}
        new = msgspec.structs.replace(registration_of(old), **change)
        return PlannedRow(seq=seq, action=Action.REPLACE, old=old, registrant=new)

    @rule(pick=picks, what=st.sampled_from(("pause", "resume", "resume", "cancel", "move")))
    def ask_for(self, pick: int, what: str) -> None:
        async def step() -> None:
            mix = self.mix
            assert mix is not None
            await mix.boot()
            jobs = mix.jobs()
            if not jobs or mix.program is None:
                return
            job, board = jobs[pick % len(jobs)], mix.program.jobs
            match what:
                case "pause":
                    await mix.click(board.pause(job.id))
                case "resume":
                    await mix.click(board.resume(job.id))
                case "cancel":
                    await mix.click(board.cancel(job.id))
                case "move":
                    await mix.click(board.move(job.id, None))

        self.run(step())

    @precondition(lambda self: self.imports and len(self.mix.plans) < self.imports + UNDOS)
    @rule(pick=picks)
    def take_back(self, pick: int) -> None:
        async def step() -> None:
            mix = self.mix
            assert mix is not None
            await mix.boot()
            jobs = [job for job in mix.jobs(over=True) if is_import(job)]
            if jobs:
                await mix.undo(jobs[pick % len(jobs)].id)

        self.run(step())

    @rule(quiet=st.sampled_from((NIGHT, None)))
    def choose_quiet_hours(self, quiet: QuietHours | None) -> None:
        async def step() -> None:
            mix = self.mix
            assert mix is not None
            if await mix.boot():
                await mix.choose_quiet(quiet)

        self.run(step())

    @rule(seconds=waits)
    def let_time_pass(self, seconds: float) -> None:
        assert self.mix is not None
        self.run(self.mix.pass_time(seconds))

    # ------------------------------------------------------------------ the end of programs

    @rule(points=st.integers(1, 60), seconds=waits)
    def be_killed(self, points: int, seconds: float) -> None:
        async def step() -> None:
            mix = self.mix
            assert mix is not None
            if await mix.boot():
                mix.kill_after(points)
                await mix.pass_time(seconds)

        self.run(step())

    @rule(sign_out=st.booleans(), seconds=waits)
    def quit_and_start_again(self, sign_out: bool, seconds: float) -> None:
        async def step() -> None:
            mix = self.mix
            assert mix is not None
            await mix.quit(sign_out=sign_out)
            await mix.pass_time(seconds)
            await mix.boot()

        self.run(step())

    @rule()
    def start_again(self) -> None:
        assert self.mix is not None
        self.run(self.mix.boot())

    # ------------------------------------------------------------------ bad luck

    @rule(fault=bad_answers())
    def answer_badly(self, fault: Fault) -> None:
        assert self.mix is not None
        self.mix.add_fault(fault)

    @rule(name=st.sampled_from(BAD_LUCK))
    def have_bad_luck(self, name: str) -> None:
        async def step() -> None:
            assert self.mix is not None
            self.mix.strike(name)

        self.run(step())

    @rule()
    def have_the_clock_set_forward(self) -> None:
        async def step() -> None:
            mix = self.mix
            assert mix is not None
            mix.strike("Clock an hour ahead")
            # A program that starts now cannot know it, and takes a penalty for over.
            mix.machine.switch.kill_at = 0
            await mix.pass_time(300.0)

        self.run(step())

    @rule()
    def mend_everything(self) -> None:
        assert self.mix is not None
        self.mix.mend()

    # ------------------------------------------------------------------ other people

    @rule(session=sessions, more=st.integers(0, 4), opened=st.sampled_from((None, "Open", "Closed")))
    def prefer_otherwise(self, session: int, more: int, opened: str | None) -> None:
        async def step() -> None:
            mix = self.mix
            assert mix is not None
            world = mix.desk.world
            count = len(world.people(mix.sessions[session]))
            body: dict[str, Any] = {"settings": {"autoCloseLimit": count + more if more else 0}}
            if opened is not None:
                body = {"registrationStatus": opened}
            mix.as_somebody_else(session, lambda s: world.registration.update_preferences(s, body))

        self.run(step())

    @rule(session=sessions, pick=picks)
    def register_alone(self, session: int, pick: int) -> None:
        async def step() -> None:
            mix = self.mix
            assert mix is not None
            world, session_id = mix.desk.world, mix.sessions[session]
            address = PEOPLE[pick % len(PEOPLE)].email
            state = world.registration.preferences(session_id)
            known = {mix.diary.ever[key] for key in mix.diary.ever if key[0] == session_id}
            if state["registrationStatus"] == "Open" and address not in known:
                person = {"firstName": "Anyone", "lastName": "Themself", "email": address.upper()}
                if not state["settings"]["autoCloseLimit"]:
                    mix.as_somebody_else(session, lambda s: world.registration.register(s, person))

        self.run(step())

    @rule(session=sessions, pick=picks)
    def remove_somebody(self, session: int, pick: int) -> None:
        async def step() -> None:
            mix = self.mix
            assert mix is not None
            world = mix.desk.world
            people = world.people(mix.sessions[session])
            if people:
                gone = people[pick % len(people)]["id"]
                mix.as_somebody_else(session, lambda s: world.registration.remove(s, gone))

        self.run(step())

    # ------------------------------------------------------------------ the end

    def teardown(self) -> None:
        try:
            if self.mix is not None and not self.failed:
                self.seen.update(self.run(self.mix.finish()))
                self.seen["deaths"] += self.mix.deaths
                self.seen["jobs"] += len(self.mix.plans)
                self.seen["undone"] += sum(plan.undoes is not None for plan in self.mix.plans.values())
        finally:
            self.runner.close()


@pytest.mark.timeout(0 if MIXTURES else 240)
def test_mixtures_lose_nobody_and_double_nobody() -> None:
    Mixtures.seen.clear()
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Mixtures,
        settings=settings(
            max_examples=MIXTURES or EXAMPLES,
            stateful_step_count=40,
            derandomize=not MIXTURES,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )
    print(dict(Mixtures.seen))
    for what in ("done", "already there", "refused", "cancelled", "needs attention", "deaths", "undone"):
        assert Mixtures.seen[what], f"no mixture has led to this: {what}"
