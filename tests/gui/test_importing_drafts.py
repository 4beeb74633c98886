"""Drafts of imports: closing keeps them, they come back with all that was decided, and starting ends them."""

from datetime import timedelta
from pathlib import Path

import msgspec
from PySide6.QtWidgets import QPushButton

from tests.gui.import_room import AUTUMN, SPRING, ImportRoom, import_room
from tests.gui.sheet_room import ready
from tests.helpers.qt import Gui, click, gui_test, turns, until
from webinar_console.domain.check_choices import Registered, Twins
from webinar_console.domain.errors import StoreError
from webinar_console.domain.mapping import ColumnUse, Constant, NameOrder, SavedMapping
from webinar_console.domain.people import Target, Verdict
from webinar_console.domain.people_source import ReadChoices
from webinar_console.services.imports import RowOrder
from webinar_console.services.mappings import Mappings
from webinar_console.store import Store
from webinar_console.store.import_drafts import ImportDrafts
from webinar_console.ui.importing.checked_model import CheckedModel

EMAIL = CheckedModel.column_of(Target.EMAIL)
ROWS = "First name,Last name,E-mail,Notes\nAnn,Lee,ann at x.com,a\nBo,Li,bo@x.com,b\nCy,Ng,cy@x.com,c\n"


def people(room: ImportRoom) -> list[Verdict]:
    told = room.sheet.flow.told
    return [person.verdict for person in told.checked.people] if told is not None else []


def words_of(room: ImportRoom) -> str:
    return room.sheet._banner.sentence if room.sheet._banner.isVisible() else ""


async def choose(room: ImportRoom, words: str) -> None:
    """Press a button of the banner."""
    await click(next(b for b in room.sheet._banner.findChildren(QPushButton) if b.text() == words))


async def mended(gui: Gui, path: Path, drafts: ImportDrafts) -> ImportRoom:
    """A sheet in which much was decided."""
    room = import_room(gui, drafts=drafts)
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([path])
    await ready(room)
    room.sheet.page.columns.remapped.emit(3, ColumnUse(Target.SOURCE))
    await until(lambda: room.sheet.flow.told is None)
    await ready(room)
    check = room.sheet.page.check
    check.model.setData(check.model.index(0, EMAIL), "ann@x.com")
    check.mender.leave_out([1])
    check.rules.actions_by_value[Twins.LAST].trigger()
    check.rules.actions_by_value[Registered.REPORT].trigger()
    await until(lambda: people(room) == [Verdict.READY, Verdict.SKIP, Verdict.READY])
    await ready(room)
    room.sheet.flow.choose_settings({"suppress_emails": True})
    await ready(room)
    room.sheet.flow.choose_order(RowOrder(1, descending=True))
    await ready(room)
    return room


@gui_test
async def test_all_that_was_decided_comes_back(gui: Gui, tmp_path: Path) -> None:
    path = tmp_path / "guests.csv"
    path.write_text(ROWS, encoding="utf-8")
    async with await Store.open(None) as store:
        first = await mended(gui, path, store.import_drafts)
        was = first.sheet.shelf.of(SPRING)
        await first.sheet.shelf.save_all()
        first.sheet.hide()
        later = import_room(gui, drafts=store.import_drafts)
        later.clock[0] += timedelta(minutes=27)
        await later.sheet.show_session(SPRING)
        await ready(later)
        assert words_of(later) == (
            "Your import of guests.csv from 16:05 is back, with 1 correction, 1 row left out and 1 setting "
            "changed for this import."
        )
        now = later.sheet.shelf.of(SPRING)
        assert was is not None
        assert now is not None
        assert now.draft == was.draft
        assert now.mending.mended == was.mending.mended
        assert (now.choices, now.by_hand, now.taken, now.wanted, now.rules, now.is_changed) == (
            was.choices,
            was.by_hand,
            was.taken,
            was.wanted,
            was.rules,
            was.is_changed,
        )
        assert people(later) == [Verdict.READY, Verdict.SKIP, Verdict.READY]
        await choose(later, "Discard this import")
        await later.sheet.shelf.save_all()
        assert await store.import_drafts.load(SPRING.id) is None
        assert later.sheet._choose.isVisible()


@gui_test
async def test_the_mapping_comes_back_with_its_name_and_its_values_for_all_rows(
    gui: Gui, tmp_path: Path
) -> None:
    path = tmp_path / "guests.csv"
    path.write_text(ROWS, encoding="utf-8")
    async with await Store.open(None) as store:
        mappings = Mappings(store.settings)
        first = import_room(gui, drafts=store.import_drafts, mappings=mappings)
        await first.sheet.show_session(SPRING)
        await first.sheet.open_paths([path])
        await ready(first)
        was = first.sheet.shelf.of(SPRING)
        assert was is not None
        columns = was.draft.mapping.with_column(3, ColumnUse(Target.EXTERNAL_KEY, "lid"))
        wanted = columns.with_constants([Constant(Target.SOURCE, "spring")]).with_order(NameOrder.LAST_FIRST)
        first.sheet.page.columns.menu.chosen.emit(SavedMapping(was.draft.header, wanted, "CRM"))
        await ready(first)
        await first.sheet.shelf.save_all()
        first.sheet.hide()
        await mappings.remember(was.draft.header, was.draft.mapping)
        later = import_room(gui, drafts=store.import_drafts, mappings=mappings)
        await later.sheet.show_session(SPRING)
        await ready(later)
        now = later.sheet.shelf.of(SPRING)
        assert now is not None
        assert (now.draft.mapping, now.draft.recalled) == (wanted, "CRM")


