"""The queue of jobs that are not over: whose turn it is, and how long nobody's is."""

import math
from collections.abc import Mapping

from webinar_console.domain.job import JobRules, JobState

from .behind import Behind
from .book import Book
from .hold import Hold
from .run import Run

#: The wall clock may be set, or jump while the computer sleeps: so often quiet hours are looked at again.
_LOOK_AT_CLOCK_S = 30.0


class JobQueue:
    """The jobs in ``runs`` (the engine's own, by id), in the order in which they are worked on.

    A job that only ends or puts its settings back comes first. Then those that a person moved, as they were
    put; then the others, by the start of their session.

    Temporary settings hold for the job that wanted them: before another one sends, they are put back. A job
    that waits a moment after a fault keeps its turn where another one of its session would need that.

    A removal waits for the imports of its session that were there before it, whatever keeps them.
    """

    def __init__(self, runs: Mapping[str, Run], hold: Hold, book: Book, behind: Behind) -> None:
        self._runs = runs
        self._hold = hold
        self._book, self._behind = book, behind
        #: What a person chose for all jobs.
        self.rules = JobRules()

    def next_run(self) -> Run | None:
        """The job whose turn it is now, or one that has lost its turn and owes its settings."""
        if self._hold.seconds > 0:
            return None
        for run in sorted(self._ready(), key=_urgency):
            if run.hold.seconds > 0 or (self.rests(run) and not run.owes_settings):
                continue
            other = self._in_the_way(run)
            if other is None:
                run.lost_turn = False
                return run
            if other.hold.seconds <= 0 and not other.is_sweeping:
                other.lost_turn = True
                return other
        return None

    def seconds_to_wait(self) -> float | None:
        """How long nobody's turn comes; ``None``: until somebody asks for something."""
        return min((self._wait_s(run) for run in self._ready()), default=None)

    def _wait_s(self, run: Run) -> float:
        other = self._in_the_way(run)
        return max(
            run.hold.seconds, self._hold.seconds, self._quiet_s(run), other.hold.seconds if other else 0
        )

    def _in_the_way(self, run: Run) -> Run | None:
        """The job that has to go on, or to put its settings back, before this one may send."""
        if not run.sends or run.quiet_until is not None:
            return None
        is_ahead = True
        for other in self.in_order():
            if other is run:
                is_ahead = False
            elif other.record.session_id == run.record.session_id:
                owes = other.owes_settings and not other.settings_stuck
                waits = is_ahead and other.sends and other.hold.seconds > 0
                if (owes and not run.shares_settings(other)) or (waits and run.wants_settings):
                    return other
            elif not is_ahead and other.sends and other.owes_settings and other.hold.seconds <= 0:
                return other
        return None

    def in_order(self) -> list[Run]:
        """The jobs that are not over, as a person sees the queue."""
        return sorted((run for run in self._runs.values() if not run.state.is_over), key=_place)

    def places(self, job_id: str, before: str | None) -> dict[str, float]:
        """The places of all when ``job_id`` is put before another job, or at the end.

        Raises ``KeyError`` for a job that is not in the queue.
        """
        order = [run.id for run in self.in_order()]
        if job_id not in order:
            raise KeyError(job_id)
        order.remove(job_id)
        order.insert(order.index(before) if before in order else len(order), job_id)
        return {moved: float(place) for place, moved in enumerate(order)}

    def owing(self) -> list[Run]:
        """Jobs whose temporary settings are not put back, those that send included."""
        return [run for run in self._runs.values() if run.owes_settings]

    def _ready(self) -> list[Run]:
        able = [r for r in self._runs.values() if not r.is_sweeping and (r.is_working or _may_put_back(r))]
        return [run for run in able if not self._behind.waits(run)]

    def rests(self, run: Run) -> bool:
        """Whether quiet hours keep a job from sending. What it owes is put back first."""
        quiet, before = self.rules.quiet, run.quiet_until
        run.quiet_until = quiet.until(self._book.now(), run.zone) if quiet and run.sends_mail else None
        if (before is None) != (run.quiet_until is None):
            self._book.tell(run.id, ())
        return run.quiet_until is not None

    def _quiet_s(self, run: Run) -> float:
        if run.quiet_until is None or run.owes_settings:
            return 0.0
        return min((run.quiet_until - self._book.now()).total_seconds(), _LOOK_AT_CLOCK_S)


def _may_put_back(run: Run) -> bool:
    return run.owes_settings and not run.settings_stuck and not run.state.is_over


def _urgency(run: Run) -> tuple[bool, float, str]:
    return run.state is JobState.RUNNING, *_place(run)


def _place(run: Run) -> tuple[float, str]:
    record = run.record
    return math.inf if record.place is None else record.place, record.session_starts_at or "9999"
