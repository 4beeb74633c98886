"""A computer, a server, a person and bad luck, in one hand: what a mixture of troubles is made of.

A program lives here as long as nobody quits or kills it, and a new one is started when somebody needs one.
Everything is virtual time. At the end (:meth:`Mixture.finish`) the troubles are over, a person sees to every
job until it has ended, and the properties are checked.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any

from tests.faults.accounting import Accounts
from tests.faults.diary import Deed, Diary, wall_time
from tests.faults.killing import Killed, Machine, _mourn
from tests.faults.troubles import BY_NAME, Scene
from tests.helpers.practice import Bench
from webinar_console.domain.errors import ConsoleError
from webinar_console.domain.job import JobProgress, JobRules, JobState, RowReport
from webinar_console.domain.moments import zone_of
from webinar_console.domain.plan import Action, JobKind, JobPlan
from webinar_console.domain.quiet import QuietHours
from webinar_console.jobs.server import ClientServer
from webinar_console.services.accounts import PRACTICE
from webinar_console.services.workspace import Workspace
from webinar_console.simulator import Fault, Settings
from webinar_console.store import Store

#: So often a person presses Resume before giving a job up.
PATIENCE = 6
#: How long a person looks at a button that does not come back.
CLICK_S = 20.0
_ROUND_S, _ROUNDS = 120.0, 1500
_SETTINGS = re.compile(r"/registration/v1/sessions/(\d+)$")


class Mixture:
    """One computer with one account, two sessions on the server, and all that can happen to them."""

    def __init__(self, settings: Settings) -> None:
        self.desk = Bench(settings)
        world = self.desk.world
        self.sessions = (world.large_session, world.session_titled("Salon des événements : le bilan"))
        self.diary = Diary(self.desk, self.sessions)
        self.diary.on_create = self._look_at_the_clock
        self.plans: dict[str, JobPlan] = {}
        self.program: Workspace | None = None
        self.deaths = 0
        #: The quiet hours that were chosen for certain; ``None`` also when nobody can say.
        self.quiet: QuietHours | None = None
        self._clicks: set[asyncio.Task[Any]] = set()
        self._disk_is_sick = False
        #: The last answer was a 429; a program knows of one, and no disk yet.
        self._refused = self._only_in_memory = False

    @classmethod
    async def make(cls, settings: Settings) -> "Mixture":
        """The same with an empty disk."""
        self = cls(settings)
        asyncio.get_running_loop().set_exception_handler(_mourn)
        store = await Store.open(None)
        self.scene = Scene(self.desk, store)
        handle = self.desk.handle

        async def served(*request: Any) -> Any:
            answer = await handle(*request)
            self._refused = answer[0] == 429
            return answer

        async def over_the_line(*request: Any) -> Any:
            line = self.scene.line
            return await (served(*request) if line is None else line(lambda: served(*request)))

        self.desk.handle = over_the_line  # type: ignore[method-assign]
        self.machine = Machine(self.desk, store)
        mortal = self.desk.handle

        write = store._state.write

        async def told(*request: Any) -> Any:
            self._refused = False
            try:
                answer = await mortal(*request)
            except BaseException:
                if self._refused:
                    self._forget_penalties()
                raise
            self._only_in_memory |= self._refused
            looked = _SETTINGS.search(request[1]) if request[0] == "GET" and answer[0] == 200 else None
            if looked is not None and looked[1] in self.sessions:
                self.diary.looked(looked[1])
            return answer

        async def durable(work: Callable[[Any], Any]) -> Any:
            result = await write(work)
            self._only_in_memory = False
            return result

        self.desk.handle = told  # type: ignore[method-assign]
        store._state.write = durable  # type: ignore[method-assign]
        return self

    def _forget_penalties(self) -> None:
        """Nobody can keep a penalty that nobody was told of, or that died with a program's memory."""
        self.desk.world.database.run("DELETE FROM penalties")

    # ------------------------------------------------------------------ the life of programs

    @property
    def alive(self) -> bool:
        """Whether a program runs."""
        return self.program is not None

    async def boot(self) -> bool:
        """Start a program unless one runs. False: it did not get far, for want of a disk or of its life."""
        await self.pass_time(0.0)  # it may have died a moment ago
        if self.program is not None:
            return True
        self.machine.switch.arm(0)
        client = self.desk.client(self.machine.store)
        workspace = Workspace(PRACTICE, client, ClientServer(client), self.machine.store, self.desk.clock)
        self.program = workspace
        try:
            await workspace.start()
        except ConsoleError:
            await self._bury()
        return self.alive

    async def quit(self, *, sign_out: bool = False) -> None:
        """Leave as a person does."""
        if self.program is None:
            return
        program = self.program

        async def leave() -> None:
            if sign_out:
                await program.sign_out()
            else:
                await program.jobs.aclose()

        await self.click(leave(), 60.0)
        if self.alive:
            await self.click(program.client.aclose(), 60.0)
        await self._bury(killed=False)

    def kill_after(self, points: int) -> None:
        """The program dies so many points from now."""
        switch = self.machine.switch
        switch.kill_at = switch.points + points

    async def _bury(self, *, killed: bool = True) -> None:
        self.deaths += killed
        if self._only_in_memory:
            self._forget_penalties()
            self._only_in_memory = False
        self.program = None
        myself = asyncio.current_task()
        assert myself is not None
        # Whatever a click came to, nobody sees it any more.
        await self.machine.bury({myself}, ConsoleError, KeyError)
        self._clicks.clear()

    async def click(self, order: Coroutine[Any, Any, Any], patience: float = CLICK_S) -> bool:
        """A person asks for something. True: it is done. An order that takes long goes on."""
        task = asyncio.ensure_future(order)
        self._clicks.add(task)
        await self._live(patience, task)
        return task.done() and not task.cancelled() and task.exception() is None

    async def pass_time(self, seconds: float) -> None:
        """Let the world go on."""
        if self.alive:
            await self._live(seconds)
        else:
            await asyncio.sleep(seconds)

    async def _live(self, seconds: float, *until: asyncio.Task[Any]) -> None:
        death = asyncio.ensure_future(self.machine.switch.dead.wait())
        try:
            await asyncio.wait((death, *until), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            death.cancel()
            await asyncio.gather(death, return_exceptions=True)
        if self.machine.switch.dead.is_set():
            await self._bury()
            return
        for task in [task for task in self._clicks if task.done()]:
            self._clicks.discard(task)
            # One that a closing program does not serve any more is called off.
            error = None if task.cancelled() else task.exception()
            # The job may have ended while the mouse was on its way.
            if error is not None and not isinstance(error, ConsoleError | Killed | KeyError):
                raise error

    # ------------------------------------------------------------------ what a person does

    async def start(self, plan: JobPlan) -> None:
        """Start a job."""
        self.plans[plan.id] = plan
        if self.program is not None:
            await self.click(self.program.jobs.start(plan))

    def jobs(self, *, over: bool = False) -> list[JobProgress]:
        """The jobs that a person sees."""
        jobs = self.program.jobs.jobs if self.program is not None else ()
        return [job for job in jobs if job.state.is_over == over]

    async def choose_quiet(self, quiet: QuietHours | None) -> None:
        """Set the quiet hours."""
        assert self.program is not None
        self.quiet = None
        done = await self.click(self.program.jobs.choose_rules(JobRules(quiet=quiet)))
        if done and self.alive:
            self.quiet = quiet

    async def undo(self, job_id: str) -> None:
        """Take an import back."""
        program = self.program
        assert program is not None

        async def take_back() -> None:
            plan = (await program.plan_undo(job_id)).job
            self.plans[plan.id] = plan
            await program.jobs.start(plan)

        await self.click(take_back(), 300.0)

    # ------------------------------------------------------------------ what others and bad luck do

    def strike(self, name: str, session: int = 0) -> None:
        """A trouble of docs/messages.md happens now."""
        trouble = BY_NAME[name]
        if "disk" in name.casefold() or "records" in name.casefold():
            if self._disk_is_sick:
                return
            self._disk_is_sick = True
        self.desk.session_id = self.sessions[session]
        assert trouble.strikes is not None
        with self.diary.others():
            trouble.strikes(self.scene)

    def add_fault(self, fault: Fault) -> None:
        """The server goes wrong so."""
        self.desk.faults.add(fault)

    def mend(self) -> None:
        """Line, server and disk are well again."""
        self.desk.faults.clear()
        self.scene.line = None
        for name in ("Disk full", "Records read-only", "Records busy"):
            mend = BY_NAME[name].mend
            assert mend is not None
            mend(self.scene)
        self._disk_is_sick = False

    def as_somebody_else(self, session: int, act: Callable[[str], Any]) -> None:
        """Another person does something on the server, with the id of the session."""
        world = self.desk.world
        with self.diary.others(), world.database.transaction():
            act(self.sessions[session])

    def _look_at_the_clock(self, deed: Deed) -> None:
        """Nobody is registered in quiet hours, unless nobody gets an e-mail or somebody would be left out."""
        for plan in self.plans.values():
            if plan.session_id != deed.session_id:
                continue
            suppressed = any(held.name == "suppress_emails" and held.wanted for held in plan.settings)
            rows = [row for row in plan.rows if row.email.casefold() == deed.address]
            if any(suppressed or row.action is not Action.REGISTER for row in rows):
                return
        plan = next(plan for plan in self.plans.values() if plan.session_id == deed.session_id)
        now = wall_time(self.desk)
        if self.quiet is not None and self.quiet.until(now, zone_of(plan.session_time_zone)) is not None:
            raise AssertionError(f"{deed.address} was registered in quiet hours, at {now}")

    # ------------------------------------------------------------------ the end

    async def finish(self) -> Counter[str]:
        """See every job to its end, then check everything. Returns how many rows ended in which way."""
        self.mend()
        await self.boot()
        self.machine.switch.kill_at = 0
        await self.boot()
        tries: Counter[str] = Counter()
        for _round in range(_ROUNDS):
            going_on = self.jobs()
            if not going_on and not self._clicks:
                break
            for job in going_on:
                await self._see_to(job, tries)
            await self.pass_time(_ROUND_S)
        assert not self.jobs(), f"jobs that never end: {self.jobs()}"
        assert not self._clicks, "a button never came back"
        told = await self._rows()
        await self.quit()
        self.machine.switch.arm(0)
        left = asyncio.all_tasks() - {asyncio.current_task()}
        assert not left, f"tasks left running: {left}"
        assert await self.boot()
        rows = await self._rows()
        assert rows == told, "the journal tells something else than the window"
        await self.quit()
        accounts = Accounts(self.desk, self.diary, [self.plans[job_id] for job_id in rows])
        accounts.check(rows)
        return Counter(str(row.outcome) for reports in rows.values() for row in reports)

    async def _rows(self) -> dict[str, list[RowReport]]:
        assert self.program is not None
        return {job.id: await self.program.jobs.rows(job.id) for job in self.program.jobs.jobs}

    async def _see_to(self, job: JobProgress, tries: Counter[str]) -> None:
        if job.state not in (JobState.PAUSED, JobState.INTERRUPTED):
            return
        assert self.program is not None
        tries[job.id] += 1
        if "Open registration" in (job.trouble or "") or "open registration" in (job.trouble or ""):
            self.strike_mend(self.sessions.index(job.session_id))
        if tries[job.id] == PATIENCE:
            await self.click(self.program.jobs.cancel(job.id))
        else:
            await self.click(self.program.jobs.resume(job.id))

    def strike_mend(self, session: int) -> None:
        """Somebody opens the registration, without a limit."""
        self.desk.session_id = self.sessions[session]
        mend = BY_NAME["Registration closed by others"].mend
        assert mend is not None
        with self.diary.others():
            mend(self.scene)


def is_import(job: JobProgress) -> bool:
    """Whether a job can be taken back."""
    return job.kind is JobKind.IMPORT
