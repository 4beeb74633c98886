"""A removal of people who are not in a list goes behind the list.

Whoever is removed before their list was sent whole may be somebody whom it would have kept, or replaced.
"""

from collections.abc import Iterator, Mapping

from webinar_console.domain.errors import StoreError
from webinar_console.domain.job import JobCounts, JobProgress, JobState
from webinar_console.domain.plan import JobKind

from .book import Book
from .run import Run

WAITS = "Begins when the list has been sent."
NOT_WHOLE = "The list was not sent whole. Look at what is missing, then resume or cancel."


class Behind:
    """Which jobs of ``runs`` (the engine's own, by id, oldest first) wait for which; ``past`` are over."""

    def __init__(self, runs: Mapping[str, Run], past: Mapping[str, JobProgress], book: Book) -> None:
        self._runs, self._past, self._book = runs, past, book

    def waits(self, run: Run) -> bool:
        """Whether a removal lets an import of its session go first that was there before: even one that does
        not work now."""
        if run.record.kind is not JobKind.REMOVE or run.state is not JobState.RUNNING or not run.sends:
            return False
        for other in self._runs.values():
            if other is run:
                break
            if _is_import_of(other, run) and not _is_gone(other):
                return True
        return False

    def words(self, run: Run) -> str | None:
        """What a removal waits for."""
        return WAITS if self.waits(run) else None

    def at_start(self, run: Run) -> tuple[JobState, str | None]:
        """How a job that was running stands after a new start: the last process may have ended between its
        import and the word about that."""
        record = run.record
        for job in self._past.values() if record.kind is JobKind.REMOVE else ():
            ended_behind = job.ended_at is not None and job.ended_at >= record.created_at
            is_import = job.kind is JobKind.IMPORT and job.session_id == record.session_id
            if is_import and ended_behind and not _is_whole(job.state, job.counts):
                return JobState.PAUSED, NOT_WHOLE
        return JobState.INTERRUPTED, None

    async def stop_followers(self) -> None:
        """Before imports that are over leave memory: no removal follows one by itself that was not sent
        whole."""
        while (run := next(self._to_stop(), None)) is not None:
            try:
                await self._book.set_state(run, JobState.PAUSED, NOT_WHOLE)
            except StoreError:
                run.state, run.trouble = JobState.PAUSED, NOT_WHOLE
                self._book.tell(run.id, ())

    def _to_stop(self) -> Iterator[Run]:
        in_part: list[Run] = []
        for run in self._runs.values():
            if run.record.kind is JobKind.IMPORT and _is_gone(run):
                if not _is_whole(run.state, run.counts()):
                    in_part.append(run)
            elif run.record.kind is not JobKind.REMOVE or run.state.is_over or run.cancel_asked:
                continue
            elif (run.state, run.trouble) != (JobState.PAUSED, NOT_WHOLE) and any(
                _is_import_of(other, run) for other in in_part
            ):
                yield run


def _is_import_of(other: Run, run: Run) -> bool:
    return other.record.kind is JobKind.IMPORT and other.record.session_id == run.record.session_id


def _is_gone(run: Run) -> bool:
    """Whether it is about to leave memory."""
    return run.state.is_over and not run.owes_settings


def _is_whole(state: JobState, counts: JobCounts) -> bool:
    return state is not JobState.CANCELLED and not (counts.refused or counts.needs_attention)
