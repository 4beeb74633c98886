"""JSON to records and back: nothing known is lost, nothing new either, nothing of it fails."""

import json
from typing import Any, get_args, get_origin

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webinar_console.api.decoding import NotReadable, Record, decode, decode_page, encode, to_wire
from webinar_console.domain.account import Extension
from webinar_console.domain.invitee import Invitee, InviteeChanges
from webinar_console.domain.participant import Participant
from webinar_console.domain.preferences import Preferences
from webinar_console.domain.recording import Recording
from webinar_console.domain.registrant import NewRegistrant, Registrant
from webinar_console.domain.session import PastSession, Session
from webinar_console.domain.subscription import Subscription
from webinar_console.domain.webinar import Webinar

KINDS: list[type[Record]] = [
    Registrant, NewRegistrant, Session, PastSession, Webinar, Invitee, InviteeChanges,
    Preferences, Participant, Recording, Subscription, Extension,
]  # fmt: skip

text = st.text(max_size=8)
leaf = st.one_of(st.booleans(), st.integers(-(2**53), 2**53), text)
anything = st.recursive(
    leaf, lambda inner: st.one_of(st.lists(inner), st.dictionaries(text, inner)), max_leaves=6
)


def wire_names(kind: type[Record]) -> set[str]:
    return {field.encode_name for field in msgspec.structs.fields(kind)}


def values_for(annotation: Any) -> st.SearchStrategy[Any]:
    """JSON values that the contract allows for a field."""
    if isinstance(annotation, type) and get_origin(annotation) is None and issubclass(annotation, Record):
        return objects_of(annotation)
    simple = {str: text, int: st.integers(-(2**53), 2**53), bool: st.booleans(), type(None): st.none()}
    if annotation in simple:
        return simple[annotation]
    if get_origin(annotation) is list:
        return st.lists(values_for(get_args(annotation)[0]), max_size=3)
    if get_origin(annotation) is dict:
        return st.dictionaries(text, anything, max_size=3)
    parts = get_args(annotation)
    assert parts, annotation
    return st.one_of(*map(values_for, parts))


def objects_of(kind: type[Record]) -> st.SearchStrategy[dict[str, Any]]:
    """Any JSON object of a record, with fields that nobody knows yet."""
    required, optional = {}, {}
    for field in msgspec.structs.fields(kind):
        if field.encode_name != "~unknown":
            (required if field.required else optional)[field.encode_name] = values_for(field.type)
    fresh = st.dictionaries(text.filter(lambda name: name not in wire_names(kind)), anything, max_size=3)
    known = st.fixed_dictionaries(required, optional=optional)
    return st.builds(lambda a, b: {**b, **a}, known, fresh)


def plain(tree: Any, kind: Any) -> Any:
    """The object without nulls and without values that equal the record's defaults."""
    if isinstance(tree, list):
        entry = next((get_args(p)[0] for p in (kind, *get_args(kind)) if get_origin(p) is list), None)
        return [plain(value, entry) for value in tree if value is not None or entry is None]
    record = next(
        (
            p
            for p in (kind, *get_args(kind))
            if isinstance(p, type) and get_origin(p) is None and issubclass(p, Record)
        ),
        None,
    )
    if not isinstance(tree, dict) or record is None:
        return tree
    fields = {f.encode_name: f for f in msgspec.structs.fields(record)}
    kept = {}
    for name, value in tree.items():
        if name not in fields:
            kept[name] = value
        elif value is not None and not is_default(fields[name], value):
            kept[name] = plain(value, fields[name].type)
    return kept


def is_default(field: Any, value: Any) -> bool:
    if field.required:
        return False
    if field.default_factory is not msgspec.NODEFAULT:
        return bool(value == field.default_factory())
    return type(value) is type(field.default) and bool(value == field.default)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_any_object_survives_the_round_trip(kind: type[Record]) -> None:
    @settings(deadline=None, max_examples=60)
    @given(objects_of(kind))
    def survives(tree: dict[str, Any]) -> None:
        record = decode(json.dumps(tree).encode(), kind)
        assert json.loads(encode(record)) == plain(tree, kind)
        assert decode(encode(record), kind) == record

    survives()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_known_field_of_a_wrong_type_costs_itself_only(kind: type[Record]) -> None:
    required = {f.encode_name: "x" for f in msgspec.structs.fields(kind) if f.required}
    for field in msgspec.structs.fields(kind):
        if field.required or field.encode_name == "~unknown":
            continue
        tree = {**required, field.encode_name: [[1]], "other": 1}
        record = decode(json.dumps(tree).encode(), kind)
        assert record.unknown is not None
        assert to_wire(record) == tree


def test_a_page_with_new_fields_keeps_them_and_its_order() -> None:
    body = json.dumps(
        {
            "records": [
                {"id": "1", "email": "a", "shoeSize": 44, "source": None},
                {"id": "2", "email": "b"},
            ],
            "paging": {"perPage": 2, "pageToken": "t", "nextPageToken": "u", "mood": "good"},
            "extra": {},
        }
    ).encode()
    page = decode_page(body, Registrant)
    assert [r.id for r in page.records] == ["1", "2"]
    assert page.records[0].unknown == {"shoeSize": 44}
    assert page.records[1] == Registrant(id="2", email="b")
    assert page.next_token == "u"


@pytest.mark.parametrize("paging", ["null", "{}", '{"nextPageToken": null}', '{"nextPageToken": ""}'])
def test_the_last_page_has_no_next_token(paging: str) -> None:
    page = decode_page(f'{{"records": [], "paging": {paging}}}'.encode(), Registrant)
    assert page.next_token is None


def test_the_fast_and_the_slow_way_agree() -> None:
    known = {"id": "1", "email": "a", "questionnaire": [{"questionId": "q", "answerIds": ["x"]}]}
    fast = decode_page(json.dumps({"records": [known]}).encode(), Registrant).records[0]
    slow = decode_page(json.dumps({"records": [known, {"id": "2", "new": 1}]}).encode(), Registrant).records[
        0
    ]
    assert fast == slow
    assert type(fast) is type(slow) is Registrant


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b'{"records": 5}', b'{"rec', b"null", b"\xff"])
def test_what_is_no_page_is_said(body: bytes) -> None:
    with pytest.raises(NotReadable):
        decode_page(body, Registrant)


def test_unknown_enum_values_are_kept() -> None:
    session = decode(b'{"id": "1", "status": "Postponed"}', Session)
    assert to_wire(session)["status"] == "Postponed"
