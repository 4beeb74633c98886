"""What mending is called, in steps and on buttons. Pure functions."""

from collections.abc import Sequence

from webinar_console.domain.email import domain_of
from webinar_console.domain.mapping import ColumnUse
from webinar_console.domain.people import Remark
from webinar_console.domain.people_source import Unit
from webinar_console.ui.phrases import counted, number


def change_words(use: ColumnUse, unit: Unit, line: int) -> str:
    """ "Change e-mail on line 14", "Change e-mail in row 14"."""
    return f"Change {use.label} {'on' if unit == 'line' else 'in'} {unit} {number(line)}"


def alike_words(cells: int) -> str:
    """ "Change 14 cells alike"."""
    return f"Change {counted(cells, 'cell', 'cells')} alike"


def rows_words(verb: str, unit: Unit, lines: Sequence[int], after: str = "") -> str:
    """ "Leave out line 5", "Take 3 rows back in"."""
    which = f"{unit} {number(lines[0])}" if len(lines) == 1 else counted(len(lines), "row", "rows")
    return f"{verb} {which} {after}".rstrip()


def suggestion_words(remark: Remark) -> str:
    """ "Use gmail.com" where only the domain is another one, else "Use ann@gmail.com"."""
    wrong, _, right = remark.slip.partition(" > ")
    only_domain = right and "." in wrong and domain_of(remark.suggestion) == right
    return f"Use {right if only_domain else remark.suggestion}"
