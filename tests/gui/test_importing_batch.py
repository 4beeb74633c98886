"""One import each: a file keeps its turn until its import is started, whatever is imported in between."""

from pathlib import Path

from tests.gui.import_room import SPRING, ImportRoom, import_room
from tests.gui.sheet_room import ready, start_of
from tests.gui.test_importing_drafts import choose, words_of
from tests.helpers.qt import Gui, click, gui_test, until
from webinar_console.store import Store
from webinar_console.store.import_drafts import ImportDrafts

HEADER = "First name,Last name,E-mail\n"
PASTED = f"{HEADER}Pat,Lane,pat@example.org\n"


def a_list(folder: Path, name: str) -> Path:
    path = folder / f"{name}.csv"
    path.write_text(f"{HEADER}{name.title()},Lane,{name}@example.org\n", encoding="utf-8")
    return path


async def opened(room: ImportRoom, name: str) -> None:
    """A list has come up by itself, and can be started."""
    await until(lambda: room.sheet.page.file_step.summary.text().startswith(name))
    await ready(room)


async def one_each(gui: Gui, folder: Path, drafts: ImportDrafts | None = None) -> ImportRoom:
    """Three files, of which the first is open."""
    room = import_room(gui, drafts=drafts)
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([a_list(folder, name) for name in ("anna", "bert", "cleo")])
    await click(room.sheet.several.each)
    await opened(room, "anna.csv")
    return room


async def start_all(room: ImportRoom, *names: str) -> list[str | None]:
    """Start what comes up, one after the other; what was imported."""
    closed: list[bool] = []
    room.sheet.closed.connect(lambda: closed.append(True))
    for name in names:
        await opened(room, name)
        assert not closed
        start_of(room).click()
    await until(lambda: bool(closed))
    return [plan.source_name for plan in room.starter.plans]


@gui_test
async def test_another_list_in_between_takes_nobodys_turn(gui: Gui, tmp_path: Path) -> None:
    room = await one_each(gui, tmp_path)
    await room.sheet.open_paths([a_list(tmp_path, "other")])
    await opened(room, "other.csv")
    assert words_of(room) == "Your import of anna.csv waits, too."
    order = ("other.csv", "anna.csv", "bert.csv", "cleo.csv")
    assert await start_all(room, *order) == list(order)


@gui_test
async def test_a_pasted_list_in_between_takes_nobodys_turn(gui: Gui, tmp_path: Path) -> None:
    room = await one_each(gui, tmp_path)
    await room.sheet.open_text(PASTED)
    await opened(room, "Pasted text")
    await choose(room, "Bring it back")
    await opened(room, "anna.csv")
    assert await start_all(room, "anna.csv", "bert.csv", "cleo.csv") == ["anna.csv", "bert.csv", "cleo.csv"]


@gui_test
async def test_the_file_that_gave_way_comes_after_a_restart(gui: Gui, tmp_path: Path) -> None:
    async with await Store.open(None) as store:
        first = await one_each(gui, tmp_path, store.import_drafts)
        await first.sheet.open_paths([a_list(tmp_path, "other")])
        await opened(first, "other.csv")
        await first.sheet.shelf.save_all()
        first.sheet.hide()
        later = import_room(gui, drafts=store.import_drafts)
        await later.sheet.show_session(SPRING)
        order = ("other.csv", "anna.csv", "bert.csv", "cleo.csv")
        assert await start_all(later, *order) == list(order)
        await later.sheet.shelf.save_all()
        assert not await store.import_drafts.load_files(SPRING.id)


@gui_test
async def test_a_file_that_nobody_wants_any_more_is_forgotten(gui: Gui, tmp_path: Path) -> None:
    async with await Store.open(None) as store:
        room = await one_each(gui, tmp_path, store.import_drafts)
        await room.sheet.open_paths([tmp_path / "bert.csv"])
        await opened(room, "bert.csv")
        await choose(room, "Forget it")
        assert words_of(room) == ""
        assert await start_all(room, "bert.csv", "cleo.csv") == ["bert.csv", "cleo.csv"]
        await room.sheet.shelf.save_all()
        assert not await store.import_drafts.load_files(SPRING.id)
        assert await store.import_drafts.load(SPRING.id) is None


@gui_test
async def test_more_files_at_once_go_before_those_that_wait(gui: Gui, tmp_path: Path) -> None:
    room = await one_each(gui, tmp_path)
    await room.sheet.open_paths([a_list(tmp_path, name) for name in ("dora", "emil")])
    await click(room.sheet.several.each)
    order = ("dora.csv", "emil.csv", "anna.csv", "bert.csv", "cleo.csv")
    assert await start_all(room, *order) == list(order)


@gui_test
async def test_the_question_comes_again_after_a_list_in_between(gui: Gui, tmp_path: Path) -> None:
    room = import_room(gui)
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([a_list(tmp_path, name) for name in ("anna", "bert")])
    await room.sheet.open_text(PASTED)
    await ready(room)
    start_of(room).click()
    await until(room.sheet.several.isVisible)
    await click(room.sheet.several.each)
    assert await start_all(room, "anna.csv", "bert.csv") == ["Pasted text", "anna.csv", "bert.csv"]


async def bad_and_good(room: ImportRoom, folder: Path, *names: str) -> Path:
    """Files are joined of which one is bad."""
    await room.sheet.show_session(SPRING)
    bad = folder / "empty.csv"
    bad.write_bytes(b"")
    first, *rest = (a_list(folder, name) for name in names)
    await room.sheet.open_paths([first, bad, *rest])
    await click(room.sheet.several.join)
    return bad


@gui_test
async def test_one_bad_file_does_not_refuse_the_others(gui: Gui, tmp_path: Path) -> None:
    async with await Store.open(None) as store:
        room = import_room(gui, drafts=store.import_drafts)
        await bad_and_good(room, tmp_path, "anna", "bert")
        await until(room.sheet._choose.others.isVisible)
        assert room.sheet._choose.words.startswith("empty.csv cannot be joined. The file is empty")
        assert room.sheet._choose.others.text() == "Join the others"
        await room.sheet.shelf.save_all()
        later = import_room(gui, drafts=store.import_drafts)
        await later.sheet.show_session(SPRING)
        await until(later.sheet.several.isVisible)
        assert later.sheet.several._names.text() == "anna.csv and bert.csv", "nothing is to be dropped again"
        later.sheet.hide()
        await click(room.sheet._choose.others)
        await opened(room, "anna.csv and 1 more file")
        assert room.sheet.page.check.model.rowCount() == 2


@gui_test
async def test_where_one_file_is_left_it_is_imported_alone(gui: Gui, tmp_path: Path) -> None:
    room = import_room(gui)
    await bad_and_good(room, tmp_path, "anna")
    await until(room.sheet._choose.others.isVisible)
    assert room.sheet._choose.others.text() == "Import anna.csv"
    await click(room.sheet._choose.others)
    assert await start_all(room, "anna.csv") == ["anna.csv"]
    room.sheet._choose.refuse("gone.csv cannot be used", "It is gone.")
    assert not room.sheet._choose.others.isVisibleTo(room.sheet._choose)


@gui_test
async def test_the_others_are_offered_above_a_list_that_waits(gui: Gui, tmp_path: Path) -> None:
    room = import_room(gui)
    await room.sheet.show_session(SPRING)
    await room.sheet.open_text(PASTED)
    await opened(room, "Pasted text")
    await bad_and_good(room, tmp_path, "anna", "bert")
    await until(lambda: "empty.csv cannot be joined. The file is empty" in words_of(room))
    await choose(room, "Join the others")
    await opened(room, "anna.csv and 1 more file")
