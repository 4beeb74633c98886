"""What the tests of taking an import back stand on."""

from webinar_console.domain.forecast import Pace, Tally, forecast_of
from webinar_console.domain.moments import parse_moment
from webinar_console.domain.plan import Action, JobKind, JobPlan, LeftOutRow, PlannedRow
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.staying import ATTENDED, CHANGED
from webinar_console.services.undoing import LEFT, UndoPlan

from .job_room import NOW, START


def undo_plan(removes: int, *, attended: int = 9, changed: int = 3, left: int = 2) -> UndoPlan:
    """A plan that removes ``removes`` people and leaves others alone, for the reasons given."""
    rows = tuple(
        PlannedRow(
            seq=seq,
            action=Action.REMOVE,
            line=seq + 2,
            cells=("x",),
            old=Registrant(id=f"r{seq}", email=f"guest{seq}@example.org", first_name="Guest", last_name="N"),
        )
        for seq in range(removes)
    )
    reasons = [ATTENDED] * attended + [CHANGED] * changed + [LEFT] * left
    staying = tuple(
        LeftOutRow(line=n, cells=("x",), reason=reason, email=f"stays{n}@example.org", name=f"Zoë {n}")
        for n, reason in enumerate(reasons, 500)
    )
    plan = JobPlan(
        id="undo",
        kind=JobKind.UNDO,
        title=f"Take back {removes} people of guests.csv",
        webinar_id="w",
        session_id="S1",
        session_title="Spring launch",
        session_starts_at=START.isoformat(),
        rows=rows,
        left_out=staying,
        header=("E-mail",),
        source_name="guests.csv",
        undoes="J4",
    )
    forecast = forecast_of(
        Tally(None, rows),
        left_out=len(staying),
        pace=Pace(limit=10, window_s=60.0, reserve=2),
        preferences=None,
        now=NOW,
        session_starts_at=parse_moment(plan.session_starts_at),
    )
    return UndoPlan(plan, forecast, confirmations=removes, invitations=0)
