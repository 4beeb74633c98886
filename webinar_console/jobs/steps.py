"""What comes next for a row, and what an answer does to it. Pure rules: no network, no clock, no disk.

A row walks through one or two steps::

    register   create
    remove     delete
    invite     invite (many rows in one call)
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

#: After so many calls of one step that came to nothing, although the server answers, the row is refused.
MAX_ATTEMPTS = 3

_FOUND = "The answer was lost; the person was found on the server."
_GONE = "The answer was lost; the person was gone from the server."


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
    note = _FOUND if settled else ""
    if row.step is Step.RESTORE:
        return _ended(
            row,
            Outcome.REFUSED,
            f"{row.words} The earlier registration was put back, with a new id and a new join link.".strip(),
            result_id=record.id,
            join_uri=record.join_uri,
        )
    if not ours:
        return _ended(
            row,
            Outcome.ALREADY_THERE,
            "This person was registered already.",
            result_id=record.id,
            join_uri=record.join_uri,
        )
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
    """The person is on the panel's list (``record`` may be missing from a careless answer)."""
    return _ended(
        row,
        Outcome.DONE,
        _FOUND if settled else "",
        result_id=record.id if record else None,
        join_uri=record.join_uri if record else None,
    )


def refused(row: JobRow, error: ConsoleError) -> JobRow:
    """The server answered no: nothing was done in this step, and sending it again would not help."""
    words = _words(error)
    code = error.code if isinstance(error, ServerError) else None
    match row.step:
        case Step.CREATE:
            return _create_refused(row, error, words, code)
        case Step.RESTORE:
            return _ended(
                row,
                Outcome.NEEDS_ATTENTION,
                f"{row.words} Putting the earlier registration back failed too: {words} "
                "This person is not registered now. Everything needed to register them again is kept here.",
                code=code,
            )
        case Step.DELETE:
            return _delete_refused(row, error, words, code)
        case Step.INVITE:
            if isinstance(error, Conflict):
                return _ended(row, Outcome.ALREADY_THERE, "This person was on the panel already.", code=code)
            return _ended(row, Outcome.REFUSED, words, code=code)


def _create_refused(row: JobRow, error: ConsoleError, words: str, code: str | None) -> JobRow:
    if row.plan.action is Action.REPLACE and keeps_address(row.plan):
        if isinstance(error, Conflict):
            # The address is taken again: the person came back by themselves while we were replacing.
            return _ended(
                row,
                Outcome.ALREADY_THERE,
                "This person registered again while the change was made; that registration stands.",
                code=code,
            )
        return msgspec.structs.replace(
            row, step=Step.RESTORE, state=RowState.WAITING, attempts=0, words=words, code=code
        )
    if row.plan.action is Action.REPLACE:
        if isinstance(error, Conflict) and row.attempts:
            return unknown(row)  # perhaps our own earlier call was carried out late: look
        taken = "Somebody is registered with the new address already, so nothing was changed."
        return _ended(row, Outcome.REFUSED, taken if isinstance(error, Conflict) else words, code=code)
    if isinstance(error, Conflict):
        return _ended(row, Outcome.ALREADY_THERE, "This person was registered already.", code=code)
    return _ended(row, Outcome.REFUSED, words, code=code)


def _delete_refused(row: JobRow, error: ConsoleError, words: str, code: str | None) -> JobRow:
    gone = isinstance(error, NotFound)
    if row.plan.action is Action.REMOVE:
        if gone:
            return _ended(row, Outcome.DONE, "This person had left already.", code=code)
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


def came_to_nothing(row: JobRow, error_words: str) -> JobRow:
    """A look-up proved that the step was not done. Try again, or give up after :data:`MAX_ATTEMPTS`."""
    attempts = row.attempts + 1
    if attempts < MAX_ATTEMPTS:
        return msgspec.structs.replace(row, state=RowState.WAITING, attempts=attempts)
    tried = f"RingCentral failed {attempts} times in a row for this person. {error_words}".strip()
    return refused(msgspec.structs.replace(row, attempts=attempts), ConsoleError(tried))


def cancelled(row: JobRow) -> JobRow:
    """The person cancelled the job before this row began. A row that began is never cancelled."""
    if row.is_begun or row.state is RowState.ENDED:
        raise ValueError(f"row {row.seq} cannot be cancelled")
    return _ended(row, Outcome.CANCELLED, "Cancelled before anything was sent.")


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
