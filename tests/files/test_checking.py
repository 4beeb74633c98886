"""The check: every verdict with its reason, cleaning, names of any script, and each row exactly once."""

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.people_files import BAD_ROWS, BadRow, good_rows, people_rows
from webinar_console.domain.invitee import CO_HOST, PANELIST
from webinar_console.domain.mapping import ColumnMapping
from webinar_console.domain.people import (
    NOBODY,
    CheckedPerson,
    KnownPeople,
    RemarkCode,
    Target,
    Verdict,
)
from webinar_console.domain.plan import Action
from webinar_console.domain.registrant import Registrant
from webinar_console.files import email_check
from webinar_console.files.checking import Checker
from webinar_console.files.cleaning import bare_address, clean_text, needs_no_cleaning
from webinar_console.files.email_check import fault_of, is_address

MAPPING = ColumnMapping.of(
    Target.FIRST_NAME,
    Target.LAST_NAME,
    Target.EMAIL,
    Target.ROLE,
    Target.SOURCE,
    Target.EXTERNAL_ID,
)
KNOWN = KnownPeople(
    {email: Registrant(id=email, email=email) for email in ("there@x.com", "both@x.com")},
    {"panel@x.com": PANELIST, "both@x.com": CO_HOST},
)


def check(*cells: str, mapping: ColumnMapping = MAPPING, known: KnownPeople = NOBODY) -> CheckedPerson:
    row = (*cells, *[""] * (len(mapping.columns) - len(cells)))
    return Checker(mapping, known).check([7], [row])[0]


def codes(person: CheckedPerson) -> list[RemarkCode]:
    return [remark.code for remark in person.remarks]


class TestVerdicts:
    def test_ready(self) -> None:
        person = check("Anna", "Müller", "anna@x.com", "", "Spring", "lid=1")
        assert (person.verdict, person.remarks, person.action) == (Verdict.READY, (), Action.REGISTER)
        assert (person.line, person.name, person.source, person.external_id) == (
            7,
            "Anna Müller",
            "Spring",
            "lid=1",
        )

    @pytest.mark.parametrize("bad", BAD_ROWS, ids=lambda bad: bad.name)
    def test_bad_rows(self, bad: BadRow) -> None:
        checker = Checker(MAPPING, NOBODY)
        row = ("Anna", "First", "person1@example.com", "", "", "")
        first, person = checker.check([2, 3], [row, bad.row])
        assert first.verdict is Verdict.READY
        assert (person.verdict, codes(person)) == (bad.verdict, [bad.code])
        assert person.cells == bad.row
        assert person.reason.endswith((".", "?"))
        assert person.action is None

    def test_three_hundred_rows(self) -> None:
        checker = Checker(MAPPING, NOBODY)
        people = checker.check(range(2, 302), people_rows(288, BAD_ROWS))
        assert len(people) == 300
        assert sum(person.verdict is Verdict.READY for person in people) == 288

    def test_the_panel(self) -> None:
        person = check("Pat", "Panel", "pat@x.com", "panellist")
        assert (person.role, person.action, person.verdict) == (PANELIST, Action.INVITE, Verdict.READY)
        host = check("Co", "Host", "co@x.com", "cohost", "Spring")
        assert (host.role, host.verdict, codes(host)) == (CO_HOST, Verdict.REMARK, [RemarkCode.NOT_SENT])

    def test_job_title_is_limited_for_the_panel_only(self) -> None:
        mapping = ColumnMapping.of(
            Target.FIRST_NAME, Target.LAST_NAME, Target.EMAIL, Target.ROLE, Target.JOB_TITLE
        )
        assert check("A", "B", "a@x.com", "", "T" * 65, mapping=mapping).verdict is Verdict.READY
        person = check("A", "B", "a@x.com", "Panelist", "T" * 65, mapping=mapping)
        assert codes(person) == [RemarkCode.TOO_LONG]

    def test_own_pages(self) -> None:
        mapping = ColumnMapping.of(Target.FIRST_NAME, Target.LAST_NAME, Target.EMAIL, Target.JOIN_URI)
        assert check("A", "B", "a@x.com", "https://x.com", mapping=mapping).verdict is Verdict.READY
        assert codes(check("A", "B", "a@x.com", "x.y", mapping=mapping)) == [RemarkCode.TOO_SHORT]
        assert codes(check("A", "B", "a@x.com", "x" * 257, mapping=mapping)) == [RemarkCode.TOO_LONG]

    def test_surplus_cells_are_remarked(self) -> None:
        person = check("A", "B", "a@x.com", "", "", "", "surplus")
        assert (person.verdict, codes(person)) == (Verdict.REMARK, [RemarkCode.EXTRA_CELLS])
        assert check("A", "B", "a@x.com", "", "", "", "", " ").verdict is Verdict.READY

    def test_several_faults_are_all_told(self) -> None:
        assert codes(check("", "", "nothing", "Astronaut")) == [
            RemarkCode.ROLE_UNKNOWN,
            RemarkCode.MISSING,
            RemarkCode.BAD_EMAIL,
        ]

    def test_names_that_fill_the_limit(self) -> None:
        assert check("李" * 64, "L" * 64, "a@x.com").verdict is Verdict.READY


