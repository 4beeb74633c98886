"""Cells that are a part of a field: what becomes of the field when they are edited. No Qt."""

from collections.abc import Iterable, Mapping

from webinar_console.domain.registrant import Registrant
from webinar_console.domain.staging import StagedChange

from .columns import Column
from .draft import Draft, cell, tidy


class Parts:
    """The columns, by name, whose cells are parts of a field; cells of all others are fields themselves."""

    def __init__(self, columns: Iterable[Column[Registrant]] = ()) -> None:
        self._columns = {column.name: column for column in columns if column.part is not None}

    def get(self, name: str) -> Column[Registrant] | None:
        """The column of this name, if its cells are parts."""
        return self._columns.get(name)

    def text_of(self, record: Registrant, name: str) -> str:
        """What a cell says that can be edited."""
        column = self._columns.get(name)
        return cell(record, name) if column is None else column.text(record)

    def fields(
        self, values: Mapping[str, str], shown: Registrant | None, server: Registrant | None
    ) -> dict[str, str]:
        """The texts of a record's fields, out of those of its cells: one after the other where several cells
        are parts of the same. ``shown`` is the record as the table shows it, ``server`` the server's. A part
        that its field has no place for is passed over.
        """
        fields: dict[str, str] = {}
        for name, text in values.items():
            column = self._columns.get(name)
            if column is None or column.part is None:
                fields[name] = text
            elif shown is not None:
                before = fields.get(column.field, cell(shown, column.field))
                if column.part.why_not(before) is None:
                    original = "" if server is None else cell(server, column.field)
                    fields[column.field] = column.part.put(before, tidy(text), original)
        return fields

    def is_changed(self, draft: Draft, key: str, name: str) -> bool:
        """Whether a cell of a row that is staged to be changed says something else than the server's."""
        staged, column = draft.get(key), self._columns.get(name)
        if not isinstance(staged, StagedChange):
            return False
        if column is None:
            return name in staged.values
        server = draft.server(key) or staged.registrant
        return column.field in staged.values and column.text(draft.shown(key)) != column.text(server)


def why_not_part(record: Registrant, column: Column[Registrant]) -> str | None:
    """Why this part of a field cannot be edited in a row, as a sentence; ``None`` when it can."""
    return None if column.part is None else column.part.why_not(cell(record, column.field))
