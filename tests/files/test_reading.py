"""The worker process: what it sends, how it dies, how it is stopped."""

import asyncio
import contextlib
import io
import itertools
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from tests.helpers.people_files import write_people_csv
from webinar_console.domain.errors import FileProblem
from webinar_console.domain.people_source import FileSource, PeopleSource, ReadChoices, TextSource
from webinar_console.files import flag, reading
from webinar_console.files.reading import read_people
from webinar_console.files.wire import (
    Finished,
    Frame,
    Message,
    Opened,
    Request,
    message_from,
    packed,
    read_packed,
    said_from,
)


async def messages(
    source: PeopleSource, choices: ReadChoices | None = None, command: Sequence[str] | None = None
) -> list[Message]:
    async with contextlib.aclosing(read_people(source, choices or ReadChoices(), command)) as found:
        return [message async for message in found]


def program(code: str) -> list[str]:
    """A worker of another kind."""
    return [sys.executable, "-c", code]


async def test_a_file_comes_in_frames(tmp_path: Path) -> None:
    rows = write_people_csv(tmp_path / "Gäste 1#.csv", 2_300, ())
    found = await messages(FileSource(tmp_path / "Gäste 1#.csv"))
    assert isinstance(found[0], Opened)
    assert found[-1] == Finished(0)
    frames = [message for message in found if isinstance(message, Frame)]
    assert [row for frame in frames for row in frame.rows] == rows
    assert [line for frame in frames for line in frame.lines] == list(range(2, 2_302))


async def test_pasted_text() -> None:
    """What a sheet puts on the clipboard; half a surrogate pair is no reason to fail."""
    text = "Name\tE-mail\r\nZoë \U0001f389 Ö\ta@x.com\r\nBad \ud83d\tb@x.com"
    found = await messages(TextSource(text), ReadChoices(encoding="cp1252"))
    assert isinstance(found[1], Frame)
    assert found[1].rows == [("Zoë \U0001f389 Ö", "a@x.com"), ("Bad ?", "b@x.com")]


async def test_choices_reach_the_worker(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes("Žižka;a@x.com\n".encode("cp1250"))
    found = await messages(FileSource(path), ReadChoices("cp1250", ";", has_header=False))
    assert isinstance(found[1], Frame)
    assert found[1].rows == [("Žižka", "a@x.com")]


@pytest.mark.parametrize(("name", "word"), [("gone.csv", "not there"), ("", "folder")])
async def test_refusals_arrive_as_file_problems(tmp_path: Path, name: str, word: str) -> None:
    with pytest.raises(FileProblem, match=word):
        await messages(FileSource(tmp_path / name))


async def test_a_refusal_names_its_line() -> None:
    with pytest.raises(FileProblem) as caught:
        await messages(TextSource('E-mail,Name\na@x.com,"Ann\nb@x.com,Bob\n'))
    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("code", "technical"),
    [
        ("import sys; sys.stderr.write('out of luck'); sys.exit(3)", "exit code 3\nout of luck"),
        ("import os; os.abort()", "exit code -6" if os.name == "posix" else "exit code"),
        ("import sys; sys.stdout.buffer.write(b'\\0\\0\\0\\x09half')", "exit code 0"),
        ("print('hello there, I am no worker')", "exit code 0"),
        ("import sys; sys.stdout.buffer.write(b'\\0\\0\\0\\x04junk')", "Expected `array`"),
    ],
)
async def test_a_worker_that_dies_or_talks_nonsense(code: str, technical: str) -> None:
    with pytest.raises(FileProblem, match="ended unexpectedly") as caught:
        await messages(TextSource("a@x.com"), command=program(code))
    assert technical in caught.value.technical


async def test_a_worker_that_dies_in_the_middle(tmp_path: Path) -> None:
    """It sends the header and a frame, then is shot."""
    code = (
        "import os, signal, sys\n"
        "from webinar_console.files.wire import Frame, Opened, packed\n"
        "out = sys.stdout.buffer\n"
        "out.write(packed(Opened(1, '', 'utf-8', True, ',', 1, ('E-mail',), ())))\n"
        "out.write(packed(Frame([2], [('a@x.com',)], 1)))\n"
        "out.flush()\n"
        "os.kill(os.getpid(), signal.SIGTERM)\n"
    )
    with pytest.raises(FileProblem, match="ended unexpectedly"):
        await messages(TextSource("a@x.com"), command=program(code))


