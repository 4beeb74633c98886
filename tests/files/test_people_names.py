"""Names: every human one passes as it is written, and capitals only when somebody asks for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.files.test_check_rules import check_all, row
from webinar_console.domain.check_choices import CheckChoices, LetterCase
from webinar_console.domain.people import Verdict
from webinar_console.files.letter_case import capitalise


class TestLetterCase:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("ANNA", "Anna"),
            ("anna", "Anna"),
            ("Anna", "Anna"),
            ("McDonald", "McDonald"),
            ("MCDONALD", "McDonald"),
            ("O'NEIL", "O'Neil"),
            ("o’neil", "O’Neil"),
            ("d'arcy", "D'Arcy"),
            ("MA'RUF", "Ma'ruf"),
            ("SMITH-JONES", "Smith-Jones"),
            ("VAN DER BERG", "van der Berg"),
            ("DE LA CRUZ", "de la Cruz"),
            ("VON", "Von"),
            ("KING JR.", "King Jr."),
            ("king iii", "King III"),
            ("JP", "JP"),
            ("j.r.r.", "J.R.R."),
            ("IŞIK", "Işık"),
            ("İNCİ", "İnci"),
            ("çınar", "Çınar"),
            ("ÁRNASON", "Árnason"),
            ("ΠΑΠΠΑΣ", "Παππας"),
            ("СОКОЛОВА", "Соколова"),
            ("李", "李"),
            ("محمد", "محمد"),
            ("ö", "Ö"),
        ],
    )
    def test_family_names(self, before: str, after: str) -> None:
        assert capitalise(before, family=True) == after

    def test_first_names_have_no_particles(self) -> None:
        assert capitalise("VAN ANH") == "Van Anh"

    @given(st.text(max_size=20), st.booleans())
    def test_mixed_case_is_never_touched_and_twice_is_once(self, name: str, family: bool) -> None:
        after = capitalise(name, family=family)
        assert capitalise(after, family=family) == after
        if not name.isupper() and not name.islower():
            assert after == name

    def test_only_when_asked(self) -> None:
        rows = [row("ann@x.com", "ANN", "lee"), row("bo@x.com", "Bo", "Li")]
        assert [p.first_name for p in check_all(rows)] == ["ANN", "Bo"]
        person, other = check_all(rows, CheckChoices(letter_case=LetterCase.CAPITALISE))
        assert (person.name, person.verdict) == ("Ann Lee", Verdict.REMARK)
        assert person.reason == "Letter case: “ANN” is “Ann” now and “lee” is “Lee” now."
        assert other.verdict is Verdict.READY


_NAMES = st.text(
    st.characters(categories=["Lu", "Ll", "Lt", "Lo", "Lm", "Mn", "Mc", "So"]), min_size=1, max_size=20
).filter(lambda text: text[:1].isalnum())


@given(
    st.lists(_NAMES, min_size=1, max_size=4),
    st.sampled_from([" ", "-", "'", "’", " van ", " de la ", ". "]),
    _NAMES,
)
def test_every_human_name_passes(parts: list[str], joint: str, last: str) -> None:
    """Apostrophes, hyphens, accents, particles, any script, emoji, one letter: as written."""
    first = joint.join(parts)[:60].strip(" ")
    person = check_all([row("someone@x.com", first, last)])[0]
    assert (person.first_name, person.last_name, person.verdict) == (first, last, Verdict.READY)


@pytest.mark.parametrize(
    "name",
    ["李小龙", "محمد بن سلمان", "שרה", "👩\u200d🚀", "Q", "X Æ A-12", "Jean-Luc", "d'Artagnan", "Nguyễn"],
)
def test_names_of_all_kinds(name: str) -> None:
    person = check_all([row("someone@x.com", name, name)])[0]
    assert (person.first_name, person.last_name, person.verdict) == (name, name, Verdict.READY)
