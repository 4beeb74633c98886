"""What outside tests and screen readers hold on to: names, for everything that can have the focus."""

from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from tests.acceptance.servers import Wire
from tests.acceptance.stage import Stage, play, practising
from tests.helpers.people_files import write_people_csv
from tests.helpers.qt import Gui, unnamed
from webinar_console.domain.job import JobState

ALWAYS = (
    "Webinars",
    "Registrants",
    "Filter registrants",
    "Registration status",
    "Auto-close limit",
    "Suppress emails",
    "Prevent multiple device joins",
    "Save preferences",
    "Import people",
)


def _has(stage: Stage, *names: str) -> None:
    """Each name belongs to exactly one thing on the screen, for Qt and for a screen reader."""
    for name in names:
        shown = [
            w
            for top in stage.tops()
            for w in top.findChildren(QWidget)
            if w.accessibleName() == name and w.isVisible()
        ]
        assert len(shown) == 1, f"{len(shown)} things are called {name!r}"
        element = QAccessible.queryAccessibleInterface(shown[0])
        assert element is not None
        assert element.text(QAccessible.Text.Name) == name


def _all_named(stage: Stage, where: str) -> None:
    nameless = [path for top in stage.tops() for path in unnamed(top)]
    assert not nameless, f"without a name {where}: {nameless}"


@pytest.mark.slow
def test_every_name_is_there_and_nothing_that_takes_the_focus_is_without(tmp_path: Path, wire: Wire) -> None:
    write_people_csv(tmp_path / "guests.csv", 40)

    async def story(gui: Gui) -> None:
        async with practising(gui, tmp_path / "data", latency_s=0.1) as stage:
            await stage.until(lambda: stage.account.workspace.catalogue.sessions, "the webinars")
            _all_named(stage, "before a session is chosen")
            await stage.choose_large()
            _has(stage, *ALWAYS)
            _all_named(stage, "at the registrants")
            await stage.type_cell(0, "first_name", "Renamed")
            _has(stage, "Apply changes", "Discard changes")
            await stage.press("Apply changes")
            await stage.until(lambda: len(stage.tops()) == 2, "the question")
            _all_named(stage, "at the question")
            await stage.press("Cancel")
            stage.account.area.show_tab(1)
            await stage.until(lambda: stage.find("Invitees", QWidget), "the panel's table")
            _all_named(stage, "at the panel")
            await _through_an_import(stage, tmp_path / "guests.csv")

    play(story)


async def _through_an_import(stage: Stage, path: Path) -> None:
    stage.account.area.show_tab(0)
    await stage.press("Import people")
    _has(stage, "Start import")
    _all_named(stage, "where an import begins")
    await stage.drop(path)
    await stage.says("people will be registered")
    _has(stage, "Start import")
    _all_named(stage, "at the import sheet")
    await stage.press("Start import")
    await stage.until(lambda: stage.find("Pause job", QWidget), "the job")
    _has(stage, "Pause job", "Cancel job")
    await stage.press("Pause job")
    board = stage.account.workspace.jobs
    await stage.until(lambda: board.jobs[0].state is JobState.PAUSED, "the pause")
    await stage.until(lambda: stage.find("Resume job", QWidget), "the paused job")
    _has(stage, "Resume job", "Cancel job")
    await stage.press("Show jobs")
    _has(stage, "Jobs")
    _all_named(stage, "at the jobs")
