"""Field limits of the contract, as data. Lengths count characters."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextLimit:
    """Bounds of a text field, both inclusive."""

    minimum: int
    maximum: int


REGISTRANT: Mapping[str, TextLimit] = {
    "first_name": TextLimit(1, 64),
    "last_name": TextLimit(1, 64),
    "email": TextLimit(1, 256),
    "join_uri": TextLimit(5, 256),
    "cancellation_uri": TextLimit(5, 256),
}
INVITEE: Mapping[str, TextLimit] = {
    "first_name": TextLimit(1, 64),
    "last_name": TextLimit(1, 64),
    "email": TextLimit(1, 256),
    "job_title": TextLimit(0, 64),
}
SESSION_TITLE = TextLimit(0, 512)
SESSION_DESCRIPTION = TextLimit(0, 4096)
SESSION_DURATION_S = (30, 43_200)
ID = TextLimit(1, 20)
PAGE_SIZE = 1000

# The documented default of the usage group that all webinar calls share. The answers' headers decide.
DEFAULT_CALLS_PER_WINDOW = 10
DEFAULT_WINDOW_S = 60.0
DEFAULT_PENALTY_S = 30.0
# No pause that a server asks for is taken for longer than an hour, and no window either: RingCentral's are a
# minute. One broken header would stop the account for ever. After it, one call alone finds out.
LONGEST_PENALTY_S = 3600.0
LONGEST_WINDOW_S = 3600.0
