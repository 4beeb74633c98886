"""The person's side of keeping the computer awake: what is said; an account's jobs, choice and command."""

from collections.abc import Callable
from typing import Protocol

import msgspec

from webinar_console.domain.job import JobProgress, JobRules, JobState
from webinar_console.domain.listeners import Listeners
from webinar_console.ui.messages import Kind, Message, Messages
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.window import Command

from .awake import AwakeState, KeepAwake

_KEY = "keep awake"
_WORKING = (JobState.RUNNING, JobState.CANCELLING)

MAY_SLEEP = (
    "This computer may go to sleep while the job runs: the program could not ask it to stay awake. "
    "The job goes on when the computer is awake again."
)


class Jobs(Protocol):
    """What is asked of the job board."""

    changed: Listeners[[str]]
    rules_changed: Listeners[[]]

    @property
    def rules(self) -> JobRules:
        """What was chosen for all jobs."""

    async def choose_rules(self, rules: JobRules) -> None:
        """Follow these rules from now on, and remember them."""

    @property
    def jobs(self) -> tuple[JobProgress, ...]:
        """Every job as it stands now."""

    def job(self, job_id: str) -> JobProgress:
        """One job as it stands now."""


class AwakeVoice:
    """Says that the computer may go to sleep: once in a run of the program, and only while a job works.

    Who switches it off and on again hears it again.
    """

    def __init__(self, awake: KeepAwake, messages: Messages) -> None:
        self._awake, self._messages = awake, messages
        self._was_said = self._is_shown = False
        awake.changed.connect(self._look)

    def _look(self) -> None:
        if not self._awake.is_on:
            self._was_said = False
        impossible = self._awake.state is AwakeState.NOT_POSSIBLE
        if impossible and not self._was_said:
            self._was_said = self._is_shown = True
            self._messages.post(Message(Kind.INFO, MAY_SLEEP, details=self._awake.problem, key=_KEY))
        elif self._is_shown and not impossible:
            self._is_shown = False
            self._messages.withdraw(_KEY)


class AccountAwake:
    """An open account's part: its jobs are watched, and its choice is one of the rules of all jobs."""

    def __init__(self, awake: KeepAwake, jobs: Jobs, messages: Messages, tasks: TaskOwner) -> None:
        self._awake, self._jobs = awake, jobs
        self._messages, self._tasks = messages, tasks
        self._working: set[str] = set()
        self._leave: tuple[Callable[[], None], ...] = ()

    def begin(self) -> None:
        """Take the choice of last time, then act on it."""
        self._follow()
        self._leave = (
            self._jobs.changed.connect(self._job_changed),
            self._jobs.rules_changed.connect(self._follow),
        )
        self._working.update(job.id for job in self._jobs.jobs if job.state in _WORKING)
        self._awake.tell(bool(self._working))

    def close(self) -> None:
        """The account's jobs work no more. Twice is harmless."""
        for leave in self._leave:
            leave()
        self._working.clear()
        self._awake.tell(False)

    def commands(self) -> list[Command]:
        """The command that turns the choice round; none where the program never asks the system."""
        if not self._awake.is_available:
            return []
        more = "sleep awake power standby suspend"
        if self._awake.is_on:
            words = "Let the computer sleep while jobs run"
            return [Command(words, lambda: self.choose(False), "moon", more=more)]
        words = "Keep the computer awake while jobs run"
        return [Command(words, lambda: self.choose(True), "sun", more=more)]

    def choose(self, on: bool) -> None:
        """Switch it, say so, and keep the choice with the job options, where it is a box."""
        self._awake.switch(on)
        if on:
            self._messages.success("The program asks the computer to stay awake while jobs run.", key=_KEY)
        else:
            self._messages.success(
                "The computer may go to sleep while jobs run. A job goes on when it is awake again.", key=_KEY
            )
        rules = msgspec.structs.replace(self._jobs.rules, keep_awake=on)
        self._tasks.start(self._jobs.choose_rules(rules), "keep awake: keep the choice")

    def _follow(self) -> None:
        self._awake.switch(self._jobs.rules.keep_awake)

    def _job_changed(self, job_id: str) -> None:
        # Called for each row: no look at the other jobs.
        if self._jobs.job(job_id).state in _WORKING:
            self._working.add(job_id)
        else:
            self._working.discard(job_id)
        self._awake.tell(bool(self._working))
