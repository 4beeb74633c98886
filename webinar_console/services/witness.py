"""What jobs did, told to those who keep copies of it: no call is needed to see it."""

from webinar_console.domain.preferences import Preferences
from webinar_console.domain.registrant import Registrant

from .preferences import PreferencesService
from .registrants import Registrants


class JobWitness:
    """The witness of ``jobs``: registrants go to their copies, settings to whoever shows them."""

    def __init__(self, registrants: Registrants, preferences: PreferencesService) -> None:
        self._registrants = registrants
        self._preferences = preferences

    async def take_created(self, session_id: str, person: Registrant) -> None:
        """Somebody is registered now. Raises ``StoreError``."""
        await self._registrants.take_created(session_id, person)

    async def take_removed(self, session_id: str, registrant_id: str) -> None:
        """Somebody is not registered any more. Raises ``StoreError``."""
        await self._registrants.take_removed(session_id, registrant_id)

    def take_settings(self, preferences: Preferences) -> None:
        """These are the settings of a session now."""
        self._preferences.changed.notify(preferences)
