"""What a person decides about the check: who wins, who is replaced, and whether names change their case."""

from enum import StrEnum

import msgspec


class Twins(StrEnum):
    """Which line of a person who is in the file more than once is sent."""

    FIRST = "first"
    LAST = "last"
    MOST_COMPLETE = "most-complete"


class Registered(StrEnum):
    """What happens to people who are registered already: nothing, a new registration where the file says
    something else, or nothing but a word about the differences."""

    SKIP = "skip"
    REPLACE = "replace"
    REPORT = "report"


class LetterCase(StrEnum):
    """Names as they stand, or with capitals where they are all in one case."""

    LEAVE = "leave"
    CAPITALISE = "capitalise"


class CheckChoices(msgspec.Struct, frozen=True, omit_defaults=True):
    """The choices of one import. ``free_mail``: addresses of free mail services are sent, although the
    session asks for work e-mail."""

    twins: Twins = Twins.FIRST
    registered: Registered = Registered.SKIP
    letter_case: LetterCase = LetterCase.LEAVE
    free_mail: bool = False


AS_USUAL = CheckChoices()
