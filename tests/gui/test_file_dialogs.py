"""Dialogs that ask where a file goes: its name is one that every system takes, its ending is known."""

import asyncio
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget

from tests.helpers.qt import Gui, gui_test, until
from webinar_console.domain.file_names import file_name
from webinar_console.ui.file_dialogs import ask_where_to_save

KINDS = ((".csv", "CSV file"), (".xlsx", "Excel workbook"))


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Only in Q1/Q2: launch", "Only in Q1 Q2 launch"),
        ("Who? <all> | 20\u00a0%", "Who all 20 %"),
        ("  ...", "List"),
        ("x" * 200, "x" * 80),
        ("\N{GRINNING FACE}" * 60, "\N{GRINNING FACE}" * 45),
        ("\N{GRINNING FACE} " * 60, ("\N{GRINNING FACE} " * 36).strip()),
        ("Évènement, Tōkyō", "Évènement, Tōkyō"),
    ],
)
def test_words_become_a_name_that_every_system_takes(words: str, name: str) -> None:
    assert file_name(words) == name


async def the_dialog(parent: QWidget) -> QFileDialog:
    return await until(lambda: next((d for d in parent.findChildren(QFileDialog) if d.isVisible()), None))


async def name_it(parent: QWidget, path: Path) -> None:
    dialog = await the_dialog(parent)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.setDirectory(str(path.parent))
    dialog.selectFile(path.name)
    dialog.accept()


@gui_test
async def test_a_title_is_offered_as_a_name_and_not_as_a_folder(gui: Gui, tmp_path: Path) -> None:
    parent = gui.show(QWidget())
    asked = asyncio.ensure_future(ask_where_to_save(parent, "Save", "Only in Q1/Q2: launch", KINDS))
    dialog = await the_dialog(parent)
    assert Path(dialog.selectedFiles()[0]).name == "Only in Q1 Q2 launch.csv"
    dialog.reject()
    assert await asked is None


@gui_test
@pytest.mark.parametrize(
    ("typed", "saved"),
    [("list", "list.csv"), ("Q3 v1.5", "Q3 v1.5.csv"), ("a.XLSX", "a.XLSX"), ("b.txt", "b.txt")],
)
async def test_a_file_always_has_an_ending_that_is_known(
    gui: Gui, tmp_path: Path, typed: str, saved: str
) -> None:
    parent = gui.show(QWidget())
    asked = asyncio.ensure_future(ask_where_to_save(parent, "Save", "people", KINDS, also=[".txt"]))
    await name_it(parent, tmp_path / typed)
    assert await asked == tmp_path / saved


@gui_test
async def test_what_an_ending_makes_an_existing_file_is_asked_about(gui: Gui, tmp_path: Path) -> None:
    (tmp_path / "Q3 v1.5.csv").touch()
    parent = gui.show(QWidget())
    asked = asyncio.ensure_future(ask_where_to_save(parent, "Save", "people", KINDS))
    first = await the_dialog(parent)
    await name_it(parent, tmp_path / "Q3 v1.5")
    again = await until(
        lambda: next((d for d in parent.findChildren(QFileDialog) if d is not first and d.isVisible()), None)
    )
    assert again.selectedFiles() == [str(tmp_path / "Q3 v1.5.csv")], "now Qt asks whether it is written over"
    await name_it(parent, tmp_path / "other.csv")
    assert await asked == tmp_path / "other.csv"
