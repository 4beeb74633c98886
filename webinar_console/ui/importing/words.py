"""The sentences of the import sheet. Pure functions: what is told can be tested without a screen."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
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


def able_to_register(forecast: Forecast) -> int:
    """How many of the new people RingCentral will take: none while registration is closed, else as many as
    there are seats."""
    if forecast.registration_closed:
        return 0
    seats = forecast.seats_left
    return forecast.registers if seats is None else min(forecast.registers, seats)


def able_to_send(forecast: Forecast) -> int:
    """How many people will be registered, replaced or invited when nothing else goes wrong."""
    return able_to_register(forecast) + able_to_replace(forecast) + forecast.invites


def able_to_replace(forecast: Forecast) -> int:
    """A new registration in place of an old one takes no seat, but needs registration to be open."""
    return 0 if forecast.registration_closed else forecast.replaces


def confirm_label(forecast: Forecast) -> str:
    """The verb and the number on the button that starts the import: "Invite 6 of 288 people"."""
    able, tried = able_to_send(forecast), forecast.registers + forecast.replaces + forecast.invites
    if not able:
        return f"Remove {people(forecast.removes)}" if forecast.removes else "Nobody to invite"
    invite = f"Invite {people(able)}" if able == tried else f"Invite {number(able)} of {people(tried)}"
    return f"{invite}, remove {number(forecast.removes)}" if forecast.removes else invite


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
    local: tzinfo | None = None,
) -> list[Line]:
    """What confirming will do, as sentences: what speaks against it, people, time, e-mails, seats.

    ``seat_limit`` is the number of registrants after which registration closes by itself, ``closing_line``
    the line (or row, as ``unit`` says) of the file whose person takes the last seat. ``is_live``: the session
    is on the air.
    """
    lines = _obstacles(forecast, closing_line, unit)
    sends = able_to_send(forecast) or forecast.removes
    if is_live:
        lines.append(Line("info", "The session is live now.", "warning"))
    if sends or not lines:
        lines.append(Line("people", people_sentence(forecast)))
    if sends:
        after = starts_at is not None and forecast.finishes_at > starts_at
        time = time_sentence(forecast, pace, now, starts_at, whose_pace=whose_pace, local=local)
        lines.append(Line("clock", time, "warning" if after else "plain"))
        if able_to_replace(forecast):
            lines.append(Line("link", replace_sentence(forecast.replaces)))
        able = min(forecast.emails.confirmations, able_to_register(forecast) + able_to_replace(forecast))
        emails = replace(forecast.emails, confirmations=able)
        lines.append(Line("mail", email_sentence(emails, already=forecast.already)))
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
    """Who: "288 people will be registered, 4 invited to the panel, 12 left out." """
    parts = []
    able = able_to_register(forecast)
    if able < forecast.registers:
        if able:
            parts.append(f"{people(able)} can be registered")
        why = "cannot be registered" if forecast.registration_closed else "have no seat"
        refused = forecast.registers - able
        why = why.replace("have", "has") if refused == 1 else why
        parts.append(f"{number(refused) if parts else people(refused)} {why}")
    elif able:
        parts.append(people(able) + " will be registered")
    if forecast.invites:
        who = number(forecast.invites) if parts else people(forecast.invites)
        will = "" if able and able == forecast.registers else " will be"
        parts.append(f"{who}{will} invited {_panel_words(forecast)}")
    for count, words in ((forecast.replaces, "replaced"), (forecast.removes, "removed")):
        if count:
            will = "" if parts else " will be"
            parts.append(f"{number(count) if parts else people(count)}{will} {words}")
    if not parts:
        return "No row of this file can be sent as it is."
    if forecast.left_out:
        parts.append(number(forecast.left_out) + " left out")
    return ", ".join(parts) + "."


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
    done = f"done about {clock(forecast.finishes_at, now, local)}"
    beside = beside_start(forecast.finishes_at, starts_at, now, local)
    end = f"{done}, {beside}." if beside else f"{done}."
    paced = f"at {whose_pace} pace of {pace_words(pace)}"
    if forecast.seconds > pace.window_s and pace.share < pace.limit:
        # Without it the figures look wrong: 285 calls at 10 a minute would be 29 minutes.
        paced += f", {number(pace.share)} of them for the import"
    if forecast.rests(now):
        paced += ", and it rests in quiet hours"
    return f"{calls}, {length_of(forecast.seconds)} {paced}: {end}"


def pace_words(pace: Pace) -> str:
    """ "10 a minute", "600 an hour", "5 every 30 seconds"."""
    known = {1.0: "a second", 60.0: "a minute", 3600.0: "an hour", 86400.0: "a day"}
    window = known.get(pace.window_s, f"every {pace.window_s:g} seconds")
    return f"{number(pace.limit)} {window}"


def email_sentence(emails: EmailForecast, *, already: int = 0) -> str:
    """Which e-mails leave, and who gets none: "288 confirmations leave by e-mail; …. 4 get none."

    ``already`` are the rows about people who are in the session.
    """
    parts = []
    if emails.confirmations:
        parts.append(counted(emails.confirmations, "confirmation", "confirmations"))
    if emails.invitations:
        parts.append(counted(emails.invitations, "panel invitation", "panel invitations"))
    told = ["Confirmation e-mails are suppressed for this session."] if emails.suppressed else []
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
    """Why RingCentral will refuse some or all of the new people, and what can be done about it."""
    refused = forecast.registers - able_to_register(forecast)
    if not refused:
        return []
    if forecast.registration_closed:
        closed = f"Registration is closed, so {people(refused)} cannot be registered."
        return [Line("lock", f"{closed} Open it in the preferences, or for this import below.", "error")]
    seats = forecast.seats_left or 0
    if seats:
        left = f"Only {counted(seats, 'seat is', 'seats are')} left for {people(forecast.registers)}"
        if closing_line is not None:
            row = "the row on line" if unit == "line" else "row"
            left += f"; {row} {number(closing_line)} takes the last"
    else:
        left = f"No seat is left for {people(refused)}"
    advice = "Raise the limit in the preferences, or for this import below: else they are refused."
    if seats:
        advice = "Raise the limit or leave the others out below: else the import stops there and waits."
    return [Line("warning", f"{left}. {advice}", "error")]


def _seats(forecast: Forecast, limit: int | None) -> list[Line]:
    seats, able = forecast.seats_left, able_to_register(forecast)
    if seats is None or not able or able < forecast.registers:
        return []
    free = seats - able
    if free == 0:
        return [Line("people", f"They take the last {counted(seats, 'seat', 'seats')}.", "warning")]
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
    return f"{rows} mending. Correct {them} below, or go on without {them}."


def closing_words(draft_name: str) -> str:
    """What happens to the draft when the sheet is closed."""
    return f"Nothing was sent. {draft_name} waits here until you come back."
