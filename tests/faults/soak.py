"""A day of work in virtual time: what is lost, what is doubled, and what is left behind.

``python -m tests.faults.soak [--rows 12000] [--hours 24]``

The real client, governor, engine and store (files on a real disk) import people into four sessions by five
jobs at once, at a limit at which that takes about so many hours. Access tokens live for an hour. There are
three outages (ten minutes without a network, twenty of 503, five of refused connections; shorter when the
whole takes less than five hours), and the computer sleeps once, with a request on its way, for an eighth of
the time. A person looks at the tables in the beginning.

How memory is measured: the server lives in a process of its own (:mod:`tests.helpers.far_server`), so that
what it has to remember counts nowhere. What is left here is the program; the harness gives the plans of the
jobs away and keeps none. Every hour that the computer is awake, after a ``gc.collect()``:

- RSS as the system has it (Linux only): all of it, also what SQLite and C hold. It is coarse: a large part is
  the interpreter, SQLite fills its page caches (2 MB for each of two files) in the first hours, and freed
  memory does not always go back. At the end it must be within 10 % of the first hour's.
- The blocks that Python's allocator has given out: nearly the same in every run, but nothing of C's. In them
  one forgotten object a call shows, which RSS would hide. A row that ends may bring two (its id and its link)
  until its job is over; when all are over, the program must hold fewer blocks than in the first hour.

Then the program is closed, and no task, timer or file handle may be left that was not there before.

Exit code 1 when a goal is missed.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from tests.faults.properties import Before, Check, Tally
from tests.faults.troubles import HOUR
from tests.faults.weather import Outage, Weather, summary
from tests.helpers.far_server import FarBench, far_bench
from tests.helpers.footprint import HEADER, Footprint, footprint
from tests.helpers.practice import Bench, import_plan, job_over, newcomers
from tests.helpers.real_disk import run_with_disk, store_on_disk
from webinar_console.api.governor.ledger import Ledger
from webinar_console.domain.invitee import NewInvitee
from webinar_console.domain.job import Outcome, RowReport
from webinar_console.domain.moments import format_moment
from webinar_console.domain.plan import JobPlan
from webinar_console.services.workspace import Workspace
from webinar_console.simulator import Settings

MINUTE = 60.0
#: How much of the first hour's memory may be in use at the end.
GROWTH = 1.10
#: Blocks that a row may bring when it ends, while its job runs: its id and its link are two.
ROW_KEEPS = 2.6
#: In a shorter run the outages are shorter, and too few rows end between two samples to say what one brings.
MANY_HOURS = 5
#: The five jobs: the session, and what part of the rows is theirs. Two are about one session.
JOBS = (
    ("Autumn Launch: everything new in one hour", 0.30),
    ("カスタマーサクセス入門", 0.25),
    ("Round table, Asia and Pacific", 0.20),
    ("Round table, Americas and Europe", 0.15),
    ("Autumn Launch: everything new in one hour", 0.10),
)
#: Rows of each job that are for the panel, and rows of the last job that the first one has, too.
PANEL, TWICE = 20, 25
_LATENCY_S = 0.2
_LIMITS = range(2, 10_000)


@dataclass(frozen=True, slots=True)
class Rules:
    """``hours`` is what the whole should take, outages and sleep included."""

    rows: int = 12_000
    hours: float = 24.0

    @property
    def outages_s(self) -> tuple[float, float, float]:
        """Without a network, of 503, of refused connections."""
        part = min(1.0, self.hours / MANY_HOURS)
        return 10 * MINUTE * part, 20 * MINUTE * part, 5 * MINUTE * part

    @property
    def sleep_s(self) -> float:
        """How long the computer sleeps."""
        return self.hours * HOUR / 8

    @property
    def sample_s(self) -> float:
        """Seconds between two measurements; the first of them is "the first hour"."""
        return min(HOUR, self.hours * HOUR / 10)

    @property
    def limit(self) -> int:
        """The calls a minute at which it takes so long: a job gets them but for the person's reserve."""
        minutes = self.hours * 60 - (sum(self.outages_s) + self.sleep_s) / MINUTE
        return next(n for n in _LIMITS if n - Ledger(limit=n).reserve >= self.rows / minutes)


