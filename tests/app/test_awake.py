"""The computer stays awake while a job works, as far as its system lets the program have that."""

import asyncio
import contextlib
import socket
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.test_program import is_open, running
from tests.gui.job_room import Board
from tests.helpers.practice import import_plan, newcomers
from tests.helpers.qt import Gui, gui_test, until
from webinar_console.app import awake as module
from webinar_console.app.awake import AwakeState, CannotKeepAwake, KeepAwake, system_lock
from webinar_console.app.awake_choice import MAY_SLEEP, AccountAwake, AwakeVoice
from webinar_console.app.options import Options
from webinar_console.domain.job import JobRules, JobState
from webinar_console.ui.messages import Kind, Message, Messages
from webinar_console.ui.tasks import TaskOwner

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


async def test_nothing_is_asked_while_no_job_works() -> None:
    system = SystemInATest()
    async with kept(system) as awake:
        assert awake.state is AwakeState.NOT_NEEDED
        awake.tell(False)
        awake.switch(False)
        awake.switch(True)
        assert not system.asked.is_set()


async def test_a_job_keeps_it_awake_and_the_end_lets_it_sleep() -> None:
    system = SystemInATest()
    async with kept(system) as awake:
        awake.tell(True)
        assert awake.state is AwakeState.ASKING
        await settles(awake, AwakeState.KEPT)
        assert system.threads == {"keep awake"}
    assert (system.taken, system.given_back) == (1, 1)


async def test_a_pause_between_two_jobs_does_not_let_go() -> None:
    system = SystemInATest()
    async with kept(system) as awake:
        awake.tell(True)
        await settles(awake, AwakeState.KEPT)
        for _ in range(50):
            awake.tell(False)
            await asyncio.sleep(0)
            assert awake.state is AwakeState.KEPT
            awake.tell(True)
        assert (system.taken, system.given_back) == (1, 0)


async def test_a_while_after_the_last_job_it_may_sleep() -> None:
    system = SystemInATest()
    async with kept(system, linger_s=0.0) as awake:
        awake.tell(True)
        await settles(awake, AwakeState.KEPT)
        awake.tell(False)
        await becomes(awake, lambda: system.given_back)
        assert awake.state is AwakeState.NOT_NEEDED
        awake.tell(True)
        await settles(awake, AwakeState.KEPT)
        assert (system.taken, system.given_back) == (2, 1)


async def test_switched_off_it_lets_go_at_once() -> None:
    system = SystemInATest()
    async with kept(system) as awake:
        awake.tell(True)
        await settles(awake, AwakeState.KEPT)
        awake.switch(False)
        assert awake.state is AwakeState.SWITCHED_OFF
        await becomes(awake, lambda: system.given_back)
        awake.tell(False)
        awake.tell(True)
        assert (system.taken, system.given_back) == (1, 1)
        awake.switch(True)
        await settles(awake, AwakeState.KEPT)


@pytest.mark.parametrize("refusal", [CannotKeepAwake("no bus"), OSError("no bus")])
async def test_a_refusal_is_known_and_the_next_job_asks_again(refusal: Exception) -> None:
    system = SystemInATest()
    system.refuses = refusal
    async with kept(system, linger_s=0.0) as awake:
        awake.tell(True)
        await settles(awake, AwakeState.NOT_POSSIBLE)
        assert "no bus" in awake.problem
        await becomes(awake, lambda: system.at_once == 0)
        system.refuses = None
        awake.tell(False)
        await settles(awake, AwakeState.NOT_NEEDED)
        awake.tell(True)
        await settles(awake, AwakeState.KEPT)
        assert awake.problem == ""


async def test_a_system_that_does_not_answer_is_said_to_and_stops_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "GIVE_BACK_S", 0.0)
    system = SystemInATest()
    system.answers.clear()
    awake = KeepAwake(system.lock, linger_s=0.0, answer_s=0.0)
    awake.tell(True)
    await settles(awake, AwakeState.NOT_POSSIBLE)
    assert awake.problem == "The system has not answered for 0 seconds."
    for working in (False, True) * 10:
        awake.tell(working)
        await asyncio.sleep(0)
    await awake.aclose()  # comes back although the system still hangs
    assert (system.most_at_once, system.taken) == (1, 0)
    system.answers.set()
    await becomes(awake, lambda: system.given_back)


async def test_a_late_answer_counts() -> None:
    system = SystemInATest()
    system.answers.clear()
    async with kept(system, answer_s=0.0) as awake:
        awake.tell(True)
        await settles(awake, AwakeState.NOT_POSSIBLE)
        system.answers.set()
        await settles(awake, AwakeState.KEPT)
        assert awake.problem == ""


async def test_an_answer_that_nobody_waits_for_any_more_is_given_back() -> None:
    system = SystemInATest()
    system.answers.clear()
    async with kept(system) as awake:
        awake.tell(True)
        awake.switch(False)
        system.answers.set()
        await becomes(awake, lambda: system.given_back)
        assert awake.state is AwakeState.SWITCHED_OFF