@gui_test
async def test_it_is_written_without_anybody_closing_anything(gui: Gui, tmp_path: Path) -> None:
    path = tmp_path / "guests.csv"
    path.write_text(ROWS, encoding="utf-8")
    async with await Store.open(None) as store:
        room = await mended(gui, path, store.import_drafts)
        await until(lambda: not room.sheet.shelf._unsaved)
        record = await until_loaded(store.import_drafts)
        assert record == 1
        assert len(room.sheet.shelf) == 1


async def until_loaded(drafts: ImportDrafts) -> int:
    """The corrections that were written."""
    while True:
        record = await drafts.load(SPRING.id)
        if record is not None and record.corrections:
            return len(record.corrections)
        await turns()


@gui_test
async def test_pasted_text_comes_back_whole(gui: Gui) -> None:
    async with await Store.open(None) as store:
        first = import_room(gui, drafts=store.import_drafts)
        await first.sheet.show_session(SPRING)
        await first.sheet.open_text(ROWS)
        await ready(first)
        await first.sheet.shelf.save_all()
        first.sheet.hide()
        later = import_room(gui, drafts=store.import_drafts)
        await later.sheet.show_session(AUTUMN)
        await turns(3)
        assert len(later.sheet.shelf) == 0, "it belongs to another session"
        await later.sheet.show_session(SPRING)
        await ready(later)
        assert people(later) == [Verdict.MEND, Verdict.READY, Verdict.READY]


@gui_test
async def test_a_file_that_changed_says_so(gui: Gui, tmp_path: Path) -> None:
    path = tmp_path / "guests.csv"
    path.write_text(ROWS, encoding="utf-8")
    async with await Store.open(None) as store:
        first = await mended(gui, path, store.import_drafts)
        await first.sheet.shelf.save_all()
        first.sheet.hide()
        path.write_text(ROWS + "Di,Ot,di@x.com,d\n", encoding="utf-8")
        later = import_room(gui, drafts=store.import_drafts)
        await later.sheet.show_session(SPRING)
        await ready(later)
        assert words_of(later) == (
            "guests.csv is not what it was at 16:05. It was read anew, with the columns as you chose them."
        )
        assert people(later) == [Verdict.READY, Verdict.SKIP, Verdict.READY, Verdict.READY]


@gui_test
async def test_corrections_without_their_rows_say_so(gui: Gui, tmp_path: Path) -> None:
    path = tmp_path / "guests.csv"
    path.write_text(ROWS, encoding="utf-8")
    async with await Store.open(None) as store:
        first = await mended(gui, path, store.import_drafts)
        await first.sheet.shelf.save_all()
        first.sheet.hide()
        path.write_text(ROWS.replace("Bo,Li", "Bob,Li"), encoding="utf-8")
        later = import_room(gui, drafts=store.import_drafts)
        await later.sheet.show_session(SPRING)
        await ready(later)
        assert words_of(later).endswith(
            "1 correction could not be kept: its row is not in the list any more."
        )
        assert people(later) == [Verdict.READY] * 3


@gui_test
async def test_an_old_record_of_a_file_that_changed_asks_about_its_corrections(
    gui: Gui, tmp_path: Path
) -> None:
    path = tmp_path / "guests.csv"
    path.write_text(ROWS, encoding="utf-8")
    async with await Store.open(None) as store:
        first = await mended(gui, path, store.import_drafts)
        await first.sheet.shelf.save_all()
        first.sheet.hide()
        record = await store.import_drafts.load(SPRING.id)
        assert record is not None
        await store.import_drafts.save(SPRING.id, msgspec.structs.replace(record, header=(), rows=()))
        path.write_text(ROWS + "Di,Ot,di@x.com,d\n", encoding="utf-8")
        later = import_room(gui, drafts=store.import_drafts)
        await later.sheet.show_session(SPRING)
        await ready(later)
        assert "2 earlier corrections may belong to other rows now" in words_of(later)
        assert people(later) == [Verdict.MEND, *[Verdict.READY] * 3]
        await choose(later, "Use them all the same")
        await until(lambda: people(later) == [Verdict.READY, Verdict.SKIP, Verdict.READY, Verdict.READY])
        await ready(later)


