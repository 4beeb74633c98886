"""Qt's own tester watches every model of the program while it changes: none may be left out."""

import importlib
import pkgutil
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

import webinar_console.ui
from tests.gui.people import people
from tests.helpers.qt import application
from webinar_console.domain.people_source import TextSource
from webinar_console.services.imports import Imports
from webinar_console.ui.importing.people_model import PreviewModel
from webinar_console.ui.importing.people_sheet import PeopleModel
from webinar_console.ui.theme import SchemeChoice, Theme
from webinar_console.ui.whereabouts.lines import Lines, PersonLine, SessionLine
from webinar_console.ui.widgets.change_list import ChangeList
from webinar_console.ui.window.commands import Command
from webinar_console.ui.window.palette import _Commands

#: Where a model is watched while it changes, by module and class. Bases are watched as what they become.
WATCHED = {
    "importing.checked_model.CheckedModel": "test_importing_mending.py",
    "importing.people_model.PreviewModel": "test_models_watched.py",
    "importing.people_sheet.DifferingModel": "test_importing_people.py",
    "importing.people_sheet.PeopleModel": "test_importing_people.py",
    "jobs.job_list.JobListModel": "test_jobs_queue.py",
    "jobs.rows_model.RowsModel": "test_jobs_drawer.py",
    "navigator.model.AgendaModel": "test_navigator.py",
    "registrants.people_model.PeopleModel": "test_invitees_panel.py",
    "registrants.registrant_model.RegistrantModel": "test_registrants_story.py",
    "whereabouts.lines.Lines": "test_models_watched.py",
    "widgets.change_list._Changes": "test_models_watched.py",
    "widgets.report_table.ReportModel": "test_jobs_drawer.py",
    "window.palette._Commands": "test_models_watched.py",
}
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def app() -> QApplication:
    return application()


def models_of_the_program() -> set[str]:
    """The names of all classes that are models, wherever they are in the window's package."""
    package = webinar_console.ui
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)
    found: set[str] = set()
    rest: list[type] = [QAbstractItemModel]
    while rest:
        for one in rest.pop().__subclasses__():
            rest.append(one)
            if one.__module__.startswith(f"{package.__name__}."):
                found.add(f"{one.__module__.removeprefix(f'{package.__name__}.')}.{one.__qualname__}")
    return found


def test_every_model_is_watched_somewhere() -> None:
    assert models_of_the_program() == set(WATCHED)
    for test in set(WATCHED.values()):
        said = (HERE / test).read_text(encoding="utf-8")
        assert "QAbstractItemModelTester(" in said or "watched(" in said, test


def test_a_tester_that_nobody_holds_watches_nothing() -> None:
    """Python lets it go at once: it needs a name, or the model as its parent."""
    for test in HERE.glob("*.py"):
        for line in test.read_text(encoding="utf-8").splitlines():
            begins = line.strip()
            if begins.startswith("QAbstractItemModelTester(") and begins.endswith(")"):
                assert begins.count(",") > 1, f"{test.name}: {begins}"


def read_all(model: QAbstractItemModel) -> list[str]:
    """Every cell, and the answer for no cell at all."""
    assert model.data(QModelIndex(), Qt.ItemDataRole.DisplayRole) is None
    rows = range(model.rowCount())
    columns = range(1 if isinstance(model, QAbstractListModel) else model.columnCount())
    return [str(model.index(row, column).data()) for row in rows for column in columns]


def test_the_palette() -> None:
    model = _Commands()
    tester = QAbstractItemModelTester(model, FATAL)
    for titles in ([], ["Apply"], ["Apply", "Find", "Undo"], ["Find"], []):
        model.show_commands([Command(title, lambda: None) for title in titles])
        assert read_all(model) == titles
    del tester


def test_the_lines_of_the_search() -> None:
    model = Lines()
    tester = QAbstractItemModelTester(model, FATAL)
    session = SessionLine("s1", "r1", "Spring launch", "12 May")
    for lines in ([], [PersonLine("Ada", "ada@x.example"), session], [session], []):
        model.show_lines(lines)
        assert len(read_all(model)) == len(lines)
    del tester


@pytest.mark.parametrize("count", [0, 1, 40])
def test_the_list_of_changes(count: int) -> None:
    told = [("+", f"Add person {n}") for n in range(count)]
    listed = ChangeList(Theme(application(), SchemeChoice.LIGHT), told)
    tester = QAbstractItemModelTester(listed.model(), FATAL)
    assert read_all(listed.model()) == [words for _sign, words in told]
    del tester


@pytest.mark.parametrize("count", [0, 1, 40])
def test_lists_of_people(count: int) -> None:
    model = PeopleModel(people(count))
    tester = QAbstractItemModelTester(model, FATAL)
    assert len(read_all(model)) == 5 * count
    model.show_rows(range(0, count, 2))
    model.replace_rows(range(count))
    del tester


async def test_the_first_rows_of_a_file() -> None:
    lines = ["First name,E-mail", "Ada,ada@x.example", "Bo,bo@x.example,more", "Cy"]
    draft = await Imports(None, None).read(TextSource("\n".join(lines)))  # type: ignore[arg-type]
    model = PreviewModel(draft)
    tester = QAbstractItemModelTester(model, FATAL)
    assert "bo@x.example" in read_all(model)
    del tester
