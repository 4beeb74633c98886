"""What comes next for a row, and what an answer does to it. Pure rules: no network, no clock, no disk.

A row walks through one or two steps::

    register   create
    remove     delete
    invite     invite (many rows in one call)
    withdraw   withdraw (many rows in one call)
    replace    e-mail unchanged:  delete → create   (refused: → restore)
               e-mail changed:    create → delete

Each function takes a row and gives the row that must be on disk before anything else happens.
"""

import msgspec

from webinar_console.domain.errors import Conflict, ConsoleError, NotFound, ServerError
from webinar_console.domain.invitee import Invitee
from webinar_console.domain.job import Outcome, RowState
from webinar_console.domain.plan import Action, PlannedRow
from webinar_console.domain.registrant import NewRegistrant, Registrant, registration_of
from webinar_console.domain.row import JobRow, Step, first_step, keeps_address

#: After so many calls of one step that came to nothing the row is given up, if others succeed meanwhile.
MAX_ATTEMPTS = 3

#: The words of a removal that somebody came before.
HAD_LEFT = "This person had left already."
_FOUND = "The answer was lost; the person was found on the server."
_NOT_NOW = "This person is not registered now. Everything needed to register them again is kept here."
_GONE = "The answer was lost; the person was gone from the server."
_GONE_PANEL = "The answer was lost; the person was off the panel."
_AGAIN = "The answer was lost; not found on the server, so it was sent again."
_GONE_AGAIN = "The answer was lost; the person was still there, so it was sent again."
_SENT_AGAIN = {
    Step.CREATE: _AGAIN,
    Step.INVITE: _AGAIN,
    Step.DELETE: _GONE_AGAIN,
    Step.WITHDRAW: _GONE_AGAIN,
}

_CANCELLED = "Cancelled before anything was sent."
#: Something was sent, and a look-up proved that it came to nothing.
_CANCELLED_AFTER = "Cancelled. The answer to an earlier attempt was lost;"
_STILL = {
    Step.CREATE: "the person was not found on the server.",
    Step.INVITE: "the person was not found on the panel.",
    Step.DELETE: "the person was still there.",
    Step.WITHDRAW: "the person was still on the panel.",
}


def begin(plan: PlannedRow) -> JobRow:
    """The row before its first call."""
    return JobRow(plan=plan, step=first_step(plan))


def registration(row: JobRow) -> NewRegistrant:
    """What the present create or restore step sends."""
    if row.step is Step.RESTORE:
        assert row.plan.old is not None
        return registration_of(row.plan.old)
    assert row.plan.registrant is not None
    return row.plan.registrant


def sending(row: JobRow) -> JobRow:
    """Intent: to be on disk before the request leaves."""
    return msgspec.structs.replace(row, state=RowState.SENDING)


def not_sent(row: JobRow) -> JobRow:
    """The request provably did nothing (never left, 401, 429): the step is still to be done."""
    return msgspec.structs.replace(row, state=RowState.WAITING)


def unknown(row: JobRow) -> JobRow:
    """No answer that can be trusted: look before anything else is done with this row."""
    return msgspec.structs.replace(row, state=RowState.UNKNOWN)


def created(row: JobRow, record: Registrant, *, ours: bool, settled: bool = False) -> JobRow:
    """The create or restore step is done, and ``record`` is on the server.

    ``ours`` is False when the server answered with somebody's earlier registration instead of a new one.
    """
    note = _FOUND if settled else row.words
    if row.step is Step.RESTORE:
        return _ended(
            row,
            Outcome.REFUSED,
            f"{row.words} The earlier registration was put back, with a new id and a new join link.".strip(),
            result_id=record.id,
            join_uri=record.join_uri,
        )
    if not ours:
        return taken(row, record)
    if row.plan.action is Action.REPLACE and not keeps_address(row.plan):
        return msgspec.structs.replace(
            row,
            step=Step.DELETE,
            state=RowState.WAITING,
            result_id=record.id,
            join_uri=record.join_uri,
            attempts=0,
            words=note,
        )
    wanted = row.plan.registrant.join_uri if row.plan.registrant else None
    if wanted and record.join_uri != wanted:
        note = f"{note} RingCentral kept its own join link instead of yours.".strip()
    return _ended(row, Outcome.DONE, note, result_id=record.id, join_uri=record.join_uri)


def deleted(row: JobRow, *, settled: bool = False) -> JobRow:
    """The delete step is done: the old registration is gone."""
    note = _GONE if settled else row.words
    if row.plan.action is Action.REPLACE and keeps_address(row.plan):
        return msgspec.structs.replace(row, step=Step.CREATE, state=RowState.WAITING, attempts=0, words=note)
    return _ended(row, Outcome.DONE, note, result_id=row.result_id, join_uri=row.join_uri)


def invited(row: JobRow, record: Invitee | None, *, settled: bool = False) -> JobRow:
    """The person is on the panel's list; without a ``record`` the answer was silent about them: look."""
    if record is None:
        return unknown(row)
    words = _FOUND if settled else row.words
    return _ended(row, Outcome.DONE, words, result_id=record.id, join_uri=record.join_uri)


def on_panel(row: JobRow, code: str | None = None) -> JobRow:
    """The person is on the panel's list, and not by this row's doing."""
    return _ended(row, Outcome.ALREADY_THERE, "This person was on the panel already.", code=code)


def withdrawn(row: JobRow, *, settled: bool = False) -> JobRow:
    """The person is off the panel."""
    return _ended(row, Outcome.DONE, _GONE_PANEL if settled else row.words)


