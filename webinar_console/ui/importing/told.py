"""What the sheet told the person: a plan, what it was made from, and the sentences about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from webinar_console.domain.forecast import Pace
from webinar_console.domain.preferences import Preferences, with_values
from webinar_console.services.imports import Checked, ImportPlan

from .passing import Offer, offers
from .words import Line, able_to_send, forecast_lines, shifted


@dataclass(frozen=True, slots=True)
class Told:
    """A plan with what it was made from.

    ``preferences`` are the session's as they are, ``None`` when they could not be read; ``settings`` are in
    force while the import runs.
    """

    checked: Checked
    plan: ImportPlan
    pace: Pace
    preferences: Preferences | None
    settings: Mapping[str, Any]

    @property
    def offers(self) -> list[Offer]:
        """What may be changed for this import."""
        return offers(self.plan.forecast, self.preferences)

    @property
    def rests(self) -> bool:
        """Whether quiet hours concern it: it sends e-mails, or it would rest all the same."""
        if self.settings.get("suppress_emails") and not self.plan.forecast.invites:
            return False
        return self.is_ready and (self.plan.forecast.emails.total > 0 or self.plan.forecast.night is not None)

    @property
    def is_ready(self) -> bool:
        """Whether anybody would be registered or invited."""
        return not self.plan.blocked and able_to_send(self.plan.forecast) > 0

    def lines(
        self, now: datetime, starts_at: datetime | None, whose_pace: str, local: tzinfo | None
    ) -> list[Line]:
        """The sentences as they are true now."""
        known = self.preferences
        if known is not None and self.settings:
            known = with_values(known, self.settings)
        lines = forecast_lines(
            shifted(self.plan.forecast, now, starts_at),
            self.pace,
            now,
            starts_at,
            whose_pace=whose_pace,
            preferences_known=known is not None,
            seat_limit=known.value("auto_close_limit") if known is not None else None,
            local=local,
        )
        if self.plan.blocked:
            lines.append(Line("error", self.plan.blocked, "error"))
        return lines
