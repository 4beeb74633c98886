"""The external-id codec: several keys in one value, written as a query string.

RingCentral's guide stores ``lid=123&oid=4%4056`` in ``externalId``. Reading is exact: a value is taken as
pairs only when writing those pairs gives the same text again; any other text stays as it is.
"""

import re
from collections.abc import Iterable
from urllib.parse import quote, unquote

# Unreserved characters of RFC 3986; everything else is percent-encoded, in upper case, as UTF-8.
_SAFE = "-._~"
_PAIR = r"[A-Za-z0-9._~-]+=[A-Za-z0-9._~-]*"
# Pairs without anything to decode: most external ids are of this kind.
_PLAIN = re.compile(f"{_PAIR}(?:&{_PAIR})*")

Pairs = tuple[tuple[str, str], ...]


def encode_pairs(pairs: Iterable[tuple[str, str]]) -> str:
    """Write key/value pairs as one external id; order and repeated keys are kept.

    Raises ``ValueError`` for an empty key or for text that is not valid Unicode (a lone surrogate).
    """
    parts = []
    for key, value in pairs:
        if not key:
            raise ValueError("an external-id key cannot be empty")
        parts.append(f"{_quote(key)}={_quote(value)}")
    return "&".join(parts)


def decode_pairs(text: str) -> Pairs | None:
    """The pairs in an external id, or ``None`` when the text is not one that :func:`encode_pairs` wrote."""
    if "=" not in text:
        return None
    if _PLAIN.fullmatch(text):
        return tuple([(key, value) for part in text.split("&") for key, _, value in (part.partition("="),)])
    pairs = []
    for part in text.split("&"):
        key, equals, value = part.partition("=")
        if not key or not equals:
            return None
        try:
            pairs.append((unquote(key, errors="strict"), unquote(value, errors="strict")))
        except UnicodeDecodeError:
            return None
    found = tuple(pairs)
    return found if encode_pairs(found) == text else None


def value_in(text: str, key: str) -> str:
    """What an external id says for a key; all its values where the key is there twice, nothing elsewhere."""
    # Most ids that do not have the key are told by this alone.
    if "=" not in text:
        return ""
    return "; ".join([value for one, value in decode_pairs(text) or () if one == key])


def is_one_value(text: str, key: str) -> bool:
    """Whether this value can be changed by itself: the text is empty, or pairs in which the key stands once
    or not at all. A text that only looks like pairs (``YWJj=``) is none: its one key has no value.
    """
    pairs = decode_pairs(text) if text else ()
    if pairs is None:
        return False
    count = sum(one == key for one, _ in pairs)
    return count == 1 or (count == 0 and _are_pairs(pairs))


def with_value(text: str, key: str, value: str, original: str = "") -> str:
    """The external id with another value of one key; the others stay as they are, in their order.

    A key that is not there comes last; one that loses its value stays, unless none has a value any more: then
    the id is empty, and the first value that it gets again goes where ``original`` has its key. Where that
    says the same as ``original``, the result is ``original``: what was changed and changed back is as it was.
    Raises ``ValueError`` where :func:`is_one_value` says no.
    """
    if not is_one_value(text, key):
        raise ValueError("not an external id of keys and values")
    there = (decode_pairs(original) or ()) if is_one_value(original, key) else ()
    pairs = decode_pairs(text) or _emptied(there)
    if any(one == key for one, _ in pairs):
        pairs = tuple((one, value if one == key else old) for one, old in pairs)
    elif value:
        pairs = (*pairs, (key, value))
    if is_one_value(original, key) and _filled(pairs) == _filled(there):
        return original
    return encode_pairs(pairs) if _filled(pairs) else ""


def _are_pairs(pairs: Pairs) -> bool:
    return len(pairs) != 1 or bool(pairs[0][1])


def _emptied(pairs: Pairs) -> Pairs:
    """The keys alone, where each stands once."""
    return tuple((key, "") for key, _ in pairs) if len(dict(pairs)) == len(pairs) else ()


def _filled(pairs: Pairs) -> Pairs:
    return tuple(pair for pair in pairs if pair[1])


def _quote(text: str) -> str:
    try:
        return quote(text, safe=_SAFE)
    except UnicodeEncodeError as error:
        raise ValueError("text is not valid Unicode") from error
