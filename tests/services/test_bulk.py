"""One change for many cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinar_console.services.bulk import Case, changed, changing_case, replacing, setting


def test_only_what_differs_is_told() -> None:
    cells = {"1": "mail", "2": "print", "3": ""}
    assert changed(cells, setting("mail")) == {"2": "mail", "3": "mail"}
    assert changed(cells, setting("")) == {"1": "", "2": ""}


def test_replacing() -> None:
    cells = {"1": "Spring-Launch", "2": "spring", "3": "autumn"}
    assert changed(cells, replacing("spring", "Summer")) == {"1": "Summer-Launch", "2": "Summer"}
    assert changed(cells, replacing("spring", "Summer", match_case=True)) == {"2": "Summer"}
    # Neither text is a pattern.
    assert changed({"1": "a.c", "2": "abc"}, replacing("a.c", r"\1")) == {"1": r"\1"}
    with pytest.raises(ValueError):
        replacing("", "x")


def test_letter_case() -> None:
    names = {"1": "ANNA-LENA", "2": "O’NEIL", "3": "McGregor", "4": "van der berg"}
    assert changed(names, changing_case(Case.CAPITALISED)) == {
        "1": "Anna-Lena",
        "2": "O’Neil",
        "4": "Van Der Berg",
    }
    assert changed(names, changing_case(Case.CAPITALISED, family=True))["4"] == "van der Berg"
    assert changed(names, changing_case(Case.UPPER))["3"] == "MCGREGOR"
    assert changed(names, changing_case(Case.LOWER))["1"] == "anna-lena"


@given(st.dictionaries(st.text(), st.text()), st.text(min_size=1), st.text())
def test_what_is_told_is_what_becomes_of_it(cells: dict[str, str], old: str, new: str) -> None:
    change = replacing(old, new, match_case=True)
    told = changed(cells, change)
    assert {key: told.get(key, cell) for key, cell in cells.items()} == {
        key: cell.replace(old, new) for key, cell in cells.items()
    }
