"""Mappings that an account remembers, on the real store; and what a person can do with columns."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers.practice import Bench, job_over
from webinar_console.domain.external_id import decode_pairs
from webinar_console.domain.mapping import ColumnMapping, ColumnUse, Constant, NameOrder, SavedMapping
from webinar_console.domain.people import Target
from webinar_console.domain.people_source import TextSource
from webinar_console.services import mappings as module
from webinar_console.services.columns import Doubt, as_guessed, as_saved, name_preview, suggested_key
from webinar_console.services.import_draft import LAST_TIME
from webinar_console.services.imports import ImportDraft, Imports, remap
from webinar_console.services.mappings import Mappings
from webinar_console.services.workspace import Workspace
from webinar_console.store.store import Store

HEADER = ("Vorname", "Nachname", "E-Mail", "Code")
PEOPLE = "Vorname;Nachname;E-Mail;Code\nAnn;Lee;ann@x.com;A1\n"
WHO = (Target.FIRST_NAME, Target.LAST_NAME, Target.EMAIL)
LID = ColumnUse(Target.EXTERNAL_KEY, "lid")
BY_HAND = ColumnMapping.of(*WHO, LID).with_constants([Constant(Target.SOURCE, "spring")])


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "store")
    yield store
    await store.close()


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    async with Bench().program() as workspace:
        yield workspace


class TestMemory:
    async def test_the_last_mapping_of_a_header_comes_back(self, store: Store) -> None:
        await Mappings(store.settings).remember(HEADER, BY_HAND)
        again = Mappings(store.settings)
        assert again.known(HEADER) is None
        await again.load()
        known = again.known(("VORNAME", "Nach-Name", "e-mail", "code"))
        assert known is not None
        assert known.mapping == BY_HAND
        assert again.known(HEADER[:3]) is None

    async def test_the_newer_one_counts_and_the_oldest_go(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "RECENT", 2)
        mappings = Mappings(store.settings)
        guessed = ColumnMapping.of(*WHO, Target.IGNORE)
        for header in (HEADER, ("a", *HEADER[1:]), ("b", *HEADER[1:])):
            await mappings.remember(header, BY_HAND)
            await mappings.remember(header, guessed)
        assert mappings.known(HEADER) is None
        known = mappings.known(("b", *HEADER[1:]))
        assert known is not None
        assert known.mapping == guessed

    async def test_names(self, store: Store) -> None:
        mappings, told = Mappings(store.settings), list[int]()
        mappings.changed.connect(lambda: told.append(len(mappings.named)))
        for name in ("zoo", "Spring CRM ", "spring crm"):
            await mappings.save(SavedMapping(HEADER, BY_HAND, name))
        assert [saved.name for saved in mappings.named] == ["spring crm", "zoo"]
        known = mappings.known(HEADER)
        assert known is not None
        assert known.name == "spring crm"
        await mappings.forget("zoo")
        assert told == [1, 2, 2, 1]
        with pytest.raises(ValueError, match="name"):
            await mappings.save(SavedMapping(HEADER, BY_HAND, " "))
        again = Mappings(store.settings)
        await again.load()
        assert [saved.name for saved in again.named] == ["spring crm"]

    async def test_as_a_file(self, store: Store, tmp_path: Path) -> None:
        mappings, saved = Mappings(store.settings), SavedMapping(HEADER, BY_HAND, "Spring")
        await mappings.write_file(saved, tmp_path / "spring.json")
        assert await mappings.read_file(tmp_path / "spring.json") == saved

    @pytest.mark.parametrize("kept", [7, {"recent": [1]}, {"recent": [{"header": ["a"], "mapping": {}}]}])
    async def test_what_cannot_be_understood_counts_as_nothing(self, store: Store, kept: object) -> None:
        await store.settings.set("import.mappings", kept)
        mappings = Mappings(store.settings)
        await mappings.load()
        assert mappings.named == ()
        await mappings.remember(HEADER, BY_HAND)
        assert mappings.known(HEADER) is not None


class TestImports:
    async def test_a_file_is_read_as_last_time(self, workspace: Workspace) -> None:
        imports = workspace.imports
        draft = await imports.read(TextSource(PEOPLE))
        assert (draft.mapping.targets, draft.recalled) == ((*WHO, Target.IGNORE), "")
        draft = remap(draft, 3, LID)
        await imports.remember(draft)
        again = await imports.read(TextSource(PEOPLE.replace("Ann", "Bob")))
        assert (again.mapping, again.recalled) == (draft.mapping, LAST_TIME)
        assert as_guessed(again).mapping.targets == (*WHO, Target.IGNORE)
        other = await imports.read(TextSource(PEOPLE.replace("Code", "Key")))
        assert other.recalled == ""

    async def test_files_without_a_header_are_not_remembered(self, workspace: Workspace) -> None:
        imports = workspace.imports
        draft = await imports.read(TextSource("Ann;Lee;ann@x.com\nBob;Lee;bob@x.com\n"))
        assert draft.header_line is None
        await imports.remember(remap(draft, 0, ColumnUse(Target.IGNORE)))
        again = await imports.read(TextSource("Ann;Lee;ann@x.com\nBob;Lee;bob@x.com\n"))
        assert again.recalled == ""

    async def test_without_a_memory_all_is_guessed(self, workspace: Workspace) -> None:
        imports = Imports(workspace.registrants, workspace.invitees)
        draft = await imports.read(TextSource(PEOPLE))
        await imports.remember(draft)
        assert (await imports.read(TextSource(PEOPLE))).recalled == ""


class TestColumns:
    @pytest.fixture
    async def draft(self, workspace: Workspace) -> ImportDraft:
        names = "\n".join(f"{name};a{n}@x.com;1;2;3" for n, name in enumerate(NAMES))
        header = "Name;E-Mail;CRM id;external_id.oid;Frage: 17"
        return await workspace.imports.read(TextSource(f"{header}\n{names}\n"))

    async def test_saved_mappings_fit_by_name(self, draft: ImportDraft) -> None:
        fits = as_saved(draft, SavedMapping(("E-mail", "x"), ColumnMapping.of(WHO[2], WHO[0]), "Short"))
        assert fits is not None
        assert (fits.recalled, fits.mapping.targets.count(Target.IGNORE)) == ("Short", 4)
        assert as_saved(draft, SavedMapping(("x",), ColumnMapping.of(Target.EMAIL))) is None

    async def test_keys_are_suggested(self, draft: ImportDraft) -> None:
        assert suggested_key(draft, 2, Target.EXTERNAL_KEY) == "crm_id"
        assert suggested_key(draft, 3, Target.EXTERNAL_KEY) == "oid"
        assert suggested_key(draft, 4, Target.ANSWER) == "17"
        assert suggested_key(draft, 2, Target.ANSWER) == ""
        draft = remap(draft, 0, ColumnUse(Target.EXTERNAL_KEY, "crm_id"))
        assert suggested_key(draft, 2, Target.EXTERNAL_KEY) == "crm_id_2"
        draft = remap(draft, 0, ColumnUse(Target.CHOICES, "17"))
        assert suggested_key(draft, 4, Target.ANSWER) == ""

    async def test_names_are_shown_the_doubtful_ones_first(self, draft: ImportDraft) -> None:
        preview = name_preview(draft)
        assert [(name, split.doubt) for name, split in preview] == [
            ("王小明", Doubt.UNSPACED),
            ("Cher", Doubt.SINGLE),
            ("Ludwig van Beethoven", Doubt.RULE),
            ("Ann Lee", Doubt.NONE),
        ]
        assert name_preview(remap(draft, 0, ColumnUse(Target.IGNORE))) == ()

    async def test_a_header_tells_the_order_of_names(self, workspace: Workspace) -> None:
        draft = await workspace.imports.read(TextSource("Nachname und Vorname;E-Mail\nLee Ann;a@x.com\n"))
        assert draft.mapping.name_order is NameOrder.LAST_FIRST
        assert name_preview(draft)[0][1].first == "Ann"


NAMES = ("Ann Lee", "Bob Lee", "Ludwig van Beethoven", "Cher", "王小明", "Ann Lee")


async def test_keys_answers_and_constants_reach_the_server() -> None:
    bench = Bench()
    async with bench.program() as workspace:
        await workspace.catalogue.refresh()
        session = next(s for s in workspace.catalogue.sessions if s.id == bench.session_id)
        header = "Vorname;Nachname;E-Mail;external_id.lid;external_id.oid;Frage: 17;Auswahl [q-topics]"
        text = f"{header}\nZoë;Ō;zoe@x.com;00Q 1;4@56;Weil, und überhaupt;a1, a2\nAl;B;al@x.com;;;;\n"
        draft = await workspace.imports.read(TextSource(text))
        constants = [Constant(Target.SOURCE, "spring-mailing"), Constant(Target.EXTERNAL_KEY, "S&1", "batch")]
        draft = replace(draft, mapping=draft.mapping.with_constants(constants))
        checked = await workspace.imports.check(draft, session)
        plan = await workspace.imports.plan(checked, session, None, workspace.pace(), workspace.now())
        await workspace.jobs.start(plan.job)
        await job_over(workspace, plan.job.id)
        found = {person["email"]: person for person in bench.people()}
        zoe, al = found["zoe@x.com"], found["al@x.com"]
        assert zoe["externalId"] == "lid=00Q%201&oid=4%4056&batch=S%261"
        assert decode_pairs(zoe["externalId"]) == (("lid", "00Q 1"), ("oid", "4@56"), ("batch", "S&1"))
        assert zoe["questionnaire"] == [
            {"questionId": "17", "answerText": "Weil, und überhaupt"},
            {"questionId": "q-topics", "answerIds": ["a1", "a2"]},
        ]
        assert (zoe["source"], al["source"]) == ("spring-mailing", "spring-mailing")
        assert al["externalId"] == "batch=S%261"
        assert not al["questionnaire"]