class TestOthers:
    def test_first_line_wins_in_any_letter_case(self) -> None:
        checker = Checker(MAPPING, NOBODY)
        rows = [("Ann", "A", mail, "", "", "") for mail in ("ann@x.com", "ANN@X.COM", " Ann@x.com")]
        people = checker.check([5, 6, 7], rows)
        assert [person.verdict for person in people] == [Verdict.READY, Verdict.SKIP, Verdict.SKIP]
        assert people[1].reason == "The same person as on line 5."
        assert people[2].remarks[0].code is RemarkCode.TWICE_IN_FILE

    def test_a_row_that_needs_mending_claims_nobody(self) -> None:
        checker = Checker(MAPPING, NOBODY)
        rows = [("Ann", last, "ann@x.com", "", "", "") for last in ("", "A")]
        assert [p.verdict for p in checker.check([2, 3], rows)] == [Verdict.MEND, Verdict.READY]

    @pytest.mark.parametrize(
        ("email", "role", "verdict", "code"),
        [
            ("THERE@x.com", "", Verdict.SKIP, RemarkCode.ALREADY_REGISTERED),
            ("there@x.com", "Panelist", Verdict.REMARK, RemarkCode.ALSO_REGISTERED),
            ("panel@x.com", "Panelist", Verdict.SKIP, RemarkCode.ALREADY_INVITED),
            ("Panel@X.com", "", Verdict.SKIP, RemarkCode.ALREADY_INVITED),
            ("both@x.com", "", Verdict.SKIP, RemarkCode.ALREADY_INVITED),
            ("there@x.com", "Host", Verdict.MEND, RemarkCode.ROLE_NOT_ALLOWED),
        ],
    )
    def test_who_is_there_already(self, email: str, role: str, verdict: Verdict, code: RemarkCode) -> None:
        person = check("A", "B", email, role, known=KNOWN)
        assert (person.verdict, codes(person)) == (verdict, [code])

    def test_who_is_there_needs_no_mending(self) -> None:
        assert check("Cher", "", "there@x.com", known=KNOWN).verdict is Verdict.SKIP


class TestCleaning:
    @pytest.mark.parametrize(
        ("dirty", "clean"),
        [
            (" anna@x.com ", "anna@x.com"),
            ("\u200banna@x.com\ufeff", "anna@x.com"),
            ("\xa0anna@x.com", "anna@x.com"),
            ("mailto:anna@x.com", "anna@x.com"),
            ("MAILTO:anna@x.com?subject=Hi", "anna@x.com"),
            ("Anna Müller <anna@x.com>", "anna@x.com"),
            ('"Müller, Anna" <mailto:anna@x.com>;', "anna@x.com"),
            ("<anna@x.com>", "anna@x.com"),
            ("'anna@x.com',", "anna@x.com"),
        ],
    )
    def test_addresses(self, dirty: str, clean: str) -> None:
        person = check("Anna", "Müller", dirty)
        assert (person.email, person.verdict, codes(person)) == (clean, Verdict.REMARK, [RemarkCode.CLEANED])
        assert person.cells[2] == dirty

    def test_what_is_said(self) -> None:
        assert check(" Anna", "Müller\xa0", "anna@x.com").reason == "Cleaned: first name and last name."
        assert check("Anna ", "Müller", "anna@x.com").remarks[0].field is Target.FIRST_NAME

    @pytest.mark.parametrize(
        ("dirty", "clean"),
        [
            ("  Anna \t Maria ", "Anna Maria"),
            ("Anna\u3000Maria", "Anna Maria"),
            ("Line\r\ntwo", "Line two"),
            ("McDONALD", "McDONALD"),
            ("\u200b", ""),
            ("👩\u200d🚀 Zoë", "👩\u200d🚀 Zoë"),
            ("می\u200cخواهم", "می\u200cخواهم"),
        ],
    )
    def test_texts(self, dirty: str, clean: str) -> None:
        assert clean_text(dirty) == clean

    @given(st.text(max_size=30))
    def test_cleaning_twice_changes_nothing(self, text: str) -> None:
        once = clean_text(text)
        assert clean_text(once) == once

    @given(st.lists(st.text(max_size=10), min_size=1, max_size=5))
    def test_the_quick_look_never_overlooks(self, texts: list[str]) -> None:
        if needs_no_cleaning(tuple(texts)):
            assert [clean_text(text) for text in texts] == texts

    def test_control_characters_are_not_swallowed(self) -> None:
        person = check("An\x07na", "Müller", "anna@x.com")
        assert (person.verdict, codes(person)) == (Verdict.MEND, [RemarkCode.CONTROL_CHARACTERS])

    @pytest.mark.parametrize("text", ["no address", "", "a<b", "<>"])
    def test_text_without_an_address_stays(self, text: str) -> None:
        assert bare_address(text) == text


