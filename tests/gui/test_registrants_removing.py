"""Removing people from the table, and registering them again: what is asked, written and done."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from tests.gui.job_room import NOW, Account, Board, show_panel
from tests.gui.jobs_room import the_line
from tests.gui.registrants_room import Key, desk_of, opened, sheet_of
from tests.gui.test_registrants_practice import is_fit
from tests.helpers.practice import Bench, job_over
from tests.helpers.qt import Gui, click, gui_test, named, press, unnamed, until
from webinar_console.domain.job import JobState
from webinar_console.domain.plan import JobKind
from webinar_console.domain.session import Session
from webinar_console.domain.staging import StagedAddition, StagedRemoval
from webinar_console.services.restoring import RestorePlan
from webinar_console.services.workspace import Workspace
from webinar_console.simulator import Settings
from webinar_console.store import Store
from webinar_console.ui.jobs import JobsPanel
from webinar_console.ui.jobs.restore_sheet import RestoreSheet
from webinar_console.ui.jobs.undo_words import can_be_undone
from webinar_console.ui.registrants.apply_sheet import ApplySheet
from webinar_console.ui.registrants.block_edits import BEING_APPLIED, NO_STEPS
from webinar_console.ui.registrants.panel import RegistrantsPanel

BENCH = Settings(registrants=60, limit=100_000, light_limit=1000)


async def shown(gui: Gui, bench: Bench, program: Workspace) -> RegistrantsPanel:
    await program.catalogue.refresh()
    session = next(s for s in program.catalogue.sessions if is_fit(bench, s))
    panel = gui.show(RegistrantsPanel(gui.theme, program, gui.tasks(), gui.messages, program.now))
    await panel.show_session(session)
    return panel


async def asked(panel: RegistrantsPanel) -> ApplySheet:
    await until(panel.bar.apply.isEnabled)
    panel.apply()
    sheet = await until(lambda: sheet_of(panel))
    assert isinstance(sheet, ApplySheet)
    return sheet


@gui_test
async def test_the_place_of_the_backup_is_told_and_can_be_chosen(gui: Gui, tmp_path: Path) -> None:
    bench, store = Bench(BENCH), await Store.open(tmp_path / "account")
    async with bench.program(store) as program:
        panel = await shown(gui, bench, program)
        panel.model.setData(panel.model.index(2, 0), "Grace")
        sheet = await asked(panel)
        assert sheet.backup is None, "nobody is removed"
        sheet.reject()
        await until(lambda: sheet_of(panel) is None)
        panel.model.remove_people([panel.model.key_at(0), panel.model.key_at(1)])
        sheet = await asked(panel)
        assert unnamed(sheet) == []
        assert sheet.backup is not None
        told = sheet.backup.words.text()
        assert (
            told == f"A backup of these 2 people is written first, into {tmp_path / 'account' / 'backups'}."
        )
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        await click(named(sheet, "Choose the folder of the backup"))
        dialog = await until(lambda: next(iter(sheet.findChildren(QFileDialog)), None))
        dialog.setDirectory(str(elsewhere))
        dialog.done(QFileDialog.DialogCode.Accepted)
        await until(lambda: str(elsewhere) in (sheet.backup.words.text() if sheet.backup else ""))
        await click(sheet.confirm)
        (job,) = await until(lambda: program.jobs.jobs)
        await job_over(program, job.id)
        (path,) = elsewhere.iterdir()
        assert path.suffix == ".csv"
        await until(lambda: not len(panel.model.draft))
        await panel.aclose()
    await store.close()


@gui_test
async def test_a_backup_that_cannot_be_written_stops_the_removal(gui: Gui, tmp_path: Path) -> None:
    bench, store = Bench(BENCH), await Store.open(tmp_path / "account")
    async with bench.program(store) as program:
        panel = await shown(gui, bench, program)
        (tmp_path / "file").write_text("in the way")
        await program.jobs.backups.choose(tmp_path / "file" / "below")
        panel.model.remove_people([panel.model.key_at(0)])
        sheet = await asked(panel)
        await click(sheet.confirm)
        await until(lambda: any("Nobody was removed" in m.sentence for m in gui.said))
        assert not program.jobs.jobs
        assert len(panel.model.draft) == 1
        assert not panel.model.draft.applying
        await panel.aclose()
    await store.close()


@gui_test
async def test_people_are_removed_and_come_back(gui: Gui, tmp_path: Path) -> None:
    """From the table over the backup to the jobs, and into the table again."""
    bench, store = Bench(BENCH), await Store.open(tmp_path / "account")
    async with bench.program(store) as program:
        panel = await shown(gui, bench, program)
        jobs = gui.show(JobsPanel(gui.theme, program.jobs, program, program.now, gui.tasks(), gui.messages))
        panel.edits.undo_beyond.connect(lambda: jobs.offer_again(panel._session))
        session_id, model = panel._session.id, panel.model  # type: ignore[union-attr]
        before = {p["email"]: p for p in bench.world.people(session_id)}
        model.remove_people([model.key_at(row) for row in range(3)])
        sheet = await asked(panel)
        await click(sheet.confirm)
        await until(lambda: len(bench.world.people(session_id)) == len(before) - 3)
        await until(lambda: not len(model.draft))
        (job,) = program.jobs.jobs
        await job_over(program, job.id)
        await until(lambda: job.id in jobs._lines and jobs._lines[job.id].take_back.isVisibleTo(jobs))
        assert "Backup: removed from" in jobs._lines[job.id].note.text()
        panel.edits.undo()
        (action,) = (await until(lambda: [m for m in gui.said if m.key == "undo"]))[0].actions
        action.run()
        again = await until(lambda: next((s for s in jobs.findChildren(RestoreSheet) if s.isVisible()), None))
        await click(again.confirm)
        await until(lambda: len(bench.world.people(session_id)) == len(before))
        assert {p["email"]: p["firstName"] for p in bench.world.people(session_id)} == {
            address: person["firstName"] for address, person in before.items()
        }
        await until(lambda: model.total == len(before))
        await until(lambda: all(job.state.is_over for job in program.jobs.jobs))
        restored = next(job for job in program.jobs.jobs if job.kind is JobKind.RESTORE)
        assert restored.undoes == job.id
        await until(lambda: not jobs._lines[job.id].take_back.isVisibleTo(jobs))
        jobs.release()
        await panel.aclose()
    await store.close()


async def restore_plan() -> RestorePlan:
    """What registering two people again is, from a real removal."""
    bench = Bench(BENCH)
    async with bench.program() as program:
        await program.catalogue.refresh()
        session = next(s for s in program.catalogue.sessions if is_fit(bench, s))
        people = [person async for page in program.registrants.fetch(session.id) for person in page]
        staged = [StagedRemoval(registrant=person) for person in people[:2]]
        plan = await program.registrants.plan_apply(session, staged, None)
        await program.jobs.start(plan.job)
        await job_over(program, plan.job.id)
        return await program.plan_restore(plan.job.id)


@gui_test
async def test_a_removal_that_is_over_offers_to_register_again(gui: Gui) -> None:
    plan = await restore_plan()
    board, account = Board(), Account(restore=plan)
    board.hold("J1", 2, left_out=0, removes=True)
    board.turn("J1", kind=JobKind.REMOVE)
    panel = show_panel(gui, board, account=account)
    line = the_line(panel)
    assert not line.take_back.isVisible()
    board.end("J1", range(2))
    board.turn("J1", state=JobState.FINISHED, ended_at=NOW)
    await until(line.take_back.isVisible)
    assert line.take_back.text() == "Register again…"
    await click(line.take_back)
    sheet = await until(lambda: next((s for s in panel.findChildren(RestoreSheet) if s.isVisible()), None))
    assert unnamed(sheet) == []
    assert sheet.heading.text() == f"Register 2 people again in {plan.job.session_title}?"
    told = " ".join(label.text() for label in sheet.sentences)
    assert "come back as they were" in told
    assert "The old join links stay dead" in told
    assert "RingCentral sends 2 confirmation e-mails" in told
    await click(sheet.confirm)
    await until(lambda: board.started)
    assert board.started[0].kind is JobKind.RESTORE
    panel.release()


@gui_test
async def test_undo_with_nothing_staged_offers_to_register_again(gui: Gui) -> None:
    board, account = Board(), Account(restore=await restore_plan())
    board.hold("J1", 2, left_out=0, removes=True)
    board.turn("J1", kind=JobKind.APPLY)
    panel = show_panel(gui, board, account=account)
    session = Session(id=board.job("J1").session_id)
    panel.offer_again(session)
    board.end("J1", range(2))
    board.turn("J1", state=JobState.FINISHED, ended_at=NOW)
    await until(the_line(panel).take_back.isVisible)
    panel.offer_again(Session(id="another"))
    panel.offer_again(None)
    assert not gui.said
    panel.offer_again(session)
    (said,) = gui.said
    assert "registered again" in said.sentence
    (action,) = said.actions
    action.run()
    sheet = await until(lambda: next((s for s in panel.findChildren(RestoreSheet) if s.isVisible()), None))
    sheet.reject()
    panel.release()


@gui_test
async def test_undo_asks_for_more_only_when_nothing_is_left(gui: Gui) -> None:
    panel = await opened(gui, desk_of(3))
    asked: list[bool] = []
    panel.edits.undo_beyond.connect(lambda: asked.append(True))
    panel.model.setData(panel.model.index(0, 0), "Grace")
    panel.view.setFocus()
    await press(panel.view, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not len(panel.model.draft)
    assert not asked
    await press(panel.view, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert asked == [True]
    await panel.aclose()


@gui_test
async def test_undo_does_not_say_that_nothing_is_staged_while_something_is(gui: Gui) -> None:
    desk = desk_of(3)
    desk.drafts.saved["s1"] = [StagedAddition(key="new 1", values={"email": "ada@x.example"})]
    panel = await opened(gui, desk)
    asked: list[bool] = []
    panel.edits.undo_beyond.connect(lambda: asked.append(True))
    panel.model.setData(panel.model.index(1, 0), "Grace")
    panel.edits.undo()
    assert len(panel.model.draft) == 1, "that of the last run"
    panel.edits.undo()
    panel.model.draft.applying.add("new 1")
    panel.edits.undo()
    assert [said.sentence for said in gui.said] == [NO_STEPS, BEING_APPLIED]
    panel.model.draft.applying.clear()
    panel.model.discard()
    panel.model.stack.clear()
    assert not asked
    panel.edits.undo()
    assert asked == [True]
    await panel.aclose()


def test_only_jobs_that_removed_people_offer_it() -> None:
    board = Board()
    for kind, removes, offered in (
        (JobKind.REMOVE, True, True),
        (JobKind.APPLY, False, False),
        (JobKind.APPLY, True, True),
        (JobKind.UNDO, True, True),
        (JobKind.UNDO, False, False),
        (JobKind.RESTORE, False, False),
    ):
        board.hold("J1", 2, left_out=0, removes=removes)
        board.turn("J1", kind=kind, state=JobState.FINISHED, ended_at=NOW)
        assert not can_be_undone(board.job("J1")), "nobody was removed"
        board.end("J1", range(2))
        job = board.job("J1")
        assert can_be_undone(job) is offered, (kind, removes)
        again = replace(job, id="J2", kind=JobKind.RESTORE, undoes="J1")
        assert not can_be_undone(job, [again])
