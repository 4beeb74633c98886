"""Mended in the sheet, sent, and the rest dropped in again: at the end the whole list is in the session."""

import csv
from pathlib import Path

from tests.acceptance.servers import Wire
from tests.acceptance.stage import Stage, play, practising
from tests.helpers.qt import Gui
from webinar_console.domain.people import Target, Verdict
from webinar_console.ui.importing.check_part import CheckPart
from webinar_console.ui.importing.checked_model import CheckedModel

HEADER = "Name;E-Mail;Rolle;Notiz"
GOOD = [f"Gast Nummer{n};gast{n}@mending.example;;n{n}" for n in range(12)]
BAD = [
    "Cher;cher@mending.example;;x",
    "Ann Lee;ann(at)mending.example;;x",
    "Bo Li;bo@mending,example;;x",
    "Ed Po;ed@mending.example;speakr;x",
    "Di Ot;di@mending.example;speakr;x",
    "=A2;flo@mending.example;;x",
    "Left Out;out@mending.example;;x",
]
#: Who shall be in the session at the end.
WANTED = {f"gast{n}@mending.example" for n in range(12)} | {
    f"{who}@mending.example" for who in ("cher", "ann", "bo", "ed", "di", "flo", "out")
}
FIRST, LAST = CheckedModel.column_of(Target.FIRST_NAME), CheckedModel.column_of(Target.LAST_NAME)
ROLE = CheckedModel.column_of(Target.ROLE)


def part(stage: Stage) -> CheckPart:
    return stage.account.sheet.page.check


async def needing(stage: Stage, rows: int) -> None:
    def is_so() -> bool:
        told = stage.account.sheet.flow.told
        return told is not None and told.checked.count(Verdict.MEND) == rows

    await stage.until(is_so, f"{rows} rows that need mending")


def place_of(stage: Stage, email: str) -> int:
    model = part(stage).model
    return next(place for place in range(model.rowCount()) if email in model.person(place).cells[1])


def type_into(stage: Stage, email: str, column: int, text: str) -> None:
    model = part(stage).model
    assert model.setData(model.index(place_of(stage, email), column), text)


async def not_done_file(stage: Stage, job_id: str) -> Path:
    """As soon as it is whole: its name is taken a moment before."""
    board = stage.account.workspace.jobs
    results = await stage.until(lambda: board.job(job_id).results, "the result files")
    (path,) = (Path(file) for file in results.paths if ".not-done." in file)
    return path


def test_the_not_done_file_completes_the_set(tmp_path: Path, wire: Wire) -> None:
    guests = tmp_path / "Gäste.csv"
    guests.write_text("\n".join([HEADER, *GOOD, *BAD]) + "\n", encoding="cp1252")

    async def story(gui: Gui) -> None:
        async with practising(gui, tmp_path / "data") as stage:
            session_id = await stage.choose_large()
            before = {person["email"].casefold() for person in await wire.people(session_id)}
            await stage.drop(guests)
            await needing(stage, 6)
            type_into(stage, "cher@", LAST, "Sarkisian")
            await needing(stage, 5)
            part(stage).mender.leave_out([place_of(stage, "out@")])
            part(stage).table.selectRow(place_of(stage, "ann("))
            await stage.press("Use ann@mending.example")
            await needing(stage, 4)
            # Mended half: what is left out keeps its mended cell.
            type_into(stage, "flo@", FIRST, "Flo")
            await needing(stage, 4)
            await stage.press("Start import")
            job = await stage.job_over()
            assert (job.counts.done, job.counts.left_out) == (14, 5)
            rest = await not_done_file(stage, job.id)
            assert rest.match("Gäste.not-done.*.csv")
            assert "Flo" in rest.read_text(encoding="utf-8-sig")
            assert not any("Sarkisian" in line for line in rest.read_text(encoding="utf-8-sig").splitlines())
            await stage.drop(rest)
            await needing(stage, 4)
            type_into(stage, "flo@", LAST, "Qi")
            await needing(stage, 3)
            part(stage).table.selectRow(place_of(stage, "bo@"))
            await stage.press("Use bo@mending.example")
            await needing(stage, 2)
            type_into(stage, "ed@", ROLE, "Attendee")
            await needing(stage, 1)
            part(stage).table.selectRow(place_of(stage, "ed@"))
            await stage.press("Change 1 other cell alike")
            await needing(stage, 0)
            await stage.press("Start import")
            await stage.until(lambda: len(stage.account.workspace.jobs.jobs) == 2, "the second import")
            job = await stage.job_over()
            assert (job.counts.done, job.counts.left_out) == (5, 0)
            after = {person["email"].casefold(): person for person in await wire.people(session_id)}
            assert set(after) - before == WANTED
            named = {email: after[email]["firstName"] + " " + after[email]["lastName"] for email in WANTED}
            assert named["cher@mending.example"] == "Cher Sarkisian"
            assert named["flo@mending.example"] == "Flo Qi"
            assert not list(tmp_path.glob("Gäste.not-done.*-2.csv"))

    play(story)


