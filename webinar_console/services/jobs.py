"""The job board: start, watch and steer jobs; their results as files."""

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from webinar_console.api.clock import Clock
from webinar_console.domain.errors import ConsoleError, FileProblem, StoreError
from webinar_console.domain.forecast import Pace
from webinar_console.domain.job import (
    JobProgress,
    JobResults,
    JobRules,
    Outcome,
    RowReport,
    RowState,
)
from webinar_console.domain.listeners import Listeners
from webinar_console.domain.people import LEFT_BY_HAND
from webinar_console.domain.people_source import TableSource, file_column
from webinar_console.domain.plan import JobKind, JobPlan, LeftOutRow
from webinar_console.domain.row import JobRow
from webinar_console.domain.temporary import HeldSetting, in_force
from webinar_console.files.results import IN_THE_SESSION, ResultFiles, write_results
from webinar_console.jobs.engine import Engine
from webinar_console.jobs.ports import Server, Witness
from webinar_console.store.history import JobEvent, JobHistory
from webinar_console.store.journal import JobRecord, Journal
from webinar_console.store.memory import Settings

from .backups import Backups
from .import_choices import NOT_ADDED
from .restoring import found_again
from .slices import in_slices
from .turns import in_turn

_RULES = "job rules"
# How journals of before ``LeftOutRow.by_choice`` tell it.
_BY_CHOICE = (LEFT_BY_HAND, NOT_ADDED)


