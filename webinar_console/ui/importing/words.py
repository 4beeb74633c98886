"""The sentences of the import sheet. Pure functions: what is told can be tested without a screen."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Literal

from webinar_console.domain.forecast import EmailForecast, Forecast, Pace
from webinar_console.domain.invitee import CO_HOST, PANELIST
from webinar_console.domain.people import Verdict
from webinar_console.domain.people_source import DELIMITERS, ENCODINGS, TableSource, Unit
from webinar_console.services.imports import ImportDraft
from webinar_console.ui.phrases import beside_start, clock, counted, length_of, listed, number, people

VERDICTS: Mapping[Verdict, str] = {
    Verdict.READY: "Ready",
    Verdict.REMARK: "With a remark",
    Verdict.MEND: "Needs mending",
    Verdict.SKIP: "Will be skipped",
}

_PANEL = {PANELIST: ("panelist", "panelists"), CO_HOST: ("co-host", "co-hosts")}

_QUIET = (
    "Confirmation e-mails are off during this import, then on again; whoever registers meanwhile gets none "
    "either."
)

LineTone = Literal["plain", "good", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the forecast, with the icon before it and how grave it is."""

    icon: str
    sentence: str
    tone: LineTone = "plain"


def encoding_words(codec: str) -> str:
    """What a codec is called in the list of choices; its own name when it is none of them."""
    return dict(ENCODINGS).get(codec, codec)


def delimiter_words(delimiter: str) -> str:
    """What separates the cells, as a word."""
    return dict(DELIMITERS).get(delimiter, f"“{delimiter}”")


def file_summary(draft: ImportDraft) -> str:
    """The file in one line: "people.csv · 304 rows · UTF-8 · Comma"."""
    rows = counted(len(draft.rows), "row", "rows")
    if isinstance(draft.source, TableSource) and draft.source.files:
        return f"{draft.name} · {rows}"
    if isinstance(draft.source, TableSource):
        return f"{draft.name} · {rows} of it that {'was' if len(draft.rows) == 1 else 'were'} not done"
    parts = [draft.name, rows]
    if len(draft.sheets) > 1:
        parts.append(f"sheet “{draft.sheet}”")
    if len(draft.header) > 1 and draft.delimiter:
        parts.append(delimiter_words(draft.delimiter))
    if draft.encoding:
        parts.append(encoding_words(draft.encoding))
    # The first of what was noticed is told while the step is folded, too.
    parts += [note.removesuffix(".") for note in draft.notes[:1]]
    return " · ".join(parts)


def file_notes(draft: ImportDraft) -> str:
    """What else is worth knowing about the file: doubts, what is hidden or blank; empty for nothing."""
    notes = list(draft.notes)
    if not draft.encoding_sure:
        notes.append("The letters could be read in more than one way. Which of these is right?")
    if draft.header_line is None:
        notes.append("The file does not name its columns.")
    if draft.blank_rows:
        notes.append(counted(draft.blank_rows, "blank row was", "blank rows were") + " passed over.")
    return " ".join(notes)


def check_summary(counts: Mapping[Verdict, int]) -> str:
    """The verdicts in one line: "288 ready · 4 with a remark · 10 need mending · 2 skipped"."""
    words = {
        Verdict.READY: ("ready", "ready"),
        Verdict.REMARK: ("with a remark", "with a remark"),
        Verdict.MEND: ("needs mending", "need mending"),
        Verdict.SKIP: ("skipped", "skipped"),
    }
    parts = [counted(counts[verdict], *words[verdict]) for verdict in Verdict if counts[verdict]]
    return " · ".join(parts) or "No rows"


def confirm_label(forecast: Forecast) -> str:
    """The verbs and the numbers on the button that starts it: "Invite 6 of 288 people, replace 56"."""
    able, tried = forecast.can_register + forecast.invites, forecast.registers + forecast.invites
    deeds = [("Invite", able), ("Replace", forecast.can_replace), ("Remove", forecast.removes)]
    parts = [(verb, count) for verb, count in deeds if count]
    if not parts:
        return "Nobody to invite"
    (verb, count), *rest = parts
    whom = f"{number(able)} of {people(tried)}" if verb == "Invite" and able < tried else people(count)
    return ", ".join([f"{verb} {whom}", *(f"{verb.lower()} {number(count)}" for verb, count in rest)])