def refused(row: JobRow, error: ConsoleError) -> JobRow:
    """The server answered no: nothing was done in this step, and sending it again would not help."""
    words = _words(error)
    code = error.code if isinstance(error, ServerError) else None
    match row.step:
        case Step.CREATE:
            return _create_refused(row, error, words, code)
        case Step.RESTORE:
            if isinstance(error, Conflict):
                return unknown(
                    row
                )  # the address is taken: by the person, by us, or by a removal that lingers
            return _ended(
                row,
                Outcome.NEEDS_ATTENTION,
                f"{row.words} Putting the earlier registration back failed too: {words} {_NOT_NOW}",
                code=code,
            )
        case Step.DELETE:
            return _delete_refused(row, error, words, code)
        case Step.INVITE:
            if isinstance(error, Conflict):
                return on_panel(row, code)
            return _ended(row, Outcome.REFUSED, words, code=code)
        case Step.WITHDRAW:
            if isinstance(error, NotFound):
                return _ended(row, Outcome.DONE, "This person had left the panel already.", code=code)
            return _ended(row, Outcome.REFUSED, words, code=code)


def _create_refused(row: JobRow, error: ConsoleError, words: str, code: str | None) -> JobRow:
    replaces = row.plan.action is Action.REPLACE
    kept = replaces and keeps_address(row.plan)
    if isinstance(error, Conflict):
        # After our own removal, or an earlier call of ours, a taken address may be our own doing: look.
        return unknown(row) if kept or row.attempts else taken(row)
    if kept:
        return msgspec.structs.replace(
            row, step=Step.RESTORE, state=RowState.WAITING, attempts=0, words=words, code=code
        )
    return _ended(row, Outcome.REFUSED, words, code=code)


def taken(row: JobRow, record: Registrant | None = None) -> JobRow:
    """The address belongs to a registration that is not this row's doing."""
    if row.plan.action is Action.REPLACE and not keeps_address(row.plan):
        words = "Somebody is registered with the new address already, so nothing was changed."
        return _ended(row, Outcome.REFUSED, words)
    words = "This person was registered already."
    if row.plan.action is Action.REPLACE:
        words = "This person registered again while the change was made; that registration stands."
    return _ended(
        row,
        Outcome.ALREADY_THERE,
        words,
        result_id=record.id if record else None,
        join_uri=record.join_uri if record else None,
    )


def ended_by(row: JobRow, words: str) -> JobRow:
    """The session is over or gone: whatever is left of the row will never be done."""
    if not row.is_begun:
        return _ended(row, Outcome.REFUSED, words)
    half = "The new registration stands, and so does the old one." if row.result_id else _NOT_NOW
    return _ended(
        row,
        Outcome.NEEDS_ATTENTION,
        f"{half} {words}",
        result_id=row.result_id,
        join_uri=row.join_uri,
    )


def _delete_refused(row: JobRow, error: ConsoleError, words: str, code: str | None) -> JobRow:
    gone = isinstance(error, NotFound)
    if row.plan.action is Action.REMOVE:
        if gone:
            return _ended(row, Outcome.DONE, HAD_LEFT, code=code)
        return _ended(row, Outcome.REFUSED, words, code=code)
    if row.result_id is not None:  # replace, the new registration stands
        if gone:
            return deleted(row)
        return _ended(
            row,
            Outcome.NEEDS_ATTENTION,
            f"The new registration stands, but the old one could not be removed: {words}",
            code=code,
            result_id=row.result_id,
            join_uri=row.join_uri,
        )
    if gone:
        # Somebody who cancelled on their own must not be registered again by an edit.
        return _ended(
            row, Outcome.REFUSED, "This person cancelled meanwhile, so nothing was changed.", code=code
        )
    return _ended(row, Outcome.REFUSED, words, code=code)


def came_to_nothing(row: JobRow) -> JobRow:
    """A look-up proved that the step was not done: it is still to do. See :data:`MAX_ATTEMPTS`."""
    words = row.words if row.step is Step.RESTORE else _SENT_AGAIN[row.step]
    return msgspec.structs.replace(row, state=RowState.WAITING, attempts=row.attempts + 1, words=words)


def give_up(row: JobRow) -> JobRow:
    """The server does other people's rows and fails for this one each time."""
    tried = f"RingCentral failed {row.attempts} times in a row for this person."
    return refused(row, ConsoleError(tried))


def spared(row: JobRow) -> JobRow:
    """The server fails for everybody: that is not this row's fault."""
    return msgspec.structs.replace(row, attempts=0)


def stays(row: JobRow, words: str) -> JobRow:
    """Somebody who was to be removed, and must not be by now."""
    return _ended(row, Outcome.REFUSED, words)


def cancelled(row: JobRow) -> JobRow:
    """The person cancelled the job before this row began. A row that began is never cancelled."""
    if row.is_begun or row.state is RowState.ENDED:
        raise ValueError(f"row {row.seq} cannot be cancelled")
    if not row.words:
        return _ended(row, Outcome.CANCELLED, _CANCELLED)
    still = _STILL[row.step]
    if row.plan.action is Action.REPLACE and row.step is Step.CREATE:
        still = "the change was not found on the server."
    return _ended(row, Outcome.CANCELLED, f"{_CANCELLED_AFTER} {still}")


def _ended(
    row: JobRow,
    outcome: Outcome,
    words: str,
    *,
    code: str | None = None,
    result_id: str | None = None,
    join_uri: str | None = None,
) -> JobRow:
    return msgspec.structs.replace(
        row,
        state=RowState.ENDED,
        outcome=outcome,
        words=words,
        code=code or row.code,
        result_id=result_id,
        join_uri=join_uri,
    )


def _words(error: ConsoleError) -> str:
    said = error.server_words if isinstance(error, ServerError) else ""
    return f"RingCentral refused: {said}" if said else error.sentence
