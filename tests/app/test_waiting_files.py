"""Files that are opened with the program: they wait for the session they are for."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from tests.app.test_program import is_open, running
from tests.helpers.qt import Gui, gui_test, until
from webinar_console.app.options import Options, parse
from webinar_console.app.waiting_files import OpenedFiles

PEOPLE = "First name,Last name,E-mail\nAda,New,ada@newcomers.example\n"


def test_files_of_the_command_line_are_whole_paths(tmp_path: Path) -> None:
    found = parse(["--demo", "guests.csv", str(tmp_path / "more.xlsx")])
    assert found.files == (Path.cwd() / "guests.csv", tmp_path / "more.xlsx")
    assert parse([]).files == ()


@gui_test
async def test_a_file_waits_for_its_session(gui: Gui, tmp_path: Path) -> None:
    people = tmp_path / "guests.csv"
    people.write_text(PEOPLE)
    async with running(gui, Options(data=tmp_path / "data", demo=True, files=(people,))) as program:
        await until(lambda: is_open(program), timeout_s=20, what="the account")
        await until(lambda: any("guests.csv waits" in m.sentence for m in gui.said), what="the word")
        session = program.session
        assert session is not None
        await until(lambda: session.workspace.catalogue.sessions, what="the sessions")
        chosen = next(s for s in session.workspace.catalogue.sessions if not s.is_read_only)
        await until(lambda: session.navigator.choose(chosen.id), what="the session in the tree")
        await until(lambda: session.sheet.page.check.model.rowCount() == 1, timeout_s=20, what="the row")
        assert session.sheet.isVisible()
        assert program.files.paths == ()
        # The next one finds a session: it need not wait.
        more = tmp_path / "more.csv"
        more.write_text(PEOPLE + "Bob,New,bob@newcomers.example\n")
        assert program.to_front([more])
        await until(lambda: session.sheet.page.check.model.rowCount() == 2, timeout_s=20, what="both rows")


@gui_test
async def test_what_macos_sends_is_taken(gui: Gui, tmp_path: Path) -> None:
    taken: list[Path] = []
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    opened = OpenedFiles(app, taken.extend)
    QApplication.sendEvent(app, QFileOpenEvent(QUrl.fromLocalFile(str(tmp_path / "guests.csv"))))
    QApplication.sendEvent(app, QFileOpenEvent(QUrl("https://example.org/guests.csv")))
    assert taken == [tmp_path / "guests.csv"]
    app.removeEventFilter(opened)
    opened.setParent(None)
