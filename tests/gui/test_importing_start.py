"""An import whose start takes a moment: other sessions are free meanwhile, and nothing is swallowed."""

import asyncio
from pathlib import Path

import msgspec

from tests.gui.import_room import AUTUMN, SPRING, ImportRoom, import_room, write_people
from tests.gui.sheet_room import ready, start_of
from tests.gui.test_importing_drafts import words_of
from tests.helpers.qt import Gui, click, gui_test, turns, until
from webinar_console.domain.errors import StoreError


async def being_started(gui: Gui, folder: Path) -> tuple[ImportRoom, list[tuple[str, ...]]]:
    """The list of one session is open, that of another is being started."""
    room, told = import_room(gui), list[tuple[str, ...]]()
    room.sheet.closed.connect(lambda: told.append(("closed",)))
    room.sheet.started.connect(lambda _job, session: told.append(("started", session)))
    for session, name in ((AUTUMN, "autumn.csv"), (SPRING, "spring.csv")):
        await room.sheet.show_session(session)
        await room.sheet.open_paths([write_people(folder / name)])
        await ready(room)
    room.starter.gate = asyncio.Event()
    await click(start_of(room))
    return room, told


def shown(room: ImportRoom) -> str:
    page = room.sheet.page
    return page.file_step.summary.text().partition(" ")[0] if page.isVisible() else ""


@gui_test
async def test_another_session_is_left_alone(gui: Gui, tmp_path: Path) -> None:
    room, told = await being_started(gui, tmp_path)
    await room.sheet.show_session(AUTUMN)
    await ready(room)
    assert room.starter.gate is not None
    room.starter.gate.set()
    await until(lambda: told)
    await turns(5)
    assert told == [("started", SPRING.id)]
    assert shown(room) == "autumn.csv"
    assert start_of(room).isEnabled()
    await room.sheet.show_session(SPRING)
    await turns(3)
    assert room.sheet._choose.isVisible(), "its list is a job now"


@gui_test
async def test_a_file_for_another_session_is_read_meanwhile(gui: Gui, tmp_path: Path) -> None:
    room, told = await being_started(gui, tmp_path)
    await room.sheet.show_session(AUTUMN)
    await room.sheet.open_paths([write_people(tmp_path / "more.csv", 3, 0)])
    await ready(room)
    assert shown(room) == "more.csv"
    assert start_of(room).text() == "Invite 5 people"
    assert room.starter.gate is not None
    room.starter.gate.set()
    await until(lambda: told)
    assert shown(room) == "more.csv"


@gui_test
async def test_a_file_for_the_same_session_is_refused_in_words(gui: Gui, tmp_path: Path) -> None:
    room, told = await being_started(gui, tmp_path)
    paths = [write_people(tmp_path / name, 3, 0) for name in ("more.csv", "most.csv")]
    for given in (paths[:1], paths):
        room.sheet._banner.hide()
        await room.sheet.open_paths(given)
        assert words_of(room).startswith("The import into Spring launch is being started.")
        assert shown(room) == "spring.csv"
    assert room.starter.gate is not None
    room.starter.gate.set()
    await until(lambda: ("closed",) in told)
    assert told == [("started", SPRING.id), ("closed",)]
    assert words_of(room) == ""


@gui_test
async def test_who_comes_back_meanwhile_sees_it_go(gui: Gui, tmp_path: Path) -> None:
    room, told = await being_started(gui, tmp_path)
    await room.sheet.show_session(AUTUMN)
    # The catalogue was read anew: the same session is another object.
    await room.sheet.show_session(msgspec.structs.replace(SPRING))
    await until(lambda: room.sheet.flow.told)
    assert not start_of(room).isEnabled()
    assert room.starter.gate is not None
    room.starter.gate.set()
    await until(lambda: ("closed",) in told)
    assert room.sheet._choose.isVisible()
    assert len(room.starter.plans) == 1


@gui_test
async def test_what_could_not_be_started_names_its_session(gui: Gui, tmp_path: Path) -> None:
    room, told = await being_started(gui, tmp_path)
    await room.sheet.show_session(AUTUMN)
    await ready(room)
    room.starter.failure = StoreError("The disk is full. Nothing was sent.")
    assert room.starter.gate is not None
    room.starter.gate.set()
    await until(lambda: words_of(room) == "Spring launch: The disk is full. Nothing was sent.")
    assert start_of(room).isEnabled(), "the list of the other session"
    await room.sheet.show_session(SPRING)
    await ready(room)
    assert shown(room) == "spring.csv"
    assert told == []