async def test_a_fault_while_letting_go_is_no_problem_of_the_next_job() -> None:
    system = SystemInATest()
    system.fails_at_end = RuntimeError("the bus is gone")
    async with kept(system, linger_s=0.0) as awake:
        awake.tell(True)
        await settles(awake, AwakeState.KEPT)
        awake.tell(False)
        await becomes(awake, lambda: system.given_back and system.at_once == 0)
        awake.tell(True)
        await settles(awake, AwakeState.KEPT)
        assert awake.problem == ""


async def test_without_a_lock_nothing_happens() -> None:
    awake = KeepAwake(None)
    awake.tell(True)
    assert not awake.is_available
    assert awake.state is AwakeState.NOT_NEEDED
    await awake.aclose()


@given(st.lists(st.sampled_from(["job", "no job", "on", "off", "turn"]), max_size=30))
@settings(deadline=None, max_examples=60)
def test_whatever_is_said_the_last_word_counts(words: list[str]) -> None:
    """Never two holds at a time; in the end it is kept exactly when a job works and it is switched on."""

    async def story() -> None:
        system = SystemInATest()
        async with kept(system, linger_s=0.0) as awake:
            working, on = False, True
            for word in words:
                if word == "turn":
                    await asyncio.sleep(0)
                elif word in ("on", "off"):
                    on = word == "on"
                    awake.switch(on)
                else:
                    working = word == "job"
                    awake.tell(working)
            wanted = working and on
            if wanted:
                await settles(awake, AwakeState.KEPT)
                assert system.taken == system.given_back + 1
            else:
                await becomes(awake, lambda: awake._hold is None and awake._lingering is None)
                assert system.taken == system.given_back
                assert awake.state is (AwakeState.NOT_NEEDED if on else AwakeState.SWITCHED_OFF)
            assert system.most_at_once <= 1

    asyncio.run(story())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can be without a session bus")
@pytest.mark.parametrize("address", [None, "unix:path=/nowhere/at/all", "nonsense"])
async def test_a_computer_without_a_session_bus_says_so(
    address: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real library where there is no desktop: an answer, with reasons, and no thread left behind."""
    if address is None:
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    else:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    awake = KeepAwake(system_lock)
    awake.tell(True)
    await settles(awake, AwakeState.NOT_POSSIBLE)
    assert "org.gnome.SessionManager" in awake.problem
    await becomes(awake, lambda: awake._hold is None)
    await awake.aclose()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a socket of Unix")
async def test_a_session_bus_that_accepts_and_says_nothing_hangs_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real library and a real socket: the library's own time-outs, and none of the loop's turns."""
    with socket.socket(socket.AF_UNIX) as bus:
        bus.bind(str(tmp_path / "bus"))
        bus.listen()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'bus'}")
        awake = KeepAwake(system_lock)
        awake.tell(True)
        await settles(awake, AwakeState.NOT_POSSIBLE)
        await becomes(awake, lambda: awake._hold is None)
        await awake.aclose()


# ---------------------------------------------------------------------- what is said, and an account's choice


def spoken(awake: KeepAwake) -> list[Message]:
    """What the person gets to read."""
    messages, said = Messages(), list[Message]()
    messages.posted.connect(said.append)
    messages.withdrawn.connect(lambda key: said.append(Message(Kind.INFO, f"withdrawn: {key}")))
    awake.spoken = (AwakeVoice(awake, messages), messages)  # type: ignore[attr-defined]  # kept alive
    return said


async def test_that_it_may_sleep_is_said_once_in_a_run_and_taken_back() -> None:
    system = SystemInATest()
    system.refuses = CannotKeepAwake("1. no bus")
    async with kept(system, linger_s=0.0) as awake:
        said = spoken(awake)
        for _ in range(3):
            awake.tell(True)
            await settles(awake, AwakeState.NOT_POSSIBLE)
            await becomes(awake, lambda: awake._hold is None)
            awake.tell(False)
            await settles(awake, AwakeState.NOT_NEEDED)
        first, second = said
        assert (first.kind, first.sentence, first.details) == (Kind.INFO, MAY_SLEEP, "1. no bus")
        assert first.key == "keep awake"
        assert second.sentence == "withdrawn: keep awake"
        awake.switch(False)
        awake.tell(True)
        awake.switch(True)
        await settles(awake, AwakeState.NOT_POSSIBLE)
        assert [message.sentence for message in said[2:]] == [MAY_SLEEP]


async def test_nothing_is_said_where_all_goes_well() -> None:
    async with kept(SystemInATest(), linger_s=0.0) as awake:
        said = spoken(awake)
        awake.tell(True)
        await settles(awake, AwakeState.KEPT)
        awake.tell(False)
        await settles(awake, AwakeState.NOT_NEEDED)
        assert said == []


class Desk:
    """An account with a board that the test moves."""

    def __init__(self, awake: KeepAwake, choice: bool | None = None) -> None:
        self.board, self.messages = Board(), Messages()
        if choice is not None:
            self.board.rules = JobRules(keep_awake=choice)
        self.said: list[str] = []
        self.messages.posted.connect(lambda message: self.said.append(message.sentence))
        self.tasks = TaskOwner("account", self.messages.error)
        self.part = AccountAwake(awake, self.board, self.messages, self.tasks)

    async def aclose(self) -> None:
        self.part.close()
        await self.tasks.aclose()


