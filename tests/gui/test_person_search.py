"""The search for a person over all sessions: by keyboard, honest about what it cannot see."""

from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from tests.gui.samples import NOW, SESSIONS
from tests.gui.stage import BERLIN
from tests.helpers.qt import Gui, click, gui_test, named, press, turns, type_text, unnamed, until
from webinar_console.domain.errors import StoreError
from webinar_console.domain.registrant import Registrant
from webinar_console.services.whereabouts import Whereabouts
from webinar_console.store import Store
from webinar_console.ui.whereabouts import PersonSearch
from webinar_console.ui.whereabouts.lines import PersonLine, SessionLine
from webinar_console.ui.widgets import column

Key = Qt.Key


def anna(number: int, **changes: Any) -> Registrant:
    values = {"first_name": "Anna", "last_name": "Müller", "email": "anna@example.com"} | changes
    return Registrant(id=str(number), **values)


class Room:
    """A window with a field behind the box, and a store with three copies."""

    def __init__(self, gui: Gui, store: Store, sessions: Any = SESSIONS) -> None:
        self.gone: list[tuple[str, str | None]] = []
        self.root = QWidget()
        self.behind = QLineEdit()
        self.behind.setAccessibleName("Behind")
        self.root.setLayout(column(gui.theme, self.behind, None))
        gui.show(self.root, 1100, 720)
        self.search = PersonSearch(
            gui.theme,
            self.root,
            Whereabouts(store.cache, lambda: sessions),
            gui.tasks("search"),
            lambda session_id, registrant_id: self.gone.append((session_id, registrant_id)),
            lambda: NOW,
            BERLIN,
        )

    async def open(self) -> None:
        """By its keys."""
        await until(self.root.isActiveWindow)
        self.behind.setFocus()
        QTest.keyClick(
            self.behind, Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        )
        await until(lambda: self.search.isVisible() and self.search.covered.text() != "")

    def said(self) -> list[str]:
        """The lines as a screen reader has them."""
        model = self.search.model
        return [str(model.index(at, 0).data()) for at in range(model.rowCount())]


async def filled() -> Store:
    store = await Store.open(None)
    await store.cache.keep_registrants("winter", [anna(1, participant_id="p")], NOW - timedelta(days=80))
    await store.cache.keep_registrants(
        "spring", [anna(2), anna(8, first_name="Bert", email="b@x.example")], NOW
    )
    await store.cache.keep_registrants("onboarding", [anna(3)], NOW - timedelta(minutes=3))
    return store


@gui_test
async def test_found_and_gone_to_by_keyboard(gui: Gui) -> None:
    room = Room(gui, await filled())
    await room.open()
    assert room.search.field.hasFocus()
    await type_text(room.search.field, "muller anna")
    await until(lambda: len(room.said()) == 4)
    assert room.said() == [
        "Anna Müller, anna@example.com",
        "Spring launch, Tue 12 May, 18:00 CEST, Registered, as of 16:20",
        "Onboarding for administrators, Wed 8 Apr, 04:32 CDT, Absent, as of 16:17",
        "Winter review, Tue 10 Feb, 12:56 CET, Attended, as of 15:20 on Wed 18 Feb",
    ]
    await press(room.search.field, Key.Key_Down)
    await press(room.search.field, Key.Key_Return)
    assert room.gone == [("onboarding", "3")]
    assert not room.search.isVisible()
    assert room.behind.hasFocus()


@gui_test
async def test_arrows_pass_over_the_people_and_go_round(gui: Gui) -> None:
    room = Room(gui, await filled())
    await room.open()
    await type_text(room.search.field, "muller")
    await until(lambda: len(room.said()) == 6)
    model, seen = room.search.model, []
    for _ in range(5):
        seen.append(room.search.list.currentIndex().row())
        assert isinstance(model.lines[seen[-1]], SessionLine)
        await press(room.search.field, Key.Key_Down)
    people = [at for at, line in enumerate(model.lines) if isinstance(line, PersonLine)]
    assert seen == [at for at in range(6) if at not in people] + [1]
    await press(room.search.field, Key.Key_Up)
    await press(room.search.field, Key.Key_Up)
    assert room.search.list.currentIndex().row() == 5


@gui_test
async def test_what_is_not_searched_is_said_and_can_be_listed(gui: Gui) -> None:
    room = Room(gui, await filled())
    await room.open()
    assert room.search.covered.text().startswith("Looks through 3 of 12 sessions: those whose people are on")
    await type_text(room.search.field, "zzz")
    await until(lambda: "Nobody with “zzz”" in room.search.note.text())
    assert "in the 3 sessions" in room.search.note.text()
    assert room.said() == []
    await press(room.search.field, Key.Key_Return)
    assert room.gone == [], "there is nothing to go to"
    await click(room.search.others)
    assert len(room.said()) == 9
    assert room.search.field.hasFocus()
    assert not room.search.others.isVisible()
    await press(room.search.field, Key.Key_Return)
    (went,) = room.gone
    assert went == (room.search.model.lines[0].session_id, None)  # type: ignore[union-attr]


@gui_test
async def test_it_says_so_when_everything_or_nothing_can_be_seen(gui: Gui) -> None:
    store = await filled()
    every = [s for s in SESSIONS if s.id in ("winter", "spring", "onboarding")]
    room = Room(gui, store, every)
    await room.open()
    assert room.search.covered.text().startswith("Looks through all 3 sessions")
    assert not room.search.others.isVisible()
    none = Room(gui, await Store.open(None))
    await none.open()
    assert "Open a session once" in none.search.covered.text()
    assert none.search.others.isVisible()


@gui_test
async def test_the_second_time_the_text_is_ready_to_be_typed_over(gui: Gui) -> None:
    room = Room(gui, await filled())
    await room.open()
    await type_text(room.search.field, "bert")
    await until(lambda: len(room.said()) == 2)
    await press(room.search.field, Key.Key_Escape)
    assert not room.search.isVisible()
    await room.open()
    assert room.search.field.selectedText() == "bert"
    await until(lambda: len(room.said()) == 2)
    assert unnamed(room.root) == []
    room.root.resize(600, 420)
    await turns(3)
    assert room.search.rect().size() == room.root.size()
    assert room.search.rect().contains(room.search._box.geometry())


@gui_test
async def test_a_store_that_cannot_be_read_says_so_in_the_box(gui: Gui) -> None:
    store = await filled()
    room = Room(gui, store)
    await room.open()

    async def fail(*_args: object) -> None:
        raise StoreError("The disk is full.")

    store.cache.find_people = fail  # type: ignore[assignment,method-assign]
    await type_text(room.search.field, "a")
    await until(lambda: room.search.note.text() == "The disk is full.")


@gui_test
async def test_the_box_goes_with_its_account(gui: Gui) -> None:
    room = Room(gui, await filled())
    await room.open()
    room.search.close_services()
    await turns(2)
    assert not any(isinstance(child, PersonSearch) and child.isVisible() for child in room.root.children())
    assert named(room.root, "Behind").isVisible()
