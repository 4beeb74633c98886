"""The rules of the domain, said as properties where they can be."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinar_console.domain.agenda import Period, agenda_of, period_of
from webinar_console.domain.attendance import attendance_of
from webinar_console.domain.email import domain_of, email_key, is_plainly_valid
from webinar_console.domain.external_id import (
    decode_pairs,
    encode_pairs,
    is_one_value,
    value_in,
    with_value,
)
from webinar_console.domain.forecast import Pace, Tally, forecast_of, seconds_for
from webinar_console.domain.invitee import ATTENDEE, CO_HOST, HOST, PANELIST, role_from
from webinar_console.domain.moments import format_moment, parse_moment, zone
from webinar_console.domain.plan import Action, PlannedRow
from webinar_console.domain.preferences import (
    CLOSED,
    FIELDS,
    Preferences,
    RegistrationSettings,
    changed_fields,
    patch_body,
    seats_left,
    with_values,
)
from webinar_console.domain.registrant import NewRegistrant, Registrant, registration_of
from webinar_console.domain.session import Session
from webinar_console.domain.staging import (
    StagedChange,
    registration_from,
    registration_with,
    why_protected,
)
from webinar_console.domain.webinar import WebinarReference

NOW = datetime(2026, 5, 12, 16, 0, tzinfo=UTC)
text = st.text(st.characters(exclude_categories=["Cs"]))
pairs = st.lists(st.tuples(text.filter(bool), text), min_size=1, max_size=5)


@given(pairs)
def test_external_id_pairs_come_back_exactly(original: list[tuple[str, str]]) -> None:
    assert decode_pairs(encode_pairs(original)) == tuple(original)


@given(text)
def test_external_id_text_is_pairs_only_when_writing_them_gives_the_same_text(value: str) -> None:
    found = decode_pairs(value)
    assert found is None or encode_pairs(found) == value


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("lid=123&oid=4%4056", (("lid", "123"), ("oid", "4@56"))),
        ("CRM-00123", None),
        ("a=b=c", None),
        ("a=%zz", None),
        ("a=%c3", None),
        ("=b", None),
        ("a", None),
        ("", None),
        ("a=b&", None),
        ("lid=1%2f2", None),  # lower-case escapes are not what we write, so the text stays as it is
    ],
)
def test_external_id_examples(value: str, found: object) -> None:
    assert decode_pairs(value) == found


plain_pairs = st.lists(st.tuples(st.sampled_from("abc"), st.text("x1 %&=é", max_size=3)), max_size=4)


@given(plain_pairs, st.sampled_from("abc"), st.text("x1 %&=é", max_size=3))
def test_one_value_of_an_external_id_changes_alone_and_back_again(
    before: list[tuple[str, str]], key: str, value: str
) -> None:
    original = encode_pairs(before)
    if sum(one == key for one, _ in before) > 1 or (
        len(before) == 1 and key not in dict(before) and not before[0][1]
    ):
        assert not is_one_value(original, key)
        with pytest.raises(ValueError, match="keys"):
            with_value(original, key, value, original)
        return
    assert is_one_value(original, key)
    after = with_value(original, key, value, original)
    assert value_in(after, key) == value
    others = [pair for pair in before if pair[0] != key]
    if after:
        assert [pair for pair in decode_pairs(after) or () if pair[0] != key] == others
    else:
        assert not any(old for _, old in others)
    assert with_value(after, key, dict(before).get(key, ""), original) == original


@pytest.mark.parametrize("text", ["CRM-00123", "YWJj=", "a=%zz", "lid=1&lid=2", "lid=1%2f2&oid=1"])
def test_an_external_id_of_another_form_has_no_value_to_change(text: str) -> None:
    assert not is_one_value(text, "lid")
    assert value_in(text, "oid") == ""


def test_the_last_value_of_an_external_id_takes_it_along() -> None:
    assert with_value("lid=1", "lid", "", "lid=1") == ""
    assert with_value("lid=1&oid=2", "lid", "", "lid=1&oid=2") == "lid=&oid=2"
    assert with_value("oid=2", "lid", "00 1", "oid=2") == "oid=2&lid=00%201"
    assert with_value("", "lid", "1") == "lid=1"
    assert value_in("lid=1&lid=2", "lid") == "1; 2"
    assert with_value("lid=&oid=2", "oid", "", "lid=1&oid=2") == ""
    assert with_value("", "oid", "3", "lid=1&oid=2") == "lid=&oid=3", "the order stays"
    assert with_value("", "lid", "3", "x=1&x=2&lid=4") == "lid=3"
    assert is_one_value("lid=&oid=", "cid")


def test_external_id_refuses_what_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="empty"):
        encode_pairs([("", "1")])
    with pytest.raises(ValueError, match="Unicode"):
        encode_pairs([("a", "\ud800")])


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(1970, 1, 1), max_value=datetime(2200, 1, 1)))
def test_moments_come_back_to_the_millisecond(moment: datetime) -> None:
    back = parse_moment(format_moment(moment))
    assert back is not None
    assert abs(back - moment) < timedelta(milliseconds=1)


def test_moments_take_what_servers_write() -> None:
    assert parse_moment("2026-05-12T18:00:00+02:00") == NOW
    assert parse_moment("2026-05-12T16:00:00") == NOW
    assert parse_moment("soon") is None
    assert parse_moment(None) is None
    with pytest.raises(ValueError, match="zone"):
        format_moment(datetime(2026, 5, 12))
    assert zone("Europe/Berlin") is not None
    assert zone("Mars/Olympus") is None
    assert zone("../etc/passwd") is None
    assert zone(None) is None


def session(number: int, status: str = "Scheduled", hours: float = 1, webinar: str = "w") -> Session:
    return Session(
        id=str(number),
        status=status,
        scheduled_start_time=format_moment(NOW + timedelta(hours=hours)),
        scheduled_duration=1800,
        webinar=WebinarReference(id=webinar, title=f"Webinar {webinar}"),
    )


def test_agenda_groups_and_orders() -> None:
    found = agenda_of(
        [
            session(1, "Active", -0.2, "a"),
            session(2, "Scheduled", 48, "b"),
            session(3, "Scheduled", 24, "b"),
            session(4, "Scheduled", 30, "c"),
            session(5, "Finished", -24, "d"),
            session(6, "Finished", -48, "b"),
        ],
        NOW,
    )
    assert [e.webinar_id for e in found.live] == ["a"]
    assert [[s.id for s in e.sessions] for e in found.upcoming] == [["3", "2"], ["4"]]
    assert [e.webinar_id for e in found.entries(Period.PAST)] == ["d", "b"]


def test_an_unknown_status_is_placed_by_the_clock() -> None:
    assert period_of(session(1, "Rehearsing", 5), NOW) is Period.UPCOMING
    assert period_of(session(1, "Rehearsing", -5), NOW) is Period.PAST


def test_a_blank_session_title_is_the_webinars() -> None:
    assert session(1).name == "Webinar w"
    assert msgspec.structs.replace(session(1), title="Part two").name == "Part two"
    assert Session(id="9").name == "Untitled session"


def test_emails_compare_without_case_and_space() -> None:
    assert email_key(" Anna@Example.COM ") == email_key("anna@example.com")
    assert domain_of("Anna@Example.COM") == "example.com"
    assert is_plainly_valid("o'neil+spring@mail.example.org")
    assert not is_plainly_valid("a..b@example.org")
    assert not is_plainly_valid("zoë@example.org")  # not wrong, only not beyond doubt


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("", ATTENDEE),
        ("Cohost", CO_HOST),
        ("co-host", CO_HOST),
        ("CO HOST", CO_HOST),
        ("panelist", PANELIST),
        ("Speaker", PANELIST),
        ("HOST", HOST),
        ("king", None),
    ],
)
def test_roles_in_any_spelling(word: str, role: str | None) -> None:
    assert role_from(word) == role


def test_preferences_send_only_what_changed() -> None:
    seen = Preferences(id="1", settings=RegistrationSettings(auto_close_limit=100))
    wanted = {name: seen.value(name) for name in FIELDS}
    assert changed_fields(seen, wanted) == {}
    wanted |= {"auto_close_limit": 0, "registration_status": CLOSED}
    changes = changed_fields(seen, wanted)
    assert patch_body(changes) == {"registrationStatus": "Closed", "settings": {"autoCloseLimit": 0}}
    after = with_values(seen, changes)
    assert changed_fields(after, wanted) == {}
    with pytest.raises(KeyError):
        changed_fields(seen, {"registrant_count": 3})


def test_seats_never_go_below_zero() -> None:
    limited = Preferences(registrant_count=120, settings=RegistrationSettings(auto_close_limit=100))
    assert seats_left(limited) == 0
    assert seats_left(Preferences(registrant_count=5)) is None


def test_attendance_adds_up() -> None:
    people = [
        Registrant(id="1", participant_id="7"),
        Registrant(id="2"),
        Registrant(id="3", participant_id=""),
    ]
    found = attendance_of(people)
    assert (found.registered, found.attended, found.absent) == (3, 1, 2)


def test_a_replacement_keeps_what_can_be_kept_and_no_dead_link() -> None:
    old = Registrant(
        id="1", first_name="Zoë", last_name="Ng", email="z@example.com", source="ad", join_uri="https://x/1"
    )
    new = registration_with(old, {"last_name": " Nguyen ", "source": ""})
    assert (new.first_name, new.last_name, new.source, new.join_uri) == ("Zoë", "Nguyen", None, None)
    assert registration_of(old, own_links=True).join_uri == "https://x/1"
    assert registration_from({"first_name": "A", "last_name": "B", "email": "a@b.example"}).email
    with pytest.raises(ValueError, match="join_uri"):
        registration_with(old, {"join_uri": "https://y"})
    assert not StagedChange(registrant=old, values={"email": "Z@example.com"}).email_changes
    assert StagedChange(registrant=old, values={"email": "y@example.com"}).email_changes


def test_protection_has_a_reason() -> None:
    came = Registrant(id="1", participant_id="9")
    assert "attended" in (why_protected(came, session_finished=False) or "")
    assert "finished" in (why_protected(Registrant(id="2"), session_finished=True) or "")
    assert why_protected(Registrant(id="2"), session_finished=False) is None


@given(
    calls=st.integers(0, 3000),
    limit=st.integers(1, 600),
    reserve=st.integers(0, 10),
    free=st.integers(0, 600),
)
def test_a_forecast_of_time_is_what_a_sliding_window_takes(
    calls: int, limit: int, reserve: int, free: int
) -> None:
    pace = Pace(limit, 60.0, reserve, min(free, max(1, limit - reserve)))
    seconds = seconds_for(calls, pace)
    # Send greedily: `free_now` at once, then a share each window.
    sent, clock = min(calls, pace.free_now), 0.0
    while sent < calls:
        clock += 60.0
        sent += pace.share
    assert seconds == clock


def test_a_forecast_counts_people_calls_and_emails() -> None:
    person = NewRegistrant(first_name="A", last_name="B", email="a@example.com")
    old = Registrant(id="9", email="a@example.com")
    rows = [
        PlannedRow(seq=0, action=Action.REGISTER, registrant=person),
        PlannedRow(seq=1, action=Action.REGISTER, registrant=person),
        PlannedRow(seq=2, action=Action.REPLACE, registrant=person, old=old),
        PlannedRow(seq=3, action=Action.REMOVE, old=old),
    ]
    seen = Preferences(registrant_count=99, settings=RegistrationSettings(auto_close_limit=100))
    found = forecast_of(
        Tally(None, rows), left_out=1, pace=Pace(10, 60), preferences=seen, now=NOW, session_starts_at=NOW
    )
    assert (found.calls, found.registers, found.replaces, found.removes) == (5, 2, 1, 1)
    assert (found.emails.confirmations, found.emails.cancellations) == (3, 2)
    assert found.seats_left == 1
    assert found.closes_after == 1
    assert found.after_start
    quiet = with_values(seen, {"suppress_emails": True})
    assert (
        forecast_of(
            Tally(None, rows),
            left_out=0,
            pace=Pace(10, 60),
            preferences=quiet,
            now=NOW,
            session_starts_at=None,
        ).emails.total
        == 0
    )
