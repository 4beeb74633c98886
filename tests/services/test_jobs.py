"""The job board over the real engine and journal."""

import asyncio
import contextlib
import sqlite3
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.helpers.practice import Bench, import_plan, job_over, newcomers
from tests.jobs.desk import removal_of
from webinar_console.domain.errors import StoreError
from webinar_console.domain.mapping import ColumnMapping, Constant, NameOrder
from webinar_console.domain.people import Target
from webinar_console.domain.plan import LeftOutRow
from webinar_console.services.import_draft import ITS_IMPORT, LAST_TIME
from webinar_console.store import Store

LEFT_OUT = 60_000
#: The whole list takes a few hundred milliseconds; a turn of the loop must not.
LONGEST_TURN_S = 0.1


async def test_the_rows_of_a_long_job_are_told_while_the_loop_turns() -> None:
    desk = Bench()
    async with desk.program() as program:
        left_out = tuple(
            LeftOutRow(line=2 * n + 2, cells=("Ada", "L", ""), reason="No e-mail.") for n in range(LEFT_OUT)
        )
        people = newcomers(2)
        plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), people)
        rows = tuple(replace(row, line=2 * n + 3) for n, row in enumerate(plan.rows))
        job_id = await program.jobs.start(replace(plan, rows=rows, left_out=left_out))
        await job_over(program, job_id)
        telling = asyncio.create_task(program.jobs.rows(job_id))
        # Time of this thread: other processes of the machine do not count.
        longest, last = 0.0, time.thread_time()
        while not telling.done():
            await asyncio.sleep(0)
            now = time.thread_time()
            longest, last = max(longest, now - last), now
        reports = await telling
        assert [report.line for report in reports[:5]] == [2, 3, 4, 5, 6]
        assert len(reports) == LEFT_OUT + 2
        assert len({report.seq for report in reports}) == len(reports)
        assert longest < LONGEST_TURN_S, f"the loop stood still for {longest * 1000:.0f} ms"


async def test_what_an_import_did_not_do_comes_back_as_it_was() -> None:
    desk = Bench()
    async with desk.program() as program:
        left_out = (
            LeftOutRow(line=3, cells=("Ada", "L", ""), reason="No e-mail."),
            LeftOutRow(line=9, cells=("Bob",), reason="No name."),
            LeftOutRow(line=11, cells=("Cid", "C", "cid@example.org"), reason="You left this row out."),
            LeftOutRow(line=12, cells=("Dan", "D", "dan@example.org"), reason="Not wanted.", by_choice=True),
        )
        people = newcomers(2)
        plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), people)
        header = ("First", "Last", "E-mail")
        rows = tuple(
            replace(row, line=line, cells=("x", "y", "z"))
            for line, row in zip((2, 4), plan.rows, strict=True)
        )
        plan = replace(plan, rows=rows, left_out=left_out, header=header, source_name="guests.csv")
        job_id = await program.jobs.start(plan)
        await job_over(program, job_id)
        rest = await program.jobs.remaining(job_id)
        assert (rest.name, rest.header, rest.lines) == ("guests.csv", header, (3, 9, 11, 12))
        assert rest.rows[:2] == (("Ada", "L", ""), ("Bob", "", "")), "as wide as the header"
        assert rest.left_out == {2, 3}, "as an earlier version told it, too"
        draft = await program.imports.read(rest)
        assert (draft.lines, draft.header, draft.name) == ([3, 9, 11, 12], header, "guests.csv")
        assert draft.problem is None


async def test_the_rest_of_several_files_tells_the_file_of_each_row() -> None:
    desk = Bench()
    async with desk.program() as program:
        plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(1))
        rest = tuple(
            LeftOutRow(line=line, cells=("Ada", "ada", file), reason="No e-mail.")
            for line, file in ((3, "fr.csv"), (2, "de.csv"), (3, "de.csv"), (2, "fr.csv"))
        )
        header, name = ("First name", "E-mail", "File"), "de.csv and 1 more file"
        plan = replace(plan, left_out=rest, header=header, source_name=name)
        await program.jobs.start(plan)
        await job_over(program, plan.id)
        draft = await program.imports.read(await program.jobs.remaining(plan.id))
        files = [cells[2] for cells in draft.rows]
        assert list(zip(files, draft.lines, strict=True)) == [
            *(("de.csv", 2), ("de.csv", 3)),
            *(("fr.csv", 2), ("fr.csv", 3)),
        ]
        assert draft.file_column == 2


