"""Imports that gave way to another one: none is lost, none is sent twice, and the way back stays."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from tests.gui.import_room import SPRING, ImportRoom, import_room
from tests.gui.sheet_room import draft_of, ready
from tests.gui.test_importing_drafts import ROWS, choose, mended, people, words_of
from tests.gui.test_importing_reopened import buttons
from tests.helpers.qt import Gui, gui_test, turns, until
from webinar_console.domain.mapping import ColumnUse
from webinar_console.domain.people import Target, Verdict
from webinar_console.domain.people_source import FileSource, TextSource
from webinar_console.services.mending import AS_READ, Mended
from webinar_console.store import Store
from webinar_console.store.import_drafts import ImportDrafts
from webinar_console.ui.importing.choices import Kept
from webinar_console.ui.importing.shelf import name_of

MENDED = [Verdict.READY, Verdict.SKIP, Verdict.READY]


def one(folder: Path, name: str) -> Path:
    """A list of one person, called like its file."""
    path = folder / f"{name}.csv"
    path.write_text(
        f"First name,Last name,E-mail,Notes\n{name.title()},Po,{name}@x.com,n\n", encoding="utf-8"
    )
    return path


async def decided(room: ImportRoom, path: Path) -> None:
    """Another list, about which something was decided."""
    await room.sheet.open_paths([path])
    await ready(room)
    room.sheet.flow.choose_settings({"suppress_emails": True})
    await ready(room)


async def three(gui: Gui, folder: Path, drafts: ImportDrafts) -> ImportRoom:
    room = import_room(gui, drafts=drafts)
    await room.sheet.show_session(SPRING)
    for name in ("ann", "ben", "cyd"):
        await decided(room, one(folder, name))
    return room


def formers(room: ImportRoom) -> list[str]:
    return [name_of(former) for former in room.sheet.shelf.formers(SPRING)]


async def started(room: ImportRoom) -> None:
    count = len(room.starter.plans)
    room.sheet.foot.confirmed.emit()
    await until(lambda: len(room.starter.plans) > count)
    await turns(3)
    await room.sheet.show_session(SPRING)


@pytest.mark.parametrize("restarted", [False, True])
@gui_test
async def test_a_former_list_that_is_dropped_again_is_no_new_one(
    gui: Gui, tmp_path: Path, restarted: bool
) -> None:
    path, other = tmp_path / "guests.csv", one(tmp_path, "other")
    path.write_text(ROWS, encoding="utf-8")
    async with await Store.open(None) as store:
        room = await mended(gui, path, store.import_drafts)
        await decided(room, other)
        if restarted:
            await room.sheet.shelf.save_all()
            room.sheet.hide()
            room = import_room(gui, drafts=store.import_drafts)
            await room.sheet.show_session(SPRING)
            await ready(room)
        await room.sheet.open_paths([path])
        await ready(room)
        assert people(room) == MENDED, "with its corrections"
        assert "Your import of guests.csv" in words_of(room), "it is said where they come from"
        assert words_of(room).endswith("Your import of other.csv waits, too.")
        assert "Discard this import" in buttons(room.sheet._banner.message)
        await started(room)
        await ready(room)
        await started(room)
        await turns(3)
        assert room.sheet._choose.isVisible(), "nothing else waits"
        sent = [row.registrant.email for plan in room.starter.plans for row in plan.rows if row.registrant]
        assert sorted(sent) == ["ann@x.com", "cy@x.com", "other@x.com"], "each of them once, and as mended"


@gui_test
async def test_however_many_gave_way_none_is_lost(gui: Gui, tmp_path: Path) -> None:
    async with await Store.open(None) as store:
        room = await three(gui, tmp_path, store.import_drafts)
        assert words_of(room) == "Your imports of ben.csv and ann.csv wait, too."
        await room.sheet.shelf.save_all()
        room.sheet.hide()
        later = import_room(gui, drafts=store.import_drafts)
        await later.sheet.show_session(SPRING)
        await ready(later)
        assert words_of(later).startswith("Your import of cyd.csv from")
        assert formers(later) == ["ben.csv", "ann.csv"]
        assert "Bring one back…" in buttons(later.sheet._banner.message)
        menu = later.sheet._reopener.menu(SPRING)
        assert [action.text() for action in menu.actions()] == ["ben.csv", "ann.csv"]
        menu.actions()[1].trigger()
        await until(lambda: later.sheet.page.file_step.summary.text().startswith("ann.csv"))
        await ready(later)
        assert formers(later) == ["cyd.csv", "ben.csv"]
        for left in (["ben.csv"], []):
            await started(later)
            await ready(later)
            assert formers(later) == left
        await started(later)
        names = [plan.source_name for plan in later.starter.plans]
        assert names == ["ann.csv", "cyd.csv", "ben.csv"]
        assert all(plan.settings for plan in later.starter.plans), "with what was decided"
        await later.sheet.shelf.save_all()
        assert await store.import_drafts.load(SPRING.id) is None


@gui_test
async def test_all_that_gave_way_can_be_forgotten(gui: Gui, tmp_path: Path) -> None:
    async with await Store.open(None) as store:
        room = await three(gui, tmp_path, store.import_drafts)
        await choose(room, "Forget them")
        assert words_of(room) == ""
        await room.sheet.shelf.save_all()
        record = await store.import_drafts.load(SPRING.id)
        assert record is not None
        assert (record.name, record.formers) == ("cyd.csv", ())


@gui_test
async def test_the_way_back_stays_while_one_works(gui: Gui, tmp_path: Path) -> None:
    async with await Store.open(None) as store:
        room = await three(gui, tmp_path, store.import_drafts)
        said = words_of(room)
        room.sheet.page.columns.remapped.emit(3, ColumnUse(Target.SOURCE))
        await until(lambda: room.sheet.flow.told)
        room.sheet.page.refresh_wanted.emit()
        await until(lambda: room.sheet.flow.told)
        assert words_of(room) == said
        bad = tmp_path / "bad.csv"
        bad.write_bytes(b"")
        await room.sheet.open_paths([bad])
        assert words_of(room).startswith("bad.csv cannot be used")
        room.sheet.page.refresh_wanted.emit()
        assert words_of(room) == said, "what was refused is over, the way back is not"


async def put_aside(gui: Gui, path: Path, drafts: ImportDrafts) -> ImportRoom:
    """Two corrections whose rows nobody knows: a record of an earlier version, and its file has changed."""
    path.write_text(ROWS, encoding="utf-8")
    first = await mended(gui, path, drafts)
    await first.sheet.shelf.save_all()
    first.sheet.hide()
    record = await drafts.load(SPRING.id)
    assert record is not None
    await drafts.save(SPRING.id, msgspec.structs.replace(record, header=(), rows=()))
    path.write_text(ROWS + "Di,Ot,di@x.com,d\n", encoding="utf-8")
    later = import_room(gui, drafts=drafts)
    await later.sheet.show_session(SPRING)
    await ready(later)
    return later


ASIDE = "2 earlier corrections may belong to other rows now, so they were left aside."


@gui_test
async def test_corrections_that_were_left_aside_wait_for_a_word(gui: Gui, tmp_path: Path) -> None:
    path = tmp_path / "guests.csv"
    async with await Store.open(None) as store:
        room = await put_aside(gui, path, store.import_drafts)
        assert words_of(room).endswith(ASIDE)
        room.sheet.page.columns.remapped.emit(3, ColumnUse(Target.JOB_TITLE))
        await until(lambda: room.sheet.flow.told)
        assert words_of(room).endswith(ASIDE), "still"
        await room.sheet.shelf.save_all()
        room.sheet.hide()
        later = import_room(gui, drafts=store.import_drafts)
        await later.sheet.show_session(SPRING)
        await ready(later)
        assert words_of(later).endswith(ASIDE), "after a restart, too"
        await choose(later, "Use them all the same")
        await until(lambda: people(later) == [*MENDED, Verdict.READY])
        assert "aside" not in words_of(later)
        later.sheet.page.check.mender.undo()
        await until(lambda: people(later) == [Verdict.READY] * 4)
        await later.sheet.shelf.save_all()
        record = await store.import_drafts.load(SPRING.id)
        assert record is not None
        assert (record.aside, record.out_aside, len(record.corrections)) == ((), (), 1)


@gui_test
async def test_corrections_that_were_left_aside_can_be_forgotten(gui: Gui, tmp_path: Path) -> None:
    async with await Store.open(None) as store:
        room = await put_aside(gui, tmp_path / "guests.csv", store.import_drafts)
        await choose(room, "Forget them")
        await until(lambda: room.sheet.flow.told)
        assert "aside" not in words_of(room)
        await room.sheet.shelf.save_all()
        record = await store.import_drafts.load(SPRING.id)
        assert record is not None
        assert not record.aside + record.corrections


@gui_test
async def test_the_way_back_is_there_after_reading_was_stopped(gui: Gui, tmp_path: Path) -> None:
    async with await Store.open(None) as store:
        room = await three(gui, tmp_path, store.import_drafts)
        said = words_of(room)
        room.sheet._take(FileSource(one(tmp_path, "dan")))
        await until(room.sheet._reading.isVisible)
        assert words_of(room) == ""
        # The sheet is asked for again, by key or command: what is being read goes on.
        await room.sheet.show_session(SPRING)
        assert room.sheet._reading.isVisible()
        room.sheet._stop_reading()
        await ready(room)
        assert words_of(room) == said
        back = next(b for b in room.sheet._banner.findChildren(QPushButton) if b.text() == "Forget them")
        back.setFocus()
        room.sheet.flow.check()
        assert QApplication.focusWidget() is back, "what stands is not made anew"


@gui_test
async def test_a_file_that_is_gone_leaves_the_way_to_the_others(gui: Gui, tmp_path: Path) -> None:
    async with await Store.open(None) as store:
        room = await three(gui, tmp_path, store.import_drafts)
        await room.sheet.shelf.save_all()
        room.sheet.hide()
        (tmp_path / "cyd.csv").unlink()
        later = import_room(gui, drafts=store.import_drafts)
        await later.sheet.show_session(SPRING)
        await until(lambda: "cyd.csv from 16:05 cannot be brought back." in words_of(later))
        assert words_of(later).endswith("Your imports of ben.csv and ann.csv wait, too.")
        await choose(later, "Discard this import")
        await until(lambda: later.sheet.page.file_step.summary.text().startswith("ben.csv"))
        await ready(later)
        assert words_of(later).endswith("Your import of ann.csv waits, too.")


def test_deciding_about_what_was_left_aside_changes_nothing_before_it_is_used() -> None:
    source = TextSource("ann at x.com")
    rows = [("ann at x.com",)]
    use = ColumnUse(Target.EMAIL)
    aside = Mended({0: {use: "ann@x.com"}, 7: {use: "gone@x.com"}}, frozenset({0, 9}))
    kept = Kept(replace(draft_of((Target.EMAIL,)), source=source, rows=rows, lines=[1]), aside=aside)
    used = kept.without_aside(use=True)
    assert (kept.mending.mended, kept.aside) == (AS_READ, aside)
    assert used.mending.mended == Mended({0: {use: "ann@x.com"}}, frozenset({0})), "rows that are there"
    assert used.without_aside(use=True).mending.mended == used.mending.mended
    assert kept.without_aside(use=False).mending.mended == AS_READ
