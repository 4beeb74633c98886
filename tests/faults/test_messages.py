"""docs/messages.md is true: every fault on it is made to happen, and its words are read."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.faults.killing import Machine
from tests.faults.matrix import SMALL, Case, a_person, desk_of, plan_of
from tests.faults.properties import Before, Check
from tests.faults.troubles import BY_NAME, Scene, let_it_happen
from tests.helpers.practice import Bench, import_plan, job_over, newcomers
from tests.helpers.virtual_time import run_virtual
from tests.jobs.desk import CREATE, bench, removal_of, until_told
from webinar_console.domain.errors import StoreDamaged
from webinar_console.domain.job import JobRules, JobState, Outcome
from webinar_console.domain.plan import JobPlan
from webinar_console.domain.quiet import QuietHours
from webinar_console.domain.temporary import held_of
from webinar_console.services.workspace import Workspace
from webinar_console.simulator import Fault
from webinar_console.store import Store
from webinar_console.ui.jobs.words import interrupted_sentence

PAGE = Path(__file__).parents[2] / "docs" / "messages.md"
NOTHING = "(nothing)"


def rows_of_page() -> list[list[str]]:
    """What you read, what it means, what to do, and the faults."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [row for row in cells if row[0] != "What you read" and not row[0].startswith("---")]


def page() -> dict[str, str]:
    """Each fault, and the words for it."""
    return {fault: row[0] for row in rows_of_page() for fault in row[-1].split("; ")}


MESSAGES = page()


def pattern_of(words: str) -> re.Pattern[str]:
    """Numbers and times are examples, … is anything, and the fingerprint of a copy is its own."""
    pieces = [re.escape(piece) for piece in re.split(r"damaged-\w+|\d[\d,:]*|…", words)]
    marks = re.findall(r"damaged-\w+|\d[\d,:]*|…", words)
    fits = {"…": ".+"}
    inside = [
        fits.get(mark, r"damaged-\w+" if mark.startswith("damaged") else r"\d[\d,:]*") for mark in marks
    ]
    return re.compile("".join(piece + mark for piece, mark in zip(pieces, [*inside, ""], strict=True)))


async def read_rows(machine: Machine, plan: JobPlan, said: set[str]) -> None:
    """What the rows say in the end."""

    async def look(workspace: Workspace) -> None:
        said.update(row.words for row in await workspace.jobs.rows(plan.id))

    assert await machine.live(look)


@pytest.mark.parametrize("name", BY_NAME)
def test_a_fault_says_what_the_page_says(name: str) -> None:
    async def main() -> None:
        case, trouble = Case(SMALL, name, 0), BY_NAME[name]
        desk = desk_of(case)
        before, plan = Before.of(desk), plan_of(desk, SMALL)
        machine = await Machine.make(desk)
        scene = Scene(desk, machine.store)
        let_it_happen(scene, trouble)
        said: set[str] = set()

        def mend() -> None:
            assert trouble.mend is not None, f"nobody can do anything about {said}"
            trouble.mend(scene)

        assert await machine.live(a_person(plan, mend, said))
        if MESSAGES[name] == NOTHING:
            assert said == set()
        await read_rows(machine, plan, said)
        words = pattern_of(MESSAGES[name])
        assert MESSAGES[name] == NOTHING or any(words.fullmatch(told) for told in said), said
        check = Check(desk, before, others=frozenset(scene.others), gone=name == "Session deleted")

        async def look(workspace: Workspace) -> None:
            check.job(plan, await workspace.jobs.rows(plan.id))
            check.everybody_else(plan)

        assert await machine.live(look)

    run_virtual(main())


async def _same_person_twice(desk: Bench, _folder: Path) -> set[str]:
    plan = plan_of(desk, SMALL)
    machine, said = await Machine.make(desk), set[str]()
    await machine.live(a_person(plan, lambda: None))
    await read_rows(machine, plan, said)
    return said


async def _two_jobs(desk: Bench, _folder: Path) -> set[str]:
    webinar = desk.world.webinar_of(desk.session_id)
    async with desk.program() as program:
        for job_id in ("one", "two"):
            await program.jobs.start(import_plan(desk.session_id, webinar, newcomers(4), job_id=job_id))
        for job_id in ("one", "two"):
            await job_over(program, job_id)
        return {row.words for job_id in ("one", "two") for row in await program.jobs.rows(job_id)}