class JobBoard:
    """All jobs of the account, oldest first.

    ``changed`` tells the id of a job; ``rows_changed`` also the rows that changed, with their new state.
    """

    def __init__(
        self,
        journal: Journal,
        history: JobHistory,
        settings: Settings,
        server: Server,
        clock: Clock,
        pace: Callable[[], Pace],
        witness: Witness,
        sign_in: Callable[[], Awaitable[None]],
        penalty_s: Callable[[], float],
        backups: Backups,
    ) -> None:
        """``sign_in`` makes sure that calls can be made; it costs nothing while they can.

        ``penalty_s``: seconds that jobs wait after the server asked for a pause, whoever's call it was.
        """
        self.backups = backups
        self._clock, self._penalty_s, self._in_penalty = clock, penalty_s, False
        self._pace = pace
        self._sign_in = sign_in
        self._history, self._settings = history, settings
        self._engine = Engine(journal, server, clock, self._tell, witness, penalty_s)
        #: Who starts jobs: the name of the person who is signed in.
        self.person: str | None = None
        self._is_open = False
        self._writing: dict[str, asyncio.Task[None]] = {}
        self.changed: Listeners[[str]] = Listeners()
        self.rows_changed: Listeners[[str, Sequence[JobRow]]] = Listeners()
        #: Tells the ids of jobs that were deleted from the history.
        self.forgotten: Listeners[[tuple[str, ...]]] = Listeners()
        #: Tells that other rules hold now.
        self.rules_changed: Listeners[[]] = Listeners()

    async def load(self) -> None:
        """Read the jobs of earlier runs; what was running then is interrupted now. Raises ``StoreError``."""
        await self._engine.load()
        kept = await self._settings.get(_RULES)
        with contextlib.suppress(msgspec.ValidationError):  # a value of another version: the defaults stand
            self._engine.set_rules(msgspec.convert(kept or {}, JobRules))

    def begin(self) -> None:
        """Let the jobs work."""
        self._is_open = True
        self._engine.start()
        for job_id in self._engine.job_ids():
            self._look_for_results(job_id)

    async def aclose(self) -> None:
        """Stop where the jobs can go on later."""
        self._is_open = False
        await self._engine.aclose()
        if self._writing:
            await asyncio.wait(list(self._writing.values()))

    def _tell(self, job_id: str, rows: Sequence[JobRow]) -> None:
        self.changed.notify(job_id)
        if rows:
            self.rows_changed.notify(job_id, rows)
        else:
            self._look_for_results(job_id)

    @property
    def jobs(self) -> tuple[JobProgress, ...]:
        """Every job as it stands now, without a time of finishing."""
        return tuple(map(self.job, self._engine.job_ids()))

    def job(self, job_id: str) -> JobProgress:
        """One job as it stands now, without a time of finishing. Raises ``KeyError``."""
        return self._engine.progress(job_id)

    def look_at_penalty(self) -> None:
        """A pause may have begun or ended: whoever follows the jobs is told."""
        before, self._in_penalty = self._in_penalty, self._penalty_s() > 0
        if before is not self._in_penalty:
            for job_id in self.queue():
                self.changed.notify(job_id)

    def owing(self) -> tuple[JobProgress, ...]:
        """Jobs whose temporary settings are in force, or may be."""
        return tuple(map(self._engine.progress, self._engine.owing()))

    def held(self, session_id: str) -> tuple[HeldSetting, ...]:
        """The settings of a session that are as a job wants them, for as long as it sends."""
        jobs = [job for job in self.owing() if job.session_id == session_id]
        return tuple({held.name: held for job in jobs for held in in_force(job.settings)}.values())

    async def start(self, plan: JobPlan) -> str:
        """Write the plan into the journal and begin. The same plan twice is one job.

        Raises as :meth:`start_all`.
        """
        (job_id,) = await self.start_all([plan])
        return job_id

    async def start_all(self, plans: Sequence[JobPlan]) -> tuple[str, ...]:
        """Write plans into the journal, all or none, and begin; their ids. The same plan twice is one job.

        Whoever is removed is in a backup file first. Raises ``StoreError``, and ``FileProblem`` where that
        file cannot be written: then none of them begins.
        """
        starter = self.person
        begun = set(self._engine.job_ids())
        whole = []
        for plan in plans:
            kept = None if plan.id in begun else await self.backups.write(plan)
            backup = None if kept is None else str(kept)
            whole.append(msgspec.structs.replace(plan, started_by=plan.started_by or starter, backup=backup))
        await self._engine.add(whole)
        return tuple(plan.id for plan in plans)

    async def pause(self, job_id: str) -> None:
        """Pause after the request that is under way."""
        await self._engine.pause(job_id)

    async def resume(self, job_id: str) -> None:
        """Go on exactly where the job stopped. Raises ``NotSignedIn``: sign in first, nothing was lost."""
        try:
            await self._sign_in()
        except ConsoleError as error:
            if not error.can_retry:
                raise
            # Offline, perhaps: the job itself waits for that to end, and says so.
        await self._engine.resume(job_id)

    async def cancel(self, job_id: str) -> None:
        """Send nothing more that has not begun."""
        await self._engine.cancel(job_id)

    async def move(self, job_id: str, before: str | None) -> None:
        """Put a job in the queue before another one, or at its end (``None``).

        Raises ``KeyError`` for a job that is over, and ``StoreError``.
        """
        await self._engine.move(job_id, before)

    def queue(self) -> tuple[str, ...]:
        """The ids of the jobs that are not over, in the order in which they are worked on."""
        return self._engine.queue()

    def in_turn(self) -> list[JobProgress]:
        """The jobs of the queue with times of finishing, which leave room for those before them."""
        now = datetime.fromtimestamp(self._clock.wall(), UTC)
        return in_turn([self.job(job_id) for job_id in self.queue()], now, self._pace(), self.rules.quiet)

    @property
    def rules(self) -> JobRules:
        """What was chosen for all jobs."""
        return self._engine.rules

    async def choose_rules(self, rules: JobRules) -> None:
        """Follow these rules from now on, and remember them. Raises ``StoreError``."""
        self._engine.set_rules(rules)
        self.rules_changed.notify()
        for job_id in self.queue():
            self.changed.notify(job_id)
        await self._settings.set(_RULES, msgspec.to_builtins(rules))

    # ------------------------------------------------------------------ history

    async def find(self, text: str) -> frozenset[str]:
        """The jobs in which ``text`` occurs: session, file, checksum, who started it, or a person in it."""
        return await self._history.find(text)

    async def story(self, job_id: str, seq: int | None = None) -> list[JobEvent]:
        """What happened to a job, or to one of its rows, oldest first."""
        return await self._history.events(job_id, seq)

    async def forget(self, job_ids: Iterable[str]) -> tuple[str, ...]:
        """Delete jobs that are over, with their rows and stories; returns which. Raises ``StoreError``."""
        over = tuple(i for i in job_ids if self.job(i).state.is_over and i not in self._writing)
        await self._history.forget(over)
        self._engine.forget(over)
        self.forgotten.notify(over)
        return over

    # ------------------------------------------------------------------ rows and results

    async def made(self, job_id: str) -> tuple[JobRecord, Sequence[JobRow]]:
        """A job as the journal has it. Raises ``KeyError``."""
        rows, _left_out = await self._engine.rows(job_id)
        return self._engine.record(job_id), rows

    async def registered_again(self, job_id: str) -> frozenset[str]:
        """Whom earlier jobs registered again that this one removed, as keys of addresses."""
        found = set(await self._history.registered_again(job_id))
        for job in self.jobs:
            if job.kind is JobKind.RESTORE and job.undoes == job_id:
                found |= found_again(await self.rows(job.id))
        return frozenset(found)

    async def rows(self, job_id: str) -> list[RowReport]:
        """Every row of the job and every row of its source that was left out, in the source's order: of
        several files each by itself."""
        rows, left_out = await self._engine.rows(job_id)
        record = self._engine.record(job_id)
        column = file_column(record.header, record.source_name)
        placed: list[tuple[str, int, int, RowReport]] = []

        def place(reports: Iterable[RowReport]) -> None:
            placed.extend((report.file(column), report.line or 0, report.seq, report) for report in reports)

        def tell(start: int, end: int) -> None:
            place(row.report() for row in rows[start:end])

        def tell_left_out(start: int, end: int) -> None:
            seqs = range(len(rows) + start, len(rows) + end)
            place(map(_left_out, seqs, left_out[start:end]))

        await in_slices(len(rows), tell)
        await in_slices(len(left_out), tell_left_out)
        # Two runs that are in order already: a few milliseconds, where a sort with keys takes 60.
        placed.sort()
        return [report for *_place, report in placed]

    async def remaining(self, job_id: str) -> TableSource:
        """The rows of an import's source that are not in the session, as they were, with their lines.

        Those that a person chose to leave out are marked so. The columns mean what they meant to the job.
        """
        record, rows = self._engine.record(job_id), await self.rows(job_id)
        width = len(record.header)
        lines: list[int] = []
        rest: list[tuple[str, ...]] = []
        chosen: set[int] = set()

        def keep(start: int, end: int) -> None:
            for row in rows[start:end]:
                if row.cells is None or row.outcome in IN_THE_SESSION:
                    continue
                if row.by_choice or row.words.startswith(_BY_CHOICE):
                    chosen.add(len(rest))
                lines.append(row.line or 0)
                rest.append((*row.cells, *[""] * (width - len(row.cells))))

        await in_slices(len(rows), keep)
        return TableSource(
            record.source_name or record.session_title,
            record.header,
            tuple(lines),
            tuple(rest),
            left_out=frozenset(chosen),
            mapping=record.mapping,
            folder=str(Path(record.source_path).parent) if record.source_path else "",
        )

    async def save_results(self, job_id: str, folder: Path | None = None) -> tuple[Path, ...]:
        """Write a copy of the result files into ``folder`` (else where they go by themselves).

        Returns the files that were written. Raises ``FileProblem``.
        """
        return (await self._write_results(job_id, folder)).paths

    async def _write_results(self, job_id: str, folder: Path | None = None) -> ResultFiles:
        record = self._engine.record(job_id)
        beside = Path(record.source_path).parent if record.source_path else None
        chosen = Path(self.rules.results_folder) if self.rules.results_folder else None
        folders = [path for path in (folder, chosen, beside, Path.home()) if path is not None]
        at = datetime.fromtimestamp(self._clock.wall(), UTC).astimezone()
        rows = await self.rows(job_id)
        name = record.source_name or record.session_title
        return await asyncio.to_thread(write_results, rows, record.header, name, folders, at)

    # ------------------------------------------------------------------ result files of their own

    def _look_for_results(self, job_id: str) -> None:
        """An import that is over writes its result files, once, in a task of the board's own."""
        job = self._engine.progress(job_id)
        if job.kind is not JobKind.IMPORT or not job.state.is_over or job.results is not None:
            return
        wanted = self._engine.record(job_id).source_path or self.rules.results_folder
        if wanted and self._is_open and job_id not in self._writing:
            task = asyncio.ensure_future(self._keep_results(job_id))
            self._writing[job_id] = task
            task.add_done_callback(lambda _task: self._writing.pop(job_id, None))

    async def _keep_results(self, job_id: str) -> None:
        # Without a journal it is tried again at the next start.
        with contextlib.suppress(StoreError):
            try:
                found = await self._write_results(job_id)
            except FileProblem as problem:
                results = JobResults(words=problem.sentence)
            else:
                # A folder on a drive that is away may not answer for a while.
                words = await asyncio.to_thread(self._where, job_id, found.folder)
                results = JobResults(tuple(map(str, found.paths)), words)
            await self._engine.note_results(job_id, results)

    def _where(self, job_id: str, folder: Path) -> str:
        source = self._engine.record(job_id).source_path
        wanted = self.rules.results_folder or (str(Path(source).parent) if source else "")
        if not wanted or folder == Path(wanted):
            return ""
        why = "takes no files" if os.path.lexists(wanted) else "is not there any more"
        return f"The folder {wanted} {why}, so the result files are in {folder}."


def _left_out(seq: int, left: LeftOutRow) -> RowReport:
    return RowReport(
        seq=seq,
        line=left.line,
        action=None,
        name=left.name,
        email=left.email,
        state=RowState.ENDED,
        outcome=Outcome.LEFT_OUT,
        words=left.reason,
        cells=left.cells,
        by_choice=left.by_choice,
    )
