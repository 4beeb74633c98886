"""The sentences about a list beside the people of the session. Pure functions."""

from webinar_console.services.comparison import Comparison, Group, Price
from webinar_console.ui.phrases import counted, length_of, number, people

_SUMMARY = {
    Group.ADD: "new",
    Group.DIFFERS: "differ",
    Group.SAME: "the same",
    Group.ONLY_THERE: "only in the session",
}


def comparison_summary(comparison: Comparison) -> str:
    """The groups in one line: "288 new · 14 differ · 120 the same · 4,712 only in the session"."""
    parts = []
    for group, words in _SUMMARY.items():
        if count := comparison.count.get(group, 0):
            told = "differs" if group is Group.DIFFERS and count == 1 else words
            parts.append(f"{number(count)} {told}")
    return " · ".join(parts) or "Nobody"


def group_words(group: Group, comparison: Comparison, session: str) -> str:
    """What ticking a group does, or what it is where there is nothing to tick."""
    count = comparison.count[group]
    match group:
        case Group.ADD:
            return f"Add the {people(count)} who {_are(count)} not in {session}"
        case Group.DIFFERS:
            return f"Replace the {people(count)} whose data differ"
        case Group.SAME:
            return f"{people(count)} {_are(count)} there already, and nothing differs."
        case Group.ONLY_THERE:
            return f"Remove the {people(count)} who {_are(count)} only in {session}"


def price_words(group: Group, comparison: Comparison) -> str:
    """Its price: "285 calls, about 36 minutes · 284 confirmations · 1 panel invitation"."""
    price = comparison.price.get(group, Price())
    if not price.calls:
        return ""
    parts = [f"{counted(price.calls, 'call', 'calls')}, {length_of(price.seconds)}"]
    if price.confirmations:
        parts.append(counted(price.confirmations, "confirmation", "confirmations"))
    if price.invitations:
        parts.append(counted(price.invitations, "panel invitation", "panel invitations"))
    if price.cancellations:
        many = counted(price.cancellations, "cancellation e-mail", "cancellation e-mails")
        parts.append(f"RingCentral may send {many}")
    return " · ".join(parts)


def group_help(group: Group, comparison: Comparison) -> str:
    """What else is to be known about a group before it is ticked; empty when there is nothing."""
    count, able = comparison.count[group], comparison.price.get(group, Price()).people
    if group is Group.ADD and able < count:
        return _who_gets_in(comparison)
    if group is Group.DIFFERS and count and not able:
        return "Registration is closed or full, so nobody can be replaced now."
    if group is Group.DIFFERS and count:
        told = "Each gets a new registration: the join link they have stops working."
        return f"{told}{_more(comparison.protected, 'as it is', 'as they are')}"
    if group is Group.ONLY_THERE and comparison.doubtful:
        rows = counted(comparison.doubtful, "row needs", "rows need")
        return f"{rows} mending: whoever is meant may be among these. Mend the rows first."
    if group is Group.ONLY_THERE and count:
        return f"Their join links stop working.{_more(comparison.stay)}"
    return ""


def _who_gets_in(comparison: Comparison) -> str:
    """How many of the new people, where not all do."""
    price = comparison.price.get(Group.ADD, Price())
    if comparison.is_closed:
        only = f": only {people(price.people)} of the panel can be invited" if price.people else ""
        return f"Registration is closed{only}."
    seats = counted(price.people - price.invitations, "seat is", "seats are")
    return f"Only {seats} left." if price.people > price.invitations else "No seat is left."


def _more(count: int, one: str = "", many: str = "") -> str:
    """Who attended, and is left alone beside them."""
    if not count:
        return ""
    return (
        f" {number(count)} more attended, and {f'stays {one}' if count == 1 else f'stay {many}'}".rstrip()
        + "."
    )


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
