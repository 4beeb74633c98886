"""The summary before Apply tells what the practice server counts after it: calls, e-mails by kind, new ids
and dead links. For many mixes of staged edits, under each behaviour that no source settles."""

import asyncio
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Literal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.practice import Bench, job_over
from tests.jobs.desk import run
from webinar_console.domain.email import email_key
from webinar_console.domain.forecast import REFUSAL_CALLS
from webinar_console.domain.job import JobState, Outcome
from webinar_console.domain.moments import format_moment
from webinar_console.domain.plan import Action
from webinar_console.domain.preferences import CLOSED
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.session import Session
from webinar_console.domain.staging import Staged, StagedAddition, StagedChange, StagedRemoval
from webinar_console.services.applying import ApplyPlan
from webinar_console.services.workspace import Workspace
from webinar_console.simulator import Settings
from webinar_console.simulator.settings import Dialect

LIST = "rcwRegListRegistrants"
MAILS = ("confirmation", "cancellation", "digest")
ABSENT, ATTENDED, LEAVERS = 20, 2, 3


@dataclass(frozen=True)
class Mix:
    """Staged edits, by their kinds in the order of staging, and what they meet.

    ``age_s`` is the age of the copy.
    """

    kinds: tuple[str, ...]
    seats: int | None = None
    is_closed: bool = False
    suppressed: bool = False
    digest: bool = True
    auto_close: Literal["at", "after"] = "at"
    cancellation: bool = True
    age_s: int = 0
    limit: int = 100_000


KINDS = st.lists(st.sampled_from(["add", "rename", "move", "remove", "attended"]), min_size=1, max_size=14)
MIXES = st.builds(
    Mix,
    KINDS.map(tuple),
    seats=st.one_of(st.none(), st.integers(0, 4)),
    is_closed=st.sampled_from([False, False, False, True]),
    suppressed=st.booleans(),
    digest=st.booleans(),
    auto_close=st.sampled_from(["at", "after"]),
    cancellation=st.booleans(),
    age_s=st.sampled_from([0, 30, 700]),
    limit=st.sampled_from([100_000, 10]),
)


def edits(kinds: tuple[str, ...], people: list[Registrant]) -> list[Staged]:
    """One person each, in the order of the list."""
    absent = iter(person for person in people if not person.attended)
    attended = [person for person in people if person.attended]
    staged: list[Staged] = []
    for n, kind in enumerate(kinds):
        if kind == "add":
            values = {"first_name": "New", "last_name": f"Comer{n}", "email": f"new{n}@newcomers.example"}
            staged.append(StagedAddition(key=f"new {n}", values=values))
        elif kind == "attended":
            staged.append(StagedRemoval(registrant=attended[n % len(attended)]))
        elif kind == "remove":
            staged.append(StagedRemoval(registrant=next(absent)))
        else:
            values = {"last_name": f"Otherwise{n}"} if kind == "rename" else {"email": f"moved{n}@x.example"}
            staged.append(StagedChange(registrant=next(absent), values=values))
    return staged


async def opened(bench: Bench, program: Workspace, mix: Mix) -> tuple[Session, list[Registrant]]:
    """The session as the mix wants it, and its people as the copy has them."""
    await program.catalogue.refresh()
    session = next(s for s in program.catalogue.sessions if s.id == bench.session_id)
    seen = await program.preferences.load(session.id)
    wanted: dict[str, Any] = {
        "suppress_emails": mix.suppressed,
        "registration_digest_enabled": mix.digest,
        "auto_close_limit": 0 if mix.seats is None else len(bench.people()) + mix.seats,
    }
    if mix.is_closed:
        wanted["registration_status"] = CLOSED
    await program.preferences.save(session.id, seen, wanted)
    for person in bench.people()[-ATTENDED:]:
        attend(bench, person["id"])
    people = [person async for page in program.registrants.fetch(session.id) for person in page]
    await asyncio.sleep(mix.age_s)
    return session, people


