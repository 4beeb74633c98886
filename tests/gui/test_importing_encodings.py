"""A text that can be read in more than one way: asked, answered with one press, and nothing sent before."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from tests.corpus.shelf import FOLDER
from tests.gui.import_room import SPRING, ImportRoom, import_room
from tests.gui.sheet_room import ready, start_of
from tests.helpers.qt import Gui, gui_test, press, until
from webinar_console.services.import_draft import UNSURE


def offered(room: ImportRoom) -> dict[str, QPushButton]:
    buttons = room.sheet.page.file.findChildren(QPushButton)
    return {button.text(): button for button in buttons if button.isVisible() and " – " in button.text()}


async def asked(gui: Gui) -> ImportRoom:
    room = import_room(gui)
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([FOLDER / "ambiguous-two-regions.csv"])
    await until(lambda: UNSURE in room.sheet.foot.sentences)
    return room


@gui_test
async def test_nothing_is_sent_before_the_words_are_chosen(gui: Gui) -> None:
    room = await asked(gui)
    assert room.sheet.page.file_step.is_open
    assert not start_of(room).isEnabled()
    assert list(offered(room)) == [
        "Perić – Central European (Windows-1250)",
        "Periæ – Western European (Windows-1252)",
        "Periж – Cyrillic (Windows-1251)",
    ]
    # The reading that stands is an answer, too.
    await press(offered(room)["Perić – Central European (Windows-1250)"], Qt.Key.Key_Space)
    await ready(room)
    assert UNSURE not in room.sheet.foot.sentences
    assert not offered(room)


@gui_test
async def test_another_reading_is_taken(gui: Gui) -> None:
    room = await asked(gui)
    await press(offered(room)["Periæ – Western European (Windows-1252)"], Qt.Key.Key_Space)
    await ready(room)
    people = room.sheet.page.check.model
    names = {people.person(row).last_name for row in range(people.rowCount())}
    assert "Periæ" in names
    assert "Perić" not in names
