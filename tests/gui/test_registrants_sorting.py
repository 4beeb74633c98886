"""Sorting by several columns: Shift and a click, the header's menu, what is shown of it and kept."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from tests.gui.desk import Desk, session
from tests.gui.registrants_room import opened
from tests.gui.test_registrants_columns import column_of, kept
from tests.helpers.qt import Gui, gui_test, until
from webinar_console.domain.registrant import Registrant
from webinar_console.ui.registrants.panel import RegistrantsPanel
from webinar_console.ui.registrants.sorting import By, added

_Role = Qt.ItemDataRole


def someone(number: int, source: str | None, external_id: str) -> Registrant:
    return Registrant(
        id=f"r{number}",
        first_name="Ann",
        email=f"a{number}@x.example",
        source=source,
        external_id=external_id,
    )


def desk() -> Desk:
    made = Desk()
    made.registrants.of["s1"] = [
        someone(1, "fair", "x10"),
        someone(2, None, "x1"),
        someone(3, "ad 12", "X9"),
        someone(4, "fair", "x9"),
        someone(5, "ad 2", "x3"),
        someone(6, "Fáir", "x10"),
    ]
    made.registrants.of["s2"] = [someone(1, "b", "1"), someone(2, "a", "1")]
    return made


def ids(panel: RegistrantsPanel) -> str:
    rows = range(panel.model.rowCount())
    return "".join(panel.model.record_at(row).id.removeprefix("r") for row in rows)


async def click_title(
    panel: RegistrantsPanel, name: str, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    header = panel.view.horizontalHeader()
    column = column_of(panel, name)
    place = QPoint(header.sectionViewportPosition(column) + 20, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, keys, place)
    await until(lambda: panel.model.slices.is_idle)


Shift = Qt.KeyboardModifier.ShiftModifier


@gui_test
async def test_shift_and_a_click_sort_by_one_more_column(gui: Gui) -> None:
    panel = await opened(gui, desk())
    header = panel.view.horizontalHeader()
    await click_title(panel, "source")
    assert ids(panel) == "531462", "numbers by value, no accents, nothing last"
    await click_title(panel, "external_id", Shift)
    assert ids(panel) == "534162"
    assert panel.model.wanted.by == (By("source"), By("external_id"))
    assert header.sortIndicatorSection() == column_of(panel, "source")
    await click_title(panel, "external_id", Shift)
    assert ids(panel) == "531642", "x10 before x9, and equals as they came"
    await click_title(panel, "source", Shift)
    assert ids(panel) == "164352", "the first one turns round in its place; nothing stays last"
    assert header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
    await click_title(panel, "source", Shift)
    assert panel.model.wanted.by == (By("external_id", descending=True),)
    assert header.sortIndicatorSection() == column_of(panel, "external_id")
    await click_title(panel, "first_name")
    assert panel.model.wanted.by == (By("first_name"),), "a click alone sorts by this one"
    assert ids(panel) == "123456", "who is equal stays in the server's order"
    await click_title(panel, "first_name")
    await click_title(panel, "first_name")
    assert panel.model.wanted.by == ()
    assert header.sortIndicatorSection() == -1


@gui_test
async def test_the_sort_is_kept_for_other_sessions_and_the_next_start(gui: Gui) -> None:
    room = desk()
    panel = await opened(gui, room)
    await click_title(panel, "source")
    await click_title(panel, "email", Shift)
    await click_title(panel, "email", Shift)
    await panel.show_session(session(2))
    await until(lambda: panel.model.slices.is_idle)
    assert ids(panel) == "21"
    await panel.aclose()
    assert [*kept(room)["sort"]] == [
        {"column": "source", "descending": False},
        {"column": "email", "descending": True},
    ]
    later = await opened(gui, room)
    assert ids(later) == "536412"
    assert later.view.horizontalHeader().sortIndicatorSection() == column_of(later, "source")
    later.layout_of_columns.show_column("source", shown=False)
    assert later.model.wanted.by == (By("email", descending=True),), "nobody sees by what it would be sorted"
    later.layout_of_columns.reset()
    await until(lambda: later.model.slices.is_idle)
    assert ids(later) == "123456"
    await later.aclose()
    assert kept(room) == {}


@gui_test
async def test_the_menu_of_a_header_sorts_after_the_others(gui: Gui) -> None:
    panel = await opened(gui, desk())

    def menu_of(name: str) -> dict[str, object]:
        menu = panel.finder.header_menu(column_of(panel, name))
        found: dict[str, object] = {action.text(): action for action in menu.actions()}
        then = found.get("Then sort by this")
        if then is not None:
            below = then.menu()  # type: ignore[attr-defined]
            assert isinstance(below, QMenu)
            found |= {f"then {action.text()}": action for action in below.actions()}
        found["menu"] = menu
        return found

    actions = menu_of("source")
    assert "Then sort by this" not in actions, "there is nothing to sort after"
    actions["Sort A to Z"].trigger()  # type: ignore[attr-defined]
    actions = menu_of("registered_at")
    actions["then Newest first"].trigger()  # type: ignore[attr-defined]
    assert panel.model.wanted.by == (By("source"), By("registered_at", descending=True))
    actions = menu_of("source")
    actions["Do not sort by this"].trigger()  # type: ignore[attr-defined]
    assert panel.model.wanted.by == (By("registered_at", descending=True),)
    await until(lambda: panel.model.slices.is_idle)


@gui_test
async def test_screen_readers_hear_what_is_sorted(gui: Gui) -> None:
    panel = await opened(gui, desk())
    panel.model.sort_by([By("source"), By("email", descending=True)])

    def heard(name: str) -> str:
        across = Qt.Orientation.Horizontal
        return str(panel.model.headerData(column_of(panel, name), across, _Role.AccessibleTextRole))

    assert heard("source") == "Source, sorted upwards, 1 of 2"
    assert heard("email") == "E-mail, sorted downwards, 2 of 2"
    assert heard("first_name") == "First name"
    panel.model.sort_by([By("source"), By("nowhere")])
    assert heard("source") == "Source, sorted upwards"
    await until(lambda: panel.model.slices.is_idle)


def test_one_more_column_stands_behind_turns_and_goes() -> None:
    by = added([], "a")
    by = added(by, "b")
    assert by == [By("a"), By("b")]
    by = added(by, "a")
    assert by == [By("a", descending=True), By("b")]
    assert added(by, "a") == [By("b")]
