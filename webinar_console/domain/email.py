"""E-mail addresses: when two are the same person, and a quick check of their shape."""

import re

# Shape only, after RFC 5321's limits: what the pattern doubts is looked at by a real validator in `files`.
# Possessive repeats: nothing here can match in two ways, and a hundred thousand rows are checked in a go.
_PLAIN = re.compile(
    r"[A-Za-z0-9_%+\-']++(?:\.[A-Za-z0-9_%+\-']++)*+@"
    r"(?:(?!-)[A-Za-z0-9\-]{1,63}+(?<!-)\.)+[A-Za-z]{2,63}+"
)
#: The part before the @; it may have 64 characters.
PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_%+\-']++(?:\.[A-Za-z0-9_%+\-']++)*+")


def email_key(address: str) -> str:
    """The form in which addresses are compared: without case and outer space."""
    return address.strip().casefold()


def is_plainly_valid(address: str) -> bool:
    """Whether the address is an ordinary ASCII one beyond doubt. False means: look closer, not: wrong."""
    return len(address) <= 254 and address.find("@") <= 64 and _PLAIN.fullmatch(address) is not None


def domain_of(address: str) -> str:
    """The part behind the last @, case-folded; empty when there is none."""
    return address.rpartition("@")[2].casefold() if "@" in address else ""


def visible_fault(address: str) -> str:
    """What everybody can see to be wrong, as the end of a sentence: "the @ is missing". Else empty."""
    signs = address.count("@")
    if signs == 0:
        return "the @ is missing"
    if signs > 1:
        return f"it has {signs} @ signs"
    if any(c.isspace() for c in address):
        return "it has a space in it"
    local, _, domain = address.partition("@")
    if not local or not domain:
        return f"there is nothing {'before' if not local else 'after'} the @"
    return "" if "." in domain else "what follows the @ has no dot"
