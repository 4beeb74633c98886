"""The whole job on the real program: open the large session, drop a file, count at the server."""

import csv
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QPushButton

from tests.acceptance.servers import Wire
from tests.acceptance.stage import Stage, play, practising
from tests.helpers.people_files import BAD_ROWS, write_people_csv
from tests.helpers.qt import Gui, turns
from webinar_console.domain.job import JobProgress

PANELISTS, CO_HOSTS, GOOD = 3, 1, 288
REGISTERED = 5000


@pytest.mark.slow
def test_a_dropped_file_invites_288_and_tells_why_12_are_left_out(tmp_path: Path, wire: Wire) -> None:
    rows = write_people_csv(tmp_path / "guests.csv", GOOD, panelists=PANELISTS, co_hosts=CO_HOSTS)

    async def story(gui: Gui) -> None:
        async with practising(gui, tmp_path / "data") as stage:
            session_id = await stage.choose_large()
            assert stage.account.registrants.model.total == REGISTERED
            await stage.says("5,000 registrants")
            before = await wire.summary()
            await _drop_and_start(stage, tmp_path / "guests.csv")
            job = await stage.job_over()
            _counts_are_right(job)
            await _is_told_in_the_window(stage, job, rows)
            await _is_told_in_files(stage, tmp_path / "results", rows)
            await _is_so_at_the_server(wire, session_id, before, rows)
            model = stage.account.registrants.model
            assert model.total == REGISTERED + GOOD - PANELISTS - CO_HOSTS

    play(story)


async def _drop_and_start(stage: Stage, path: Path) -> None:
    await stage.drop(path)
    await stage.says(
        "284 people will be registered, 4 invited to the panel (3 panelists and 1 co-host), 12 not sent",
        "285 calls",
        "284 confirmations and 4 panel invitations",
    )
    start = stage.named("Start import", QPushButton)
    await stage.until(start.isEnabled, "the forecast")
    assert start.text() == "Invite 288 people", start.text()
    await stage.press("Start import")


def _counts_are_right(job: JobProgress) -> None:
    counts = job.counts
    assert (counts.total, counts.done, counts.left_out) == (GOOD, GOOD, len(BAD_ROWS))
    assert counts.ended == GOOD


def _bad_lines(rows: list[tuple[str, ...]]) -> dict[int, str]:
    """Line number in the file to kind, for the rows that cannot be sent. The header is line 1."""
    kinds = {bad.row: bad.name for bad in BAD_ROWS}
    return {line: kinds[row] for line, row in enumerate(rows, 2) if row in kinds}


async def _is_told_in_the_window(stage: Stage, job: JobProgress, rows: list[tuple[str, ...]]) -> None:
    await stage.says("Invited 288 of 300 people")
    await stage.says("12 left out")
    await stage.press("Show all people")
    panel = stage.account.jobs
    await stage.until(lambda: panel.rows.model.rowCount() == GOOD + len(BAD_ROWS), "the rows of the job")
    model = stage.named("Rows of the job", QAbstractItemView).model()
    told = [[str(model.index(r, c).data() or "") for c in range(6)] for r in range(model.rowCount())]
    left_out = {int(line): reason for line, outcome, _n, _e, _w, reason in told if outcome == "Left out"}
    assert left_out.keys() == _bad_lines(rows).keys()
    assert all(left_out.values()), "each row that is left out says why"
    done = {int(line) for line, outcome, *_rest in told if outcome == "Done"}
    assert done == set(range(2, len(rows) + 2)) - left_out.keys()
    assert job.source_name == "guests.csv"


async def _is_told_in_files(stage: Stage, folder: Path, rows: list[tuple[str, ...]]) -> None:
    folder.mkdir()
    await stage.press("Save result files…")
    dialog = await stage.until(
        lambda: next((d for d in stage.tops() if isinstance(d, QFileDialog)), None), "the folder dialog"
    )
    dialog.setDirectory(str(folder))
    await turns(2)
    dialog.accept()
    await stage.says("Saved guests.done")
    done, not_done = (_table(next(folder.glob(f"guests.{kind}.*.csv"))) for kind in ("done", "not-done"))
    assert {int(row["Line"]) for row in not_done} == _bad_lines(rows).keys()
    assert all(row["Reason"] for row in not_done)
    assert len(done) == GOOD
    by_line = {int(row["Line"]): row for row in done}
    for line, row in enumerate(rows, 2):
        if line in by_line:
            assert by_line[line]["E-mail"] == row[2]
    registered = [row for row in done if not row["Role"]]
    assert len({row["RegistrantId"] for row in registered}) == len(registered)


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


async def _is_so_at_the_server(
    wire: Wire, session_id: str, before: dict[str, Any], rows: list[tuple[str, ...]]
) -> None:
    after = await wire.summary()
    was, now = ({s["id"]: s for s in counts["sessions"]}[session_id] for counts in (before, after))
    new = now["registrants"] - was["registrants"]
    invited = now["invitees"] - was["invitees"]
    assert (new, invited) == (GOOD - PANELISTS - CO_HOSTS, PANELISTS + CO_HOSTS)
    assert after["registrants"] - before["registrants"] == new
    bad = _bad_lines(rows)
    wanted = sorted(row[2].casefold() for line, row in enumerate(rows, 2) if line not in bad)
    confirmed = await wire.emails(session_id, "confirmation")
    invitations = await wire.emails(session_id, "invitation")
    theirs = sorted(mail for mail in confirmed + invitations if mail in set(wanted))
    assert theirs == wanted, "each person got one e-mail"
    mails = {kind: count - before["emails"].get(kind, 0) for kind, count in after["emails"].items()}
    # The host's daily digest is the one e-mail that goes to none of these people.
    assert mails.pop("digest", 0) <= 1
    assert sum(mails.values()) == GOOD, mails
    here = [person["email"].casefold() for person in await wire.people(session_id)]
    assert len(set(here)) == len(here)
    assert after["rateLimited"] == 0
    assert after["inPenalty"] == 0
