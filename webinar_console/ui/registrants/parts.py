"""Cells that are a part of a field: what becomes of the field when they are edited. No Qt."""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

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
        self,
        values: Mapping[str, str],
        shown: Registrant | None,
        server: Registrant | None,
        refused: dict[str, str] | None = None,
    ) -> dict[str, str]:
        """The texts of a record's fields, out of those of its cells: whole fields first, then one part after
        the other, so it is all one in which order the cells come. ``shown`` is the record as the table shows
        it, ``server`` the server's. A part that its field has no place for is passed over, and ``refused``
        then has the reason by the cell's name, unless the cell says so already.
        """
        fields = {name: text for name, text in values.items() if name not in self._columns}
        # Empty ones last: an id whose values go one by one would be empty before it has its new one.
        left = sorted((name for name in values if name in self._columns), key=lambda name: not values[name])
        while left and shown is not None:
            passed = {n: why for n in left if (why := self._put(n, values[n], fields, shown, server))}
            if len(passed) == len(left):
                if refused is not None:
                    refused.update(passed)
                break
            # What was put may have made place for one that came before it.
            left = list(passed)
        return fields

    def _put(
        self, name: str, text: str, fields: dict[str, str], shown: Registrant, server: Registrant | None
    ) -> str | None:
        """Put a part into its field, unless that says it already; the reason if it has no place."""
        column = self._columns[name]
        if column.part is None:
            return None
        before, text = fields.get(column.field, cell(shown, column.field)), tidy(text)
        reason = column.part.why_not(before)
        if reason is None:
            original = "" if server is None else cell(server, column.field)
            fields[column.field] = column.part.put(before, text, original)
        elif column.text(replace(shown, **{column.field: before})) == text:
            return None
        return reason

    def refused(
        self, values: Mapping[str, str], shown: Registrant, server: Registrant | None
    ) -> dict[str, str]:
        """Which of the cells :meth:`fields` passes over, with the reasons."""
        refused: dict[str, str] = {}
        if not self._columns.keys().isdisjoint(values):
            self.fields(values, shown, server, refused)
        return refused

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
