"""People in a block of cells that was copied: which cell is what."""

from collections.abc import Sequence

from webinar_console.domain.people import Target
from webinar_console.domain.people_source import ReadChoices
from webinar_console.files.full_name import split_name
from webinar_console.files.mapping import mapping_of
from webinar_console.files.table import table_of

from .grid import Grid

_FIELDS = {
    Target.FIRST_NAME: "first_name",
    Target.LAST_NAME: "last_name",
    Target.EMAIL: "email",
    Target.SOURCE: "source",
    Target.EXTERNAL_ID: "external_id",
}
_SAMPLE = 200


def people_in(grid: Grid, columns: Sequence[str]) -> list[dict[str, str]]:
    """The values of each person's cells, by the names of ``domain.staging.EDITABLE``; rows without a name and
    without an address are left out.

    A heading is understood as in an import. Without one the cells are those of ``columns`` (the table that
    they are pasted into) where its addresses are in their place, else they are guessed by their content.
    Raises ``FileProblem`` for more columns than any list has.
    """
    rows = [row for row in grid if any(cell.strip() for cell in row)]
    if not rows:
        return []
    table = table_of(rows[:_SAMPLE], ReadChoices())
    mapping = mapping_of(table.header, table.guesses)
    meanings: list[str | None] = [_FIELDS.get(target) for target in mapping.targets]
    has_heading = table.position is not None
    if not has_heading and _is_of(meanings, columns):
        meanings = [name if name in _FIELDS.values() else None for name in columns]
    full = mapping.targets.index(Target.FULL_NAME) if Target.FULL_NAME in mapping.targets else None
    found = []
    for row in rows[table.position + 1 if table.position is not None else 0 :]:
        values = {name: cell.strip() for name, cell in zip(meanings, row, strict=False) if name}
        if full is not None and full < len(row) and not values.get("first_name"):
            split = split_name(row[full].strip(), mapping.name_order)
            values |= {"first_name": split.first, "last_name": split.last}
        if any(values.get(name) for name in ("first_name", "last_name", "email")):
            found.append(values)
    return found


def _is_of(meanings: Sequence[str | None], columns: Sequence[str]) -> bool:
    """Whether the addresses are where the table has them."""
    return "email" in meanings and "email" in columns and meanings.index("email") == columns.index("email")
