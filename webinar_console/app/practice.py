"""The practice account: a RingCentral of our own inside the program, on a thread of its own."""

from pathlib import Path
from typing import Any

import msgspec

from webinar_console.api.in_process import InProcessTransport
from webinar_console.api.protocol.tokens import JwtCredentials
from webinar_console.simulator import CLIENT_ID, CLIENT_SECRET, JWT, PracticeServer, Settings, World
from webinar_console.store.folder import make_private, make_private_file

#: Raised, so that 300 people take well under a minute; the account menu can set RingCentral's own pace.
FAST_LIMIT = 1000
REAL_LIMIT = 10
#: A little of what a real connection takes, so that progress can be seen.
LATENCY_S = 0.03


class Practice:
    """The practice server of this program and the transport that leads to it."""

    def __init__(self, folder: Path | None, *, latency_s: float = LATENCY_S) -> None:
        """``folder`` keeps what was practised; ``None`` forgets it."""
        path: Path | str = ":memory:"
        if folder is not None:
            path = folder / "practice.sqlite3"
            make_private(folder)
            make_private_file(path)
        self.world = World(Settings(limit=FAST_LIMIT, latency_s=latency_s), path=path)
        self._server = PracticeServer(self.world)

    @property
    def real_pace(self) -> bool:
        """Whether the account allows as few calls as RingCentral does."""
        return self.world.settings.limit == REAL_LIMIT

    def set_real_pace(self, real: bool) -> None:
        """RingCentral's 10 calls a minute, or the practice account's own pace."""
        self.world.change_settings(limit=REAL_LIMIT if real else FAST_LIMIT)

    def start(self) -> InProcessTransport:
        """Start the server's thread."""
        self._server.start()
        return InProcessTransport(self._server.handle)

    async def summary(self) -> dict[str, Any]:
        """What the server counts: people, e-mails, preferences, requests (asked on the server's thread)."""
        _status, _headers, body = await self._server.handle("GET", "/practice/summary", {})
        found: dict[str, Any] = msgspec.json.decode(body)
        return found

    def stop(self) -> None:
        """End the thread and close the file."""
        self._server.stop()
        self.world.close()


def credentials() -> JwtCredentials:
    """What signs in to the practice account."""
    return JwtCredentials(CLIENT_ID, CLIENT_SECRET, JWT)