@dataclass
class Counted:
    """What the server counts."""

    ids: frozenset[str]
    mails: Counter[str]
    calls: int

    @classmethod
    def now(cls, bench: Bench) -> "Counted":
        ids = frozenset(person["id"] for person in bench.people())
        mails = Counter({kind: len(bench.mails(kind)) for kind in MAILS})
        return cls(ids, mails, len(bench.world.requests()))


async def applied(bench: Bench, program: Workspace, plan: ApplyPlan) -> tuple[Counted, Counted]:
    """Before and after."""
    before = Counted.now(bench)
    if plan.job.rows:
        await program.jobs.start(plan.job)
        await job_over(program, plan.job.id, JobState.PAUSED)
    return before, Counted.now(bench)


def desk_for(mix: Mix) -> Bench:
    dialect = Dialect(auto_close=mix.auto_close, cancellation_email=mix.cancellation)
    return Bench(Settings(registrants=50, limit=mix.limit, light_limit=1000, dialect=dialect))


def holds(bench: Bench, mix: Mix, plan: ApplyPlan, before: Counted, after: Counted) -> None:
    """Every figure of the summary is the server's."""
    forecast, mails = plan.forecast, after.mails - before.mails
    assert len(after.ids - before.ids) == forecast.new_ids
    assert len(before.ids - after.ids) == forecast.dead_links
    assert after.calls - before.calls == forecast.calls
    assert mails["confirmation"] == forecast.emails.confirmations
    # No source says whether a removal causes an e-mail: the summary says "may".
    assert mails["cancellation"] == forecast.emails.cancellations * mix.cancellation
    assert mails["digest"] <= int(forecast.emails.digest_to_host and forecast.new_ids > 0)


@given(MIXES)
@settings(max_examples=80, deadline=None)
def test_the_summary_is_what_happens(mix: Mix) -> None:
    async def main() -> None:
        bench = desk_for(mix)
        async with bench.program() as program:
            session, people = await opened(bench, program, mix)
            staged = edits(mix.kinds, people)
            preferences = await program.preferences.load(session.id)
            plan = await program.registrants.plan_apply(session, staged, preferences)
            before, after = await applied(bench, program, plan)
            holds(bench, mix, plan, before, after)
            assert len(plan.job.rows) + len(plan.protected) == len(staged)
            if plan.job.rows:
                assert program.jobs.job(plan.job.id).state is JobState.FINISHED
                rows = await program.jobs.rows(plan.job.id)
                assert {row.outcome for row in rows} == {Outcome.DONE}
            for address, _reason in plan.protected:
                if not address.endswith(("@newcomers.example", "@x.example")):
                    assert email_key(address) in bench.addresses()

    run(main())


@given(MIXES, st.integers(1, LEAVERS), st.integers(0, ATTENDED))
@settings(max_examples=40, deadline=None)
def test_who_left_or_came_meanwhile_makes_it_less(mix: Mix, leave: int, come: int) -> None:
    """The copy does not know of them: the summary is the most that happens, and attendance is not lost."""

    async def main() -> None:
        bench = desk_for(mix)
        async with bench.program() as program:
            session, people = await opened(bench, program, mix)
            staged = edits(mix.kinds, people)
            about = [e.registrant for e in staged if not isinstance(e, StagedAddition)]
            absent = [person for person in about if not person.attended]
            gone, there = absent[:leave], absent[leave : leave + come]
            for person in gone:
                bench.world.registration.remove(session.id, person.id)
            for person in there:
                attend(bench, person.id)
            preferences = await program.preferences.load(session.id)
            plan = await program.registrants.plan_apply(session, staged, preferences)
            before, after = await applied(bench, program, plan)
            forecast, mails = plan.forecast, after.mails - before.mails
            assert len(after.ids - before.ids) <= forecast.new_ids
            assert len(before.ids - after.ids) <= forecast.dead_links
            assert mails["confirmation"] <= forecast.emails.confirmations
            assert mails["cancellation"] <= forecast.emails.cancellations
            # A seat that was to come free may be missing: then the job asks why, and stops.
            assert after.calls - before.calls <= forecast.calls + REFUSAL_CALLS
            if forecast.looks:
                assert {person.id for person in there} <= after.ids

    run(main())


