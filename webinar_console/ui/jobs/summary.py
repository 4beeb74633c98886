"""What became of a job, as text for a mail. Pure functions."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, tzinfo
from itertools import islice

from webinar_console.domain.job import JobProgress, Outcome, RowReport
from webinar_console.ui.moments import clock_of, day_of
from webinar_console.ui.phrases import counted, listed, number

from .notes import results_name
from .words import line_words, result_words, state_words, title_words

# Lines that are named for a reason, and reasons that are named at all; the result files have the rest.
_LINES, _REASONS = 8, 12
_REACHED = (Outcome.DONE, Outcome.ALREADY_THERE)


def summary_text(job: JobProgress, rows: Sequence[RowReport], local: tzinfo | None = None) -> str:
    """What was done, when and by whom, and why the other rows were not: plain text, some lines.

    ``rows`` are all rows of the job; ``local`` is the zone of told times (``None``: this computer's).
    """
    lines = [f"{title_words(job)}: {result_words(job)}."]
    by = f" by {job.started_by}" if job.started_by else ""
    lines.append(f"Started {_moment(job.created_at, local)}{by}.")
    if job.ended_at is not None:
        lines.append(f"{state_words(job.state)} {_moment(job.ended_at, local)}.")
    if job.source_name:
        lines.append(f"File: {job.source_name}")
    if job.results is not None and job.results.paths:
        lines.append(f"{results_name(job)}: " + listed([_name(path) for path in job.results.paths]))
    reasons = _reasons(rows, job.file_column)
    if reasons:
        lines += ["", "Not done:", *reasons]
    return "\n".join(lines) + "\n"


def _reasons(rows: Sequence[RowReport], file_column: int | None) -> list[str]:
    """The reasons, the most frequent first, each with the lines of its rows."""
    rest = [row for row in rows if row.outcome is not None and row.outcome not in _REACHED]
    counts = Counter(row.words or row.outcome.value for row in rest if row.outcome is not None)
    told = []
    for reason, count in counts.most_common(_REASONS):
        lines = [row for row in rest if row.line is not None and row.words == reason]
        named = ", ".join(line_words(row, file_column) for row in islice(lines, _LINES))
        more = f" and {number(len(lines) - _LINES)} more" if len(lines) > _LINES else ""
        where = f" ({'line' if len(lines) == 1 else 'lines'} {named}{more})" if lines else ""
        told.append(f"- {counted(count, 'row', 'rows')}{where}: {reason}")
    others = sum(counts.values()) - sum(count for _reason, count in counts.most_common(_REASONS))
    if others:
        told.append(f"- {counted(others, 'row', 'rows')} for other reasons")
    return told


def _moment(moment: datetime, local: tzinfo | None) -> str:
    there = moment.astimezone(local)
    return f"{day_of(there, year=True)}, {clock_of(there)}"


def _name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]
