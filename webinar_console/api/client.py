"""The client: everything of RingCentral Webinar, usable without the rest of the program (docs/api.md)."""

import platform
from collections.abc import Awaitable, Callable
from dataclasses import replace

import httpx

from webinar_console import __version__
from webinar_console.domain.closing import close_all

from .clock import Clock, SystemClock
from .governor import Governor
from .protocol.tokens import Credentials
from .resources.account import AccountInfo
from .resources.history import History
from .resources.invitees import Invitees
from .resources.recordings import Recordings
from .resources.registrants import Registrants
from .resources.registration import Registration
from .resources.sessions import Sessions
from .resources.subscriptions import Subscriptions
from .resources.webinars import Webinars
from .retry import Retry
from .sender import Line, Sender
from .sign_in import TokenKeeper, TokenStore
from .wire import Wire, WireSettings

USER_AGENT = f"WebinarConsole/{__version__} (Python {platform.python_version()}; {platform.system()})"


class RingCentral:
    """One signed-in account at one server.

    ``server`` is an https address (plain http for this computer only). ``timeout_s`` is the longest silence
    of a call in seconds, ``proxy`` a URL that replaces the system's. Calls raise the errors of
    :mod:`webinar_console.domain.errors`. Close it with :meth:`aclose`, or use it in ``async with``.
    """

    def __init__(
        self,
        server: str,
        credentials: Credentials,
        *,
        governor: Governor | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        user_agent: str = USER_AGENT,
        timeout_s: float = 30.0,
        proxy: str | None = None,
        token_store: TokenStore | None = None,
        clock: Clock | None = None,
        retry: Retry | None = None,
    ) -> None:
        self.server = server
        self.governor = governor or Governor(clock=clock)
        self._clock = clock or SystemClock()
        self._wire = Wire(WireSettings(server, user_agent, timeout_s, proxy), transport)
        line = Line(self._wire, self.governor, self._clock)
        self._keeper = TokenKeeper(credentials, line.send_token_request, self._clock, token_store)
        self._use(Sender(line, self._keeper, retry or Retry()))

    def background(
        self, *, retry: Retry | None = None, gate: Callable[[], Awaitable[None]] | None = None
    ) -> "RingCentral":
        """The same client for a job: its calls leave the person's share alone and stand behind theirs.

        It shares connections, tokens and governor with this one; only this one has to be closed. With
        ``retry=NO_RETRY`` each failure, 429 included, reaches the job at once. ``gate`` is awaited each time
        a request of this view is about to leave; what it raises ends the call, and nothing was sent.
        """
        view = object.__new__(RingCentral)
        view.server, view.governor = self.server, self.governor
        view._clock, view._wire, view._keeper = self._clock, self._wire, self._keeper
        view._use(replace(self._sender, background=True, retry=retry or self._sender.retry, gate=gate))
        return view

    async def sign_in(self) -> None:
        """Get a token, or use a stored one.

        Raises :class:`NotSignedIn` when the credentials are refused, :class:`Unreachable` when the server
        cannot be reached, is not RingCentral, or is in trouble, :class:`RateLimited`.
        """
        await self._keeper.sign_in()

    async def sign_out(self) -> None:
        """End the session at RingCentral. The stored tokens are gone even when an error is raised."""
        await self._keeper.sign_out()

    async def aclose(self) -> None:
        """Close connections and timers. Calls that still run have to be cancelled by their owners first."""
        await close_all(self._keeper.aclose, self.governor.aclose, self._wire.aclose)

    async def __aenter__(self) -> "RingCentral":
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.aclose()

    def _use(self, sender: Sender) -> None:
        self._sender = sender
        self.webinars = Webinars(sender)
        self.sessions = Sessions(sender)
        self.registrants = Registrants(sender)
        self.invitees = Invitees(sender)
        self.registration = Registration(sender)
        self.history = History(sender)
        self.recordings = Recordings(sender)
        self.subscriptions = Subscriptions(sender)
        self.account = AccountInfo(sender)
