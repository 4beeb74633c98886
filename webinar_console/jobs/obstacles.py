"""What stands in a job's way: one row, or everything. And the words for it."""

import re
from datetime import datetime

from webinar_console.domain.errors import (
    ConsoleError,
    NotFound,
    RateLimited,
    ServerError,
    Unreachable,
)
from webinar_console.domain.preferences import CLOSED, Preferences
from webinar_console.domain.row import JobRow, Step
from webinar_console.store.journal import JobRecord

from .ports import Server

_POSITION = re.compile(r"addedInvitees(?:\[|/|\.)(\d+)")


async def find(server: Server, record: JobRecord, row: JobRow, error: ConsoleError) -> str | None:
    """Why the whole job cannot go on after a 403 or 404, as a sentence; ``None`` when it was this row only.

    Costs one or two calls. Raises what those calls raise, except a 404, which is an answer here.
    """
    # The one row's own record may be gone; that says nothing about the others.
    of_row = isinstance(error, NotFound) and row.step is Step.DELETE
    try:
        preferences = await server.registration(record.session_id)
        if row.step in (Step.CREATE, Step.RESTORE) and preferences.registration_status == CLOSED:
            return _closed(preferences, row)
        session = await server.session(record.webinar_id, record.session_id)
    except NotFound:
        return "RingCentral does not know this session any more. Nothing more is sent."
    if session.is_read_only and not of_row:
        return "The session is over, and RingCentral allows no changes to it now. Nothing more is sent."
    return None


def _closed(preferences: Preferences, row: JobRow) -> str:
    limit: int = preferences.value("auto_close_limit")
    full = limit and (preferences.registrant_count or 0) >= limit
    why = f"The session has reached its limit of {limit:,} registrants" if full else "Registration is closed"
    rest = "Raise the limit and open registration" if full else "Open registration"
    between = (
        f" {row.plan.name or row.plan.email} is removed and not yet registered again." if row.is_begun else ""
    )
    return f"{why}.{between} {rest} in the preferences, then resume."


def culprit(error: ConsoleError, size: int) -> int | None:
    """The position of the entry for which a bulk call was refused, when the server names it."""
    if not isinstance(error, ServerError):
        return None
    for detail in error.details:
        found = _POSITION.search(detail.parameter or "")
        if found and int(found[1]) < size:
            return int(found[1])
    return None


def waiting_words(error: ConsoleError, moment: float) -> str:
    """What a job waits for; ``moment`` (epoch seconds) is shown on this computer's clock."""
    at = datetime.fromtimestamp(moment).astimezone().strftime("%H:%M:%S")
    if isinstance(error, RateLimited):
        return f"RingCentral asked for a pause. Going on at {at}."
    if isinstance(error, Unreachable):
        return f"RingCentral cannot be reached. Nothing was lost; trying again at {at}."
    return f"RingCentral did not answer properly. Nothing is sent twice; going on at {at}."
