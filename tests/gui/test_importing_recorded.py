"""What a correction writes: itself, not the list."""

from tests.gui.import_room import SPRING, import_room
from tests.gui.sheet_room import ready
from tests.gui.test_importing_drafts import EMAIL
from tests.helpers.qt import Gui, gui_test, until
from tests.store.test_import_sources import noted, size_of_record, watch
from webinar_console.domain.people_source import TableSource
from webinar_console.services.carrying import rows_of
from webinar_console.store import Store

ROWS = 3_000
REST = TableSource(
    "guests.csv",
    ("First name", "Last name", "E-mail"),
    tuple(range(2, ROWS + 2)),
    tuple(("Ann", "Lee", f"guest{n // 2}@example.org") for n in range(ROWS)),
)


@gui_test
async def test_rows_are_written_once_however_often_they_are_corrected(gui: Gui) -> None:
    async with await Store.open(None) as store:
        await watch(store)
        room = import_room(gui, drafts=store.import_drafts)
        await room.sheet.show_session(SPRING)
        await room.sheet.open_rows(REST)
        await ready(room)
        await room.sheet.shelf.save_all()
        assert set(await noted(store)) == {"INSERT"}
        model = room.sheet.page.check.model
        for row in (3, 2_999, 4):
            assert model.setData(model.index(row, EMAIL), f"new{row}@example.org")
            await until(lambda: room.sheet.flow.told is None)
            await ready(room)
            await room.sheet.shelf.save_all()
        room.sheet.page.check.mender.leave_out(range(100, 120))
        await until(lambda: room.sheet.flow.told is None)
        await ready(room)
        await room.sheet.shelf.save_all()
        kept = room.sheet.shelf.of(SPRING)
        record = await store.import_drafts.load(SPRING.id)
        assert kept is not None
        assert record is not None
        assert [cell.position for cell in record.corrections] == [3, 2_999, 4]
        assert record.left_out == tuple(range(100, 120))
        assert record.rows == rows_of(kept.mending.mended, REST.rows), "found as if looked for at once"
        assert await noted(store) == []
        assert await size_of_record(store) < 5_000
        room.sheet.hide()
        later = import_room(gui, drafts=store.import_drafts)
        await later.sheet.show_session(SPRING)
        await ready(later)
        model = later.sheet.page.check.model
        assert model.setData(model.index(9, EMAIL), "new9@example.org")
        await later.sheet.shelf.save_all()
        record = await store.import_drafts.load(SPRING.id)
        assert record is not None
        assert len(record.corrections) == 4
        assert await noted(store) == [], "not after a restart either"
        later.sheet.drop()
        await later.sheet.shelf.save_all()
        assert await store.import_drafts.load(SPRING.id) is None
        assert set(await noted(store)) == {"DELETE"}
