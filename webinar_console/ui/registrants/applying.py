"""From staged edits to a job: check, plan, ask, start. Nothing is sent before the person says yes."""

from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from webinar_console.domain.errors import ConsoleError
from webinar_console.domain.job import RowReport
from webinar_console.domain.plan import JobKind, JobPlan
from webinar_console.domain.preferences import Preferences
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.row import JobRow
from webinar_console.domain.session import Session
from webinar_console.domain.staging import Staged
from webinar_console.ui.loop import finished
from webinar_console.ui.tasks import OnFailure, TaskOwner
from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets.change_list import Told

from .apply_sheet import ApplySheet, DiscardSheet, price_of
from .draft import Draft, key_of, sign_of
from .ports import ApplyPlan, Clock, Services
from .registrant_model import RegistrantModel
from .settling import Settling, applied_keys, keys_of, resting_keys
from .words import story_of

Accepted = QDialog.DialogCode.Accepted


class Applying:
    """The way of staged edits to RingCentral and back. ``session`` is the one that is shown."""

    def __init__(
        self, theme: Theme, services: Services, model: RegistrantModel, window: QWidget, now: Clock
    ) -> None:
        self._theme = theme
        self._services = services
        self._model = model
        self._window = window
        self._now = now
        self.settling = Settling(model)
        self.session: Session | None = None
        # Jobs that apply edits of the session that is shown, to the keys that they apply.
        self._jobs: dict[str, set[str]] = {}
        # Those that are about to be there, while who is removed is written into a file: session and keys.
        self._starting: dict[str, tuple[str, set[str]]] = {}
        self._leave: list[Callable[[], None]] = [
            services.jobs.rows_changed.connect(self._rows_changed),
            services.jobs.changed.connect(self._job_changed),
            services.registrants.created.connect(self._created),
            services.registrants.removed.connect(self._removed),
        ]

    def close(self) -> None:
        """Listen no more."""
        for leave in self._leave:
            leave()

    # -- asking and starting

    async def review(self) -> None:
        """List what is staged."""
        if self.session is not None:
            self._model.settle()
            told = self._told(self._model.draft)
            sheet = ApplySheet(self._theme, told, self._window, session_title=self.session.name)
            await finished(sheet)
            sheet.deleteLater()

    def apply(self, tasks: TaskOwner, say: OnFailure) -> None:
        """Plan, ask, start, as ``tasks``. ``say`` is told the errors of the services; then nothing was sent
        and everything is still staged.
        """
        tasks.start(self._apply(tasks, say), "apply changes", group="apply", on_failure=say)

    async def _apply(self, tasks: TaskOwner, say: OnFailure) -> None:
        session, model = self.session, self._model
        if session is None:
            return
        preferences = await self._preferences(session)
        is_asked_again = False
        while True:
            model.settle()
            draft = model.draft
            planned = {key_of(one): one for one in draft.all() if key_of(one) not in draft.applying}
            if not planned:
                return
            plan = await self._services.registrants.plan_apply(session, [*planned.values()], preferences)
            if self.session is not session:
                return
            if self._differs(planned):
                continue
            backup = await self._services.jobs.backups.folder() if plan.forecast.removes else None
            price = price_of(plan.forecast, self._now(), session.starts_at)
            sheet = ApplySheet(
                self._theme,
                self._told_by(plan, planned),
                self._window,
                session_title=session.name,
                plan=plan,
                price=price,
                backup=backup,
                is_asked_again=is_asked_again,
            )
            answer = await finished(sheet)
            place = sheet.backup
            sheet.deleteLater()
            if answer != Accepted or self.session is not session:
                return
            if not self._differs(planned):
                folder = place.folder if place is not None and place.is_new else None
                # What is asked next may take the place of this question, but not of its answer.
                tasks.start(self.start(plan.job, folder), "start changes", on_failure=say)
                return
            # What was confirmed is not what is staged any more: the person is asked about that.
            is_asked_again = True

    def start(self, job: JobPlan, backup: Path | None = None) -> Coroutine[Any, Any, str]:
        """Start what was planned and confirmed, with its file of who is removed in this folder from now on.
        Its edits rest from this call on, until the job is over. Returns the job's id.

        Raises the errors of the services: then nothing was started.
        """
        draft = self._model.draft
        keys = keys_of(draft, job.rows)
        self._jobs[job.id] = keys
        self._starting[job.id] = job.session_id, keys
        self.settling.begin(keys)
        return self._start(job, backup, draft, keys)

    async def _start(self, job: JobPlan, backup: Path | None, draft: Draft, keys: set[str]) -> str:
        try:
            if backup is not None:
                await self._services.jobs.backups.choose(backup)
            return await self._services.jobs.start(job)
        except BaseException:
            # Whoever was cancelled late may have started it all the same.
            if all(one.id != job.id for one in self._services.jobs.jobs):
                self._jobs.pop(job.id, None)
                if draft is self._model.draft:
                    self.settling.end(keys)
                else:
                    draft.applying.difference_update(keys)
            raise
        finally:
            del self._starting[job.id]

    def _differs(self, planned: Mapping[str, Staged]) -> bool:
        """Whether other edits are staged for these rows than those that were planned."""
        self._model.settle()
        return any(self._model.draft.get(key) != staged for key, staged in planned.items())

    async def _preferences(self, session: Session) -> Preferences | None:
        """For the forecast of e-mails; without them the contract's defaults stand."""
        try:
            return await self._services.preferences.load(session.id)
        except ConsoleError:
            return None

    async def discard(self) -> None:
        """Take back what is staged; ask first when it is more than one change."""
        model = self._model
        count = len(model.draft) - len(model.draft.applying)
        if count > 1:
            sheet = DiscardSheet(self._theme, count, self._window)
            answer = await finished(sheet)
            sheet.deleteLater()
            if answer != Accepted:
                return
        model.discard()

    def _told_by(self, plan: ApplyPlan, planned: Iterable[str]) -> list[Told]:
        """What the plan does, and below it what stays as it is."""
        sent = keys_of(self._model.draft, plan.job.rows)
        stays = self._told(key for key in planned if key not in sent)
        return [
            *self._told(key for key in planned if key in sent),
            *(("", f"Stays: {words}") for _sign, words in stays),
        ]

    def _told(self, keys: Iterable[str]) -> list[Told]:
        draft = self._model.draft
        return [
            (sign_of(staged), story_of(draft, key))
            for key in keys
            if key not in draft.applying and (staged := draft.get(key)) is not None
        ]

    # -- what jobs of earlier runs did

    async def catch_up(self, session: Session) -> list[RowReport]:
        """Find the jobs that apply edits of this session; edits of unfinished ones rest.

        Returns the rows of these jobs.
        """
        self.session = session
        self._jobs.clear()
        self._model.draft.applying.clear()
        for job_id, (session_id, keys) in self._starting.items():
            if session_id == session.id:
                self._jobs[job_id] = keys
                self.settling.begin(keys)
        reports: list[RowReport] = []
        for job in self._services.jobs.jobs:
            if job.kind is not JobKind.APPLY or job.session_id != session.id or not len(self._model.draft):
                continue
            rows = await self._services.jobs.rows(job.id)
            reports += rows
            if not job.state.is_over:
                keys = resting_keys(self._model.draft, rows)
                self._jobs[job.id] = keys
                self.settling.begin(keys)
        return reports

    def take_back_applied(self, reports: Sequence[RowReport]) -> None:
        """After a refresh: let go of edits that a job applied while nobody was looking."""
        draft = self._model.draft
        if not len(draft) or not reports:
            return
        people = self._model.index_of_people
        present = {
            people.rows[slot].id for slot in people.live_slots() if not draft.has_left(people.rows[slot].id)
        }
        for key in applied_keys(draft, reports, present):
            self.settling.applied(key)
        self._model.drafted.emit()

    # -- what jobs are doing

    def _created(self, session_id: str, person: Registrant) -> None:
        if self._is_shown(session_id):
            self.settling.created(person)

    def _removed(self, session_id: str, registrant_id: str) -> None:
        if self._is_shown(session_id):
            self.settling.removed(registrant_id)

    def _rows_changed(self, job_id: str, rows: Sequence[JobRow]) -> None:
        if job_id in self._jobs:
            self.settling.rows_ended(rows)

    def _job_changed(self, job_id: str) -> None:
        keys = self._jobs.get(job_id)
        if keys is not None and self._services.jobs.job(job_id).state.is_over:
            del self._jobs[job_id]
            self.settling.end(keys)

    def _is_shown(self, session_id: str) -> bool:
        return self.session is not None and self.session.id == session_id
