"""Where a job stands in the queue, and when it is done if those before it come first. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
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
    """The places of jobs that are not over, given in the order in which they are worked on.

    While one rests in quiet hours, those behind it that do not rest go first.
    """
    working = [job.id for job in queue if job.state in _WORKED_ON and job.quiet_until is None]
    resting = [job.id for job in queue if job.state in _WORKED_ON and job.quiet_until is not None]
    turns: dict[str, Literal["now", "next", "later"]] = dict.fromkeys((*working, *resting), "later")
    turns.update(zip((*working, *resting), ("now", "next") if working else ("next",), strict=False))
    total = len(queue)
    return {job.id: Place(n, total, turns.get(job.id, "rests")) for n, job in enumerate(queue, 1)}


def before_whom(queue: Sequence[str], job_id: str, step: Literal["up", "down", "first"]) -> str | None:
    """The job that ``job_id`` has to be put before to move by one, or to the front (``None``: at the end).

    Raises ``ValueError`` when there is no way to go, or no such job.
    """
    at = list(queue).index(job_id)
    target = {"up": at - 1, "down": at + 2, "first": 0 if at else -1}[step]
    if target < 0 or target > len(queue):
        raise ValueError("the job is at the end of the queue already")
    return queue[target] if target < len(queue) else None