NAMED, NAMELESS = ("Kunde", "Kontakt", "Notiz"), ("Column 1", "Column 2", "Column 3")
MAPPING = ColumnMapping(
    ColumnMapping.of(Target.FULL_NAME, Target.EMAIL, Target.EXTERNAL_ID).columns,
    (Constant(Target.SOURCE, "fair"), Constant(Target.ANSWER, "yes", "q1")),
    NameOrder.LAST_FIRST,
)
LAST = ColumnMapping.of(Target.FULL_NAME, Target.EMAIL, Target.SOURCE)


@pytest.mark.parametrize("header", [NAMED, NAMELESS])
@pytest.mark.parametrize("mapping", [MAPPING, None])
async def test_the_rest_of_an_import_means_what_it_meant_then(
    tmp_path: Path, header: tuple[str, ...], mapping: ColumnMapping | None
) -> None:
    """Not what was chosen last for such a header; a job of an earlier version does not know it."""
    desk = Bench()
    async with await Store.open(tmp_path) as store, desk.program(store) as program:
        rest = (LeftOutRow(line=9, cells=("Lane Ada", "ada", "A-7"), reason="No e-mail."),)
        plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(1))
        await program.jobs.start(replace(plan, left_out=rest, header=header, mapping=mapping))
        await job_over(program, plan.id)
        await program.mappings.remember(NAMED, LAST)
        now = await program.imports.read(await program.jobs.remaining(plan.id))
    async with await Store.open(tmp_path) as store, desk.program(store) as program:
        later = await program.imports.read(await program.jobs.remaining(plan.id))
    assert (later.mapping, later.recalled) == (now.mapping, now.recalled)
    if mapping is not None:
        assert (later.mapping, later.recalled) == (MAPPING, ITS_IMPORT)
    elif header is NAMED:
        assert (later.mapping, later.recalled) == (LAST, LAST_TIME)
    else:
        assert (later.mapping.constants, later.recalled) == ((), "")


def break_removals(database: Path) -> None:
    """From now on the journal refuses jobs that remove people, as a disk does that is full there."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON job WHEN NEW.kind = 'remove' "
            "BEGIN SELECT RAISE(ABORT, 'no more removals'); END"
        )


async def test_several_plans_begin_all_of_them_or_none(tmp_path: Path) -> None:
    desk = Bench()
    plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(3))
    async with await Store.open(tmp_path) as store, desk.program(store) as program:
        removal = await removal_of(desk, program)
    break_removals(tmp_path / "state.sqlite3")
    before = desk.addresses()
    async with await Store.open(tmp_path) as store, desk.program(store) as program:
        for _press in range(2):
            with pytest.raises(StoreError):
                await program.jobs.start_all([plan, removal])
            assert program.jobs.jobs == ()
        assert await store.journal.jobs() == []
        assert desk.addresses() == before
        # Another plan of the same list, with nobody to remove: that is sent once.
        await program.jobs.start_all([replace(plan, id="another")])
        await job_over(program, "another")
        assert [job.id for job in program.jobs.jobs] == ["another"]
        assert len(desk.addresses()) == len(before) + 3


async def test_several_plans_are_jobs_in_their_order_and_only_once() -> None:
    desk = Bench()
    async with desk.program() as program:
        program.jobs.person = "Ada Lane"
        plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(3))
        removal = await removal_of(desk, program)
        assert await program.jobs.start_all([plan, removal]) == (plan.id, "removal")
        assert await program.jobs.start_all([plan, removal]) == (plan.id, "removal")
        assert [job.id for job in program.jobs.jobs] == [plan.id, "removal"]
        await job_over(program, "removal")
        assert [job.counts.done for job in program.jobs.jobs] == [3, 5]
        assert {job.started_by for job in program.jobs.jobs} == {"Ada Lane"}
