"""Whose doing a registration is. What one job made is never another job's, nor another row's.

Several jobs of one session may name the same people. Where the server answers a second registration with the
first one's record, that record looks new to a job that was planned before it.
"""

from collections.abc import Iterator, Mapping

from webinar_console.domain.registrant import Registrant
from webinar_console.domain.row import JobRow, Step
from webinar_console.store.journal import Journal

from . import reconcile, steps
from .run import Run


class Claims:
    """The records that the jobs in ``runs`` (the engine's own, by id) and those of earlier times made."""

    def __init__(self, runs: Mapping[str, Run], journal: Journal) -> None:
        self._runs = runs
        self._journal = journal
        #: Marks by session: what jobs made there that are not in ``runs``.
        self._earlier: dict[str, frozenset[str]] = {}

    async def learn(self, session_id: str) -> None:
        """Read what jobs made in a session, once. Raises ``StoreError``."""
        if session_id not in self._earlier:
            self._earlier[session_id] = await self._journal.made_in(session_id)

    def keep(self, run: Run) -> None:
        """A job leaves ``runs``: what it made stays its own."""
        session_id = run.record.session_id
        self._earlier[session_id] = self._earlier.get(session_id, frozenset()) | run.marks()

    def is_ours(self, run: Run, row: JobRow, record: Registrant) -> bool:
        """Whether a record is new, and not one that the server had already and answered with."""
        if row.step is Step.RESTORE:
            return True
        if record.id in run.record.known_ids or run.leads_to(record.id, besides=row):
            return False
        if any(other.made(record.id) for other in self._others(run)) or self._made_earlier(run, record.id):
            return False
        return reconcile.is_same_person(record, steps.registration(row))

    def of_others(self, run: Run) -> frozenset[str]:
        """Marks of the records that other jobs made in the job's session."""
        earlier = self._earlier.get(run.record.session_id, frozenset()) - run.marks()
        return earlier.union(*(other.marks() for other in self._others(run)))

    def _others(self, run: Run) -> Iterator[Run]:
        for other in self._runs.values():
            if other is not run and other.record.session_id == run.record.session_id:
                yield other

    def _made_earlier(self, run: Run, registrant_id: str) -> bool:
        return registrant_id in self._earlier.get(run.record.session_id, ()) and not run.made(registrant_id)
