"""A 1 ms beat on the GUI thread: what every event that arrives meanwhile has to wait.

    beat = Beat()
    beat.start()
    ...                       # the work
    figures = beat.stop()
    print(figures)

With ``trace=True`` a second thread looks at the GUI thread while it does not beat, and ``stalls`` tells where
it was: the way to the cause of a stall.
"""

import sys
import threading
import time
import traceback
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from PySide6.QtCore import QObject, Qt, QTimer

#: A stall that the tracer looks at, in milliseconds.
STALL_MS = 30.0
_LOOK_S = 0.005
_DEEP = 14


@dataclass(frozen=True, slots=True)
class Figures:
    """Gaps between two beats, in milliseconds.

    ``wait99`` is the 99th percentile of what an event at a random moment waits: a long gap counts by its
    length, not as one gap among many.
    """

    beats: int
    p50: float
    p99: float
    wait99: float
    worst: float
    over_16: int
    over_33: int
    over_50: int

    def as_dict(self) -> dict[str, float]:
        """The figures by name, as the benchmarks print them."""
        return asdict(self)

    def __str__(self) -> str:
        return (
            f"{self.beats:,} beats, p50 {self.p50:.1f} ms, p99 {self.p99:.1f} ms,"
            f" wait99 {self.wait99:.1f} ms, worst {self.worst:.1f} ms,"
            f" {self.over_33} over 33 ms, {self.over_50} over 50 ms"
        )


def figures_of(gaps: Sequence[float]) -> Figures:
    """The figures of gaps in milliseconds (at least one)."""
    ordered = sorted(gaps)
    return Figures(
        beats=len(ordered),
        p50=_quantile(ordered, 0.5),
        p99=_quantile(ordered, 0.99),
        wait99=_wait(ordered, 0.01),
        worst=ordered[-1],
        over_16=sum(gap > 16 for gap in ordered),
        over_33=sum(gap > 33 for gap in ordered),
        over_50=sum(gap > 50 for gap in ordered),
    )


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _wait(ordered: Sequence[float], share: float) -> float:
    """The wait that only ``share`` of all moments exceed.

    At a moment that lies ``x`` before the end of its gap an event waits ``x``: so the time in which the wait
    is longer than ``x`` is the sum of what the gaps have beyond ``x``.
    """
    total, low, high = sum(ordered), 0.0, ordered[-1]
    while high - low > 0.01:
        middle = (low + high) / 2
        if sum(gap - middle for gap in ordered if gap > middle) > total * share:
            low = middle
        else:
            high = middle
    return low


class Beat(QObject):
    """Beats between ``start`` and ``stop``. Belongs to the GUI thread."""

    def __init__(self, *, trace: bool = False) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._beat)
        self._gaps: list[float] = []
        self._last = 0.0
        self._tracer = _Tracer(self) if trace else None

    @property
    def gaps(self) -> list[float]:
        """The gaps since ``start``, in milliseconds."""
        return list(self._gaps)

    @property
    def last(self) -> float:
        """When the last beat was (``time.perf_counter``)."""
        return self._last

    @property
    def stalls(self) -> list[tuple[float, str]]:
        """With ``trace``: the longest look at each stall (milliseconds so far) and the stack at it."""
        return list(self._tracer.stalls) if self._tracer is not None else []

    def start(self) -> None:
        """Begin anew."""
        self._gaps.clear()
        self._last = time.perf_counter()
        self._timer.start()
        if self._tracer is not None:
            self._tracer.start()

    def stop(self) -> Figures:
        """The figures since ``start``."""
        self._timer.stop()
        if self._tracer is not None:
            self._tracer.stop()
        self._beat()
        return figures_of(self._gaps)

    def _beat(self) -> None:
        now = time.perf_counter()
        self._gaps.append((now - self._last) * 1000)
        self._last = now


class _Tracer:
    """Looks at the GUI thread from another one. It costs a little itself: for finding, not for measuring."""

    def __init__(self, beat: Beat) -> None:
        self._beat = beat
        self._gui = threading.get_ident()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self.stalls: list[tuple[float, str]] = []

    def start(self) -> None:
        self.stalls.clear()
        self._ended.clear()
        self._thread = threading.Thread(target=self._look, name="beat tracer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def _look(self) -> None:
        seen = 0.0
        while not self._ended.wait(_LOOK_S):
            last = self._beat.last
            late = (time.perf_counter() - last) * 1000
            frame = sys._current_frames().get(self._gui)
            if late < STALL_MS or frame is None:
                continue
            stack = "".join(traceback.format_stack(frame, _DEEP))
            if last == seen:
                self.stalls[-1] = (late, self.stalls[-1][1])
            else:
                self.stalls.append((late, stack))
            seen = last
