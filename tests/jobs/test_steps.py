"""The rules of a row: whatever the server answers, each row ends once and nobody is lost between records."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinar_console.domain.errors import Conflict, ErrorDetail, Forbidden, InvalidRequest, NotFound
from webinar_console.domain.invitee import Invitee, NewInvitee
from webinar_console.domain.job import Outcome, RowState
from webinar_console.domain.plan import Action, PlannedRow
from webinar_console.domain.registrant import NewRegistrant, Registrant
from webinar_console.domain.row import JobRow, Step
from webinar_console.jobs import steps
from webinar_console.jobs.reconcile import Lookup, settle

OLD = Registrant(id="1", first_name="Ann", last_name="Old", email="ann@example.com", source="ad")


def person(email: str = "ann@example.com") -> NewRegistrant:
    return NewRegistrant(first_name="Ann", last_name="New", email=email)


def plan(action: Action, email: str = "ann@example.com") -> PlannedRow:
    return PlannedRow(
        seq=0,
        action=action,
        registrant=person(email) if action in (Action.REGISTER, Action.REPLACE) else None,
        old=OLD if action in (Action.REMOVE, Action.REPLACE) else None,
        invitee=NewInvitee(role="Panelist", email=email) if action is Action.INVITE else None,
    )


def refusal(kind: type = InvalidRequest, code: str = "CMN-101") -> InvalidRequest:
    error: InvalidRequest = kind("no", status=400, details=(ErrorDetail(code, "is wrong", "email"),))
    return error


class TinyServer:
    """A list of people that answers the way hypothesis says, for the rules only (not for the client)."""

    def __init__(self) -> None:
        self.people = {OLD.id: OLD}
        self.next_id = 100

    def create(self, new: NewRegistrant) -> Registrant:
        if any(p.email.casefold() == new.email.casefold() for p in self.people.values()):
            raise Conflict("taken", status=409)
        self.next_id += 1
        record = Registrant(
            id=str(self.next_id), email=new.email, first_name=new.first_name, last_name=new.last_name
        )
        self.people[record.id] = record
        return record

    def delete(self, registrant_id: str) -> None:
        if self.people.pop(registrant_id, None) is None:
            raise NotFound("gone", status=404)


answers = st.lists(st.sampled_from(["yes", "no", "lost before", "lost after", "not sent"]), max_size=12)


@given(
    action=st.sampled_from([Action.REGISTER, Action.REPLACE, Action.REMOVE]),
    email=st.sampled_from(["ann@example.com", "ANN@example.com", "new@example.com"]),
    script=answers,
)
def test_every_row_ends_once_and_nobody_is_lost_or_doubled(
    action: Action, email: str, script: list[str]
) -> None:
    server, row, turns = TinyServer(), steps.begin(plan(action, email)), iter(script)
    if action is Action.REGISTER:
        server.people.clear()
    known = frozenset(server.people)
    for _ in range(40):
        if row.state is RowState.ENDED:
            break
        if row.state is RowState.UNKNOWN:
            row = settle(row, Lookup(server.people.values()), known, frozenset())
            if row.state is RowState.WAITING and row.attempts >= steps.MAX_ATTEMPTS:
                row = steps.give_up(row)
            continue
        row = one_call(steps.sending(row), server, next(turns, "yes"))
    assert row.state is RowState.ENDED
    assert row.outcome is not None
    addresses = [p.email.casefold() for p in server.people.values()]
    assert len(addresses) == len(set(addresses))
    if action is Action.REMOVE:
        assert addresses == ([] if row.outcome is Outcome.DONE else ["ann@example.com"])
    elif row.outcome is Outcome.DONE:
        assert addresses == [email.casefold()]
        assert row.result_id in server.people
    elif action is Action.REPLACE and row.outcome is Outcome.REFUSED:
        assert addresses == ["ann@example.com"], "a refused replacement leaves the old address registered"
    if row.outcome is Outcome.NEEDS_ATTENTION:
        assert row.words


def one_call(row: JobRow, server: TinyServer, answer: str) -> JobRow:
    if answer == "not sent":
        return steps.not_sent(row)
    if answer == "lost before":
        return steps.unknown(row)
    if answer == "no":
        return steps.refused(row, refusal())
    try:
        if row.step is Step.DELETE:
            server.delete(OLD.id)
            done = steps.deleted(row)
        else:
            done = steps.created(row, server.create(steps.registration(row)), ours=True)
    except (Conflict, NotFound) as error:
        return steps.refused(row, error)
    return steps.unknown(row) if answer == "lost after" else done


def test_the_order_of_a_replacement() -> None:
    assert steps.begin(plan(Action.REPLACE)).step is Step.DELETE
    assert steps.begin(plan(Action.REPLACE, "Ann@Example.com")).step is Step.DELETE
    assert steps.begin(plan(Action.REPLACE, "other@example.com")).step is Step.CREATE


def test_a_refused_replacement_puts_the_old_person_back() -> None:
    row = steps.refused(steps.deleted(steps.begin(plan(Action.REPLACE))), refusal())
    assert row.step is Step.RESTORE
    assert row.is_begun
    assert steps.registration(row).last_name == "Old"
    back = steps.created(row, Registrant(id="5", email=OLD.email), ours=True)
    assert back.outcome is Outcome.REFUSED
    assert "put back" in back.words
    assert "is wrong" in back.words
    lost = steps.refused(row, refusal())
    assert lost.outcome is Outcome.NEEDS_ATTENTION
    assert lost.plan.old == OLD


def test_somebody_who_cancelled_alone_is_not_registered_again() -> None:
    row = steps.refused(steps.begin(plan(Action.REPLACE)), NotFound("gone", status=404))
    assert row.outcome is Outcome.REFUSED
    assert "cancelled meanwhile" in row.words


def test_conflict_is_already_there() -> None:
    row = steps.refused(steps.begin(plan(Action.REGISTER)), Conflict("taken", status=409))
    assert row.outcome is Outcome.ALREADY_THERE
    first = steps.created(steps.begin(plan(Action.REGISTER)), OLD, ours=False)
    assert (first.outcome, first.result_id) == (Outcome.ALREADY_THERE, "1")


def test_a_row_that_began_cannot_be_cancelled() -> None:
    row = steps.begin(plan(Action.REPLACE))
    assert steps.cancelled(row).outcome is Outcome.CANCELLED
    with pytest.raises(ValueError, match="cannot"):
        steps.cancelled(steps.deleted(row))
    with pytest.raises(ValueError, match="cannot"):
        steps.cancelled(steps.sending(row))


@pytest.mark.parametrize(
    ("action", "email", "still"),
    [
        (Action.REGISTER, "ann@example.com", "the person was not found on the server."),
        (Action.REPLACE, "new@example.com", "the change was not found on the server."),
        (Action.REPLACE, "ann@example.com", "the person was still there."),
        (Action.REMOVE, "ann@example.com", "the person was still there."),
        (Action.INVITE, "ann@example.com", "the person was not found on the panel."),
        (Action.WITHDRAW, "ann@example.com", "the person was still on the panel."),
    ],
)
def test_whoever_is_cancelled_reads_what_was_sent_before(action: Action, email: str, still: str) -> None:
    row = steps.begin(plan(action, email))
    assert steps.cancelled(row).words == "Cancelled before anything was sent."
    looked = steps.came_to_nothing(steps.unknown(steps.sending(row)))
    for before in (looked, steps.spared(looked)):
        after = steps.cancelled(before)
        assert after.outcome is Outcome.CANCELLED
        assert after.words == f"Cancelled. The answer to an earlier attempt was lost; {still}"


def test_the_servers_own_join_link_is_said() -> None:
    new = NewRegistrant(first_name="A", last_name="B", email="a@b.example", join_uri="https://mine.example/1")
    row = steps.begin(PlannedRow(seq=0, action=Action.REGISTER, registrant=new))
    kept = steps.created(row, Registrant(id="7", join_uri="https://theirs.example/1"), ours=True)
    assert "its own join link" in kept.words
    taken = steps.created(row, Registrant(id="7", join_uri="https://mine.example/1"), ours=True)
    assert taken.words == ""


def test_invited_and_settled_by_address() -> None:
    row = steps.unknown(steps.begin(plan(Action.INVITE, "P@example.com")))
    found = settle(row, Lookup(panel=[Invitee(id="4", email="p@EXAMPLE.com")]), frozenset(), frozenset())
    assert (found.outcome, found.result_id) == (Outcome.DONE, "4")
    again = settle(row, Lookup(), frozenset(), frozenset())
    assert (again.state, again.attempts) == (RowState.WAITING, 1)


def test_a_known_id_is_never_taken_for_ours() -> None:
    row = steps.unknown(steps.begin(plan(Action.REGISTER)))
    found = settle(row, Lookup([OLD]), frozenset({OLD.id}), frozenset())
    assert found.outcome is Outcome.ALREADY_THERE


def test_what_came_to_nothing_is_tried_again_and_given_up_only_on_a_word() -> None:
    row = steps.begin(plan(Action.REGISTER))
    for attempt in range(1, steps.MAX_ATTEMPTS + 1):
        row = steps.came_to_nothing(steps.unknown(row))
        assert (row.state, row.attempts) == (RowState.WAITING, attempt)
    assert steps.spared(row).attempts == 0
    ended = steps.give_up(row)
    assert ended.outcome is Outcome.REFUSED
    assert "3 times" in ended.words


def test_a_taken_address_after_our_own_removal_is_looked_at() -> None:
    row = steps.deleted(steps.begin(plan(Action.REPLACE)))
    looked = steps.refused(row, Conflict("taken", status=409))
    assert looked.state is RowState.UNKNOWN
    assert settle(looked, Lookup(), frozenset({"1"}), frozenset()).state is RowState.WAITING
    came_back = Registrant(id="9", first_name="Ann", last_name="Self", email="ann@example.com")
    theirs = settle(looked, Lookup([came_back]), frozenset({"1"}), frozenset())
    assert (theirs.outcome, theirs.result_id) == (Outcome.ALREADY_THERE, "9")
    ours = Registrant(id="9", first_name=" ann", last_name="NEW", email="ann@example.com")
    assert settle(looked, Lookup([ours]), frozenset({"1"}), frozenset()).outcome is Outcome.DONE


def test_a_session_that_is_over_ends_every_row() -> None:
    assert steps.ended_by(steps.begin(plan(Action.REGISTER)), "Over.").outcome is Outcome.REFUSED
    half = steps.ended_by(steps.deleted(steps.begin(plan(Action.REPLACE))), "Over.")
    assert half.outcome is Outcome.NEEDS_ATTENTION
    assert "not registered now" in half.words
    both = steps.created(
        steps.begin(plan(Action.REPLACE, "new@example.com")),
        Registrant(id="5", email="new@example.com"),
        ours=True,
    )
    assert "so does the old one" in steps.ended_by(both, "Over.").words


def test_refusals_carry_the_servers_words_and_code() -> None:
    row = steps.refused(steps.begin(plan(Action.REMOVE)), refusal(Forbidden, "CMN-408"))
    assert (row.outcome, row.code) == (Outcome.REFUSED, "CMN-408")
    assert "is wrong" in row.words