def test_closing_keeps_what_was_mended(tmp_path: Path, wire: Wire) -> None:
    guests = tmp_path / "guests.csv"
    guests.write_text("\n".join([HEADER, *GOOD, *BAD]) + "\n", encoding="utf-8")

    async def story(gui: Gui) -> None:
        async with practising(gui, tmp_path / "data") as stage:
            session_id = await stage.choose_large()
            await stage.drop(guests)
            await needing(stage, 6)
            type_into(stage, "cher@", LAST, "Sarkisian")
            stage.window.close()
        async with practising(gui, tmp_path / "data") as stage:
            await stage.choose(session_id)
            await stage.press("Import people")
            await needing(stage, 5)
            await stage.says("Your import of guests.csv from", "is back, with 1 correction.")
            assert wire.writes() == []

    play(story)


def test_no_formula_comes_back_in_the_not_done_file(tmp_path: Path, wire: Wire) -> None:
    """Guards of a spreadsheet's formulas are taken off on reading: the result file has them again."""
    rows = [
        ("'=cmd|' /C calc'!A0", "Kern", "kern@guards.example", "'+49 30 1234"),
        ("Ann", "''=A2", "ann(at)guards.example", "''-x"),
        ("Jan", "'t Hooft", "jan(at)guards.example", "'quoted'"),
        ("@SUM(A1)", "Lee", "lee@guards.example", "+49"),
    ]
    meant = [
        ("=cmd|' /C calc'!A0", "Kern", "kern@guards.example", "+49 30 1234"),
        ("Ann", "'=A2", "ann(at)guards.example", "'-x"),
        ("Jan", "'t Hooft", "jan(at)guards.example", "'quoted'"),
        ("@SUM(A1)", "Lee", "lee@guards.example", "+49"),
    ]
    good = ("Bo", "Li", "bo@guards.example", "")
    lines = [",".join(row) for row in (("First name", "Last name", "E-mail", "'=Note"), good, *rows)]
    guests = tmp_path / "guests.csv"
    guests.write_text("\n".join(lines) + "\n", encoding="utf-8")

    async def story(gui: Gui) -> None:
        async with practising(gui, tmp_path / "data") as stage:
            await stage.choose_large()
            shelf = stage.account.sheet.shelf
            await stage.drop(guests)
            await needing(stage, 4)
            kept = shelf.of(stage.account.shown)
            assert kept is not None
            assert (kept.draft.header[3], kept.draft.rows[1:]) == ("=Note", meant)
            await stage.press("Start import")
            job = await stage.job_over()
            assert (job.counts.done, job.counts.left_out) == (1, 4)
            rest = await not_done_file(stage, job.id)
            with rest.open(encoding="utf-8-sig", newline="") as text:
                written = list(csv.reader(text))
            assert not any(cell.startswith(("=", "+", "-", "@")) for row in written for cell in row)
            await stage.drop(rest)
            await needing(stage, 4)
            kept = shelf.of(stage.account.shown)
            assert kept is not None
            assert kept.draft.header[3] == "=Note"
            assert [tuple(row[:4]) for row in kept.draft.rows] == meant

    play(story)
