"""What the tests of the jobs panel stand on: a board that keeps jobs in memory and is moved by the test."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.helpers.qt import Gui
from webinar_console.domain.errors import ConsoleError
from webinar_console.domain.forecast import Pace
from webinar_console.domain.invitee import ATTENDEE
from webinar_console.domain.job import (
    Budget,
    JobCounts,
    JobProgress,
    JobRules,
    JobState,
    Outcome,
    RowReport,
    RowState,
)
from webinar_console.domain.listeners import Listeners
from webinar_console.domain.plan import Action, JobKind, JobPlan, LeftOutRow, PlannedRow
from webinar_console.domain.registrant import NewRegistrant, Registrant
from webinar_console.domain.row import JobRow, Step
from webinar_console.services.restoring import RestorePlan
from webinar_console.services.undoing import UndoPlan
from webinar_console.store.history import JobEvent
from webinar_console.ui.jobs import JobsPanel

NOW = datetime(2026, 5, 12, 16, 5, tzinfo=UTC)
START = NOW + timedelta(hours=1, minutes=55)


def planned(seq: int, *, removes: bool = False) -> PlannedRow:
    """A person to register, or to be removed."""
    if removes:
        gone = Registrant(id=f"r{seq}", first_name="Guest", last_name=f"Number {seq}")
        return PlannedRow(seq=seq, action=Action.REMOVE, old=gone)
    person = NewRegistrant(first_name="Guest", last_name=f"Number {seq}", email=f"guest{seq}@example.org")
    return PlannedRow(seq=seq, action=Action.REGISTER, line=seq + 2, cells=(ATTENDEE,), registrant=person)


@dataclass
class MovedJob:
    """A job whose rows the test ends one by one."""

    progress: JobProgress
    rows: list[JobRow]
    left_out: list[LeftOutRow]

    def now(self) -> JobProgress:
        """The progress with the counts of the rows."""
        ended = [row.outcome for row in self.rows if row.outcome is not None]
        counts = JobCounts(
            total=len(self.rows),
            done=ended.count(Outcome.DONE),
            already_there=ended.count(Outcome.ALREADY_THERE),
            refused=ended.count(Outcome.REFUSED),
            cancelled=ended.count(Outcome.CANCELLED),
            needs_attention=ended.count(Outcome.NEEDS_ATTENTION),
            unknown=sum(row.state is RowState.UNKNOWN for row in self.rows),
            left_out=len(self.left_out),
            removed=sum(
                row.outcome is Outcome.DONE and row.plan.action is Action.REMOVE for row in self.rows
            ),
        )
        return replace(self.progress, counts=counts)


@dataclass
class Board:
    """A job board without an engine."""

    changed: Listeners[[str]] = field(default_factory=Listeners)
    rows_changed: Listeners[[str, Sequence[JobRow]]] = field(default_factory=Listeners)
    forgotten: Listeners[[tuple[str, ...]]] = field(default_factory=Listeners)
    rules_changed: Listeners[[]] = field(default_factory=Listeners)
    held: dict[str, MovedJob] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    failure: ConsoleError | None = None
    gate: asyncio.Event | None = None
    saved: tuple[Path, ...] = ()
    #: The queue as a person put it; jobs that are not in it follow.
    order: list[str] = field(default_factory=list)
    rules: JobRules = field(default_factory=JobRules)
    #: What a search finds.
    findings: dict[str, frozenset[str]] = field(default_factory=dict)
    events: list[JobEvent] = field(default_factory=list)
    started: list[JobPlan] = field(default_factory=list)

    def hold(
        self,
        job_id: str,
        rows: int = 288,
        state: JobState = JobState.RUNNING,
        left_out: int = 12,
        *,
        removes: bool = False,
    ) -> MovedJob:
        """Put a job on the board, as the service does when one was started."""
        progress = JobProgress(
            id=job_id,
            kind=JobKind.IMPORT,
            title=f"Importing {rows} people into Spring launch",
            session_id="S1",
            session_title="Spring launch",
            state=state,
            counts=JobCounts(total=rows),
            created_at=NOW,
            finishes_at=NOW + timedelta(minutes=36),
            session_starts_at=START,
        )
        step = Step.DELETE if removes else Step.CREATE
        waiting = [JobRow(plan=planned(seq, removes=removes), step=step) for seq in range(rows)]
        out = [
            LeftOutRow(line=rows + 2 + n, cells=("",), reason="The e-mail address is missing.")
            for n in range(left_out)
        ]
        job = self.held[job_id] = MovedJob(progress, waiting, out)
        self.changed.notify(job_id)
        return job

    def end(self, job_id: str, seqs: Sequence[int], outcome: Outcome = Outcome.DONE, words: str = "") -> None:
        """End some rows and tell it."""
        job = self.held[job_id]
        ended = []
        for seq in seqs:
            old = job.rows[seq]
            job.rows[seq] = JobRow(
                plan=old.plan, step=old.step, state=RowState.ENDED, outcome=outcome, words=words
            )
            ended.append(job.rows[seq])
        self.rows_changed.notify(job_id, ended)
        self.changed.notify(job_id)

    def turn(self, job_id: str, **changes: object) -> None:
        """Change a job's own line and tell it."""
        job = self.held[job_id]
        job.progress = replace(job.progress, **changes)  # type: ignore[arg-type]
        self.changed.notify(job_id)

    @property
    def jobs(self) -> tuple[JobProgress, ...]:
        return tuple(map(self.job, self.held))

    def job(self, job_id: str) -> JobProgress:
        return replace(self.held[job_id].now(), finishes_at=None)  # only the queue tells

    async def start(self, plan: JobPlan) -> str:
        if self.failure is not None:
            raise self.failure
        self.started.append(plan)
        return plan.id

    def queue(self) -> tuple[str, ...]:
        waiting = [job_id for job_id, job in self.held.items() if not job.progress.state.is_over]
        put = [job_id for job_id in self.order if job_id in waiting]
        return (*put, *(job_id for job_id in waiting if job_id not in put))

    def in_turn(self) -> list[JobProgress]:
        """Each running job is done as long after the one before it as it would take alone."""
        ahead, told = timedelta(0), []
        for job in (self.held[job_id].now() for job_id in self.queue()):
            if job.state is JobState.RUNNING and job.finishes_at is not None:
                told.append(replace(job, finishes_at=job.finishes_at + ahead))
                ahead += job.finishes_at - NOW
            else:
                told.append(job)
        return told

    async def move(self, job_id: str, before: str | None) -> None:
        self.asked.append(("move", f"{job_id} before {before}"))
        if self.failure is not None:
            raise self.failure
        order = [other for other in self.queue() if other != job_id]
        order.insert(order.index(before) if before in order else len(order), job_id)
        self.order = order
        for moved in order:
            self.changed.notify(moved)

    async def choose_rules(self, rules: JobRules) -> None:
        self.rules = rules
        self.rules_changed.notify()

    async def find(self, text: str) -> frozenset[str]:
        self.asked.append(("find", text))
        return self.findings.get(text, frozenset())

    async def story(self, job_id: str, seq: int | None = None) -> list[JobEvent]:
        return [event for event in self.events if seq is None or event.seq == seq]

    async def forget(self, job_ids: Iterable[str]) -> tuple[str, ...]:
        over = tuple(job_id for job_id in job_ids if self.held[job_id].progress.state.is_over)
        for job_id in over:
            del self.held[job_id]
        self.forgotten.notify(over)
        return over

    async def pause(self, job_id: str) -> None:
        await self._ask("pause", job_id, JobState.PAUSED)

    async def resume(self, job_id: str) -> None:
        await self._ask("resume", job_id, JobState.RUNNING)

    async def cancel(self, job_id: str) -> None:
        await self._ask("cancel", job_id, JobState.CANCELLED, ended_at=NOW)

    async def _ask(self, wish: str, job_id: str, state: JobState, **changes: object) -> None:
        self.asked.append((wish, job_id))
        if self.gate is not None:
            await self.gate.wait()
        if self.failure is not None:
            raise self.failure
        if state is JobState.CANCELLED:
            waiting = [row.seq for row in self.held[job_id].rows if row.outcome is None]
            self.end(job_id, waiting, Outcome.CANCELLED)
        self.turn(job_id, state=state, **changes)

    async def rows(self, job_id: str) -> list[RowReport]:
        job = self.held[job_id]
        reports = [row.report() for row in job.rows]
        for number, left in enumerate(job.left_out):
            reports.append(
                RowReport(
                    seq=len(job.rows) + number,
                    line=left.line,
                    action=None,
                    name=left.name,
                    email=left.email,
                    state=RowState.ENDED,
                    outcome=Outcome.LEFT_OUT,
                    words=left.reason,
                    cells=left.cells,
                )
            )
        return reports

    async def save_results(self, job_id: str, folder: Path | None) -> tuple[Path, ...]:
        self.asked.append(("save", str(folder)))
        return self.saved


