"""The told pace is what the ledger will do: both are the same rule, said twice."""

from hypothesis import given, settings
from hypothesis import strategies as st

from webinar_console.api.governor.ledger import WINDOW_MARGIN, Ledger
from webinar_console.api.protocol.limits import LimitReading
from webinar_console.domain.forecast import seconds_for

WINDOW_S = 60.0


def _worked(ledger: Ledger, calls: int, start: float, call_s: float) -> float:
    """Make so many background calls, one after the other; when the last one was answered."""
    now = start
    for _ in range(calls):
        at = ledger.ready_at(now, background=True)
        assert at is not None
        now = at
        ticket = ledger.admit(now, background=True)
        now += call_s
        ledger.land(ticket, now)
        ledger.accepted()
    return now


@settings(deadline=None, max_examples=300)
@given(
    limit=st.sampled_from([1, 2, 5, 10, 40]),
    past=st.lists(st.tuples(st.floats(0, 20), st.booleans()), max_size=60),
    others=st.integers(0, 12),
    refused=st.none() | st.tuples(st.floats(0, 90), st.booleans()),
    calls=st.integers(0, 200),
    call_s=st.sampled_from([0.0, 0.3, 4.0]),
)
def test_a_told_time_is_when_the_ledger_lets_the_last_call_go(
    limit: int,
    past: list[tuple[float, bool]],
    others: int,
    refused: tuple[float, bool] | None,
    calls: int,
    call_s: float,
) -> None:
    ledger, now = Ledger(limit=limit, window_s=WINDOW_S), 0.0
    for pause, background in past:
        at = ledger.ready_at(now + pause, background=background)
        assert at is not None
        now = at
        ticket = ledger.admit(now, background=background)
        ledger.land(ticket, now)
        if others:
            used = ledger.used(now)
            ledger.learn(ticket, now, LimitReading(remaining=max(0, limit - used - others)))
            others = 0
    if refused is not None:
        ledger.penalise(now, refused[0], by_others=refused[1])
    pace = ledger.pace(now)
    told = seconds_for(calls, pace, call_s=call_s)
    took = _worked(ledger, calls, now, call_s) - now
    # A slot is held a little longer than a window; one call waits for the other's answer.
    margin = (calls / pace.share + 2) * WINDOW_MARGIN * WINDOW_S + 0.01
    margin += pace.share * call_s
    assert took <= told + margin
    # What others spend is forgotten some windows later, which nobody can tell before.
    assert told <= took + margin or ledger.others(now + took) < pace.others