def attend(bench: Bench, registrant_id: str) -> None:
    bench.world.database.run("UPDATE registrants SET participant_id = '77' WHERE id = ?", registrant_id)


def only(kind: str, count: int) -> tuple[str, ...]:
    return (kind,) * count


@pytest.mark.parametrize("auto_close", ["at", "after"])
@pytest.mark.parametrize(
    ("mix", "sent"),
    [
        (Mix(only("add", 3), seats=2), {Action.REGISTER: 2}),
        (Mix(only("add", 3), is_closed=True), {}),
        (Mix(only("rename", 3), is_closed=True), {}),
        (Mix((*only("remove", 2), *only("add", 3)), seats=1), {Action.REMOVE: 2, Action.REGISTER: 3}),
        (Mix((*only("remove", 2), *only("rename", 2)), is_closed=True), {Action.REMOVE: 2}),
        (Mix(only("move", 3), seats=1), {Action.REPLACE: 1}),
        (Mix(only("move", 3), seats=2), {Action.REPLACE: 3}),
        (Mix((*only("add", 2), *only("rename", 3)), seats=1), {Action.REPLACE: 3, Action.REGISTER: 1}),
        (Mix(("add", "move", "rename"), seats=1), {Action.REPLACE: 2}),
    ],
)
def test_nobody_is_sent_whom_registration_would_refuse(
    mix: Mix, sent: dict[Action, int], auto_close: Literal["at", "after"]
) -> None:
    """Least of all somebody whose earlier registration is gone by then."""

    async def main() -> None:
        bench = desk_for(replace(mix, auto_close=auto_close))
        async with bench.program() as program:
            session, people = await opened(bench, program, mix)
            staged = edits(mix.kinds, people)
            preferences = await program.preferences.load(session.id)
            plan = await program.registrants.plan_apply(session, staged, preferences)
            assert Counter(row.action for row in plan.job.rows) == Counter(sent)
            before, after = await applied(bench, program, plan)
            holds(bench, mix, plan, before, after)

    run(main())


def test_what_depends_on_the_removals_is_said() -> None:
    async def main() -> None:
        mix = Mix((*only("remove", 2), *only("add", 4)), seats=1)
        bench = desk_for(mix)
        async with bench.program() as program:
            session, people = await opened(bench, program, mix)
            preferences = await program.preferences.load(session.id)
            plan = await program.registrants.plan_apply(session, edits(mix.kinds, people), preferences)
            told = " ".join(plan.sentences)
            assert "3 people will be registered, 2 of them in seats that the removals free." in told
            assert "1 edit stays staged: No seat is left" in told

    run(main())


@pytest.mark.parametrize("starts", [timedelta(days=30), timedelta(minutes=50), timedelta(minutes=10), None])
@pytest.mark.parametrize(
    ("kinds", "age_s"),
    [
        (only("remove", 100), 0),
        (only("remove", 100), 700),
        ((*only("rename", 40), *only("remove", 60), *only("add", 20), *only("move", 20)), 30),
        (only("rename", 90), 3600),
    ],
    ids=["removals", "removals of an old list", "all kinds", "an old list"],
)
def test_looks_are_priced_at_the_pace_of_the_account(
    kinds: tuple[str, ...], age_s: int, starts: timedelta | None
) -> None:
    """A long job reads the list several times, and every minute from half an hour before the start on."""

    async def main() -> None:
        mix = Mix(kinds, limit=10, age_s=age_s)
        bench = Bench(Settings(registrants=150, limit=10, light_limit=1000))
        async with bench.program() as program:
            session, people = await opened(bench, program, mix)
            start = None if starts is None else format_moment(program.now() + starts)
            session = msgspec.structs.replace(session, scheduled_start_time=start)
            preferences = await program.preferences.load(session.id)
            staged = edits(mix.kinds, people)
            plan = await program.registrants.plan_apply(session, staged, preferences)
            before, after = await applied(bench, program, plan)
            holds(bench, mix, plan, before, after)
            looks = len(bench.world.requests(LIST)) - 1
            assert looks == plan.forecast.looks
            assert looks >= (age_s >= 600)

    run(main())
