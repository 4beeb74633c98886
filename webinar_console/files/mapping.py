"""Guessing what the columns of a file mean: by the header's words, then by content, then by closeness.

Each guess says why and how sure it is; no target is given twice.
"""

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

from webinar_console.domain.external_id import decode_pairs
from webinar_console.domain.mapping import ColumnMapping, ColumnUse, NameOrder, Slot
from webinar_console.domain.people import ColumnGuess, Target

from .email_check import is_address
from .vocabulary import (
    RESULT_COLUMNS,
    has_result_columns,
    header_words,
    inner_words,
    keyed_use_of,
    known_key,
    one_word_names,
    order_of,
    plain,
    role_of,
)

Rows = Sequence[Sequence[str]]

_HALVES = (Target.FIRST_NAME, Target.LAST_NAME)
_CLOSE = 0.84
_UNMAPPED = ColumnGuess(Target.IGNORE, 0.0, "Nothing tells what this column is; it will be left out.")


def guess_mapping(header: Sequence[str], rows: Rows, *, has_header: bool) -> tuple[ColumnGuess, ...]:
    """One guess for each column of the header. ``rows`` are a sample, 200 are plenty."""
    return _Guessing(tuple(header), rows, has_header).guesses()


def mapping_of(header: Sequence[str], guesses: Sequence[ColumnGuess]) -> ColumnMapping:
    """The mapping that follows the guesses; a header such as "Nachname, Vorname" tells the order of names."""
    columns = tuple(ColumnUse(guess.target, guess.key) for guess in guesses)
    names = [name for name, use in zip(header, columns, strict=True) if use.target is Target.FULL_NAME]
    return ColumnMapping(columns, name_order=order_of(names[0]) if names else NameOrder.AUTOMATIC)


