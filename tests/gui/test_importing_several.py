"""Several files at once: one import each, or joined."""

from pathlib import Path

from PySide6.QtCore import Qt

from tests.gui.import_room import SPRING, ImportRoom, import_room
from tests.gui.sheet_room import ready, start_of
from tests.helpers.qt import Gui, gui_test, press, until


def two_files(folder: Path) -> list[Path]:
    for name, people in (("one", "Ada"), ("two", "Bob")):
        text = f"First name,Last name,E-mail\n{people},Lane,{people.lower()}@example.org\n"
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return [folder / "one.csv", folder / "two.csv"]


async def asked(gui: Gui, folder: Path) -> ImportRoom:
    room = import_room(gui)
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
