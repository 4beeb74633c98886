"""Full names: split by rules that say when they are not sure, in any script, and no letter lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinar_console.domain.mapping import ColumnMapping, NameOrder
from webinar_console.domain.people import NOBODY, CheckedPerson, RemarkCode, Target, Verdict
from webinar_console.files.checking import Checker
from webinar_console.files.full_name import Doubt, split_name, two_plain_words

AUTO, FIRST, LAST, CHINESE = NameOrder


@pytest.mark.parametrize(
    ("full", "first", "last", "doubt"),
    [
        ("Anna Müller", "Anna", "Müller", Doubt.NONE),
        ("Müller, Anna", "Anna", "Müller", Doubt.RULE),
        ("van der Berg, Jan", "Jan", "van der Berg", Doubt.RULE),
        ("Ludwig van Beethoven", "Ludwig", "van Beethoven", Doubt.RULE),
        ("María de la Cruz", "María", "de la Cruz", Doubt.RULE),
        ("José de Sousa e Silva", "José", "de Sousa e Silva", Doubt.RULE),
        ("José Ortega y Gasset", "José", "Ortega y Gasset", Doubt.RULE),
        ("Maria E Silva", "Maria E", "Silva", Doubt.RULE),
        ("Juan Carlos García", "Juan Carlos", "García", Doubt.RULE),
        ("Dr. Anna Müller", "Dr. Anna", "Müller", Doubt.RULE),
        ("Martin King Jr.", "Martin", "King Jr.", Doubt.RULE),
        ("Martin King, Jr.", "Martin", "King, Jr.", Doubt.RULE),
        ("King, Martin, Jr.", "Martin", "King Jr.", Doubt.RULE),
        ("Smith, John, PhD, MD", "John", "Smith PhD MD", Doubt.RULE),
        ("King, Jr.", "King, Jr.", "", Doubt.SINGLE),
        ("Cher,", "Cher,", "", Doubt.SINGLE),
        ("Von Trapp", "Von", "Trapp", Doubt.NONE),
        ("Cher", "Cher", "", Doubt.SINGLE),
        ("李", "李", "", Doubt.SINGLE),
        ("", "", "", Doubt.SINGLE),
        ("محمد علي", "محمد", "علي", Doubt.NONE),
        ("علي، محمد", "محمد", "علي", Doubt.RULE),
        ("山田 太郎", "太郎", "山田", Doubt.NONE),
        ("王 小明", "小明", "王", Doubt.NONE),
        ("김 민준", "민준", "김", Doubt.NONE),
        ("マリア ガルシア ロペス", "ガルシア ロペス", "マリア", Doubt.RULE),
        ("김민준", "민준", "김", Doubt.RULE),
        ("남궁민수", "민수", "남궁", Doubt.RULE),
        ("王小明", "王小明", "", Doubt.UNSPACED),
        ("山田太郎", "山田太郎", "", Doubt.UNSPACED),
        ("マリア", "マリア", "", Doubt.UNSPACED),
        ("王Ming", "王Ming", "", Doubt.SINGLE),
    ],
)
def test_automatic(full: str, first: str, last: str, doubt: Doubt) -> None:
    assert split_name(full) == (first, last, doubt)


@pytest.mark.parametrize(
    ("full", "order", "first", "last"),
    [
        ("Müller Anna", LAST, "Anna", "Müller"),
        ("Müller, Anna", FIRST, "Anna", "Müller"),
        ("van der Berg Jan Piet", LAST, "Jan Piet", "van der Berg"),
        ("King Martin Jr.", LAST, "Martin", "King Jr."),
        ("Ortega y Gasset José", LAST, "José", "Ortega y Gasset"),
        ("de Gaulle", LAST, "Gaulle", "de"),
        ("太郎 山田", FIRST, "太郎", "山田"),
        ("王小明", CHINESE, "小明", "王"),
        ("欧阳娜娜", CHINESE, "娜娜", "欧阳"),
        ("司馬遷", CHINESE, "遷", "司馬"),
        ("王 小明", CHINESE, "小明", "王"),
        ("Anna Müller", CHINESE, "Anna", "Müller"),
        ("高橋さくら", CHINESE, "高橋さくら", ""),
        ("黒澤明", CHINESE, "黒澤明", ""),
        ("王小明", LAST, "王小明", ""),
    ],
)
def test_the_order_of_the_file(full: str, order: NameOrder, first: str, last: str) -> None:
    assert split_name(full, order)[:2] == (first, last)


_words = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Zs", "Zl", "Zp", "Cc"]), min_size=1, max_size=6),
    st.sampled_from(["van", "der", "de", "Jr.", "PhD", ",", "Müller,", "王小明", "김민준", "山田", "O'Neil"]),
)


def letters(text: str) -> list[str]:
    return sorted(c for c in text if not c.isspace() and c not in ",،、，")


@given(st.lists(_words, max_size=7), st.sampled_from(NameOrder), st.booleans())
def test_no_letter_is_lost_and_none_is_added(words: list[str], order: NameOrder, spaced: bool) -> None:
    full = (" " if spaced else "").join(words)
    split = split_name(full, order)
    assert letters(split.first + split.last) == letters(full)
    assert bool(split.last) == (split.doubt in (Doubt.NONE, Doubt.RULE))
    assert split.first or not letters(full)


@given(st.text("abcäöü王李", min_size=1, max_size=5), st.text("xyzñ小明", min_size=1, max_size=5))
def test_two_words_come_apart_where_the_space_is(one: str, two: str) -> None:
    assert split_name(f"{one} {two}", NameOrder.FIRST_LAST)[:2] == (one, two)
    assert split_name(f"{one} {two}", NameOrder.LAST_FIRST)[:2] == (two, one)
    for order in NameOrder:
        assert split_name(f"{one}, {two}", order)[:2] == (two, one)


@given(_words.flatmap(lambda one: _words.map(lambda two: f"{one} {two}")), st.sampled_from(NameOrder))
def test_the_quick_way_for_two_words_tells_the_same(full: str, order: NameOrder) -> None:
    words = two_plain_words(full)
    if words is not None:
        split = split_name(full, order)
        wanted = words[::-1] if order is LAST else words
        assert split == (*wanted, Doubt.NONE)


class TestInTheCheck:
    def check(self, name: str, order: NameOrder = AUTO) -> CheckedPerson:
        mapping = ColumnMapping(ColumnMapping.of(Target.FULL_NAME, Target.EMAIL).columns, name_order=order)
        return Checker(mapping, NOBODY).check([2], [(name, "a@x.com")])[0]

    def test_sure_and_less_sure(self) -> None:
        plain = self.check("Anna Müller")
        assert (plain.first_name, plain.last_name, plain.verdict) == ("Anna", "Müller", Verdict.READY)
        doubtful = self.check("Ludwig van Beethoven")
        assert [remark.code for remark in doubtful.remarks] == [RemarkCode.NAME_SPLIT]
        assert doubtful.reason == "Split into “Ludwig” and “van Beethoven”."

    @pytest.mark.parametrize("order", NameOrder)
    def test_many_names_are_checked_as_one_by_one(self, order: NameOrder) -> None:
        mapping = ColumnMapping(ColumnMapping.of(Target.FULL_NAME, Target.EMAIL).columns, name_order=order)
        names = [
            "Anna Müller",
            "Müller, Anna",
            "Cher",
            "山田 太郎",
            " Zoë  Ōta",
            "Jan van der Berg",
            "x" * 65 + " y",
        ]
        rows = [(name, f"a{n}@example.com") for n, name in enumerate(names * 3)]
        together = Checker(mapping, NOBODY).check(range(2, 2 + len(rows)), rows)
        for person, row in zip(together, rows, strict=True):
            assert Checker(mapping, NOBODY).check([person.line], [row])[0] == person

    def test_the_order_of_the_mapping_counts(self) -> None:
        person = self.check("Müller Anna", LAST)
        assert (person.first_name, person.last_name, person.verdict) == ("Anna", "Müller", Verdict.READY)
        assert self.check("王小明", CHINESE).last_name == "王"

    def test_what_cannot_be_split_needs_mending(self) -> None:
        single, unspaced = self.check("Cher"), self.check("王小明")
        assert single.reason == "“Cher” is one name only; RingCentral needs a first and a last name."
        assert "has no space" in unspaced.reason
        for person in (single, unspaced):
            assert (person.verdict, person.remarks[0].code) == (Verdict.MEND, RemarkCode.NO_LAST_NAME)
            assert person.remarks[0].field is Target.FULL_NAME
