"""The sentences before an import, word by word."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinar_console.domain.forecast import EmailForecast, Forecast, Night, Pace
from webinar_console.domain.people import Verdict
from webinar_console.domain.quiet import QuietHours
from webinar_console.ui.importing import words

NOW = datetime(2026, 5, 12, 16, 5, tzinfo=UTC)
START = datetime(2026, 5, 12, 18, 0, tzinfo=UTC)
THERE, NOTHING = "in the session already", "There is nothing to send."
PACE = Pace(limit=10, window_s=60)


def forecast(**changes: object) -> Forecast:
    base = Forecast(
        registers=288,
        invites=4,
        replaces=0,
        removes=0,
        left_out=12,
        calls=290,
        seconds=36 * 60,
        finishes_at=NOW + timedelta(minutes=36),
        emails=EmailForecast(288, 4, 0, suppressed=False, digest_to_host=False),
        seats_left=None,
        closes_after=None,
        registration_closed=False,
        after_start=False,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def sentences(told: Forecast, **more: object) -> list[str]:
    return [line.sentence for line in words.forecast_lines(told, PACE, NOW, START, local=UTC, **more)]  # type: ignore[arg-type]


def test_the_forecast_of_the_issue() -> None:
    assert sentences(forecast()) == [
        "288 people will be registered, 4 invited to the panel, 12 skipped.",
        (
            "290 calls, about 36 minutes at RingCentral’s pace of 10 a minute, 8 of them for the import: "
            "done about 16:41, before the 18:00 start."
        ),
        "288 confirmations and 4 panel invitations leave by e-mail; e-mails cannot be called back.",
    ]


def test_one_person_is_not_people() -> None:
    one = forecast(
        registers=1,
        invites=0,
        left_out=0,
        calls=1,
        seconds=0.0,
        finishes_at=NOW,
        emails=EmailForecast(1, 0, 0, False, False),
    )
    assert sentences(one) == [
        "1 person will be registered.",
        (
            "1 call, less than a minute at RingCentral’s pace of 10 a minute: "
            "done about 16:05, before the 18:00 start."
        ),
        "1 confirmation leaves by e-mail; e-mails cannot be called back.",
    ]
    assert words.confirm_label(one) == "Invite 1 person"


def test_only_the_panel() -> None:
    told = forecast(registers=0, invites=2, left_out=0, emails=EmailForecast(0, 2, 0, False, False))
    assert sentences(told)[0] == "2 people will be invited to the panel."


@pytest.mark.parametrize(
    ("rows", "mend", "already", "tone", "sentence"),
    [
        (
            12,
            7,
            0,
            "error",
            "None of the 12 rows can be sent yet: 5 skipped, 7 need mending. Mend them above.",
        ),
        (7, 7, 0, "error", "None of the 7 rows can be sent yet. Mend them above."),
        (1, 1, 0, "error", "The row cannot be sent yet. Mend it above."),
        (2, 0, 2, "good", f"All 2 people are {THERE}. {NOTHING}"),
        (1, 0, 1, "good", f"The person is {THERE}. {NOTHING}"),
        (
            3,
            0,
            2,
            "plain",
            f"All 3 rows are skipped, 2 of them {THERE}. {NOTHING}",
        ),
        (1, 0, 0, "plain", f"The row is skipped. {NOTHING}"),
        (0, 0, 0, "plain", "There is no row to send."),
    ],
)
def test_nobody_to_send_is_told_once_and_says_nothing_of_time_or_e_mails(
    rows: int, mend: int, already: int, tone: str, sentence: str
) -> None:
    told = forecast(registers=0, invites=0, left_out=rows, mend=mend, already=already)
    (line,) = words.forecast_lines(told, PACE, NOW, START, local=UTC)
    assert (line.tone, line.sentence) == (tone, sentence)
    assert words.confirm_label(told) == "Nobody to invite"


@pytest.mark.parametrize(
    ("skipped", "mend", "said"),
    [
        (45, 7, "52 not sent (45 skipped, 7 need mending)"),
        (45, 1, "46 not sent (45 skipped, 1 needs mending)"),
        (45, 0, "45 skipped"),
        (0, 7, "7 need mending"),
    ],
)
def test_who_is_not_sent_is_counted_in_the_words_of_the_check(skipped: int, mend: int, said: str) -> None:
    told = words.people_sentence(forecast(left_out=skipped + mend, mend=mend))
    assert told == f"288 people will be registered, 4 invited to the panel, {said}."


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({"registers": 228, "replaces": 56}, "Invite 232 people, replace 56"),
        ({"registers": 0, "invites": 0, "replaces": 56}, "Replace 56 people"),
        ({"registers": 0, "invites": 0, "replaces": 1, "removes": 3}, "Replace 1 person, remove 3"),
        ({"registers": 0, "invites": 0, "removes": 3}, "Remove 3 people"),
        ({"replaces": 56, "registration_closed": True}, "Invite 4 of 292 people"),
        (
            {"registers": 200, "replaces": 56, "removes": 3, "seats_left": 100, "stops": True},
            "Invite 104 of 204 people, replace 56, remove 3",
        ),
    ],
)
def test_the_button_names_every_deed(changes: dict[str, object], label: str) -> None:
    assert words.confirm_label(forecast(**changes)) == label


@pytest.mark.parametrize(
    ("changes", "obstacle"),
    [
        (
            {"registers": 0, "replaces": 3, "registration_closed": True},
            "Registration is closed, so 3 people cannot be replaced. ",
        ),
        (
            {"registers": 2, "replaces": 1, "seats_left": 0},
            "No seat is left, so 2 people cannot be registered, and 1 not replaced. ",
        ),
    ],
)
def test_who_cannot_be_replaced_is_told(changes: dict[str, object], obstacle: str) -> None:
    assert sentences(forecast(**changes))[0].startswith(obstacle)


def test_calls_for_settings_are_explained() -> None:
    assert sentences(forecast(calls=294, more_calls=4))[1].startswith(
        "294 calls (4 of them to change settings and put them back), about 36 minutes at "
    )


def test_the_seats_of_those_who_are_removed_are_free_then() -> None:
    told = forecast(seats_left=1188, removes=140)
    last = words.forecast_lines(told, PACE, NOW, START, seat_limit=6000, local=UTC)[-1]
    assert last.sentence == "They all fit: 4,960 of 6,000 seats are taken then, 1,040 left."


def test_an_end_after_the_start_is_a_warning_with_a_way_out() -> None:
    late = forecast(seconds=7200.0, finishes_at=NOW + timedelta(hours=2))
    line = words.forecast_lines(late, PACE, NOW, START, local=UTC)[1]
    assert line.tone == "warning"
    assert line.sentence.endswith("done about 18:05, after the 18:00 start. Choose below who comes first.")
    night = Night(QuietHours(time(16), time(20)), UTC)
    told = words.shifted(forecast(night=night), NOW, START)
    assert sentences(told)[1].endswith("Without the rest it would be done in time.")
    one = forecast(registers=1, seconds=7200.0, finishes_at=NOW + timedelta(hours=2))
    assert sentences(one)[1].endswith("after the 18:00 start."), "nobody comes before the only one"


def test_suppressed_e_mails() -> None:
    quiet = EmailForecast(0, 4, 0, suppressed=True, digest_to_host=False)
    assert words.email_sentence(quiet) == (
        "Confirmation e-mails are suppressed for this session. "
        "4 panel invitations leave by e-mail; e-mails cannot be called back."
    )
    assert words.email_sentence(quiet, is_quiet=True) == (
        "Confirmation e-mails are off during this import, then on again; whoever registers meanwhile "
        "gets none either. 4 panel invitations leave by e-mail; e-mails cannot be called back."
    )
    nothing = EmailForecast(0, 0, 0, suppressed=True, digest_to_host=False)
    assert words.email_sentence(nothing) == (
        "Confirmation e-mails are suppressed for this session. No e-mail leaves."
    )


def test_who_gets_no_e_mail_is_said() -> None:
    mails = EmailForecast(312, 0, 0, suppressed=False, digest_to_host=True)
    assert words.email_sentence(mails, already=4) == (
        "312 confirmations leave by e-mail; e-mails cannot be called back. "
        "4 already there get none. The host’s digest is on."
    )


@pytest.mark.parametrize(
    ("roles", "said"),
    [
        ({"Panelist": 3, "CoHost": 1}, "4 invited to the panel (3 panelists and 1 co-host)"),
        ({"Panelist": 4}, "4 invited as panelists"),
    ],
)
def test_the_panel_is_told_by_role(roles: dict[str, int], said: str) -> None:
    assert said in words.people_sentence(forecast(roles=roles))


def test_the_last_seat_has_a_line_and_a_live_session_is_said() -> None:
    short = forecast(seats_left=2, closes_after=2, stops=True, removes=40)
    told = sentences(short, closing_line=214, is_live=True)
    assert told[0] == (
        "Only 2 seats are left for 288 people. The row on line 214 takes the last: the import stops there "
        "and waits, and so does the removal of 40 people. "
        "Raise the limit, or register only the first 2, below."
    )
    assert told[1] == "The session is live now."
    assert any("stops about 16:41" in sentence for sentence in told)


@pytest.mark.parametrize(
    ("seats", "tone", "sentence"),
    [
        (1188, "plain", "They all fit: 5,100 of 6,000 seats are taken then, 900 left."),
        (288, "warning", "They take the last 288 seats."),
    ],
)
def test_capacity(seats: int, tone: str, sentence: str) -> None:
    told = forecast(seats_left=seats)
    last = words.forecast_lines(told, PACE, NOW, START, seat_limit=6000, local=UTC)[-1]
    assert (last.tone, last.sentence) == (tone, sentence)


@pytest.mark.parametrize(
    ("changes", "obstacle", "who", "label"),
    [
        (
            {"seats_left": 2, "closes_after": 2, "stops": True},
            (
                "Only 2 seats are left for 288 people. The import stops there and waits. "
                "Raise the limit, or register only the first 2, below."
            ),
            "2 people will be registered, 4 invited to the panel, 286 wait for a seat, 12 skipped.",
            "Invite 6 of 292 people",
        ),
        (
            {"seats_left": 0, "closes_after": 0},
            (
                "No seat is left, so 288 people cannot be registered. "
                "Raise the limit in the preferences, or for this import below."
            ),
            "4 people will be invited to the panel, 12 skipped.",
            "Invite 4 of 292 people",
        ),
        (
            {"registration_closed": True},
            (
                "Registration is closed, so 288 people cannot be registered. "
                "Open it in the preferences, or for this import below."
            ),
            "4 people will be invited to the panel, 12 skipped.",
            "Invite 4 of 292 people",
        ),
    ],
)
def test_the_obstacle_comes_first_and_only_what_can_happen_is_counted(
    changes: dict[str, object], obstacle: str, who: str, label: str
) -> None:
    told = forecast(**changes)
    first, second, *_rest = words.forecast_lines(told, PACE, NOW, START, local=UTC)
    assert (first.tone, first.sentence) == ("error", obstacle)
    assert second.sentence == who
    assert words.confirm_label(told) == label


def test_when_nobody_gets_in_only_the_obstacle_is_told() -> None:
    closed = forecast(registration_closed=True, invites=0)
    (only,) = sentences(closed)
    assert only.startswith("Registration is closed")
    assert words.confirm_label(closed) == "Nobody to invite"


@given(
    st.integers(0, 500),
    st.integers(0, 20),
    st.one_of(st.none(), st.integers(0, 600)),
    st.booleans(),
)
def test_never_more_are_promised_than_get_in(
    registers: int, invites: int, seats: int | None, closed: bool
) -> None:
    told = forecast(registers=registers, invites=invites, seats_left=seats, registration_closed=closed)
    able = told.can_send
    assert invites <= able <= registers + invites
    assert seats is None or able <= seats + invites
    assert not closed or able == invites
    tones = [line.tone for line in words.forecast_lines(told, PACE, NOW, START, local=UTC)]
    assert ("error" in tones) == (able < registers + invites)


def test_the_next_step_for_bad_rows() -> None:
    counts = dict.fromkeys(Verdict, 0)
    assert words.next_step(counts) == ""
    assert words.next_step(counts | {Verdict.MEND: 11}) == (
        "11 rows need mending. Correct them, or go on without them."
    )


def test_closed_registration_and_unread_settings_are_said() -> None:
    told = sentences(forecast(registration_closed=True), preferences_known=False)
    assert any("Registration is closed" in sentence for sentence in told)
    assert any("could not be read" in sentence for sentence in told)


def test_a_forecast_gets_older_with_the_clock() -> None:
    later = words.shifted(forecast(), NOW + timedelta(hours=1, minutes=30), START)
    assert later.finishes_at == NOW + timedelta(hours=2, minutes=6)
    assert later.after_start


@pytest.mark.parametrize(
    ("begins", "ends", "hours", "rests"),
    [
        (20, 8, 3.9, False),  # done before they begin
        (20, 8, 4.1, True),
        (15, 17, 0.5, True),  # they have begun
        (10, 16, 0.5, False),  # they are over
    ],
)
def test_rests_are_told_where_the_forecast_has_them(
    begins: int, ends: int, hours: float, rests: bool
) -> None:
    night = Night(QuietHours(time(begins), time(ends)), UTC)
    by_day = forecast(seconds=hours * 3600)
    for told, said in ((by_day, False), (replace(by_day, night=night), rests)):
        sentence = words.time_sentence(words.shifted(told, NOW, START), PACE, NOW, START, local=UTC)
        assert ("it rests in quiet hours" in sentence) is said


def test_a_rest_of_a_moment_is_not_told() -> None:
    now = NOW.replace(hour=16, minute=59, second=30)
    night = Night(QuietHours(time(15), time(17)), UTC)
    sentence = words.time_sentence(words.shifted(forecast(night=night), now, START), PACE, now, START)
    assert "rests" not in sentence


@pytest.mark.parametrize(
    ("pace", "said"),
    [
        (Pace(10, 60.0), "10 a minute"),
        (Pace(1200, 3600.0), "1,200 an hour"),
        (Pace(5, 30.0), "5 every 30 seconds"),
    ],
)
def test_pace(pace: Pace, said: str) -> None:
    assert words.pace_words(pace) == said


def test_verdicts_are_counted_with_the_right_verb() -> None:
    counts = {Verdict.READY: 1288, Verdict.REMARK: 0, Verdict.MEND: 1, Verdict.SKIP: 2}
    assert words.check_summary(counts) == "1,288 ready · 1 needs mending · 2 skipped"
