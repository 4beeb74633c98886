"""Preferences that were set and not saved, kept beyond the end of the program. No Qt."""

from collections.abc import Mapping
from typing import Any, Protocol

from webinar_console.domain.preferences import FIELDS

_NAME = "preferences not saved"


class KeptSettings(Protocol):
    """Named JSON values that outlive the program (``store.settings``)."""

    async def get(self, name: str, default: Any = None) -> Any:
        """The value, or ``default``."""

    async def set(self, name: str, value: Any) -> None:
        """Keep a value."""


class Wishes:
    """Field names and values by session. Without ``settings`` nothing is written anywhere."""

    def __init__(self, settings: KeptSettings | None = None) -> None:
        self._settings = settings
        self._by_session: dict[str, dict[str, Any]] = {}

    async def load(self) -> None:
        """Take what the last run left. Raises what ``settings`` raises."""
        if self._settings is None:
            return
        kept = await self._settings.get(_NAME)
        if not isinstance(kept, dict):
            return
        for session_id, values in kept.items():
            if isinstance(values, dict):
                # A field that this version does not know cannot be shown, so it cannot be wished for.
                self._by_session[session_id] = {n: v for n, v in values.items() if n in FIELDS}

    def of(self, session_id: str) -> Mapping[str, Any]:
        """What is wished for a session."""
        return self._by_session.get(session_id, {})

    def set(self, session_id: str, values: Mapping[str, Any]) -> bool:
        """Note the wishes for a session; whether they are others than before."""
        if dict(self.of(session_id)) == dict(values):
            return False
        if values:
            self._by_session[session_id] = dict(values)
        else:
            self._by_session.pop(session_id, None)
        return True

    async def keep(self) -> None:
        """Write them down. Raises what ``settings`` raises."""
        if self._settings is not None:
            await self._settings.set(_NAME, self._by_session)
