"""Keys of the external id as columns: chosen, shown, found, edited, pasted, exported."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from tests.gui.desk import Desk
from tests.gui.people import people
from tests.gui.registrants_room import editor_of, opened
from tests.gui.test_registrants_columns import column_of, kept, order
from tests.helpers.qt import Gui, gui_test, press, type_text, until
from webinar_console.domain.external_id import decode_pairs
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.staging import StagedChange
from webinar_console.ui.registrants.more_columns import KEYS, OTHER_FORM, TWICE, key_column, more_columns
from webinar_console.ui.registrants.panel import RegistrantsPanel
from webinar_console.ui.registrants.parts import Parts
from webinar_console.ui.registrants.sorting import By

IDS = ("lid=10&oid=4%4056", "oid=2&lid=9", "CRM-17", None, "lid=1&lid=2", "x=1&lid=2&oid=a%20b")


def desk() -> Desk:
    made = Desk()
    made.registrants.of["s1"] = [
        Registrant(id=f"r{n}", first_name="Ann", last_name="B", email=f"a{n}@x.example", external_id=text)
        for n, text in enumerate(IDS)
    ]
    return made


async def with_keys(gui: Gui, room: Desk | None = None) -> RegistrantsPanel:
    panel = await opened(gui, room or desk())
    for key in ("lid", "oid"):
        panel.layout_of_columns.show_column(f"key.{key}", shown=True)
    return panel


def cell(panel: RegistrantsPanel, row: int, name: str) -> str:
    return str(panel.model.index(row, column_of(panel, name)).data() or "")


def external_id(panel: RegistrantsPanel, row: int) -> str:
    return panel.model.record_at(row).external_id or ""


def columns_menu(panel: RegistrantsPanel) -> QMenu:
    menu = panel.finder.header_menu(0)
    found = next(action.menu() for action in menu.actions() if action.text() == "Columns")
    assert isinstance(found, QMenu)
    return found


@gui_test
async def test_keys_that_enough_people_have_are_offered_and_kept(gui: Gui) -> None:
    room = desk()
    panel = await opened(gui, room)
    menu = columns_menu(panel)
    await until(lambda: KEYS in [action.text() for action in menu.actions()])
    titles = [action.text() for action in menu.actions()]
    assert titles[titles.index(KEYS) :] == [KEYS, "lid", "oid", "x", "", "As at the beginning"]
    model, selection = panel.model, panel.view.selectionModel()
    panel.view.setCurrentIndex(model.index(1, column_of(panel, "join_uri")))
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    next(action for action in menu.actions() if action.text() == "oid").trigger()
    assert not resets
    assert panel.view.currentIndex().column() == column_of(panel, "join_uri"), "the current cell stays"
    assert selection.hasSelection()
    assert order(panel)[4:6] == ["external_id", "key.oid"]
    assert [cell(panel, row, "key.oid") for row in range(6)] == ["4@56", "2", "", "", "", "a b"]
    await until(lambda: [*kept(room).get("more", ())] == ["key.oid"])
    await panel.aclose()
    later = await opened(gui, room)
    assert order(later)[4:6] == ["external_id", "key.oid"]
    assert kept(room) == {"more": ("key.oid",)}, "widths that nobody set are not kept"
    menu = columns_menu(later)
    assert [a.isChecked() for a in menu.actions() if a.text() == "oid"] == [True]
    later.model.sort_by([By("key.oid"), By("email")])
    next(action for action in menu.actions() if action.text() == "oid").trigger()
    assert "key.oid" not in order(later)
    assert later.model.wanted.by == (By("email"),)
    await until(lambda: later.model.slices.is_idle)


@gui_test
async def test_an_edit_changes_one_key_and_nothing_else(gui: Gui) -> None:
    panel = await with_keys(gui)
    view, model = panel.view, panel.model
    lid = column_of(panel, "key.lid")
    view.setCurrentIndex(model.index(0, lid))
    view.setFocus()
    await press(view, Qt.Key.Key_F2)
    editor = editor_of(panel)
    assert (editor.text(), editor.accessibleName()) == ("10", "lid")
    editor.clear()
    await type_text(editor, "7 & 8")
    await press(editor, Qt.Key.Key_Return)
    assert external_id(panel, 0) == "lid=7%20%26%208&oid=4%4056"
    assert cell(panel, 0, "key.lid") == "7 & 8"
    staged = model.draft.get("r0")
    assert isinstance(staged, StagedChange)
    assert staged.values == {"external_id": "lid=7%20%26%208&oid=4%4056"}
    assert "Before: 10" in model.words_at(0, lid)
    assert "Before" not in model.words_at(0, column_of(panel, "key.oid"))
    looks = {n: view.look_of(model.record_at(0), n).ground for n in ("key.lid", "key.oid", "external_id")}
    assert looks == {"key.lid": "warning_soft", "key.oid": "", "external_id": "warning_soft"}
    model.take_back(["r0"], ["key.oid"])
    assert "r0" in model.draft, "this cell was not changed"
    model.take_back(["r0"], ["key.lid"])
    assert "r0" not in model.draft
    model.undo()
    model.undo()
    assert external_id(panel, 0) == IDS[0]
    # A key that is not there comes last; typed away again, all is as it was.
    model.setData(model.index(3, lid), "5")
    assert external_id(panel, 3) == "lid=5"
    model.setData(model.index(3, lid), "")
    assert "r3" not in model.draft


@gui_test
async def test_what_has_no_such_value_says_why_it_cannot_be_edited(gui: Gui) -> None:
    panel = await with_keys(gui)
    model, lid, oid = panel.model, column_of(panel, "key.lid"), column_of(panel, "key.oid")
    assert model.why_not_cell(2, lid) == OTHER_FORM
    assert model.why_not_cell(4, lid) == TWICE
    assert cell(panel, 4, "key.lid") == "1; 2"
    assert model.why_not_cell(3, lid) is None
    assert not model.setData(model.index(2, lid), "1")
    assert not model.flags(model.index(2, oid)) & Qt.ItemFlag.ItemIsEditable
    assert OTHER_FORM in model.words_at(2, oid)
    assert external_id(panel, 2) == "CRM-17"


@gui_test
async def test_keys_are_tokens_and_sorted_by_value(gui: Gui) -> None:
    panel = await opened(gui, desk())
    panel.filter.setText("lid:9")
    assert panel.model.rowCount() == 0, "a word, as long as it is no column"
    panel.layout_of_columns.show_column("key.lid", shown=True)
    await until(lambda: panel.model.slices.is_idle)
    assert [panel.model.record_at(row).id for row in range(panel.model.rowCount())] == ["r1"]
    panel.filter.setText("-lid:none")
    panel.model.sort_by([By("key.lid", descending=True)])
    await until(lambda: panel.model.slices.is_idle)
    assert [cell(panel, row, "key.lid") for row in range(4)] == ["10", "9", "2", "1; 2"]
    menu = panel.finder.header_menu(column_of(panel, "key.lid"))
    await until(lambda: "Only 9" in [action.text() for action in menu.actions()])
    next(action for action in menu.actions() if action.text() == "Only 9").trigger()
    assert panel.filter.text() == "-lid:none key.lid:9"


@gui_test
async def test_words_are_found_in_what_a_key_shows(gui: Gui) -> None:
    panel = await opened(gui, desk())
    panel.filter.setText("4@56")
    await until(lambda: panel.model.rowCount() == 0, what="the id has it as a code")
    panel.layout_of_columns.show_column("key.oid", shown=True)
    await until(lambda: panel.model.rowCount() == 1)
    panel.layout_of_columns.show_column("key.oid", shown=False)
    await until(lambda: panel.model.rowCount() == 0)


@gui_test
async def test_keys_are_pasted_cut_and_changed_in_bulk(gui: Gui) -> None:
    panel = await with_keys(gui)
    model, view = panel.model, panel.view
    view.setCurrentIndex(model.index(0, column_of(panel, "key.lid")))
    QGuiApplication.clipboard().setText("a\tb\nc\td\ne\tf\n\t")
    panel.edits.paste()
    await until(lambda: model.slices.is_idle)
    assert [external_id(panel, row) for row in range(4)] == ["lid=a&oid=b", "oid=d&lid=c", "CRM-17", ""]
    assert model.stack.undoText() == "Paste 6 cells"
    assert any(f"2 cells were not changed. {OTHER_FORM}" in said.sentence for said in gui.said)
    model.undo()
    keys = [f"r{row}" for row in range(6)]
    panel.edits._change("key.oid", keys, lambda text: text.upper() + "!" if text else "", "Change cells")
    await until(lambda: model.slices.is_idle)
    assert [external_id(panel, row) for row in (0, 1, 3, 5)] == [
        "lid=10&oid=4%4056%21",
        "oid=2%21&lid=9",
        "",
        "x=1&lid=2&oid=A%20B%21",
    ]
    model.undo()
    view.selectAll()
    panel.edits.clear()
    await until(lambda: model.slices.is_idle)
    assert external_id(panel, 0) == ""
    model.undo()
    assert [external_id(panel, row) or None for row in range(6)] == list(IDS)


CELLS = st.dictionaries(
    st.sampled_from(["external_id", "key.lid", "key.oid", "key.cid"]),
    st.sampled_from(["", "9", "lid=7&oid=8", "abc"]),
)


@given(CELLS, st.sampled_from([*IDS, "lid=1&oid=2", "lid="]), st.randoms(use_true_random=False))
def test_no_part_is_dropped_without_a_reason_whatever_the_order(
    cells: dict[str, str], before: str | None, chance: Random
) -> None:
    parts = Parts(more_columns(["key.lid", "key.oid", "key.cid"], {}))
    person = Registrant(id="r1", external_id=before)
    refused: dict[str, str] = {}
    fields = parts.fields(cells, person, person, refused)
    after = Registrant(id="r1", external_id=fields.get("external_id", before))
    for name, text in cells.items():
        if name in refused:
            assert refused[name] in (OTHER_FORM, TWICE)
        elif name != "external_id":
            assert parts.text_of(after, name) == text
    turned = list(cells.items())
    chance.shuffle(turned)
    other = parts.fields(dict(turned), person, person).get("external_id", before)
    assert sorted(decode_pairs(other or "") or [other]) == sorted(
        decode_pairs(after.external_id or "") or [after.external_id]
    )


@gui_test
async def test_a_block_that_leaves_no_place_for_a_part_says_so(gui: Gui) -> None:
    panel = await with_keys(gui)
    view, model = panel.view, panel.model
    panel.layout_of_columns.show_column("key.x", shown=True)
    view.setCurrentIndex(model.index(0, column_of(panel, "key.lid")))
    QGuiApplication.clipboard().setText("\t\t9")
    panel.edits.paste()
    await until(lambda: model.slices.is_idle)
    assert external_id(panel, 0) == "lid=&oid=&x=9"
    assert model.stack.undoText() == "Paste 3 cells"
    view.setCurrentIndex(model.index(0, column_of(panel, "external_id")))
    QGuiApplication.clipboard().setText("abc\t7")
    panel.edits.paste()
    await until(lambda: model.slices.is_idle)
    assert external_id(panel, 0) == "abc"
    assert model.stack.undoText() == "Paste 1 cell"
    assert any(f"1 cell was not changed. {OTHER_FORM}" in said.sentence for said in gui.said)


@gui_test
async def test_a_block_of_all_columns_comes_back_as_it_was(gui: Gui) -> None:
    room = Desk()
    room.registrants.of["s1"] = people(40)
    panel = await with_keys(gui, room)
    panel.view.selectAll()
    panel.view.copy()
    await until(lambda: panel.model.slices.is_idle)
    panel.edits.paste()
    await until(lambda: panel.model.slices.is_idle)
    assert not len(panel.model.draft)


@gui_test
async def test_new_people_are_pasted_in_the_order_of_the_columns(gui: Gui) -> None:
    panel = await with_keys(gui)
    QGuiApplication.clipboard().setText(
        "Ada\tByron\tada@x.example\tfair\t\t7\t8 9\nBob\tC\tbob@x.example\t\tCRM"
    )
    panel.edits.paste_people()
    await until(lambda: panel.model.draft.counts().added == 2)
    assert [external_id(panel, row) for row in range(2)] == ["lid=7&oid=8%209", "CRM"]
    lid = column_of(panel, "key.lid")
    assert panel.model.why_not_cell(0, lid) is None
    panel.model.setData(panel.model.index(0, lid), "70")
    assert external_id(panel, 0) == "lid=70&oid=8%209"
    assert panel.model.why_not_cell(1, lid) == OTHER_FORM


@gui_test
async def test_exports_say_what_the_columns_show(gui: Gui) -> None:
    panel = await with_keys(gui)
    found = {column.title: column.text(panel.model.record_at(0)) for column in panel.exporting._as_shown()}
    assert (found["lid"], found["oid"]) == ("10", "4@56")
    assert key_column("source").title == "External id.source", "no two columns of one name"


@gui_test
async def test_an_open_editor_stays_when_a_column_comes(gui: Gui) -> None:
    panel = await opened(gui, desk())
    view, model = panel.view, panel.model
    view.setCurrentIndex(model.index(1, 0))
    view.setFocus()
    await press(view, Qt.Key.Key_F2)
    await type_text(editor_of(panel), "Anna")
    panel.layout_of_columns.show_column("key.lid", shown=True)
    await press(editor_of(panel), Qt.Key.Key_Return)
    assert model.record_at(1).first_name == "Anna"
