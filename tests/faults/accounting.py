"""Balancing the books: what the jobs say they did against what happened on the server.

Each person who came or left by our calls belongs to exactly one row, and each row that says it did something
has exactly one such person. So nobody is registered twice, no e-mail goes out twice, and nobody is lost, over
any number of jobs that share addresses.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from tests.faults.diary import Diary, settings_of
from tests.faults.properties import OUTCOMES
from tests.helpers.practice import Bench
from webinar_console.domain.job import Outcome, RowReport
from webinar_console.domain.plan import Action, JobPlan, PlannedRow

DONE, THERE, ATTENTION = Outcome.DONE, Outcome.ALREADY_THERE, Outcome.NEEDS_ATTENTION
Told = tuple[PlannedRow, RowReport]


class Accounts:
    """The books of some sessions and of the jobs on them."""

    def __init__(self, desk: Bench, diary: Diary, plans: Sequence[JobPlan]) -> None:
        self.desk, self.diary = desk, diary
        self.plans = plans

    def check(self, rows: Mapping[str, Sequence[RowReport]]) -> None:
        """All properties; ``rows`` are the reports of each job."""
        told: dict[str, list[Told]] = defaultdict(list)
        for plan in self.plans:
            told[plan.session_id] += self._pairs(plan, rows[plan.id])
            self._suppressed(plan, rows[plan.id])
        for session_id in self.diary.sessions:
            self._came(session_id, told[session_id])
            self._left(session_id, told[session_id])
            self._panel(session_id, told[session_id])
            for pair in told[session_id]:
                self._row(session_id, *pair)
            self._settings(session_id)
        self._calls()

    def _pairs(self, plan: JobPlan, reports: Sequence[RowReport]) -> list[Told]:
        mine = {row.seq: row for row in plan.rows}
        sent = [report for report in reports if report.action is not None]
        assert sorted(report.seq for report in sent) == sorted(mine), "a row without an outcome, or two"
        for report in sent:
            assert report.outcome in OUTCOMES, f"{plan.id} row {report.seq} did not end: {report.state}"
        return [(mine[report.seq], report) for report in sent]

    def _came(self, session_id: str, told: Sequence[Told]) -> None:
        """Each registration of ours is one row's, and each row's is one of ours."""
        ours, left = self.diary.by_us("created", session_id), self.diary.left(session_id)
        claims: Counter[str] = Counter()
        for row, report in told:
            if row.action in (Action.REGISTER, Action.REPLACE) and report.registrant_id is not None:
                if report.outcome in (DONE, ATTENTION):
                    claims[report.registrant_id] += 1
                    assert report.registrant_id in ours, f"{report.email} is not our doing: {report}"
                elif report.outcome is Outcome.REFUSED and report.registrant_id in ours:
                    claims[report.registrant_id] += 1
        doubled = [name for name, count in claims.items() if count > 1]
        assert not doubled, f"two rows say that they registered {doubled}: {self._who(session_id, doubled)}"
        # One that somebody removed before anybody looked is no row's any more.
        stray = set(ours) - set(claims) - left
        assert not stray, f"registered, and no row says so: {self._who(session_id, stray)}"

    def _left(self, session_id: str, told: Sequence[Told]) -> None:
        """Whoever was removed by us was to be removed."""
        wanted = set()
        for row, report in told:
            if row.old is not None and (
                report.outcome in (DONE, ATTENTION)
                or (row.action is Action.REPLACE and (report.outcome is THERE or report.registrant_id))
            ):
                wanted.add(row.old.id)
        stray = set(self.diary.by_us("removed", session_id)) - wanted
        assert not stray, f"removed, and no row says so: {self._who(session_id, stray)}"

    def _panel(self, session_id: str, told: Sequence[Told]) -> None:
        done = [(row, report) for row, report in told if report.outcome is DONE]
        invited = Counter(report.registrant_id for row, report in done if row.action is Action.INVITE)
        came = self.diary.by_us("invited", session_id)
        gone = self.diary.left(session_id)
        assert {n: c for n, c in came.items() if n not in gone or n in invited} == invited, "the panel"
        away = {row.member.id for row, _report in done if row.member is not None}
        assert set(self.diary.by_us("withdrawn", session_id)) <= away, "somebody was taken off the panel"

    def _row(self, session_id: str, row: PlannedRow, report: RowReport) -> None:
        there = {person["id"] for person in self.desk.world.people(session_id)}
        left = self.diary.left(session_id)
        outcome, address = report.outcome, row.email.casefold()
        what = f"{row.action} {row.email}: {report}"
        if outcome is DONE and row.action in (Action.REGISTER, Action.REPLACE):
            assert report.registrant_id in there | left, f"lost: {what}"
            assert self.diary.ever[session_id, str(report.registrant_id)] == address, what
        if outcome is DONE and row.old is not None:
            assert row.old.id not in there, f"still there: {what}"
        if outcome is THERE and row.registrant is not None:
            assert address in {who for (where, _id), who in self.diary.ever.items() if where == session_id}, (
                what
            )
        if outcome in (Outcome.REFUSED, Outcome.CANCELLED) and row.old is not None:
            back = report.registrant_id
            assert row.old.id in there | left or back in there | left, f"lost: {what}"

    def _suppressed(self, plan: JobPlan, reports: Sequence[RowReport]) -> None:
        """A job that asked for no e-mails caused none."""
        if not any(held.name == "suppress_emails" and held.wanted for held in plan.settings):
            return
        mails = self.desk.world.emails(plan.session_id, "confirmation")
        got = {mail["registrantId"] for mail in mails}
        for report in reports:
            assert report.outcome is not DONE or report.registrant_id not in got, (
                f"an e-mail went out: {report}"
            )

    def _settings(self, session_id: str) -> None:
        """Each setting is as a person left it, and not as a job wanted it."""
        for name, value in settings_of(self.desk.world, session_id).items():
            chosen = self.diary.chosen[session_id, name]
            if name == "registration_status":  # a job cannot tell who opened it
                assert value in chosen, f"{name} is {value}; {chosen}"
            else:
                assert value == chosen[-1], f"{name} is {value}; {chosen}"

    def _calls(self) -> None:
        world = self.desk.world
        assert world.summary()["inPenalty"] == 0, "something was sent in a penalty"
        ours = [call for call in world.requests() if call["status"] == 429 and call["fault"] is None]
        assert not ours, f"we went over the limit: {ours}"

    def _who(self, session_id: str, ids: Sequence[str] | set[str]) -> list[str]:
        return [self.diary.ever[session_id, person] for person in ids]
