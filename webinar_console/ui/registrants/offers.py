"""What the people of a session have to choose from: values for the filter, keys of the external id."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from PySide6.QtCore import QObject, Signal

from webinar_console.domain import exported
from webinar_console.domain.email import domain_of
from webinar_console.domain.external_id import decode_pairs
from webinar_console.domain.query import KEY
from webinar_console.domain.registrant import Registrant

from .people_index import PeopleIndex
from .registrant_model import RegistrantModel
from .sorting import STEP

#: Values that are offered for one token, the most frequent ones.
_OFTEN = 12
# About a millisecond of looking.
_AT_ONCE = STEP // 4


class Offers(QObject):
    """Learns, in turns, from the rows of a model: :meth:`learn` begins where they have changed since, unless
    a pass is under way.

    ``values`` are those of each token, ``found`` the keys and questions that enough people have; ``learned``
    tells that both are known anew.
    """

    learned = Signal()

    def __init__(self, model: RegistrantModel) -> None:
        super().__init__(model)
        self._model = model
        self._of: tuple[object, int] | None = None
        # The rows of the pass that is under way.
        self._under_way: PeopleIndex[Registrant] | None = None
        self.values: Mapping[str, Sequence[str]] = {}
        self.found = exported.Found()
        #: The most frequent answers to each question.
        self.answers: Mapping[str, Sequence[str]] = {}

    def learn(self) -> None:
        """Find out what there is, if that is not known yet and nobody is at it."""
        people = self._model.index_of_people
        state = (people, people.version)
        if state != self._of and people is not self._under_way:
            self._of, self._under_way = state, people
            self._model.slices.steady(self._learning(people))

    def _learning(self, people: PeopleIndex[Registrant]) -> Iterator[None]:
        try:
            yield from self._looking(people)
            self.learned.emit()
        finally:
            # Only now: whoever hears of it may ask again, and jobs change rows all the time.
            if self._under_way is people:
                self._under_way = None

    def _looking(self, people: PeopleIndex[Registrant]) -> Iterator[None]:
        sources: Counter[str] = Counter()
        domains: Counter[str] = Counter()
        keys: dict[str, Counter[str]] = {}
        answers: dict[str, Counter[str]] = {}
        finder = exported.Finder()
        rows, slots = people.rows, people.live_slots()
        while part := list(islice(slots, _AT_ONCE)):
            for person in map(rows.__getitem__, part):
                sources[person.source or ""] += 1
                domains[domain_of(person.email)] += 1
                for key, value in decode_pairs(person.external_id or "") or ():
                    keys.setdefault(KEY + key, Counter())[value] += 1
                finder.look(person)
                for answer in person.questionnaire or ():
                    said = answers.setdefault(answer.question_id, Counter())
                    said[answer.answer_text or "; ".join(answer.answer_ids or ())] += 1
            yield
        counted = {"source": sources, "domain": domains, **keys}
        self.values, self.answers = _often(counted), _often(answers)
        self.found = finder.found()


def _often(counted: Mapping[str, Counter[str]]) -> dict[str, list[str]]:
    return {
        name: [value for value, _count in counts.most_common(_OFTEN) if value]
        for name, counts in counted.items()
    }
