"""Nobody is removed before a file with them is written, and whoever was removed can be registered again."""

import asyncio
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.helpers.practice import Bench, job_over
from webinar_console.domain.email import email_key
from webinar_console.domain.errors import FileProblem, StoreError
from webinar_console.domain.people_source import FileSource
from webinar_console.domain.plan import Action, JobKind, JobPlan, PlannedRow
from webinar_console.domain.preferences import CLOSED, OPEN
from webinar_console.domain.registrant import Answer, NewRegistrant, Registrant, registration_of
from webinar_console.domain.staging import StagedRemoval
from webinar_console.services.applying import CLOSED_NOW
from webinar_console.services.backups import NOT_WRITTEN, Backups
from webinar_console.services.import_plan import registration_for
from webinar_console.services.restoring import LEFT_SINCE, THERE
from webinar_console.services.workspace import Workspace
from webinar_console.store import Store
from webinar_console.ui.jobs.undo_words import can_be_undone

DELETE, CREATE = "rcwRegDeleteRegistrant", "rcwRegCreateRegistrant"


async def absent_people(bench: Bench, program: Workspace, count: int = 5) -> list[Registrant]:
    people = [person async for page in program.registrants.fetch(bench.session_id) for person in page]
    return [person for person in people if not person.attended][:count]


async def removal(bench: Bench, program: Workspace, people: list[Registrant]) -> JobPlan:
    """What Apply plans for these people."""
    await program.catalogue.refresh()
    session = next(s for s in program.catalogue.sessions if s.id == bench.session_id)
    preferences = await program.preferences.load(session.id)
    staged = [StagedRemoval(registrant=person) for person in people]
    return (await program.registrants.plan_apply(session, staged, preferences)).job


def backup_of(program: Workspace, job_id: str) -> Path:
    results = program.jobs.job(job_id).results
    assert results is not None
    (path,) = results.paths
    return Path(path)


def in_a_list(person: NewRegistrant) -> NewRegistrant:
    """Without the two fields that an import has no place for; the order of the answers is that of columns."""
    answers = sorted(person.questionnaire or (), key=lambda answer: answer.question_id)
    return msgspec.structs.replace(person, visitor_id=None, ip_address=None, questionnaire=answers or None)


async def test_a_backup_is_written_for_its_owner_and_imported_as_it_was(tmp_path: Path) -> None:
    bench, store = Bench(), await Store.open(tmp_path / "account")
    async with bench.program(store) as program:
        people = await absent_people(bench, program)
        plan = await removal(bench, program, people)
        await program.jobs.start(plan)
        await job_over(program, plan.id)
        path = backup_of(program, plan.id)
        assert path.parent == tmp_path / "account" / "backups"
        if sys.platform != "win32":
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        session = next(s for s in program.catalogue.sessions if s.id == bench.session_id)
        draft = await program.imports.read(FileSource(path))
        checked = await program.imports.check(draft, session)
        back = {email_key(person.email): in_a_list(registration_for(person)) for person in checked.people}
        assert back == {email_key(person.email): in_a_list(registration_of(person)) for person in people}
        assert any(person.questionnaire for person in people)
    await store.close()


async def test_without_a_backup_nobody_is_removed(tmp_path: Path) -> None:
    bench, store = Bench(), await Store.open(tmp_path / "account")
    async with bench.program(store) as program:
        plan = await removal(bench, program, await absent_people(bench, program))
        (tmp_path / "a file").write_text("in the way")
        await program.jobs.backups.choose(tmp_path / "a file" / "below")
        before = len(bench.people())
        with pytest.raises(FileProblem) as raised:
            await program.jobs.start(plan)
        assert raised.value.sentence.startswith(NOT_WRITTEN)
        assert not program.jobs.jobs
        assert not bench.world.requests(DELETE)
        assert len(bench.people()) == before
        # Where there is a place, it goes.
        await program.jobs.backups.choose(tmp_path / "elsewhere")
        await program.jobs.start(plan)
        await job_over(program, plan.id)
        assert backup_of(program, plan.id).parent == tmp_path / "elsewhere"
        assert len(bench.people()) == before - len(plan.rows)
    await store.close()


