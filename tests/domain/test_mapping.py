"""What columns may be used for: nothing twice, keys where they belong, constants that give way to columns."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinar_console.domain.mapping import CONSTANTS, IGNORED, KEYED, ColumnMapping, ColumnUse, Constant
from webinar_console.domain.people import Target

F, L, E = Target.FIRST_NAME, Target.LAST_NAME, Target.EMAIL
LID, OID = ColumnUse(Target.EXTERNAL_KEY, "lid"), ColumnUse(Target.EXTERNAL_KEY, "oid")
SPRING = Constant(Target.SOURCE, "spring-mailing")

uses = st.builds(
    lambda target, key: ColumnUse(target, key if target in KEYED else ""),
    st.sampled_from(list(Target)),
    st.sampled_from(("", "lid", "oid", "q1")),
)


@pytest.mark.parametrize(
    "columns",
    [
        (ColumnUse(E), ColumnUse(E)),
        (LID, IGNORED, LID),
        (ColumnUse(Target.ANSWER, "q1"), ColumnUse(Target.CHOICES, "q1")),
        (ColumnUse(E, "lid"),),
    ],
)
def test_what_cannot_be(columns: tuple[ColumnUse, ...]) -> None:
    with pytest.raises(ValueError, match=r"twice|has none"):
        ColumnMapping(columns)


def test_several_keys_and_ignored_columns() -> None:
    mapping = ColumnMapping.of(F, LID, IGNORED, OID, IGNORED)
    assert mapping.targets == (F, Target.EXTERNAL_KEY, Target.IGNORE, Target.EXTERNAL_KEY, Target.IGNORE)
    assert (mapping.holder(OID), mapping.holder(IGNORED), mapping.holder(ColumnUse(E))) == (3, None, None)
    assert OID.label == "external-id key “oid”"


@pytest.mark.parametrize("target", sorted(set(Target) - set(CONSTANTS)))
def test_who_somebody_is_cannot_be_the_same_for_all(target: Target) -> None:
    with pytest.raises(ValueError, match="same for all"):
        ColumnMapping((), (Constant(target, "x"),))


def test_a_constant_gives_way_to_a_column() -> None:
    mapping = ColumnMapping.of(F, IGNORED).with_constants([SPRING])
    assert mapping.live_constants == (SPRING,)
    assert mapping.given == {F, Target.SOURCE}
    taken = mapping.with_column(1, ColumnUse(Target.SOURCE))
    assert (taken.live_constants, taken.constants) == ((), (SPRING,))


def test_a_use_that_still_needs_its_key() -> None:
    blank = ColumnUse(Target.EXTERNAL_KEY)
    mapping = ColumnMapping.of(LID, blank, blank)
    assert mapping.keyless == blank
    assert mapping.holder(blank) is None
    assert ColumnMapping.of(LID, E).keyless is None


@given(st.lists(st.tuples(st.integers(0, 3), uses), max_size=20))
def test_changes_never_give_anything_twice(steps: list[tuple[int, ColumnUse]]) -> None:
    mapping = ColumnMapping.of(*[IGNORED] * 4)
    for place, use in steps:
        mapping = mapping.with_column(place, use)
        assert mapping.columns[place] == use
        slots = [u.slot for u in mapping.columns if u != IGNORED and (u.key or u.target not in KEYED)]
        assert len(slots) == len(set(slots))
    assert msgspec.json.decode(msgspec.json.encode(mapping), type=ColumnMapping) == mapping


def test_what_cannot_be_is_refused_in_json_as_well() -> None:
    with pytest.raises(msgspec.ValidationError, match="twice"):
        msgspec.json.decode(b'{"columns":[{"target":"email"},{"target":"email"}]}', type=ColumnMapping)
