"""Several files as one list: columns united by what they mean, each row with the name of its file."""

from collections.abc import Awaitable, Callable
from operator import itemgetter

from webinar_console.domain.errors import FileProblem
from webinar_console.domain.mapping import IGNORED, KEYED, ColumnMapping, ColumnUse, NameOrder
from webinar_console.domain.people import Target
from webinar_console.domain.people_source import (
    FILE_COLUMN,
    MAX_COLUMNS,
    MAX_ROWS,
    FileSource,
    FilesSource,
    TableSource,
)
from webinar_console.files.cleaning import clean_text
from webinar_console.files.formulas import is_formula
from webinar_console.files.full_name import as_automatic
from webinar_console.files.vocabulary import plain

from .import_draft import ImportDraft
from .slices import in_slices

UNSURE_FILE = (
    "Its letters could be read in more than one way. Import it alone, where you can choose, "
    "or save it as UTF-8."
)
#: The confidence of a guess by which columns of two names become one.
_SURE = 0.75
_FULL_NAME = ColumnUse(Target.FULL_NAME)
#: What stands before the key in a header that names it.
_KEYED_NAMES = {Target.EXTERNAL_KEY: "external_id.", Target.ANSWER: "Answer: ", Target.CHOICES: "Choices: "}


async def joined(
    source: FilesSource, read_one: Callable[[FileSource], Awaitable[ImportDraft]]
) -> TableSource:
    """Read the files one after the other and put them together.

    Columns that mean the same are one, whatever they are called in each file; those that mean nothing are
    one where they have the same name (without case, accents and spaces). Where full names are written in
    different orders, those that the whole would read otherwise are turned round. A file's constant becomes
    a column that is filled in its rows. A row keeps the line of its own file. Raises ``FileProblem`` with the
    file's name.
    """
    whole = _Whole()
    parts: list[tuple[ImportDraft, list[int]]] = []
    notes: list[str] = []
    for path in source.paths:
        try:
            draft = await read_one(FileSource(path))
        except FileProblem as problem:
            sentence = f"{path.name}: {problem.sentence}"
            raise FileProblem(sentence, problem.technical, line=problem.line, path=path) from problem
        if draft.doubt:
            # Of several files nobody could say which reading is right for which.
            raise FileProblem(f"{path.name}: {UNSURE_FILE}", path=path)
        notes += (f"{path.name}: {note}" for note in draft.notes)
        parts.append((draft, whole.take(draft)))
    # When all columns are known: a constant needs one of its own only where no file has one.
    constants = [whole.stand_in(draft) for draft, _ in parts]
    blank_rows = sum(draft.blank_rows for draft, _ in parts)
    width = len(whole.header)
    if width >= MAX_COLUMNS:
        raise FileProblem(f"The files have {width:,} different columns. Are they the right ones?")
    if sum(len(draft.rows) for draft, _ in parts) > MAX_ROWS:
        raise FileProblem(f"The files have more than {MAX_ROWS:,} rows, more than any webinar holds.")
    lines: list[int] = []
    rows: list[tuple[str, ...]] = []
    hidden: list[int] = []
    while parts:
        # The rows of a file go when they are united: those of all at once are a stall.
        draft, columns = parts.pop(0)
        hidden += (len(lines) + position for position in draft.hidden)
        lines += draft.lines
        await _unite(draft, columns, constants.pop(0), width, rows, whole.to_turn(draft, columns))
    return TableSource(
        source.name,
        (*whole.header, FILE_COLUMN),
        tuple(lines),
        tuple(rows),
        files=len(source.paths),
        mapping=whole.mapping,
        hidden=frozenset(hidden),
        folder=str(source.paths[0].parent),
        notes=tuple(notes),
        blank_rows=blank_rows,
    )


