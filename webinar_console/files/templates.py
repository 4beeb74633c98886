"""Templates: an empty list of people with the columns that an import understands, to fill in and drop back.

A CSV has the header alone (UTF-8 with a mark, commas, CRLF: Excel opens it); a workbook has notes on a second
sheet. Neither holds example people: somebody would invite them.
"""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from webinar_console.domain.errors import FileProblem
from webinar_console.domain.limits import INVITEE, REGISTRANT

#: File suffixes and the words for them.
TEMPLATES: tuple[tuple[str, str], ...] = ((".xlsx", "Excel workbook with notes"), (".csv", "CSV file"))
PEOPLE_SHEET, NOTES_SHEET = "People", "Notes"
#: Rows of the workbook that are made ready: cells that keep what is typed, and a list of roles.
READY_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """A column: its header, whether a row needs it, and what belongs into it. ``width`` in letters."""

    header: str
    needed: bool
    note: str
    width: int = 18


COLUMNS: tuple[TemplateColumn, ...] = (
    TemplateColumn("First name", True, f"Up to {REGISTRANT['first_name'].maximum} characters, any script."),
    TemplateColumn("Last name", True, f"Up to {REGISTRANT['last_name'].maximum} characters, any script."),
    TemplateColumn("E-mail", True, "One address. Each person once: letter case makes no difference.", 32),
    TemplateColumn(
        "Role",
        False,
        "Attendee, Panelist or CoHost; blank means attendee. Attendees are registered, the others join "
        "the panel.",
        12,
    ),
    TemplateColumn("Source", False, "Where the person comes from, such as a campaign. Attendees only."),
    TemplateColumn(
        "External id", False, "The person's id in your own system. Kept as written, leading zeros too."
    ),
    TemplateColumn(
        "Job title", False, f"Up to {INVITEE['job_title'].maximum} characters. Panelists and co-hosts only."
    ),
)
ROLES = ("Attendee", "Panelist", "CoHost")


def write_template(path: Path) -> None:
    """Write a template; the suffix of ``path`` says which kind. Blocks: call it on a thread.

    The caller has asked before an existing file is written over. Raises ``FileProblem``.
    """
    content = _workbook() if path.suffix.casefold() == ".xlsx" else _text()
    try:
        path.write_bytes(content)
    except OSError as error:
        raise FileProblem(
            f"{path.name} could not be saved there. Choose another folder.", str(error)
        ) from error


def _text() -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerow([column.header for column in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def _workbook() -> bytes:
    # Late: only who saves a template needs it.
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        # As text: a spreadsheet would make 7 of 007 and round long ids.
        text = book.add_format({"num_format": "@"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        people = book.add_worksheet(PEOPLE_SHEET)
        people.freeze_panes(1, 0)
        for place, column in enumerate(COLUMNS):
            people.set_column(place, place, column.width, text)
            people.write_string(0, place, column.header, bold)
        role = next(place for place, column in enumerate(COLUMNS) if column.header == "Role")
        rule = {"validate": "list", "source": list(ROLES), "error_type": "warning", "ignore_blank": True}
        people.data_validation(1, role, READY_ROWS, role, rule)
        notes = book.add_worksheet(NOTES_SHEET)
        notes.set_column(0, 0, 16)
        notes.set_column(1, 1, 12)
        notes.set_column(2, 2, 80)
        for place, heading in enumerate(("Column", "Needed", "What belongs there")):
            notes.write_string(0, place, heading, bold)
        for line, column in enumerate(COLUMNS, 1):
            cells = (column.header, "yes" if column.needed else "no", column.note)
            for place, words in enumerate(cells):
                notes.write_string(line, place, words, wrapped)
        after = len(COLUMNS) + 2
        notes.write_string(after, 0, "Columns may be in any order, and you may add your own.")
        notes.write_string(
            after + 1, 0, "Drop the filled file on Webinar Console: nothing is sent before you confirm."
        )
    return buffer.getvalue()