class TestNames:
    @pytest.mark.parametrize(
        "name",
        [
            "O’Neil",
            "D'Arcy",
            "Smith-Jones",
            "van der Berg",
            "李",
            "Ångström",
            "محمد",
            "שרה",
            "नेहा",
            "Ö",
            "Zoë🎉",
            "Nguyễn Thị",
        ],
    )
    def test_every_human_name_passes(self, name: str) -> None:
        person = check(name, name, "someone@x.com")
        assert (person.first_name, person.last_name, person.verdict) == (name, name, Verdict.READY)


class TestEmail:
    @pytest.mark.parametrize(
        "good",
        [
            "a@b.co",
            "first.last+tag@sub.example.museum",
            "o'neil@x.com",
            "jürgen@müller.de",
            "用户@例子.广告",
            "a@xn--mller-kva.de",
        ],
    )
    def test_addresses(self, good: str) -> None:
        assert is_address(good)

    @pytest.mark.parametrize(
        ("bad", "word"),
        [
            ("anna", "@ is missing"),
            ("a@b@c.com", "2 @ signs"),
            ("@x.com", "before the @"),
            ("anna@", "after the @"),
            ("anna@x", "no dot"),
            ("an na@x.com", "a space"),
            ("anna..b@x.com", "is not an e-mail address."),
            (".anna@x.com", "is not an e-mail address."),
            ("anna@-x.com", "is not an e-mail address."),
            ("a" * 65 + "@x.com", "…”"),
        ],
    )
    def test_faults(self, bad: str, word: str) -> None:
        assert not is_address(bad)
        assert word in fault_of(bad)

    def test_the_validator_is_asked_only_in_doubt(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[str] = []
        monkeypatch.setattr(email_check, "_validator_agrees", lambda text: bool(asked.append(text)))
        for row in good_rows(200):
            assert is_address(row[2])
        assert asked == []
        assert not is_address("jürgen@x.de")
        assert asked == ["jürgen@x.de"]

    @given(st.emails())
    def test_the_pattern_takes_nothing_that_the_validator_refuses(self, address: str) -> None:
        if is_address(address):
            try:
                validate_email(address, check_deliverability=False, test_environment=True, strict=True)
                refused = ""
            except EmailNotValidError as error:
                refused = str(error)
            assert not refused


@given(
    st.lists(
        st.tuples(*[st.text(max_size=8)] * 2, st.sampled_from(["a@x.com", "A@x.com", "b@x.com", "bad", ""])),
        max_size=20,
    )
)
def test_every_row_has_one_verdict_and_no_address_is_sent_twice(rows: list[tuple[str, str, str]]) -> None:
    checker = Checker(ColumnMapping.of(Target.FIRST_NAME, Target.LAST_NAME, Target.EMAIL), KNOWN)
    people = checker.check(range(2, len(rows) + 2), rows)
    sent = [person.email.casefold() for person in people if person.verdict.is_sent]
    assert len(sent) == len(set(sent))
    for person, row in zip(people, rows, strict=True):
        assert person.cells == row
        assert (person.verdict is Verdict.READY) == (not person.remarks)
        assert (person.action is None) == (not person.verdict.is_sent)
