"""Walking through the pages of a list."""

from collections.abc import AsyncIterator, Callable
from typing import TypeVar

from webinar_console.domain.errors import UnexpectedAnswer
from webinar_console.domain.limits import PAGE_SIZE

from .protocol.request import ApiRequest
from .sender import Sender

T = TypeVar("T")

#: A list of records as one page brings it. (Resources have a method `list`, which hides the built-in.)
Records = list[T]


async def walk_pages(
    sender: Sender, build: Callable[[dict[str, str | int | None]], ApiRequest], kind: type[T]
) -> AsyncIterator[Records[T]]:
    """All pages, each as it arrives. ``build`` makes a request from the paging part of the query.

    Raises :class:`UnexpectedAnswer` when the server sends us in a circle.
    """
    token: str | None = None
    seen: set[str] = set()
    while True:
        request = build({"perPage": PAGE_SIZE, "pageToken": token})
        page = await sender.page(request, kind)
        yield page.records
        token = page.next_token
        if token is None:
            return
        if token in seen:
            raise UnexpectedAnswer(
                "RingCentral's list does not end. Please try again later.",
                f"{request.operation.id}: page token {token!r} came twice",
            )
        seen.add(token)


async def walk(pages: AsyncIterator[Records[T]]) -> AsyncIterator[T]:
    """The records of all pages, one by one."""
    async for page in pages:
        for record in page:
            yield record
