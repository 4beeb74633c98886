"""Crowds: the seeded registrants of a session, made when somebody first looks at them.

Until then only their numbers are known, so that a practice account of thousands starts at once. The same
seed makes the same people, whenever they are made.
"""

import json
import random
from dataclasses import asdict, dataclass
from typing import Any

from .ground import Ground
from .names import COMPANIES, DOMAINS, NAME_GROUPS, QUESTIONS, SOURCES

_DAY_S = 86_400
_SLICE = 200
_COLUMNS = (
    "id", "session_id", "email_key", "first_name", "last_name", "email", "external_id", "source",
    "visitor_id", "ip_address", "registered_at", "created", "modified", "participant_id",
    "questionnaire", "post_webinar",
)  # fmt: skip
_PARTICIPANT_COLUMNS = (
    "id", "session_id", "first_name", "last_name", "email", "role", "original_role", "joined_at", "left_at",
    "ejected", "invitee_id", "registrant_id", "user_hash",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CrowdPlan:
    """A crowd by numbers. ``attended`` of ``people`` joined, ``rejoined`` of those a second time.

    ``late`` registered after the session ended. Registrations lie between ``first_at`` and ``last_at``
    (seconds since the epoch); ``starts_at`` and ``ends_at`` bound the stays of a session that was or is live
    (``ends_at`` is ``None`` while it is).
    """

    people: int
    attended: int
    rejoined: int
    late: int
    first_at: float
    last_at: float
    first_id: int
    starts_at: float | None = None
    ends_at: float | None = None


class Crowd:
    """Makes the people of sessions on demand."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._database = ground.database

    def plan_of(self, session_id: int) -> CrowdPlan | None:
        """The people who are still numbers; ``None`` when they exist."""
        row = self._database.row("SELECT crowd FROM sessions WHERE id = ?", session_id)
        return None if row is None or row[0] is None else CrowdPlan(**json.loads(row[0]))

    def set_plan(self, session_id: int, plan: CrowdPlan) -> None:
        """Promise people to a session."""
        self._database.run("UPDATE sessions SET crowd = ? WHERE id = ?", json.dumps(asdict(plan)), session_id)

    def gather(self, session_id: int) -> None:
        """Make the promised people of this session, if they are not there yet."""
        plan = self.plan_of(session_id)
        if plan is None:
            return
        with self._database.transaction():
            self._make(session_id, plan)
            self._database.run("UPDATE sessions SET crowd = NULL WHERE id = ?", session_id)

    def _make(self, session_id: int, plan: CrowdPlan) -> None:
        rng = random.Random(f"{self._ground.settings.seed}:{session_id}")
        in_time = plan.people - plan.late
        came = sorted(rng.sample(range(in_time), plan.attended))
        attended = set(came)
        again = set(rng.sample(came, plan.rejoined))
        taken: set[str] = set()
        span = (plan.last_at - plan.first_at) / max(1, plan.people)
        rows: list[tuple[Any, ...]] = []
        stays: list[tuple[Any, ...]] = []
        for k in range(plan.people):
            registrant_id = plan.first_id + k
            at = plan.first_at + span * (k + rng.random())
            if k >= in_time and plan.ends_at is not None:
                at = plan.ends_at + 3600 + (k - in_time) * 1800
            person = _person(rng, taken)
            participant_id = plan.first_id + 1_000_000 + k if k in attended else None
            rows.append(
                _registrant_row(rng, session_id, registrant_id, at, person, participant_id, k >= in_time)
            )
            if participant_id is not None:
                stays.extend(_stays(rng, session_id, registrant_id, participant_id, person, plan, k in again))
            if len(rows) >= _SLICE:
                self._write(rows, stays)
        self._write(rows, stays)

    def _write(self, rows: list[tuple[Any, ...]], stays: list[tuple[Any, ...]]) -> None:
        self._database.insert_many("registrants", _COLUMNS, rows)
        self._database.insert_many("participants", _PARTICIPANT_COLUMNS, stays)
        rows.clear()
        stays.clear()
        self._ground.breathe()


def _person(rng: random.Random, taken: set[str]) -> tuple[str, str, str]:
    group = rng.choices(NAME_GROUPS, _WEIGHTS)[0]
    given, family = rng.choice(group.given), rng.choice(group.family)
    local = f"{given[1].strip('.')}.{family[1]}".replace("..", ".").strip(".")
    domain = rng.choice(DOMAINS)
    email, number = f"{local}@{domain}", 2
    while email in taken:
        email, number = f"{local}{number}@{domain}", number + 1
    taken.add(email)
    return given[0], family[0], email


_WEIGHTS = [group.weight for group in NAME_GROUPS]


def _registrant_row(
    rng: random.Random,
    session_id: int,
    registrant_id: int,
    at: float,
    person: tuple[str, str, str],
    participant_id: int | None,
    late: bool,
) -> tuple[Any, ...]:
    first, last, email = person
    # Some people type their address with capitals; it is still the same person.
    shown = email.title() if rng.random() < 0.03 else email
    return (
        registrant_id,
        session_id,
        email.casefold(),
        first,
        last,
        shown,
        _external_id(rng),
        rng.choice(SOURCES) if rng.random() < 0.85 else None,
        f"v{rng.getrandbits(40):010x}" if rng.random() < 0.4 else None,
        f"203.0.113.{rng.randrange(1, 255)}" if rng.random() < 0.3 else None,
        at,
        at + 2,
        at + 2,
        None if participant_id is None else str(participant_id),
        _answers(rng),
        int(late),
    )


def _external_id(rng: random.Random) -> str | None:
    draw = rng.random()
    if draw < 0.45:
        return f"00Q5e0000{rng.randrange(36**3 * 1000):06d}AB"
    if draw < 0.65:
        lead, deal = rng.randrange(1000, 99999), rng.randrange(10, 99)
        return rng.choice(
            (
                f"lid={lead}&oid={deal}%40{deal + 1}",
                f"lid={lead}&oid=4%4056",
                f"lid={lead}&campaign=Herbst%20%26%20Winter",
                f"lid={lead}&owner=Zo%C3%AB",
            )
        )
    return None


def _answers(rng: random.Random) -> str | None:
    if rng.random() < 0.4:
        return None
    answers: list[dict[str, Any]] = [
        {
            "questionId": "q-role",
            "answerIds": [rng.choice(("marketing", "sales", "it", "executive", "other"))],
        },
        {"questionId": "q-company", "answerText": rng.choice(COMPANIES)},
    ]
    if rng.random() < 0.3:
        topics = rng.sample(("setup", "pricing", "reporting", "integrations"), rng.randrange(1, 4))
        answers.append({"questionId": "q-topics", "answerIds": topics})
    if rng.random() < 0.15:
        answers.append({"questionId": "q-question", "answerText": rng.choice(QUESTIONS)})
    return json.dumps(answers, ensure_ascii=False)


def _stays(
    rng: random.Random,
    session_id: int,
    registrant_id: int,
    participant_id: int,
    person: tuple[str, str, str],
    plan: CrowdPlan,
    twice: bool,
) -> list[tuple[Any, ...]]:
    """When a person joined and left; a second stay has its own participant id and the same user hash."""
    first, last, email = person
    start = plan.starts_at or 0.0
    live = plan.ends_at is None
    length = (start + 900.0 if plan.ends_at is None else plan.ends_at) - start
    join = start + length * 0.5 * rng.random() ** 3
    leave = (
        None if live and rng.random() < 0.9 else join + (start + length - join) * (0.2 + 0.8 * rng.random())
    )
    ejected = int(rng.random() < 0.004)
    who = (session_id, first, last, email, "Attendee", "Attendee")
    user_hash = f"{rng.getrandbits(64):016x}"
    if not twice:
        return [(participant_id, *who, join, leave, ejected, None, registrant_id, user_hash)]
    pause = join + (start + length - join) * 0.3
    back = pause + 60
    end = None if leave is None else max(leave, back + 30)
    return [
        (participant_id, *who, join, pause, 0, None, registrant_id, user_hash),
        (participant_id + 2_000_000, *who, back, end, ejected, None, registrant_id, user_hash),
    ]