@dataclass
class Account:
    """What the panel asks beside its jobs."""

    undo: UndoPlan | None = None
    restore: RestorePlan | None = None
    failure: Exception | None = None
    gate: asyncio.Event | None = None
    next_s: float = 0.0
    asked: list[str] = field(default_factory=list)

    def budget(self) -> Budget:
        return Budget(limit=10, remaining=4, window_s=60.0, reserve=2, next_s=self.next_s)

    def pace(self) -> Pace:
        return Pace(limit=10, window_s=60.0, reserve=2)

    async def plan_restore(self, job_id: str) -> RestorePlan:
        self.asked.append(job_id)
        if self.failure is not None:
            raise self.failure
        assert self.restore is not None
        return self.restore

    async def plan_undo(self, job_id: str) -> UndoPlan:
        self.asked.append(job_id)
        if self.gate is not None:
            await self.gate.wait()
        if self.failure is not None:
            raise self.failure
        assert self.undo is not None
        return self.undo


def show_panel(
    gui: Gui,
    board: Board,
    *,
    width: int = 1200,
    height: int = 420,
    account: Account | None = None,
    opened: bool = False,
) -> JobsPanel:
    """A jobs panel over a board; ``opened`` shows the list, too."""
    tasks = gui.tasks("jobs")
    panel = JobsPanel(gui.theme, board, account or Account(), lambda: NOW, tasks, gui.messages, local=UTC)
    panel.toggle.setChecked(opened)
    return gui.show(panel, width, height)
