"""Rate limits: the window slides, a penalty restarts, headers tell the truth."""

from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulator.caller import LONG_AGO, Caller, Clock
from webinar_console.simulator import Settings, World

SESSIONS = "/webinar/configuration/v1/sessions"


def limited(**changes: object) -> Caller:
    return Caller(Settings(**{"limit": 3, "window_s": 60.0, "penalty_s": 30.0, "registrants": 5, **changes}))  # type: ignore[arg-type]


async def status(caller: Caller) -> int:
    return (await caller.call("GET", SESSIONS, endTimeFrom=LONG_AGO)).status


async def test_headers_count_down_on_every_answer() -> None:
    caller = limited()
    seen = [await caller.call("GET", SESSIONS, endTimeFrom=LONG_AGO) for _ in range(3)]
    assert [r.headers["X-Rate-Limit-Remaining"] for r in seen] == ["2", "1", "0"]
    assert {r.headers["X-Rate-Limit-Group"] for r in seen} == {"heavy"}
    assert seen[0].headers["X-Rate-Limit-Limit"] == "3"
    assert seen[0].headers["X-Rate-Limit-Window"] == "60"


async def test_a_refused_request_spends_a_call_and_carries_the_headers() -> None:
    caller = limited()
    refused = await caller.call("GET", SESSIONS)
    assert (refused.status, refused.parameter) == (400, "endTimeFrom")
    assert refused.headers["X-Rate-Limit-Remaining"] == "2"


async def test_the_window_slides() -> None:
    caller = limited()
    assert await status(caller) == 200
    caller.clock.move(40)
    assert [await status(caller) for _ in range(2)] == [200, 200]
    caller.clock.move(19.9)
    assert caller.world.throttle.look("heavy", "400132500008").remaining == 0
    caller.clock.move(0.1)
    assert await status(caller) == 200


async def test_one_call_too_many_starts_a_penalty_and_does_no_work() -> None:
    caller = limited(limit=1)
    session = caller.world.large_session
    assert (await caller.register(session, "a@example.com")).status == 201
    refused = await caller.register(session, "b@example.com")
    assert (refused.status, refused.code, refused.headers["Retry-After"]) == (429, "CMN-301", "30")
    assert refused.headers["X-Rate-Limit-Remaining"] == "0"
    assert "b@example.com" not in [p["email"] for p in caller.world.people(session)]


async def test_every_request_inside_the_penalty_starts_it_again() -> None:
    caller = limited(limit=1)
    assert [await status(caller), await status(caller)] == [200, 429]
    for _ in range(4):
        caller.clock.move(29)
        assert await status(caller) == 429
    caller.clock.move(30)
    assert await status(caller) == 200
    assert caller.world.summary()["inPenalty"] == 4
    assert caller.world.summary()["rateLimited"] == 5


async def test_groups_are_counted_apart() -> None:
    caller = limited(limit=1)
    assert [await status(caller), await status(caller)] == [200, 429]
    assert (await caller.call("GET", "/restapi/v1.0/account/~/extension/~")).status == 200


async def test_a_new_limit_counts_at_once() -> None:
    caller = limited(limit=1)
    assert await status(caller) == 200
    caller.world.change_settings(limit=2)
    assert await status(caller) == 200


async def test_a_restart_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "account.db"
    first = Caller(Settings(limit=2, registrants=5), path=file)
    assert [await status(first) for _ in range(3)] == [200, 200, 429]
    first.world.close()
    second = Caller(Settings(limit=2, registrants=5), path=file)
    second.token = first.token
    second.clock.move(10)
    assert await status(second) == 429
    second.clock.move(30)
    assert await status(second) == 200


@settings(max_examples=40, deadline=None)
@given(
    gaps=st.lists(st.floats(0, 40), min_size=1, max_size=60),
    limit=st.integers(1, 6),
)
def test_no_window_ever_holds_more_than_the_limit(gaps: list[float], limit: int) -> None:
    clock = Clock()
    clock.time = datetime(2026, 1, 1, tzinfo=UTC)
    world = World(Settings(limit=limit, window_s=60.0, penalty_s=30.0), clock=clock, seeded=False)
    admitted: list[float] = []
    penalty_until = float("-inf")
    for gap in gaps:
        clock.move(gap)
        now = clock.time.timestamp()
        admission = world.throttle.admit("heavy", "somebody")
        if admission.retry_after_s is None:
            assert now >= penalty_until
            admitted.append(now)
            since_penalty = [at for at in admitted if at > now - 60 and at >= penalty_until]
            assert len(since_penalty) <= limit
            assert admission.remaining == limit - len(since_penalty)
        else:
            assert now < penalty_until or admission.in_penalty is False
            penalty_until = now + 30
    world.close()