async def _cancel_and_quit(desk: Bench, _folder: Path) -> set[str]:
    store = await Store.open(None)
    plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(8))
    async with desk.program(store) as program:
        await program.jobs.start(plan)
        await until_told(program, lambda: program.jobs.job(plan.id).counts.done >= 2)
        await asyncio.gather(program.jobs.cancel(plan.id), program.jobs.aclose())
    async with desk.program(store) as program:
        await job_over(program, plan.id)
        assert program.jobs.job(plan.id).state is JobState.CANCELLED
        said = {row.words for row in await program.jobs.rows(plan.id)}
    await store.close()
    return said


async def _cancelled_after_a_lost_answer(desk: Bench, _folder: Path) -> set[str]:
    desk.faults.add(Fault("cut", operation=CREATE, work="before", nth=(3,)))
    plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(8))
    async with desk.program() as program:
        await program.jobs.start(plan)
        await until_told(program, lambda: program.jobs.job(plan.id).counts.unknown)
        await program.jobs.cancel(plan.id)
        await job_over(program, plan.id)
        reports = await program.jobs.rows(plan.id)
        assert {row.outcome for row in reports} == {Outcome.DONE, Outcome.CANCELLED}
        return {reports[2].words}


async def _damaged_at_the_start(_desk: Bench, folder: Path) -> set[str]:
    (folder / "state.sqlite3").write_bytes(b"rubbish" * 4000)
    with pytest.raises(StoreDamaged) as told:
        await Store.open(folder)
    return {told.value.sentence}


async def _interrupted(desk: Bench, _folder: Path) -> set[str]:
    store = await Store.open(None)
    webinar = desk.world.webinar_of(desk.session_id)
    plan = msgspec.structs.replace(
        import_plan(desk.session_id, webinar, newcomers(5)), session_title="Spring launch"
    )
    async with desk.program(store) as program:
        await program.jobs.start(plan)
        await until_told(program, lambda: program.jobs.job(plan.id).counts.done >= 2)
    async with desk.program(store) as program:
        said = {interrupted_sentence(program.jobs.job(plan.id))}
    await store.close()
    return said


def _answering(desk: Bench, method: str, answer: tuple[int, bytes]) -> None:
    """The server answers so to every request of that method for registrants."""
    handle = desk.handle

    async def instead(asked: str, target: str, headers: Any, body: bytes) -> Any:
        if asked == method and target.endswith("/registrants"):
            return answer[0], {"Content-Type": "application/json"}, answer[1]
        return await handle(asked, target, headers, body)

    desk.handle = instead  # type: ignore[method-assign]


async def _stopped(desk: Bench, **plan_of_job: Any) -> set[str]:
    """What an import says when it stops by itself."""
    plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(9))
    async with desk.program() as program:
        await program.jobs.start(msgspec.structs.replace(plan, **plan_of_job))
        await job_over(program, plan.id, JobState.PAUSED)
        return {program.jobs.job(plan.id).trouble or ""}


async def _permission_missing(desk: Bench, _folder: Path) -> set[str]:
    problem = {"errors": [{"errorCode": "CMN-408", "message": "No permission [EditWebinars]"}]}
    _answering(desk, "POST", (403, msgspec.json.encode(problem)))
    return await _stopped(desk)


async def _refused_alike(desk: Bench, _folder: Path) -> set[str]:
    problem = {"errors": [{"errorCode": "WBN-900", "message": "Not from this domain"}]}
    _answering(desk, "POST", (403, msgspec.json.encode(problem)))
    return await _stopped(desk)


async def _fails_for_all(desk: Bench, _folder: Path) -> set[str]:
    desk.faults.add(Fault("status", status=500, operation=CREATE, work="before"))
    return await _stopped(desk)


async def _setting_not_accepted(desk: Bench, _folder: Path) -> set[str]:
    handle = desk.handle

    async def keeps(method: str, target: str, headers: Any, body: bytes) -> Any:
        """RingCentral answers a change with what it has."""
        return (
            await handle("GET", target, headers, b"")
            if method == "PATCH"
            else await handle(method, target, headers, body)
        )

    desk.handle = keeps  # type: ignore[method-assign]
    return await _stopped(desk, settings=held_of({"suppress_emails": True}))


