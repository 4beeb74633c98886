"""The computer stays awake while a job works, as far as its system lets the program have that."""

import asyncio
import socket
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.awake_room import SystemInATest, becomes, kept, settles
from webinar_console.app import awake as module
from webinar_console.app.awake import AwakeState, CannotKeepAwake, KeepAwake, system_lock


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
