"""The preferences panel."""

import asyncio
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QSpinBox

from tests.gui.samples import PREFERENCES, SESSIONS
from tests.gui.settings import Settings
from tests.helpers.qt import Gui, click, gui_test, named, press, turns, unnamed, until
from webinar_console.domain.errors import Unreachable
from webinar_console.domain.listeners import Listeners
from webinar_console.domain.preferences import Preferences, changed_fields, with_values
from webinar_console.domain.temporary import HeldSetting
from webinar_console.services.preferences import Conflict, Saved
from webinar_console.ui.preferences import PreferencesPanel, Wishes
from webinar_console.ui.widgets import Switch

LIVE, SPRING = SESSIONS[0], SESSIONS[1]


class FakePreferences:
    """A server for preferences that keeps what it is told, and fails when it is told to."""

    def __init__(self) -> None:
        self.kept: dict[str, Preferences] = {}
        self.sent: list[dict[str, Any]] = []
        self.changed: Listeners[[Preferences]] = Listeners()
        self.trouble: Exception | None = None
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    def on_server(self, session_id: str) -> Preferences:
        preferences = self.kept.get(session_id, PREFERENCES)
        return Preferences(
            id=session_id,
            registration_status=preferences.registration_status,
            registration_page_uri=preferences.registration_page_uri,
            registrant_count=preferences.registrant_count,
            has_real_registrants=True,
            settings=preferences.settings,
        )

    async def load(self, session_id: str) -> Preferences:
        preferences = await self._answer(session_id)
        self.changed.notify(preferences)
        return preferences

    async def _answer(self, session_id: str) -> Preferences:
        await self.may_answer.wait()
        if self.trouble:
            raise self.trouble
        return self.on_server(session_id)

    async def save(self, session_id: str, seen: Preferences, wanted: Mapping[str, Any]) -> Saved | Conflict:
        theirs = await self._answer(session_id)
        asked = changed_fields(seen, wanted)
        crossed = tuple(n for n, v in asked.items() if theirs.value(n) not in (seen.value(n), v))
        if crossed:
            return Conflict(seen, theirs, dict(wanted), crossed)
        changes = changed_fields(theirs, asked)
        self.sent.append(changes)
        self.kept[session_id] = with_values(theirs, changes)
        self.changed.notify(self.on_server(session_id))
        return Saved(self.on_server(session_id))


async def panel_with(gui: Gui, service: FakePreferences) -> PreferencesPanel:
    panel = gui.show(PreferencesPanel(gui.theme, service, gui.tasks()), 320, 760)
    panel.show_session(SPRING)
    await until(lambda: panel.draft is not None or service.trouble)
    await turns(2)
    return panel


def switch(panel: PreferencesPanel, name: str) -> Switch:
    found = named(panel, name)
    assert isinstance(found, Switch)
    return found


@gui_test
async def test_only_what_changed_is_saved(gui: Gui) -> None:
    service = FakePreferences()
    panel = await panel_with(gui, service)
    save = named(panel, "Save preferences")
    assert not save.isEnabled()
    assert switch(panel, "Registration status").isChecked()
    assert not switch(panel, "Suppress emails").isChecked()
    await click(switch(panel, "Suppress emails"))
    assert switch(panel, "Suppress emails").isChecked()
    limit = named(panel, "Auto-close limit")
    assert isinstance(limit, QSpinBox)
    assert limit.text() == "5,000"
    limit.setValue(0)
    assert limit.text() == "No limit"
    assert panel._state.text() == "2 changes not saved"
    await click(save)
    await until(lambda: service.sent)
    assert service.sent == [{"suppress_emails": True, "auto_close_limit": 0}]
    await until(lambda: panel._state.text() == "")
    assert not save.isEnabled()
    assert "Seats left" not in [label.text() for label in panel._facts.findChildren(type(panel._state))]


@gui_test
async def test_every_field_round_trips(gui: Gui) -> None:
    service = FakePreferences()
    panel = await panel_with(gui, service)
    for name, field_row in panel.rows.items():
        before = service.on_server(SPRING.id).value(name)
        control = field_row.control
        if isinstance(control, Switch):
            await click(control)
        elif isinstance(control, QSpinBox):
            control.setValue(7)
        else:
            assert isinstance(control, QComboBox)
            control.setFocus()
            await press(control, Qt.Key.Key_Down)
        panel.save()
        await until(lambda: not panel._saving)
        assert service.sent[-1].keys() == {name}
        assert service.on_server(SPRING.id).value(name) != before
    assert len(service.sent) == len(panel.rows)


@gui_test
async def test_a_conflict_is_shown_where_it_is_and_settled(gui: Gui) -> None:
    service = FakePreferences()
    panel = await panel_with(gui, service)
    panel.rows["auto_close_limit"].control.setValue(100)  # type: ignore[attr-defined]
    await click(switch(panel, "Registration status"))
    await click(switch(panel, "Suppress emails"))
    service.kept[SPRING.id] = with_values(PREFERENCES, {"auto_close_limit": 4000, "view_recording": False})
    panel.save()
    await until(panel.banner.isVisible)
    assert not service.sent
    assert not panel.save_button.isEnabled()
    assert panel.rows["auto_close_limit"]._note.text() == "Now 4,000 in RingCentral; you want 100."
    assert not panel.rows["suppress_emails"]._choice.isVisible()
    await click(named(panel, "Take theirs: Auto-close limit"))
    assert not panel.banner.isVisible()
    assert panel.rows["auto_close_limit"].control.text() == "4,000"  # type: ignore[attr-defined]
    assert not switch(panel, "Recording for registrants").isChecked()
    panel.save()
    await until(lambda: service.sent)
    assert service.sent == [{"registration_status": "Closed", "suppress_emails": True}]


