"""The tour: the whole job by script, on the real program and the practice account, with pictures.

It presses, types and drops what a person would, and in the end puts its own figures beside the practice
server's: they have to be equal.
"""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTreeView,
)

from webinar_console.domain.job import JobProgress, JobState
from webinar_console.domain.plan import JobKind
from webinar_console.ui.registrants.apply_sheet import ApplySheet

from .hands import Camera, TourStopped, drop_file, named, press, until
from .people import TourFile, write_people

if TYPE_CHECKING:
    from webinar_console.app.program import Program
    from webinar_console.app.session import AccountSession

_WIDTH, _HEIGHT = 1360, 860
_LIMIT = 6000


@dataclass(slots=True)
class Figures:
    """What the tour believes it did, and what the practice server counts. Equal, or the tour has failed."""

    lines: list[tuple[str, object, object]] = field(default_factory=list)

    def add(self, what: str, ours: object, theirs: object) -> None:
        """One figure, beside the server's."""
        self.lines.append((what, ours, theirs))

    @property
    def agree(self) -> bool:
        """Whether all figures are equal."""
        return all(ours == theirs for _what, ours, theirs in self.lines)

    def table(self) -> str:
        """The figures as text."""
        width = max(len(what) for what, _ours, _theirs in self.lines)
        head = f"{'':{width}}  {'this program':>14}  {'practice server':>15}"
        rows = [
            f"{what:{width}}  {ours!s:>14}  {theirs!s:>15}{'' if ours == theirs else '   <- differs'}"
            for what, ours, theirs in self.lines
        ]
        return "\n".join([head, *rows])


async def take_tour(program: "Program", folder: Path) -> int:
    """Do the job and print what was done; the exit code: 0 when all figures agree."""
    session = program.session
    if session is None or session.practice is None:
        print("The tour works on the practice account only.")
        return 1
    tour = Tour(program, session, folder)
    try:
        await tour.run()
    except TourStopped as stop:
        await tour.camera.take("stopped")
        print(f"The tour stopped: {stop}")
        return 1
    print(tour.figures.table())
    print(f"Pictures: {folder}")
    if not tour.figures.agree:
        print("The figures differ.")
        return 1
    return 0


