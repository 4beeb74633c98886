"""What was kept of an import on disk, back in the sheet with all that was decided."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from webinar_console.domain.import_record import ImportRecord, KeptCell
from webinar_console.domain.mapping import ColumnUse
from webinar_console.domain.people_source import ReadChoices, TableSource
from webinar_console.services.carrying import alike, found_again, moved
from webinar_console.services.imports import ImportDraft, PlanChoices, RowOrder
from webinar_console.services.mending import AS_READ, Mended, Mending
from webinar_console.ui.phrases import clock, counted, listed

from .choices import Kept


@dataclass(frozen=True, slots=True)
class Returned:
    """An import that is back, with the words for it. ``changed``: its source is another one than it was."""

    kept: Kept
    words: str
    changed: bool = False


def returned(
    record: ImportRecord, draft: ImportDraft, choices: ReadChoices, now: datetime, local: tzinfo | None
) -> Returned:
    """Put together what was kept and what was read now. Looks at each row: not for the loop's thread."""
    changed = (record.sha256, record.choices) != (draft.sha256, choices)
    if isinstance(draft.source, TableSource):
        changed = record.table is None or not alike(record.table, draft.source)
    fits = len(record.mapping.columns) == len(draft.header) and record.header in ((), draft.header)
    if fits:
        draft = replace(draft, mapping=record.mapping, recalled=record.recalled)
    order = None
    if fits and record.order_column is not None:
        order = RowOrder(record.order_column, record.order_descending)
    wanted = PlanChoices(record.settings, record.trim, order, record.add, record.remove)
    mended, lost = _mended(record.corrections, record.left_out, len(draft.rows)), 0
    aside = _mended(record.aside, record.out_aside)
    if changed and record.rows:
        everything = _mended(record.corrections, record.left_out)
        mended, lost = moved(everything, found_again(record.rows, draft.rows))
    elif changed:
        # Nothing tells whose they are.
        mended, aside = (
            AS_READ,
            _mended(record.aside + record.corrections, record.out_aside + record.left_out),
        )
    kept = Kept(
        draft,
        choices,
        frozenset(record.by_hand) if fits else frozenset(),
        record.taken if fits else {},
        wanted,
        record.is_changed and fits,
        record.rules,
        Mending(mended),
        aside,
    )
    when = clock(record.kept_at, now, local)
    if not changed:
        beside = listed(_beside(record))
        words = f"Your import of {record.name} from {when} is back"
        return Returned(kept, f"{words}, with {beside}." if beside else f"{words}.")
    columns = "with the columns as you chose them" if fits else "and its columns, too: they have other names"
    words = f"{record.name} is not what it was at {when}. It was read anew, {columns}."
    return Returned(kept, " ".join([words, *([lost_words(lost)] if lost else [])]), changed)


def _beside(record: ImportRecord) -> list[str]:
    """What a person decided beside the columns."""
    told = []
    if record.corrections:
        told.append(counted(len(record.corrections), "correction", "corrections"))
    if record.left_out:
        told.append(counted(len(record.left_out), "row", "rows") + " left out")
    if record.settings:
        told.append(counted(len(record.settings), "setting", "settings") + " changed for this import")
    return told


def lost_words(count: int) -> str:
    """What is said of corrections whose rows are gone."""
    if count == 1:
        return "1 correction could not be kept: its row is not in the list any more."
    return f"{count:,} corrections could not be kept: their rows are not in the list any more."


def aside_words(aside: Mended) -> str:
    """What is said of corrections of which nobody knows whose they are; empty without any."""
    count = sum(map(len, aside.corrections.values())) + len(aside.left_out)
    if count == 1:
        return "1 earlier correction may belong to another row now, so it was left aside."
    return (
        f"{count:,} earlier corrections may belong to other rows now, so they were left aside."
        if count
        else ""
    )


def gone_words(record: ImportRecord, why: str, now: datetime, local: tzinfo | None) -> str:
    """What is said when the source of an import cannot be read any more."""
    when = clock(record.kept_at, now, local)
    return f"Your import of {record.name} from {when} cannot be brought back. {why}"


def _mended(corrections: Sequence[KeptCell], left_out: Sequence[int], rows: int = sys.maxsize) -> Mended:
    """What belongs to the first ``rows``."""
    cells: dict[int, Mapping[ColumnUse, str]] = {}
    for position, use, text in map(_parts, corrections):
        if position < rows:
            cells[position] = {**cells.get(position, {}), use: text}
    return Mended(cells, frozenset(position for position in left_out if position < rows))


def _parts(cell: KeptCell) -> tuple[int, ColumnUse, str]:
    return cell.position, cell.use, cell.text
