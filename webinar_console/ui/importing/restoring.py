"""What was kept of an import on disk, back in the sheet with all that was decided."""

import asyncio
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from webinar_console.domain.errors import FileProblem
from webinar_console.domain.import_record import ImportRecord, KeptCell
from webinar_console.domain.mapping import ColumnUse
from webinar_console.domain.people_source import ReadChoices, ReadProgress, TableSource
from webinar_console.services.carrying import alike, found_again, moved
from webinar_console.services.imports import ImportDraft, PlanChoices, RowOrder
from webinar_console.services.mending import AS_READ, Mended, Mending
from webinar_console.ui.messages import Action, Kind, Message
from webinar_console.ui.phrases import clock, counted, listed

from .choices import Kept
from .ports import ImportService


@dataclass(frozen=True, slots=True)
class Returned:
    """An import that is back; ``kept`` is ``None`` where its people could not be read.

    ``changed``: its source is another one than it was. Corrections wait in ``mended`` where nothing tells
    which rows they belong to.
    """

    kept: Kept | None
    words: str
    changed: bool = False
    mended: Mended = AS_READ

    def message(self, drop: Callable[[], object], use: Callable[[Kept], object]) -> Message:
        """What is said, with the way to ``drop`` it and, for one that changed, to ``use`` its corrections."""
        actions = [Action("Discard this import", drop)]
        kept = self.kept
        if kept is not None and self.changed and self.mended:
            with_all = replace(kept, mending=Mending(self.mended))
            actions.insert(0, Action("Use them all the same", lambda: use(with_all)))
        calm = kept is not None and not self.changed
        return Message(Kind.INFO if calm else Kind.WARNING, self.words, actions=tuple(actions))


async def brought_back(
    imports: ImportService,
    record: ImportRecord,
    on_progress: Callable[[ReadProgress], None],
    now: datetime,
    local: tzinfo | None,
) -> Returned:
    """Read the source of an import again and put all that was decided beside it."""
    try:
        draft = await imports.read(record.source, on_progress, record.choices)
    except FileProblem as problem:
        return Returned(None, gone_words(record, problem.sentence, now, local))
    return await asyncio.to_thread(returned, record, draft, record.choices, now, local)


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
    mended, lost, aside = _mended(record, len(draft.rows)), 0, 0
    if changed and record.rows:
        everything = _mended(record, sys.maxsize)
        mended, lost = moved(everything, found_again(record.rows, draft.rows))
    elif changed:
        aside = len(record.corrections) + len(record.left_out)
    kept = Kept(
        draft,
        choices,
        frozenset(record.by_hand) if fits else frozenset(),
        record.taken if fits else {},
        wanted,
        record.is_changed and fits,
        record.rules,
        Mending() if aside else Mending(mended),
    )
    when = clock(record.kept_at, now, local)
    if not changed:
        beside = listed(_beside(record))
        words = f"Your import of {record.name} from {when} is back"
        return Returned(kept, f"{words}, with {beside}." if beside else f"{words}.")
    columns = "with the columns as you chose them" if fits else "and its columns, too: they have other names"
    words = f"{record.name} is not what it was at {when}. It was read anew"
    if not aside:
        sentences = [f"{words}, {columns}.", *([lost_words(lost)] if lost else [])]
        return Returned(kept, " ".join(sentences), changed)
    words = f"{words}, {columns}; {counted(aside, 'correction', 'corrections')}"
    words = f"{words} of then may belong to other rows, so they were left aside."
    return Returned(kept, words, changed, mended)


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


def gone_words(record: ImportRecord, why: str, now: datetime, local: tzinfo | None) -> str:
    """What is said when the source of an import cannot be read any more."""
    when = clock(record.kept_at, now, local)
    return f"Your import of {record.name} from {when} cannot be brought back. {why}"


def _mended(record: ImportRecord, rows: int) -> Mended:
    cells: dict[int, Mapping[ColumnUse, str]] = {}
    for position, use, text in map(_parts, record.corrections):
        if position < rows:
            cells[position] = {**cells.get(position, {}), use: text}
    return Mended(cells, frozenset(position for position in record.left_out if position < rows))


def _parts(cell: KeptCell) -> tuple[int, ColumnUse, str]:
    return cell.position, cell.use, cell.text