async def _quiet_hours(desk: Bench, _folder: Path) -> set[str]:
    night = datetime(2027, 1, 15, 22, tzinfo=UTC)
    for clock in (desk.clock, desk.server_clock):
        clock.wall_offset += night.timestamp() - clock.wall()
    plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(3))
    plan = msgspec.structs.replace(plan, session_time_zone="Europe/Berlin")
    async with desk.program() as program:
        await program.jobs.choose_rules(JobRules(quiet=QuietHours()))
        await program.jobs.start(plan)
        await until_told(program, lambda: program.jobs.job(plan.id).waiting_for)
        return {program.jobs.job(plan.id).waiting_for or ""}


async def _list_on_its_way(desk: Bench, _folder: Path) -> set[str]:
    plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(3))
    async with desk.program() as program:
        removal = await removal_of(desk, program)
        await program.jobs.start(plan)
        await program.jobs.pause(plan.id)
        await program.jobs.start(removal)
        return {program.jobs.job(removal.id).waiting_for or ""}


async def _list_not_whole(desk: Bench, _folder: Path) -> set[str]:
    plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(3))
    async with desk.program() as program:
        removal = await removal_of(desk, program)
        await program.jobs.start(plan)
        await program.jobs.pause(plan.id)
        await program.jobs.start(removal)
        await program.jobs.cancel(plan.id)
        await job_over(program, removal.id, JobState.PAUSED)
        return {program.jobs.job(removal.id).trouble or ""}


async def _fault_of_ours(desk: Bench, _folder: Path) -> set[str]:
    async with desk.program() as program:
        plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(4))

        async def faulty(*_anything: Any) -> None:
            raise ZeroDivisionError

        program.jobs._engine._book.save = faulty  # type: ignore[method-assign]
        await program.jobs.start(plan)
        await job_over(program, plan.id, JobState.PAUSED)
        return {program.jobs.job(plan.id).trouble or ""}


OTHERS: dict[str, Callable[[Bench, Path], Awaitable[set[str]]]] = {
    "The same person twice": _same_person_twice,
    "Two jobs on the same session": _two_jobs,
    "Cancel and quit at the same moment": _cancel_and_quit,
    "Cancelled after a lost answer": _cancelled_after_a_lost_answer,
    "Interrupted by a crash": _interrupted,
    "A permission is missing": _permission_missing,
    "Five people in a row refused alike": _refused_alike,
    "RingCentral fails for everybody": _fails_for_all,
    "A setting is not accepted": _setting_not_accepted,
    "Quiet hours": _quiet_hours,
    "A removal behind a list": _list_on_its_way,
    "A list that was not sent whole": _list_not_whole,
    "A fault of Webinar Console": _fault_of_ours,
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_troubles_say_what_the_page_says(
    name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def main() -> None:
        said = await OTHERS[name](bench(), tmp_path)
        assert any(pattern_of(MESSAGES[name]).fullmatch(told) for told in said), said

    run_virtual(main())
    if name == "A fault of Webinar Console":
        caplog.clear()  # it is in the log, as it should be


async def test_damaged_records_at_the_start_say_what_the_page_says(tmp_path: Path) -> None:
    (sentence,) = await _damaged_at_the_start(bench(), tmp_path)
    assert pattern_of(MESSAGES["Records damaged at the start"]).fullmatch(sentence)


def test_the_page_names_every_fault_once_and_no_other() -> None:
    named = [fault for row in rows_of_page() for fault in row[-1].split("; ")]
    assert sorted(named) == sorted({*BY_NAME, *OTHERS, "Records damaged at the start"})


def test_every_message_says_what_to_do_and_stands_once() -> None:
    rows = rows_of_page()
    for cells in rows:
        assert len(cells) == 4, cells
        assert all(cells), cells
    read = [row[0] for row in rows]
    assert len(set(read)) == len(read)


def test_who_has_to_act_reads_first() -> None:
    """What waits for a person stands before what needs nothing from anybody, each in its part."""
    acting, idle = PAGE.read_text(encoding="utf-8").split("## These need nothing from you")
    for words, _meaning, what_to_do, _faults in rows_of_page():
        its_part, other_part = (idle, acting) if what_to_do.startswith("Nothing") else (acting, idle)
        assert f"| {words} |" in its_part, words
        assert f"| {words} |" not in other_part, words
