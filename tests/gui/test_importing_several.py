"""Several files at once: one import each, or joined."""

from pathlib import Path

from PySide6.QtCore import Qt

from tests.gui.import_room import AUTUMN, SPRING, ImportRoom, import_room, write_people
from tests.gui.sheet_room import ready, start_of
from tests.helpers.qt import Gui, click, gui_test, press, turns, until
from webinar_console.domain.import_record import KeptFiles
from webinar_console.store import Store
from webinar_console.store.import_drafts import ImportDrafts


def two_files(folder: Path) -> list[Path]:
    for name, people in (("one", "Ada"), ("two", "Bob")):
        text = f"First name,Last name,E-mail\n{people},Lane,{people.lower()}@example.org\n"
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return [folder / "one.csv", folder / "two.csv"]


async def asked(gui: Gui, folder: Path, drafts: ImportDrafts | None = None) -> ImportRoom:
    room = import_room(gui, drafts=drafts)
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths(two_files(folder))
    assert room.sheet.several.isVisible()
    assert not start_of(room).isEnabled()
    return room


def summary(room: ImportRoom) -> str:
    return room.sheet.page.file_step.summary.text()


@gui_test
async def test_joined_they_are_one_list(gui: Gui, tmp_path: Path) -> None:
    room = await asked(gui, tmp_path)
    await press(room.sheet.several.join, Qt.Key.Key_Space)
    await ready(room)
    assert summary(room) == "one.csv and 1 more file · 2 rows"
    start_of(room).click()
    await until(lambda: len(room.starter.plans) == 1)
    plan = room.starter.plans[0]
    assert plan.header[-1] == "File"
    assert [row.cells[-1] for row in plan.rows] == ["one.csv", "two.csv"]
    assert [row.line for row in plan.rows] == [2, 2]


@gui_test
async def test_each_row_tells_its_file(gui: Gui, tmp_path: Path) -> None:
    paths = [tmp_path / "london.csv", tmp_path / "berlin.csv"]
    for path in paths:
        path.write_text(
            "First name,Last name,E-mail\nAda,Lane,ada@newcomers.example\nBob,,bob@newcomers.example\n",
            encoding="utf-8",
        )
    room = import_room(gui)
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths(paths)
    await press(room.sheet.several.join, Qt.Key.Key_Space)
    await ready(room)
    model = room.sheet.page.check.model
    told = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert told == ["2 of london.csv", "3 of london.csv", "2 of berlin.csv", "3 of berlin.csv"]
    assert model.person(2).reason == "The same person as on line 2 of london.csv."
    assert model.story(model.index(3, 0)).startswith("Line 3 of berlin.csv: The last name is missing")


@gui_test
async def test_one_import_each_comes_after_the_other(gui: Gui, tmp_path: Path) -> None:
    room = await asked(gui, tmp_path)
    closed: list[bool] = []
    room.sheet.closed.connect(lambda: closed.append(True))
    room.sheet.several.each.click()
    await until(lambda: summary(room).startswith("one.csv"))
    await ready(room)
    start_of(room).click()
    await until(lambda: summary(room).startswith("two.csv"))
    assert not closed
    await ready(room)
    start_of(room).click()
    await until(lambda: bool(closed))
    assert [plan.source_name for plan in room.starter.plans] == ["one.csv", "two.csv"]


@gui_test
async def test_the_question_is_asked_again_after_a_restart(gui: Gui, tmp_path: Path) -> None:
    async with await Store.open(None) as store:
        first = await asked(gui, tmp_path, store.import_drafts)
        await first.sheet.shelf.save_all()
        first.sheet.hide()
        later = import_room(gui, drafts=store.import_drafts)
        await later.sheet.show_session(AUTUMN)
        await turns(3)
        assert not later.sheet.several.isVisible(), "they were given for another session"
        await later.sheet.show_session(SPRING)
        await until(later.sheet.several.isVisible)
        assert "one.csv and two.csv" in later.sheet.several._names.text()
        await press(later.sheet.several.join, Qt.Key.Key_Space)
        await ready(later)
        assert summary(later) == "one.csv and 1 more file · 2 rows"
        await later.sheet.shelf.save_all()
        record = await store.import_drafts.load(SPRING.id)
        assert record is not None
        assert record.table is not None
        assert not await store.import_drafts.load_files(SPRING.id), "nothing is asked any more"


@gui_test
async def test_the_question_waits_while_another_session_is_shown(gui: Gui, tmp_path: Path) -> None:
    room = await asked(gui, tmp_path)
    await room.sheet.show_session(AUTUMN)
    assert not room.sheet.several.isVisible()
    await room.sheet.show_session(SPRING)
    assert room.sheet.several.isVisible()
    await click(room.sheet.several.none)
    assert room.sheet._choose.isVisible()
    await room.sheet.show_session(SPRING)
    await turns(3)
    assert room.sheet._choose.isVisible(), "none of them is wanted"


