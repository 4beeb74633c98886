"""JSON to records and back.

The fast way decodes a body straight into records, which refuse fields that they do not know. When that
happens, or a ``null`` stands where the contract has none, the slow way keeps what is new in
``Record.unknown`` and lets nothing of it stop the program: the API is in beta.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar, get_args, get_origin

import msgspec

from webinar_console.domain.record import Record

T = TypeVar("T")

_UNKNOWN = "~unknown"
_shapes: dict[type[Record], tuple[frozenset[str], "tuple[_Field, ...]"]] = {}
_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}


class NotReadable(ValueError):
    """A body that is no JSON, or JSON of another shape. Says where, never what was in it."""


class Paging(msgspec.Struct, rename="camel"):
    """The contract's paging object, as far as reading forward needs it."""

    next_page_token: str | None = None


class Page(msgspec.Struct, Generic[T]):
    """One page of a list. ``next_token`` is ``None`` on the last one."""

    records: list[T]
    paging: Paging | None = None

    @property
    def next_token(self) -> str | None:
        """The token of the page that follows."""
        return (self.paging.next_page_token or None) if self.paging else None


def decode(body: bytes, kind: type[T]) -> T:
    """One record from a body; fields that are new are kept. Raises :class:`NotReadable`."""
    try:
        return _decoder(kind).decode(body)
    except msgspec.ValidationError:
        return _convert(_parse(body), kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotReadable(str(error)) from error


def decode_page(body: bytes, kind: type[T]) -> Page[T]:
    """One page of records from a body; fields that are new are kept. Raises :class:`NotReadable`."""
    page: type[Page[T]] = Page[kind]  # type: ignore[valid-type]  # a type only known at run time
    try:
        return _decoder(page).decode(body)
    except msgspec.ValidationError:
        tree = _parse(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotReadable(str(error)) from error
    if not isinstance(tree, dict) or not isinstance(tree.get("records"), list):
        raise NotReadable("the answer has no list of records")
    records: list[T] = _convert(tree["records"], list[kind])  # type: ignore[valid-type]  # as above
    return Page(records, _convert(tree.get("paging") or {}, Paging))


def to_wire(record: Record) -> dict[str, Any]:
    """The JSON object of a record: wire names, unknown fields back where they were, no defaults."""
    fields = {}
    for field in _fields(type(record)):
        value = getattr(record, field.name)
        if not field.is_default(value):
            fields[field.wire_name] = _wire_value(value)
    return {**(record.unknown or {}), **fields}


def encode(body: Record | Mapping[str, Any]) -> bytes:
    """The JSON body of a request."""
    return msgspec.json.encode(to_wire(body) if isinstance(body, Record) else body)


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    wire_name: str
    kind: Any
    default: Any
    default_factory: Any
    required: bool

    def is_default(self, value: Any) -> bool:
        if self.required:
            return False
        if self.default_factory is not msgspec.NODEFAULT:
            return not value
        return type(value) is type(self.default) and bool(value == self.default)


def _fields(kind: type[Record]) -> tuple[_Field, ...]:
    return _described(kind)


@cache
def _described(kind: Any) -> tuple[_Field, ...]:
    return tuple(
        _Field(f.name, f.encode_name, f.type, f.default, f.default_factory, f.required)
        for f in msgspec.structs.fields(kind)
        if f.encode_name != _UNKNOWN
    )


def _decoder(kind: type[T]) -> msgspec.json.Decoder[T]:
    made: msgspec.json.Decoder[T] | None = _decoders.get(kind)
    if made is None:
        made = _decoders[kind] = msgspec.json.Decoder(kind)
    return made


def _shape(kind: type[Record]) -> tuple[frozenset[str], tuple[_Field, ...]]:
    """The wire names of a record, and those of its fields that hold records."""
    shape = _shapes.get(kind)
    if shape is None:
        fields = _fields(kind)
        nested = tuple(f for f in fields if _record_in(f.kind) or _record_in(_entry_in(f.kind)))
        shape = _shapes[kind] = frozenset(f.wire_name for f in fields), nested
    return shape


def _parse(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotReadable(str(error)) from error


def _convert(tree: Any, kind: type[T]) -> T:
    try:
        return msgspec.convert(_tidy(tree, kind, salvage=False), kind)
    except msgspec.ValidationError:
        pass
    try:
        return msgspec.convert(_tidy(tree, kind, salvage=True), kind)
    except msgspec.ValidationError as error:
        raise NotReadable(str(error)) from error


def _tidy(tree: Any, kind: Any, *, salvage: bool) -> Any:
    """The tree with new fields moved aside.

    With ``salvage``, nulls are left out and a known field of a wrong type is moved aside as well, so that
    it costs itself only. That is slow, and rarely needed.
    """
    if isinstance(tree, dict):
        record = _record_in(kind)
        if record is None:
            return tree
        return _salvaged(tree, record) if salvage else _sorted_out(tree, record)
    if isinstance(tree, list):
        entry = _entry_in(kind)
        if entry is None:
            return tree
        record = _record_in(entry)
        if record is not None and not salvage:
            return [_sorted_out(v, record) if isinstance(v, dict) else v for v in tree]
        return [_tidy(value, entry, salvage=salvage) for value in tree if value is not None]
    return tree


def _sorted_out(tree: dict[str, Any], kind: type[Record]) -> dict[str, Any]:
    names, nested = _shape(kind)
    tidy = tree
    if not tree.keys() <= names:
        tidy = {name: value for name, value in tree.items() if name in names}
        tidy[_UNKNOWN] = {name: value for name, value in tree.items() if name not in names}
    for field in nested:
        value = tidy.get(field.wire_name)
        if value:
            kept = _tidy(value, field.kind, salvage=False)
            if kept is not value:
                tidy = {**tidy, field.wire_name: kept}
    return tidy


def _salvaged(tree: dict[str, Any], kind: type[Record]) -> dict[str, Any]:
    rest = dict(tree)
    tidy: dict[str, Any] = {}
    for field in _fields(kind):
        value = rest.pop(field.wire_name, None)
        if value is None:
            continue
        kept = _tidy(value, field.kind, salvage=True)
        if _fits(kept, field.kind):
            tidy[field.wire_name] = kept
        else:
            rest[field.wire_name] = value
    if rest:
        tidy[_UNKNOWN] = rest
    return tidy


def _fits(value: Any, kind: Any) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True


@cache
def _record_in(kind: Any) -> type[Record] | None:
    """The record type in an annotation such as ``Recording | None``."""
    for part in (kind, *get_args(kind)):
        if isinstance(part, type) and get_origin(part) is None and issubclass(part, Record):
            return part
    return None


@cache
def _entry_in(kind: Any) -> Any:
    """The entry type in an annotation such as ``list[Answer] | None``; ``None`` when there is no list."""
    for part in (kind, *get_args(kind)):
        if get_origin(part) is list:
            return get_args(part)[0]
    return None


def _wire_value(value: Any) -> Any:
    if isinstance(value, Record):
        return to_wire(value)
    if isinstance(value, list):
        return [_wire_value(entry) for entry in value]
    return value
