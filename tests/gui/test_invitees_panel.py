"""The panel's table: everyone who is on it, the host as read-only."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from tests.gui.desk import NOW, Panels, session
from tests.helpers.qt import Gui, click, gui_test, named, press, type_text, unnamed, until
from webinar_console.domain.errors import Forbidden
from webinar_console.domain.invitee import Invitee
from webinar_console.domain.record import UserReference
from webinar_console.ui.invitees.columns import INVITEE_COLUMNS, invite_of, name_of, role_of
from webinar_console.ui.invitees.panel import InviteesPanel

HOST = Invitee(id="0", first_name="Maya", last_name="Lind", role="Host", join_uri="https://example.com/h")
PANEL = [
    HOST,
    Invitee(
        id="1",
        first_name="Zoë",
        last_name="Ångström",
        email="zoe@example.com",
        role="CoHost",
        send_invite=True,
    ),
    Invitee(
        id="2", last_name="Baker", email="b@example.com", role="Panelist", job_title="CFO", send_invite=False
    ),
    Invitee(id="3", role="Interpreter", linked_user=UserReference(user_id="4711")),
]


async def opened(gui: Gui, panels: Panels, *, status: str = "Scheduled") -> InviteesPanel:
    panel = gui.show(InviteesPanel(gui.theme, panels, gui.tasks(), gui.messages, lambda: NOW))
    panel.tester = QAbstractItemModelTester(  # type: ignore[attr-defined]
        panel.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    await panel.show_session(session(status=status))
    await until(lambda: panel.model.slices.is_idle)
    return panel


def test_words_of_rows() -> None:
    assert [role_of(i) for i in PANEL] == ["Host", "Co-host", "Panelist", "Interpreter"]
    assert [invite_of(i) for i in PANEL] == ["–", "Sent", "Not sent", "–"]
    assert [name_of(i) for i in PANEL] == ["Maya Lind", "Zoë Ångström", "Baker", "RingCentral user 4711"]
    assert all(column.why_fixed for column in INVITEE_COLUMNS)


@gui_test
async def test_everyone_on_the_panel_is_shown(gui: Gui) -> None:
    panels = Panels(PANEL)
    counts: list[int] = []
    panel = gui.show(InviteesPanel(gui.theme, panels, gui.tasks(), gui.messages, lambda: NOW))
    panel.counted.connect(counts.append)
    await panel.show_session(session())
    assert panel.totals.text() == "4 people on the panel"
    assert counts[-1] == 4
    row = [panel.model.index(2, c).data() for c in range(panel.model.columnCount())]
    assert row == ["Baker", "b@example.com", "Panelist", "CFO", "Not sent", ""]
    assert named(panel, "Invitees") is panel.view
    assert unnamed(panel) == []


@gui_test
async def test_rows_are_read_only_and_the_host_says_why(gui: Gui) -> None:
    panel = await opened(gui, Panels(PANEL))
    said: list[str] = []
    panel.view.refused.connect(said.append)
    for row in (0, 1):
        panel.view.setCurrentIndex(panel.model.index(row, 0))
        await press(panel.view, Qt.Key.Key_F2)
    assert "host" in said[0]
    assert "Import" in said[1]


@gui_test
async def test_filter_and_sort_by_role(gui: Gui) -> None:
    panel = await opened(gui, Panels(PANEL[::-1]))
    panel.view.horizontalHeader().setSortIndicator(2, Qt.SortOrder.AscendingOrder)
    await until(lambda: panel.model.slices.is_idle)
    assert [panel.model.record_at(row).id for row in range(4)] == ["0", "1", "2", "3"]
    await type_text(named(panel, "Filter invitees"), "angstrom")
    await until(lambda: panel.totals.text() == "4 people on the panel · 1 shown")
    await type_text(named(panel, "Filter invitees"), "qq")
    await until(lambda: panel.empty.isVisible())


@gui_test
async def test_failure_empty_and_another_session(gui: Gui) -> None:
    panels = Panels([])
    panels.failure = Forbidden("You may not see this panel.")
    panel = await opened(gui, panels)
    assert panel.empty.sentence.text() == "You may not see this panel."
    panels.failure = None
    await click(panel.empty.button)
    await until(lambda: panel.empty.heading.text() == "No one is on the panel yet")
    asked: list[bool] = []
    panel.import_requested.connect(lambda: asked.append(True))
    await click(panel.empty.button)
    assert asked == [True]
    panels.invitees = list(PANEL)
    panels.changed.notify("s1")
    await until(lambda: panel.model.rowCount() == 4)
    panels.failure = Forbidden("You may not see this panel.")
    panel.refresh()
    await until(lambda: panel.trouble.isVisible())
    assert panel.model.rowCount() == 4
    await panel.show_session(session(2))
    assert panel.model.rowCount() == 0
    calls = panels.calls
    panel.close_services()
    panels.changed.notify("s2")
    assert panels.calls == calls
