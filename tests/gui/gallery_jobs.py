"""Pictures of the jobs panel: ``python -m tests.gui.gallery_jobs [folder]``."""

import os
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from tests.gui.gallery import Gallery
from tests.gui.job_room import NOW, Account, Board, show_panel
from tests.gui.undo_room import undo_plan
from tests.helpers.qt import Gui, run_gui, turns, until
from webinar_console.api.protocol.sentences import ANSWER_LOST
from webinar_console.domain.job import JobResults, JobState, Outcome
from webinar_console.domain.temporary import HeldSetting
from webinar_console.store.history import JobEvent
from webinar_console.ui.jobs import JobsPanel
from webinar_console.ui.widgets import Label, column, hairline

# Calls a minute that a job may make: the told ends follow from it.
PACE = 8
OVER = (
    ("J4", JobState.FINISHED, timedelta(hours=1), "Anna Weber", "guests.csv"),
    (
        "J5",
        JobState.CANCELLED,
        timedelta(days=19, hours=2),
        "Jörg Öztürk",
        "guests of the partners, second try.csv",
    ),
)


def told_end(people: int) -> datetime:
    """When a job with so many people left would be finished if it were alone."""
    return NOW + timedelta(minutes=people / PACE)


def busy_board() -> Board:
    """Three jobs in the queue, two that are over."""
    board = Board()
    board.hold("J1", 288)
    board.end("J1", range(120))
    board.end("J1", range(120, 128), Outcome.ALREADY_THERE)
    held = HeldSetting(name="suppress_emails", wanted=True, before=False, in_force=True)
    job = board.held["J1"]
    job.progress = replace(
        job.progress,
        settings=(held,),
        started_by="Ann Onym",
        created_at=NOW - timedelta(minutes=16),
        finishes_at=told_end(160),
        source_name="guests of the launch.csv",
        source_sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    )
    for job_id, title in (("J2", "Pricing, explained"), ("J3", "Autumn review with the partners")):
        waiting = board.hold(job_id, 40)
        waiting.progress = replace(
            waiting.progress, session_title=title, started_by="Ann Onym", finishes_at=told_end(40)
        )
    for job_id, state, ago, who, file in OVER:
        over = board.hold(job_id, 30)
        board.end(job_id, range(28))
        board.end(job_id, [28], Outcome.REFUSED, "RingCentral says that the address is not valid.")
        board.end(job_id, [29], Outcome.CANCELLED)
        folder = "/home/ann/invitations"
        results = JobResults((f"{folder}/guests.done.2026-05-12 16-41.csv", f"{folder}/guests.not-done.csv"))
        ended = NOW - ago
        over.progress = replace(
            over.progress,
            state=state,
            created_at=ended - timedelta(minutes=4),
            ended_at=ended,
            results=results,
            started_by=who,
            source_name=file,
        )
    board.events = [
        JobEvent(at=NOW - timedelta(seconds=40), what="sending", seq=3),
        JobEvent(at=NOW - timedelta(seconds=32), what="unknown", detail=ANSWER_LOST, seq=3),
        JobEvent(
            at=NOW - timedelta(seconds=2),
            what="settled",
            detail="The answer was lost; the person was found on the server.",
            seq=3,
        ),
    ]
    return board


async def with_sheet(gallery: Gallery, name: str, panel: JobsPanel) -> None:
    """Picture of the dialog that is open, which is then closed."""
    dialog = await until(lambda: next((d for d in panel.findChildren(QDialog) if d.isVisible()), None))
    await turns(4)
    await gallery.keep(name, dialog)
    dialog.reject()
    await turns(4)


async def paint(gui: Gui, folder: Path) -> None:
    """Every state of the panel."""
    gallery = Gallery(gui, folder)
    account = Account(undo=undo_plan(128))
    board = busy_board()
    panel = show_panel(gui, board, account=account)
    window = gui.show(QWidget(), 1440, 900)
    above = Label(gui.theme, "The session is up here.", tone="faint")
    above.setAlignment(Qt.AlignmentFlag.AlignCenter)
    stack = column(gui.theme, above, hairline(), panel, gap=0)
    stack.setStretch(0, 1)
    window.setLayout(stack)
    await turns(4)
    await gallery.keep("jobs-strip-busy", panel)
    panel.show_jobs()
    await until(lambda: panel.rows.model.rowCount() > 0)
    panel.rows.table.setCurrentIndex(panel.rows.model.index(3, 0))
    await turns(6)
    await gallery.keep("jobs-queue", panel)
    panel.show_rows("J3")
    await until(lambda: panel.rows.model.rowCount() == 52)
    await turns(4)
    await gallery.keep("jobs-waiting", panel)
    panel.show_rows("J4")
    await until(lambda: panel.rows.model.rowCount() == 14)
    await turns(4)
    await gallery.keep("jobs-over", panel)
    panel.drawer.search.setText("nobody at all")
    await until(lambda: panel.drawer.model.rowCount() == 0)
    await gallery.keep("jobs-nothing-found", panel)
    panel.drawer.search.clear()
    await until(lambda: panel.drawer.model.rowCount() == 5)
    panel.drawer.open_options()
    await with_sheet(gallery, "jobs-options", panel)
    panel.drawer._clear([board.job("J4"), board.job("J5")])
    await with_sheet(gallery, "jobs-clear", panel)
    panel.taking_back.ask("J4")
    await with_sheet(gallery, "jobs-take-back", panel)
    account.undo = undo_plan(0)
    panel.taking_back.ask("J4")
    await with_sheet(gallery, "jobs-nobody-to-take-back", panel)
    panel.toggle.click()
    await turns(4)
    board.end("J1", range(128, 288))
    results = board.job("J4").results
    board.turn("J1", state=JobState.FINISHED, ended_at=NOW, results=results, settings=())
    await until(lambda: "Invited 280" in panel._lines["J1"].title.text())
    await turns(4)
    await gallery.keep("jobs-strip", panel)
    window.resize(1024, 720)
    panel.show_jobs()
    await turns(6)
    await gallery.keep("jobs-1024", panel)
    panel.release()


def main() -> None:
    """Paint into the folder of the command line."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/gallery")
    folder.mkdir(parents=True, exist_ok=True)
    run_gui(lambda gui: paint(gui, folder))


if __name__ == "__main__":
    main()