async def test_the_chosen_folder_is_kept_and_no_file_is_written_over(tmp_path: Path) -> None:
    store = await Store.open(None)
    bench = Bench()
    async with bench.program(store) as program:
        backups = Backups(None, store.settings, program.now)
        person = Registrant(id="1", first_name="=Ada", last_name="Hopper", email="ada@x.example")
        plan = JobPlan(
            id="j",
            kind=JobKind.APPLY,
            title="Apply",
            webinar_id="w",
            session_id="s",
            session_title='Spring: "launch" / 日本 ' + "x" * 100,
            rows=(PlannedRow(seq=0, action=Action.REMOVE, old=person),),
        )
        assert await backups.write(plan) is None
        await backups.choose(tmp_path)
        first, second = await backups.write(plan), await backups.write(plan)
        assert first is not None
        assert second is not None
        assert first != second
        assert first.read_bytes() == second.read_bytes()
        assert '"' not in first.name
        assert await Backups(None, store.settings, program.now).folder() == tmp_path
        only_new = msgspec.structs.replace(plan, rows=())
        assert await backups.write(only_new) is None
        assert len(list(tmp_path.iterdir())) == 2
    await store.close()


@pytest.mark.parametrize("title", ["Weekly demo", "\N{GRINNING FACE}" * 60])
async def test_two_removals_of_the_same_minute_have_a_file_each(tmp_path: Path, title: str) -> None:
    store = await Store.open(None)

    def of(who: str) -> JobPlan:
        person = Registrant(id=who, first_name=who, last_name="Hopper", email=f"{who}@x.example")
        return JobPlan(
            id=who,
            kind=JobKind.APPLY,
            title="Apply",
            webinar_id="w",
            session_id="s",
            session_title=title,
            rows=(PlannedRow(seq=0, action=Action.REMOVE, old=person),),
        )

    backups = Backups(tmp_path / "backups", store.settings, lambda: datetime(2026, 5, 4, tzinfo=UTC))
    names = ("ada", "grace", "mary")
    paths = await asyncio.gather(*(backups.write(of(who)) for who in names))
    for who, path in zip(names, paths, strict=True):
        assert path is not None
        told = path.read_text("utf-8-sig")
        assert [f"{one}@x.example" in told for one in names] == [one == who for one in names]
    assert sorted((tmp_path / "backups").iterdir()) == sorted(path for path in paths if path)
    await store.close()


async def removed(bench: Bench, program: Workspace, people: list[Registrant]) -> str:
    plan = await removal(bench, program, people)
    await program.jobs.start(plan)
    await job_over(program, plan.id)
    assert len(bench.world.requests(DELETE)) == len(people)
    return plan.id


def kept(person: dict[str, Any]) -> dict[str, Any]:
    """What registering again gives back."""
    lost = ("id", "creationTime", "lastModifiedTime", "registrationTime", "joinUri", "cancellationUri")
    return {name: value for name, value in person.items() if name not in lost}


async def test_the_job_has_its_backup_from_its_first_moment(tmp_path: Path) -> None:
    # A later note of it could be lost, and the job would never be offered to be taken back.
    bench, folder = Bench(), tmp_path / "account"
    store = await Store.open(folder)
    async with bench.program(store) as program:
        plan = await removal(bench, program, await absent_people(bench, program, 3))

        async def lost(*_: object) -> None:
            raise StoreError("The disk is full.")

        store.journal.save_results = lost  # type: ignore[method-assign]
        await program.jobs.start(plan)
        assert backup_of(program, plan.id).exists()
        await job_over(program, plan.id)
        assert program.jobs.job(plan.id).counts.removed == 3
    await store.close()
    store = await Store.open(folder)
    async with bench.program(store) as program:
        job = program.jobs.job(plan.id)
        assert backup_of(program, plan.id).exists()
        assert can_be_undone(job)
        assert job.counts.removed == job.counts.done == 3
    await store.close()


async def test_people_are_registered_again_as_they_were() -> None:
    bench = Bench()
    async with bench.program() as program:
        answers = [Answer(question_id="17", answer_text="Yes"), Answer(question_id="18", answer_ids=["a"])]
        people = await absent_people(bench, program, 6)
        odd = registration_of(people[0])
        made = await program.client.registrants.create(
            bench.session_id,
            msgspec.structs.replace(
                odd,
                email="odd@x.example",
                external_id="lid=1&oid=%3D",
                source="fair",
                visitor_id="v1",
                questionnaire=answers,
            ),
        )
        people = [p for p in await absent_people(bench, program, 100) if p.id == made.id] + people[1:]
        before = {p["email"]: p for p in bench.people()}
        job_id = await removed(bench, program, people)
        mails = len(bench.mails("confirmation"))
        plan = await program.plan_restore(job_id)
        assert plan.job.kind is JobKind.RESTORE
        assert plan.job.undoes == job_id
        assert plan.forecast.calls == plan.forecast.emails.confirmations == len(people)
        sent = len(bench.world.requests())
        await program.jobs.start(plan.job)
        await job_over(program, plan.job.id)
        assert len(bench.world.requests()) - sent == plan.forecast.calls
        assert len(bench.mails("confirmation")) - mails == len(people)
        after = {p["email"]: p for p in bench.people()}
        assert set(after) == set(before)
        for person in people:
            was, now = before[person.email], after[person.email]
            assert kept(now) == kept(was)
            assert now["id"] != was["id"]
            assert now["joinUri"] != was["joinUri"]
        assert [
            p.questionnaire for p in await absent_people(bench, program, 100) if p.email == made.email
        ] == [answers]


