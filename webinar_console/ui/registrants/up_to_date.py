"""Whether the list that is shown may stay as it is, before anybody spends calls on its pages."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from webinar_console.domain.session import Session
from webinar_console.ui.messages import Action, Kind, Message
from webinar_console.ui.widgets import Banner

from .ports import Clock, Services
from .registrant_model import RegistrantModel
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
        self._is_half = False

    def turn(self) -> None:
        """The table shows a copy from now on."""
        self._is_half = False

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Around a reading of all pages: what breaks off leaves a table that no number can vouch for."""
        self._is_half = True
        yield
        self._is_half = False

    async def stands(self, session: Session, model: RegistrantModel, *, asked: bool) -> bool:
        """Whether no page has to be read now; somebody may have ``asked`` for it.

        One call at most. Raises the errors of the client, ``StoreError``.
        """
        if self._is_half:
            return False
        look = await self._services.freshness.look(session, asked=asked)
        # The number was compared with the copy. Rows that a job is at change there first.
        same = bool(model.draft.applying) or look.count == registered_in(model)
        if look.stands and same:
            self._totals.show_same(look.count, look.at, self._now())
            self._trouble.hide()
            return True
        # Nobody has asked for this refresh: a job that must be done in time goes first.
        job = None if asked else self._services.job_in_need(1 + model.total // _PAGE)
        if job is None:
            return False
        again = Action("Refresh now", self._everything)
        self._trouble.show_message(Message(Kind.INFO, not_refreshed(job), actions=(again,)))
        return True


def registered_in(model: RegistrantModel) -> int:
    """How many of the rows are registered: not who is only staged, nor who left and has edits staged."""
    left = sum(map(model.draft.has_left, model.draft))
    return model.total - model.draft.counts().added - left
