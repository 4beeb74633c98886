"""Preferences on the real panel: each field goes there and back, alone in its request."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QPushButton, QSpinBox

from tests.acceptance.servers import Wire
from tests.acceptance.stage import Stage, play, practising
from tests.helpers.qt import Gui, turns

#: Accessible name, the field on the wire.
FLAGS = {
    "Suppress emails": "suppressEmails",
    "Prevent multiple device joins": "preventMultipleDeviceJoins",
    "Daily digest to the host": "registrationDigestEnabled",
    "Work e-mail required": "workEmailRequired",
    "Recording for registrants": "viewRecording",
    "Registration after the session": "autoOpenPostWebinarRegistration",
}


async def _save(stage: Stage, wire: Wire) -> list[Any]:
    """Press Save and wait; the bodies of the requests that changed something."""
    from_here = len(wire.sent)
    await stage.press("Save preferences")
    panel = stage.account.preferences
    button = stage.named("Save preferences", QPushButton)
    await stage.until(
        lambda: panel.draft and not panel.draft.is_dirty and button.text() == "Save", "the saved values"
    )
    return [one.body for one in wire.sent[from_here:] if one.method != "GET"]


async def _server_has(wire: Wire, session_id: str) -> dict[str, Any]:
    summary = await wire.summary()
    found: dict[str, Any] = next(s["preferences"] for s in summary["sessions"] if s["id"] == session_id)
    return found


async def _toggle(stage: Stage, name: str) -> None:
    switch = stage.named(name, QAbstractButton)
    switch.setFocus()
    QTest.keyClick(switch, Qt.Key.Key_Space)
    await turns(2)


def test_each_field_is_saved_alone_and_read_back(tmp_path: Path, wire: Wire) -> None:
    async def story(gui: Gui) -> None:
        async with practising(gui, tmp_path) as stage:
            session_id = await stage.choose_large()
            for name, field in FLAGS.items():
                before = (await _server_has(wire, session_id))[field]
                await _toggle(stage, name)
                assert await _save(stage, wire) == [{"settings": {field: not before}}]
                assert (await _server_has(wire, session_id))[field] is not before
            await _limit_and_back(stage, wire, session_id)
            await _duration(stage, wire, session_id)
            await _status_and_back(stage, wire, session_id)

    play(story)


async def _limit_and_back(stage: Stage, wire: Wire, session_id: str) -> None:
    box = stage.named("Auto-close limit", QSpinBox)
    for typed, value in (("6100", 6100), ("0", 0)):
        box.setFocus()
        box.selectAll()
        QTest.keyClicks(box, typed)
        QTest.keyClick(box, Qt.Key.Key_Return)
        assert await _save(stage, wire) == [{"settings": {"autoCloseLimit": value}}]
        assert (await _server_has(wire, session_id))["autoCloseLimit"] == value
    assert box.text() == "No limit"


async def _duration(stage: Stage, wire: Wire, session_id: str) -> None:
    box = stage.named("On-demand duration", QComboBox)
    for step, value in ((Qt.Key.Key_Home, "OneMonth"), (Qt.Key.Key_End, "OneYear")):
        box.setFocus()
        QTest.keyClick(box, step)
        await turns(2)
        assert await _save(stage, wire) == [{"settings": {"onDemandDuration": value}}]
        assert (await _server_has(wire, session_id))["onDemandDuration"] == value


async def _status_and_back(stage: Stage, wire: Wire, session_id: str) -> None:
    for value in ("Closed", "Open"):
        await _toggle(stage, "Registration status")
        assert await _save(stage, wire) == [{"registrationStatus": value}]
        assert (await _server_has(wire, session_id))["registrationStatus"] == value


def test_several_changes_are_one_request_with_nothing_else(tmp_path: Path, wire: Wire) -> None:
    async def story(gui: Gui) -> None:
        async with practising(gui, tmp_path) as stage:
            session_id = await stage.choose_large()
            before = await _server_has(wire, session_id)
            await _toggle(stage, "Suppress emails")
            await _toggle(stage, "Work e-mail required")
            # There and back again is no change.
            await _toggle(stage, "Daily digest to the host")
            await _toggle(stage, "Daily digest to the host")
            await stage.says("2 changes not saved")
            sent = {f: not before[f] for f in ("suppressEmails", "workEmailRequired")}
            assert await _save(stage, wire) == [{"settings": sent}]
            after = await _server_has(wire, session_id)
            assert {field for field in after if after[field] != before.get(field)} == set(sent)

    play(story)


async def _somebody_else(stage: Stage, session_id: str, body: dict[str, Any]) -> None:
    """Another program of the same account changes the preferences at the server."""
    await stage.account.workspace.client.registration.update(session_id, body)


def test_when_somebody_else_changed_the_same_nothing_is_sent_until_the_person_chooses(
    tmp_path: Path, wire: Wire
) -> None:
    async def story(gui: Gui) -> None:
        async with practising(gui, tmp_path) as stage:
            session_id = await stage.choose_large()
            before = await _server_has(wire, session_id)
            box = stage.named("Auto-close limit", QSpinBox)
            box.setValue(7000)
            await _toggle(stage, "Work e-mail required")
            await _somebody_else(stage, session_id, {"settings": {"autoCloseLimit": 8000}})
            from_here = len(wire.sent)
            await stage.press("Save preferences")
            await stage.says("changed in RingCentral while you edited")
            await stage.says("Now 8,000 in RingCentral; you want 7,000")
            assert [one.method for one in wire.sent[from_here:]] == ["GET"]
            assert (await _server_has(wire, session_id))["autoCloseLimit"] == 8000
            assert not stage.named("Save preferences", QPushButton).isEnabled()
            await stage.press("Take theirs: Auto-close limit")
            await stage.until(lambda: box.value() == 8000, "their limit")
            work = not before["workEmailRequired"]
            assert await _save(stage, wire) == [{"settings": {"workEmailRequired": work}}]
            box.setValue(9000)
            await _somebody_else(stage, session_id, {"settings": {"autoCloseLimit": 8500}})
            await stage.press("Save preferences")
            await stage.press("Keep mine: Auto-close limit")
            assert await _save(stage, wire) == [{"settings": {"autoCloseLimit": 9000}}]
            assert (await _server_has(wire, session_id))["autoCloseLimit"] == 9000

    play(story)
