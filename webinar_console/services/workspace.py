"""One signed-in account: everything that a window can ask for, over one client and one store."""

import asyncio
from datetime import UTC, datetime

from webinar_console.api.client import RingCentral
from webinar_console.api.clock import Clock
from webinar_console.domain.closing import close_all
from webinar_console.domain.errors import Unreachable
from webinar_console.domain.forecast import Pace
from webinar_console.domain.job import Budget, JobProgress
from webinar_console.jobs.ports import Server
from webinar_console.store import Store

from .accounts import Account
from .backups import Backups
from .catalogue import Catalogue
from .freshness import Freshness
from .frugality import job_in_need
from .imports import Imports
from .invitees import Invitees
from .jobs import JobBoard
from .local_data import LocalData
from .mappings import Mappings
from .preferences import PreferencesService
from .registrants import Registrants
from .restoring import RestorePlan, plan_restore
from .trials import Trials
from .undoing import UndoPlan, plan_undo
from .whereabouts import Whereabouts
from .witness import JobWitness

#: Seconds that a person who signs out waits for RingCentral's answer.
SIGN_OUT_S = 3.0


class Workspace:
    """The services of one account. ``start`` before use, ``aclose`` after it."""

    def __init__(
        self, account: Account, client: RingCentral, server: Server, store: Store, clock: Clock
    ) -> None:
        """``server`` is the client as jobs use it: background priority, no repeating of its own."""
        self.account = account
        self.client = client
        self._store = store
        self._clock = clock
        self.catalogue = Catalogue(client, store.cache, self.now)
        self.registrants = Registrants(client, store.cache, self.now, self.pace)
        self.whereabouts = Whereabouts(store.cache, lambda: self.catalogue.sessions)
        self.invitees = Invitees(client)
        self.preferences = PreferencesService(client)
        self.freshness = Freshness(store.cache, self.preferences, self.registrants, self.now)
        self.drafts = store.drafts
        self.import_drafts = store.import_drafts
        self.settings = store.settings
        self.mappings = Mappings(store.settings)
        self.imports = Imports(self.registrants, self.invitees, mappings=self.mappings)
        self.trials = Trials(store.settings)
        self.jobs = JobBoard(
            store.journal,
            store.history,
            store.settings,
            server,
            clock,
            self.pace,
            JobWitness(self.registrants, self.preferences),
            client.sign_in,
            self._pause_s,
            Backups(store.folder / "backups" if store.folder else None, store.settings, self.now),
        )
        self.local_data = LocalData(
            store, lambda: self.jobs.jobs, self.jobs.owing, self.catalogue.session, self.now
        )
        client.governor.changed.connect(self.jobs.look_at_penalty)

    def now(self) -> datetime:
        """The time of day, aware, in UTC."""
        return datetime.fromtimestamp(self._clock.wall(), UTC)

    def budget(self) -> Budget:
        """The calls of the present window."""
        return self.client.governor.budget()

    def _pause_s(self) -> float:
        """Seconds in which no job sends anything because of a refusal."""
        budget = self.budget()
        return max(budget.penalty_s, budget.rest_s)

    def pace(self) -> Pace:
        """How fast a job may go now."""
        return self.client.governor.pace()

    def job_in_need(self, calls: int) -> JobProgress | None:
        """The job that needs the calls which a refresh that nobody asked for would spend."""
        return job_in_need(self.jobs.in_turn(), calls, self.pace())

    async def plan_undo(self, job_id: str) -> UndoPlan:
        """The job that takes an import back: a call for each 1,000 registrants, one for the panel.

        Raises ``KeyError``, ``ValueError`` for a job that is no import, and the errors of the client.
        """
        record, rows = await self.jobs.made(job_id)
        return await plan_undo(
            record, rows, self.registrants, self.client.invitees.list, pace=self.pace(), now=self.now
        )

    async def plan_restore(self, job_id: str) -> RestorePlan:
        """The job that registers people again whom a job removed: a call for each 1,000 registrants, and one
        for the settings. Raises ``KeyError`` and the errors of the client.
        """
        record, rows = await self.jobs.made(job_id)
        session = next((one for one in self.catalogue.sessions if one.id == record.session_id), None)
        return await plan_restore(
            record,
            rows,
            self.registrants,
            await self.preferences.load(record.session_id),
            again=await self.jobs.registered_again(job_id),
            session_finished=session is not None and session.is_read_only,
            pace=self.pace(),
            now=self.now,
        )

    async def start(self) -> None:
        """Read what the store has and let jobs work. No call. Raises ``StoreError``."""
        await self.local_data.begin()
        await self.catalogue.load()
        await self.jobs.load()
        self.jobs.begin()

    async def sign_out(self) -> None:
        """Stop the jobs where they can go on, then end the session at RingCentral: nothing can be sent then.

        Raises what the client raises, and ``Unreachable`` after ``SIGN_OUT_S``: nobody waits longer to leave.
        """
        await close_all(self.jobs.aclose, self._revoke)

    async def _revoke(self) -> None:
        try:
            async with asyncio.timeout(SIGN_OUT_S):
                await self.client.sign_out()
        except TimeoutError as late:
            raise Unreachable(
                "RingCentral does not answer.", f"no answer to the sign-out in {SIGN_OUT_S:g} s"
            ) from late

    async def aclose(self) -> None:
        """Stop the jobs where they can go on, then close the client and the store.

        All three, whatever becomes of each; then raises what went wrong first.
        """
        await close_all(self.jobs.aclose, self.client.aclose, self._store.close)
