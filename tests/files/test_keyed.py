"""Columns with keys, constants and pages: what reaches RingCentral from them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinar_console.domain.external_id import decode_pairs
from webinar_console.domain.mapping import IGNORED, ColumnMapping, ColumnUse, Constant
from webinar_console.domain.people import NOBODY, CheckedPerson, RemarkCode, Target, Verdict
from webinar_console.domain.registrant import Answer
from webinar_console.files.checking import Checker
from webinar_console.files.cleaning import clean_text
from webinar_console.files.pages import is_web_page
from webinar_console.services.import_plan import planned_row

WHO = (Target.FIRST_NAME, Target.LAST_NAME, Target.EMAIL)
LID, OID = ColumnUse(Target.EXTERNAL_KEY, "lid"), ColumnUse(Target.EXTERNAL_KEY, "oid")
WORDS, CHOSEN = ColumnUse(Target.ANSWER, "q1"), ColumnUse(Target.CHOICES, "q2")


def check(
    *cells: str, uses: tuple[ColumnUse | Target, ...] = (), constants: tuple[Constant, ...] = ()
) -> CheckedPerson:
    mapping = ColumnMapping.of(*WHO, *uses).with_constants(constants)
    return Checker(mapping, NOBODY).check([2], [("Ann", "Lee", "ann@x.com", *cells)])[0]


class TestExternalId:
    def test_several_columns_become_one_id(self) -> None:
        person = check("00Q 1", "", "4@56", uses=(LID, IGNORED, OID))
        assert (person.external_id, person.verdict) == ("lid=00Q%201&oid=4%4056", Verdict.READY)
        assert decode_pairs(person.external_id) == (("lid", "00Q 1"), ("oid", "4@56"))

    def test_a_blank_cell_gives_no_pair(self) -> None:
        assert check("", "7", uses=(LID, OID)).external_id == "oid=7"
        assert check("", "", uses=(LID, OID)).external_id == ""

    def test_one_key_alone(self) -> None:
        assert check("7", uses=(LID,)).external_id == "lid=7"

    @given(st.text(max_size=20), st.text(max_size=20))
    def test_every_text_comes_back(self, one: str, two: str) -> None:
        person = check(one, two, uses=(LID, OID))
        cleaned = (("lid", clean_text(one)), ("oid", clean_text(two)))
        kept = tuple(pair for pair in cleaned if pair[1])
        assert (decode_pairs(person.external_id) or ()) == kept

    def test_cleaning_names_the_key(self) -> None:
        person = check(" 7", uses=(LID,))
        assert (person.external_id, person.verdict) == ("lid=7", Verdict.REMARK)
        assert person.reason == "Cleaned: external-id key “lid”."
        assert (person.remarks[0].field, person.remarks[0].key) == (Target.EXTERNAL_KEY, "lid")

    def test_control_characters_need_mending(self) -> None:
        person = check("7\x07", uses=(LID,))
        assert [remark.code for remark in person.remarks] == [RemarkCode.CONTROL_CHARACTERS]
        assert "external-id key “lid”" in person.reason


class TestAnswers:
    def test_words_and_choices(self) -> None:
        person = check("Berlin, Germany", "11; 12", uses=(WORDS, CHOSEN))
        assert person.answers == (
            Answer(question_id="q1", answer_text="Berlin, Germany"),
            Answer(question_id="q2", answer_ids=["11", "12"]),
        )
        registrant = planned_row(0, person).registrant
        assert registrant is not None
        assert registrant.questionnaire == list(person.answers)

    @pytest.mark.parametrize("cell", ["", " ", ";", " , "])
    def test_nothing_is_no_answer(self, cell: str) -> None:
        person = check(cell, uses=(CHOSEN,))
        assert person.answers == ()
        registrant = planned_row(0, person).registrant
        assert registrant is not None
        assert registrant.questionnaire is None

    def test_the_panel_gives_none(self) -> None:
        person = check("Berlin", "Panelist", uses=(WORDS, Target.ROLE))
        assert [remark.code for remark in person.remarks] == [RemarkCode.NOT_SENT]


class TestConstants:
    def test_for_all_rows(self) -> None:
        constants = (
            Constant(Target.SOURCE, " spring-mailing "),
            Constant(Target.EXTERNAL_KEY, "S1", "batch"),
            Constant(Target.ANSWER, "yes", "q9"),
        )
        person = check("7", uses=(LID,), constants=constants)
        assert (person.source, person.external_id) == ("spring-mailing", "lid=7&batch=S1")
        assert person.answers == (Answer(question_id="q9", answer_text="yes"),)
        assert (person.verdict, person.cells) == (Verdict.READY, ("Ann", "Lee", "ann@x.com", "7"))

    def test_a_column_wins_even_where_it_is_blank(self) -> None:
        person = check("", uses=(Target.SOURCE,), constants=(Constant(Target.SOURCE, "spring"),))
        assert person.source == ""

    def test_all_to_the_panel(self) -> None:
        person = check(constants=(Constant(Target.ROLE, "Referentin"),))
        assert (person.role, person.verdict) == ("Panelist", Verdict.READY)

    def test_rows_with_more_cells_than_columns(self) -> None:
        person = check("surplus", constants=(Constant(Target.SOURCE, "spring"),))
        assert person.source == "spring"
        assert [remark.code for remark in person.remarks] == [RemarkCode.EXTRA_CELLS]


class TestPages:
    @pytest.mark.parametrize(
        "text", ["https://x.com", "https://müller.example/a?b=c#d", "https://x.com:8443/", "HTTPS://X.COM"]
    )
    def test_pages(self, text: str) -> None:
        assert is_web_page(text)

    @pytest.mark.parametrize(
        "text",
        [
            *("http://x.com", "www.x.com", "https://", "https://x", "https://x .com", "https://a..b"),
            *("https://x.com:port/", "https://[x.com", "ftp://x.com", "javascript:alert(1)", "https://.com."),
        ],
    )
    def test_no_pages(self, text: str) -> None:
        assert not is_web_page(text)

    def test_a_bad_page_is_told(self) -> None:
        person = check("www.example.com/join", uses=(Target.JOIN_URI,))
        assert [remark.code for remark in person.remarks] == [RemarkCode.BAD_PAGE]
        assert person.reason == (
            "The join page is no web address: it has to begin with https:// and name a site."
        )

    def test_nobody_looks_at_pages_of_the_panel(self) -> None:
        person = check("www.x.com", "Panelist", uses=(Target.CANCELLATION_URI, Target.ROLE))
        assert [remark.code for remark in person.remarks] == [RemarkCode.NOT_SENT]
