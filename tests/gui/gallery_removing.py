"""Paint what is asked before people are removed and registered again, in both schemes:
``python -m tests.gui.gallery_removing [folder]``."""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.gui.gallery import Gallery
from tests.gui.job_room import NOW, Board, show_panel
from tests.gui.jobs_room import the_line
from tests.gui.registrants_room import sheet_of
from tests.helpers.practice import Bench, job_over
from tests.helpers.qt import Gui, run_gui, until
from webinar_console.domain.job import JobResults, JobState
from webinar_console.domain.plan import JobKind
from webinar_console.simulator import Settings
from webinar_console.ui.jobs.restore_sheet import RestoreSheet
from webinar_console.ui.registrants.apply_sheet import ApplySheet
from webinar_console.ui.registrants.panel import RegistrantsPanel


async def paint(gui: Gui, folder: Path) -> None:
    """The summary with every kind of edit, a removal of many, and registering them again."""
    gallery = Gallery(gui, folder)
    bench = Bench(Settings(registrants=400, limit=100_000, light_limit=1000))
    async with bench.program() as program:
        await program.catalogue.refresh()
        session = next(s for s in program.catalogue.sessions if s.id == bench.session_id)
        await program.jobs.backups.choose(Path("/home/marta/Documents/Webinars/backups"))
        panel = RegistrantsPanel(gui.theme, program, gui.tasks(), gui.messages, program.now)
        gui.show(panel, 1200, 700)
        await panel.show_session(session)
        model = panel.model
        free = [row for row in range(model.rowCount()) if model.why_not_cell(row, 0) is None]
        seen = await program.preferences.load(session.id)
        await program.preferences.save(session.id, seen, {"auto_close_limit": model.rowCount() + 1})

        async def asked(name: str) -> None:
            await until(panel.bar.apply.isEnabled)
            panel.apply()
            sheet = await until(lambda: sheet_of(panel))
            await gallery.keep(name, sheet)
            sheet.reject()
            await until(lambda: sheet_of(panel) is None)

        model.setData(model.index(free[0], 0), "Grace")
        model.setData(model.index(free[1], 2), "grace.hopper@example.com")
        model.remove_people([model.key_at(row) for row in free[2:5]])
        for n in range(6):
            model.add_person({"first_name": "Ada", "last_name": f"L{n}", "email": f"ada{n}@example.com"})
        await asked("removing-mixed")
        model.discard()
        model.setData(model.index(free[0], 0), "Grace")
        await until(panel.bar.apply.isEnabled)
        panel.apply()
        first = await until(lambda: sheet_of(panel))
        model.setData(model.index(free[0], 0), "Ada")
        first.accept()
        second = await until(
            lambda: next((s for s in panel.findChildren(ApplySheet) if s.note.isVisible()), None)
        )
        await gallery.keep("removing-asked-again", second)
        second.reject()
        await until(lambda: sheet_of(panel) is None)
        model.discard()
        model.remove_people([model.key_at(row) for row in free[:150]])
        await asked("removing-many")
        model.discard()
        keys = [model.key_at(row) for row in free[:12]]
        model.remove_people(keys)
        preferences = await program.preferences.load(session.id)
        plan = (await program.registrants.plan_apply(session, model.draft.all(), preferences)).job
        await program.jobs.backups.choose(folder / "backups")
        await program.jobs.start(plan)
        await job_over(program, plan.id)
        again = await program.plan_restore(plan.id)
        sheet = RestoreSheet(gui.theme, again, panel, program.now())
        sheet.open()
        await gallery.keep("removing-again", sheet)
        sheet.reject()
        await panel.aclose()
    board = Board()
    board.hold("J1", 12, left_out=0, removes=True)
    kept = JobResults(
        ("/home/marta/Documents/Webinars/backups/removed from Spring launch 2026-05-04 0800.csv",)
    )
    board.turn("J1", kind=JobKind.APPLY, results=kept)
    jobs = show_panel(gui, board)
    board.end("J1", range(12))
    board.turn("J1", state=JobState.FINISHED, ended_at=NOW)
    await until(the_line(jobs).take_back.isVisible)
    await gallery.keep("removing-job", jobs)
    jobs.release()


def main() -> None:
    """Entry point."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/gallery")
    folder.mkdir(parents=True, exist_ok=True)
    run_gui(lambda gui: paint(gui, folder), timeout_s=60)
    print(f"{len(list(folder.glob('removing-*.png')))} pictures in {folder}")


if __name__ == "__main__":
    main()
