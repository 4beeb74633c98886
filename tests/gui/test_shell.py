"""The window: its panels together, commands, files dropped anywhere, what is remembered, closing."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

from tests.gui.samples import NOW, SESSIONS, session
from tests.gui.stage import BERLIN, Settings, Stage
from tests.helpers.qt import Gui, click, drop_files, gui_test, named, press, turns, type_text, unnamed, until
from webinar_console.domain.job import Budget
from webinar_console.domain.people_source import NOT_A_FILE
from webinar_console.domain.session import FINISHED
from webinar_console.ui.main_window import NO_SESSION
from webinar_console.ui.session.header import people_words, when_words
from webinar_console.ui.theme import SchemeChoice
from webinar_console.ui.widgets import Switch
from webinar_console.ui.window import AccountButton, AccountShown
from webinar_console.ui.window.budget_meter import long_words, short_words
from webinar_console.ui.window.commands import Command, found

UI = Path(__file__).parents[2] / "webinar_console" / "ui"


@gui_test
async def test_choosing_a_session_turns_everything_to_it(gui: Gui) -> None:
    stage = Stage(gui)
    await stage.open("pricing")
    header = stage.area.header
    assert stage.window.windowTitle() == "Pricing that people understand — Practice account"
    assert header.title.text() == "Pricing that people understand"
    assert header.when.text() == "Thu 14 May 2026, 15:08–16:08 EDT · 21:08–22:08 CEST for you · in 5 days"
    await until(lambda: header.people.text() == "4,812 registered of 5,000")
    assert stage.shown == [("Registrants", "pricing")]
    stage.area.show_tab(1)
    await until(lambda: ("Panel", "pricing") in stage.shown)
    stage.area.show_tab(0)
    await turns(3)
    assert len(stage.shown) == 2


@gui_test
async def test_a_session_that_ends_is_shown_as_ended(gui: Gui) -> None:
    stage = Stage(gui)
    await stage.open("spring")
    over = session("spring", "Spring launch", 3.07, status=FINISHED)
    stage.catalogue.answer = (*(s for s in SESSIONS if s.id != "spring"), over)
    stage.navigator.refresh()
    await until(lambda: stage.area.session == over)
    assert stage.area.header.status.accessibleName() == "Past"
    await until(lambda: stage.shown == [("Registrants", "spring")] * 2)


@gui_test
async def test_everything_that_takes_the_focus_has_a_name(gui: Gui) -> None:
    stage = Stage(gui)
    await stage.open("spring")
    assert unnamed(stage.window) == []
    for name in ("Webinars", "Registration status", "Auto-close limit", "Suppress emails"):
        assert named(stage.window, name).isVisible()
    stage.window.open_palette()
    assert unnamed(stage.window) == []


@gui_test
async def test_the_palette_runs_commands_and_goes_to_sessions(gui: Gui) -> None:
    stage = Stage(gui)
    await stage.open("spring")
    palette = stage.window.palette_box
    await press(stage.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    await until(palette.field.hasFocus)
    await type_text(palette.field, "tokyo 2026")
    assert palette._nothing.isVisible()
    palette.field.clear()
    await type_text(palette.field, "pricing")
    await press(palette.field, Qt.Key.Key_Return)
    assert not palette.isVisible()
    await until(lambda: stage.area.session is not None and stage.area.session.id == "pricing")
    stage.window.open_palette()
    await type_text(palette.field, "csv")
    await press(palette.field, Qt.Key.Key_Return)
    assert stage.done == ["import"]
    stage.window.open_palette()
    await press(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_the_palette_puts_the_nearest_first() -> None:
    commands = [Command(title, print) for title in ("Show import", "Reimport", "Import people", "Quit")]
    assert [c.title for c in found(commands, "import")] == ["Import people", "Show import", "Reimport"]
    assert found(commands, "") == commands
    assert found(commands, "import xyz") == []


@gui_test
async def test_shortcuts(gui: Gui) -> None:
    stage = Stage(gui)
    await stage.open("spring")
    stage.navigator.tree.setFocus()
    control = Qt.KeyboardModifier.ControlModifier
    for key in (Qt.Key.Key_O, Qt.Key.Key_F, Qt.Key.Key_S):
        await press(stage.window, key, control)
    assert stage.done == ["import", "find", "apply"]
    switch = stage.panel.rows["suppress_emails"].control
    await click(switch)
    switch.setFocus()
    await press(stage.window, Qt.Key.Key_S, control)
    await until(lambda: stage.preferences.sent == [{"suppress_emails": True}])
    assert stage.done == ["import", "find", "apply"]


@gui_test
async def test_the_settings_give_room_and_come_back(gui: Gui) -> None:
    stage = Stage(gui)
    await stage.open("spring")
    toggle = next(c for c in stage.window.commands() if c.title.startswith("Show or hide"))
    width = stage.area.width()
    toggle.run()
    await until(lambda: stage.area.width() > width)
    assert not stage.panel.isVisible()
    toggle.run()
    await until(stage.panel.isVisible)


@gui_test
async def test_a_file_dropped_anywhere_is_imported(gui: Gui, tmp_path: Path) -> None:
    stage = Stage(gui)
    await stage.open("spring")
    people = tmp_path / "in vitées #1.csv"
    people.write_text("email\n")
    overlay = stage.window.overlay
    on_the_search = stage.navigator.search.mapTo(stage.window, QPoint(60, 8))
    drop_files(stage.window, on_the_search, [people], drop=False)
    assert overlay.isVisible()
    assert overlay.words == "Drop to import into Spring launch"
    assert drop_files(stage.window, on_the_search, [people])
    assert not overlay.isVisible()
    assert stage.navigator.search.text() == ""
    await until(lambda: stage.done == [[people]])


@gui_test
async def test_a_file_dropped_on_a_session_goes_there(gui: Gui, tmp_path: Path) -> None:
    stage = Stage(gui)
    await stage.open("spring")
    people = tmp_path / "people.csv"
    people.write_text("email\n")
    tree, overlay = stage.navigator.tree, stage.window.overlay
    row = tree.visualRect(stage.navigator.model.index_of_session("pricing"))
    assert row.isValid()
    point = tree.viewport().mapTo(stage.window, row.center())
    drop_files(stage.window, point, [people], drop=False)
    assert "Drop to import into " in overlay.words
    assert "Spring launch" not in overlay.words
    # What is aimed at stays in sight.
    assert not overlay.geometry().contains(overlay.parentWidget().mapFrom(stage.window, point))
    elsewhere = QPoint(stage.window.width() // 2, 300)
    drop_files(stage.window, elsewhere, [people], drop=False)
    assert overlay.words == "Drop to import into Spring launch"
    drop_files(stage.window, point, [people])
    await until(lambda: stage.done == [[people]])
    assert stage.window.session is not None
    assert stage.window.session.id == "pricing"


@gui_test
async def test_what_cannot_be_imported_gets_a_sentence(gui: Gui, tmp_path: Path) -> None:
    stage = Stage(gui)
    await stage.open(None)
    point = QPoint(500, 300)
    people = tmp_path / "people.csv"
    people.write_text("email\n")
    drop_files(stage.window, point, [people], drop=False)
    assert stage.window.overlay.words == NO_SESSION
    drop_files(stage.window, point, [people])
    assert [m.sentence for m in gui.said] == [NO_SESSION]
    assert stage.navigator.choose("spring")
    drop_files(stage.window, point, [tmp_path])
    await until(lambda: gui.said[-1].sentence == NOT_A_FILE)
    assert len(stage.window.message_area.banners) == 1
    assert not stage.done


@gui_test
async def test_the_account_menu(gui: Gui) -> None:
    stage = Stage(gui)
    await stage.open(None)
    top = stage.window._top
    assert top is not None
    actions = {action.text(): action for action in top.account.fill_menu().actions() if action.text()}
    assert "Practice account" in actions
    actions["RingCentral’s real pace (10 calls a minute)"].toggle()
    actions["Dark"].trigger()
    actions["Sign out"].trigger()
    assert stage.done == [("real pace", True), "sign out"]
    assert gui.theme.is_dark


@gui_test
async def test_the_account_menu_says_a_sentence_a_line(gui: Gui) -> None:
    button = gui.show(AccountButton(gui.theme))
    button.show_account(AccountShown("Practice", "Nothing leaves it. 1,000 calls a minute.", True, False))
    texts = [action.text() for action in button.fill_menu().actions()]
    assert texts[:3] == ["Practice", "Nothing leaves it.", "1,000 calls a minute."]
    button.show_account(AccountShown("Real", "https://platform.ringcentral.com"))
    assert button.fill_menu().actions()[1].text() == "https://platform.ringcentral.com"


@gui_test
async def test_the_meter_follows_the_budget(gui: Gui) -> None:
    stage = Stage(gui)
    await stage.open(None)
    meter = stage.window._top.meter  # type: ignore[union-attr]
    assert meter.words == "7 of 10 calls left this minute"
    stage.budget = Budget(10, 0, 60, 2, 8, 0.0, True)
    await until(lambda: meter.words == "0 of 10 calls left this minute")
    assert meter._words.property("tone") == "warning"
    assert "A job" not in meter.toolTip()
    assert "Jobs are using 8." in meter.toolTip()


@pytest.mark.parametrize(
    ("budget", "short", "part"),
    [
        (Budget(10, 7, 60, 2, 1, 0.0, True), "7 of 10 calls left this minute", "A job is using 1."),
        (
            Budget(1200, 900, 3600, 2, 0, 0.0, True),
            "900 of 1,200 calls left this hour",
            "1,200 calls an hour.",
        ),
        (Budget(10, 3, 30, 2, 0, 0.0, True), "3 of 10 calls left now", "10 calls in 30 seconds."),
        (Budget(10, 0, 60, 2, 0, 12.2, True), "Paused by RingCentral, 13 s", "asked for a pause"),
        (Budget(10, 0, 60, 2, 8, 0.0, True, next_s=37.2), "Next call in 38 s", "the next call in 38 s."),
        (Budget(10, 10, 60, 2), "10 of 10 calls left this minute", "documented number"),
    ],
)
def test_the_words_of_the_meter(budget: Budget, short: str, part: str) -> None:
    assert short_words(budget) == short
    assert part in long_words(budget)


def test_the_words_of_the_header() -> None:
    assert people_words(None, None) == ""
    live = SESSIONS[0]
    assert when_words(live, NOW, BERLIN).endswith("75 minutes left")
    assert when_words(live, NOW + timedelta(hours=3), BERLIN).endswith("running over")


@gui_test
async def test_sizes_and_look_come_back(gui: Gui) -> None:
    settings = Settings()
    first = Stage(gui)
    await first.open(None)
    first.window.resize(1111, 700)
    await turns(2)
    first.window._splitter.setSizes([300, 400, 411])  # type: ignore[union-attr]
    gui.theme.choose(SchemeChoice.DARK)
    await turns(2)
    await first.window.remember(settings)
    gui.theme.choose(SchemeChoice.SYSTEM)
    second = Stage(gui)
    await second.open(None)
    await second.window.restore(settings)
    kept = settings.values["window layout"]
    assert kept["size"] == [1111, 700]
    assert second.window.height() == 700  # the width is cut to the screen, which is small here
    assert second.window.width() < 1111
    panes = second.window._splitter.sizes()  # type: ignore[union-attr]
    assert panes[0] / sum(panes) == pytest.approx(kept["panes"][0] / sum(kept["panes"]), abs=0.08)
    assert gui.theme.choice is SchemeChoice.DARK


@gui_test
async def test_nonsense_in_the_settings_changes_nothing(gui: Gui) -> None:
    stage = Stage(gui)
    await stage.open(None)
    size = stage.window.size()
    settings = Settings()
    settings.values = {"window layout": {"size": ["a", 1], "panes": [1, 2]}, "window scheme": "pink"}
    await stage.window.restore(settings)
    assert stage.window.size() == size


@gui_test
async def test_closing_asks_nothing_and_says_so_to_the_program(gui: Gui) -> None:
    stage = Stage(gui)
    await stage.open("spring")
    await click(stage.panel.rows["suppress_emails"].control)
    stage.window.close()
    assert stage.closed.is_set()
    assert not stage.window.isVisible()


@gui_test
async def test_another_account_takes_the_place_of_the_first(gui: Gui) -> None:
    stage = Stage(gui)
    await stage.open("spring")
    assert stage.catalogue.changed.callbacks
    other = Stage.panels(gui)
    stage.window.show_workspace(other.workspace())
    await turns(3)
    assert not stage.catalogue.changed.callbacks
    assert stage.window.windowTitle() == "Practice account"
    other.navigator.refresh()
    await until(other.navigator.tree.isVisible)


@pytest.mark.parametrize("path", sorted(UI.rglob("*.py")), ids=lambda p: str(p.relative_to(UI)))
def test_nothing_nests_the_loop(path: Path) -> None:
    """``exec()``, ``processEvents`` and the static dialogs lose the wake-ups of waiting tasks."""
    forbidden = {"exec", "exec_", "processEvents"}
    statics = {"QMessageBox", "QFileDialog", "QInputDialog", "QColorDialog", "QFontDialog"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        assert node.func.attr not in forbidden, f"{path.name}:{node.lineno}"
        owner = node.func.value
        static = isinstance(owner, ast.Name) and owner.id in statics
        assert not (static and node.func.attr[0].islower()), f"{path.name}:{node.lineno}"


class _PaintedRegions(QObject):
    """Notes what of a widget is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.region = QRegion()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.region = self.region.united(event.region())
        return False


