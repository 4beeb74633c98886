"""Natural order."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinar_console.domain import natural
from webinar_console.domain.folding import LAST
from webinar_console.domain.natural import natural_key, natural_text, natural_texts


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


@given(st.lists(st.text(alphabet="ab01239٣\0 é", max_size=30)))
def test_a_series_has_the_keys_of_its_texts(texts: list[str]) -> None:
    assert natural_texts(texts) == [natural_text(text) for text in texts]


def test_only_texts_of_another_kind_take_the_slow_way(monkeypatch: pytest.MonkeyPatch) -> None:
    slowly: list[str] = []

    def slow(text: str) -> str:
        slowly.append(text)
        return natural_text(text)

    monkeypatch.setattr(natural, "natural_text", slow)
    plain = [f"lid={number}&oid=4" for number in range(2_000)]
    assert natural_texts([*plain, LAST, "", "größe 12", *plain]) == [
        *map(natural_text, plain),
        LAST,
        "",
        natural_text("größe 12"),
        *map(natural_text, plain),
    ]
    assert "".join(slowly).replace("\0", "") == f"{LAST}größe 12"


def test_numbers_may_be_of_any_length_and_script() -> None:
    long = "9" * 5_000
    assert natural_key("b" + long) < natural_key("b1" + long)
    assert natural_key("row ٣") == natural_key("row 3") == natural_key("row 003")
