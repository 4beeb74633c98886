"""How much of what the server allows a long job uses, in virtual time, and how often it is answered 429.

The governor keeps a share for the person at the keyboard; a job may use the rest: that is what it is held
to. What the server allows in all is told beside it. ``tests/jobs/test_pace.py`` holds the same runs to the
same goals.
"""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from tests.benchmarks.common import Goal, Medians, main
from tests.helpers.practice import Bench, import_plan, newcomers
from tests.helpers.virtual_time import run_virtual
from webinar_console.domain.moments import parse_moment
from webinar_console.services.workspace import Workspace
from webinar_console.simulator import Settings
from webinar_console.simulator.people import HOST_USER_ID

LIMITS = (10, 40, 100, 600)
#: The limit in the headers before and after, in the middle of a job.
CHANGES = ((10, 40), (40, 10), (100, 600), (600, 100))
WINDOW_S = 60.0
CREATE = "rcwRegCreateRegistrant"
#: Seconds to each answer where a job is to be met in the middle of its calls, and where a line is slow.
LATENCY_S, SLOW_S = 0.05, 0.25
#: Calls of one window that a run may have at most, so that a benchmark stays a matter of seconds.
_CALLS = 2000

#: ``used``, ``share`` and ``allowed`` are calls per window.
Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Other:
    """Another program of the same user: so many ``calls`` every ``every_s`` seconds (``None``: only once).

    It begins after ``after_s`` seconds, and does what Retry-After says.
    """

    calls: int
    every_s: float | None
    after_s: float = 100.0


OTHERS = {
    "once": Other(10, None),
    "each-20-s": Other(1, 20.0),
    "3-a-minute": Other(3, 60.0),
    "5-a-minute": Other(5, 60.0),
}
VARIANTS = (
    *(f"steady-{limit}" for limit in LIMITS),
    *(f"slow-{limit}" for limit in LIMITS),
    *(f"change-{before}-{after}" for before, after in CHANGES),
    *(f"other-{name}" for name in OTHERS),
    "twins",
)


def _bench(limit: int, latency_s: float = 0.0, penalty_s: float = 30.0) -> Bench:
    return Bench(
        Settings(
            registrants=20,
            limit=limit,
            window_s=WINDOW_S,
            light_limit=1000,
            latency_s=latency_s,
            penalty_s=penalty_s,
        )
    )


async def _start(bench: Bench, program: Workspace, people: int, start: int = 0) -> None:
    """A job that is long enough; the answer to the first call tells the governor the server's limit."""
    await program.catalogue.refresh()
    session = bench.session_id
    names = newcomers(people, start)
    await program.jobs.start(
        import_plan(session, bench.world.webinar_of(session), names, job_id=f"job-{start}")
    )


def moments(bench: Bench, *, refused: bool = False) -> list[float]:
    """When registrations came, on the bench's clock: those that were let in, or those that were not."""
    told = []
    for request in bench.world.requests(CREATE):
        if (request["status"] == 429) == refused:
            moment = parse_moment(request["at"])
            assert moment is not None
            told.append(moment.timestamp() - bench.clock.wall_offset)
    return told


def _within(moments: Sequence[float], start: float, windows: int) -> float:
    return float(sum(start <= at < start + windows * WINDOW_S for at in moments))


def slowest(came: Sequence[float], share: int, start: float, end: float) -> float:
    """The worst minute, as a part of the share.

    Looks from ``start``, and from each call after it, for the time that a whole share of calls took.
    """
    after = [at for at in came if at >= start]
    # The share of calls after ``start`` itself, then those after each call.
    took = [(start, share - 1), *((at, n + share) for n, at in enumerate(after))]
    lasted = [(after[n] if n < len(after) else end) - at for at, n in took]
    # The last minute was not over when the measuring ended.
    told = [s for s, (_, n) in zip(lasted, took, strict=True) if n < len(after) or s > WINDOW_S]
    return WINDOW_S / max(told)


def mean(came: Sequence[float], share: int) -> float:
    """Calls per window, over whole rounds: from a call to one that takes the same slot."""
    rounds = (len(came) - 1) // share
    return share * rounds * WINDOW_S / (came[rounds * share] - came[0])


def _still_busy(program: Workspace) -> None:
    assert all(not job.state.is_over for job in program.jobs.jobs), "the job was too short to be measured"


async def steady(limit: int, windows: int, latency_s: float = 0.0) -> Figures:
    """One job at one limit."""
    bench = _bench(limit, latency_s)
    async with bench.program() as program:
        await _start(bench, program, limit * (windows + 3))
        share = program.pace().share
        await asyncio.sleep((windows + 2) * WINDOW_S)
        _still_busy(program)
        came = moments(bench)
        return {
            "used": mean(came, share),
            "share": float(share),
            "allowed": float(limit),
            "slowest": slowest(came, share, came[0], bench.clock.now()),
            "refused": float(bench.world.summary()["rateLimited"]),
        }


async def changed(before: int, after: int, windows: int) -> Figures:
    """The limit changes while a job makes its calls; the ``windows`` after the first are counted."""
    bench = _bench(before, LATENCY_S)
    async with bench.program() as program:
        await _start(bench, program, before * 3 + after * (windows + 3))
        share = program.pace().share
        # Half of the calls of the second window have been made.
        await asyncio.sleep(WINDOW_S * 1.001 + LATENCY_S * (share / 2 + 2))
        change, learned = bench.clock.now(), []

        def look() -> None:
            if not learned and program.budget().limit == after:
                learned.append(bench.clock.now())

        unhook = program.client.governor.changed.connect(look)
        bench.world.change_settings(limit=after)
        await asyncio.sleep((windows + 2) * WINDOW_S + 1)
        unhook()
        _still_busy(program)
        followed, share = change + WINDOW_S, program.pace().share
        came, refused = moments(bench), moments(bench, refused=True)
        return {
            "used": mean([at for at in came if at >= followed], share),
            "share": float(share),
            "slowest": slowest(came, share, followed, bench.clock.now()),
            "allowed": float(after),
            "followed_s": learned[0] - change,
            "refused": float(sum(at >= followed for at in refused)),
            "refused_first": float(sum(at < followed for at in refused)),
        }