def forecast_lines(
    forecast: Forecast,
    pace: Pace,
    now: datetime,
    starts_at: datetime | None,
    *,
    whose_pace: str = "RingCentral’s",
    preferences_known: bool = True,
    seat_limit: int | None = None,
    closing_line: int | None = None,
    unit: Unit = "line",
    is_live: bool = False,
    is_quiet: bool = False,
    local: tzinfo | None = None,
) -> list[Line]:
    """What confirming will do, as sentences: what speaks against it, people, time, e-mails, seats.

    ``seat_limit`` is the number of registrants after which registration closes by itself, ``closing_line``
    the line (or row, as ``unit`` says) of the file whose person takes the last seat. ``is_live``: the session
    is on the air. ``is_quiet``: e-mails are suppressed by this import, and only while it runs.
    """
    lines = obstacles = _obstacles(forecast, closing_line, unit)
    sends = forecast.can_send or forecast.can_remove
    if is_live:
        lines = [*lines, Line("info", "The session is live now.", "warning")]
    if sends:
        lines = [*lines, Line("people", people_sentence(forecast))]
    elif not obstacles:
        lines = [*lines, nobody_line(forecast)]
    if sends:
        after = starts_at is not None and forecast.finishes_at > starts_at
        time = time_sentence(forecast, pace, now, starts_at, whose_pace=whose_pace, local=local)
        lines.append(Line("clock", time, "warning" if after else "plain"))
        if forecast.can_replace:
            lines.append(Line("link", replace_sentence(forecast.can_replace)))
        lines.append(
            Line("mail", email_sentence(forecast.emails, already=forecast.already, is_quiet=is_quiet))
        )
        lines += _seats(forecast, seat_limit)
    if not preferences_known:
        unread = "The session’s settings could not be read, so seats and e-mails are told by the defaults."
        lines.append(Line("info", unread, "warning"))
    return lines


def shifted(forecast: Forecast, now: datetime, starts_at: datetime | None) -> Forecast:
    """The forecast if the confirmation came now instead of when the plan was made."""
    finishes_at = forecast.finish(now)
    after = starts_at is not None and finishes_at > starts_at
    return replace(forecast, finishes_at=finishes_at, after_start=after)


def people_sentence(forecast: Forecast) -> str:
    """Who: "288 people will be registered, 4 invited, 12 not sent (5 skipped, 7 need mending)." """
    parts: list[str] = []
    able, waits = forecast.can_register, forecast.registers - forecast.can_register
    deeds = (
        (able, "registered"),
        (forecast.invites, f"invited {_panel_words(forecast)}"),
        (forecast.can_replace, "replaced"),
        (forecast.can_remove, "removed"),
    )
    for count, deed in deeds:
        if count:
            parts.append(f"{number(count)} {deed}" if parts else f"{people(count)} will be {deed}")
    if forecast.stops:
        parts.append(counted(waits, "waits for a seat", "wait for a seat"))
    if forecast.left_out:
        parts.append(_not_sent(forecast))
    return ", ".join(parts) + "."


def _not_sent(forecast: Forecast) -> str:
    """In the words of the verdicts: "12 not sent (5 skipped, 7 need mending)", or the one of both."""
    mend, skipped = forecast.mend, forecast.left_out - forecast.mend
    parts = [f"{number(skipped)} skipped"] if skipped else []
    if mend:
        parts.append(counted(mend, "needs mending", "need mending"))
    return f"{number(forecast.left_out)} not sent ({', '.join(parts)})" if len(parts) > 1 else parts[0]