@gui_test
async def test_what_was_typed_comes_back_with_the_session(gui: Gui) -> None:
    service = FakePreferences()
    panel = await panel_with(gui, service)
    await click(switch(panel, "Suppress emails"))
    panel.show_session(LIVE)
    await until(lambda: panel.draft is not None)
    assert not switch(panel, "Suppress emails").isChecked()
    panel.show_session(SPRING)
    assert switch(panel, "Suppress emails").isChecked()
    assert panel.save_button.isEnabled()
    await click(panel.revert_button)
    assert not switch(panel, "Suppress emails").isChecked()


@gui_test
async def test_a_save_goes_on_when_another_session_is_chosen(gui: Gui) -> None:
    service = FakePreferences()
    panel = await panel_with(gui, service)
    await click(switch(panel, "Suppress emails"))
    service.may_answer.clear()
    panel.save()
    await turns(2)
    assert panel.save_button.text() == "Saving…"
    panel.show_session(LIVE)
    service.may_answer.set()
    await until(lambda: service.sent)
    assert service.on_server(SPRING.id).value("suppress_emails") is True
    await until(lambda: panel.draft is not None)
    assert not switch(panel, "Suppress emails").isChecked()


@gui_test
async def test_errors_are_said_in_the_panel(gui: Gui) -> None:
    service = FakePreferences()
    service.trouble = Unreachable("There is no connection to RingCentral. Nothing was sent.")
    panel = await panel_with(gui, service)
    await until(lambda: panel._empty.heading.text() == "The preferences could not be read")
    service.trouble = None
    await click(panel._empty.button)
    await until(lambda: panel.draft is not None)
    await click(switch(panel, "Suppress emails"))
    service.trouble = Unreachable("There is no connection to RingCentral. Nothing was sent.")
    panel.save()
    await until(panel.banner.isVisible)
    assert "Nothing was sent" in panel.banner.sentence
    assert panel.save_button.isEnabled()
    assert not gui.said


@gui_test
async def test_names_and_the_link(gui: Gui) -> None:
    panel = await panel_with(gui, FakePreferences())
    for name in ("Prevent multiple device joins", "Auto-close limit", "Registration status"):
        assert named(panel, name).isVisible()
    assert unnamed(panel) == []
    await click(named(panel, "Copy the registration page link"))
    assert QGuiApplication.clipboard().text() == PREFERENCES.registration_page_uri


@gui_test
async def test_an_unknown_value_is_shown_and_kept(gui: Gui) -> None:
    service = FakePreferences()
    service.kept[SPRING.id] = with_values(
        PREFERENCES, {"registration_status": "Paused", "on_demand_duration": "TenYears"}
    )
    panel = await panel_with(gui, service)
    assert panel.rows["registration_status"]._sentence.text() == "Registration is Paused"
    assert panel.rows["on_demand_duration"].control.currentText() == "TenYears"  # type: ignore[attr-defined]
    assert panel.draft is not None
    assert not panel.draft.is_dirty


@gui_test
async def test_unsaved_wishes_survive_the_end_of_the_program(gui: Gui) -> None:
    service, settings = FakePreferences(), Settings()
    panel = gui.show(PreferencesPanel(gui.theme, service, gui.tasks(), Wishes(settings)), 320, 760)
    panel.show_session(SPRING)
    await until(lambda: panel.draft is not None)
    await click(switch(panel, "Suppress emails"))
    await until(lambda: settings.values)
    wishes = Wishes(settings)
    await wishes.load()
    again = gui.show(PreferencesPanel(gui.theme, service, gui.tasks(), wishes), 320, 760)
    again.show_session(SPRING)
    await until(lambda: again.draft is not None)
    assert switch(again, "Suppress emails").isChecked()
    assert again.save_button.isEnabled()
    again.save()
    await until(lambda: service.sent == [{"suppress_emails": True}])
    await until(lambda: settings.values == {"preferences not saved": {}})


@gui_test
async def test_what_an_import_has_set_is_said_beside_the_setting(gui: Gui) -> None:
    service = FakePreferences()
    held: list[HeldSetting] = []
    panel = PreferencesPanel(gui.theme, service, gui.tasks(), held=lambda _session_id: held)
    gui.show(panel, 320, 760)
    panel.show_session(SPRING)
    await until(lambda: panel.draft is not None)
    await turns(2)
    note = panel.rows["suppress_emails"]._note
    assert not note.isVisible()
    held.append(HeldSetting(name="suppress_emails", wanted=True, before=False, in_force=True))
    panel.show_held()
    assert note.isVisible()
    assert note.text() == "Only while an import runs; then off again"
    held.clear()
    panel.show_held()
    assert not note.isVisible()
