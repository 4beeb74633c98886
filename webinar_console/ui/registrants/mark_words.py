"""What is said about a list that is marked. Pure functions."""

from webinar_console.services.marking import By, Marks, Means
from webinar_console.ui.phrases import counted, number

from .columns import Attendance

STILL_READ = "The registrants are still being read: who is not in the table yet counts as not found."
WAS_READ = "The registrants had not been read to their end: who was not in the table counts as not found."
NOT_YET = "Attendance is not known yet: the session has not begun."
UNDER_WAY = "Who did not attend is not known before the session is over."
_WORDS = {By.EMAIL: "E-mail", By.EXTERNAL_ID: "Whole external id", By.REGISTRANT_ID: "Registrant id"}


def means_words(means: Means, met: int) -> str:
    """ "E-mail: 1,204 found"; ``met`` are the different values that a registrant has."""
    words = _WORDS.get(means.by, f"External id, key {means.key}")
    return f"{words}: {number(met)} found" if met else f"{words}: none found"


def outcome(marks: Marks, attendance: Attendance) -> str:
    """How the rows came out: "1,204 of 1,300 rows are registered; 812 attended, 392 did not. …"."""
    found = f"{number(marks.registered)} of {counted(marks.rows, 'row', 'rows')}"
    verb = "is" if marks.registered == 1 else "are"
    said = f"{found} {verb} registered"
    if marks.registered and attendance is Attendance.OVER:
        said += f"; {number(marks.attended)} attended, {number(marks.registered - marks.attended)} did not"
    elif marks.attended:
        said += f"; {number(marks.attended)} attended so far"
    parts = [f"{said}."]
    if marks.not_found:
        parts.append(f"{number(marks.not_found)} {_was(marks.not_found)} not found.")
    if marks.several:
        row = counted(marks.several, "row", "rows")
        means, them = ("means", "is") if marks.several == 1 else ("mean", "are")
        parts.append(f"{row} {means} several registrants and {them} marked “several”.")
    if marks.blank:
        has, stay = ("has", "stays") if marks.blank == 1 else ("have", "stay")
        row = counted(marks.blank, "row", "rows")
        parts.append(f"{row} {has} nothing in this column and {stay} unmarked.")
    if marks.registered and attendance is not Attendance.OVER:
        parts.append(NOT_YET if attendance is Attendance.NOT_YET and not marks.attended else UNDER_WAY)
    return " ".join(parts)


def saved(name: str, marks: Marks, attendance: Attendance) -> str:
    """What is said when the file is there."""
    return f"{name} is saved. {outcome(marks, attendance)}"


def compared(as_of: str, staged: int, is_whole: bool) -> str:
    """What the list is compared with; ``as_of`` is how old that is: "as of 10:32"."""
    parts = [
        f"Compared with the registrants on this computer{', ' if as_of else ''}{as_of}. Nothing is sent."
    ]
    if not is_whole:
        parts.append(STILL_READ)
    if staged:
        what = counted(staged, "change that is", "changes that are")
        parts.append(f"{what} not applied yet {'does' if staged == 1 else 'do'} not count.")
    return " ".join(parts)


def about_the_list(*, has_header: bool, blank_rows: int, notes: tuple[str, ...]) -> str:
    """What reading the list noticed."""
    parts = list(notes)
    if not has_header:
        parts.append("The list does not name its columns, so they are numbered.")
    if blank_rows:
        row, are = counted(blank_rows, "blank row", "blank rows"), "is" if blank_rows == 1 else "are"
        parts.append(f"{row} {are} left out.")
    return " ".join(parts)


def _was(count: int) -> str:
    return "was" if count == 1 else "were"
