"""Mail domains: free services, shared addresses, and the slips of the pen that one can guess.

The words are data (``resources/checking/``). A guess is offered, never followed by itself.
"""

import functools
import json
import re
from collections.abc import Iterable

from webinar_console.domain.email import domain_of
from webinar_console.resources import resource_path

from .email_check import is_address

#: Shorter names have too many honest neighbours: only two swapped letters count there.
_TELLING = 5
_AT_SIGNS = re.compile(r"\s*(?:\(at\)|\[at\]|\{at\}|\(@\)|＠|&#64;|%40)\s*|\s+at\s+", re.IGNORECASE)
_DOTS = re.compile(r"\s*(?:\(dot\)|\[dot\]|\(punkt\))\s*", re.IGNORECASE)


@functools.cache
def free_mail() -> frozenset[str]:
    """Domains at which anybody gets an address."""
    return frozenset(_words("free_mail.json"))


@functools.cache
def role_words() -> frozenset[str]:
    """What stands before the @ of addresses that several people read, case-folded."""
    return frozenset(word.casefold() for word in _words("role_addresses.json"))


@functools.cache
def _telling_domains() -> tuple[str, ...]:
    """Free services whose name cannot be the end of somebody's own, the longest first."""
    telling = (domain for domain in free_mail() if len(domain.partition(".")[0]) >= _TELLING)
    return tuple(sorted(telling, key=lambda domain: (-len(domain), domain)))


@functools.cache
def _endings() -> dict[str, str]:
    """From an ending that does not exist to the one that was meant."""
    return {wrong: right for right, wrongs in _load("endings.json").items() for wrong in wrongs}


@functools.cache
def _known() -> "Near":
    return Near(free_mail(), real=frozenset(_words("real_domains.json")))


@functools.lru_cache(maxsize=4_000)
def meant_domain(domain: str) -> str:
    """The well-known domain, or the ending, that was probably meant; empty when nothing seems wrong."""
    if domain in free_mail():
        return ""
    if found := _known().find(domain):
        return found
    stem, _, ending = domain.rpartition(".")
    return f"{stem}.{_endings()[ending]}" if stem and ending in _endings() else ""


def mended_address(text: str) -> str:
    """What a text that is no address was probably meant to be; empty when that cannot be guessed."""
    if not text or len(text) > 300:
        return ""
    tidy = _DOTS.sub(".", _AT_SIGNS.sub("@", text)).replace("＠", "@")
    tidy = re.sub(r"@[@\s]+|\s+@", "@", tidy)
    local, at, domain = tidy.rpartition("@")
    if not at:
        return _without_sign(tidy)
    if "@" in local or not local:
        return ""
    domain = re.sub(r"[.,]*[,.][,.\s]*", ".", "".join(domain.split())).strip(".;:>)")
    local = local.strip(" .<(").replace(" ", "")
    if "." not in domain:
        domain = _by_name(domain.casefold())
    elif meant := meant_domain(domain.casefold()):
        domain = meant
    found = f"{local}@{domain}" if domain else ""
    return found if found != text and is_address(found) else ""


def slip_of(text: str, suggestion: str) -> str:
    """What is alike in slips that one correction puts right: "gmial.com > gmail.com"."""
    wrong = text.rpartition("@")[2].strip().casefold() if "@" in text else "no @"
    return f"{wrong} > {domain_of(suggestion)}"


class Near:
    """Finds the domain that another one is a slip of: one letter too many, too few or wrong, or two
    swapped."""

    def __init__(self, domains: Iterable[str], real: frozenset[str] = frozenset()) -> None:
        self._domains = frozenset(domains)
        self._real = real
        self._by_rest: dict[str, list[str]] = {}
        for domain in sorted(self._domains):
            for rest in _rests(domain):
                self._by_rest.setdefault(rest, []).append(domain)

    def find(self, domain: str) -> str:
        """The one that was probably meant; empty when it is one of them, or like none."""
        if domain in self._domains or domain in self._real or not 4 < len(domain) < 80:
            return ""
        found = {
            near
            for rest in (domain, *_rests(domain))
            for near in (*self._by_rest.get(rest, ()), *([rest] if rest in self._domains else ()))
            if _is_slip(domain, near)
        }
        return min(found, key=lambda near: (len(near), near)) if found else ""


def _rests(domain: str) -> set[str]:
    return {domain[:place] + domain[place + 1 :] for place in range(len(domain))}


def _is_slip(domain: str, meant: str) -> bool:
    start = 0
    while start < min(len(domain), len(meant)) and domain[start] == meant[start]:
        start += 1
    end = 0
    while end < min(len(domain), len(meant)) - start and domain[-1 - end] == meant[-1 - end]:
        end += 1
    wrong, right = domain[start : len(domain) - end], meant[start : len(meant) - end]
    name = meant.partition(".")[0]
    if len(wrong) == len(right) == 2 and wrong == right[::-1] and "." not in wrong:
        return True
    if len(wrong) > 1 or len(right) > 1 or len(name) < _TELLING:
        return False
    # host1 and host2 are neighbours, not slips.
    return not (wrong + right).strip(".").isdigit() or not (wrong.isdigit() and right.isdigit())


def _by_name(name: str) -> str:
    """The domain for a bare name: "gmail", "gmailcom"."""
    usual = [domain for domain in free_mail() if domain.rpartition(".")[0] == name and len(name) > 2]
    if f"{name}.com" in usual:
        return f"{name}.com"
    return usual[0] if len(usual) == 1 else _known().find(name)


def _without_sign(text: str) -> str:
    """ "annagmail.com", "anna.gmail.com"."""
    folded = "".join(text.split()).casefold()
    for domain in _telling_domains():
        if folded.endswith(domain):
            local = "".join(text.split())[: -len(domain)].rstrip(".")
            found = f"{local}@{domain}"
            return found if local and is_address(found) else ""
    return ""


def _words(name: str) -> list[str]:
    return [word for words in _load(name).values() for word in words]


def _load(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(resource_path("checking", name).read_text(encoding="utf-8"))
    return found
