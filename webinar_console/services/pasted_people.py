"""People in a block of cells that was copied: which cell is what."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from webinar_console.domain.external_id import encode_pairs
from webinar_console.domain.people import Target
from webinar_console.domain.people_source import ReadChoices
from webinar_console.domain.query import KEY
from webinar_console.domain.staging import EDITABLE
from webinar_console.files.full_name import split_name
from webinar_console.files.mapping import mapping_of
from webinar_console.files.table import SAMPLE_ROWS, table_of

from .grid import Grid

_FIELDS = {
    Target.FIRST_NAME: "first_name",
    Target.LAST_NAME: "last_name",
    Target.EMAIL: "email",
    Target.SOURCE: "source",
    Target.EXTERNAL_ID: "external_id",
}
#: Whoever has none of these is nobody.
WHO = ("first_name", "last_name", "email")
# Rows of one step: a few milliseconds at most.
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class PastedPeople:
    """The values of each person's cells, by the names of ``domain.staging.EDITABLE``; ``unused`` are names
    of columns that have text and no place in the table, ``left_out`` counts rows that have text, and neither
    a name nor an address.
    """

    people: list[dict[str, str]]
    unused: tuple[str, ...] = ()
    left_out: int = 0


#: People that are found a step at a time.
Finding = Generator[None, None, PastedPeople]


def people_in(grid: Grid, columns: Sequence[str]) -> Finding:
    """The people of a block; rows without a name and without an address are left out.

    A heading is understood as in an import, keys of the external id become one id. Without a heading the
    cells are those of ``columns`` (the table that they are pasted into, ``key.lid`` for a key of the external
    id) where its addresses are in their place, else they are guessed by their content. A step at a time.
    Raises ``FileProblem`` for more columns than any list has.
    """
    rows: Grid = []
    for start in range(0, len(grid), _AT_ONCE):
        rows += [row for row in grid[start : start + _AT_ONCE] if any(map(str.strip, row))]
        yield
    if not rows:
        return PastedPeople([])
    table = table_of(rows[:SAMPLE_ROWS], ReadChoices())
    mapping = mapping_of(table.header, table.guesses)
    meanings: list[str | None] = [_FIELDS.get(target) for target in mapping.targets]
    has_heading = table.position is not None
    in_columns = not has_heading and _is_of(meanings, columns)
    if in_columns:
        meanings = [name if name in _FIELDS.values() else None for name in columns]
    full = mapping.targets.index(Target.FULL_NAME) if Target.FULL_NAME in mapping.targets else None
    keys = {
        place: use.key
        for place, use in enumerate(mapping.columns)
        if use.target is Target.EXTERNAL_KEY and use.key and has_heading
    }
    if in_columns:
        keys = {place: name[len(KEY) :] for place, name in enumerate(columns) if name.startswith(KEY)}
    used = {place for place, name in enumerate(meanings) if name} | keys.keys() | {full}
    spare = {place for place in range(len(table.header)) if has_heading and place not in used}
    unused: set[int] = set()
    body = rows[table.position + 1 if table.position is not None else 0 :]
    found = []
    for number, row in enumerate(body, 1):
        values = {name: cell.strip() for name, cell in zip(meanings, row, strict=False) if name}
        if full is not None and full < len(row) and not values.get("first_name"):
            split = split_name(row[full].strip(), mapping.name_order)
            values |= {"first_name": split.first, "last_name": split.last}
        _take_keys(values, [(key, row[place].strip()) for place, key in keys.items() if place < len(row)])
        if any(map(values.get, WHO)):
            found.append(values)
        unused.update(place for place in spare - unused if place < len(row) and row[place].strip())
        if number % _AT_ONCE == 0:
            yield
    return PastedPeople(found, tuple(table.header[place] for place in sorted(unused)), len(body) - len(found))


def people_of(grid: Grid, columns: Sequence[str]) -> Finding:
    """The people of a block whose cells are known to be those of ``columns``, one by one: nothing is taken
    for a heading, nothing is guessed. A step at a time.
    """
    found: list[dict[str, str]] = []
    unused: dict[str, None] = {}
    left_out = 0
    for number, row in enumerate(grid, 1):
        cells = {name: text for name, cell in zip(columns, row, strict=False) if (text := cell.strip())}
        values = {name: text for name, text in cells.items() if name in EDITABLE}
        keys = {name: text for name, text in cells.items() if name.startswith(KEY)}
        if any(map(values.get, WHO)):
            found.append(values)
            unused |= dict.fromkeys(cells.keys() - values.keys() - keys.keys())
            _take_keys(values, [(name.removeprefix(KEY), text) for name, text in keys.items()])
        else:
            left_out += bool(cells)
        if number % _AT_ONCE == 0:
            yield
    return PastedPeople(found, tuple(name for name in columns if name in unused), left_out)


def _take_keys(values: dict[str, str], pairs: Sequence[tuple[str, str]]) -> None:
    """Make one external id of keys; an id that is given as a whole counts more."""
    if any(value for _, value in pairs) and not values.get("external_id"):
        values["external_id"] = encode_pairs((key, value) for key, value in pairs if value)


def _is_of(meanings: Sequence[str | None], columns: Sequence[str]) -> bool:
    """Whether the addresses are where the table has them."""
    return "email" in meanings and "email" in columns and meanings.index("email") == columns.index("email")
