"""Sessions and preferences that look like a real account, at a fixed moment."""

from datetime import UTC, datetime, timedelta

from webinar_console.domain.moments import format_moment
from webinar_console.domain.preferences import Preferences, RegistrationSettings
from webinar_console.domain.session import ACTIVE, FINISHED, SCHEDULED, Session
from webinar_console.domain.webinar import WebinarReference

NOW = datetime(2026, 5, 9, 14, 20, tzinfo=UTC)


def session(
    session_id: str,
    title: str,
    days: float,
    *,
    webinar: str = "",
    own_title: str | None = None,
    status: str = SCHEDULED,
    zone: str = "Europe/Berlin",
    minutes: int = 60,
) -> Session:
    """A session ``days`` after :data:`NOW` (negative: before); ``webinar`` groups several."""
    return Session(
        id=session_id,
        scheduled_start_time=format_moment(NOW + timedelta(days=days)),
        scheduled_duration=minutes * 60,
        time_zone=zone,
        title=own_title,
        status=status,
        webinar=WebinarReference(id=webinar or f"w-{session_id}", title=title),
    )


SESSIONS = (
    session("live", "Partner day: what is new for resellers", -0.01, status=ACTIVE, minutes=90),
    session("spring", "Spring launch", 3.07, zone="Europe/Berlin"),
    session("pricing", "Pricing that people understand", 5.2, zone="America/New_York"),
    session("demo-1", "Weekly demo", 2.1, webinar="demo", zone="Europe/London"),
    session("demo-2", "Weekly demo", 9.1, webinar="demo", zone="Europe/London"),
    session(
        "demo-3", "Weekly demo", 16.1, webinar="demo", zone="Europe/London", own_title="Weekly demo: Q&A"
    ),
    session("tokyo", "東京カスタマーサミット 2026", 21.6, zone="Asia/Tokyo"),
    session("kyiv", "Безпека даних: практичний вступ", 34.2, zone="Europe/Kyiv"),
    session("hiring", "Hiring in a small team, told by those who did it and would do it again", 48.3),
    session("winter", "Winter review", -88.1, status=FINISHED),
    session("onboarding", "Onboarding for administrators", -31.2, status=FINISHED, zone="America/Chicago"),
    session("demo-0", "Weekly demo", -5.1, webinar="demo", status=FINISHED, zone="Europe/London"),
)

PREFERENCES = Preferences(
    id="spring",
    registration_status="Open",
    registration_page_uri="https://webinar.ringcentral.com/webinar/register/spring-launch-2026",
    registrant_count=4812,
    post_webinar_registrant_count=0,
    has_real_registrants=True,
    settings=RegistrationSettings(
        auto_close_limit=5000,
        suppress_emails=False,
        prevent_multiple_device_joins=True,
        registration_digest_enabled=True,
        work_email_required=False,
        view_recording=True,
        on_demand_duration="SixMonths",
        recording_exist=False,
        auto_open_post_webinar_registration=False,
    ),
)
