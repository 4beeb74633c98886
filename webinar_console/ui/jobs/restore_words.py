"""The sentences about registering people again whom a job removed. Pure functions."""

from collections import Counter
from datetime import datetime, tzinfo

from webinar_console.domain.job import JobProgress
from webinar_console.domain.moments import parse_moment
from webinar_console.services.restoring import RestorePlan
from webinar_console.ui.phrases import beside_start, clock, counted, length_of, people

LOOKING = "Looking up who of them is registered now."
NOBODY = "Nobody can be registered again."
COMES_BACK = "Names, addresses, sources, external ids and answers come back as they were."
DOES_NOT = (
    "What RingCentral gives out is new: ids, join links and the time of registration. The old join links "
    "stay dead."
)


def removed_words(job: JobProgress) -> str:
    """What undo says of a job that removed people, when nothing is staged any more."""
    stays = f"Nothing is staged any more. What was applied to {job.session_title} stays"
    return f"{stays}, but who was removed can be registered again, with new join links."


def question(plan: RestorePlan) -> str:
    """The heading: "Register 12 people again in Spring launch?"."""
    count = len(plan.job.rows)
    return f"Register {people(count)} again in {plan.job.session_title}?" if count else NOBODY


def deed(plan: RestorePlan) -> str:
    """The verb on the button."""
    return f"Register {people(len(plan.job.rows))}"


def mails(plan: RestorePlan) -> str:
    """The e-mails that go out; empty when nobody is registered."""
    count = plan.forecast.emails.confirmations
    if not plan.job.rows:
        return ""
    if plan.forecast.emails.suppressed:
        return "E-mails to registrants are suppressed for this session, so RingCentral sends them none."
    sent = counted(count, "confirmation e-mail", "confirmation e-mails")
    return f"RingCentral sends {sent}. E-mails cannot be called back."


def staying(plan: RestorePlan) -> list[str]:
    """Who is not registered again, and why: a sentence for each reason."""
    reasons = Counter(row.reason for row in plan.job.left_out)
    return [f"{people(count).capitalize()}: {reason}" for reason, count in reasons.items()]


def price(plan: RestorePlan, now: datetime, local: tzinfo | None = None) -> str:
    """Calls and time: "12 calls, about 2 minutes, until 16:21, before the 18:00 start"; ``now`` is aware."""
    forecast = plan.forecast
    calls = counted(forecast.calls, "call", "calls")
    if forecast.seconds <= 0:
        return f"It takes {calls}, {length_of(forecast.seconds)}."
    until = clock(forecast.finishes_at, now, local)
    beside = beside_start(forecast.finishes_at, parse_moment(plan.job.session_starts_at), now, local)
    parts = (calls, length_of(forecast.seconds), f"until {until}", beside)
    return f"It takes {', '.join(filter(None, parts))}."