@dataclass(slots=True)
class Result:
    """What came of it."""

    rules: Rules
    before: Footprint
    samples: list[Footprint]
    after: Footprint
    outages: tuple[Outage, ...]
    tally: Tally
    faults: list[str]
    #: Jobs that were over, and rows that had ended, at each of the samples.
    ended: list[tuple[int, int]]
    outcomes: dict[str, int]
    #: The server's counts: answers by status (0: none), requests by operation.
    statuses: dict[str, int]
    operations: dict[str, int]
    seconds: float = 0.0

    @property
    def refreshes(self) -> int:
        """Tokens after the first."""
        return self.operations["getToken"] - 1

    @property
    def memory(self) -> float | None:
        """RSS at the end against the first hour's."""
        first, last = self.samples[0].rss, self.samples[-1].rss
        return last / first if first and last else None

    @property
    def blocks(self) -> float:
        """The same for all of Python's blocks."""
        return self.samples[-1].blocks / self.samples[0].blocks

    @property
    def per_row(self) -> float:
        """The blocks that came with each row that ended, in an hour (the median one) in which no job did."""
        pairs = zip(self.samples, self.ended, self.samples[1:], self.ended[1:], strict=False)
        growth = [
            (new.blocks - old.blocks) / (now[1] - then[1])
            for old, then, new, now in pairs
            if now[0] == then[0] and now[1] > then[1]
        ]
        return statistics.median(growth)

    def missed(self) -> list[str]:
        """The goals that were not reached."""
        first, last = self.samples[0], self.samples[-1]
        settled = self.outcomes.get(Outcome.DONE, 0) + self.outcomes.get(Outcome.ALREADY_THERE, 0)
        goals = {
            "every row is done, or was there": settled == self.tally.rows == self.rules.rows,
            "nobody was there but people of two jobs": self.outcomes.get(Outcome.ALREADY_THERE, 0) <= TWICE,
            "nobody twice, lost, or written to twice": self.tally.is_clean,
            "no 429": not self.statuses.get("429"),
            "a new token every hour": self.refreshes >= max(1, int(last.hour - self.rules.sleep_s / HOUR)),
            "every outage was felt": all(outage.failed for outage in self.outages),
            "memory": self.memory is None or self.memory <= GROWTH,
            "memory, Python's blocks": self.blocks <= 1,
            "memory, a row": self.rules.hours < MANY_HOURS or self.per_row <= ROW_KEEPS,
            "no more tasks than in the first hour": last.tasks <= first.tasks,
            "no more timers than in the first hour": last.timers <= first.timers,
            "no more handles than in the first hour": (last.handles or 0) <= (first.handles or 0),
            "no task left": self.after.tasks == self.before.tasks,
            "no timer left": self.after.timers == self.before.timers,
            "no handle left": self.after.handles == self.before.handles,
        }
        return [goal for goal, reached in goals.items() if not reached] + self.faults

    def told(self) -> str:
        """The figures as text."""
        first, last = self.samples[0], self.samples[-1]
        lines = [HEADER]
        lines += (one.line() for one in (self.before, *self.samples, self.after))
        ratio = "cannot be measured here" if self.memory is None else f"{self.memory:.3f}"
        calls = sum(self.statuses.values()) + sum(o.failed for o in self.outages[::2])
        figures = {
            "hours": f"{last.hour:.2f} ({self.seconds:.0f} s of real time)",
            "limit": f"{self.rules.limit} calls a minute",
            "rows": f"{self.tally.rows}: {', '.join(f'{n} {what}' for what, n in self.outcomes.items())}",
            "calls": f"{calls}, answered {self.statuses}",
            "token refreshes": self.refreshes,
            "outages": "; ".join(
                f"{o.name} {o.seconds / MINUTE:g} min, {o.failed} calls" for o in self.outages
            ),
            "duplicates": self.tally.duplicates,
            "lost": self.tally.lost,
            "e-mails doubled": self.tally.doubled_mails,
            "429s": self.statuses.get("429", 0),
            "memory, MB": f"first hour {first.megabytes}, end {last.megabytes}, ratio {ratio}",
            "memory, blocks": f"first hour {first.blocks}, end {last.blocks}, ratio {self.blocks:.3f}, "
            f"{self.per_row:.2f} for a row that ended",
            "left after closing": f"{self.after.tasks - self.before.tasks} tasks, "
            f"{self.after.timers - self.before.timers} timers, "
            f"{(self.after.handles or 0) - (self.before.handles or 0)} handles",
        }
        return "\n".join(lines + [f"{name:20}{what}" for name, what in figures.items()])


# ---------------------------------------------------------------------- at the server


@dataclass(frozen=True, slots=True)
class Target:
    """A session that people are imported into."""

    webinar_id: str
    session_id: str
    title: str
    starts_at: str
    known_ids: frozenset[str]
    before: Before


def targets(desk: Bench, titles: Sequence[str]) -> dict[str, Target]:
    """The sessions of these titles, by title."""
    found = {}
    for title in titles:
        session_id = desk.session_id = desk.world.session_titled(title)
        row = desk.world.database.row("SELECT starts_at FROM sessions WHERE id = ?", int(session_id))
        assert row is not None
        before = Before.of(desk)
        ids = frozenset(str(person["id"]) for person in before.people.values())
        webinar_id = desk.world.webinar_of(session_id)
        starts_at = format_moment(datetime.fromtimestamp(row["starts_at"], UTC))
        found[title] = Target(webinar_id, session_id, title, starts_at, ids, before)
    return found


