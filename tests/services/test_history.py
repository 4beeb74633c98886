"""The history of jobs: who, when, which file, each row's story; searchable; kept until it is cleared."""

import contextlib
import sqlite3
import stat
from pathlib import Path

import msgspec
import pytest

from tests.helpers.practice import Bench, import_plan, job_over, newcomers
from tests.jobs.desk import bench, until_told
from webinar_console.domain.job import JobResults, JobRules, JobState
from webinar_console.domain.plan import JobPlan, LeftOutRow
from webinar_console.services.workspace import Workspace
from webinar_console.store import Store


def plan_of(desk: Bench, folder: Path, job_id: str = "job-1", start: int = 0) -> JobPlan:
    plan = import_plan(
        desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(4, start), job_id=job_id
    )
    rows = tuple(
        msgspec.structs.replace(row, cells=(row.registrant.first_name, "Comer", row.email))
        for row in plan.rows
        if row.registrant is not None
    )
    return msgspec.structs.replace(
        plan,
        rows=rows,
        left_out=(LeftOutRow(line=9, cells=("", "Łukasz", ""), reason="No e-mail.", name="Łukasz Żak"),),
        header=("First", "Last", "E-mail"),
        source_name="guests.csv",
        source_path=str(folder / "guests.csv"),
        source_sha256="ab" * 32,
    )


async def results_of(program: Workspace, job_id: str = "job-1") -> tuple[str, ...]:
    await job_over(program, job_id)
    await until_told(program, lambda: program.jobs.job(job_id).results)
    results = program.jobs.job(job_id).results
    assert results is not None
    return results.paths


async def test_result_files_are_written_beside_the_source_once(tmp_path: Path) -> None:
    desk, store = bench(), await Store.open(None)
    async with desk.program(store) as program:
        await program.jobs.start(plan_of(desk, tmp_path))
        done, not_done = map(Path, await results_of(program))
        assert done.parent == tmp_path
        assert done.name.startswith("guests.done.")
        head, *rows = done.read_text(encoding="utf-8-sig").splitlines()
        assert head == "First,Last,E-mail,Line,Outcome,Reason,RegistrantId,JoinLink"
        assert len(rows) == 4
        assert "No e-mail." in not_done.read_text(encoding="utf-8-sig")
    async with desk.program(store) as program:
        assert await results_of(program) == (str(done), str(not_done))
    assert len(list(tmp_path.iterdir())) == 2, "one pair per job"
    await store.close()


