"""The practice programme: webinars and sessions of a small events team, placed around "now"."""

from dataclasses import dataclass, field
from typing import Any

SCHEDULED = "Scheduled"
ACTIVE = "Active"
FINISHED = "Finished"

Panel = tuple[tuple[str, str, str, str], ...]  # role, first name, last name, job title


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """A session at ``at`` local time, ``day`` days from today (a live one started a while ago instead).

    ``people`` of -1 stands for the size that the settings give to the large session. ``rate`` is the
    share of registrants who joined. ``recording`` is a recording status, ``settings`` are registration
    settings that differ from the contract's defaults.
    """

    day: int
    at: str
    people: int
    rate: float = 0.0
    minutes: int = 60
    zone: str = "America/New_York"
    status: str = SCHEDULED
    title: str | None = None
    locale: str = "en-US"
    registration: str = "Open"
    settings: dict[str, Any] = field(default_factory=dict)
    recording: str | None = None
    late: int = 0


@dataclass(frozen=True, slots=True)
class PlannedWebinar:
    """A webinar with its sessions. ``own`` ones are hosted by the person who is signed in."""

    title: str
    description: str
    sessions: tuple[PlannedSession, ...]
    panel: Panel = ()
    own: bool = True
    registration: bool = True


LARGE = -1

_DEMO = "Weekly product demo"

