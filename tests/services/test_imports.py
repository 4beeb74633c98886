"""Imports from a file to a job, on the real client, store and practice server."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.helpers.people_files import BAD_ROWS, GERMAN_HEADER, HEADER, write_people_csv
from tests.helpers.practice import Bench, job_over
from tests.jobs.desk import told_end
from webinar_console.domain.errors import FileProblem
from webinar_console.domain.forecast import Pace
from webinar_console.domain.job import JobRules
from webinar_console.domain.mapping import IGNORED, ColumnUse
from webinar_console.domain.moments import zone_of
from webinar_console.domain.people import RemarkCode, Target, Verdict
from webinar_console.domain.people_source import FileSource, ReadChoices, ReadProgress, TextSource
from webinar_console.domain.plan import Action
from webinar_console.domain.quiet import QuietHours
from webinar_console.domain.session import FINISHED, Session
from webinar_console.services.import_draft import NO_EMAIL_COLUMN, NO_NAME_COLUMN, ONLY_ADDRESSES
from webinar_console.services.import_plan import NOBODY_READY, SESSION_FINISHED
from webinar_console.services.imports import ImportDraft, Imports, PlanChoices, remap
from webinar_console.services.slices import in_slices
from webinar_console.services.workspace import Workspace

NOW = datetime(2026, 5, 9, 14, 20, tzinfo=UTC)
PACE = Pace(limit=10, window_s=60.0, reserve=2)


@pytest.fixture
async def bench() -> Bench:
    return Bench()


@pytest.fixture
async def workspace(bench: Bench) -> AsyncIterator[Workspace]:
    async with bench.program() as workspace:
        await workspace.catalogue.refresh()
        yield workspace


@pytest.fixture
def imports(workspace: Workspace) -> Imports:
    return workspace.imports


@pytest.fixture
def session(bench: Bench, workspace: Workspace) -> Session:
    """The large session of the practice account, with 50 people."""
    return next(s for s in workspace.catalogue.sessions if s.id == bench.session_id)


async def pasted(
    imports: Imports, *rows: str, header: str = "First name\tLast name\tE-mail\tRole"
) -> ImportDraft:
    return await imports.read(TextSource("\n".join([header, *rows])))


class TestReading:
    async def test_a_file_becomes_a_draft(self, imports: Imports, tmp_path: Path) -> None:
        path = tmp_path / "guests.csv"
        rows = write_people_csv(path, 2_488)
        seen: list[ReadProgress] = []
        draft = await imports.read(FileSource(path), seen.append)
        assert (draft.name, draft.size, draft.encoding, draft.delimiter) == (
            "guests.csv",
            path.stat().st_size,
            "utf-8",
            ",",
        )
        assert draft.rows == rows
        assert list(draft.lines) == list(range(2, 2_502))
        assert (draft.header, draft.header_line) == (HEADER, 1)
        assert draft.problem is None
        assert [progress.rows for progress in seen] == [1_000, 2_000, 2_500]
        assert seen[-1].bytes_read == seen[-1].bytes_total == draft.size

    async def test_german_excel_needs_no_click(self, imports: Imports, tmp_path: Path) -> None:
        path = tmp_path / "Gäste.csv"
        write_people_csv(
            path, 1_000, (), encoding="cp1252", delimiter=";", header=GERMAN_HEADER, western=True
        )
        draft = await imports.read(FileSource(path))
        assert draft.mapping.targets[:3] == (Target.FIRST_NAME, Target.LAST_NAME, Target.EMAIL)
        assert draft.problem is None

    async def test_choices(self, imports: Imports, tmp_path: Path) -> None:
        path = tmp_path / "guests.csv"
        path.write_bytes("Žižka;Jan;jan@x.com\n".encode("cp1250"))
        draft = await imports.read(FileSource(path), choices=ReadChoices("cp1250", ";", has_header=False))
        assert draft.rows == [("Žižka", "Jan", "jan@x.com")]
        assert draft.header_line is None

    async def test_a_file_problem_passes(self, imports: Imports, tmp_path: Path) -> None:
        with pytest.raises(FileProblem, match="not there"):
            await imports.read(FileSource(tmp_path / "gone.csv"))

    async def test_samples(self, imports: Imports) -> None:
        draft = await pasted(imports, "Ann\tA\ta@x.com\t", "Ann\tB\tb@x.com\t", "Cid\tC\tc@x.com\tPanelist")
        assert draft.samples(0) == ("Ann", "Cid")
        assert draft.samples(2, 2) == ("a@x.com", "b@x.com")
        assert draft.samples(3) == ("Panelist",)


class TestMapping:
    async def test_remap_moves_a_target(self, imports: Imports) -> None:
        draft = await pasted(imports, "Ann\tA\ta@x.com\t")
        moved = remap(draft, 3, ColumnUse(Target.EMAIL))
        assert moved.mapping.targets == (Target.FIRST_NAME, Target.LAST_NAME, Target.IGNORE, Target.EMAIL)
        assert draft.mapping.targets[2] is Target.EMAIL

    async def test_several_columns_may_be_ignored(self, imports: Imports) -> None:
        draft = await pasted(imports, "Ann\tA\ta@x.com\t")
        draft = remap(remap(draft, 3, IGNORED), 0, IGNORED)
        assert draft.mapping.targets == (Target.IGNORE, Target.LAST_NAME, Target.EMAIL, Target.IGNORE)

    async def test_problems_of_a_mapping(self, imports: Imports, session: Session) -> None:
        draft = await pasted(imports, "Ann A\tx", header="Name\tNote")
        assert draft.problem == NO_EMAIL_COLUMN
        with pytest.raises(ValueError):
            await imports.check(draft, session)
        assert remap(draft, 1, ColumnUse(Target.EMAIL)).problem is None
        assert (
            remap(remap(draft, 1, ColumnUse(Target.EMAIL)), 0, ColumnUse(Target.LAST_NAME)).problem
            == NO_NAME_COLUMN
        )
        # No choice of columns could help there.
        assert (await pasted(imports, "ann@firm.example", header="E-mail")).problem == ONLY_ADDRESSES


class TestChecking:
    async def test_compared_with_the_session(
        self, bench: Bench, imports: Imports, session: Session, workspace: Workspace
    ) -> None:
        there = bench.people()[0]["email"]
        panel = next(i for i in await workspace.invitees.list(session) if i.email)
        draft = await pasted(
            imports,
            f"Some\tBody\t{there.upper()}\t",
            f"Some\tBody\t{there}\tPanelist",
            f"Pan\tEl\t{panel.email}\t",
            "New\tPerson\tnew@newcomers.example\t",
        )
        checked = await imports.check(draft, session)
        assert [person.remarks[0].code if person.remarks else None for person in checked.people] == [
            RemarkCode.ALREADY_REGISTERED,
            RemarkCode.TWICE_IN_FILE,
            RemarkCode.ALREADY_INVITED,
            None,
        ]
        assert checked.known_ids == {person["id"] for person in bench.people()}
        assert checked.as_of is None

    async def test_every_row_once_by_verdict(
        self, imports: Imports, session: Session, tmp_path: Path
    ) -> None:
        write_people_csv(tmp_path / "guests.csv")
        draft = await imports.read(FileSource(tmp_path / "guests.csv"))
        done: list[int] = []
        checked = await imports.check(draft, session, done.append)
        assert (checked.count(Verdict.READY), checked.count(Verdict.MEND), checked.count(Verdict.SKIP)) == (
            288,
            11,
            1,
        )
        assert sorted(position for found in checked.of.values() for position in found) == list(range(300))
        assert all(checked.people[p].verdict is v for v, found in checked.of.items() for p in found)
        assert done[-1] == 300

    async def test_calls_are_not_wasted(
        self, bench: Bench, imports: Imports, session: Session, workspace: Workspace
    ) -> None:
        """One list of the people, one of the panel; correcting a column costs nothing."""
        draft = await pasted(imports, "Ann\tA\ta@x.com\t")
        before = workspace.budget().remaining
        await imports.check(draft, session)
        assert before - workspace.budget().remaining == 2
        again = await imports.check(remap(draft, 0, ColumnUse(Target.FULL_NAME)), session)
        assert before - workspace.budget().remaining == 2
        assert again.as_of is not None, "it says that the list was not read just now"
        assert workspace.now() - again.as_of < timedelta(minutes=1)
        await imports.check(draft, session, refresh=True)
        assert before - workspace.budget().remaining == 4


class TestPlanning:
    async def test_every_row_is_accounted_for(
        self, imports: Imports, session: Session, tmp_path: Path
    ) -> None:
        path = tmp_path / "guests.csv"
        rows = write_people_csv(path, 288, BAD_ROWS, panelists=3, co_hosts=1)
        draft = await imports.read(FileSource(path))
        plan = await imports.plan(await imports.check(draft, session), session, None, PACE, NOW)
        job = plan.job
        assert Counter(row.action for row in job.rows) == {Action.REGISTER: 284, Action.INVITE: 4}
        assert [row.seq for row in job.rows] == list(range(288))
        assert sorted(row.line or 0 for row in (*job.rows, *job.left_out)) == list(range(2, 302))
        assert sorted(row.cells or () for row in (*job.rows, *job.left_out)) == sorted(rows)
        assert all(left.reason for left in job.left_out)
        assert (job.title, job.source_name, job.source_path) == (
            "Invite 288 people from guests.csv",
            "guests.csv",
            str(path),
        )
        assert (job.header, job.source_sha256) == (HEADER, draft.sha256)
        assert plan.blocked is None
        forecast = plan.forecast
        assert (forecast.registers, forecast.invites, forecast.left_out, forecast.calls) == (284, 4, 12, 285)
        assert forecast.finishes_at == NOW + timedelta(seconds=forecast.seconds)

    async def test_what_is_sent(self, imports: Imports, session: Session) -> None:
        draft = await pasted(
            imports,
            " Zoë \tÖ\tmailto:zoe@x.com\t\tSpring\tlid=1&oid=4%4056",
            "Pan\tEl\tpan@x.com\tpanellist\t\t",
            header="First name\tLast name\tE-mail\tRole\tSource\tExternal id",
        )
        plan = await imports.plan(await imports.check(draft, session), session, None, PACE, NOW)
        first, second = plan.job.rows
        assert first.registrant is not None
        assert second.invitee is not None
        sent = first.registrant
        assert (sent.first_name, sent.last_name, sent.email) == ("Zoë", "Ö", "zoe@x.com")
        assert (sent.source, sent.external_id, sent.join_uri) == ("Spring", "lid=1&oid=4%4056", None)
        invited = second.invitee
        assert (invited.role, invited.email, invited.job_title) == ("Panelist", "pan@x.com", None)

    async def test_two_plans_are_two_jobs(self, imports: Imports, session: Session) -> None:
        checked = await imports.check(await pasted(imports, "Ann\tA\ta@x.com\t"), session)
        plans = [await imports.plan(checked, session, None, PACE, NOW) for _ in range(2)]
        assert plans[0].job.id != plans[1].job.id

    async def test_why_it_cannot_be_started(
        self, imports: Imports, session: Session, workspace: Workspace
    ) -> None:
        nobody = await imports.check(await pasted(imports, "Ann\tA\tnothing\t"), session)
        assert (await imports.plan(nobody, session, None, PACE, NOW)).blocked == NOBODY_READY
        past = next(s for s in workspace.catalogue.sessions if s.status == FINISHED)
        checked = await imports.check(await pasted(imports, "Ann\tA\ta@x.com\t"), past)
        assert (await imports.plan(checked, past, None, PACE, NOW)).blocked == SESSION_FINISHED
        with pytest.raises(ValueError):
            await imports.plan(checked, session, None, PACE, NOW)

    async def test_the_forecast_comes_true(
        self, bench: Bench, session: Session, workspace: Workspace, tmp_path: Path
    ) -> None:
        """People, e-mails and every row's outcome: counted on the server after the job has run."""
        path = tmp_path / "guests.csv"
        write_people_csv(path, 60, BAD_ROWS, panelists=3, co_hosts=2)
        with path.open("a", encoding="utf-8") as more:
            more.write(f"Al,Ready,{bench.people()[3]['email']},,,\n")
        people, mails = len(bench.people()), {k: len(bench.mails(k)) for k in ("confirmation", "invitation")}
        panel = len(await workspace.invitees.list(session))
        imports = workspace.imports
        checked = await imports.check(await imports.read(FileSource(path)), session)
        preferences = await workspace.preferences.load(session.id)
        plan = await imports.plan(checked, session, preferences, workspace.pace(), workspace.now())
        assert plan.forecast.left_out == 13
        await job_over(workspace, await workspace.jobs.start(plan.job))
        assert len(bench.people()) - people == plan.forecast.registers == 55
        assert len(await workspace.invitees.list(session)) - panel == plan.forecast.invites == 5
        assert len(bench.mails("confirmation")) - mails["confirmation"] == plan.forecast.emails.confirmations
        assert len(bench.mails("invitation")) - mails["invitation"] == plan.forecast.emails.invitations
        assert len(await workspace.jobs.rows(plan.job.id)) == 73

    @pytest.mark.parametrize("silent", [False, True], ids=["e-mails", "suppressed"])
    @pytest.mark.parametrize("panelists", [0, 1], ids=["nobody invited", "a panelist"])
    async def test_the_told_end_leaves_out_the_night_as_the_job_does(
        self, workspace: Workspace, session: Session, panelists: int, silent: bool
    ) -> None:
        """Quiet hours have just begun: what rests is told before the job and by the job alike."""
        now, zone = workspace.now(), zone_of(session.time_zone)
        begins, ends = ((now + timedelta(minutes=n)).astimezone(zone).time() for n in (-1, 120))
        quiet = QuietHours(begins.replace(second=0, microsecond=0), ends.replace(second=0, microsecond=0))
        await workspace.jobs.choose_rules(JobRules(quiet=quiet))
        rows = [f"Guest\tN\tguest{n}@night.example\t" for n in range(60)]
        rows += ["Pan\tEl\tpan@night.example\tpanelist"] * panelists
        checked = await workspace.imports.check(await pasted(workspace.imports, *rows), session)
        settings = {"suppress_emails": True} if silent else {}
        pace = workspace.pace()
        plan = await workspace.imports.plan(checked, session, None, pace, now, PlanChoices(settings), quiet)
        rests = plan.forecast.finishes_at - now > timedelta(minutes=60)
        assert rests is (not silent or panelists > 0), "an invitation is always sent, and first"
        assert (plan.forecast.night is not None) is rests
        job_id = await workspace.jobs.start(plan.job)
        assert abs(told_end(workspace, job_id) - plan.forecast.finishes_at) < timedelta(minutes=2)


class TestSlices:
    async def test_all_is_done_in_order_and_the_loop_goes_on(self) -> None:
        parts: list[tuple[int, int]] = []
        progress: list[int] = []
        turns = 0
        over = False

        async def others() -> None:
            nonlocal turns
            while not over:
                turns += 1
                await asyncio.sleep(0)

        other = asyncio.create_task(others())
        await in_slices(200_000, lambda start, end: parts.append((start, end)), progress.append)
        over = True
        await other
        assert [position for part in parts for position in range(*part)] == list(range(200_000))
        assert progress == sorted(set(progress))
        assert progress[-1] == 200_000
        assert turns >= len(progress)

    async def test_nothing_to_do(self) -> None:
        await in_slices(0, lambda _start, _end: pytest.fail("there was nothing to do"))
