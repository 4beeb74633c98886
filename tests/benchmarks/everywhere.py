"""One search over the copies of 20 sessions with 100,000 people together.

The reference does what one writes first: reads the copies and looks at every record, in Python. Every time is
the worst of the queries, on the services that the window asks.
"""

import asyncio
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks.common import OUT, Goal, Medians, main
from tests.benchmarks.people import rows as made_up
from webinar_console.domain.folding import search_terms, search_text
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.session import Session
from webinar_console.services.whereabouts import Whereabouts
from webinar_console.store import Store

VARIANTS = ("ours", "records")
PEOPLE, FEW, SESSIONS = 100_000, 2_000, 20
QUERIES = ("a", "anna", "müller", "anna mull", "corp.example", "zzzz", "ann 77")
_NOW = datetime(2026, 5, 12, 16, 0, tzinfo=UTC)


async def _filled(store: Store, count: int) -> tuple[Session, ...]:
    sessions = tuple(Session(id=f"s{n}", title=f"Session {n}") for n in range(SESSIONS))
    crowd = [
        Registrant(
            id=row[10],
            first_name=row[0],
            last_name=row[1],
            # Every third person is in two sessions, next to each other.
            email=row[2] if number % 6 > 1 else f"shared{number // 6}@example.com",
            source=row[3],
            external_id=row[4],
            registration_time=row[5],
            join_uri=row[7],
            cancellation_uri=row[8],
        )
        for number, row in enumerate(made_up(count))
    ]
    for number, session in enumerate(sessions):
        await store.cache.keep_registrants(session.id, crowd[number::SESSIONS], _NOW)
    return sessions


async def _ours(store: Store, sessions: tuple[Session, ...]) -> dict[str, float]:
    where = Whereabouts(store.cache, lambda: sessions)
    found = []
    for query in QUERIES:
        started = time.perf_counter()
        await where.find(query)
        found.append((time.perf_counter() - started) * 1000)
    started = time.perf_counter()
    elsewhere = await where.elsewhere("s1")
    taken = (time.perf_counter() - started) * 1000
    assert elsewhere.emails
    return {"find_ms": max(found), "elsewhere_ms": taken}


async def _records(store: Store, sessions: tuple[Session, ...]) -> dict[str, float]:
    found = []
    for query in QUERIES[:3]:
        started = time.perf_counter()
        terms = search_terms(query)
        hits = []
        for session in sessions:
            start = 0
            while people := await store.cache.registrants(session.id, start):
                start += len(people)
                for one in people:
                    text = search_text((one.first_name, one.last_name, one.email))
                    if all(term in text for term in terms):
                        hits.append((session, one))
        found.append((time.perf_counter() - started) * 1000)
    return {"find_ms": max(found)}


async def _measure(variant: str, folder: Path, count: int) -> dict[str, float]:
    async with await Store.open(folder) as store:
        sessions = await _filled(store, count)
    async with await Store.open(folder) as store:
        return await (_ours if variant == "ours" else _records)(store, sessions)


def child(variant: str, small: bool) -> dict[str, float]:
    """Milliseconds of the slowest query."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=OUT) as name:
        return asyncio.run(_measure(variant, Path(name), FEW if small else PEOPLE))


def goals(medians: Medians) -> list[Goal]:
    """Well under a tenth of a second; the ratio stays where machines differ."""
    ours, records = medians["ours"], medians["records"]
    return [
        Goal(
            "a search over all copies, against reading them",
            ours["find_ms"] / records["find_ms"],
            at_most=0.1,
        ),
        Goal("the slowest of the searches", ours["find_ms"], at_most=100.0, unit="ms"),
        Goal("who of a session is in others, too", ours["elsewhere_ms"], at_most=200.0, unit="ms"),
    ]


if __name__ == "__main__":
    main("tests.benchmarks.everywhere")
