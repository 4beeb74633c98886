"""What stands in a job's way: one row, or everything. And the words for it."""

import re
from dataclasses import dataclass
from datetime import datetime

from webinar_console.domain.errors import (
    ConsoleError,
    NotFound,
    RateLimited,
    ServerError,
    StoreDamaged,
    StoreError,
    Unreachable,
)
from webinar_console.domain.moments import zone, zone_of
from webinar_console.domain.preferences import CLOSED, Preferences
from webinar_console.domain.row import JobRow, Step
from webinar_console.store.journal import JobRecord

from .ports import Server

_POSITION = re.compile(r"(?:added|deleted)Invitees(?:\[|/|\.)(\d+)")

#: Codes of a missing permission (contract's README): the same for every row.
_NO_PERMISSION = {"CMN-401", "CMN-402", "CMN-408"}


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a job cannot go on. ``final``: it never will; else it can be resumed when the cause is gone."""

    words: str
    final: bool = False


SESSION_GONE = Obstacle("RingCentral does not know this session any more. Nothing more is sent.", final=True)
SESSION_OVER = Obstacle(
    "The session is over, and RingCentral allows no changes to it now. Nothing more is sent.", final=True
)


async def find(server: Server, record: JobRecord, row: JobRow, error: ServerError) -> Obstacle | None:
    """Why the whole job cannot go on after a 403 or 404; ``None`` when it was this row only.

    Costs up to two calls. Raises what those calls raise, except a 404, which is an answer here.
    """
    if any(detail.code in _NO_PERMISSION for detail in error.details):
        said = f" It says: {error.server_words}" if error.server_words else ""
        return Obstacle(f"RingCentral says that a permission is missing, so nothing more is sent.{said}")
    try:
        preferences = await server.registration(record.session_id)
        if row.step in (Step.CREATE, Step.RESTORE) and preferences.registration_status == CLOSED:
            return _closed(preferences, row)
        session = await server.session(record.webinar_id, record.session_id)
    except NotFound:
        return SESSION_GONE
    return SESSION_OVER if session.is_read_only else None


def _closed(preferences: Preferences, row: JobRow) -> Obstacle:
    limit: int = preferences.value("auto_close_limit")
    full = limit and (preferences.registrant_count or 0) >= limit
    why = f"The session has reached its limit of {limit:,} registrants" if full else "Registration is closed"
    rest = "Raise the limit and open registration" if full else "Open registration"
    return Obstacle(f"{why}.{between(row)} {rest} in the preferences, then press Resume.")


def between(row: JobRow) -> str:
    """A sentence about somebody who is between two registrations; empty for everybody else."""
    if not row.is_begun or row.result_id is not None:
        return ""
    return f" {row.plan.name or row.plan.email} is removed and not yet registered again."


def culprit(error: ConsoleError, size: int) -> int | None:
    """The position of the entry for which a bulk call was refused, when the server names it."""
    if not isinstance(error, ServerError):
        return None
    for detail in error.details:
        found = _POSITION.search(detail.parameter or "")
        if found and int(found[1]) < size:
            return int(found[1])
    return None


def quiet_words(until: datetime, now: datetime, zone_name: str | None) -> str:
    """What a job waits for in quiet hours, by the clock of the session's place. The times are aware.

    Where the place says nothing to this computer, it is by its own clock.
    """
    place = zone_of(zone_name)
    then = until.astimezone(place)
    tomorrow = " tomorrow" if then.date() > now.astimezone(place).date() else ""
    whose = zone_name if zone(zone_name) else "this computer's time"
    return f"Quiet hours. Goes on at {then:%H:%M}{tomorrow}{f' ({whose})' if zone_name else ''}."


def without_records(failure: StoreError) -> str:
    """What a job says that cannot write its journal: why, what to do, and what happens until then."""
    said = failure.sentence
    if isinstance(failure, StoreDamaged):
        return f"{said} Nothing more is sent. Start Webinar Console again: it offers what can be done."
    if failure.remedy:
        said = f"{failure.problem} {failure.remedy}, then press Resume."
    else:
        said += " Press Resume to try again."
    return f"{said} Until then nothing is sent."


def penalty_words(moment: float) -> str:
    """A pause that the server asked for, until ``moment`` (epoch seconds), on this computer's clock."""
    return f"RingCentral asked for a pause. Going on at {_clock(moment)}."


def _clock(moment: float) -> str:
    return datetime.fromtimestamp(moment).astimezone().strftime("%H:%M:%S")


def waiting_words(error: ConsoleError, moment: float) -> str:
    """What a job waits for; ``moment`` (epoch seconds) is shown on this computer's clock."""
    if isinstance(error, RateLimited):
        return penalty_words(moment)
    at = _clock(moment)
    if isinstance(error, Unreachable):
        return f"RingCentral cannot be reached. Nothing was lost; trying again at {at}."
    return f"RingCentral did not answer properly. Nothing is sent twice; going on at {at}."
