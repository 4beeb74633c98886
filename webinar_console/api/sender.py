"""The sender: one call from request to answer, through governor, tokens and wire, with its repetitions."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from webinar_console.domain.errors import ConsoleError, NotSignedIn, RateLimited, ServerError

from .clock import Clock
from .decoding import NotReadable, Page, decode, decode_page
from .governor import Call, Governor
from .protocol.answers import Answer, error_of, unreadable
from .protocol.request import ApiRequest
from .protocol.tokens import TokenRequest
from .retry import Retry
from .sign_in import TokenKeeper
from .wire import Wire

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Line:
    """What all calls of an account share."""

    wire: Wire
    governor: Governor
    clock: Clock

    async def send_token_request(self, request: TokenRequest) -> Answer:
        """A call to the token endpoint: no bearer token, no repetition, the interactive share."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if request.authorization:
            headers["Authorization"] = request.authorization
        operation = request.operation
        async with self.governor.call(operation.group, operation=operation.id) as call:
            try:
                answer = await self.wire.exchange(operation, operation.path, headers, request.body)
            except ConsoleError as error:
                if not error.outcome_unknown:
                    call.not_sent()
                raise
            call.answered(answer.headers, answer.status, codes=_codes(answer, request))
        return answer


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends calls with one priority and one patience."""

    line: Line
    keeper: TokenKeeper
    retry: Retry
    background: bool = False
    #: Awaited when a call has its slot and its token, right before the request leaves (a job writes its
    #: intent to disk here). What it raises ends the call, and nothing was sent.
    gate: Callable[[], Awaitable[None]] | None = None

    async def record(self, request: ApiRequest, kind: type[T]) -> T:
        """Send and read one record. Raises the errors of :mod:`~webinar_console.domain.errors`."""
        answer = await self.answer(request)
        try:
            record = decode(answer.body, kind)
        except NotReadable as broken:
            raise unreadable(answer, request.operation, str(broken)) from broken
        if getattr(record, "id", None) == "":
            raise unreadable(answer, request.operation, "the record has no id")
        return record

    async def page(self, request: ApiRequest, kind: type[T]) -> Page[T]:
        """Send and read one page of a list."""
        answer = await self.answer(request)
        try:
            return decode_page(answer.body, kind)
        except NotReadable as broken:
            raise unreadable(answer, request.operation, str(broken)) from broken

    async def nothing(self, request: ApiRequest) -> None:
        """Send a call whose success has no body."""
        await self.answer(request)

    async def answer(self, request: ApiRequest) -> Answer:
        """Send until an answer says success, or until repeating would be wrong.

        A write is sent again only after 429 and after a 401 that renewing the token has mended: these
        prove that nothing was done.
        """
        failures = penalties = 0
        refused: str | None = None
        while True:
            try:
                # Before the wait for a slot: whoever cannot sign in should hear it at once.
                await self._token(refused)
                token, answer, error = await self._attempt(request, refused)
            except ConsoleError as failure:
                error = failure
            else:
                if error is None:
                    return answer
                if isinstance(error, NotSignedIn) and refused is None:
                    refused = token
                    continue
            if isinstance(error, RateLimited):
                penalties += 1
                if not self.retry.outlasts(penalties):
                    raise error
                continue
            failures, penalties = failures + 1, 0
            wait_s = self.retry.wait_s(error, failures) if request.operation.is_read else None
            if wait_s is None:
                raise error
            await self.line.clock.sleep(wait_s)

    async def _attempt(
        self, request: ApiRequest, refused: str | None
    ) -> tuple[str, Answer, ConsoleError | None]:
        operation = request.operation
        line = self.line
        async with line.governor.call(
            operation.group, background=self.background, operation=operation.id
        ) as call:
            token = await self._before_leaving(call, refused)
            headers = {"Authorization": f"Bearer {token}"}
            if request.body is not None:
                headers["Content-Type"] = "application/json"
            try:
                answer = await line.wire.exchange(operation, request.target, headers, request.body)
            except ConsoleError as failure:
                if not failure.outcome_unknown:
                    call.not_sent()
                raise
            error = error_of(answer, operation, line.clock.wall())
            codes = [d.code for d in error.details] if isinstance(error, ServerError) else []
            call.answered(answer.headers, answer.status, codes=codes)
        return token, answer, error

    async def _before_leaving(self, call: Call, refused: str | None) -> str:
        """The token, and the gate's leave. Whatever ends this gives the slot back, cancellation too."""
        try:
            # Asked for again: the wait for this slot may have outlived the token.
            token = await self._token(refused)
            if self.gate is not None:
                await self.gate()
        except BaseException:
            call.not_sent()
            raise
        return token

    async def _token(self, refused: str | None) -> str:
        return await (self.keeper.renew(refused) if refused else self.keeper.access_token())


def _codes(answer: Answer, request: TokenRequest) -> list[str]:
    error = error_of(answer, request.operation)
    return [detail.code for detail in error.details] if isinstance(error, ServerError) else []
