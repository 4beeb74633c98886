"""Edits in the real table, applied: the server holds exactly the new people, and nobody who was not replaced
is lost."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QPushButton

from tests.acceptance.servers import Wire
from tests.acceptance.stage import Stage, play, practising
from tests.helpers.qt import Gui
from webinar_console.domain.plan import JobKind
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.staging import StagedChange

NAMES, MAILS = 10, 10
Person = tuple[str, str, str]


async def _edit_twenty(stage: Stage) -> list[Registrant]:
    """Ten last names and ten e-mails in the first rows; the people as they were."""
    model = stage.account.registrants.model
    old = [model.record_at(row) for row in range(NAMES + MAILS)]
    for row in range(NAMES):
        await stage.type_cell(row, "last_name", f"Renamed{row}")
    for row in range(NAMES, NAMES + MAILS):
        await stage.type_cell(row, "email", _moved(row))
    await stage.says("20 changes not applied")
    return old


def _moved(row: int) -> str:
    return f"moved{row}@people.example"


async def _apply(stage: Stage) -> str:
    await stage.press("Apply changes")
    return await stage.accept()


def _wanted(old: list[Registrant]) -> list[Person]:
    people = []
    for row, person in enumerate(old):
        first, last, mail = person.first_name or "", person.last_name or "", person.email
        people.append(
            (first, f"Renamed{row}", mail) if row < NAMES else (first, last, f"moved{row}@people.example")
        )
    return people


def _person(record: dict[str, Any]) -> Person:
    return record["firstName"], record["lastName"], record["email"]


def _person_before(registrant: Registrant) -> Person:
    return registrant.first_name or "", registrant.last_name or "", registrant.email


def test_twenty_edited_people_are_replaced_by_exactly_the_new_ones(tmp_path: Path, wire: Wire) -> None:
    async def story(gui: Gui) -> None:
        async with practising(gui, tmp_path) as stage:
            session_id = await stage.choose_large()
            before = await wire.people(session_id)
            old = await _edit_twenty(stage)
            question = await _apply(stage)
            assert "20" in question
            assert "40 calls" in question, question
            job = await stage.job_over(JobKind.APPLY)
            assert (job.counts.done, job.counts.total) == (20, 20)
            after = await wire.people(session_id)
            gone = {person.id for person in old}
            kept = sorted(_person(r) for r in before if r["id"] not in gone)
            assert sorted(map(_person, after)) == sorted(kept + _wanted(old))
            assert not gone & {record["id"] for record in after}
            confirmed = await wire.emails(session_id, "confirmation")
            assert [confirmed.count(mail.casefold()) for _f, _l, mail in _wanted(old)] == [1] * 20
            await _table_is_the_servers(stage, after)
            summary = await wire.summary()
            assert summary["rateLimited"] == 0

    play(story)


async def _table_is_the_servers(stage: Stage, after: list[Any]) -> None:
    panel = stage.account.registrants
    await stage.until(lambda: len(panel.model.draft) == 0, "the edits to settle")
    assert stage.find("Apply changes", QPushButton) is None
    shown = sorted(_person_before(panel.model.record_at(row)) for row in range(panel.model.rowCount()))
    assert shown == sorted(map(_person, after))


def test_where_creating_fails_the_old_people_are_still_there(tmp_path: Path, wire: Wire) -> None:
    """Three renamed people are deleted before the refusal and put back; two with a new e-mail stay untouched.

    Calls that create, in order: 1 refused, 2 puts the first person back, 3 refused, 4 back, 5 refused,
    6 back, 7 to 13 the other names, 14 and 15 refused, the rest.
    """

    async def story(gui: Gui) -> None:
        async with practising(gui, tmp_path) as stage:
            session_id = await stage.choose_large()
            before = await wire.people(session_id)
            old = await _edit_twenty(stage)
            rule = {"effect": "status", "status": 400, "operation": "rcwRegCreateRegistrant"}
            await wire.script(rule | {"nth": [1, 3, 5, 14, 15]})
            await _apply(stage)
            job = await stage.job_over(JobKind.APPLY)
            assert (job.counts.done, job.counts.refused, job.counts.needs_attention) == (15, 5, 0)
            refused = [*range(3), NAMES, NAMES + 1]
            after = await wire.people(session_id)
            gone = {person.id for person in old}
            wanted = _wanted(old)
            for row in refused:
                wanted[row] = _person_before(old[row])
            kept = [_person(r) for r in before if r["id"] not in gone]
            assert sorted(map(_person, after)) == sorted(kept + wanted)
            untouched = {old[row].id for row in (NAMES, NAMES + 1)}
            assert untouched <= {record["id"] for record in after}
            await _table_tells_who(stage, [old[row].email for row in refused])

    play(story)


async def _table_tells_who(stage: Stage, addresses: list[str]) -> None:
    """The five stay in the table with their edits, and say why."""
    model = stage.account.registrants.model
    await stage.until(lambda: len(model.draft) == 5 and not model.draft.applying, "the edits to settle")
    await stage.says("5 changes not applied", "5 refused")
    told = {}
    for row in range(model.rowCount()):
        key = model.key_at(row)
        staged = model.draft.get(key)
        if isinstance(staged, StagedChange):
            words = [model.words_at(row, column) for column in range(model.columnCount())]
            told[staged.registrant.email] = " ".join(words)
    assert sorted(told) == sorted(addresses)
    assert all("Service is temporarily unavailable" in words for words in told.values()), told
