"""How exports end: cancelled, failed, while people still arrive, with another session shown."""

import asyncio
import os
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from tests.gui.desk import session
from tests.gui.export_room import answered, deeds, save_as, sheet_of, shown_in, told
from tests.gui.people import people
from tests.gui.registrants_room import Key, desk_of, opened
from tests.helpers.qt import Gui, gui_test, named, press, until
from webinar_console.domain.errors import Forbidden
from webinar_console.files import flag
from webinar_console.ui.messages import Kind
from webinar_console.ui.registrants.export_sheet import (
    OTHER_SESSION,
    WAS_LOADING,
    Scope,
    not_in_it,
)
from webinar_console.ui.registrants.exporting import CANCELLED, PRINT, UNDER_WAY

FIRST, EMAIL, SOURCE = 0, 2, 3

FIRST, EMAIL, SOURCE = 0, 2, 3


@gui_test
async def test_an_export_that_is_cancelled_leaves_nothing(gui: Gui, tmp_path: Path) -> None:
    panel = await opened(gui, desk_of(20_000))
    (tmp_path / "list.xlsx").write_text("old")
    with pytest.MonkeyPatch.context() as patch:
        # A worker that takes the first rows and no more.
        stuck = "import sys, threading; sys.stdin.buffer.read(9); threading.Event().wait()"
        patch.setattr(flag, "command", lambda: [sys.executable, "-c", stuck])
        panel.exporting.ask()
        await press(await sheet_of(panel), Key.Key_Return)
        await answered(panel, tmp_path / "list.xlsx")
        bar = panel.exporting.bar
        await until(lambda: bar.isVisible() and bar.progress.value() > 0)
    assert bar.words.text().startswith("Writing list.xlsx: ")
    panel.exporting.ask()
    assert gui.said[-1].sentence == UNDER_WAY
    cancel = named(panel, "Cancel the export")
    cancel.setFocus()
    await press(cancel, Key.Key_Space)
    await until(lambda: not bar.isVisible())
    assert gui.said[-1].sentence == CANCELLED
    assert not list(tmp_path.glob(".webinar-console-*"))
    assert (tmp_path / "list.xlsx").read_text() == "old"


@gui_test
async def test_pages_that_are_given_up_leave_nothing(gui: Gui, tmp_path: Path) -> None:
    panel = await opened(gui, desk_of(5_000))
    panel.exporting.print_shown()
    await save_as(panel, tmp_path / "list.pdf")
    await until(lambda: panel.exporting.bar.progress.value() > 0)
    panel.exporting.cancel()
    await until(lambda: not panel.exporting.bar.isVisible())
    assert not list(tmp_path.glob("*.pdf"))
    assert not list(tmp_path.glob(".webinar-console-*"))


@gui_test
async def test_a_failure_is_a_sentence_with_another_try(gui: Gui, tmp_path: Path) -> None:
    panel = await opened(gui, desk_of(3))
    (tmp_path / "list.xlsx").mkdir()
    panel.exporting.ask()
    await press(await sheet_of(panel), Key.Key_Return)
    dialog: QWidget = await until(
        lambda: next((d for d in panel.window().findChildren(QFileDialog) if d.isVisible()), None)
    )
    with pytest.MonkeyPatch.context() as patch:
        # The dialog itself would go into the folder.
        patch.setattr(dialog, "selectedFiles", lambda: [str(tmp_path / "list.xlsx")])
        dialog.done(QFileDialog.DialogCode.Accepted)  # type: ignore[attr-defined]
        await until(lambda: [said for said in gui.said if said.key == "export"])
    assert "place" in gui.said[-1].sentence
    assert [action.label for action in gui.said[-1].actions] == ["Export again…"]
    assert [path.name for path in tmp_path.iterdir()] == ["list.xlsx"]
    assert not panel.exporting.bar.isVisible()


@gui_test
async def test_a_cancel_is_told_when_nothing_can_be_written_any_more(gui: Gui, tmp_path: Path) -> None:
    panel = await opened(gui, desk_of(3))
    path, bar = tmp_path / "list.pdf", panel.exporting.bar
    path.write_text("old")
    reached, may_go_on, sync = threading.Event(), threading.Event(), os.fsync

    def held(handle: int) -> None:
        reached.set()
        assert may_go_on.wait(30)
        sync(handle)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", held)
        panel.exporting.print_shown()
        await answered(panel, path)
        await until(reached.is_set)
        cancel = named(panel, "Cancel the export")
        await press(cancel, Key.Key_Space)
        await press(cancel, Key.Key_Space)
        assert not [said for said in gui.said if said.key == "export"], "it is still being written"
        panel.exporting.ask()
        assert gui.said[-1].sentence == UNDER_WAY
        may_go_on.set()
        await until(lambda: not bar.isVisible())
    assert gui.said[-1].sentence == CANCELLED
    assert path.read_text() == "old"
    assert [found.name for found in tmp_path.iterdir()] == ["list.pdf"]