async def test_the_chosen_folder_comes_first(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    desk = bench()
    async with desk.program() as program:
        await program.jobs.choose_rules(JobRules(results_folder=str(tmp_path / "results")))
        await program.jobs.start(plan_of(desk, tmp_path))
        paths = await results_of(program)
        assert {Path(path).parent for path in paths} == {tmp_path / "results"}


async def test_a_folder_that_takes_no_files_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    blocked = tmp_path / "blocked"
    blocked.write_text("not a folder")

    desk = bench()
    async with desk.program() as program:
        await program.jobs.start(plan_of(desk, blocked))
        paths = await results_of(program)
        assert {Path(path).parent for path in paths} == {tmp_path}
        results = program.jobs.job("job-1").results
        assert results is not None
        assert results.words == (
            f"The folder {blocked} takes no files, so the result files are in {tmp_path}."
        )
        assert all(stat.S_IMODE(Path(path).stat().st_mode) & 0o077 == 0 for path in paths)


async def test_a_folder_that_is_gone_stays_gone_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    gone = tmp_path / "a drive" / "lists"
    desk = bench()
    async with desk.program() as program:
        await program.jobs.start(plan_of(desk, gone))
        paths = await results_of(program)
        assert {Path(path).parent for path in paths} == {tmp_path}
        results = program.jobs.job("job-1").results
        assert results is not None
        assert results.words == (
            f"The folder {gone} is not there any more, so the result files are in {tmp_path}."
        )
    assert not gone.parent.exists()


async def test_a_job_that_ended_with_the_program_writes_at_the_next_start(tmp_path: Path) -> None:
    desk, store = bench(), await Store.open(None)
    async with desk.program(store) as program:
        program.jobs._is_open = False  # the program is going away
        await program.jobs.start(plan_of(desk, tmp_path))
        await job_over(program, "job-1")
    assert list(tmp_path.iterdir()) == []
    async with desk.program(store) as program:
        assert len(await results_of(program)) == 2
    await store.close()


async def test_jobs_of_before_write_nothing_after_an_update(tmp_path: Path) -> None:
    """Result files were saved by hand then: a start must not scatter new ones over old folders."""
    desk, lists = bench(), tmp_path / "lists"
    lists.mkdir()
    async with await Store.open(tmp_path / "store") as store, desk.program(store) as program:
        program.jobs._is_open = False  # the program is going away
        await program.jobs.start(plan_of(desk, lists))
        await job_over(program, "job-1")
        await program.jobs.start(plan_of(desk, lists, "job-2", 100))
        await program.jobs.pause("job-2")
    with contextlib.closing(sqlite3.connect(tmp_path / "store" / "state.sqlite3")) as connection:
        for column in ("started_by", "undoes", "place", "results", "settings", "as_of", "mapping"):
            connection.execute(f"ALTER TABLE job DROP COLUMN {column}")
        for table in ("import_draft", "import_source"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("PRAGMA user_version=1")
    async with await Store.open(tmp_path / "store") as store, desk.program(store) as program:
        assert program.jobs.job("job-1").results == JobResults()
        assert not program.jobs._writing
        # What ends from now on writes its own.
        await program.jobs.resume("job-2")
        written = await results_of(program, "job-2")
    assert len(written) == 2
    assert sorted(map(str, lists.iterdir())) == sorted(written)


async def test_a_not_done_file_leads_to_one_more_pair_only(tmp_path: Path) -> None:
    desk = bench()
    async with desk.program() as program:
        await program.jobs.start(plan_of(desk, tmp_path))
        await results_of(program)
        (tmp_path / "copies").mkdir()
        assert len(await program.jobs.save_results("job-1", tmp_path / "copies")) == 2
        assert len(list(tmp_path.glob("*.csv"))) == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("GUESTS.csv", {"job-1", "job-2"}),
        ("abab", {"job-1", "job-2"}),
        ("new103@", {"job-2"}),
        ("new3 comer", {"job-1"}),
        ("łukasz ŻAK", {"job-1", "job-2"}),
        ("Ann Onym", {"job-1", "job-2"}),
        ("100%", set()),
        ("firstName", set()),
        (" ", set()),
    ],
)
async def test_jobs_are_found_by_file_person_and_who_started_them(
    tmp_path: Path, text: str, found: set[str]
) -> None:
    desk = bench()
    async with desk.program() as program:
        program.jobs.person = "Ann Onym"
        for job_id, start in (("job-1", 0), ("job-2", 100)):
            await program.jobs.start(plan_of(desk, tmp_path, job_id, start))
            await results_of(program, job_id)
        assert program.jobs.job("job-1").started_by == "Ann Onym"
        assert await program.jobs.find(text) == found


async def test_each_row_has_its_story(tmp_path: Path) -> None:
    desk = bench()
    async with desk.program() as program:
        await program.jobs.start(plan_of(desk, tmp_path))
        await results_of(program)
        assert [event.what for event in await program.jobs.story("job-1", 2)] == ["sending", "create"]
        whole = [event.what for event in await program.jobs.story("job-1")]
        assert whole[0] == "planned"
        assert whole[-2:] == ["finished", "result files"]


async def test_the_history_is_kept_until_it_is_cleared(tmp_path: Path) -> None:
    desk, store = bench(limit=10), await Store.open(None)
    async with desk.program(store) as program:
        await program.jobs.start(plan_of(desk, tmp_path))
        await results_of(program)
        told: list[tuple[str, ...]] = []
        program.jobs.forgotten.connect(told.append)
        await program.jobs.start(plan_of(desk, tmp_path, "job-2", 100))
        await program.jobs.pause("job-2")
        assert await program.jobs.forget(["job-1", "job-2"]) == ("job-1",)
        assert told == [("job-1",)]
        assert [job.id for job in program.jobs.jobs] == ["job-2"]
        assert await program.jobs.story("job-1") == []
    async with desk.program(store) as program:
        assert [(job.id, job.state) for job in program.jobs.jobs] == [("job-2", JobState.PAUSED)]
        assert await program.jobs.find("new1@") == frozenset()
    await store.close()
