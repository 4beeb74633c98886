"""What the governor keeps on disk, so that a restart inside a window or a penalty changes nothing.

Moments are epoch seconds. Wall clocks jump: no call is believed to lie further ahead than a request can still
be on its way, and no penalty or rest to last longer than it was given, nor longer than any penalty may.
"""

import logging

import msgspec

from webinar_console.api.clock import Clock
from webinar_console.domain.limits import LONGEST_PENALTY_S, LONGEST_WINDOW_S

from .ledger import LONGEST_FLIGHT_S, PENALTY_MARGIN_S, Ledger

logger = logging.getLogger(__name__)


class SavedGroup(msgspec.Struct, kw_only=True):
    """One ledger; ``flying`` holds, for each call on its way, when it left and whether a job sent it."""

    name: str
    limit: int
    window_s: float
    learned: bool
    landed: list[float]
    landed_background: list[float]
    flying: list[tuple[float, bool]]
    penalty_until: float | None = None
    penalty_s: float = 0.0
    probing: bool = False
    rest_until: float | None = None
    rest_s: float = LONGEST_PENALTY_S


class SavedState(msgspec.Struct, kw_only=True):
    """All ledgers, and which group a documented name or an operation turned out to belong to."""

    groups: list[SavedGroup]
    hints: dict[str, str]
    operations: dict[str, str]


def encode_state(state: SavedState) -> bytes:
    """The state as it goes to disk."""
    return msgspec.json.encode(state)


def decode_state(stored: bytes | None) -> SavedState | None:
    """The state from disk; ``None`` when there is none, or none that can be read."""
    if stored is None:
        return None
    try:
        return msgspec.json.decode(stored, type=SavedState)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        logger.warning("the saved call budget cannot be read and starts afresh: %s", error)
        return None


def save_ledger(name: str, ledger: Ledger, clock: Clock) -> SavedGroup:
    """A ledger in wall-clock time."""
    now = clock.now()
    shift = clock.wall() - now
    ledger.used(now)  # forgets what is over
    penalised = ledger.is_penalised(now)
    return SavedGroup(
        name=name,
        limit=ledger.limit,
        window_s=ledger.window_s,
        learned=ledger.learned,
        landed=[moment + shift for moment in ledger.landed],
        landed_background=[moment + shift for moment in ledger.landed_background],
        flying=[(ticket.admitted_at + shift, ticket.background) for ticket in ledger.flying],
        penalty_until=ledger.penalty_until + shift if penalised else None,
        penalty_s=ledger.penalty_s,
        probing=ledger.probing,
        rest_until=ledger.rest_until + shift if now < ledger.rest_until else None,
        rest_s=ledger.rest_s,
    )


def load_ledger(saved: SavedGroup, ledger: Ledger, clock: Clock) -> None:
    """Enter what an earlier run did into a fresh ledger."""
    now = clock.now()
    wall = clock.wall()
    ledger.limit, ledger.learned = max(1, saved.limit), saved.learned
    ledger.window_s = min(saved.window_s, LONGEST_WINDOW_S)

    def moment(then: float) -> float:
        return now + min(then - wall, LONGEST_FLIGHT_S)

    flown = [(moment(left + LONGEST_FLIGHT_S), background) for left, background in saved.flying]
    ledger.restore(
        calls=[*map(moment, saved.landed), *(arrived for arrived, _ in flown)],
        background=[
            *map(moment, saved.landed_background),
            *(arrived for arrived, background in flown if background),
        ],
    )
    ledger.probing = saved.probing
    if saved.penalty_until is not None:
        given = min(saved.penalty_s, LONGEST_PENALTY_S + PENALTY_MARGIN_S)
        left = min(saved.penalty_until - wall, given)
        ledger.penalty_until, ledger.penalty_s = now + left, given
    if saved.rest_until is not None:
        given = min(saved.rest_s, LONGEST_PENALTY_S + PENALTY_MARGIN_S)
        left = min(saved.rest_until - wall, given)
        ledger.rest_until, ledger.rest_s = now + left, given
        ledger.cautious_until = ledger.rest_until + ledger.window_s
