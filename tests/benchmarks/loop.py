"""The event loop while the real program works: how long an event has to wait on the GUI thread.

The program runs offscreen on the practice account under a beat of one millisecond. ``practice`` does a
person's job on the session of 5,000: open, load, type, sort, edit and apply, import a file, watch its job.
``people`` does it on a store that holds 100,000 registrants, with a file of 100,000 rows, up to the running
job and its end. Idle moments between the phases are not counted. ``tour`` is the scripted tour itself,
step by step, without its pictures (a picture paints the window at once, on purpose).

Beside each story the same process adds up a million numbers (``million_ms``, the best of some): how fast this
machine is today. Where the 50 ms were set that took ``MILLION_MS``; a machine at half its speed makes each
stall twice as long, and the ratio says what is the program's own doing.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.calls import listed, run_program, write_newcomers
from tests.benchmarks.common import OUT, Goal, Medians, main
from tests.benchmarks.importing import write_file
from tests.benchmarks.people import COLUMNS, rows
from tests.helpers.beat import Beat, figures_of
from webinar_console.app.tour.hands import Camera
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.session import SCHEDULED, Session

if TYPE_CHECKING:
    from webinar_console.app.program import Program
    from webinar_console.app.session import AccountSession

VARIANTS = ("tour", "practice", "people")
TOUR = ("_see_webinars", "_see_registrants", "_edit_registrants", "_set_preferences", "_import")
PEOPLE, FEW = 100_000, 2_000
ROWS, FEW_ROWS = 300, 12
EDITS = 20
KEYS = ("a", "an", "ann", "anna", "anna@", "anna", "", "z", "zz", "zzzz", "")
#: Column and descending.
CLICKS = ((1, False), (2, False), (1, True), (5, False), (2, True), (0, False))
#: Columns that are sorted by after the last of them, with Shift.
ALSO = (1, 2)
#: Between two key strokes, as people type, and between two clicks.
KEY_S, CLICK_S = 0.12, 0.25
#: How long a job is watched.
WATCH_S = 3.0
#: A small run hurries.
HURRY = 0.1
#: A million additions on the machine on which the figures of performance.md were measured.
MILLION_MS = 55.0
STEPS = tuple(name.removeprefix("_") for name in TOUR)


def million_ms() -> float:
    """Milliseconds of a million additions now, the best of five."""
    best = float("inf")
    for _ in range(5):
        start, total = time.perf_counter(), 0
        for number in range(1_000_000):
            total += number
        best = min(best, (time.perf_counter() - start) * 1000)
    return best


class Working:
    """The program at work, phase by phase."""

    def __init__(self, *, small: bool = False, trace: bool = False) -> None:
        self._trace, self._pace = trace, HURRY if small else 1.0
        self._gaps: list[float] = []
        self.figures: dict[str, float] = {}
        self._beat: Beat | None = None
        self.program: Program | None = None

    def begin(self, program: "Program") -> None:
        """The window is there; opening the account is the first phase."""
        self.program = program
        self._start()

    def _start(self) -> None:
        self._beat = Beat(trace=self._trace)
        self._beat.start()

    def end(self, name: str) -> None:
        """Take the figures of the phase that began."""
        assert self._beat is not None
        phase = self._beat.stop()
        self._gaps += self._beat.gaps
        self.figures |= {f"{name}_p99": phase.p99, f"{name}_worst": phase.worst}
        for late, stack in self._beat.stalls:
            print(f"--- {name}: {late:.0f} ms\n{stack}")
        self._beat = None

    @asynccontextmanager
    async def phase(self, name: str) -> AsyncIterator[None]:
        """What is measured under one name."""
        # What came before is painted and at rest.
        await asyncio.sleep(0.3 * self._pace)
        self._start()
        yield
        self.end(name)

    def all(self) -> dict[str, float]:
        """The figures of all phases together, then each."""
        whole = figures_of(self._gaps)
        return {
            "p99": whole.p99,
            "wait99": whole.wait99,
            "worst": whole.worst,
            "over_33": float(whole.over_33),
            "over_50": float(whole.over_50),
            **self.figures,
        }

    @property
    def session(self) -> "AccountSession":
        """The open account."""
        assert self.program is not None
        assert self.program.session is not None
        return self.program.session

    async def show_session(self, session_id: str) -> None:
        """Choose a session and wait until its people and settings are there."""
        from webinar_console.app.tour.hands import until

        people, settings = self.session.registrants, self.session.preferences
        assert self.session.navigator.choose(session_id)
        await until(lambda: people.model.total and not people.is_reading, "the registrants")
        await until(lambda: settings.draft is not None, "the preferences")
        await until(lambda: people.model.slices.is_idle, "the search texts")

    async def type_and_sort(self) -> None:
        """Key strokes in the filter, clicks on the headers, and the wheel."""
        from PySide6.QtCore import Qt

        panel = self.session.registrants
        async with self.phase("type"):
            for text in KEYS:
                panel.filter.setText(text)
                await asyncio.sleep(KEY_S * self._pace)
        async with self.phase("sort"):
            for column, descending in CLICKS:
                order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
                panel.view.sortByColumn(column, order)
                await asyncio.sleep(CLICK_S * self._pace)
            for column in ALSO:
                panel.model.sort_also(column)
                await asyncio.sleep(CLICK_S * self._pace)
        async with self.phase("scroll"):
            bar = panel.view.verticalScrollBar()
            for _ in range(30):
                bar.setValue(bar.value() + bar.pageStep())
                await asyncio.sleep(0.016)

    async def paste_and_undo(self, count: int) -> None:
        """Paste a text into so many rows of the column Source, undo it, and scroll meanwhile."""
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QGuiApplication

        from webinar_console.app.tour.hands import until

        panel = self.session.registrants
        model, bar = panel.model, panel.view.verticalScrollBar()
        panel.view.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        await until(lambda: model.slices.is_idle, "RingCentral's order")
        source = [described.name for described in model.columns].index("source")
        panel.view.setCurrentIndex(model.index(0, source))
        QGuiApplication.clipboard().setText("\n".join(f"list {n}" for n in range(count)))
        async with self.phase("paste"):
            begun = time.perf_counter()
            panel.edits.paste()
            await until(lambda: len(model.draft) == count and model.slices.is_idle, "the paste")
            self.figures["paste_ms"] = (time.perf_counter() - begun) * 1000
            bar.setValue(bar.value() + bar.pageStep())
        async with self.phase("undo"):
            begun = time.perf_counter()
            model.undo()
            await until(lambda: not len(model.draft) and model.slices.is_idle, "the undo")
            self.figures["undo_ms"] = (time.perf_counter() - begun) * 1000

    async def import_file(self, path: Path) -> None:
        """Drop a file and wait for its forecast."""
        from webinar_console.app.tour.hands import drop_file, until

        assert self.program is not None
        async with self.phase("import"):
            drop_file(self.program.window, path)
            await until(lambda: self.session.sheet.foot.start.isEnabled(), "the forecast")

    async def watch_job(self, *, cancel: bool) -> None:
        """Start the import and watch it, with its rows open; then cancel it, or see it through."""
        from webinar_console.app.tour.hands import press, until

        assert self.program is not None
        window, board = self.program.window, self.session.workspace.jobs
        before = len(board.jobs)
        async with self.phase("start_job"):
            await press(window, "Start import")
            await until(lambda: len(board.jobs) > before, "the job")
        job = board.jobs[-1]
        async with self.phase("job"):
            self.session.jobs.show_rows(job.id)
            await asyncio.sleep(WATCH_S * self._pace)
        async with self.phase("end_job"):
            if cancel:
                await board.cancel(job.id)
            await until(lambda: board.job(job.id).state.is_over, "the end of the job")
            await asyncio.sleep(0.5)

    async def apply_edits(self) -> None:
        """Edit half of some people's names and half of their addresses, and apply it."""
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QApplication, QDialog, QPushButton

        from webinar_console.app.tour.hands import press, until

        assert self.program is not None
        model, board = self.session.registrants.model, self.session.workspace.jobs
        names = [column.name for column in model.columns]

        def dialogs() -> list[QDialog]:
            return [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]

        async with self.phase("apply"):
            for row in range(EDITS):
                name = "last_name" if row % 2 else "email"
                text = f"Edited{row}" if row % 2 else f"edited{row}@guests.example"
                at = model.index(row, names.index(name))
                assert model.setData(at, text, Qt.ItemDataRole.EditRole), "the row could not be edited"
                await asyncio.sleep(KEY_S * self._pace)
            await press(self.program.window, "Apply changes")
            await until(dialogs, "the question")
            (button,) = [b for b in dialogs()[0].findChildren(QPushButton) if b.isDefault()]
            button.click()
            await until(lambda: board.jobs and board.jobs[-1].state.is_over, "the end of the edits")


