"""Lists that are read again, and lists that are read while another one waits: nothing goes without a word."""

from pathlib import Path

from tests.gui.import_room import SPRING, import_room
from tests.gui.sheet_room import ready
from tests.gui.test_importing_drafts import ROWS, choose, mended, people, words_of
from tests.helpers.qt import Gui, gui_test, turns, until
from webinar_console.domain.mapping import ColumnUse, Constant
from webinar_console.domain.people import Target, Verdict
from webinar_console.domain.people_source import ReadChoices
from webinar_console.store import Store

INSERTED = ROWS.replace("\n", "\nDi,Ot,di at x.com,d\n", 1)
SHIFTED = [Verdict.MEND, Verdict.READY, Verdict.SKIP, Verdict.READY]
OTHER = "First name,Last name,E-mail\nEd,Po,ed@x.com\n"


def guests(folder: Path) -> Path:
    path = folder / "guests.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


@gui_test
async def test_dropped_again_corrections_stay_with_their_people(gui: Gui, tmp_path: Path) -> None:
    path = guests(tmp_path)
    async with await Store.open(None) as store:
        room = await mended(gui, path, store.import_drafts)
        path.write_text(INSERTED, encoding="utf-8")
        await room.sheet.open_paths([path])
        await ready(room)
        assert people(room) == SHIFTED
        assert words_of(room) == ""
        path.write_text(ROWS.replace("Ann,Lee", "Anne,Lee"), encoding="utf-8")
        await room.sheet.open_paths([path])
        await until(lambda: room.sheet.flow.told is not None)
        assert people(room) == [Verdict.MEND, Verdict.SKIP, Verdict.READY]
        assert words_of(room) == "1 correction could not be kept: its row is not in the list any more."


@gui_test
async def test_read_again_columns_and_constants_stay(gui: Gui, tmp_path: Path) -> None:
    path = guests(tmp_path)
    async with await Store.open(None) as store:
        room = await mended(gui, path, store.import_drafts)
        was = room.sheet.shelf.of(SPRING)
        assert was is not None
        wanted = was.draft.mapping.with_constants([Constant(Target.JOB_TITLE, "Guest")])
        room.sheet.page.columns.mapping_changed.emit(wanted)
        await until(lambda: room.sheet.flow.told is None)
        await ready(room)
        for choices in (ReadChoices(encoding="cp1252"), ReadChoices(encoding="cp1252", delimiter=";")):
            room.sheet.page.choices_changed.emit(choices)
            await until(lambda choices=choices: _choices(room.sheet.shelf.of(SPRING)) == choices)
            now = room.sheet.shelf.of(SPRING)
            assert now is not None
            assert now.draft.mapping.constants == wanted.constants
            if choices.delimiter is None:
                assert (now.draft.mapping, now.by_hand) == (wanted, frozenset({3}))
                await ready(room)
        assert "columns have other names now" in words_of(room)
        assert now.wanted.order is None


def _choices(kept: object) -> ReadChoices | None:
    return getattr(kept, "choices", None)


@gui_test
async def test_dropped_after_a_restart_what_was_decided_comes_back(gui: Gui, tmp_path: Path) -> None:
    path = guests(tmp_path)
    async with await Store.open(None) as store:
        first = await mended(gui, path, store.import_drafts)
        await first.sheet.shelf.save_all()
        first.sheet.hide()
        path.write_text(INSERTED, encoding="utf-8")
        later = import_room(gui, drafts=store.import_drafts)
        await later.sheet.show_session(SPRING)
        await later.sheet.open_paths([path])
        await ready(later)
        now = later.sheet.shelf.of(SPRING)
        assert now is not None
        assert people(later) == SHIFTED
        assert now.wanted.settings == {"suppress_emails": True}
        assert now.draft.mapping.columns[3] == ColumnUse(Target.SOURCE)
        assert words_of(later).startswith("guests.csv is not what it was at 16:05.")


@gui_test
async def test_another_file_lets_the_former_import_wait(gui: Gui, tmp_path: Path) -> None:
    path, other = guests(tmp_path), tmp_path / "other.csv"
    other.write_text(OTHER, encoding="utf-8")
    async with await Store.open(None) as store:
        first = await mended(gui, path, store.import_drafts)
        await first.sheet.shelf.save_all()
        first.sheet.hide()
        # In a new program, twice: the disk keeps both.
        for way_back in ("Bring it back", "Bring back guests.csv"):
            later = import_room(gui, drafts=store.import_drafts)
            await later.sheet.show_session(SPRING)
            await later.sheet.open_paths([other])
            await ready(later)
            assert people(later) == [Verdict.READY]
            assert way_back in buttons(later.sheet._banner.message)
            await later.sheet.shelf.save_all()
            later.sheet.hide()
        later.sheet.show()
        await choose(later, way_back)
        await until(lambda: people(later) == [Verdict.READY, Verdict.SKIP, Verdict.READY])
        now = later.sheet.shelf.of(SPRING)
        assert now is not None
        assert now.wanted.settings == {"suppress_emails": True}


def buttons(message: object) -> list[str]:
    return [action.label for action in getattr(message, "actions", ())]


@gui_test
async def test_in_one_program_both_wait_until_the_other_was_started(gui: Gui, tmp_path: Path) -> None:
    path, other = guests(tmp_path), tmp_path / "other.csv"
    other.write_text(OTHER, encoding="utf-8")
    async with await Store.open(None) as store:
        room = await mended(gui, path, store.import_drafts)
        await room.sheet.open_paths([other])
        await ready(room)
        assert words_of(room) == "Your import of guests.csv waits, too."
        room.sheet.foot.confirmed.emit()
        await until(lambda: room.starter.plans)
        await turns(3)
        await room.sheet.show_session(SPRING)
        await ready(room)
        assert people(room) == [Verdict.READY, Verdict.SKIP, Verdict.READY]
        assert room.sheet.shelf.formers(SPRING) == ()


@gui_test
async def test_what_nobody_decided_gives_way_without_a_word(gui: Gui, tmp_path: Path) -> None:
    path, other = guests(tmp_path), tmp_path / "other.csv"
    other.write_text(OTHER, encoding="utf-8")
    room = import_room(gui)
    await room.sheet.show_session(SPRING)
    for each in (path, other):
        await room.sheet.open_paths([each])
        await ready(room)
    assert words_of(room) == ""
    assert room.sheet.shelf.formers(SPRING) == ()
