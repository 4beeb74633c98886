"""A forecast in one line, for a window that has no room for its sentences. A pure function."""

from datetime import datetime, tzinfo

from webinar_console.domain.forecast import Forecast
from webinar_console.ui.phrases import clock, counted, length_of, number, people

from .words import able_to_register, able_to_replace, able_to_send


def brief_words(forecast: Forecast, now: datetime, local: tzinfo | None = None) -> str:
    """ "288 people · about 35 minutes, done about 16:40 · 288 e-mails · 716 seats left".

    Empty where nothing would be sent: then the sentences say why, and there is nothing to shorten.
    """
    sends, registers = able_to_send(forecast), able_to_register(forecast)
    if not sends and not forecast.removes:
        return ""
    parts = [people(sends)] if sends else []
    if forecast.removes:
        parts.append(f"{number(forecast.removes) if parts else people(forecast.removes)} removed")
    done = clock(forecast.finishes_at, now, local)
    parts.append(f"{length_of(forecast.seconds)}, done about {done}")
    if forecast.rests(now):
        parts.append("rests in quiet hours")
    mails = min(forecast.emails.confirmations, registers + able_to_replace(forecast))
    mails += forecast.emails.invitations
    parts.append(counted(mails, "e-mail", "e-mails") if mails else "no e-mail")
    free = forecast.seats_left - registers if forecast.seats_left is not None and registers else 0
    if free:
        parts.append(counted(free, "seat", "seats") + " left")
    return " · ".join(parts)
