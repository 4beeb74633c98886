"""The check as a plan makes it come out: every row has the verdict of what will happen to it."""

from datetime import UTC, datetime
from itertools import pairwise

from tests.helpers.practice import Bench
from webinar_console.domain.forecast import Pace
from webinar_console.domain.people import Verdict
from webinar_console.domain.people_source import TextSource
from webinar_console.domain.preferences import CLOSED, Preferences, RegistrationSettings
from webinar_console.services.import_choices import (
    NOT_ADDED,
    NOT_REGISTERED,
    PlanChoices,
    RowOrder,
    unseated_reason,
)
from webinar_console.services.import_draft import Checked, ImportPlan

NOW = datetime(2026, 5, 9, 14, 20, tzinfo=UTC)
PACE = Pace(limit=10, window_s=60.0)
ROWS = [
    "First name,Last name,E-mail,Role,Points",
    *(f"New,Person,new{n}@newcomers.example,,{n}" for n in range(6)),
    "Pan,Elist,pan@newcomers.example,Panelist,",
    "Bad,Address,bad at newcomers.example,,",
    "New,Person,NEW0@newcomers.example,,",
]


async def seen_with(preferences: Preferences, choices: PlanChoices) -> tuple[Checked, Checked, ImportPlan]:
    bench = Bench()
    async with bench.program() as workspace:
        await workspace.catalogue.refresh()
        session = next(s for s in workspace.catalogue.sessions if s.id == bench.session_id)
        draft = await workspace.imports.read(TextSource("\n".join(ROWS)))
        checked = await workspace.imports.check(draft, session)
        plan = await workspace.imports.plan(checked, session, preferences, PACE, NOW, choices)
        return checked, await workspace.imports.seen(checked, plan), plan


def with_seats(seats: int) -> Preferences:
    return Preferences(registrant_count=10, settings=RegistrationSettings(auto_close_limit=10 + seats))


def verdicts(checked: Checked) -> dict[Verdict, int]:
    return {verdict: checked.count(verdict) for verdict in Verdict if checked.count(verdict)}


AS_CHECKED = {Verdict.READY: 7, Verdict.MEND: 1, Verdict.SKIP: 1}


async def test_a_plan_that_sends_all_changes_nothing() -> None:
    checked, seen, _plan = await seen_with(Preferences(), PlanChoices())
    assert seen is checked
    assert verdicts(seen) == AS_CHECKED


async def test_who_has_no_seat_yet_has_a_remark_that_names_the_last_line() -> None:
    checked, seen, plan = await seen_with(with_seats(2), PlanChoices())
    assert verdicts(checked) == AS_CHECKED
    assert verdicts(seen) == {Verdict.READY: 3, Verdict.REMARK: 4, Verdict.MEND: 1, Verdict.SKIP: 1}
    assert plan.closing_line == 3
    assert [p.line for p in seen.people if p.verdict is Verdict.REMARK] == [4, 5, 6, 7]
    assert (
        seen.people[2].reason == "No seat: line 3 takes the last one, and the import stops there and waits."
    )
    assert set(seen.of[Verdict.REMARK]) <= set(seen.remarked)


async def test_the_order_says_who_has_no_seat() -> None:
    _checked, seen, _plan = await seen_with(with_seats(2), PlanChoices(order=RowOrder(4, descending=True)))
    assert [p.line for p in seen.people if p.verdict is Verdict.REMARK] == [2, 3, 4, 5]


async def test_who_is_not_sent_is_skipped_with_the_reason_of_the_result_file() -> None:
    for preferences, choices, reason in (
        (with_seats(2), PlanChoices(trim=True), unseated_reason(12)),
        (Preferences(registration_status=CLOSED), PlanChoices(), NOT_REGISTERED),
        (Preferences(), PlanChoices(add=False), NOT_ADDED),
    ):
        _checked, seen, plan = await seen_with(preferences, choices)
        told = {p.line: p.reason for p in seen.people if p.verdict is Verdict.SKIP}
        left = {left.line: left.reason for left in plan.job.left_out}
        del left[9]  # it needs mending
        assert told == left
        assert reason in told.values()
        sent = [row.line for row in plan.job.rows]
        assert sorted(p.line for p in seen.people if p.verdict.is_sent) == sorted(line or 0 for line in sent)
        of = [position for verdict in Verdict for position in seen.of[verdict]]
        assert sorted(of) == list(range(9))
        for verdict in Verdict:
            assert all(a < b for a, b in pairwise(seen.of[verdict]))
        assert seen.count(Verdict.SKIP) + seen.count(Verdict.MEND) == plan.forecast.left_out
