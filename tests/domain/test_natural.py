"""Natural order."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from webinar_console.domain.natural import natural_key


def test_numbers_count_and_letters_have_no_case_or_accent() -> None:
    texts = ["row 10", "Row 9", "row 9a", "Ärzte", "arzt", "2026-11-02", "", "z"]
    assert sorted(texts, key=natural_key) == [
        "", "2026-11-02", "arzt", "Ärzte", "Row 9", "row 9a", "row 10", "z"
    ]  # fmt: skip


@given(st.lists(st.text(max_size=12), max_size=8))
def test_any_texts_can_be_ordered(texts: list[str]) -> None:
    ordered = sorted(texts, key=natural_key)
    assert all(natural_key(one) <= natural_key(other) for one, other in pairwise(ordered))


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_whole_numbers_are_ordered_by_value(one: int, other: int) -> None:
    assert (natural_key(str(one)) < natural_key(str(other))) == (one < other)