async def test_a_worker_that_cannot_start(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="did not start") as caught:
        await messages(TextSource("a@x.com"), command=[str(tmp_path / "no such program")])
    assert "no such program" in caught.value.technical


async def test_closing_early_ends_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = watch(monkeypatch)
    write_people_csv(tmp_path / "people.csv", 20_000, ())
    async with contextlib.aclosing(read_people(FileSource(tmp_path / "people.csv"), ReadChoices())) as found:
        assert isinstance(await anext(found), Opened)
    assert [process.returncode is not None for process in started] == [True]


async def test_cancelling_ends_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that would sleep for ever; the cancelled task is over only when it is gone."""
    started = watch(monkeypatch)
    ready = tmp_path / "ready"
    code = f"import pathlib, time; pathlib.Path({str(ready)!r}).touch(); time.sleep(1_000)"
    task = asyncio.create_task(messages(TextSource("a@x.com"), command=program(code)))
    while not ready.exists():  # noqa: ASYNC110  # another process makes it
        await asyncio.sleep(0.001)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [process.returncode for process in started] == [-signal.SIGKILL if os.name == "posix" else 1]


async def test_cancelling_before_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    started = watch(monkeypatch)
    task = asyncio.create_task(messages(TextSource("a@x.com")))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert all(process.returncode is not None for process in started)


async def test_other_work_goes_on_while_a_file_is_read(tmp_path: Path) -> None:
    """The loop gets a turn between any two frames, even when all of them are waiting."""
    write_people_csv(tmp_path / "people.csv", 12_000, ())
    beat = 0
    over = False

    async def tick() -> None:
        nonlocal beat
        while not over:
            beat += 1
            await asyncio.sleep(0)

    ticking = asyncio.create_task(tick())
    async with contextlib.aclosing(read_people(FileSource(tmp_path / "people.csv"), ReadChoices())) as found:
        turns = [beat async for _ in found]
    over = True
    await ticking
    assert len(turns) == 14
    assert all(later > earlier for earlier, later in itertools.pairwise(turns))


def watch(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that the reading starts from now on."""
    started: list[subprocess.Popen[bytes]] = []

    class Watched(subprocess.Popen[bytes]):
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)  # type: ignore[call-overload]
            started.append(self)

    monkeypatch.setattr(reading.subprocess, "Popen", Watched)
    return started


def test_the_worker_never_imports_qt_and_little_else() -> None:
    code = (
        "import sys; import webinar_console.files.worker; "
        "print(*(m for m in ('PySide6', 'qasync', 'httpx', 'asyncio', 'email_validator', "
        "'charset_normalizer', 'webinar_console.app') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_the_worker_flag() -> None:
    assert flag.is_worker([flag.FLAG])
    assert not flag.is_worker([])
    assert not flag.is_worker(["--demo", flag.FLAG])


def test_a_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert flag.command() == [sys.executable, flag.FLAG]


def test_a_stray_print_does_not_get_between_the_messages() -> None:
    code = (
        "from webinar_console.files import worker\n"
        "real = worker.read_clipboard\n"
        "def loud(*arguments):\n"
        "    print('a library that talks', flush=True)\n"
        "    yield from real(*arguments)\n"
        "worker.read_clipboard = loud\n"
        "worker.main()\n"
    )
    text = b"a@x.com\n"
    done = subprocess.run(
        program(code), input=packed(Request(None, len(text))) + text, capture_output=True, check=True
    )
    out = io.BytesIO(done.stdout)
    bodies = []
    while (body := read_packed(out)) is not None:
        bodies.append(message_from(body))
    assert [type(message) for message in bodies] == [Opened, Frame, Finished]
    assert b"a library that talks" in done.stderr


def test_no_request_is_no_work() -> None:
    done = subprocess.run(flag.command(), input=b"", capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")


def test_wire_round_trip_and_nonsense() -> None:
    request = Request("/tmp/ä.csv", 0, "cp1252", ";", True)
    body = read_packed(io.BytesIO(packed(request)))
    assert body is not None
    assert said_from(body) == request
    assert read_packed(io.BytesIO(b"\0\0")) is None
    assert read_packed(io.BytesIO(b"\0\0\0\x05abc")) is None
    with pytest.raises(msgspec.DecodeError):
        message_from(b"\x93\xa5other\x01\x02")