@gui_test
async def test_the_palette_leaves_no_edge_where_it_was_taller(gui: Gui) -> None:
    stage = Stage(gui)
    await stage.open("spring")
    palette = stage.window.palette_box
    stage.window.open_palette()
    await until(palette.field.hasFocus)
    edge = palette._box.geometry().bottom() + 2
    palette.repaint()
    await turns(3)
    painted = _PaintedRegions()
    palette.installEventFilter(painted)
    await type_text(palette.field, "tokyo 2026")
    assert palette._box.geometry().bottom() + 2 < edge
    await until(lambda: painted.region.contains(QPoint(palette.width() // 2, edge)))


@gui_test
async def test_a_narrow_window_keeps_the_settings_behind_their_button(gui: Gui) -> None:
    stage = Stage(gui)
    await stage.open("spring")
    stage.window.resize(1024, 700)
    await until(lambda: not stage.panel.isVisible())
    button = named(stage.window, "Registration settings")
    await click(button)
    await until(stage.panel.isVisible)
    stage.window.resize(1280, 800)
    await until(lambda: stage.window.width() == 1280)
    assert stage.panel.isVisible()
    sheet = QWidget()
    stage.area.cover(sheet)
    await until(lambda: not stage.panel.isVisible(), what="room for the sheet")
    await click(button)
    await until(stage.panel.isVisible)
    stage.area.uncover()
    assert stage.panel.isVisible()


@gui_test
async def test_unsaved_settings_are_not_hidden_in_a_narrow_window(gui: Gui) -> None:
    stage = Stage(gui)
    await stage.open("spring")
    switch = stage.panel.rows["suppress_emails"].control
    assert isinstance(switch, Switch)
    switch.click()
    stage.window.resize(1024, 700)
    await until(lambda: stage.window.width() == 1024)
    await turns(3)
    assert stage.panel.isVisible()
    stage.area.cover(QWidget())
    await until(lambda: not stage.panel.isVisible(), what="room for the sheet")
    stage.area.uncover()
    await until(stage.panel.isVisible)
