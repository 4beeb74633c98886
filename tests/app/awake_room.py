"""What the tests of keeping the computer awake stand on: a system in the test, and waits for facts."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable, Iterator

from webinar_console.app.awake import AwakeState, KeepAwake

LONG = 3600.0


class SystemInATest:
    """A system that is asked to stay awake: how often it was, and by how many at the same time.

    It answers when ``answers`` is set (it is), and refuses with the words in ``refuses``.
    """

    def __init__(self) -> None:
        self.taken = self.given_back = self.at_once = self.most_at_once = 0
        self.threads: set[str] = set()
        self.refuses: Exception | None = None
        self.fails_at_end: Exception | None = None
        self.asked, self.answers = threading.Event(), threading.Event()
        self.answers.set()

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.threads.add(threading.current_thread().name)
        self.asked.set()
        try:
            assert self.answers.wait(20)
            if self.refuses is not None:
                raise self.refuses
            self.taken += 1
            yield
            self.given_back += 1
            if self.fails_at_end is not None:
                raise self.fails_at_end
        finally:
            self.at_once -= 1


async def becomes(awake: KeepAwake, fact: Callable[[], object]) -> None:
    """Wait for a fact, looked at whenever something changed. Fails after 20 seconds."""
    news = asyncio.Event()
    leave = awake.changed.connect(news.set)
    try:
        async with asyncio.timeout(20):
            while not fact():
                news.clear()
                await news.wait()
    finally:
        leave()


async def settles(awake: KeepAwake, state: AwakeState) -> None:
    await becomes(awake, lambda: awake.state is state)


@contextlib.asynccontextmanager
async def kept(system: SystemInATest, **times: float) -> AsyncIterator[KeepAwake]:
    awake = KeepAwake(system.lock, **{"linger_s": LONG, "answer_s": LONG, **times})
    try:
        yield awake
    finally:
        await awake.aclose()
        assert system.at_once == 0, "the computer is kept awake for ever"
