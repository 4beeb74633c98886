"""Registration preferences of a session."""

from collections.abc import Mapping
from typing import Any

from webinar_console.api.protocol import operations
from webinar_console.api.protocol.request import build_request
from webinar_console.api.sender import Sender
from webinar_console.domain.preferences import Preferences


class Registration:
    """``/webinar/registration/v1/sessions/{sessionId}``."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def get(self, session_id: str) -> Preferences:
        """The preferences and counts of a session."""
        request = build_request(operations.GET_REGISTRATION, {"sessionId": session_id})
        return await self._sender.record(request, Preferences)

    async def update(self, session_id: str, body: Mapping[str, Any]) -> Preferences:
        """Change what ``body`` (wire names, see ``domain.preferences.patch_body``) holds, nothing else."""
        request = build_request(operations.UPDATE_REGISTRATION, {"sessionId": session_id}, body=body)
        return await self._sender.record(request, Preferences)
