"""The whole import by keyboard alone, in the real program: paste, say what the columns are, mend, send."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QToolButton, QWidget

from tests.acceptance.servers import Wire
from tests.acceptance.stage import Stage, play, practising
from tests.helpers.qt import Gui, turns
from webinar_console.domain.people import Verdict

Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier

# Nothing in the headings tells which name is which; the third person's address has a slip.
PASTED = """Feld A\tFeld B\tFeld C\tFeld D
Lovelace\tAda\tada@newcomers.example\t8
Hopper\tGrace\tgrace@newcomers.example\t7
Hamilton\tMargaret\tmargaret at newcomers.example\t9
"""


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None, "the keyboard has no place"
    return found


async def strike(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(focus(), key, modifier)
    await turns(2)


async def write(text: str) -> None:
    QTest.keyClicks(focus(), text)
    await turns(2)


async def tab_to(stage: Stage, wanted: QWidget) -> None:
    for _ in range(80):
        if focus() is wanted:
            return
        await strike(Key.Key_Tab)
    raise AssertionError(f"{wanted.accessibleName()!r} cannot be reached with Tab; {stage.words()}")


async def mean(stage: Stage, column: str, meaning: str) -> None:
    """Say what a column holds: go to its field and type ahead."""
    choice = stage.named(f"Column {column}", QComboBox)
    await tab_to(stage, choice)
    await write(meaning.partition(" ")[0])  # a space opens the list
    await stage.until(lambda: choice.currentText() == meaning, f"{column} to mean {meaning}")


@pytest.mark.slow
def test_the_whole_import_by_keyboard_alone(tmp_path: Path, wire: Wire) -> None:
    async def story(gui: Gui) -> None:
        async with practising(gui, tmp_path / "data") as stage:
            session_id = await stage.choose_large()
            before = {person["email"] for person in await wire.people(session_id)}
            await strike(Key.Key_O, Ctrl)
            sheet = stage.account.sheet
            await stage.until(sheet.isVisible, "the sheet")
            QGuiApplication.clipboard().setText(PASTED)
            await strike(Key.Key_V, Ctrl)
            await stage.says("No column is chosen for the names")
            assert not stage.named("Start import", QPushButton).isEnabled()
            await mean(stage, "Feld B", "first name")
            await mean(stage, "Feld A", "last name")
            check = sheet.page.check
            await stage.until(lambda: check.model.rowCount() == 3, "the check")
            await tab_to(stage, stage.named("3  Check", QToolButton))
            await strike(Key.Key_Space)
            await stage.until(check.table.isVisible, "the rows")
            await tab_to(stage, check.table)
            for _ in range(3):
                await strike(Key.Key_Down)
            assert (
                check.model.person(check.model.source_row(check.table.currentIndex())).verdict is Verdict.MEND
            )
            await strike(Key.Key_F2)
            await stage.until(lambda: isinstance(focus(), QLineEdit), "the cell's editor")
            await strike(Key.Key_A, Ctrl)
            await write("margaret@newcomers.example")
            await strike(Key.Key_Return)
            await stage.says("3 people will be registered.")
            start = stage.named("Start import", QPushButton)
            await stage.until(start.isEnabled, "the forecast")
            assert {person["email"] for person in await wire.people(session_id)} == before
            await tab_to(stage, start)
            await strike(Key.Key_Return)
            job = await stage.job_over()
            assert job.counts.done == 3
            people = {person["email"]: person for person in await wire.people(session_id)}
            new = {email: people[email] for email in people.keys() - before}
            assert {(p["firstName"], p["lastName"], email) for email, p in new.items()} == {
                ("Ada", "Lovelace", "ada@newcomers.example"),
                ("Grace", "Hopper", "grace@newcomers.example"),
                ("Margaret", "Hamilton", "margaret@newcomers.example"),
            }

    play(story)