class Tour:
    """One tour. Each step says what it did and takes a picture."""

    def __init__(self, program: "Program", session: "AccountSession", folder: Path) -> None:
        if session.practice is None:
            raise ValueError("the tour works on the practice account only")
        self._program, self._session = program, session
        self._window = program.window
        self._window.resize(_WIDTH, _HEIGHT)
        self._folder = folder
        self.camera = Camera(program.window, folder)
        self.figures = Figures()
        self._practice = session.practice
        self._large = ""
        self._before: dict[str, Any] = {}

    async def run(self) -> None:
        """All steps, in order. Raises :class:`TourStopped`."""
        self._before = await self._practice.summary()
        self._large = self._before["largeSession"]
        await self._see_webinars()
        await self._see_registrants()
        await self._edit_registrants()
        await self._set_preferences()
        file = await asyncio.to_thread(write_people, self._folder)
        await self._import(file)
        await self._compare(file)

    # ------------------------------------------------------------------ steps

    async def _see_webinars(self) -> None:
        catalogue = self._session.workspace.catalogue
        await until(lambda: catalogue.as_of is not None and catalogue.sessions, "the webinars")
        named(self._window, "Webinars", QTreeView)
        count = len({session.webinar_id for session in catalogue.sessions})
        self._say(f"{count} webinars listed, {len(catalogue.sessions)} sessions")
        self.figures.add("webinars", count, self._before["ownWebinars"])
        await self.camera.take("webinars")

    async def _see_registrants(self) -> None:
        await self._choose(self._large)
        await self.camera.take("registrants")
        total = self._session.registrants.model.total
        self._say(f"{total:,} registrants shown")
        box = named(self._window, "Filter registrants", QLineEdit)
        box.setText("newsletter")
        model = self._session.registrants.model
        await until(lambda: 0 < model.rowCount() < total, "the filter")
        self._say(f"{model.rowCount():,} of them come from the newsletter")
        await self.camera.take("filtered")
        box.clear()
        await until(lambda: model.rowCount() == total, "everybody again")

    async def _edit_registrants(self) -> None:
        model = self._session.registrants.model
        names = [column.name for column in model.columns]
        last, mail = names.index("last_name"), names.index("email")
        for row in range(3):
            await self._type(row, last, f"Tour-{row + 1}")
        for row in range(3, 5):
            await self._type(row, mail, f"moved{row}@guests.example")
        view = self._session.registrants.view
        view.selectRow(5)
        await asyncio.sleep(0)
        await press(self._window, "Remove people")
        added = {"first_name": "Amélie", "last_name": "Added", "email": "amelie@guests.example"}
        model.add_person(added)
        await asyncio.sleep(0)
        await self.camera.take("staged edits")
        await press(self._window, "Apply changes")
        sheet = await self._dialog()
        await self.camera.take("what applying means", sheet)
        await self._confirm(sheet)
        job = await self._job_over(JobKind.APPLY)
        self._say(f"{job.counts.done} edits applied: 5 people replaced, 1 removed, 1 added")
        self.figures.add("edits applied", job.counts.done, 7)
        await self.camera.take("edits applied")

    async def _type(self, row: int, column: int, text: str) -> None:
        """One cell; then the window may show it, as between two cells of a person."""
        model = self._session.registrants.model
        if not model.setData(model.index(row, column), text, Qt.ItemDataRole.EditRole):
            raise TourStopped(f"row {row} could not be edited")
        await asyncio.sleep(0)

    async def _set_preferences(self) -> None:
        window = self._window
        named(window, "Auto-close limit", QSpinBox).setValue(_LIMIT)
        named(window, "Prevent multiple device joins", QAbstractButton).click()
        await self.camera.take("preferences changed")
        await press(window, "Save preferences")
        panel = self._session.preferences
        await until(lambda: panel.draft is not None and not panel.draft.is_dirty, "the saved preferences")
        self._say("2 preferences saved: close after 6,000, one device only")
        await self.camera.take("preferences saved")

    async def _import(self, file: TourFile) -> None:
        drop_file(self._window, file.path)
        start = "Start import"
        await until(lambda: self._can_press(start), "the forecast of the import")
        await self.camera.take("import forecast")
        await press(self._window, start)
        board = self._session.workspace.jobs
        await until(lambda: any(j.counts.done > 60 for j in board.jobs), "progress")
        await self.camera.take("import under way")
        await press(self._window, "Pause job")
        await until(lambda: any(j.state is JobState.PAUSED for j in board.jobs), "the pause")
        await self.camera.take("import paused")
        await press(self._window, "Resume job")
        job = await self._job_over(JobKind.IMPORT)
        self._session.jobs.show_rows(job.id)
        await self.camera.take("import results")
        self._session.jobs.toggle.setChecked(False)
        counts = job.counts
        self._say(f"{counts.done} rows invited, {counts.left_out} left out with reasons")
        self.figures.add("rows invited", counts.done, file.good)
        self.figures.add("rows left out", counts.left_out, file.bad)
        await until(lambda: board.job(job.id).results, "the result files")
        results = board.job(job.id).results
        if results is None or not results.paths:
            raise TourStopped("no result files were written")
        self._say("result files: " + ", ".join(Path(path).name for path in results.paths))

    def _can_press(self, name: str) -> bool:
        return any(
            button.accessibleName() == name and button.isVisible() and button.isEnabled()
            for button in self._window.findChildren(QPushButton)
        )

    # ------------------------------------------------------------------ the end

    async def _compare(self, file: TourFile) -> None:
        """Put what this program shows beside what the practice server counts."""
        after = await self._practice.summary()
        large = self._of_large(after)
        model = self._session.registrants.model
        await until(lambda: model.total == large["registrants"], "the table to show everybody")
        add = self.figures.add
        add("registrants of the session", model.total, large["registrants"])
        new = large["registrants"] - self._of_large(self._before)["registrants"]
        add("people registered", file.attendees, new)
        add("panel invitations", file.panel, self._mails(after, "invitation"))
        # Attendees of the file, five replacements and one person by hand.
        add("confirmation e-mails", file.attendees + 6, self._mails(after, "confirmation"))
        seen = await self._session.workspace.preferences.load(self._large)
        theirs = large["preferences"]
        add("auto-close limit", seen.value("auto_close_limit"), theirs["autoCloseLimit"])
        add(
            "one device only",
            seen.value("prevent_multiple_device_joins"),
            theirs["preventMultipleDeviceJoins"],
        )
        add("refused for the pace (429)", 0, after["rateLimited"])

    # ------------------------------------------------------------------ helpers

    async def _choose(self, session_id: str) -> None:
        if not self._session.navigator.choose(session_id):
            raise TourStopped("the large session is not in the tree")
        people = self._session.registrants
        expected = self._of_large(self._before)["registrants"]
        await until(lambda: people.model.total == expected and not people.is_reading, "the registrants")
        await until(lambda: self._session.preferences.draft is not None, "the preferences")

    async def _dialog(self) -> QDialog:
        await until(_open_dialog, "the question before applying")
        dialog = _open_dialog()
        if dialog is None:
            raise TourStopped("the question went away")
        return dialog

    async def _confirm(self, sheet: QDialog) -> None:
        if not isinstance(sheet, ApplySheet):
            raise TourStopped("another question is open")
        # Not the default button: where people are removed, that one cancels.
        sheet.confirm.click()
        await until(lambda: _open_dialog() is None, "the question to close")

    async def _job_over(self, kind: JobKind) -> JobProgress:
        board = self._session.workspace.jobs

        def over() -> list[JobProgress]:
            return [job for job in board.jobs if job.kind is kind and job.state.is_over]

        await until(over, f"the end of the job ({kind})")
        return over()[-1]

    def _of_large(self, summary: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = next(s for s in summary["sessions"] if s["id"] == self._large)
        return found

    def _mails(self, after: dict[str, Any], kind: str) -> int:
        count = self._of_large(after)["emails"].get(kind, 0)
        return int(count) - int(self._of_large(self._before)["emails"].get(kind, 0))

    def _say(self, sentence: str) -> None:
        print(f"- {sentence}", flush=True)


def _open_dialog() -> QDialog | None:
    dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
    return dialogs[0] if dialogs else None
