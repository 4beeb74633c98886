"""Keeping the computer awake: what is said about it, and an account's choice."""

import asyncio
from pathlib import Path

import pytest

from tests.app.awake_room import SystemInATest, becomes, kept, settles
from tests.app.test_program import is_open, running
from tests.gui.job_room import Board
from tests.helpers.practice import import_plan, newcomers
from tests.helpers.qt import Gui, gui_test, until
from webinar_console.app.awake import AwakeState, CannotKeepAwake, KeepAwake
from webinar_console.app.awake_choice import MAY_SLEEP, AccountAwake, AwakeVoice
from webinar_console.app.options import Options
from webinar_console.domain.job import JobRules, JobState
from webinar_console.ui.messages import Kind, Message, Messages
from webinar_console.ui.tasks import TaskOwner


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
