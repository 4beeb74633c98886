"""Who is meant by a group of the comparison: everybody, by name, before they are replaced or removed."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from PySide6.QtWidgets import QWidget

from webinar_console.domain.registrant import Registrant
from webinar_console.services.comparison import Comparison, Differing, Group
from webinar_console.ui.file_dialogs import ask_where_to_save
from webinar_console.ui.phrases import number, people
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label, Sheet, column, push_button, row
from webinar_console.ui.widgets.report_table import ReportModel, ReportTable

_ROWS = 10
# Rows whose differences are remembered: more than are seen at once.
_REMEMBERED = 256


class PeopleModel(ReportModel):
    """People of the session, as the server has them. Only made, never changed."""

    HEADERS = ("First name", "Last name", "E-mail", "Source", "External id")
    WIDTHS = (14, 16, 34, 14, 14)

    def __init__(self, registrants: Sequence[Registrant]) -> None:
        super().__init__(self.HEADERS, middles=(2,))
        self._people = registrants
        self._order = range(len(registrants))

    def text(self, source: int, column: int) -> str:
        """The words of a cell."""
        person = self._people[source]
        cells = (person.first_name, person.last_name, person.email, person.source, person.external_id)
        return cells[column] or ""


class DifferingModel(ReportModel):
    """People whose data differ: what the file says and what is registered. Only made, never changed."""

    HEADERS = ("Line", "First name", "Last name", "E-mail", "Registered", "In the file")
    WIDTHS = (6, 12, 14, 26, 24, 24)

    def __init__(self, pairs: Sequence[Differing], unit: str) -> None:
        super().__init__((unit.capitalize(), *self.HEADERS[1:]), figures=(0,), muted=(0,), middles=(3,))
        self._pairs = pairs
        self._order = range(len(pairs))
        self._sides = lru_cache(_REMEMBERED)(self._compared)

    def text(self, source: int, column: int) -> str:
        """The words of a cell."""
        person = self._pairs[source].person
        if column > 3:
            return self._sides(source)[column - 4]
        return (number(person.line), person.first_name, person.last_name, person.email)[column]

    def _compared(self, source: int) -> tuple[str, str]:
        """ "last name “Miler”, no source", and the same of the file."""
        found = self._pairs[source].differences
        was = ", ".join(f"{d.label} “{d.was}”" if d.was else f"no {d.label}" for d in found)
        return was, ", ".join(f"{d.label} “{d.now}”" for d in found)


def model_of(group: Group, comparison: Comparison, unit: str) -> PeopleModel | DifferingModel:
    """The people of a group that would be replaced or removed."""
    if group is Group.DIFFERS:
        return DifferingModel(comparison.differing, unit)
    return PeopleModel(comparison.only_there)


def rows_of(model: ReportModel) -> Iterator[tuple[str, ...]]:
    """All cells as text, row by row; may be taken on a thread, because such a model never changes."""
    columns = range(model.columnCount())
    return (tuple(model.text(source, place) for place in columns) for source in range(model.rowCount()))


class PeopleSheet(Sheet):
    """Open it with ``finished(sheet)``. ``save`` lets the person save the list; it is called, not awaited."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        model: PeopleModel | DifferingModel,
        save: Callable[[ReportModel, QWidget], object],
        parent: QWidget,
    ) -> None:
        super().__init__(theme, title, parent, 760)
        self.table = ReportTable(theme, title, model, model.WIDTHS)
        self.table.keep_rows(_ROWS)
        self.save = push_button(theme, "Save this list…")
        self.save.clicked.connect(lambda: save(model, self))
        self.close_button = push_button(theme, "Close", name="Close the list")
        self.close_button.clicked.connect(self.accept)
        heading = Label(theme, title, size=Size.HEADING, strong=True, wrap=True)
        buttons = row(theme, self.save, None, self.close_button)
        self.setLayout(column(theme, heading, self.table, buttons, gap=12, margin=24))
        self.close_button.setDefault(True)
        self.table.setFocus()


def title_of(group: Group, comparison: Comparison, session: str) -> str:
    """ "The 95 people who are only in Spring launch"."""
    count = comparison.count[group]
    if group is Group.DIFFERS:
        return f"The {people(count)} whose data differ"
    return f"The {people(count)} who {'is' if count == 1 else 'are'} only in {session}"


async def ask_for_list(parent: QWidget, name: str) -> Path | None:
    """Let the person say where a list shall go; ``None`` when they do not."""
    return await ask_where_to_save(parent, "Save this list", name, [(".csv", "CSV, for any spreadsheet")])
