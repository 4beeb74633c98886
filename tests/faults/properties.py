"""What must be true of a job, whatever happened: counted on the server's side."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.helpers.practice import Bench
from webinar_console.domain.job import Outcome, RowReport
from webinar_console.domain.plan import Action, JobPlan, PlannedRow

#: Outcomes after which a row has changed nothing.
UNTOUCHED = (Outcome.CANCELLED, Outcome.REFUSED)
OUTCOMES = (*UNTOUCHED, Outcome.DONE, Outcome.ALREADY_THERE, Outcome.NEEDS_ATTENTION)


def key(person: Mapping[str, Any]) -> str:
    """An address as it is compared."""
    return str(person["email"]).casefold()


@dataclass(frozen=True)
class Before:
    """What was on the server before the jobs: people by address, and the members of the panel."""

    people: dict[str, dict[str, Any]]
    panel: frozenset[str]

    @classmethod
    def of(cls, desk: Bench) -> "Before":
        people = {key(person): person for person in desk.people()}
        return cls(people, frozenset(panel_of(desk)))


def panel_of(desk: Bench) -> list[str]:
    """The addresses of the panel."""
    world, session_id = desk.world, desk.session_id
    members = world.panel.invitees(world.webinar_of(session_id), session_id)
    return [str(member.get("email", "")).casefold() for member in members]


@dataclass
class Tally:
    """What went wrong, in numbers: the last three must be 0."""

    rows: int = 0
    duplicates: int = 0
    lost: int = 0
    doubled_mails: int = 0

    def add(self, other: "Tally") -> None:
        self.rows += other.rows
        self.duplicates += other.duplicates
        self.lost += other.lost
        self.doubled_mails += other.doubled_mails

    @property
    def is_clean(self) -> bool:
        return not (self.duplicates or self.lost or self.doubled_mails)


class Check:
    """The seven properties for one session and the jobs on it."""

    def __init__(
        self, desk: Bench, before: Before, *, others: frozenset[str] = frozenset(), gone: bool = False
    ) -> None:
        """``others``: who registered by themselves meanwhile; ``gone``: the session was deleted."""
        self.desk, self.before, self.others, self.gone = desk, before, others, gone
        people = [] if gone else desk.people()
        self.people = {key(person): person for person in people}
        self.addresses = Counter(map(key, people))
        self.confirmations = Counter(desk.mails("confirmation"))
        self.invitations = Counter(desk.mails("invitation"))
        self.panel = Counter([] if gone else panel_of(desk))
        self.tally = Tally()
        self._done: set[str] = set()

    def job(self, plan: JobPlan, rows: Sequence[RowReport]) -> None:
        """Every planned row has one outcome, and the server has what the outcome says."""
        planned = {row.seq: row for row in plan.rows}
        reports = [row for row in rows if row.action is not None]
        assert sorted(row.seq for row in reports) == sorted(planned), "a row without an outcome, or two"
        self.tally.rows += len(reports)
        there = (Outcome.DONE, Outcome.ALREADY_THERE)
        self._done = {row.email.casefold() for row in reports if row.outcome in there}
        for report in reports:
            assert report.outcome in OUTCOMES, f"row {report.seq} did not end: {report.state}"
            if not self.gone:
                self._rules[planned[report.seq].action](self, planned[report.seq], report)

    def _registered(self, row: PlannedRow, report: RowReport) -> None:
        address = row.email.casefold()
        count, mails = self.addresses[address], self.confirmations[address]
        self._at_most_one(count, mails)
        if report.outcome in (Outcome.DONE, Outcome.ALREADY_THERE):
            self._must(count == 1, f"{address} is lost")
        else:
            # Another row may be the same person.
            stays = address in self.before.people or address in self.others or address in self._done
            self._must(count == int(stays), f"{address} is {report.outcome}, and registered")
        if report.outcome is Outcome.DONE:
            self._must(mails == 1, f"{address} got {mails} confirmations")
            self._must(report.registrant_id == self.people[address]["id"], f"{address} has another id")

    def _replaced(self, row: PlannedRow, report: RowReport) -> None:
        assert row.old is not None
        assert row.registrant is not None
        old, new = row.old.email.casefold(), row.registrant.email.casefold()
        count = self.addresses[new]
        self._at_most_one(count, self.confirmations[new] if report.outcome is Outcome.DONE else 0)
        if report.outcome is Outcome.DONE:
            self._must(count == 1, f"{new} is lost")
            named = self.people.get(new, {}).get("lastName") == row.registrant.last_name
            self._must(named, f"{new} has the old name")
            self._must(old == new or not self.addresses[old], f"{old} is there twice over")
        elif report.outcome in UNTOUCHED:
            self._must(self.addresses[old] == 1, f"{old} is lost by a change that was not made")
            self._must(old == new or not count, f"{new} is there though the change was not made")

    def _removed(self, row: PlannedRow, report: RowReport) -> None:
        assert row.old is not None
        there = self.addresses[row.old.email.casefold()]
        self._must(there == int(report.outcome is not Outcome.DONE), f"{row.old.email}: {report.outcome}")

    def _invited(self, row: PlannedRow, report: RowReport) -> None:
        address = row.email.casefold()
        self._at_most_one(self.panel[address], self.invitations[address])
        wanted = report.outcome in (Outcome.DONE, Outcome.ALREADY_THERE)
        self._must(self.panel[address] == int(wanted), f"{address} on the panel: {report.outcome}")

    _rules: Mapping[Action, Callable[["Check", PlannedRow, RowReport], None]] = {
        Action.REGISTER: _registered,
        Action.REPLACE: _replaced,
        Action.REMOVE: _removed,
        Action.INVITE: _invited,
    }

    def _at_most_one(self, people: int, mails: int) -> None:
        self.tally.duplicates += max(people - 1, 0)
        self.tally.doubled_mails += max(mails - 1, 0)

    def _must(self, holds: bool, what: str) -> None:
        if not holds:
            self.tally.lost += 1
            raise AssertionError(what)

    def everybody_else(self, *plans: JobPlan, unheard: int = 0) -> None:
        """Nobody was touched, and nobody came, who is in no plan; nothing was sent in a penalty.

        ``unheard``: refusals that no program was alive to hear; each may cost one call more.
        """
        assert self.tally.is_clean, self.tally
        rows = [row for plan in plans for row in plan.rows]
        meant = {row.email.casefold() for row in rows}
        meant |= {row.old.email.casefold() for row in rows if row.old is not None}
        meant |= {row.registrant.email.casefold() for row in rows if row.registrant is not None}
        assert self.desk.world.summary()["inPenalty"] <= unheard, "something was sent in a penalty"
        if self.gone:
            return
        for address, person in self.before.people.items():
            if address not in meant:
                assert self.people.get(address) == person, f"{address} was touched"
        strangers = set(self.addresses) - set(self.before.people) - meant - self.others
        assert not strangers, f"nobody asked for {strangers}"
