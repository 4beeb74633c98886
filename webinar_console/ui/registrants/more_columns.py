"""Columns that a person chooses beside those that everybody has: keys of the external id, and answers.

A column is known by its name: ``key.lid``, which is also its token in the filter, and ``answer.`` with the
question's id.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from webinar_console.domain.exported import Found
from webinar_console.domain.external_id import is_one_value, value_in, with_value
from webinar_console.domain.query import KEY
from webinar_console.domain.registrant import Registrant

from .columns import Attendance, Column, Part, registrant_columns

Searched = Callable[[Registrant], Iterable[str | None]]

OTHER_FORM = (
    "This external id is not made of keys and values, so it is changed as a whole, in the column External id."
)
ANSWERED = (
    "The person gave this answer when registering. It is sent again as it is when other cells are changed."
)
TWICE = "This key is in the external id more than once, so it is changed there, in the column External id."

#: The column that chosen ones stand beside, and the words above them in a menu.
BESIDE = "external_id"
KEYS = "Keys of the external id"
ANSWER, ANSWERS = "answer.", "Answers to the registration"

_TITLES = frozenset(column.title.casefold() for column in registrant_columns(Attendance.OVER))


def is_more(name: str) -> bool:
    """Whether this is the name of a column that not everybody has."""
    return name.startswith((KEY, ANSWER))


def names_of(found: Found) -> list[str]:
    """The columns that can be chosen where this was found."""
    questions = dict.fromkeys([*found.answered, *found.chosen])
    return [*(f"{KEY}{key}" for key in found.keys), *(f"{ANSWER}{question}" for question in questions)]


def key_column(key: str) -> Column[Registrant]:
    """One key of the external id. Its cells are parts of the id: an edit stages the whole."""

    def text(person: Registrant) -> str:
        return value_in(person.external_id or "", key)

    def put(before: str, value: str, original: str) -> str:
        return with_value(before, key, value, original)

    def why_not(before: str) -> str | None:
        if is_one_value(before, key):
            return None
        return TWICE if value_in(before, key) else OTHER_FORM

    # A key may be called as a column is: two of the same title would be one too many in a file.
    title = f"External id.{key}" if key.casefold() in _TITLES else key
    part = Part("external_id", put, why_not)
    hint = f"The key {key} in the external id. An edit changes the external id, and in it this key alone."
    return Column(f"{KEY}{key}", title, text, text, 12, hint=hint, part=part)


def answer_text(person: Registrant, question: str) -> str:
    """What a person answered: the words, or the ids of what was chosen."""
    answers = [answer for answer in person.questionnaire or () if answer.question_id == question]
    return "; ".join([answer.answer_text or "; ".join(answer.answer_ids or ()) for answer in answers])


def answer_column(question: str, title: str) -> Column[Registrant]:
    """The answers to one question. RingCentral tells its id only; ``title`` is the name that it was given."""

    def text(person: Registrant) -> str:
        return answer_text(person, question) if person.questionnaire else ""

    hint = f"Question {question} of the registration."
    return Column(f"{ANSWER}{question}", title or question, text, text, 18, why_fixed=ANSWERED, hint=hint)


def more_columns(names: Iterable[str], titles: Mapping[str, str]) -> list[Column[Registrant]]:
    """The columns of these names, questions with their ``titles``; names that nobody knows (of another
    version, say) are left out.
    """
    made = []
    for name in names:
        if name.startswith(KEY) and name != KEY:
            made.append(key_column(name.removeprefix(KEY)))
        elif name.startswith(ANSWER) and name != ANSWER:
            question = name.removeprefix(ANSWER)
            made.append(answer_column(question, titles.get(question, "")))
    return made


def searched_with(searched: Searched, more: Sequence[Column[Registrant]]) -> Searched:
    """What the filter looks at, with the cells of these columns."""
    answers = [column.text for column in more if column.part is None]
    keys = [column.text for column in more if column.part is not None]
    if not answers and not keys:
        return searched

    def cells(person: Registrant) -> Iterable[str | None]:
        yield from searched(person)
        for text in answers:
            yield text(person)
        # A value stands in the external id as it is, unless a letter of it is written as a code.
        if "%" in (person.external_id or ""):
            for text in keys:
                yield text(person)

    return cells