class _Whole:
    """The columns of all files together, with what they mean."""

    def __init__(self) -> None:
        self.header: list[str] = []
        self._uses: list[ColumnUse] = []
        self._places: dict[object, int] = {}
        self._orders: set[NameOrder] = set()

    def take(self, draft: ImportDraft) -> list[int]:
        """Where the columns of one file are in the whole; new ones are added there.

        Two columns are one where they surely mean the same; else where they have the same name, counted: the
        second "Note" of one file goes with the second of the other.
        """
        found = []
        seen: dict[str, int] = {}
        constant = {constant.use.slot for constant in draft.mapping.live_constants}
        for place, (name, use) in enumerate(zip(draft.header, draft.mapping.columns, strict=True)):
            word = plain(name) or name
            seen[word] = seen.get(word, 0) + 1
            key: object = (word, seen[word])
            if _is_sure(draft, place):
                key = use.slot
            while key in self._places and self._uses[self._places[key]].slot in constant:
                # There the constant of this file belongs; its column of that name means something else.
                key = (key,)
            if key not in self._places:
                self._places[key] = self._add(name, use)
            found.append(self._places[key])
        if self._full_name(draft, found) is not None:
            self._orders.add(draft.mapping.name_order)
        return found

    def stand_in(self, draft: ImportDraft) -> dict[int, str]:
        """Where the constants of one file are in the whole, in columns of the same use or new ones."""
        found = {}
        for constant in draft.mapping.live_constants:
            use = constant.use
            united = use in self._uses and (use.key or use.target not in KEYED)
            place = self._uses.index(use) if united else self._add(_name_of(use), use)
            found[place] = constant.value
        return found

    def _add(self, name: str, use: ColumnUse) -> int:
        """A new column; nothing is given twice."""
        taken = use.slot in {other.slot for other in self._uses}
        self.header.append(name)
        self._uses.append(IGNORED if taken else use)
        return len(self.header) - 1

    def to_turn(self, draft: ImportDraft, columns: list[int]) -> int | None:
        """The column of the file whose full names are in another order than those of the whole, if any."""
        return None if draft.mapping.name_order is self._order else self._full_name(draft, columns)

    def _full_name(self, draft: ImportDraft, columns: list[int]) -> int | None:
        """The column of the file that has the full names, where it is that of the whole, too."""
        column = draft.mapping.holder(_FULL_NAME)
        return column if column is not None and self._uses[columns[column]] == _FULL_NAME else None

    @property
    def _order(self) -> NameOrder:
        """That of all files; where they differ, the one that splits no name which stays whole in its file."""
        return next(iter(self._orders)) if len(self._orders) == 1 else NameOrder.AUTOMATIC

    @property
    def mapping(self) -> ColumnMapping:
        """What the columns mean in their files; the one that names the file means nothing."""
        return ColumnMapping.of(*self._uses, IGNORED).with_order(self._order)


def _is_sure(draft: ImportDraft, place: int) -> bool:
    """Whether a column's meaning is worth more than its name. Each file has one column of addresses."""
    use = draft.mapping.columns[place]
    if use == IGNORED or (use.target in KEYED and not use.key):
        return False
    guess = draft.guesses[place]
    as_guessed = (guess.target, guess.key) == (use.target, use.key)
    return use.target is Target.EMAIL or not as_guessed or guess.confidence >= _SURE


def _name_of(use: ColumnUse) -> str:
    """The header of a column that had none, so that a file with it is understood."""
    word = _KEYED_NAMES.get(use.target) if use.key else None
    return word + use.key if word is not None else use.label[:1].upper() + use.label[1:]


async def _unite(
    draft: ImportDraft,
    columns: list[int],
    constants: dict[int, str],
    width: int,
    rows: list[tuple[str, ...]],
    turned: int | None,
) -> None:
    """Add the rows of one file: cells where they belong, the file's name, then what had no column there.

    ``constants`` are the same in each row, by their places in the whole. The full names in the column
    ``turned`` are written as the whole takes them apart. In turns of some milliseconds each.
    """
    count = len(columns)
    behind = ("", draft.name, *constants.values())
    sources = [count] * width + [count + 1]
    for column, place in enumerate(columns):
        sources[place] = column
    for position, place in enumerate(constants, count + 2):
        sources[place] = position
    placed = itemgetter(*sources)

    def unite(start: int, end: int) -> None:
        taken = draft.rows[start:end]
        if turned is not None:
            order = draft.mapping.name_order
            taken = [(*row[:turned], _turned(row[turned], order), *row[turned + 1 :]) for row in taken]
        rows.extend(placed(row[:count] + behind) + row[count:] for row in taken)

    await in_slices(len(draft.rows), unite)


def _turned(cell: str, order: NameOrder) -> str:
    """The full name for the whole. A cell that needs no turning stays as it is, and so does a formula."""
    name = clean_text(cell)
    found = name if is_formula(name) else as_automatic(name, order)
    return cell if found == name else found
