"""Which rows leave, and in which order."""

from itertools import pairwise
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from webinar_console.domain.invitee import ATTENDEE, PANELIST
from webinar_console.domain.natural import natural_key
from webinar_console.domain.people import CheckedPerson, Verdict
from webinar_console.domain.plan import Action
from webinar_console.domain.preferences import OPEN, Preferences, RegistrationSettings
from webinar_console.services import import_choices
from webinar_console.services.import_choices import PlanChoices, RowOrder, arranged, in_order

_cells = st.sampled_from(["", " ", "1", "9", "10", "Gold", "silver", "élan", "x"])
_people = st.lists(st.tuples(_cells, st.sampled_from([ATTENDEE, ATTENDEE, PANELIST])), max_size=30)


def people_of(drawn: list[tuple[str, str]]) -> list[CheckedPerson]:
    return [
        CheckedPerson(
            line, (cell,), "A", "B", f"p{line}@example.org", role, "", "", "", "", "", Verdict.READY
        )
        for line, (cell, role) in enumerate(drawn, 2)
    ]


@given(_people, st.booleans())
async def test_a_column_orders_the_rows_and_loses_none(
    drawn: list[tuple[str, str]], descending: bool
) -> None:
    people = people_of(drawn)
    with patch.object(import_choices, "_RUN", 4):  # sorted in several runs, as a long list is
        ordered = await in_order(people, RowOrder(0, descending))
    assert sorted(p.line for p in ordered) == [p.line for p in people]
    cells = [p.cells[0].strip() for p in ordered]
    filled = [cell for cell in cells if cell]
    assert cells == filled + [""] * (len(cells) - len(filled)), "blank cells come last"
    assert [natural_key(c) for c in filled] == sorted(map(natural_key, filled), reverse=descending)
    for one, other in pairwise(ordered):
        if natural_key(one.cells[0]) == natural_key(other.cells[0]):
            assert one.line < other.line, "the order of the file stays among equals"


async def test_a_row_that_is_too_short_counts_as_blank() -> None:
    people = people_of([("b", ATTENDEE), ("a", ATTENDEE)])
    assert await in_order(people, RowOrder(7)) == people
    assert await in_order(people, None) == people


@given(_people, st.integers(0, 12))
async def test_seats_go_to_the_first_and_the_panel_needs_none(
    drawn: list[tuple[str, str]], seats: int
) -> None:
    people = people_of(drawn)
    settings = RegistrationSettings(auto_close_limit=5 + seats)
    seen = Preferences(registration_status=OPEN, registrant_count=5, settings=settings)
    found = await arranged(people, PlanChoices(trim=True), seen)
    outside = [person for person, _reason in found.left_out]
    assert sorted(p.line for p in (*found.sent, *outside)) == [p.line for p in people]
    registered = [p for p in people if p.action is Action.REGISTER]
    assert [p for p in found.sent if p.action is Action.REGISTER] == registered[:seats]
    assert outside == registered[seats:]
    assert (found.unseated if seats else found.barred[Action.REGISTER]) == len(outside)
