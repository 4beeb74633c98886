"""What a process holds at a moment: memory, and what of its loop and its files is open."""

import asyncio
import gc
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.helpers.virtual_time import VirtualTimeLoop

_STATM, _HANDLES = Path("/proc/self/statm"), Path("/proc/self/fd")


@dataclass(frozen=True, slots=True)
class Footprint:
    """``None``: this system cannot say. ``hour`` is when, as the caller counts; ``rss`` is in bytes.

    ``blocks`` are those of Python's allocator: exact, and the same in every run of the same work.
    """

    hour: float
    rss: int | None
    blocks: int
    tasks: int
    timers: int
    handles: int | None

    @property
    def megabytes(self) -> str:
        """``rss`` in words."""
        return "?" if self.rss is None else f"{self.rss / 1e6:.1f}"

    def line(self) -> str:
        """A line under :data:`HEADER`."""
        handles = "?" if self.handles is None else self.handles
        loop = f"{self.tasks:>6} {self.timers:>7} {handles:>8}"
        return f"{self.hour:6.2f} {self.megabytes:>9} {self.blocks:>9} {loop}"


HEADER = "  hour   RSS, MB    blocks  tasks  timers  handles"


def footprint(hour: float, besides: "set[asyncio.Task[Any]]") -> Footprint:
    """What this process holds now, the tasks ``besides`` apart. None of those may have a timer."""
    gc.collect()
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualTimeLoop)
    return Footprint(
        hour=hour,
        rss=int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if _STATM.exists() else None,
        blocks=sys.getallocatedblocks(),
        tasks=len(asyncio.all_tasks() - besides),
        timers=sum(not timer.cancelled() for timer in loop._scheduled),  # type: ignore[attr-defined]
        handles=len(list(_HANDLES.iterdir())) if _HANDLES.exists() else None,
    )
