"""Calls that the program spends, counted by the practice server: the real program, window and all.

Every request counts, those for tokens too. ``start`` opens an account that has a store from last time;
``session`` opens the largest session; ``preferences`` saves one field; ``import`` sends a file whose people
are all new, and compares what it took with the forecast that the sheet showed.
"""

import asyncio
import csv
import math
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.common import OUT, Goal, Medians, main

if TYPE_CHECKING:
    from webinar_console.app.program import Program
    from webinar_console.app.session import AccountSession

VARIANTS = ("program",)
PEOPLE, FEW = 300, 12


def run_program(
    data: Path, script: Callable[["Program"], Awaitable[None]], on_show: Callable[["Program"], None]
) -> None:
    """Start the program on the practice account as ``--demo`` does, and end it after ``script``.

    ``on_show`` runs when the window is there and nothing is loaded.
    """
    from PySide6.QtWidgets import QApplication

    from webinar_console.app.options import Options
    from webinar_console.app.program import Program
    from webinar_console.app.start import calm_collector, make_application
    from webinar_console.ui.loop import run
    from webinar_console.ui.theme import SchemeChoice, Theme

    app = QApplication.instance() or make_application()
    theme = Theme(app, SchemeChoice.LIGHT)  # type: ignore[arg-type]

    async def main(stop: asyncio.Event) -> int:
        program = Program(theme, Options(data=data, demo=True), stop)
        program.show()
        calm_collector()
        on_show(program)

        async def follow() -> int:
            # The offscreen screen is small: room for everything, as in the tour.
            program.window.resize(1360, 860)
            await script(program)
            return 0

        return await program.run(follow)

    if run(main, app):  # type: ignore[arg-type]
        raise RuntimeError("the script did not come to its end")


async def sent(program: "Program") -> dict[str, int]:
    """Requests that the practice server has counted, ever: by operation, and ``""`` for all."""
    assert program.session is not None
    assert program.session.practice is not None
    counts: dict[str, int] = (await program.session.practice.summary())["operations"]
    return counts | {"": sum(counts.values())}


async def listed(program: "Program", since: datetime) -> None:
    """Wait until the webinars are there as the server has them after ``since``."""
    from webinar_console.app.tour.hands import until

    assert program.session is not None
    catalogue = program.session.workspace.catalogue
    await until(lambda: catalogue.as_of is not None and catalogue.as_of >= since, "the webinars")


def write_newcomers(path: Path, count: int) -> None:
    """People whom no practice session knows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("First name", "Last name", "E-mail"))
        writer.writerows((f"New{n}", "Comer", f"new{n}@newcomers.example") for n in range(count))


class _Counting:
    """The steps of the second start."""

    def __init__(self, folder: Path, people: int, before: int) -> None:
        self._folder, self._people, self._spent = folder, people, before
        self._program: Program | None = None
        self._started = datetime.now(UTC)
        self.figures: dict[str, float] = {}

    def shown(self, program: "Program") -> None:
        """Nothing can have been sent: the account is not even open."""
        self.figures["before_window"] = 0.0 if program.session is None else 1.0

    async def steps(self, program: "Program") -> None:
        """Start, session, preferences, import."""
        self._program = program
        self._session.practice.world.change_settings(latency_s=0.0)  # type: ignore[union-attr]
        await listed(program, self._started)
        await self._count("start")
        await self._open_session()
        await self._save_preferences()
        await self._import()

    @property
    def _session(self) -> "AccountSession":
        assert self._program is not None
        assert self._program.session is not None
        return self._program.session

    async def _count(self, what: str) -> None:
        assert self._program is not None
        now = (await sent(self._program))[""]
        self.figures[what], self._spent = float(now - self._spent), now

    async def _open_session(self) -> None:
        from webinar_console.app.tour.hands import until

        session = self._session
        people, settings = session.registrants, session.preferences
        session.navigator.choose(session.practice.world.large_session)  # type: ignore[union-attr]
        await until(lambda: people.model.total and not people.is_reading, "the registrants")
        await until(lambda: settings.draft is not None, "the preferences")
        self.figures["people"] = float(people.model.total)
        await self._count("session")

    async def _save_preferences(self) -> None:
        from PySide6.QtWidgets import QSpinBox

        from webinar_console.app.tour.hands import named, press, until

        assert self._program is not None
        settings = self._session.preferences
        named(self._program.window, "Auto-close limit", QSpinBox).setValue(7_000)
        await press(self._program.window, "Save preferences")
        await until(lambda: settings.draft is not None and not settings.draft.is_dirty, "the saved field")
        await self._count("preferences")

    async def _import(self) -> None:
        from webinar_console.app.tour.hands import drop_file, press, until

        session, program = self._session, self._program
        assert program is not None
        path = self._folder / "newcomers.csv"
        write_newcomers(path, self._people)
        drop_file(program.window, path)
        sheet = session.sheet
        await until(lambda: sheet.foot.start.isEnabled(), "the forecast")
        assert sheet.flow.told is not None
        self.figures["forecast"] = float(sheet.flow.told.plan.forecast.calls)
        before = await sent(program)
        await press(program.window, "Start import")
        board = session.workspace.jobs
        await until(lambda: any(job.state.is_over for job in board.jobs), "the end of the import")
        after = await sent(program)
        names = ("rcwRegCreateRegistrant", "rcwConfigUpdateInvitees")
        self.figures["import"] = float(sum(after.get(n, 0) - before.get(n, 0) for n in names))
        refused = (await session.practice.summary())["rateLimited"]  # type: ignore[union-attr]
        self.figures["refused"] = float(refused)


def child(_variant: str, small: bool) -> dict[str, float]:
    """Two starts: the first makes the store, the second is counted."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=OUT) as name:
        folder, spent, begun = Path(name), [], datetime.now(UTC)

        async def first(program: "Program") -> None:
            await listed(program, begun)
            spent.append((await sent(program))[""])

        run_program(folder, first, lambda _program: None)
        counting = _Counting(folder, FEW if small else PEOPLE, spent[0])
        run_program(folder, counting.steps, counting.shown)
    return counting.figures


def goals(medians: Medians) -> list[Goal]:
    """The calls of "Figures to reach"."""
    spent = medians["program"]
    session = 1 + math.ceil(spent["people"] / 1000)

    def calls(what: str, reached: float, at_most: float) -> Goal:
        return Goal(what, reached, at_most, unit="calls")

    return [
        calls("start with a store: before the window shows", spent["before_window"], 0),
        calls("start with a store: to be up to date", spent["start"], 2),
        calls(f"a session of {spent['people']:,.0f} people", spent["session"], session),
        calls("saving preferences", spent["preferences"], 2),
        calls("an import, beyond its forecast", abs(spent["import"] - spent["forecast"]), 0),
        Goal("answers 429", spent["refused"], at_most=0, unit="answers"),
    ]


if __name__ == "__main__":
    main("tests.benchmarks.calls")
