"""Long work on the loop, cut so that nobody at the keyboard notices."""

import asyncio
from collections.abc import Callable, Iterator
from time import perf_counter

#: Seconds that one turn of the loop may take.
SLICE_S = 0.003
_STEP = 32


async def in_slices(
    total: int, work: Callable[[int, int], None], on_progress: Callable[[int], None] | None = None
) -> None:
    """Call ``work(start, end)`` over ``range(total)`` in turns of some milliseconds each.

    ``on_progress`` gets what is done after each turn.
    """
    done = 0
    while done < total:
        turn_ends = perf_counter() + SLICE_S
        while done < total and perf_counter() < turn_ends:
            end = min(done + _STEP, total)
            work(done, end)
            done = end
        if on_progress is not None:
            on_progress(done)
        await asyncio.sleep(0)


async def exhausted_in_slices(work: Iterator[object]) -> None:
    """Go through an iterator that does some work before each of its items, in turns of some milliseconds."""
    over = object()
    turn_ends = perf_counter() + SLICE_S
    while next(work, over) is not over:
        if perf_counter() >= turn_ends:
            await asyncio.sleep(0)
            turn_ends = perf_counter() + SLICE_S
