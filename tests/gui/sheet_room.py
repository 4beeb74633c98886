"""What these tests share: set-up and small steps."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from tests.gui.import_room import SPRING, ImportRoom, import_room
from tests.helpers.qt import Gui, named, press, until
from webinar_console.domain.mapping import ColumnMapping
from webinar_console.domain.people import ColumnGuess, Target
from webinar_console.domain.people_source import TextSource
from webinar_console.services.imports import ImportDraft

Fail = QAbstractItemModelTester.FailureReportingMode.Fatal


def start_of(room: ImportRoom) -> QPushButton:
    button = named(room.sheet, "Start import")
    assert isinstance(button, QPushButton)
    return button


async def ready(room: ImportRoom) -> None:
    await until(lambda: start_of(room).isEnabled(), what="the forecast")


async def opened(gui: Gui, path: Path) -> ImportRoom:
    room = import_room(gui)
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([path])
    await ready(room)
    return room


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


async def tab_to(widget: QWidget) -> None:
    for _ in range(60):
        if focus() is widget:
            return
        await press(focus(), Qt.Key.Key_Tab)
    raise AssertionError(f"{widget.accessibleName()} cannot be reached with Tab")


async def refused(gui: Gui, paths: list[Path], words: str) -> None:
    room = import_room(gui)
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths(paths)
    said = room.sheet._choose.words
    assert words in said
    assert "Nothing was sent." in said
    assert not start_of(room).isEnabled()
    assert named(room.sheet, "Start import").isVisible()
    assert gui.said == [], "a bad file belongs into the sheet, not into the message area"


GUESSED = (*(Target.FIRST_NAME, Target.LAST_NAME, Target.EMAIL, Target.ROLE, Target.SOURCE), Target.IGNORE)


def draft_of(mapping: tuple[Target, ...]) -> ImportDraft:
    header = tuple(target.label for target in mapping)
    return ImportDraft(
        source=TextSource(""),
        name="Pasted text",
        size=0,
        sha256="",
        encoding="utf-8",
        encoding_sure=True,
        delimiter=",",
        header_line=1,
        header=header,
        lines=[],
        rows=[],
        guesses=tuple(ColumnGuess(target, 1.0, "") for target in mapping),
        mapping=ColumnMapping.of(*mapping),
    )
