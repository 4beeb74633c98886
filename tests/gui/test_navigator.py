"""The navigator: the tree changes in place, and the panel has words for every state."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester

from tests.gui.samples import NOW, SESSIONS, session
from tests.helpers.qt import Gui, application, click, gui_test, named, press, type_text, unnamed, until
from webinar_console.domain.agenda import agenda_of
from webinar_console.domain.errors import Unreachable
from webinar_console.domain.session import ACTIVE, Session
from webinar_console.ui.navigator import AgendaModel, NavigatorPanel


class Changes:
    """The callbacks of a fake service."""

    def __init__(self) -> None:
        self.callbacks: list[Callable[[], None]] = []

    def connect(self, callback: Callable[[], None]) -> Callable[[], None]:
        self.callbacks.append(callback)
        return lambda: self.callbacks.remove(callback)


class FakeCatalogue:
    """A catalogue whose server answers when the test says so."""

    def __init__(self, answer: tuple[Session, ...] | Exception = ()) -> None:
        self.sessions: tuple[Session, ...] = ()
        self.as_of: datetime | None = None
        self.changed = Changes()
        self.answer = answer
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def load(self) -> None:
        """Nothing is stored."""

    async def refresh(self) -> None:
        await self.may_answer.wait()
        if isinstance(self.answer, Exception):
            raise self.answer
        self.sessions, self.as_of = self.answer, NOW
        for callback in list(self.changed.callbacks):
            callback()


def rows(model: AgendaModel, parent: QModelIndex | None = None) -> list[object]:
    """The titles as nested lists."""
    parent = parent or QModelIndex()
    found: list[object] = []
    for at in range(model.rowCount(parent)):
        index = model.index(at, 0, parent)
        found.append(index.data())
        if model.rowCount(index):
            found.append(rows(model, index))
    return found


def test_one_session_is_one_line_and_several_are_a_branch() -> None:
    application()
    model = AgendaModel(ZoneInfo("Europe/Berlin"))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.show_agenda(agenda_of(SESSIONS, NOW), NOW)
    tree = rows(model)
    assert tree[0::2] == ["Live", "Upcoming", "Past"]
    upcoming = tree[3]
    assert isinstance(upcoming, list)
    assert upcoming[0] == "Weekly demo"
    assert upcoming[1] == [
        "Mon 11 May, 17:44 BST · 18:44 for you",
        "Mon 18 May, 17:44 BST · 18:44 for you",
        "Weekly demo: Q&A",
    ]
    assert upcoming[2] == "Spring launch"


def test_search_keeps_what_has_all_the_words() -> None:
    application()
    model = AgendaModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.show_agenda(agenda_of(SESSIONS, NOW), NOW)
    model.search("DEMO q&a")
    assert rows(model) == ["Upcoming", ["Weekly demo", ["Weekly demo: Q&A"]]]
    model.search("кив безпека nothing")
    assert model.is_empty
    model.search("")
    assert len(rows(model)) == 6


_AGENDAS = st.lists(
    st.builds(
        lambda number, webinar, days, title: session(
            f"s{number}", title, days, webinar=webinar, status=ACTIVE if days == 0 else "Scheduled"
        ),
        st.integers(0, 12),
        st.sampled_from(["", "a", "b"]),
        st.integers(-5, 5),
        st.sampled_from(["Spring", "Demo", "Launch <b>x</b>"]),
    ),
    unique_by=lambda s: s.id,
    max_size=10,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_AGENDAS, st.sampled_from(["", "", "demo", "spring"])), min_size=2, max_size=4))
def test_changing_in_place_ends_like_starting_afresh(steps: list[tuple[list[Session], str]]) -> None:
    application()
    model = AgendaModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    for sessions, search in steps:
        model.search(search)
        model.show_agenda(agenda_of(sessions, NOW), NOW)
        fresh = AgendaModel()
        fresh.search(search)
        fresh.show_agenda(agenda_of(sessions, NOW), NOW)
        assert rows(model) == rows(fresh)


def test_a_title_that_looks_like_html_stays_text() -> None:
    application()
    model = AgendaModel()
    model.show_agenda(agenda_of([session("1", "<b>Bold</b>", 1)], NOW), NOW)
    index = model.index_of_session("1")
    assert index.data() == "<b>Bold</b>"
    assert "&lt;b&gt;" in index.data(Qt.ItemDataRole.ToolTipRole)


def panel_with(gui: Gui, catalogue: FakeCatalogue) -> NavigatorPanel:
    return gui.show(NavigatorPanel(gui.theme, catalogue, gui.tasks(), now=lambda: NOW), 280, 600)


@gui_test
async def test_choice_and_open_branches_survive_a_refresh(gui: Gui) -> None:
    catalogue = FakeCatalogue(SESSIONS)
    panel = panel_with(gui, catalogue)
    chosen: list[Session] = []
    panel.session_chosen.connect(chosen.append)
    panel.refresh()
    await until(lambda: panel.tree.isVisible())
    assert panel.choose("demo-2")
    branch = panel.tree.currentIndex().parent()
    assert panel.tree.isExpanded(branch)
    now_live = session("demo-2", "Weekly demo", 0, webinar="demo", status=ACTIVE)
    others = [s for s in SESSIONS if s.id != "demo-2"]
    catalogue.answer = (*others, now_live, session("new", "A new one", 1))
    panel.refresh()
    await until(lambda: panel.model.index_of_session("new").isValid())
    current = panel.model.session(panel.tree.currentIndex())
    assert current is not None
    assert (current.id, current.status) == ("demo-2", ACTIVE)
    assert [s.id for s in chosen] == ["demo-2"]


@gui_test
async def test_states_are_said(gui: Gui) -> None:
    catalogue = FakeCatalogue(Unreachable("There is no connection to RingCentral. Nothing was sent."))
    catalogue.may_answer.clear()
    panel = panel_with(gui, catalogue)
    empty = panel._empty
    assert empty.heading.text() == "Reading your webinars…"
    panel.refresh()
    catalogue.may_answer.set()
    await until(lambda: empty.heading.text() == "The webinars could not be read")
    assert "no connection" in empty.sentence.text()
    assert not gui.said
    catalogue.answer = ()
    empty.button.click()
    await until(lambda: empty.heading.text() == "No webinars yet")
    catalogue.answer = SESSIONS
    empty.button.click()
    await until(panel.tree.isVisible)
    catalogue.answer = Unreachable("No connection.")
    panel.refresh()
    await until(panel._banner.isVisible)
    assert panel.tree.isVisible()


@gui_test
async def test_it_works_by_keyboard_and_has_names(gui: Gui) -> None:
    panel = panel_with(gui, FakeCatalogue(SESSIONS))
    chosen: list[Session] = []
    panel.session_chosen.connect(chosen.append)
    panel.refresh()
    await until(panel.tree.isVisible)
    assert unnamed(panel) == []
    assert named(panel, "Webinars") is panel.tree
    await type_text(panel.search, "launch")
    assert rows(panel.model) == ["Upcoming", ["Spring launch"]]
    panel.tree.setFocus()
    await press(panel.tree, Qt.Key.Key_Down)
    await press(panel.tree, Qt.Key.Key_Down)
    assert [s.id for s in chosen] == ["spring"]
    panel.search.setFocus()
    await press(panel.search, Qt.Key.Key_Escape)
    assert panel.search.text() == ""
    assert len(rows(panel.model)) == 6


@gui_test
async def test_the_search_for_a_person_says_where_it_looks_and_its_key(gui: Gui) -> None:
    panel = panel_with(gui, FakeCatalogue(SESSIONS))
    wanted: list[bool] = []
    panel.person_wanted.connect(lambda: wanted.append(True))
    button = named(panel, "Find a person in all sessions (Ctrl+Shift+F)")
    assert button.toolTip() == button.accessibleName()
    await click(button)
    assert wanted == [True]


@gui_test
async def test_a_screen_reader_hears_title_and_date(gui: Gui) -> None:
    panel = panel_with(gui, FakeCatalogue(SESSIONS))
    panel.refresh()
    await until(panel.tree.isVisible)
    tree = QAccessible.queryAccessibleInterface(panel.tree)
    assert tree.role() == QAccessible.Role.Tree
    heard = [tree.child(at).text(QAccessible.Text.Name) for at in range(tree.childCount())]
    assert "Upcoming, 6 webinars" in heard
    assert any(words.startswith("Spring launch, Tue 12 May, 18:00 CEST") for words in heard)