@pytest.mark.parametrize("state", list(JobState))
async def test_a_job_counts_while_it_runs_or_is_being_cancelled(state: JobState) -> None:
    works = state in (JobState.RUNNING, JobState.CANCELLING)
    async with kept(SystemInATest(), linger_s=0.0) as awake:
        desk = Desk(awake)
        desk.board.hold("found at the start", state=state)
        desk.part.begin()
        await settles(awake, AwakeState.KEPT if works else AwakeState.NOT_NEEDED)
        await desk.aclose()
        await settles(awake, AwakeState.NOT_NEEDED)


async def test_the_last_of_two_jobs_lets_it_sleep() -> None:
    async with kept(SystemInATest(), linger_s=0.0) as awake:
        desk = Desk(awake)
        desk.part.begin()
        assert awake.state is AwakeState.NOT_NEEDED
        desk.board.hold("one")
        desk.board.hold("two")
        await settles(awake, AwakeState.KEPT)
        desk.board.end("one", [0, 1, 2])
        await desk.board.pause("one")
        assert not awake._lingering
        assert awake.state is AwakeState.KEPT
        desk.board.turn("two", state=JobState.FINISHED)
        await settles(awake, AwakeState.NOT_NEEDED)
        await desk.board.resume("one")
        await settles(awake, AwakeState.KEPT)
        await desk.aclose()
        desk.board.hold("of an account that is closed")
        await settles(awake, AwakeState.NOT_NEEDED)


async def test_the_choice_is_kept_and_the_command_turns_it_round() -> None:
    async with kept(SystemInATest()) as awake:
        desk = Desk(awake)
        desk.part.begin()
        desk.board.hold("one")
        await settles(awake, AwakeState.KEPT)
        (command,) = desk.part.commands()
        assert command.title == "Let the computer sleep while jobs run"
        command.run()
        assert awake.state is AwakeState.SWITCHED_OFF
        assert "may go to sleep" in desk.said[-1]
        await asyncio.wait(list(desk.tasks._tasks))
        assert desk.board.rules == JobRules(keep_awake=False)
        (command,) = desk.part.commands()
        assert command.title == "Keep the computer awake while jobs run"
        command.run()
        await asyncio.wait(list(desk.tasks._tasks))
        assert desk.board.rules == JobRules(keep_awake=True)
        await settles(awake, AwakeState.KEPT)
        await desk.aclose()


async def test_the_box_of_the_job_options_is_the_same_choice() -> None:
    """Ticked there, it holds at once and turns the command round; nothing is said, the box shows it."""
    async with kept(SystemInATest()) as awake:
        desk = Desk(awake)
        desk.part.begin()
        desk.board.hold("one")
        await settles(awake, AwakeState.KEPT)
        await desk.board.choose_rules(JobRules(keep_awake=False, results_folder="results"))
        assert awake.state is AwakeState.SWITCHED_OFF
        assert desk.said == []
        (command,) = desk.part.commands()
        command.run()
        await asyncio.wait(list(desk.tasks._tasks))
        assert desk.board.rules == JobRules(keep_awake=True, results_folder="results")
        desk.part.close()
        await desk.board.choose_rules(JobRules(keep_awake=False))
        assert awake.is_on, "the choice of an account that is closed"
        await desk.aclose()


@pytest.mark.parametrize("choice", [True, False, None])
async def test_the_choice_of_last_time_stands_before_anything_is_asked(choice: bool | None) -> None:
    system = SystemInATest()
    async with kept(system) as awake:
        desk = Desk(awake, choice)
        desk.board.hold("began before the choice was read")
        assert not system.asked.is_set()
        desk.part.begin()
        await settles(awake, AwakeState.SWITCHED_OFF if choice is False else AwakeState.KEPT)
        assert system.asked.is_set() is (choice is not False)
        await desk.aclose()


async def test_where_the_system_is_never_asked_there_is_no_command() -> None:
    desk = Desk(KeepAwake(None))
    assert desk.part.commands() == []
    await desk.aclose()


@gui_test
async def test_a_job_of_the_program_keeps_the_computer_awake(gui: Gui, tmp_path: Path) -> None:
    """The whole program: its practice account's job, the palette's command, and the end."""
    system = SystemInATest()
    async with running(gui, Options(data=tmp_path, demo=True), system.lock) as program:
        await until(lambda: is_open(program), timeout_s=20, what="the account")
        session = program.session
        assert session is not None
        await until(lambda: session.workspace.catalogue.sessions, timeout_s=20, what="the webinars")
        assert not system.asked.is_set()
        where = next(place for place in session.workspace.catalogue.sessions if place.status == "Scheduled")
        assert where.webinar is not None
        await session.workspace.jobs.start(import_plan(where.id, where.webinar.id, newcomers(30)))
        await until(lambda: system.taken == 1, timeout_s=20, what="the lock")
        titles = [command.title for command in program.window.commands()]
        assert "Let the computer sleep while jobs run" in titles
    assert (system.taken, system.given_back, system.at_once) == (1, 1, 0)
