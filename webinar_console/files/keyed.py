"""Columns with a key: together they make the external id, and the answers of the questionnaire."""

import re
from collections.abc import Sequence
from operator import itemgetter

from webinar_console.domain.external_id import encode_pairs
from webinar_console.domain.mapping import ColumnUse
from webinar_console.domain.people import Target
from webinar_console.domain.registrant import Answer

_BETWEEN_CHOICES = re.compile(r"[;,|\n]")


class KeyedCells:
    """Picks the cells of the keyed columns and makes of them what is sent."""

    def __init__(self, uses: Sequence[ColumnUse], places: Sequence[int]) -> None:
        """``places[i]`` is where the cell of ``uses[i]`` stands in a row."""
        self.uses = tuple(uses)
        # With one place an itemgetter would give the cell alone.
        self.pick = itemgetter(*places) if len(places) > 1 else itemgetter(slice(places[0], places[0] + 1))
        self._keys = tuple(
            (number, use.key) for number, use in enumerate(uses) if use.target is Target.EXTERNAL_KEY
        )
        self._questions = tuple(
            (number, use) for number, use in enumerate(uses) if use.target is not Target.EXTERNAL_KEY
        )

    def external_id(self, values: Sequence[str]) -> str:
        """``lid=…&oid=…`` of the keys that have a value, in the columns' order; empty when none has one."""
        return encode_pairs((key, values[number]) for number, key in self._keys if values[number])

    def answers(self, values: Sequence[str]) -> tuple[Answer, ...]:
        """The answers of a row; a blank cell is no answer."""
        found = (_answer(use, values[number]) for number, use in self._questions if values[number])
        return tuple(answer for answer in found if answer is not None)


def _answer(use: ColumnUse, text: str) -> Answer | None:
    if use.target is Target.ANSWER:
        return Answer(question_id=use.key, answer_text=text)
    chosen = [part.strip() for part in _BETWEEN_CHOICES.split(text)]
    ids = [part for part in chosen if part]
    return Answer(question_id=use.key, answer_ids=ids) if ids else None