class _Blind(Camera):
    """Waits as the camera does, and takes no picture."""

    async def take(self, name: str, dialog: object = None) -> Path:
        await asyncio.sleep(0.25)
        return self._folder / name


async def _tour(working: Working, folder: Path, _small: bool) -> None:
    from webinar_console.app.tour import Tour

    assert working.program is not None
    tour = Tour(working.program, working.session, folder)
    tour.camera = _Blind(working.program.window, folder)

    def measured(name: str) -> None:
        step: Callable[..., Awaitable[None]] = getattr(tour, name)

        async def beating(*given: object) -> None:
            async with working.phase(name.removeprefix("_")):
                await step(*given)

        setattr(tour, name, beating)

    for name in TOUR:
        measured(name)
    await tour.run()
    assert tour.figures.agree, tour.figures.table()


async def _practice(working: Working, folder: Path, small: bool) -> None:
    practice = working.session.practice
    assert practice is not None
    async with working.phase("load"):
        await working.show_session(practice.world.large_session)
    await working.type_and_sort()
    await working.apply_edits()
    path = folder / "newcomers.csv"
    write_newcomers(path, FEW_ROWS if small else ROWS)
    await working.import_file(path)
    await working.watch_job(cancel=False)


async def _people(working: Working, folder: Path, small: bool) -> None:
    practice = working.session.practice
    assert practice is not None
    count = FEW if small else PEOPLE
    path, session_id = folder / "people.csv", practice.world.large_session
    everybody = (dict(zip(COLUMNS, cells, strict=True)) for cells in rows(count))
    # Whoever attended cannot be edited.
    pasted = count // 20
    people = [
        Registrant(**values | ({"participant_id": None} if n < pasted else {}))
        for n, values in enumerate(everybody)
    ]
    await asyncio.to_thread(write_file, path, count)
    # A copy that is fresh is shown without a call: so many people no practice session has.
    as_of = datetime.now(UTC)
    await working.session.workspace.registrants._cache.keep_registrants(session_id, people, as_of)
    people.clear()
    async with working.phase("load"):
        await working.show_session(session_id)
    assert working.session.registrants.model.total == count
    await working.type_and_sort()
    await working.paste_and_undo(pasted)
    # Nobody of the file is known: the first session that has not begun, but for the large one.
    other = next(s for s in working.session.workspace.catalogue.sessions if _is_open(s, session_id))
    await working.show_session(other.id)
    await working.import_file(path)
    await working.watch_job(cancel=True)


