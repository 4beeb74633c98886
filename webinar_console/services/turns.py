"""When the jobs of a queue will be done: all share one budget, some rest in quiet hours. Pure functions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from webinar_console.domain.forecast import Pace, seconds_for
from webinar_console.domain.job import JobProgress, JobState
from webinar_console.domain.moments import zone_of
from webinar_console.domain.quiet import QuietHours


def in_turn(
    queue: Sequence[JobProgress], now: datetime, pace: Pace, quiet: QuietHours | None
) -> list[JobProgress]:
    """The same jobs, running ones with times of finishing that leave room for others; ``now`` is aware.

    A job that rests lets those behind it go first, and takes its turn again when it may.
    """
    ends = dict(_ends(list(_shares(queue, now, pace, quiet)), now, quiet))
    return [replace(job, finishes_at=ends[job.id]) if job.id in ends else job for job in queue]


@dataclass(slots=True)
class _Share:
    """What a job needs of the common time: ``left``, not before ``free_at``; ``zone`` where it may rest."""

    job_id: str
    left: timedelta
    free_at: datetime
    zone: tzinfo | None

    def ready(self, at: datetime, quiet: QuietHours | None) -> datetime:
        """When it may go on, from ``at`` on."""
        free = max(at, self.free_at)
        if quiet is None or self.zone is None:
            return free
        return quiet.until(free, self.zone) or free


def _shares(
    queue: Sequence[JobProgress], now: datetime, pace: Pace, quiet: QuietHours | None
) -> Iterator[_Share]:
    """A pause, and the room that there is now, are counted once: for the first calls of all."""
    jobs = [(job, job.remaining) for job in queue if job.state is JobState.RUNNING]
    pause = min((left.wait_s for _job, left in jobs if left is not None), default=0.0)
    calls, before = 0, 0.0
    for job, left in jobs:
        if left is None:
            continue
        calls += left.calls
        until = max(before, seconds_for(calls, pace, call_s=left.call_s, wait_s=pause))
        yield _Share(
            job.id,
            timedelta(seconds=until - before),
            now + timedelta(seconds=left.wait_s - pause),
            zone_of(job.session_time_zone) if quiet is not None and left.mails else None,
        )
        before = until


def _ends(shares: list[_Share], now: datetime, quiet: QuietHours | None) -> Iterator[tuple[str, datetime]]:
    at = now
    while shares:
        # Whoever is ready first in the order works, until that is done or somebody ahead is ready again.
        events: list[datetime] = []
        working: _Share | None = None
        for share in shares:
            ready = share.ready(at, quiet)
            if ready <= at:
                working = share
                break
            events.append(ready)
        if working is None:
            at = min(events)
            continue
        if quiet is not None and working.zone is not None:
            events.append(quiet.next(at, working.zone))
        until = min((at + working.left, *events))
        working.left -= until - at
        at = until
        if not working.left:
            shares.remove(working)
            yield working.job_id, at
