"""Where a job stands in the queue, and when it is done if those before it come first. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from webinar_console.domain.job import JobProgress, JobState

_WORKED_ON = (JobState.RUNNING, JobState.CANCELLING)


@dataclass(frozen=True, slots=True)
class Place:
    """``number`` (from 1) of ``total``. ``turn``: worked on now, next, later, or at rest until a word."""

    number: int
    total: int
    turn: Literal["now", "next", "later", "rests"]

    @property
    def words(self) -> str:
        """For the list: "Now", "Next", "3rd"; nothing where there is no queue to speak of."""
        if self.total == 1:
            return ""
        return {"now": "Now", "next": "Next"}.get(self.turn, nth(self.number))

    @property
    def is_queued(self) -> bool:
        """Whether the job may run, and waits until those before it are done."""
        return self.turn in ("next", "later")

    @property
    def spoken(self) -> str:
        """For a screen reader: "2nd of 3 in the queue"."""
        return f"{nth(self.number)} of {self.total:,} in the queue"

    @property
    def wait(self) -> str:
        """Whose turn comes first, for the line of a job that runs and waits; empty when it is its turn."""
        return {"next": "next in turn", "later": f"{nth(self.number)} in the queue"}.get(self.turn, "")


def nth(number: int) -> str:
    """ "1st", "2nd", "3rd", "11th"."""
    teens = number % 100 in (11, 12, 13)
    return f"{number:,}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def places_of(queue: Sequence[JobProgress]) -> dict[str, Place]:
    """The places of jobs that are not over, given in the order in which they are worked on."""
    working = [job.id for job in queue if job.state in _WORKED_ON]
    turns: dict[str, Literal["now", "next", "later"]] = dict.fromkeys(working, "later")
    turns.update(zip(working, ("now", "next"), strict=False))
    total = len(queue)
    return {job.id: Place(n, total, turns.get(job.id, "rests")) for n, job in enumerate(queue, 1)}


def in_turn(queue: Sequence[JobProgress], now: datetime) -> list[JobProgress]:
    """The same jobs with times of finishing that leave room for those before them; ``now`` is aware.

    All share one budget: each job's own estimate says how long it would take alone.
    """
    ahead, told = timedelta(0), []
    for job in queue:
        if job.state is not JobState.RUNNING or job.finishes_at is None:
            told.append(job)
            continue
        told.append(replace(job, finishes_at=job.finishes_at + ahead))
        ahead += max(job.finishes_at - now, timedelta(0))
    return told


def before_whom(queue: Sequence[str], job_id: str, step: Literal["up", "down", "first"]) -> str | None:
    """The job that ``job_id`` has to be put before to move by one, or to the front (``None``: at the end).

    Raises ``ValueError`` when there is no way to go, or no such job.
    """
    at = list(queue).index(job_id)
    target = {"up": at - 1, "down": at + 2, "first": 0 if at else -1}[step]
    if target < 0 or target > len(queue):
        raise ValueError("the job is at the end of the queue already")
    return queue[target] if target < len(queue) else None