def nobody_line(forecast: Forecast) -> Line:
    """Why there is nobody to send: a good end where all are there, an error where rows need mending."""
    rows, mend, skipped = forecast.left_out, forecast.mend, forecast.left_out - forecast.mend
    if not rows:
        return Line("info", "There is no row to send.")
    if mend:
        none = "The row" if rows == 1 else f"None of the {number(rows)} rows"
        why = f": {_not_sent(forecast).partition('(')[2].removesuffix(')')}" if skipped else ""
        them = "it" if mend == 1 else "them"
        verb = "cannot" if rows == 1 else "can"
        return Line("error", f"{none} {verb} be sent yet{why}. Mend {them} above.", "error")
    nothing = "There is nothing to send."
    if forecast.already == rows:
        who = "The person is" if rows == 1 else f"All {people(rows)} are"
        return Line("success", f"{who} in the session already. {nothing}", "good")
    there = f", {number(forecast.already)} of them in the session already" if forecast.already else ""
    what = "The row is" if rows == 1 else f"All {number(rows)} rows are"
    return Line("info", f"{what} skipped{there}. {nothing}")


def replace_sentence(replaces: int) -> str:
    """What a replacement means: RingCentral cannot change a registration."""
    if replaces == 1:
        return "Who is replaced is removed and registered again: the old join link stops working."
    return "Those who are replaced are removed and registered again: their old join links stop working."


def _panel_words(forecast: Forecast) -> str:
    """As what: "as panelists", or "to the panel (3 panelists and 1 co-host)"."""
    roles = [(count, *_PANEL[role]) for role, count in forecast.roles.items() if role in _PANEL]
    match roles:
        case []:
            return "to the panel"
        case [(1, one, _many)]:
            return f"as a {one}"
        case [(_count, _one, many)]:
            return f"as {many}"
        case _:
            return f"to the panel ({listed([counted(*role) for role in roles])})"


def time_sentence(
    forecast: Forecast,
    pace: Pace,
    now: datetime,
    starts_at: datetime | None,
    *,
    whose_pace: str = "RingCentral’s",
    local: tzinfo | None = None,
) -> str:
    """How long: "290 calls, about 36 minutes at RingCentral's pace of 10 a minute: done about 16:41, …"."""
    calls = counted(forecast.calls, "call", "calls")
    beside_rows = {
        "to change settings and put them back": forecast.more_calls,
        "to read the list again before people are removed": forecast.looks,
    }
    asides = [f"{number(count)} of them {why}" for why, count in beside_rows.items() if count]
    if asides:
        calls += f" ({', '.join(asides)})"
    done = f"{'stops' if forecast.stops else 'done'} about {clock(forecast.finishes_at, now, local)}"
    beside = beside_start(forecast.finishes_at, starts_at, now, local)
    end = f"{done}, {beside}." if beside else f"{done}."
    paced = f"at {whose_pace} pace of {pace_words(pace)}"
    if forecast.seconds > pace.window_s and pace.share < pace.limit:
        # Without it the figures look wrong: 285 calls at 10 a minute would be 29 minutes.
        paced += f", {number(pace.share)} of them for the import"
    if forecast.rests(now):
        paced += ", and it rests in quiet hours"
    return f"{calls}, {length_of(forecast.seconds)} {paced}: {end}{_in_time(forecast, now, starts_at)}"


def is_late(forecast: Forecast, now: datetime, starts_at: datetime | None) -> bool:
    """Whether some will be registered only after a start that is still to come."""
    return starts_at is not None and now < starts_at < forecast.finishes_at and forecast.can_register > 1


def _in_time(forecast: Forecast, now: datetime, starts_at: datetime | None) -> str:
    """What can be done where the start comes before the end."""
    if starts_at is None or not is_late(forecast, now, starts_at):
        return ""
    if forecast.rests(now) and now + timedelta(seconds=forecast.seconds) <= starts_at:
        return " Without the rest it would be done in time."
    return " Choose below who comes first."


def pace_words(pace: Pace) -> str:
    """ "10 a minute", "600 an hour", "5 every 30 seconds"."""
    known = {1.0: "a second", 60.0: "a minute", 3600.0: "an hour", 86400.0: "a day"}
    window = known.get(pace.window_s, f"every {pace.window_s:g} seconds")
    return f"{number(pace.limit)} {window}"


