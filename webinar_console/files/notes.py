"""What reading noticed beside the rows, as sentences for the person: nothing is swallowed in silence."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from webinar_console.domain.people_source import Unit

#: Control characters that no list of people needs; tabs and line breaks are none. For a regular expression.
CONTROLS = "[\0-\x08\x0e-\x1f\x7f]"
_NAMED = 3


@dataclass(slots=True)
class NotedRows:
    """Rows of which something is to be said: how many, and the numbers of the first."""

    count: int = 0
    first: list[int] = field(default_factory=list)

    def add(self, number: int) -> None:
        """Note a row."""
        self.count += 1
        if len(self.first) < _NAMED:
            self.first.append(number)

    def named(self, unit: Unit) -> str:
        """ "Line 4", "Lines 4 and 7", "12 rows (4, 7, 9 and more)"."""
        numbers = [f"{number:,}" for number in self.first]
        if self.count == 1:
            return f"{unit.capitalize()} {numbers[0]}"
        if self.count <= _NAMED:
            return f"{unit.capitalize()}s {', '.join(numbers[:-1])} and {numbers[-1]}"
        return f"{self.count:,} rows ({', '.join(numbers)} and more)"

    @property
    def has(self) -> str:
        """The verb behind the name."""
        return "has" if self.count == 1 else "have"


def control_note(noted: NotedRows, unit: Unit) -> tuple[str, ...]:
    """What to say of rows with control characters."""
    if not noted.count:
        return ()
    return (f"{noted.named(unit)} {noted.has} control characters, which no name contains.",)


def error_note(noted: NotedRows, examples: Sequence[str]) -> tuple[str, ...]:
    """What to say of rows in which a formula failed; ``examples`` are what stands there, each once."""
    if not noted.count:
        return ()
    shown = ", ".join(examples[:_NAMED]) + (" …" if len(examples) > _NAMED else "")
    return (f"{noted.named('row')} {noted.has} a formula that failed ({shown}).",)


def hidden_note(rows: Sequence[int], columns: int) -> tuple[str, ...]:
    """What to say of rows (by number) and columns that the sheet hides."""
    parts = []
    if rows:
        named = ", ".join(f"{row:,}" for row in rows[:_NAMED]) + (" …" if len(rows) > _NAMED else "")
        parts.append(f"1 hidden row ({named})" if len(rows) == 1 else f"{len(rows):,} hidden rows ({named})")
    if columns:
        parts.append("1 hidden column" if columns == 1 else f"{columns:,} hidden columns")
    if not parts:
        return ()
    was = "was" if len(rows) + columns == 1 else "were"
    return (f"{' and '.join(parts)} of the sheet {was} read, too.",)


def sheet_note(sheet: str, hidden: tuple[str, ...]) -> tuple[str, ...]:
    """What to say of hidden sheets: the one that was read, or those that could be."""
    if sheet in hidden:
        return ("This sheet is hidden in the workbook.",)
    if not hidden:
        return ()
    names = ", ".join(f"“{name}”" for name in hidden[:_NAMED]) + (" …" if len(hidden) > _NAMED else "")
    count = "A hidden sheet" if len(hidden) == 1 else f"{len(hidden):,} hidden sheets"
    return (f"{count} can be chosen, too: {names}.",)
