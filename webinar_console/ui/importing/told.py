"""What the sheet told the person: a plan, what it was made from, and the sentences about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from webinar_console.domain.forecast import Pace
from webinar_console.domain.preferences import Preferences, with_values
from webinar_console.domain.session import ACTIVE, Session
from webinar_console.services.import_plan import NOBODY_READY
from webinar_console.services.imports import Checked, ImportPlan, PlanChoices

from .brief_words import brief_words
from .passing import TRIM, Offer, offers
from .words import Line, forecast_lines, is_late, shifted


@dataclass(frozen=True, slots=True)
class Told:
    """A plan with what it was made from.

    ``preferences`` are the session's as they are, ``None`` when they could not be read. ``wanted`` is what
    the person chose, ``choices`` the part of it that is of use now.
    """

    checked: Checked
    plan: ImportPlan
    pace: Pace
    preferences: Preferences | None
    choices: PlanChoices
    wanted: PlanChoices

    @property
    def settings(self) -> Mapping[str, Any]:
        """Those in force while the import runs."""
        return self.choices.settings

    @property
    def offers(self) -> list[Offer]:
        """What may be changed for this import."""
        return offers(self.plan.forecast, self.preferences, self.plan.unseated)

    @property
    def settled(self) -> Mapping[str, Any]:
        """Those of the settings that are offered, as they are offered: none in vain, and no limit lowered."""
        return {offer.name: offer.value for offer in self.offers if offer.name in self.settings}

    @property
    def chosen(self) -> Mapping[str, Any]:
        """The offers that were taken, now or before."""
        return {**self.wanted.settings, TRIM: True} if self.wanted.trim else self.wanted.settings

    @property
    def can_be_tried(self) -> bool:
        """Whether one row could be registered now, for the person to look at what arrives."""
        return self.is_ready and self.plan.forecast.can_register > 0

    def is_ordered(self, now: datetime, starts_at: datetime | None) -> bool:
        """Whether it matters who comes first: there are fewer seats than people, or the start comes before
        the end. Who has chosen an order can always take it back."""
        if self.plan.forecast.stops or self.plan.unseated > 0 or self.choices.order is not None:
            return True
        return is_late(shifted(self.plan.forecast, now, starts_at), now, starts_at)

    @property
    def rests(self) -> bool:
        """Whether quiet hours concern it: it sends e-mails, or it would rest all the same."""
        if self.settings.get("suppress_emails") and not self.plan.forecast.invites:
            return False
        return self.is_ready and (self.plan.forecast.emails.total > 0 or self.plan.forecast.night is not None)

    @property
    def is_ready(self) -> bool:
        """Whether anybody would be registered or invited."""
        forecast = self.plan.forecast
        return not self.plan.blocked and (forecast.can_send > 0 or forecast.can_remove > 0)

    def brief(self, now: datetime, session: Session, local: tzinfo | None) -> str:
        """The plain ones of the sentences in one line, for where there is little room."""
        return brief_words(shifted(self.plan.forecast, now, session.starts_at), now, local)

    def lines(self, now: datetime, session: Session, whose_pace: str, local: tzinfo | None) -> list[Line]:
        """The sentences as they are true now."""
        starts_at = session.starts_at
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
            closing_line=self.plan.closing_line,
            unit=self.checked.draft.unit,
            is_live=session.status == ACTIVE,
            is_quiet="suppress_emails" in self.settings,
            local=local,
        )
        if self.plan.blocked and self.plan.blocked != NOBODY_READY:  # the sentences say why nobody is
            lines.append(Line("error", self.plan.blocked, "error"))
        return lines