def email_sentence(emails: EmailForecast, *, already: int = 0, is_quiet: bool = False) -> str:
    """Which e-mails leave, and who gets none: "288 confirmations leave by e-mail; …. 4 get none."

    ``already`` are the rows about people who are in the session. ``is_quiet``: they are suppressed by the
    import, and only while it runs.
    """
    parts = []
    if emails.confirmations:
        parts.append(counted(emails.confirmations, "confirmation", "confirmations"))
    if emails.invitations:
        parts.append(counted(emails.invitations, "panel invitation", "panel invitations"))
    told = []
    if emails.suppressed:
        told.append(_QUIET if is_quiet else "Confirmation e-mails are suppressed for this session.")
    if parts:
        verb = "leaves" if emails.total == 1 else "leave"
        told.append(f"{listed(parts)} {verb} by e-mail; e-mails cannot be called back.")
    else:
        told.append("No e-mail leaves.")
    if emails.cancellations:
        many = counted(emails.cancellations, "cancellation e-mail", "cancellation e-mails")
        told.append(f"RingCentral may send {many}.")
    if already:
        told.append(f"{number(already)} already there {'gets' if already == 1 else 'get'} none.")
    if emails.confirmations and emails.digest_to_host:
        told.append("The host’s digest is on.")
    return " ".join(told)


def _obstacles(forecast: Forecast, closing_line: int | None = None, unit: Unit = "line") -> list[Line]:
    """Why RingCentral takes only some of the people, or none, and what can be done about it."""
    refused = forecast.registers - forecast.can_register
    kept = forecast.replaces - forecast.can_replace
    if not refused and not kept:
        return []
    cannot = f"{people(refused)} cannot be registered" if refused else f"{people(kept)} cannot be replaced"
    if refused and kept:
        cannot += f", and {number(kept)} not replaced"
    if forecast.registration_closed:
        closed = f"Registration is closed, so {cannot}."
        return [Line("lock", f"{closed} Open it in the preferences, or for this import below.", "error")]
    seats = forecast.seats_left or 0
    if not seats:
        full = f"No seat is left, so {cannot}."
        return [
            Line("warning", f"{full} Raise the limit in the preferences, or for this import below.", "error")
        ]
    left = f"Only {counted(seats, 'seat is', 'seats are')} left for {people(forecast.registers)}."
    stop = "The import stops there and waits"
    if closing_line is not None:
        row = "The row on line" if unit == "line" else "Row"
        stop = f"{row} {number(closing_line)} takes the last: the import stops there and waits"
    if forecast.removes:
        stop += f", and so does the removal of {people(forecast.removes)}"
    first = "the first" if seats == 1 else f"the first {number(seats)}"
    return [Line("warning", f"{left} {stop}. Raise the limit, or register only {first}, below.", "error")]


def _seats(forecast: Forecast, limit: int | None) -> list[Line]:
    seats, able = forecast.seats_left, forecast.can_register
    if seats is None or not able or able < forecast.registers:
        return []
    if able == seats:
        return [Line("people", f"They take the last {counted(seats, 'seat', 'seats')}.", "warning")]
    free = seats - able + forecast.can_remove
    if not limit:
        return [Line("people", f"They all fit: {counted(free, 'seat stays', 'seats stay')} free.")]
    taken = f"{number(limit - free)} of {counted(limit, 'seat', 'seats')} are taken then, {number(free)} left"
    return [Line("people", f"They all fit: {taken}.")]


def compared_words(as_of: datetime | None, now: datetime, local: tzinfo | None = None) -> str:
    """How old the list is that the rows were compared with."""
    if as_of is None:
        return "Compared with the people registered now."
    return f"Compared with the people registered at {clock(as_of, now, local)}."


def next_step(counts: Mapping[Verdict, int]) -> str:
    """What to do about the rows that need mending; empty when there are none."""
    bad = counts[Verdict.MEND]
    if not bad:
        return ""
    rows = counted(bad, "row needs", "rows need")
    them = "it" if bad == 1 else "them"
    return f"{rows} mending. Correct {them}, or go on without {them}."


def closing_words(draft_name: str) -> str:
    """What happens to the draft when the sheet is closed."""
    return f"Nothing was sent. {draft_name} waits here until you come back."