async def beside(other: Other, windows: int, penalty_s: float = 30.0) -> Figures:
    """A job at 10 calls a minute while another program of the same user spends calls that we cannot see.

    The last part of the ``windows`` is counted: by then the job has to have found its place.
    """
    bench = _bench(10, LATENCY_S, penalty_s)
    theirs: list[float] = []
    async with bench.program() as program:
        await _start(bench, program, 10 * (windows + 3))
        begun = bench.clock.now()
        spending = asyncio.create_task(_spend(bench, other, theirs), name="the other program")
        await asyncio.sleep(windows * WINDOW_S)
        spending.cancel()
        await asyncio.gather(spending, return_exceptions=True)
        _still_busy(program)
        last = windows * 2 // 5
        start = begun + (windows - last) * WINDOW_S
        spent = 0.0 if other.every_s is None else other.calls * WINDOW_S / other.every_s
        return {
            "used": _within(moments(bench), start, last) / last,
            "share": min(8.0, 10.0 - spent),
            "allowed": 10.0 - spent,
            "refused": float(len(moments(bench, refused=True))),
            "theirs": float(len(theirs)),
        }


async def _spend(bench: Bench, other: Other, refused: list[float]) -> None:
    """The other program; ``refused`` takes the moments of its own answers 429."""
    await asyncio.sleep(other.after_s)
    due = bench.clock.now()
    while True:
        left = other.calls
        while left:
            with bench.world.database.transaction():
                admission = bench.world.throttle.admit("heavy", HOST_USER_ID)
            if admission.retry_after_s is None:
                left -= 1
            elif other.every_s is None:
                return  # it has had what there was
            else:
                refused.append(bench.clock.now())
                await asyncio.sleep(admission.retry_after_s)
        if other.every_s is None:
            return
        due = max(due + other.every_s, bench.clock.now())
        await asyncio.sleep(due - bench.clock.now())


async def twins(windows: int, apart_s: float = 20.0) -> Figures:
    """The same program on two computers, each with a job, at 10 calls a minute for both together."""
    bench = _bench(10, LATENCY_S)
    async with AsyncExitStack() as programs:
        for n in range(2):
            program = await programs.enter_async_context(bench.program())
            await _start(bench, program, 10 * (windows + 3), start=n * 100_000)
            await asyncio.sleep(apart_s)
        start = bench.clock.now() + WINDOW_S
        await asyncio.sleep((windows + 1) * WINDOW_S)
        _still_busy(program)
        return {
            "used": _within(moments(bench), start, windows) / windows,
            "allowed": 10.0,
            "refused": float(len(moments(bench, refused=True))),
        }


def run(variant: str, *, small: bool = False) -> Figures:
    """One variant. All of it is the product's own, but for the clock and the other program."""
    kind, _, rest = variant.partition("-")
    course: Coroutine[object, object, Figures]
    if kind in ("steady", "slow"):
        limit = int(rest)
        windows = 1 if small else min(10, max(3, _CALLS // limit))
        course = steady(limit, windows, SLOW_S if kind == "slow" else 0.0)
    elif kind == "change":
        before, after = map(int, rest.split("-"))
        course = changed(before, after, 1 if small else min(10, max(3, _CALLS // after)))
    elif kind == "other":
        course = beside(OTHERS[rest], 20)
    else:
        course = twins(3 if small else 20)
    return run_virtual(course)


def child(variant: str, small: bool) -> Figures:
    """One run, in a process of its own."""
    return run(variant, small=small)


def goals(medians: Medians) -> list[Goal]:
    """The bulk pace of "Figures to reach"."""
    return [goal for variant, figures in medians.items() for goal in goals_of(variant, figures)]


def goals_of(variant: str, figures: Mapping[str, float]) -> list[Goal]:
    """What one variant is held to."""
    kind = variant.partition("-")[0]
    told = []
    # One call at a time: above some hundred calls a minute it is the line that sets the pace.
    bound = None if variant == "slow-600" else 99
    if "share" in figures:
        used = 100 * figures["used"] / figures["share"]
        told.append(Goal(f"{variant}: calls used of the job's share", used, at_least=bound, unit="%"))
    if "slowest" in figures:
        worst = 100 * figures["slowest"]
        told.append(Goal(f"{variant}: the same in the worst minute", worst, at_least=bound, unit="%"))
    allowed = 100 * figures["used"] / figures["allowed"]
    told.append(Goal(f"{variant}: of all that the server allows", allowed, unit="%"))
    match kind:
        case "change":
            followed = figures["followed_s"]
            told += [
                Goal(f"{variant}: the new limit is followed after", followed, at_most=WINDOW_S, unit="s"),
                Goal(
                    f"{variant}: answers 429, first window",
                    figures["refused_first"],
                    at_most=1,
                    unit="answers",
                ),
                Goal(f"{variant}: answers 429, later", figures["refused"], at_most=0, unit="answers"),
            ]
        case "other":
            told.append(Goal(f"{variant}: penalties of the job", figures["refused"], at_most=1, unit="times"))
        case _:
            told.append(Goal(f"{variant}: answers 429", figures["refused"], at_most=0, unit="answers"))
    return told


if __name__ == "__main__":
    main("tests.benchmarks.pace")
