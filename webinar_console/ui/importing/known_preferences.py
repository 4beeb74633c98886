"""The registration preferences of the sessions that people are imported into."""

from webinar_console.domain.errors import ConsoleError
from webinar_console.domain.preferences import Preferences
from webinar_console.domain.session import Session

from .ports import PreferencesLookup


class KnownPreferences:
    """The one place that has them: asked for where a list is opened, and told by whoever learns more."""

    def __init__(self, lookup: PreferencesLookup) -> None:
        self._lookup = lookup
        self._known: dict[str, Preferences | None] = {}
        self._noted: set[str] = set()

    def of(self, session: Session) -> Preferences | None:
        """Those of a session; ``None``: nobody has asked, or they could not be read."""
        return self._known.get(session.id)

    def asks_for_work(self, session: Session) -> bool:
        """Whether the session asks for work e-mail, as far as that is known."""
        preferences = self.of(session)
        return preferences is not None and bool(preferences.value("work_email_required"))

    def note(self, preferences: Preferences) -> bool:
        """These hold now; false where they did before."""
        was = self._known.get(preferences.id)
        self._known[preferences.id] = preferences
        self._noted.add(preferences.id)
        return was != preferences

    async def ask(self, session: Session) -> None:
        """Ask for them anew: one call. Until it is answered those stand that were known before."""
        self._noted.discard(session.id)
        try:
            found = await self._lookup.load(session.id)
        except ConsoleError:
            # The forecast is told without them, and says so; the registration itself does not need them.
            found = None
        if session.id not in self._noted:  # else somebody knows better meanwhile
            self._known[session.id] = found
