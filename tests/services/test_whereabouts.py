"""Where somebody is registered, over the copies of the practice account's sessions."""

from datetime import UTC, datetime, timedelta

from tests.gui.samples import SESSIONS
from webinar_console.domain.registrant import Registrant
from webinar_console.services.whereabouts import MOST, Whereabouts
from webinar_console.store import Store

NOW = datetime(2026, 5, 9, 14, 20, tzinfo=UTC)


def anna(number: int, **changes: object) -> Registrant:
    values = {"first_name": "Anna", "last_name": "Müller", "email": "anna@example.com"} | changes
    return Registrant(id=str(number), **values)  # type: ignore[arg-type]


async def test_one_person_in_several_sessions_is_one_person_the_latest_session_first() -> None:
    async with await Store.open(None) as store:
        where = Whereabouts(store.cache, lambda: SESSIONS)
        await store.cache.keep_registrants("winter", [anna(1, participant_id="p")], NOW - timedelta(days=80))
        await store.cache.keep_registrants(
            "spring", [anna(2, email="ANNA@example.com ", first_name="Ann")], NOW
        )
        await store.cache.keep_registrants("live", [anna(3, email="other@example.com")], NOW)
        await store.cache.keep_registrants("gone", [anna(4)], NOW)
        seen = await where.find("mull an")
        assert [(person.name, [r.session.id for r in person.registrations]) for person in seen.people] == [
            ("Ann Müller", ["spring", "winter"]),
            ("Anna Müller", ["live"]),
        ]
        assert [r.as_of for r in seen.people[0].registrations] == [NOW, NOW - timedelta(days=80)]
        assert seen.people[0].registrations[1].person.attended
        assert (seen.total, seen.shown) == (3, 3), "who is in a session that is gone is nowhere"
        assert (seen.coverage.searched, seen.coverage.sessions) == (3, len(SESSIONS))
        assert {s.id for s in seen.coverage.missing} == {s.id for s in SESSIONS} - {
            "winter",
            "spring",
            "live",
        }
        assert (await where.find("  ")).people == ()
        assert (await where.find("nobody at all")).total == 0


async def test_too_many_are_counted_and_some_of_them_shown() -> None:
    async with await Store.open(None) as store:
        where = Whereabouts(store.cache, lambda: SESSIONS)
        crowd = [anna(n, email=f"a{n}@example.com") for n in range(MOST + 50)]
        await store.cache.keep_registrants("spring", crowd, NOW)
        seen = await where.find("anna")
        assert (seen.shown, seen.total) == (MOST, MOST + 50)


async def test_people_without_an_address_are_not_taken_for_one() -> None:
    async with await Store.open(None) as store:
        where = Whereabouts(store.cache, lambda: SESSIONS)
        await store.cache.keep_registrants("spring", [anna(1, email=""), anna(2, email="")], NOW)
        await store.cache.keep_registrants("live", [anna(1, email="")], NOW)
        assert len((await where.find("anna")).people) == 3
        assert (await where.elsewhere("spring")).emails == frozenset()


async def test_who_of_a_session_is_elsewhere_and_how_much_of_elsewhere_is_known() -> None:
    async with await Store.open(None) as store:
        where = Whereabouts(store.cache, lambda: SESSIONS)
        await store.cache.keep_registrants("spring", [anna(1), anna(2, email="b@example.com")], NOW)
        await store.cache.keep_registrants("winter", [anna(1)], NOW)
        await store.cache.keep_registrants("gone", [anna(1, email="b@example.com")], NOW)
        found = await where.elsewhere("spring")
        assert found.emails == {"anna@example.com"}
        assert (found.coverage.searched, found.coverage.sessions) == (1, len(SESSIONS) - 1)