class _Guessing:
    def __init__(self, header: tuple[str, ...], rows: Rows, has_header: bool) -> None:
        self.header = header
        self.has_header = has_header
        self.plain = [plain(name) for name in header]
        self.columns = [
            [cell for row in rows if column < len(row) and (cell := row[column].strip())]
            for column in range(len(header))
        ]
        self.found: dict[int, ColumnGuess] = {}
        self.emails = [_share(cells, is_address) for cells in self.columns]

    def guesses(self) -> tuple[ColumnGuess, ...]:
        if self.has_header:
            self._own_result_columns()
            self._by_words()
            self._by_keys()
            self._one_word_names()
            self._by_inner_words()
            self._one_word_names()
        self._by_content()
        if self.has_header:
            self._by_closeness()
        if not self.has_header or self._nameless():
            self._names_without_header()
        self._full_name_beside_halves()
        return tuple(self.found.get(column, _UNMAPPED) for column in range(len(self.header)))

    def _nameless(self) -> bool:
        """A result file of a list that had no header."""
        free = self._free()
        return bool(free) and all(self.header[column] == f"Column {column + 1}" for column in free)

    def _taken(self, target: Target) -> bool:
        taken = {guess.target for guess in self.found.values()}
        return target in taken or (target is Target.EXTERNAL_ID and Target.EXTERNAL_KEY in taken)

    def _free(self) -> list[int]:
        return [column for column in range(len(self.header)) if column not in self.found]

    def _give(self, column: int, target: Target, confidence: float, why: str, key: str = "") -> None:
        self.found[column] = ColumnGuess(target, confidence, why, key)

    def _own_result_columns(self) -> None:
        """A not-done file comes back: what this program added is no part of the list."""
        if has_result_columns(self.header):
            for column in range(len(self.header) - len(RESULT_COLUMNS), len(self.header)):
                self._give(column, Target.IGNORE, 1.0, "A column of this program's result files.")

    def _by_words(self) -> None:
        """Headers that a person would read the same way. Among several, the one with fitting content wins."""
        for target in Target:
            named = [c for c in self._free() if header_words().get(self.plain[c]) is target]
            named = [c for c in named if self._fits(c, target)]
            if target is Target.EMAIL:
                named.sort(key=lambda c: -self.emails[c])
            for rank, column in enumerate(named):
                name = self.header[column].strip()
                if rank == 0:
                    self._give(column, target, 1.0, f"The header “{name}” means {target.label}.")
                else:
                    first = self.header[named[0]].strip()
                    self._give(column, Target.IGNORE, 0.5, f"“{first}” is the {target.label} already.")

    def _fits(self, column: int, target: Target) -> bool:
        """Whether the content does not speak against the header."""
        cells = self.columns[column]
        if target is Target.EMAIL:
            return not cells or self.emails[column] > 0 or not any(self.emails)
        if target in (Target.JOIN_URI, Target.CANCELLATION_URI):
            # RingCentral's own links belong to another registration and would be dead in this one.
            return not any("ringcentral." in cell.casefold() for cell in cells)
        return self.emails[column] < 0.5

    def _by_keys(self) -> None:
        """“external_id.lid” and “Question: 17” name their key; “lid” alone has to look like an id."""
        given: set[Slot] = set()
        whole = next((c for c, guess in self.found.items() if guess.target is Target.EXTERNAL_ID), None)
        for column in self._free():
            name = self.header[column].strip()
            use, confidence = keyed_use_of(name), 0.95
            why = f"The header “{name}” names the key."
            key = known_key(name)
            if use is None and key and _share(self.columns[column], _is_id) >= 0.9:
                use, confidence = ColumnUse(Target.EXTERNAL_KEY, key), 0.8
                why = f"RingCentral’s guide names the key “{key}”, and the values look like ids."
            if use is None:
                continue
            if use.slot in given:
                self._give(column, Target.IGNORE, 0.5, f"Another column has the key “{use.key}” already.")
                continue
            if use.target is Target.EXTERNAL_KEY and whole is not None:
                first = self.header[whole].strip()
                self._give(column, Target.IGNORE, 0.5, f"“{first}” is the whole external id already.")
                continue
            given.add(use.slot)
            self._give(column, use.target, confidence, why, use.key)

    def _one_word_names(self) -> None:
        """“Name” beside “Vorname” is the last name; “Nombre” beside “Apellidos” the first."""
        for column, guess in list(self.found.items()):
            if guess.target is not Target.FULL_NAME or self.plain[column] not in one_word_names():
                continue
            halves = [half for half in (Target.FIRST_NAME, Target.LAST_NAME) if self._taken(half)]
            if len(halves) == 1:
                other = Target.LAST_NAME if halves[0] is Target.FIRST_NAME else Target.FIRST_NAME
                name = self.header[column].strip()
                why = f"There is a column for the {halves[0].label}, so “{name}” means {other.label}."
                self._give(column, other, 0.9, why)

    def _both_halves(self) -> None:
        """“Vorname und Nachname des Gastes” is the full name."""
        inner = dict(inner_words())
        halves = (inner[Target.FIRST_NAME], inner[Target.LAST_NAME])
        if any(map(self._taken, (*_HALVES, Target.FULL_NAME))):
            return
        for column in self._free():
            if all(any(word in self.plain[column] for word in words) for words in halves):
                name = self.header[column].strip()
                self._give(column, Target.FULL_NAME, 0.8, f"The header “{name}” speaks of both names.")
                return

    def _by_inner_words(self) -> None:
        """“Registrant e-mail (work)”, but not “E-mail consent”: the content has to agree."""
        self._both_halves()
        for target, words in inner_words():
            for column in self._free():
                if self._taken(target):
                    break
                fits = self.emails[column] >= 0.5 if target is Target.EMAIL else self._fits(column, target)
                if fits and any(word in self.plain[column] for word in words):
                    name = self.header[column].strip()
                    self._give(column, target, 0.8, f"The header “{name}” speaks of the {target.label}.")

    def _by_content(self) -> None:
        if not self._taken(Target.EMAIL):
            column = max(self._free(), key=lambda c: self.emails[c], default=None)
            if column is not None and self.emails[column] >= 0.5:
                share = self.emails[column]
                why = "All values look" if share == 1 else f"{share:.0%} of the values look"
                self._give(column, Target.EMAIL, round(0.9 * share, 2), f"{why} like e-mail addresses.")
        if not self._taken(Target.ROLE):
            for column in self._free():
                if self.columns[column] and _share(self.columns[column], _is_role) >= 0.9:
                    self._give(column, Target.ROLE, 0.8, "The values are roles.")
                    break

        if not self._taken(Target.EXTERNAL_ID):
            for column in self._free():
                if self.columns[column] and _share(self.columns[column], _is_pairs) >= 0.9:
                    why = "The values are written as keys of an external id, such as “lid=1&oid=2”."
                    self._give(column, Target.EXTERNAL_ID, 0.8, why)
                    break

    def _by_closeness(self) -> None:
        """A slip of the pen: “Frist name”, “Emial”."""
        words = [(word, target) for word, target in header_words().items() if len(word) > 4]
        for column in self._free():
            word = self.plain[column]
            if len(word) < 5:
                continue
            ratio, target = _closest(word, words)
            if ratio >= _CLOSE and not self._taken(target) and self._fits(column, target):
                name = self.header[column].strip()
                why = f"The header “{name}” is close to a word for {target.label}."
                self._give(column, target, round(0.7 * ratio, 2), why)

    def _names_without_header(self) -> None:
        """Without a header: the first columns of words are the names."""
        words = [c for c in self._free() if self.columns[c] and _share(self.columns[c], _is_name) >= 0.9][:2]
        if len(words) == 2:
            first, last = words
            self._give(first, Target.FIRST_NAME, 0.4, "The first column with words; the file has no header.")
            self._give(last, Target.LAST_NAME, 0.4, "The second column with words; the file has no header.")
        elif words and _share(self.columns[words[0]], lambda cell: " " in cell) >= 0.5:
            self._give(
                words[0], Target.FULL_NAME, 0.5, "Most values are several words; the file has no header."
            )

    def _full_name_beside_halves(self) -> None:
        if self._taken(Target.FIRST_NAME) and self._taken(Target.LAST_NAME):
            for column, guess in self.found.items():
                if guess.target is Target.FULL_NAME:
                    self._give(column, Target.IGNORE, 0.9, "First and last name have columns of their own.")


def _closest(word: str, words: Sequence[tuple[str, Target]]) -> tuple[float, Target]:
    """How close the closest of the words is, and what it means; below the threshold nobody asks how far."""
    best, meaning = 0.0, Target.IGNORE
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(word)
    for other, target in words:
        # Two words of very different lengths, or of other letters, cannot be close: most end here.
        floor = max(best, _CLOSE)
        if 2 * min(len(word), len(other)) < floor * (len(word) + len(other)):
            continue
        matcher.set_seq1(other)
        if matcher.quick_ratio() >= floor and (ratio := matcher.ratio()) > best:
            best, meaning = ratio, target
    return best, meaning


def _share(cells: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, cells)) / len(cells) if cells else 0.0


def _is_pairs(cell: str) -> bool:
    return decode_pairs(cell) is not None


def _is_role(cell: str) -> bool:
    return role_of(cell) is not None


def _is_id(cell: str) -> bool:
    """Letters and digits in one piece, with a digit: no name, no sentence."""
    return any(c.isdigit() for c in cell) and not any(c.isspace() for c in cell)


def _is_name(cell: str) -> bool:
    return len(cell) <= 64 and not any(c.isdigit() or c in "@/\\:=" for c in cell)
