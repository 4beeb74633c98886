"""Whether the list that is shown may stay as it is, before anybody spends calls on its pages."""

from collections.abc import Callable

from webinar_console.domain.session import Session
from webinar_console.ui.messages import Action, Kind, Message
from webinar_console.ui.widgets import Banner

from .ports import Clock, Services
from .totals import Totals
from .words import not_refreshed

#: People that one call brings.
_PAGE = 1000


class UpToDate:
    """Says below the list that the number is the same, or above it why it was not read again."""

    def __init__(
        self,
        services: Services,
        totals: Totals,
        trouble: Banner,
        now: Clock,
        everything: Callable[[], object],
    ) -> None:
        """``everything`` reads all pages, whatever the number says."""
        self._services, self._totals, self._trouble = services, totals, trouble
        self._now, self._everything = now, everything

    async def stands(self, session: Session, count: int, *, asked: bool) -> bool:
        """Whether no page has to be read now. ``count`` people are shown; somebody may have ``asked`` for it.

        One call at most. Raises the errors of the client, ``StoreError``.
        """
        look = await self._services.freshness.look(session, asked=asked)
        if look.stands:
            self._totals.show_same(look.count, look.at, self._now())
            self._trouble.hide()
            return True
        # Nobody has asked for this refresh: a job that must be done in time goes first.
        job = None if asked else self._services.job_in_need(1 + count // _PAGE)
        if job is None:
            return False
        again = Action("Refresh now", self._everything)
        self._trouble.show_message(Message(Kind.INFO, not_refreshed(job), actions=(again,)))
        return True
