"""Calls that a job needs: what may not be spent on a refresh that nobody asked for."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from webinar_console.domain.forecast import Pace
from webinar_console.domain.job import JobProgress, JobState

#: A job that ends so shortly before its session has no call to give away.
MARGIN = timedelta(minutes=10)


def job_in_need(jobs: Iterable[JobProgress], calls: int, pace: Pace) -> JobProgress | None:
    """The job that would miss the start of its session, or come too near to it, if ``calls`` were spent.

    ``None``: they can be spared. Calls within the reserve of the person at the keyboard are never a job's.
    A job without a known start or end has no deadline.
    """
    if calls <= pace.reserve:
        return None
    delay = timedelta(seconds=calls / pace.share * pace.window_s)
    late = [job for job in jobs if _is_late(job, delay)]
    return min(late, key=lambda job: job.session_starts_at or datetime.max, default=None)


def _is_late(job: JobProgress, delay: timedelta) -> bool:
    if job.state is not JobState.RUNNING or job.finishes_at is None or job.session_starts_at is None:
        return False
    return job.finishes_at + delay + MARGIN > job.session_starts_at