_STORIES: dict[str, Callable[[Working, Path, bool], Awaitable[None]]] = {
    "tour": _tour,
    "practice": _practice,
    "people": _people,
}


def _is_open(session: Session, large: str) -> bool:
    return session.id != large and session.status == SCHEDULED


def child(variant: str, small: bool) -> dict[str, float]:
    """One run of the whole story."""
    return work(variant, small)


def work(variant: str, small: bool, *, trace: bool = False) -> dict[str, float]:
    """The same; ``trace`` prints where the GUI thread was in each long stall."""
    story = _STORIES[variant]
    working, begun = Working(small=small, trace=trace), datetime.now(UTC)
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=OUT) as name:

        async def script(program: "Program") -> None:
            await listed(program, begun)
            working.end("start")
            await story(working, Path(name), small)

        speed = [million_ms()]
        run_program(Path(name), script, working.begin)
        speed.append(million_ms())
    return working.all() | {"million_ms": sum(speed) / len(speed)}


def goals(medians: Medians) -> list[Goal]:
    """The event loop of "Figures to reach"."""
    told = []
    for variant, figures in medians.items():
        told += [
            Goal(f"{variant}: p99 of the beat", figures["p99"], 10, unit="ms"),
            Goal(f"{variant}: wait99", figures["wait99"], 12, unit="ms"),
            Goal(f"{variant}: the longest stall", figures["worst"], 33, unit="ms"),
            Goal(f"{variant}: stalls over 50 ms", figures["over_50"], 0, unit="stalls"),
        ]
        if variant == "tour":
            worst = max(figures[f"{step}_worst"] for step in STEPS)
            beside = worst / figures["million_ms"]
            told += [
                Goal("tour: the longest stall of a step", worst, 50, unit="ms"),
                Goal("  against a million additions beside it", beside, 50 / MILLION_MS),
            ]
    return told


if __name__ == "__main__":
    main("tests.benchmarks.loop")
