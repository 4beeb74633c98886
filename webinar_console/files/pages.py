"""Addresses of web pages, as RingCentral can send people there."""

from urllib.parse import urlsplit


def is_web_page(text: str) -> bool:
    """Whether this is an ``https`` address with the name of a site and no space in it."""
    if any(character.isspace() for character in text):
        return False
    try:
        parts = urlsplit(text)
        _ = parts.port  # a port that is no number is found only when it is asked for
    except ValueError:
        return False
    name = parts.hostname or ""
    return parts.scheme == "https" and "." in name.strip(".") and ".." not in name
