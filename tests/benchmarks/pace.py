"""How much of what the server allows a long job uses, in virtual time, and that it never earns a 429.

The governor keeps a share for the person at the keyboard; a job may use the rest: that is what it is held
to. What the server allows in all is told beside it.
"""

import asyncio
from datetime import datetime

from tests.benchmarks.common import Goal, Medians, main
from tests.helpers.practice import Bench, import_plan, newcomers
from tests.helpers.virtual_time import run_virtual
from webinar_console.domain.forecast import Pace
from webinar_console.domain.moments import parse_moment
from webinar_console.simulator import Settings

LIMITS = (10, 40, 100, 600)
VARIANTS = tuple(f"limit-{limit}" for limit in LIMITS)
WINDOW_S = 60.0
#: Full windows that are looked at, after the first, in which everything is new.
WINDOWS, FEW = 10, 1


async def _job(limit: int, windows: int) -> dict[str, float]:
    bench = Bench(Settings(registrants=20, limit=limit, window_s=WINDOW_S, light_limit=1000))
    async with bench.program() as workspace:
        await workspace.catalogue.refresh()
        session = bench.session_id
        # The answer to the first call tells the governor the server's limit.
        pace: Pace = workspace.pace()
        people = newcomers(pace.share * (windows + 3))
        plan = import_plan(session, bench.world.webinar_of(session), people)
        begun = bench.clock.now()
        await workspace.jobs.start(plan)
        await asyncio.sleep((windows + 2) * WINDOW_S)
        assert not workspace.jobs.job(plan.id).state.is_over, "the job was too short to be measured"
        requests = bench.world.requests("rcwRegCreateRegistrant")
        first = _moment(requests[0]["at"]) + WINDOW_S
        end = first + windows * WINDOW_S
        used = sum(first <= _moment(request["at"]) < end for request in requests)
        refused = bench.world.summary()["rateLimited"]
        assert begun <= first
        return {
            "used": float(used),
            "share": float(pace.share * windows),
            "allowed": float(limit * windows),
            "refused": float(refused),
        }


def _moment(text: str) -> float:
    moment: datetime | None = parse_moment(text)
    assert moment is not None
    return moment.timestamp()


def child(variant: str, small: bool) -> dict[str, float]:
    """One limit. All of it is the product's own, but for the clock."""
    return run_virtual(_job(int(variant.partition("-")[2]), FEW if small else WINDOWS))


def goals(medians: Medians) -> list[Goal]:
    """The bulk pace of "Figures to reach"."""
    told = []
    for variant, figures in medians.items():
        used = 100 * figures["used"]
        told += [
            Goal(f"{variant}: calls used of the job's share", used / figures["share"], at_least=99, unit="%"),
            Goal(f"{variant}: of all that the server allows", used / figures["allowed"], unit="%"),
            Goal(f"{variant}: answers 429", figures["refused"], at_most=0, unit="answers"),
        ]
    return told


if __name__ == "__main__":
    main("tests.benchmarks.pace")
