"""Frozen columns: what stays, what is clicked, selected, edited and painted while the others are scrolled."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtTest import QTest

from tests.gui.registrants_room import desk_of, editor_of, opened
from tests.gui.test_registrants_columns import column_of, kept
from tests.helpers.qt import Gui, gui_test, press, type_text, until
from webinar_console.ui.registrants.headers import TitleHeader
from webinar_console.ui.registrants.panel import RegistrantsPanel
from webinar_console.ui.registrants.selection import Block
from webinar_console.ui.registrants.sorting import By

Left = Qt.MouseButton.LeftButton
Plain, Shift = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
FROZEN = ("first_name", "last_name")


async def frozen(gui: Gui, *, rows: int = 60, scrolled: bool = True) -> RegistrantsPanel:
    """The first two columns are frozen, and the others scrolled to the end."""
    panel = await opened(gui, desk_of(rows))
    panel.resize(760, 500)
    for name, width in (("first_name", 110), ("last_name", 120), ("email", 260), ("join_uri", 400)):
        panel.view.setColumnWidth(column_of(panel, name), width)
    panel.layout_of_columns.freeze("last_name")
    await until(lambda: panel.view.frozen.width == 230)
    if scrolled:
        bar = panel.view.horizontalScrollBar()
        bar.setValue(bar.maximum())
        assert bar.value() > 230
    return panel


def rect(panel: RegistrantsPanel, row: int, name: str) -> QRect:
    return panel.view.visualRect(panel.model.index(row, column_of(panel, name)))


def click_at(panel: RegistrantsPanel, place: QPoint, keys: Qt.KeyboardModifier = Plain) -> None:
    QTest.mouseClick(panel.view.viewport(), Left, keys, place)


def header_of(panel: RegistrantsPanel) -> TitleHeader:
    header = panel.view.horizontalHeader()
    assert isinstance(header, TitleHeader)
    return header


def current(panel: RegistrantsPanel) -> tuple[int, str]:
    index = panel.view.currentIndex()
    return index.row(), panel.model.columns[index.column()].name


def menu(panel: RegistrantsPanel, name: str) -> dict[str, QAction]:
    found = panel.finder.header_menu(column_of(panel, name))
    return {action.text(): action for action in found.actions()}


@gui_test
async def test_the_menu_of_a_header_freezes_and_it_is_kept(gui: Gui) -> None:
    room = desk_of(5)
    panel = await opened(gui, room)
    actions = menu(panel, "email")
    assert "Unfreeze" not in actions
    assert not menu(panel, "join_uri")["Freeze up to here"].isEnabled(), "nothing would be left to scroll"
    actions["Freeze up to here"].trigger()
    columns = {panel.model.columns[column].name for column in panel.view.frozen.columns}
    assert columns == {"first_name", "last_name", "email"}
    assert "Freeze up to here" not in menu(panel, "email")
    await panel.aclose()
    assert kept(room)["frozen"] == "email"
    later = await opened(gui, room)
    assert len(later.view.frozen.columns) == 3
    # Where a column stands is what counts, also for one that comes later.
    header = later.view.horizontalHeader()
    header.moveSection(header.visualIndex(column_of(later, "source")), 0)
    assert len(later.view.frozen.columns) == 4
    later.layout_of_columns.show_column("first_name", shown=False)
    assert len(later.view.frozen.columns) == 3
    later.named_views.save("Frozen")
    menu(later, "email")["Unfreeze"].trigger()
    assert not later.view.frozen.width
    later.named_views.choose(later.named_views.all[0])
    assert len(later.view.frozen.columns) == 3
    later.resize(360, 500)
    await until(lambda: not later.view.frozen.width, what="too little room to scroll the others")
    later.resize(1200, 500)
    await until(lambda: len(later.view.frozen.columns) == 3)


@gui_test
async def test_frozen_cells_stay_and_the_others_pass_below(gui: Gui) -> None:
    panel = await frozen(gui)
    view, model = panel.view, panel.model
    assert (rect(panel, 0, "first_name").left(), rect(panel, 0, "last_name").left()) == (0, 110)
    assert rect(panel, 0, "email").left() < 0
    for name in FROZEN:
        index = view.indexAt(rect(panel, 3, name).center())
        assert (index.row(), model.columns[index.column()].name) == (3, name)
    beside = view.indexAt(QPoint(240, 10))
    assert beside.column() not in view.frozen.columns
    first = view.grab().toImage()
    view.horizontalScrollBar().setValue(view.horizontalScrollBar().value() - 90)
    strip = QRect(0, 0, view.verticalHeader().width() + 225, view.viewport().geometry().bottom())
    assert view.grab().toImage().copy(strip) == first.copy(strip)
    assert view.grab().toImage() != first


@gui_test
async def test_the_keyboard_finds_cells_beside_what_is_frozen(gui: Gui) -> None:
    panel = await frozen(gui)
    view, bar = panel.view, panel.view.horizontalScrollBar()
    view.setFocus()
    view.setCurrentIndex(panel.model.index(2, column_of(panel, "join_uri")))
    end = bar.value()
    for _ in range(5):
        await press(view, Qt.Key.Key_Left)
    assert current(panel) == (2, "email")
    assert rect(panel, 2, "email").left() == 230, "not below what is frozen"
    value = bar.value()
    assert value < end
    await press(view, Qt.Key.Key_Left)
    assert current(panel) == (2, "last_name")
    assert bar.value() == value, "a frozen cell is seen already"
    await press(view, Qt.Key.Key_Down)
    await press(view, Qt.Key.Key_Home)
    assert current(panel)[1] == "first_name"
    await press(view, Qt.Key.Key_End)
    assert current(panel)[1] == "join_uri"


@gui_test
async def test_the_mouse_selects_over_the_border(gui: Gui) -> None:
    panel = await frozen(gui)
    view = panel.view
    click_at(panel, rect(panel, 1, "last_name").center())
    assert current(panel) == (1, "last_name")
    click_at(panel, QPoint(240, rect(panel, 4, "first_name").center().y()), Shift)
    beside = view.indexAt(QPoint(240, 5)).column()
    assert view.selected_blocks() == [Block(1, 4, 1, beside)], "all between, seen or not"
    # And by dragging, the other way round, while the table is scrolled below the mouse.
    begin = QPoint(view.viewport().width() - 150, rect(panel, 6, "first_name").center().y())
    pressed = view.indexAt(begin).column()
    QTest.mousePress(view.viewport(), Left, Plain, begin)
    view.horizontalScrollBar().setValue(view.horizontalScrollBar().value() - 60)
    end = rect(panel, 8, "last_name").center()
    QTest.mouseMove(view.viewport(), end)
    QTest.mouseRelease(view.viewport(), Left, Plain, end)
    assert view.selected_blocks() == [Block(6, 8, 1, pressed)]


@gui_test
async def test_frozen_cells_are_edited_in_their_place(gui: Gui) -> None:
    panel = await frozen(gui)
    view = panel.view
    view.setFocus()
    place = rect(panel, 2, "last_name")
    click_at(panel, place.center())
    QTest.mouseDClick(view.viewport(), Left, Plain, place.center())
    editor = editor_of(panel)
    assert editor.geometry().intersected(place).width() > 100
    seen = editor.geometry()
    view.horizontalScrollBar().setValue(view.horizontalScrollBar().value() - 50)
    assert editor.geometry() == seen, "it stays with its cell"
    await type_text(editor, "Frost")
    await press(editor, Qt.Key.Key_Tab)
    assert panel.model.record_at(2).last_name == "Frost"
    assert current(panel) == (2, "email")
    beside = editor_of(panel)
    assert beside.x() >= 230
    view.horizontalScrollBar().setValue(view.horizontalScrollBar().value() + 100)
    assert beside.mask().boundingRect().left() == 230 - beside.x(), "it does not cover what is frozen"
    view.horizontalScrollBar().setValue(0)
    assert beside.mask().isEmpty()
    await press(beside, Qt.Key.Key_Escape)


@gui_test
async def test_frozen_titles_are_clicked_and_dragged_where_they_are_seen(gui: Gui) -> None:
    panel = await frozen(gui)
    header = header_of(panel)
    middle = header.height() // 2
    QTest.mouseClick(header.viewport(), Left, Plain, QPoint(150, middle))
    assert panel.model.wanted.by == (By("last_name"),)
    QTest.mouseClick(header.viewport(), Left, Shift, QPoint(50, middle))
    assert panel.model.wanted.by == (By("last_name"), By("first_name"))
    assert header.section_at(QPoint(150, 5)) == column_of(panel, "last_name")
    edge = QPoint(229, middle)
    QTest.mousePress(header.viewport(), Left, Plain, edge)
    for x in (240, 255, 269):
        QTest.mouseMove(header.viewport(), QPoint(x, middle))
    QTest.mouseRelease(header.viewport(), Left, Plain, QPoint(269, middle))
    assert panel.view.columnWidth(column_of(panel, "last_name")) == 160
    assert panel.view.frozen.width == 270
    await until(lambda: panel.model.slices.is_idle)


@gui_test
async def test_a_selection_is_painted_where_the_cells_are_seen(gui: Gui) -> None:
    panel = await frozen(gui)
    view = panel.view
    panel.filter.setFocus()
    place = rect(panel, 1, "first_name")
    spot = QPoint(
        view.verticalHeader().width() + place.right() - 3, header_of(panel).height() + place.top() + 3
    )

    def colour() -> QColor:
        return view.grab().toImage().pixelColor(spot)

    before = colour()
    view.selectRow(1)
    assert colour() != before
    view.clearSelection()
    assert colour() == before
