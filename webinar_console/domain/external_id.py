"""The external-id codec: several keys in one value, written as a query string.

RingCentral's guide stores ``lid=123&oid=4%4056`` in ``externalId``. Reading is exact: a value is taken as
pairs only when writing those pairs gives the same text again; any other text stays as it is.
"""

from collections.abc import Iterable
from urllib.parse import quote, unquote

# Unreserved characters of RFC 3986; everything else is percent-encoded, in upper case, as UTF-8.
_SAFE = "-._~"

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


def _quote(text: str) -> str:
    try:
        return quote(text, safe=_SAFE)
    except UnicodeEncodeError as error:
        raise ValueError("text is not valid Unicode") from error
