"""A new registration in place of an old one: what it would say, and where it differs.

There is no call that changes a registrant. What the file leaves empty stays as it was.
"""

from typing import NamedTuple

import msgspec

from .email import email_key
from .registrant import Answer, NewRegistrant, Registrant, registration_of

_LABELS = {
    "first_name": "first name",
    "last_name": "last name",
    "email": "e-mail",
    "source": "source",
    "external_id": "external id",
    "join_uri": "join page",
    "cancellation_uri": "cancellation page",
}


class Difference(NamedTuple):
    """A field that the file has otherwise; ``was`` is empty where the registration has nothing."""

    label: str
    was: str
    now: str

    @property
    def words(self) -> str:
        """ "last name “Miller” instead of “Miler”"."""
        was = f"“{_short(self.was)}”" if self.was else "none"
        return f"{self.label} “{_short(self.now)}” instead of {was}"


def differences(old: Registrant, wanted: NewRegistrant) -> tuple[Difference, ...]:
    """Where ``wanted`` says something else. The letter case of an e-mail is no difference."""
    found = []
    for name, label in _LABELS.items():
        was, now = getattr(old, name) or "", getattr(wanted, name) or ""
        same = email_key(was) == email_key(now) if name == "email" else was == now
        if now and not same:
            found.append(Difference(label, was, now))
    known = {answer.question_id: answer for answer in old.questionnaire or ()}
    for answer in wanted.questionnaire or ():
        before = known.get(answer.question_id)
        if before != answer:
            label = f"answer to question {answer.question_id}"
            found.append(Difference(label, _said(before) if before else "", _said(answer)))
    return tuple(found)


def replacement(old: Registrant, wanted: NewRegistrant) -> NewRegistrant:
    """The registration that takes the place of ``old``."""
    given = {name: value for name in _LABELS if (value := getattr(wanted, name))}
    answers = {answer.question_id: answer for answer in old.questionnaire or ()}
    answers |= {answer.question_id: answer for answer in wanted.questionnaire or ()}
    return msgspec.structs.replace(
        registration_of(old), **given, questionnaire=list(answers.values()) or None
    )


def _said(answer: Answer) -> str:
    return answer.answer_text or ", ".join(answer.answer_ids or ())


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
