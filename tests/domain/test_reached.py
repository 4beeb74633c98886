"""How far a job gets: its calls are those that a server counts which closes registration at its limit."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from webinar_console.domain.forecast import INVITE_BATCH, Tally
from webinar_console.domain.plan import Action, PlannedRow
from webinar_console.domain.preferences import CLOSED, OPEN, Preferences, RegistrationSettings

ROWS = st.lists(st.sampled_from([Action.REGISTER, Action.INVITE]), max_size=130)


def sent_one_by_one(
    actions: list[Action], count: int, limit: int, status: str
) -> tuple[Counter[Action], int]:
    """The deeds that succeed, and all calls, where so many people are there. ``limit`` 0: none."""
    done: Counter[Action] = Counter()
    calls = 0
    panel = actions.count(Action.INVITE)
    for start in range(0, panel, INVITE_BATCH):
        done[Action.INVITE] += min(INVITE_BATCH, panel - start)
        calls += 1
    for action in actions:
        if action is Action.INVITE:
            continue
        calls += 2 if action is Action.REPLACE else 1
        if status == CLOSED or (0 < limit <= count and action is Action.REGISTER):
            return done, calls + 1  # one look tells why
        done[action] += 1
        count += action is Action.REGISTER
        status = CLOSED if 0 < limit <= count else status
    return done, calls


@given(
    replaced=st.integers(0, 5),
    rest=ROWS,
    count=st.integers(0, 20),
    limit=st.integers(0, 60),
    status=st.sampled_from([OPEN, CLOSED]),
)
def test_a_job_gets_as_far_as_the_server_lets_it(
    replaced: int, rest: list[Action], count: int, limit: int, status: str
) -> None:
    # An import has its replacements first, and none where registration is closed or full.
    open_now = status == OPEN and not 0 < limit <= count
    actions = [Action.REPLACE] * (replaced if open_now else 0) + rest
    rows = [PlannedRow(seq=seq, action=action) for seq, action in enumerate(actions)]
    settings = RegistrationSettings(auto_close_limit=limit)
    seen = Preferences(registration_status=status, registrant_count=count, settings=settings)
    found = Tally(seen, rows)
    done, calls = sent_one_by_one(actions, count, limit, status)
    assert +found.done == done
    assert found.asked == Counter(actions)
    assert found.calls == calls
    assert found.stops is (done.total() < len(rows))
    in_parts = Tally(seen)
    for row in rows:
        in_parts.read([row])
    assert (in_parts.done, in_parts.calls, in_parts.closes) == (found.done, found.calls, found.closes)


@given(ROWS)
def test_what_is_not_known_stops_nobody(actions: list[Action]) -> None:
    rows = [PlannedRow(seq=seq, action=action) for seq, action in enumerate(actions)]
    found = Tally(None, rows)
    assert (found.done, found.stops) == (Counter(actions), False)
