"""The question before applying: removing people is never done by Enter alone."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListView, QPushButton

from tests.gui.desk import NOW, Plan
from tests.gui.test_registrants_panel import desk_of, opened, sheet_of
from tests.helpers.qt import Gui, gui_test, named, press, type_text, unnamed, until
from webinar_console.domain.forecast import EmailForecast, Pace, Tally, forecast_of
from webinar_console.domain.preferences import Preferences
from webinar_console.domain.session import Session
from webinar_console.domain.staging import Staged, StagedAddition
from webinar_console.ui.registrants.apply_sheet import (
    CHANGED_MEANWHILE,
    ApplySheet,
    deed_of,
    emails_of,
    price_of,
)
from webinar_console.ui.registrants.panel import RegistrantsPanel
from webinar_console.ui.widgets.change_list import MOST_SHOWN, ChangeList


async def asked(panel: RegistrantsPanel) -> ApplySheet:
    await until(panel.bar.apply.isEnabled)
    panel.apply()
    sheet = await until(lambda: sheet_of(panel), what="the sheet")
    assert isinstance(sheet, ApplySheet)
    return sheet


def default_of(sheet: ApplySheet) -> str:
    (button,) = [b for b in sheet.findChildren(QPushButton) if b.isDefault() and b.isVisible()]
    return button.text()


@gui_test
async def test_enter_never_removes_everybody(gui: Gui) -> None:
    desk = desk_of(150)
    panel = await opened(gui, desk)
    panel.view.selectAll()
    panel.remove_selected()
    sheet = await asked(panel)
    assert sheet.heading.text() == "Remove 150 people from Spring launch 1?"
    assert (sheet.confirm.text(), sheet.confirm.property("look")) == ("Remove 150 people", "danger")
    assert default_of(sheet) == "Cancel"
    field = named(sheet, "Number of people to remove")
    assert isinstance(field, QLineEdit)
    assert unnamed(sheet) == []
    await until(field.hasFocus)
    await press(field, Qt.Key.Key_Return)
    await type_text(field, "15")
    await press(field, Qt.Key.Key_Return)
    assert sheet.isVisible()
    assert not sheet.confirm.isEnabled()
    assert not desk.jobs.plans
    await type_text(field, "0")
    assert sheet.confirm.isEnabled()
    await press(field, Qt.Key.Key_Return)
    (plan,) = await until(lambda: list(desk.jobs.plans.values()))
    assert len(plan.rows) == 150


@gui_test
async def test_what_stays_staged_is_not_listed_as_done(gui: Gui, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desk_of(5)
    panel = await opened(gui, desk)
    panel.model.setData(panel.model.index(0, 0), "Grace")
    panel.model.add_person({"first_name": "Ann", "last_name": "Late", "email": "ann@example.org"})
    planning = desk.registrants.plan_apply

    async def without_new(
        session: Session, staged: Sequence[Staged], preferences: Preferences | None
    ) -> Plan:
        changed = [one for one in staged if not isinstance(one, StagedAddition)]
        return await planning(session, changed, preferences)

    monkeypatch.setattr(desk.registrants, "plan_apply", without_new)
    sheet = await asked(panel)
    lines = sheet.findChild(ChangeList).model()
    told = [str(lines.index(row, 0).data()) for row in range(lines.rowCount())]
    assert [words.startswith("Stays: ") for words in told] == [False, True]
    assert told[1] == "Stays: Add Ann Late"
    sheet.reject()


@gui_test
async def test_a_few_removals_are_named_and_enter_cancels(gui: Gui) -> None:
    desk = desk_of(5)
    panel = await opened(gui, desk)
    panel.model.setData(panel.model.index(0, 0), "Grace")
    panel.model.remove_people([panel.model.key_at(row) for row in (1, 2)])
    sheet = await asked(panel)
    assert sheet.confirm.text() == "Remove 2 people and apply 1 change"
    assert sheet.typed is None
    await press(sheet, Qt.Key.Key_Return)
    await until(lambda: sheet_of(panel) is None)
    assert not desk.jobs.plans
    assert len(panel.model.draft) == 3


@gui_test
async def test_without_removals_enter_applies(gui: Gui) -> None:
    desk = desk_of(3)
    panel = await opened(gui, desk)
    panel.model.setData(panel.model.index(0, 0), "Grace")
    sheet = await asked(panel)
    assert (sheet.confirm.text(), default_of(sheet)) == ("Apply 1 change", "Apply 1 change")
    await press(sheet, Qt.Key.Key_Return)
    await until(lambda: desk.jobs.plans)


@gui_test
async def test_who_is_asked_again_is_told_why(gui: Gui) -> None:
    desk = desk_of(5)
    panel = await opened(gui, desk)
    panel.model.setData(panel.model.index(0, 0), "Ada")
    sheet = await asked(panel)
    assert not sheet.note.isVisible()
    panel.model.setData(panel.model.index(0, 0), "Bob")
    await press(sheet.confirm, Qt.Key.Key_Space)
    again = await until(lambda: next((s for s in panel.findChildren(ApplySheet) if s.note.isVisible()), None))
    assert again.note.text() == CHANGED_MEANWHILE
    assert again.heading.text() == "Apply 1 change to Spring launch 1?"
    assert not desk.jobs.plans
    await press(again.confirm, Qt.Key.Key_Space)
    (plan,) = await until(lambda: list(desk.jobs.plans.values()))
    assert [row.registrant.first_name for row in plan.rows if row.registrant] == ["Bob"]


@gui_test
async def test_the_list_fits_its_changes_and_tells_them_in_words(gui: Gui) -> None:
    panel = await opened(gui, desk_of(40))
    panel.model.remove_people([panel.model.key_at(row) for row in (1, 2)])
    sheet = await asked(panel)
    listing = named(sheet, "Changes")
    assert isinstance(listing, QListView)
    assert str(listing.model().index(0, 0).data()).startswith("Remove ")
    assert listing.verticalScrollBar().maximum() == 0
    low = listing.height()
    sheet.reject()
    panel.model.remove_people([panel.model.key_at(row) for row in range(3, 40)])
    await until(lambda: sheet_of(panel) is None)
    listing = named(await asked(panel), "Changes")
    assert isinstance(listing, QListView)
    assert low < listing.height() < low * MOST_SHOWN
    assert listing.verticalScrollBar().maximum() > 0


@pytest.mark.parametrize(
    ("confirmations", "invitations", "cancellations", "words"),
    [
        (0, 0, 0, "no e-mails"),
        (0, 0, 5000, "up to 5,000 e-mails"),
        (0, 0, 1, "up to 1 e-mail"),
        (6, 0, 6, "6 e-mails, up to 12 with cancellations"),
        (1, 4, 0, "5 e-mails"),
    ],
)
def test_the_price_never_denies_an_email_that_may_leave(
    confirmations: int, invitations: int, cancellations: int, words: str
) -> None:
    emails = EmailForecast(confirmations, invitations, cancellations, False, False)
    assert emails_of(emails) == words
    nothing = forecast_of(
        Tally(None), left_out=0, pace=Pace(10, 60.0), preferences=None, now=NOW, session_starts_at=None
    )
    assert price_of(replace(nothing, emails=emails), NOW, None).endswith(f" · {words}")


def test_the_deed_names_the_number_and_the_thing() -> None:
    assert deed_of(4, 0) == "Apply 4 changes"
    assert deed_of(5000, 5000) == "Remove 5,000 people"
    assert deed_of(4, 1) == "Remove 1 person and apply 3 changes"