async def test_who_is_back_already_or_has_no_seat_is_left_alone() -> None:
    bench = Bench()
    async with bench.program() as program:
        people = await absent_people(bench, program, 4)
        job_id = await removed(bench, program, people)
        await program.client.registrants.create(bench.session_id, registration_of(people[0]))
        seen = await program.preferences.load(bench.session_id)
        limit = len(bench.people()) + 2
        await program.preferences.save(bench.session_id, seen, {"auto_close_limit": limit})
        plan = await program.plan_restore(job_id)
        assert [row.email for row in plan.job.rows] == [people[1].email, people[2].email]
        back, unseated = plan.job.left_out
        assert (back.email, back.reason) == (people[0].email, THERE)
        assert unseated.email == people[3].email
        assert f"{limit}" in unseated.reason
        seen = await program.preferences.load(bench.session_id)
        await program.preferences.save(bench.session_id, seen, {"registration_status": CLOSED})
        plan = await program.plan_restore(job_id)
        assert plan.job.rows == ()
        assert {row.reason for row in plan.job.left_out} == {THERE, CLOSED_NOW}
        assert plan.forecast.calls == 0
        seen = await program.preferences.load(bench.session_id)
        opened = {"registration_status": OPEN, "auto_close_limit": 0}
        await program.preferences.save(bench.session_id, seen, opened)
        plan = await program.plan_restore(job_id)
        await program.jobs.start(plan.job)
        await job_over(program, plan.job.id)
        assert {email_key(person.email) for person in people} <= set(bench.addresses())
        assert len(bench.world.requests(CREATE)) == 4


@pytest.mark.parametrize("forgotten", [False, True])
async def test_who_left_after_having_been_registered_again_stays_away(forgotten: bool) -> None:
    bench = Bench()
    async with bench.program() as program:
        people = await absent_people(bench, program, 4)
        job_id = await removed(bench, program, people)
        first = (await program.plan_restore(job_id)).job
        # One of them is not reached: so it is offered again.
        first = msgspec.structs.replace(first, rows=first.rows[:3])
        await program.jobs.start(first)
        await job_over(program, first.id)
        by_email = {email_key(person["email"]): person["id"] for person in bench.people()}
        bench.world.registration.remove(bench.session_id, by_email[email_key(people[0].email)])
        if forgotten:
            assert await program.jobs.forget([first.id]) == (first.id,)
            assert [e.what for e in await program.jobs.story(job_id, 0)][-1] == "registered again"
        plan = await program.plan_restore(job_id)
        assert [row.email for row in plan.job.rows] == [people[3].email]
        away, *there = plan.job.left_out
        assert (away.email, away.reason) == (people[0].email, LEFT_SINCE)
        assert {row.reason for row in there} == {THERE}
        # Who was found to be there by herself, and left, stays away as well.
        await program.jobs.start(plan.job)
        await job_over(program, plan.job.id)
        for person in people[1:]:
            by_email = {email_key(one["email"]): one["id"] for one in bench.people()}
            bench.world.registration.remove(bench.session_id, by_email[email_key(person.email)])
        last = await program.plan_restore(job_id)
        assert (last.job.rows, {row.reason for row in last.job.left_out}) == ((), {LEFT_SINCE})


async def test_a_removal_that_was_cancelled_offers_only_whom_it_removed() -> None:
    bench = Bench()
    async with bench.program() as program:
        people = await absent_people(bench, program, 3)
        bench.world.registration.remove(bench.session_id, people[2].id)
        plan = await removal(bench, program, people)
        await program.jobs.start(plan)
        await job_over(program, plan.id)
        again = await program.plan_restore(plan.id)
        # Who had left before is nobody whom the job removed.
        assert [row.email for row in again.job.rows] == [person.email for person in people[:2]]