@gui_test
async def test_other_columns_get_no_old_meaning(gui: Gui, tmp_path: Path) -> None:
    path = tmp_path / "guests.csv"
    path.write_text(ROWS, encoding="utf-8")
    async with await Store.open(None) as store:
        first = await mended(gui, path, store.import_drafts)
        await first.sheet.shelf.save_all()
        first.sheet.hide()
        path.write_text("E-mail,First name,Last name,Notes\nann@x.com,Ann,Lee,a\n", encoding="utf-8")
        later = import_room(gui, drafts=store.import_drafts)
        await later.sheet.show_session(SPRING)
        await ready(later)
        assert "its columns, too: they have other names" in words_of(later)
        assert "2 corrections could not be kept" in words_of(later)
        now = later.sheet.shelf.of(SPRING)
        assert now is not None
        assert now.draft.mapping.targets[:3] == (Target.EMAIL, Target.FIRST_NAME, Target.LAST_NAME)
        assert (now.wanted.order, now.by_hand) == (None, frozenset())
        assert now.wanted.settings == {"suppress_emails": True}


@gui_test
async def test_a_file_that_is_gone_says_so(gui: Gui, tmp_path: Path) -> None:
    path = tmp_path / "guests.csv"
    path.write_text(ROWS, encoding="utf-8")
    async with await Store.open(None) as store:
        first = await mended(gui, path, store.import_drafts)
        await first.sheet.shelf.save_all()
        first.sheet.hide()
        path.unlink()
        later = import_room(gui, drafts=store.import_drafts)
        await later.sheet.show_session(SPRING)
        await until(lambda: "cannot be brought back" in words_of(later))
        assert await store.import_drafts.load(SPRING.id) is not None, "the drive may come back"
        await choose(later, "Discard this import")
        await later.sheet.shelf.save_all()
        assert await store.import_drafts.load(SPRING.id) is None


@gui_test
async def test_starting_ends_the_draft(gui: Gui, tmp_path: Path) -> None:
    path = tmp_path / "guests.csv"
    path.write_text(ROWS, encoding="utf-8")
    async with await Store.open(None) as store:
        room = await mended(gui, path, store.import_drafts)
        await room.sheet.shelf.save_all()
        room.sheet.foot.confirmed.emit()
        await until(lambda: room.starter.plans)
        await room.sheet.show_session(SPRING)
        await turns(3)
        assert room.sheet._choose.isVisible(), "not even before the disk knows"
        await room.sheet.shelf.save_all()
        assert await store.import_drafts.load(SPRING.id) is None


GERMAN = "Vorname;Nachname;E-Mail\nJörg;Groß;joerg@x.com\nBo;Li;bo at x.com\n"


@gui_test
async def test_a_file_that_was_saved_in_another_encoding_is_read_as_a_dropped_one(
    gui: Gui, tmp_path: Path
) -> None:
    path = tmp_path / "leute.csv"
    path.write_text(GERMAN, encoding="utf-8")
    async with await Store.open(None) as store:
        first = import_room(gui, drafts=store.import_drafts)
        await first.sheet.show_session(SPRING)
        await first.sheet.open_paths([path])
        await ready(first)
        first.sheet.page.choices_changed.emit(ReadChoices(encoding="utf-8"))
        await until(lambda: first.sheet.flow.told is None)
        await ready(first)
        check = first.sheet.page.check
        assert check.model.setData(check.model.index(1, EMAIL), "bo@x.com")
        await until(lambda: people(first) == [Verdict.READY] * 2)
        await first.sheet.shelf.save_all()
        first.sheet.hide()
        path.write_text(GERMAN, encoding="cp1252")
        later = import_room(gui, drafts=store.import_drafts)
        await later.sheet.show_session(SPRING)
        await ready(later)
        assert words_of(later).startswith("leute.csv is not what it was")
        assert later.sheet.page.check.model.person(0).last_name == "Groß"
        assert people(later) == [Verdict.READY] * 2, "with its correction"


class BrokenSettings:
    """A store that cannot be read."""

    broken = True

    async def get(self, name: str, default: object = None) -> object:
        if self.broken:
            raise StoreError("The records of this account cannot be read.")
        return default

    async def set(self, name: str, value: object) -> None:
        raise AssertionError(name)


@gui_test
async def test_where_it_cannot_be_brought_back_now_it_waits(gui: Gui, tmp_path: Path) -> None:
    path = tmp_path / "guests.csv"
    path.write_text(ROWS, encoding="utf-8")
    async with await Store.open(None) as store:
        first = await mended(gui, path, store.import_drafts)
        await first.sheet.shelf.save_all()
        first.sheet.hide()
        settings = BrokenSettings()
        later = import_room(gui, drafts=store.import_drafts, mappings=Mappings(settings))  # type: ignore[arg-type]
        await later.sheet.show_session(SPRING)
        await until(lambda: words_of(later) == "The records of this account cannot be read.")
        assert later.sheet._choose.isVisible(), "nothing is read any more"
        settings.broken = False
        await later.sheet.show_session(SPRING)
        await ready(later)
        assert people(later) == [Verdict.READY, Verdict.SKIP, Verdict.READY]
