"""Closing several things one after the other, whatever becomes of each."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

logger = logging.getLogger(__name__)


async def close_all(*steps: Callable[[], Awaitable[object]]) -> None:
    """Take every step, in order, and when all are over raise what went wrong first; the rest is logged.

    A chain of plain awaits would end at the first failure, and leave a store open and an account locked. A
    cancellation in the middle comes out at the end as well, before any other failure.
    """
    failures: list[BaseException] = []
    for step in steps:
        try:
            await step()
        except (Exception, asyncio.CancelledError) as failure:  # noqa: BLE001 - raised or logged below
            failures.append(failure)
    if not failures:
        return
    cancelled = (found for found in failures if isinstance(found, asyncio.CancelledError))
    told = next(cancelled, failures[0])
    for other in failures:
        if other is not told:
            logger.error("closing failed: %s", other, exc_info=other)
    raise told
