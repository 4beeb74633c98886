"""A forecast in one line, for a window that has no room for its sentences. A pure function."""

from datetime import datetime, tzinfo

from webinar_console.domain.forecast import Forecast
from webinar_console.ui.phrases import clock, counted, length_of, number, people


def brief_words(forecast: Forecast, now: datetime, local: tzinfo | None = None) -> str:
    """ "288 people · about 35 minutes, done about 16:40 · 288 e-mails · 716 seats left".

    Empty where nothing would be sent: then the sentences say why, and there is nothing to shorten.
    """
    sends, removes = forecast.can_send, forecast.can_remove
    if not sends and not removes:
        return ""
    parts = [people(sends)] if sends else []
    if removes:
        parts.append(f"{number(removes) if parts else people(removes)} removed")
    ends = "stops" if forecast.stops else "done"
    parts.append(f"{length_of(forecast.seconds)}, {ends} about {clock(forecast.finishes_at, now, local)}")
    if forecast.rests(now):
        parts.append("rests in quiet hours")
    mails = forecast.emails.confirmations + forecast.emails.invitations
    parts.append(counted(mails, "e-mail", "e-mails") if mails else "no e-mail")
    seats, registers = forecast.seats_left, forecast.can_register
    if seats is not None and registers and (free := seats - registers + removes):
        parts.append(counted(free, "seat", "seats") + " left")
    return " · ".join(parts)