@gui_test
async def test_lists_that_are_made_while_people_arrive_say_so(gui: Gui, tmp_path: Path) -> None:
    desk = desk_of(40, attended=0.5)
    desk.registrants.page = 20
    panel = await opened(gui, desk, status="Finished")
    desk.registrants.copies.clear()
    desk.registrants.gate.clear()
    reading = asyncio.ensure_future(panel.show_session(session(2, status="Finished")))
    await until(lambda: panel.is_reading)
    deeds(panel)["Attended, for a CRM…"].trigger()
    await save_as(panel, tmp_path / "attended.csv")
    await until(lambda: [said for said in gui.said if "is saved" in said.sentence])
    assert gui.said[-1].kind is Kind.WARNING
    assert WAS_LOADING in gui.said[-1].sentence
    # A list that could not be read to its end is not whole either.
    desk.registrants.failure = Forbidden("Not yours.")
    desk.registrants.gate.set()
    await reading
    deeds(panel)[PRINT].trigger()
    await save_as(panel, tmp_path / "list.pdf")
    await until(lambda: "list.pdf is saved" in gui.said[-1].sentence)
    assert WAS_LOADING in gui.said[-1].sentence


@gui_test
async def test_the_note_is_about_the_session_of_the_file(gui: Gui, tmp_path: Path) -> None:
    desk = desk_of(5)
    desk.registrants.of["s2"] = people(3, seed=4)
    panel = await opened(gui, desk)
    panel.model.setData(panel.model.index(0, FIRST), "Changed")
    deeds(panel)[PRINT].trigger()
    await until(lambda: [d for d in panel.window().findChildren(QFileDialog) if d.isVisible()])
    await panel.show_session(session(2))
    assert not len(panel.model.draft)
    await save_as(panel, tmp_path / "list.pdf")
    await until(lambda: gui.said and "5 people on 1 page" in gui.said[-1].sentence)
    assert gui.said[-1].sentence.endswith(not_in_it(1))
    # What was asked of one session is not taken from another.
    panel.exporting.ask()
    sheet = await sheet_of(panel)
    await panel.show_session(session(1))
    await press(sheet, Key.Key_Return)
    await until(lambda: gui.said[-1].sentence == OTHER_SESSION)


@gui_test
async def test_everybody_is_exported_in_the_order_that_is_shown(gui: Gui, tmp_path: Path) -> None:
    panel = await opened(gui, desk_of(60))
    panel.view.sortByColumn(EMAIL, Qt.SortOrder.DescendingOrder)
    await until(lambda: panel.model.slices.is_idle)
    wanted = [row[EMAIL] for row in shown_in(panel)]
    panel.filter.setText("nobody at all")
    await until(lambda: not panel.model.rowCount())
    panel.exporting.ask()
    sheet = await sheet_of(panel)
    assert sheet.choice().scope is Scope.EVERYBODY
    await press(sheet, Key.Key_Return)
    await save_as(panel, tmp_path / "list.xlsx")
    await until(lambda: [said for said in gui.said if "is saved" in said.sentence])
    assert [row[EMAIL] for row in told(tmp_path / "list.xlsx")[1:]] == wanted


@gui_test
async def test_another_try_is_of_what_failed(gui: Gui, tmp_path: Path) -> None:
    panel = await opened(gui, desk_of(20, attended=0.5), status="Finished")
    for deed, name in ((PRINT, "list.pdf"), ("Attended, for a CRM…", "attended.csv")):
        (tmp_path / "gone").mkdir()
        deeds(panel)[deed].trigger()
        await save_as(panel, tmp_path / "gone" / name)
        # The folder goes while the question is answered.
        (tmp_path / "gone").rmdir()
        await until(lambda: gui.said and gui.said[-1].kind is Kind.ERROR)
        (again,) = [action for action in gui.said[-1].actions if action.label == "Export again…"]
        again.run()
        await save_as(panel, tmp_path / name)
        await until((tmp_path / name).exists)
        await until(lambda: not panel.exporting.bar.isVisible())