def reckon(
    desk: Bench, target: Target, jobs: Sequence[tuple[JobPlan, Sequence[RowReport]]]
) -> tuple[Tally, list[str]]:
    """The properties of a session and its jobs, counted where the people are; what does not hold."""
    desk.session_id = target.session_id
    check, faults = Check(desk, target.before), []
    try:
        for plan, rows in jobs:
            check.job(plan, rows)
        check.everybody_else(*(plan for plan, _rows in jobs))
    except AssertionError as error:
        faults.append(f"{target.title}: {error}")
    return check.tally, faults


# ---------------------------------------------------------------------- the program


def plans(rules: Rules, found: dict[str, Target]) -> list[JobPlan]:
    """The five jobs, with as many rows as asked for. The last one begins with people of the first one."""
    sizes = [int(rules.rows * part) for _title, part in JOBS]
    sizes[0] += rules.rows - sum(sizes)
    made, first = [], 0
    for n, ((title, _part), size) in enumerate(zip(JOBS, sizes, strict=True)):
        target, new = found[title], size - PANEL
        people = newcomers(new, first)
        first += new
        if n == len(JOBS) - 1:
            people[:TWICE] = newcomers(TWICE)
        panel = [
            NewInvitee(
                role="Panelist", first_name="P", last_name=f"{i}", email=f"panel{n}-{i}@newcomers.example"
            )
            for i in range(PANEL)
        ]
        plan = import_plan(target.session_id, target.webinar_id, people, panel, target.known_ids, f"job-{n}")
        made.append(msgspec.structs.replace(plan, session_title=title, session_starts_at=target.starts_at))
    return made


async def _work(rules: Rules, desk: FarBench, folder: Path) -> Result:
    found = desk.ask(targets, tuple(dict.fromkeys(title for title, _part in JOBS)))
    weather = Weather(desk, rules.hours * HOUR - rules.sleep_s, rules.outages_s, rules.sleep_s)
    start, ours = desk.clock.wall(), {asyncio.current_task()}
    samples: list[Footprint] = []
    ended: list[tuple[int, int]] = []

    def look() -> None:
        samples.append(footprint((desk.clock.wall() - start) / HOUR, ours))

    def look_inside() -> None:
        look()
        jobs = workspace.jobs.jobs
        rows = sum(job.counts.done + job.counts.already_there for job in jobs)
        ended.append((sum(job.state.is_over for job in jobs), rows))

    look()
    async with store_on_disk(folder) as store, desk.program(store) as workspace:
        outside = asyncio.create_task(weather.run(look_inside, rules.sample_s))
        inside = asyncio.create_task(_import(workspace, found.values(), plans(rules, found)))
        ours |= {outside, inside}
        await asyncio.wait((inside, outside), return_when=asyncio.FIRST_COMPLETED)
        (outside if outside.done() else inside).result()
        outside.cancel()
        await asyncio.wait((outside,))
        look_inside()
        jobs = plans(rules, found)
        reports = {plan.id: await workspace.jobs.rows(plan.id) for plan in jobs}
    await asyncio.sleep(0)  # a timer that was just cancelled needs one round to end
    look()
    tally, faults = Tally(), [] if weather.slept else ["the computer did not sleep"]
    for target in found.values():
        here = [(plan, reports[plan.id]) for plan in jobs if plan.session_id == target.session_id]
        one, wrong = desk.ask(reckon, target, here)
        tally.add(one)
        faults += wrong
    outcomes = Counter(row.outcome for rows in reports.values() for row in rows)
    counts = desk.ask(summary)
    before, *hours, after = samples
    return Result(
        rules=rules,
        before=before,
        samples=hours,
        after=after,
        outages=weather.outages,
        tally=tally,
        faults=faults,
        ended=ended,
        outcomes={str(outcome): rows for outcome, rows in outcomes.items()},
        statuses=counts["requests"],
        operations=counts["operations"],
    )


async def _open(workspace: Workspace, found: Iterable[Target]) -> None:
    """A person opens the tables of the sessions: the program keeps their people from then on."""
    for target in found:
        async for _page in workspace.registrants.fetch(target.session_id):
            pass


async def _import(workspace: Workspace, found: Iterable[Target], jobs: list[JobPlan]) -> None:
    await _open(workspace, found)
    ids = [await workspace.jobs.start(plan) for plan in jobs]
    jobs.clear()  # from now on only the program has them
    for job_id in ids:
        await job_over(workspace, job_id)


def soak(rules: Rules, folder: Path) -> Result:
    """Do it, with the program's files in ``folder``. Raises ``TimeoutError`` when a job does not end."""
    begun = time.monotonic()
    with far_bench(Settings(registrants=50, limit=rules.limit), _LATENCY_S) as desk:
        result = run_with_disk(_work(rules, desk, folder))
    result.seconds = time.monotonic() - begun
    return result


def main() -> int:
    """The command line; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    usual = Rules()
    parser.add_argument("--rows", type=int, default=usual.rows)
    parser.add_argument("--hours", type=float, default=usual.hours)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        result = soak(Rules(options.rows, options.hours), Path(folder) / "account")
    print(result.told())
    for goal in result.missed():
        print(f"MISSED: {goal}")
    return bool(result.missed())


if __name__ == "__main__":
    sys.exit(main())
