"""Rate limits: a sliding window per person and usage group, and a penalty that restarts."""

import math
from dataclasses import dataclass

from .ground import Ground
from .refusals import Problem, Refusal


@dataclass(frozen=True, slots=True)
class Admission:
    """What the throttle says to one call. ``in_penalty``: it came while nothing was to be sent."""

    group: str
    limit: int
    remaining: int
    window_s: float
    retry_after_s: float | None = None
    in_penalty: bool = False

    def headers(self) -> dict[str, str]:
        """The rate-limit headers, as on every answer."""
        headers = {
            "X-Rate-Limit-Group": self.group,
            "X-Rate-Limit-Limit": str(self.limit),
            "X-Rate-Limit-Remaining": str(self.remaining),
            "X-Rate-Limit-Window": f"{self.window_s:g}",
        }
        if self.retry_after_s is not None:
            headers["Retry-After"] = str(math.ceil(self.retry_after_s))
        return headers

    def refusal(self) -> Refusal:
        """The 429."""
        return Refusal(429, [Problem("CMN-301", "Request rate exceeded")])


class Throttle:
    """Counts calls.

    The call that exceeds the limit starts a penalty; each call inside it starts it again and does no work.
    When it is over, the window starts empty: the penalty stands for the calls before it.
    """

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._database = ground.database

    def admit(self, group: str, who: str) -> Admission:
        """Spend one call, or refuse it (``retry_after_s`` is set then)."""
        now = self._ground.now()
        penalty = self._database.row(
            "SELECT until, length FROM penalties WHERE usage_group = ? AND who = ?", group, who
        )
        if penalty is not None and penalty["until"] > now:
            self.punish(group, who, penalty["length"])
            return self._refused(group, penalty["length"], in_penalty=True)
        limit = self._ground.settings.limit_of(group)
        used = self._used(group, who)
        if used >= limit:
            self.punish(group, who, self._ground.settings.penalty_s)
            return self._refused(group, self._ground.settings.penalty_s, in_penalty=False)
        self._database.insert("calls", usage_group=group, who=who, at=now)
        return Admission(group, limit, limit - used - 1, self._ground.settings.window_s)

    def look(self, group: str, who: str) -> Admission:
        """What is left, without spending a call."""
        limit = self._ground.settings.limit_of(group)
        return Admission(group, limit, max(0, limit - self._used(group, who)), self._ground.settings.window_s)

    def punish(self, group: str, who: str, length_s: float) -> None:
        """Start a penalty (again)."""
        self._database.run("DELETE FROM calls WHERE usage_group = ? AND who = ?", group, who)
        self._database.run(
            "INSERT INTO penalties VALUES (?, ?, ?, ?) ON CONFLICT (usage_group, who) "
            "DO UPDATE SET until = excluded.until, length = excluded.length",
            group,
            who,
            self._ground.now() + length_s,
            length_s,
        )

    def _refused(self, group: str, length_s: float, *, in_penalty: bool) -> Admission:
        limit = self._ground.settings.limit_of(group)
        return Admission(group, limit, 0, self._ground.settings.window_s, length_s, in_penalty)

    def _used(self, group: str, who: str) -> int:
        since = self._ground.now() - self._ground.settings.window_s
        self._database.run(
            "DELETE FROM calls WHERE usage_group = ? AND who = ? AND at <= ?", group, who, since
        )
        return self._database.number(
            "SELECT COUNT(*) FROM calls WHERE usage_group = ? AND who = ?", group, who
        )