PROGRAMME = (
    PlannedWebinar(
        "Autumn Launch: everything new in one hour",
        "The keynote of the year. Live demos, customer stories and your questions.",
        (PlannedSession(9, "11:00", LARGE, minutes=75, settings={"viewRecording": True}),),
        (
            ("CoHost", "Amina", "Diallo", "Solutions engineer"),
            ("Panelist", "Kenji", "渡辺", "Head of product"),
            ("Panelist", "Zoë", "O'Brien", "Customer, Northwind Traders"),
        ),
    ),
    PlannedWebinar(
        _DEMO,
        "Thirty minutes, every week: a tour of the product, then questions.",
        (
            PlannedSession(-21, "10:00", 84, 0.52, 30, status=FINISHED, recording="Available", late=6),
            PlannedSession(-14, "10:00", 97, 0.49, 30, status=FINISHED, recording="Available", late=3),
            PlannedSession(-7, "10:00", 76, 0.55, 30, status=FINISHED, recording="Available"),
            PlannedSession(1, "10:00", 118, minutes=30),
            PlannedSession(8, "10:00", 61, minutes=30),
            PlannedSession(15, "10:00", 0, minutes=30),
        ),
        (("Panelist", "Eleni", "Papadaki", "Customer success"),),
    ),
    PlannedWebinar(
        "Ask us anything: reporting and exports",
        "An open hour with the people who build it.",
        (PlannedSession(0, "", 214, 0.61, 60, "Europe/Berlin", ACTIVE),),
        (
            ("CoHost", "Jonas", "Lindqvist", "Product marketing"),
            ("Panelist", "Ágnes", "Győrffy", "Engineer"),
        ),
    ),
    PlannedWebinar(
        "Onboarding for new customers",
        "Set up your account, invite your team, run your first event.",
        (PlannedSession(0, "", 46, 0.7, 45, "America/Los_Angeles", ACTIVE, registration="Closed"),),
        (("Panelist", "Eleni", "Papadaki", "Customer success"),),
    ),
    PlannedWebinar(
        "Datenschutz bei Online-Veranstaltungen",
        "Was die DSGVO verlangt, und was nicht. Mit Fragerunde.",
        (
            PlannedSession(
                4,
                "14:00",
                326,
                minutes=90,
                zone="Europe/Berlin",
                locale="de-DE",
                settings={"workEmailRequired": True},
            ),
        ),
        (("Panelist", "Jürgen", "von Weizsäcker", "Rechtsanwalt"),),
    ),
    PlannedWebinar(
        "Masterclass: pricing your first conference",
        "A small group works through its own numbers. Seats are limited.",
        (PlannedSession(6, "16:30", 48, minutes=90, zone="Europe/London", settings={"autoCloseLimit": 50}),),
        (("CoHost", "Grace", "Abernathy", "Consultant"),),
    ),
    PlannedWebinar(
        "Partner briefing: autumn programme",
        "For partners only. Confirmations are sent by the partner portal.",
        (
            PlannedSession(
                12,
                "09:00",
                152,
                minutes=45,
                zone="Asia/Kolkata",
                settings={"suppressEmails": True, "registrationDigestEnabled": False},
            ),
        ),
        (("Panelist", "Arjun", "शर्मा", "Partner manager"),),
    ),
    PlannedWebinar(
        "カスタマーサクセス入門",
        "はじめての方のための60分。質疑応答あり。",
        (
            PlannedSession(
                5,
                "15:00",
                187,
                zone="Asia/Tokyo",
                locale="ja-JP",
                settings={"preventMultipleDeviceJoins": True},
            ),
        ),
        (("CoHost", "健太", "佐藤", "カスタマーサクセス"),),
    ),
    PlannedWebinar(
        "Salon des événements : le bilan",
        "Ce que nous avons appris en vingt salons.",
        (PlannedSession(20, "11:00", 39, zone="Europe/Paris", locale="fr-FR", registration="Closed"),),
        (("Panelist", "Benoît", "Lefèvre", "Directeur des événements"),),
    ),
    PlannedWebinar(
        "State of Events 2026: the survey, live",
        "1,100 organisers answered. Here is what they said.",
        (
            PlannedSession(
                -3,
                "13:00",
                1204,
                0.46,
                status=FINISHED,
                recording="Available",
                late=31,
                settings={"autoOpenPostWebinarRegistration": True, "onDemandDuration": "ThreeMonths"},
            ),
        ),
        (
            ("CoHost", "Jonas", "Lindqvist", "Product marketing"),
            ("Panelist", "Łukasz", "Wałęsa", "Analyst"),
            ("Panelist", "Inês", "São João", "Researcher"),
        ),
    ),
    PlannedWebinar(
        "Accessibility at live events",
        "Captions, contrast, keyboards: small changes that let everybody in.",
        (
            PlannedSession(
                -10, "17:00", 268, 0.57, zone="Europe/Dublin", status=FINISHED, recording="Available"
            ),
        ),
        (("Panelist", "Siobhán", "Ó Súilleabháin", "Accessibility lead"),),
    ),
    PlannedWebinar(
        "Migration workshop",
        "Move your event archive in an afternoon. Bring your spreadsheets.",
        (PlannedSession(-1, "15:00", 72, 0.81, 120, "America/Chicago", FINISHED, recording="Processing"),),
        (("CoHost", "Amina", "Diallo", "Solutions engineer"),),
    ),
    PlannedWebinar(
        "Webinar básico para equipos de ventas",
        "Lo esencial en media hora, en español.",
        (
            PlannedSession(
                -35,
                "12:00",
                143,
                0.38,
                30,
                "America/Mexico_City",
                FINISHED,
                locale="es-MX",
                recording="Failed",
            ),
        ),
        (("Panelist", "José María", "Núñez", "Ventas"),),
    ),
    PlannedWebinar(
        "Spring Launch (on demand)",
        "Last spring's keynote.",
        (PlannedSession(-190, "11:00", 640, 0.5, 75, status=FINISHED, recording="Purged"),),
        (("Panelist", "Kenji", "渡辺", "Head of product"),),
    ),
    PlannedWebinar(
        "Follow the sun: support round table",
        "One conversation, two time zones.",
        (
            PlannedSession(13, "09:30", 88, zone="Australia/Sydney", title="Round table, Asia and Pacific"),
            PlannedSession(
                13, "09:30", 131, zone="America/New_York", title="Round table, Americas and Europe"
            ),
        ),
        (("CoHost", "Eleni", "Papadaki", "Customer success"),),
    ),
    PlannedWebinar(
        "All-hands (internal)",
        "For colleagues: nobody needs to register.",
        (PlannedSession(3, "18:00", 0, minutes=45, zone="Europe/Stockholm"),),
        registration=False,
    ),
    PlannedWebinar(
        "Brand refresh: guidelines for resellers",
        "Hosted by product marketing.",
        (
            PlannedSession(7, "10:30", 95, zone="Europe/Stockholm"),
            PlannedSession(
                -28, "10:30", 110, 0.6, zone="Europe/Stockholm", status=FINISHED, recording="Available"
            ),
        ),
        (("Panelist", "Åsa", "Ångström", "Designer"),),
        own=False,
    ),
)