@gui_test
async def test_the_files_that_were_not_imported_yet_come_after_a_restart(gui: Gui, tmp_path: Path) -> None:
    async with await Store.open(None) as store:
        first = await asked(gui, tmp_path, store.import_drafts)
        first.sheet.several.each.click()
        await until(lambda: summary(first).startswith("one.csv"))
        await ready(first)
        await first.sheet.shelf.save_all()
        first.sheet.hide()
        later = import_room(gui, drafts=store.import_drafts)
        closed: list[bool] = []
        later.sheet.closed.connect(lambda: closed.append(True))
        await later.sheet.show_session(SPRING)
        await until(lambda: summary(later).startswith("one.csv"))
        await ready(later)
        start_of(later).click()
        await until(lambda: summary(later).startswith("two.csv"))
        await ready(later)
        # Ended between two imports: the next one opens by itself.
        await store.import_drafts.save(SPRING.id, None, KeptFiles(after=(str(tmp_path / "two.csv"),)))
        last = import_room(gui, drafts=store.import_drafts)
        await last.sheet.show_session(SPRING)
        await until(lambda: summary(last).startswith("two.csv"))
        await ready(last)
        assert not closed
        start_of(last).click()
        await until(lambda: last.starter.plans)
        await last.sheet.shelf.save_all()
        assert not await store.import_drafts.load_files(SPRING.id)


@gui_test
async def test_reading_that_was_stopped_asks_again(gui: Gui, tmp_path: Path) -> None:
    room = await asked(gui, tmp_path)
    room.sheet.several.join.click()
    await until(room.sheet._reading.isVisible)
    room.sheet._stop_reading()
    assert room.sheet.several.isVisible()
    (tmp_path / "two.csv").unlink()
    room.sheet.several.join.click()
    await until(room.sheet._choose.isVisible)
    assert room.sheet._choose.words.startswith("two.csv cannot be joined")
    await room.sheet.show_session(SPRING)
    await until(lambda: summary(room).startswith("one.csv"))
    assert not room.sheet.several.isVisible(), "one file is no question"


@gui_test
async def test_leaving_the_question_leaves_the_waiting_file(gui: Gui, tmp_path: Path) -> None:
    room = import_room(gui)
    await room.sheet.show_session(SPRING)
    paths = two_files(tmp_path)
    await room.sheet.open_paths(paths[:1])
    await ready(room)
    await room.sheet.open_paths(paths)
    await press(room.sheet.several.join, Qt.Key.Key_Escape)
    await room.sheet.show_session(SPRING)
    await ready(room)
    assert summary(room).startswith("one.csv · 1 row")


@gui_test
async def test_after_a_bad_file_the_next_one_is_offered(gui: Gui, tmp_path: Path) -> None:
    room = import_room(gui)
    await room.sheet.show_session(SPRING)
    (tmp_path / "bad.csv").write_bytes(b"")
    await room.sheet.open_paths([tmp_path / "bad.csv", *two_files(tmp_path)])
    room.sheet.several.each.click()
    await until(room.sheet._choose.others.isVisible)
    assert room.sheet._choose.words.startswith("bad.csv cannot be used")
    assert room.sheet._choose.others.text() == "Import one.csv"
    await click(room.sheet._choose.others)
    await until(lambda: summary(room).startswith("one.csv"))
    await ready(room)
    (tmp_path / "two.csv").write_bytes(b"")
    start_of(room).click()
    await until(lambda: room.sheet._choose.words.startswith("two.csv cannot be used"))
    assert not room.sheet._choose.others.isVisible(), "it was the last one"


@gui_test
async def test_a_bad_file_beside_the_one_in_its_turn_offers_the_one_after(gui: Gui, tmp_path: Path) -> None:
    room = await asked(gui, tmp_path)
    room.sheet.several.each.click()
    await until(lambda: summary(room).startswith("one.csv"))
    await ready(room)
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"")
    await room.sheet.open_paths([bad])
    message = room.sheet._banner.message
    assert message is not None
    assert [action.label for action in message.actions] == ["Import two.csv", "Choose another file"]


@gui_test
async def test_files_that_come_while_others_are_asked_about_are_asked_about_too(
    gui: Gui, tmp_path: Path
) -> None:
    room = await asked(gui, tmp_path)
    more = [write_people(tmp_path / name, 2, 0) for name in ("three.csv", "four.csv")]
    await room.sheet.open_paths([*more, more[0]])
    assert room.sheet.several._names.text() == "one.csv, two.csv, three.csv and four.csv"
    room.sheet.several.each.click()
    for name in ("one", "two", "three", "four"):
        await until(lambda name=name: summary(room).startswith(f"{name}.csv"))  # type: ignore[misc]
        await ready(room)
        start_of(room).click()
    await until(lambda: len(room.starter.plans) == 4)


@gui_test
async def test_a_file_that_is_given_twice_is_one_file(gui: Gui, tmp_path: Path) -> None:
    room = import_room(gui)
    await room.sheet.show_session(SPRING)
    path = two_files(tmp_path)[0]
    await room.sheet.open_paths([path, path])
    await ready(room)
    assert summary(room).startswith("one.csv")
    assert not room.sheet.several.isVisible()
