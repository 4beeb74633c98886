"""What is said about data on this computer. Pure functions."""

from webinar_console.domain.keeping import Keeping
from webinar_console.services.local_data import DataKept, Unfinished
from webinar_console.ui.phrases import counted, listed

TITLE = "Data on this computer"
WHY = "Lists of registrants are copied here, so that sessions open at once, also without a connection."
CHOICES = {
    Keeping.ALWAYS: ("Keep them", "Until you remove them."),
    Keeping.MONTH: (
        "Keep them for 30 days",
        "A list that was last read longer ago is removed when the program starts.",
    ),
    Keeping.NEVER: (
        "Do not keep them",
        "Lists are in memory while the program runs, and in no file. Each start reads them anew.",
    ),
}
PROMISES = (
    "Staged edits, imports that wait and the journals of jobs are kept in any case, because they are "
    "promises. You can clear jobs from their history."
)
REMOVE = "Remove everything…"
WHAT_GOES = (
    "Lists of registrants, staged edits, imports that wait, the history of jobs, backups of people who were "
    "removed, columns, views and choices, and the sign-in go from this computer for good."
)
WHAT_STAYS = (
    "Nothing changes at RingCentral. Files that you exported, result files of imports, and backups in a "
    "folder that you chose stay where they are."
)
PRACTICE_GOES = "The practice account begins anew with its own webinars and people."
LOSE = "Remove this work, too"
_NAMED = 4


def size_of(count: int) -> str:
    """Bytes as people say them: "18 MB"."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000)):,} kB"
    return f"{count / 1_000_000:,.0f} MB"


def here(kept: DataKept) -> str:
    """What is here now: "12 lists are here now; everything together takes 18 MB."."""
    lists = counted(kept.lists, "list is", "lists are") if kept.lists else "No list is"
    where = "in memory" if kept.keeping is Keeping.NEVER else "here"
    return f"{lists} {where} now. Everything of this account takes {size_of(kept.size)}."


def in_the_way(unfinished: Unfinished) -> str:
    """Why nothing can be removed now; empty when it can."""
    if not unfinished.jobs:
        return ""
    where = _some([f"“{title}”" for title in unfinished.jobs])
    if len(unfinished.jobs) == 1:
        return (
            f"A job is not over in {where}, or what it has set at RingCentral is not put back yet. "
            "Let it end, or cancel it, first."
        )
    return (
        f"Jobs are not over in {where}, or what they have set at RingCentral is not put back yet. "
        "Let them end, or cancel them, first."
    )


def lost(unfinished: Unfinished) -> list[str]:
    """What was prepared and not sent, as sentences."""
    told = []
    if unfinished.edits:
        edits = [f"{counted(count, 'change')} in “{title}”" for title, count in unfinished.edits]
        told.append(f"Not applied: {_some(edits)}.")
    if unfinished.imports:
        told.append(f"Not imported: a list for {_some([f'“{title}”' for title in unfinished.imports])}.")
    return told


def chosen(keeping: Keeping) -> str:
    """What holds from now on."""
    return {
        Keeping.ALWAYS: "Lists of registrants are kept on this computer.",
        Keeping.MONTH: "Lists of registrants are kept for 30 days. Older ones were removed.",
        Keeping.NEVER: "Lists of registrants are not kept any more. Their file was deleted.",
    }[keeping]


def removed(name: str) -> str:
    """It is done."""
    return f"Everything of {name} was removed from this computer."


def _some(parts: list[str]) -> str:
    more = len(parts) - _NAMED
    return listed(parts if more < 2 else [*parts[:_NAMED], f"{more:,} more"])
