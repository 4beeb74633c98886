"""What the check says beyond shape: slips, shared and free addresses, formulas, twins, who is there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinar_console.domain.check_choices import CheckChoices, Registered, Twins
from webinar_console.domain.mapping import ColumnMapping
from webinar_console.domain.people import NOBODY, CheckedPerson, KnownPeople, RemarkCode, Target, Verdict
from webinar_console.domain.plan import Action
from webinar_console.domain.registrant import Registrant
from webinar_console.files.checking import Checker
from webinar_console.files.formulas import is_formula
from webinar_console.files.mail_domains import Near, free_mail, meant_domain, mended_address, role_words

MAPPING = ColumnMapping.of(
    Target.FIRST_NAME, Target.LAST_NAME, Target.EMAIL, Target.ROLE, Target.SOURCE, Target.EXTERNAL_ID
)
Row = tuple[str, ...]


def row(email: str, first: str = "Ann", last: str = "Lee", *more: str) -> Row:
    return (first, last, email, *more, *[""] * (3 - len(more)))


def check_all(
    rows: list[Row],
    choices: CheckChoices | None = None,
    known: KnownPeople = NOBODY,
    *,
    work_email: bool = False,
) -> list[CheckedPerson]:
    checker = Checker(MAPPING, known, choices or CheckChoices(), work_email=work_email)
    people = checker.check(range(2, len(rows) + 2), rows)
    for _ in checker.finish(people):
        pass
    return people


def codes(person: CheckedPerson) -> list[RemarkCode]:
    return [remark.code for remark in person.remarks]


def test_a_twin_is_named_by_what_its_source_counts() -> None:
    for unit, place in (("line", "on line 2"), ("row", "in row 2")):
        checker = Checker(MAPPING, NOBODY, unit=unit)  # type: ignore[arg-type]
        people = checker.check([2, 3], [row("ann@firm.example"), row("Ann@firm.example")])
        assert people[1].reason == f"The same person as {place}."


class TestSlips:
    @pytest.mark.parametrize(
        ("wrong", "right"),
        [
            ("gmial.com", "gmail.com"),
            ("gmail.con", "gmail.com"),
            ("gmail.co", "gmail.com"),
            ("gmai.com", "gmail.com"),
            ("gmaill.com", "gmail.com"),
            ("hotmial.com", "hotmail.com"),
            ("yaho.com", "yahoo.com"),
            ("outlok.com", "outlook.com"),
            ("t-onlien.de", "t-online.de"),
            ("gxm.de", "gmx.de"),
            ("firma.con", "firma.com"),
        ],
    )
    def test_a_plausible_address_is_sent_with_an_offer(self, wrong: str, right: str) -> None:
        person = check_all([row(f"Ann.Lee@{wrong}")])[0]
        assert (person.verdict, codes(person)) == (Verdict.REMARK, [RemarkCode.SUSPICIOUS_EMAIL])
        assert person.email == f"Ann.Lee@{wrong}", "never put right by itself"
        assert person.remarks[0].suggestion == f"Ann.Lee@{right}"
        assert person.remarks[0].slip == f"{wrong} > {right}"
        assert person.reason == f"“{wrong}” looks like a slip. Did you mean {right}?"

    @pytest.mark.parametrize(
        "domain",
        [
            "gmail.com",
            "gmx.de",
            "gmx.at",
            "gmx.net",
            "web.de",
            "email.com",
            "mail.com",
            "ymail.com",
            "cloud.com",
            "wer.de",
            "me.com",
            "example.com",
            "wp.pl",
            "op.pl",
            "aon.at",
            "live.de",
            "x.com",
        ],
    )
    def test_real_domains_are_left_alone(self, domain: str) -> None:
        assert meant_domain(domain) == ""

    def test_no_service_is_a_slip_of_another(self) -> None:
        assert [domain for domain in free_mail() if meant_domain(domain)] == []

    @pytest.mark.parametrize(
        ("broken", "meant"),
        [
            ("bob(at)example.com", "bob@example.com"),
            ("bob at example dot com", ""),
            ("bob@gmail,com", "bob@gmail.com"),
            ("bob@gmail..com", "bob@gmail.com"),
            ("bob@gmail.com.", "bob@gmail.com"),
            ("bob@@gmail.com", "bob@gmail.com"),
            ("bob @gmail.com", "bob@gmail.com"),
            ("bob@gmail", "bob@gmail.com"),
            ("bob@gmailcom", "bob@gmail.com"),
            ("bob@gmial,com", "bob@gmail.com"),
            ("bobgmail.com", "bob@gmail.com"),
            ("a@example.com;b@example.com", ""),
            ("nothing", ""),
            ("@example.com", ""),
            ("dot@example", ""),
        ],
    )
    def test_a_broken_address_needs_mending(self, broken: str, meant: str) -> None:
        person = check_all([row(broken)])[0]
        assert (person.verdict, codes(person)) == (Verdict.MEND, [RemarkCode.BAD_EMAIL])
        assert person.remarks[0].suggestion == meant == mended_address(broken)
        assert (f"Did you mean {meant}?" in person.reason) == bool(meant)

    @given(st.text(max_size=40))
    def test_an_offer_is_an_address(self, text: str) -> None:
        meant = mended_address(text)
        if meant:
            assert check_all([row(meant)])[0].verdict.is_sent

    def test_domains_that_are_frequent_in_the_file(self) -> None:
        rows = [row(f"p{n}@northwind-traders.com") for n in range(30)]
        rows += [row("slip@northwnd-traders.com"), row("other@northwind-traders.de"), row("x@elsewhere.org")]
        people = check_all(rows)
        assert codes(people[30]) == [RemarkCode.SUSPICIOUS_EMAIL]
        assert people[30].remarks[0].suggestion == "slip@northwind-traders.com"
        assert [person.verdict for person in (*people[:30], *people[31:])] == [Verdict.READY] * 32

    def test_two_houses_of_one_size_are_no_slips(self) -> None:
        rows = [row(f"p{n}@house-{side}.com") for n in range(20) for side in ("north", "norts")]
        assert {person.verdict for person in check_all(rows)} == {Verdict.READY}

    def test_numbered_hosts_are_no_slips(self) -> None:
        assert Near(["host1.example.com"]).find("host2.example.com") == ""


class TestAddresses:
    @pytest.mark.parametrize(
        "local", ["info", "Info", "kontakt", "büro", "sekretariat", "accueil", "no-reply"]
    )
    def test_shared_addresses_get_a_remark(self, local: str) -> None:
        person = check_all([row(f"{local}@example.com")])[0]
        assert (person.verdict, codes(person)) == (Verdict.REMARK, [RemarkCode.ROLE_ADDRESS])

    def test_a_shared_address_is_found_behind_plain_ones(self) -> None:
        people = check_all([row("ann@example.com"), row("info@example.com"), row("infos@example.com")])
        assert [person.verdict for person in people] == [Verdict.READY, Verdict.REMARK, Verdict.READY]

    def test_every_language_has_its_words(self) -> None:
        assert {
            "info",
            "buero",
            "accueil",
            "ventas",
            "vendas",
            "segreteria",
            "verkoop",
            "biuro",
        } <= role_words()

    def test_work_e_mail(self) -> None:
        rows = [
            row("ann@gmail.com"),
            row("bob@GMX.de"),
            row("cid@example.com"),
            row("pat@gmail.com", "", "", ""),
        ]
        rows[3] = ("Pat", "El", "pat@gmail.com", "Panelist", "", "")
        people = check_all(rows, work_email=True)
        assert [p.verdict for p in people] == [Verdict.MEND, Verdict.MEND, Verdict.READY, Verdict.READY]
        assert people[0].reason == "The session asks for a work e-mail, and gmail.com is a free mail service."
        sent = check_all(rows, CheckChoices(free_mail=True), work_email=True)
        assert [p.verdict for p in sent[:2]] == [Verdict.REMARK, Verdict.REMARK]
        assert {p.verdict for p in check_all(rows)} == {Verdict.READY}

    def test_a_domain_that_was_plain_first_stays_asked_for(self) -> None:
        people = check_all([row(f"p{n}@gmail.com") for n in range(3)], work_email=True)
        assert {person.verdict for person in people} == {Verdict.MEND}


class TestFormulas:
    @pytest.mark.parametrize(
        "text",
        [
            "=A2",
            "=1+1",
            "=HYPERLINK(A1)",
            "=cmd|' /C calc'!A0",
            "+SUM(A1:A9)",
            "-A1+B2",
            "+Sheet1!B3",
            "@SUM(A1)",
            "-cmd|x",
        ],
    )
    def test_formulas(self, text: str) -> None:
        assert is_formula(text)
        assert codes(check_all([row("a@x.com", text)])[0]) == [RemarkCode.FORMULA]
        sent = check_all([row("a@x.com", "Ann", "Lee", "", text)])[0]
        assert (sent.verdict, codes(sent), sent.source) == (Verdict.REMARK, [RemarkCode.FORMULA], text)

    @pytest.mark.parametrize(
        "text",
        [
            "-",
            "=",
            "= ",
            "+49 170 123456",
            "+49 (0) 170 12",
            "-Anna",
            "- Anna",
            "-Anna (Berlin)",
            "@anna",
            "@anna1",
            "+",
            "@",
            "-5",
            "+1",
            "O=Neil",
            "A-1",
            "+5%",
        ],
    )
    def test_no_formulas(self, text: str) -> None:
        assert not is_formula(text)
        assert check_all([row("a@x.com", text)])[0].verdict.is_sent


def people_with(**more: str) -> KnownPeople:
    old = Registrant(id="r1", first_name="Ann", last_name="Lee", email="ann@x.com", **more)
    return KnownPeople({"ann@x.com": old}, {})


class TestRegistered:
    REPLACE = CheckChoices(registered=Registered.REPLACE)
    REPORT = CheckChoices(registered=Registered.REPORT)

    def test_skipped_as_usual(self) -> None:
        person = check_all([row("ANN@x.com", "Anne")], known=people_with())[0]
        assert (person.verdict, person.reason, person.old) == (Verdict.SKIP, "Already registered.", None)

    def test_replaced_where_something_differs(self) -> None:
        known = people_with(source="Spring")
        person = check_all([row("ANN@x.com", "Anne", "Lee", "", "Autumn", "lid=1")], self.REPLACE, known)[0]
        assert (person.verdict, person.action) == (Verdict.REMARK, Action.REPLACE)
        assert person.old is known.registrants["ann@x.com"]
        assert person.reason == (
            "Replaces the registration: first name “Anne” instead of “Ann”; "
            "source “Autumn” instead of “Spring”; external id “lid=1” instead of none. "
            "The join link will be a new one."
        )

    def test_what_the_file_leaves_empty_is_no_difference(self) -> None:
        person = check_all([row("Ann@x.com")], self.REPLACE, people_with(source="Spring"))[0]
        assert (person.verdict, codes(person)) == (Verdict.SKIP, [RemarkCode.NOTHING_DIFFERS])

    def test_who_attended_is_not_replaced(self) -> None:
        person = check_all([row("ann@x.com", "Anne")], self.REPLACE, people_with(participant_id="p"))[0]
        assert (person.verdict, codes(person)) == (Verdict.SKIP, [RemarkCode.PROTECTED])
        assert "attendance record" in person.reason

    def test_a_replacement_has_to_be_whole(self) -> None:
        person = check_all([row("ann@x.com", "Anne", "")], self.REPLACE, people_with())[0]
        assert (person.verdict, person.old) == (Verdict.MEND, None)

    def test_reported_only(self) -> None:
        person = check_all([row("ann@x.com", "Anne")], self.REPORT, people_with())[0]
        assert (person.verdict, person.action) == (Verdict.SKIP, None)
        assert (
            person.reason == "Already registered, and the file differs: first name “Anne” instead of “Ann”."
        )


class TestTwins:
    ROWS = (
        row("ann@x.com", "First"),
        row("ANN@x.com", "Second", "Lee", "", "Spring"),
        row("bob@x.com", "Bob"),
        row("ann@x.com", "Third"),
    )

    @pytest.mark.parametrize(
        ("twins", "winner"), [(Twins.FIRST, 0), (Twins.MOST_COMPLETE, 1), (Twins.LAST, 3)]
    )
    def test_one_line_wins_and_the_others_say_which(self, twins: Twins, winner: int) -> None:
        people = check_all(list(self.ROWS), CheckChoices(twins=twins))
        for place, person in enumerate(people):
            if place in (winner, 2):
                assert person.verdict is Verdict.READY
            else:
                assert (person.verdict, person.reason) == (
                    Verdict.SKIP,
                    f"The same person as on line {winner + 2}.",
                )

    @pytest.mark.parametrize("twins", Twins)
    def test_a_row_that_needs_mending_never_wins(self, twins: Twins) -> None:
        rows = [row("ann@x.com", "", "Lee", "", "S", "id"), row("ann@x.com", "Good"), row("ann@x.com", "")]
        people = check_all(rows, CheckChoices(twins=twins))
        assert people[1].verdict is Verdict.READY
        assert not people[0].verdict.is_sent
        assert not people[2].verdict.is_sent

    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["", "Ann", "Bo"]),
                st.sampled_from(["a@x.com", "A@x.com", "b@x.com", "r@x.com", "bad"]),
                st.sampled_from(["", "Spring"]),
            ),
            max_size=12,
        ),
        st.sampled_from(Twins),
        st.sampled_from(Registered),
    )
    def test_nobody_is_sent_twice_and_somebody_of_each(
        self, cells: list[tuple[str, str, str]], twins: Twins, registered: Registered
    ) -> None:
        rows = [row(email, first, "Lee", "", source) for first, email, source in cells]
        known = KnownPeople(
            {"r@x.com": Registrant(id="r", first_name="Ann", last_name="Lee", email="r@x.com")}, {}
        )
        people = check_all(rows, CheckChoices(twins=twins, registered=registered), known)
        assert [person.cells for person in people] == rows
        sent = [person.email.casefold() for person in people if person.verdict.is_sent]
        assert len(sent) == len(set(sent))
        able = {email.casefold() for first, email, _ in cells if first and email not in ("bad", "r@x.com")}
        assert able <= set(sent)
