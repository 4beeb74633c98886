"""A trial: one row of a checked list, sent to the person who is about to send all of them."""

import contextlib
import uuid
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from webinar_console.domain.email import email_key
from webinar_console.domain.people import CheckedPerson
from webinar_console.domain.plan import Action, JobPlan
from webinar_console.domain.session import Session
from webinar_console.files.email_check import fault_of, is_address
from webinar_console.store.memory import Settings

from .import_draft import Checked
from .import_plan import job_of, planned_row

_SETTING = "trial person"


class Trialist(msgspec.Struct, frozen=True):
    """Who tries an import: the name and the address that one row is sent with."""

    first_name: str = ""
    last_name: str = ""
    email: str = ""


class Trials:
    """Plans trials, and remembers who made the last one."""

    def __init__(self, settings: Settings, new_id: Callable[[], str] = lambda: uuid.uuid4().hex) -> None:
        self._settings = settings
        self._new_id = new_id

    async def last(self) -> Trialist:
        """Who made the last trial on this account; all blank before the first. Raises ``StoreError``."""
        kept = await self._settings.get(_SETTING)
        with contextlib.suppress(msgspec.ValidationError):  # a value of another version
            return msgspec.convert(kept or {}, Trialist)
        return Trialist()

    async def plan(
        self, checked: Checked, session: Session, who: Trialist, settings: Mapping[str, Any]
    ) -> JobPlan:
        """A job of one registration, and remember who tries it.

        It has what the first row that is ready would be registered with, but for name and address;
        ``settings`` are in force meanwhile, as for the whole import. Raises ``ValueError`` where
        :func:`why_not` has a sentence, and ``StoreError``.
        """
        why, row = why_not(checked, who), first_ready(checked)
        if why or row is None:
            raise ValueError(why)
        mine = replace(row, line=0, first_name=who.first_name, last_name=who.last_name, email=who.email)
        planned = replace(planned_row(0, mine), line=None, cells=None)
        job = job_of(self._new_id(), checked, session, [planned], [], settings)
        await self._settings.set(_SETTING, msgspec.to_builtins(who))
        title = f"Trial with {who.email}"
        job = replace(job, title=title, header=(), mapping=None)
        return replace(job, source_name=None, source_path=None, source_sha256=None)


def first_ready(checked: Checked) -> CheckedPerson | None:
    """The first person who would be registered; ``None`` when only the panel is invited, or nobody."""
    sent = (person for person in checked.people if person.action is Action.REGISTER)
    return next(sent, None)


def why_not(checked: Checked, who: Trialist) -> str:
    """Why this person cannot try the list, as a sentence; empty when nothing speaks against it."""
    if first_ready(checked) is None:
        return "No row of this list would be registered, so there is nothing to try."
    if not (who.first_name and who.last_name and who.email):
        return "RingCentral needs a first name, a last name and an e-mail address."
    if not is_address(who.email):
        return fault_of(who.email)
    key = email_key(who.email)
    if key in checked.known.registrants:
        return "This address is registered in the session already. Take another one of yours."
    if key in checked.known.panel:
        return "This address is on the panel of the session already. Take another one of yours."
    return ""
