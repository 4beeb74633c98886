"""A row of a job with its story so far: what the journal keeps and the rules of ``jobs/steps.py`` change."""

from enum import StrEnum

import msgspec

from .email import email_key
from .job import Outcome, RowReport, RowState
from .plan import Action, PlannedRow


class Step(StrEnum):
    """The one call that a row is about to make, or made last.

    ``RESTORE`` registers the old record again after its replacement was refused.
    """

    CREATE = "create"
    DELETE = "delete"
    RESTORE = "restore"
    INVITE = "invite"
    WITHDRAW = "withdraw"

    @property
    def is_bulk(self) -> bool:
        """Whether one call does it for many rows: the panel's calls."""
        return self in (Step.INVITE, Step.WITHDRAW)


def first_step(plan: PlannedRow) -> Step:
    """The first call of a row.

    A replacement deletes first where the address stays the same, because the server refuses a second
    registration with it; it creates first everywhere else, because then a refusal costs nobody anything.
    """
    match plan.action:
        case Action.REGISTER:
            return Step.CREATE
        case Action.INVITE:
            return Step.INVITE
        case Action.WITHDRAW:
            return Step.WITHDRAW
        case Action.REMOVE:
            return Step.DELETE
        case Action.REPLACE:
            return Step.DELETE if keeps_address(plan) else Step.CREATE


def panel_mark(invitee_id: str) -> str:
    """The mark of an invitee. A registrant's is the id itself: the two lists may count alike."""
    return f"panel {invitee_id}"


def keeps_address(plan: PlannedRow) -> bool:
    """Whether the registrations before and after a replacement have the same address."""
    return (
        plan.old is not None
        and plan.registrant is not None
        and email_key(plan.old.email) == email_key(plan.registrant.email)
    )


class JobRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One row.

    ``attempts`` counts calls of the present step that came to nothing although the server was there;
    ``result_id`` and ``join_uri`` belong to the record that the row created (registrant or invitee);
    ``code`` is the server's error code, ``words`` the sentence for the person.
    """

    plan: PlannedRow
    step: Step
    state: RowState = RowState.WAITING
    outcome: Outcome | None = None
    result_id: str | None = None
    join_uri: str | None = None
    code: str | None = None
    words: str = ""
    attempts: int = 0

    @property
    def seq(self) -> int:
        """The row's place in its job, from 0."""
        return self.plan.seq

    @property
    def mark(self) -> str | None:
        """What tells the record that the row led to from all others of the session, of either list."""
        if self.result_id is None:
            return None
        return panel_mark(self.result_id) if self.step.is_bulk else self.result_id

    @property
    def is_begun(self) -> bool:
        """Part of the row is done and part is not: it must be brought to an end, not cancelled."""
        if self.state in (RowState.SENDING, RowState.UNKNOWN):
            return True
        return self.state is RowState.WAITING and self.step is not first_step(self.plan)

    def report(self) -> RowReport:
        """The row as a person sees it."""
        return RowReport(
            seq=self.plan.seq,
            line=self.plan.line,
            action=self.plan.action,
            name=self.plan.name,
            email=self.plan.email,
            state=self.state,
            outcome=self.outcome,
            words=self.words,
            registrant_id=self.result_id,
            join_uri=self.join_uri,
            cells=self.plan.cells,
        )
