"""Sign-in: one place that holds the tokens, renews them ahead of time, and lets everybody else wait."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Protocol

from webinar_console.domain.errors import ConsoleError, NotSignedIn, RateLimited, StoreError, Unreachable

from .clock import Clock
from .protocol import sentences
from .protocol.answers import Answer
from .protocol.tokens import (
    Credentials,
    TokenRequest,
    Tokens,
    first_grant,
    read_tokens,
    refresh_grant,
    refusal_of_first_grant,
    revocation,
    token_error,
)

logger = logging.getLogger(__name__)

Exchange = Callable[[TokenRequest], Awaitable[Answer]]


class TokenStore(Protocol):
    """Where tokens outlive the process: a keyring, nothing weaker. Both raise :class:`StoreError`."""

    async def load(self) -> Tokens | None:
        """The tokens that were saved last."""

    async def save(self, tokens: Tokens | None) -> None:
        """Keep the tokens; ``None`` forgets them."""


class TokenKeeper:
    """Single flight: at most one token request is on its way, and whoever needs a token waits for it.

    The request runs in a task of the keeper's own. A refresh token can be used only once, so a caller that
    gives up must not take the answer with it.
    """

    def __init__(
        self, credentials: Credentials, exchange: Exchange, clock: Clock, store: TokenStore | None = None
    ) -> None:
        self._credentials = credentials
        self._exchange = exchange
        self._clock = clock
        self._store = store
        self._tokens: Tokens | None = None
        self._loaded = store is None
        self._spent_code = False
        self._refusal: NotSignedIn | None = None
        self._renewing: asyncio.Task[Tokens] | None = None

    async def access_token(self) -> str:
        """A token that is good for a while. Raises :class:`NotSignedIn`, :class:`Unreachable`, ..."""
        tokens = self._tokens
        if tokens is None or self._renewing is not None or self._clock.wall() >= tokens.renew_at:
            tokens = await self._renewed(None)
        return tokens.access

    async def renew(self, refused: str) -> str:
        """A token other than the one that a 401 just refused."""
        tokens = self._tokens
        if tokens is None or tokens.access == refused or self._renewing is not None:
            tokens = await self._renewed(refused)
        return tokens.access

    async def sign_in(self) -> None:
        """Get tokens now, even if an earlier attempt was refused for good."""
        self._refusal = None
        await self.access_token()

    async def sign_out(self) -> None:
        """End the session at the server, and forget the tokens even when the server cannot be told."""
        await self._stop()
        await self._load()
        tokens = self._tokens
        self._refusal = NotSignedIn(sentences.NOT_SIGNED_IN)
        await self._keep(None)
        if tokens is not None:
            request = revocation(self._credentials, tokens.refresh or tokens.access)
            error = token_error(await self._exchange(request), request.operation)
            # A token that the server no longer knows is as good as revoked.
            if error is not None and not isinstance(error, NotSignedIn):
                raise error

    async def aclose(self) -> None:
        """End a request that is on its way."""
        await self._stop()

    async def _stop(self) -> None:
        task = self._renewing
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _renewed(self, refused: str | None) -> Tokens:
        if self._refusal is not None:
            known = self._refusal
            raise NotSignedIn(known.sentence, known.technical, known.request_id, known.status, known.details)
        if self._renewing is None:
            self._renewing = asyncio.get_running_loop().create_task(
                self._renew(refused), name="token request"
            )
            self._renewing.add_done_callback(self._finished)
        # Cancelling a caller must not cancel the request that others wait for.
        return await asyncio.shield(self._renewing)

    def _finished(self, task: asyncio.Task[Tokens]) -> None:
        self._renewing = None
        if not task.cancelled():
            # Taken here as well, for the case that every caller has gone.
            task.exception()

    async def _renew(self, refused: str | None) -> Tokens:
        await self._load()
        tokens = self._tokens
        if tokens is not None and tokens.access != refused and self._clock.wall() < tokens.renew_at:
            return tokens
        try:
            fresh = await self._granted(tokens)
        except NotSignedIn as refusal:
            self._refusal = refusal
            await self._keep(None)
            raise
        await self._keep(fresh)
        return fresh

    async def _keep(self, tokens: Tokens | None) -> None:
        self._tokens = tokens
        if self._store is None:
            return
        try:
            await self._store.save(tokens)
        except StoreError as error:
            # The tokens work all the same; only the next start will ask for a sign-in.
            logger.warning("the sign-in could not be kept: %s", error.technical or error)

    async def _granted(self, tokens: Tokens | None) -> Tokens:
        if tokens is not None and tokens.refresh:
            try:
                return await self._ask(refresh_grant(self._credentials, tokens.refresh))
            except NotSignedIn:
                if first_grant(self._credentials) is None or self._spent_code:
                    raise
        request = None if self._spent_code else first_grant(self._credentials)
        if request is None:
            raise NotSignedIn(sentences.SIGN_IN_ENDED if tokens else sentences.NOT_SIGNED_IN)
        # A code of the browser works once; a JWT works as often as it is needed.
        self._spent_code = getattr(self._credentials, "code", None) is not None
        try:
            return await self._ask(request)
        except NotSignedIn as refusal:
            raise refusal_of_first_grant(self._credentials, refusal) from refusal

    async def _ask(self, request: TokenRequest) -> Tokens:
        """Tokens for a grant. Whatever went wrong on the way, the call that needed them was not sent.

        So no error of the token endpoint may look like the server's word on that call: a 409 or 422 here
        would be taken for the refusal of a person's registration.
        """
        try:
            return read_tokens(await self._exchange(request), self._clock.wall())
        except (NotSignedIn, RateLimited, Unreachable, StoreError):
            # These say by themselves that nothing was sent, and what would help.
            raise
        except ConsoleError as error:
            sentence = error.sentence
            if sentence not in (sentences.NOT_LIKE_RINGCENTRAL, sentences.SERVER_FAULT):
                sentence = sentences.NO_RENEWAL
            raise Unreachable(sentence, error.technical, error.request_id) from error

    async def _load(self) -> None:
        if self._loaded or self._store is None:
            return
        self._loaded = True
        try:
            self._tokens = await self._store.load()
        except StoreError as error:
            logger.warning("the last sign-in could not be read: %s", error.technical or error)
