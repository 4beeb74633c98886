"""Domains that are rare in a file and one slip away from a domain that is frequent in it."""

from collections import Counter
from collections.abc import Collection, Iterator

from .mail_domains import Near

#: So many addresses make a domain frequent, and so many times as many as the one that may be a slip of it.
FREQUENT, TIMES = 5, 10
_AT_ONCE = 500
_FEW = 300


def frequent_slips(keys: Collection[str], domains: Collection[str], found: dict[str, str]) -> Iterator[None]:
    """Put into ``found`` which of ``domains`` are slips of which. ``keys`` are the file's addresses.

    Stops now and then, to be resumed.
    """
    if len(domains) < 2:
        return
    if len(domains) <= _FEW and not _neighbours(domains):
        return
    count: Counter[str] = Counter()
    batch: list[str] = []
    for key in keys:
        batch.append(key.rpartition("@")[2])
        if len(batch) == _AT_ONCE:
            count.update(batch)
            batch.clear()
            yield
    count.update(batch)
    near = Near(domain for domain, many in count.items() if many >= FREQUENT)
    for place, (domain, many) in enumerate(count.items()):
        meant = near.find(domain) if many * TIMES <= len(keys) and domain in domains else ""
        # firma.de and firma.at are two houses, not one and a slip.
        if meant and many * TIMES <= count[meant] and _ending(domain) == _ending(meant):
            found[domain] = meant
        if place % 100 == 0:
            yield


def _neighbours(domains: Collection[str]) -> bool:
    """Whether any two are close at all: nearly always they are not, and nobody need be counted."""
    seen: set[str] = set()
    for domain in domains:
        rests = {domain[:place] + domain[place + 1 :] for place in range(len(domain))} | {domain}
        if not seen.isdisjoint(rests):
            return True
        seen |= rests
    return False


def _ending(domain: str) -> str:
    return domain.rpartition(".")[2]
