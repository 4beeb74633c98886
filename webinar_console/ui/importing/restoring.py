"""Between what waits in the sheet and what is kept of it on disk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from webinar_console.domain.errors import FileProblem
from webinar_console.domain.import_record import ImportRecord, KeptCell, source_fields
from webinar_console.domain.mapping import ColumnUse
from webinar_console.domain.people_source import ReadProgress
from webinar_console.services.imports import ImportDraft, PlanChoices, RowOrder
from webinar_console.services.mending import AS_READ, Mended, Mending
from webinar_console.ui.messages import Action, Kind, Message
from webinar_console.ui.phrases import clock, counted

from .choices import Kept
from .ports import ImportService


def record_of(kept: Kept, now: datetime) -> ImportRecord | None:
    """What is to be kept of an import; ``None`` where its text is too long to be written again and again."""
    fields = source_fields(kept.draft.source)
    if fields is None:
        return None
    wanted, mended = kept.wanted, kept.mending.mended
    order = wanted.order
    return ImportRecord(
        name=kept.draft.name,
        sha256=kept.draft.sha256,
        kept_at=now,
        **fields,
        choices=kept.choices,
        mapping=kept.draft.mapping,
        by_hand=tuple(sorted(kept.by_hand)),
        taken=dict(kept.taken),
        is_changed=kept.is_changed,
        recalled=kept.draft.recalled,
        settings=dict(wanted.settings),
        trim=wanted.trim,
        order_column=None if order is None else order.column,
        order_descending=order is not None and order.descending,
        add=wanted.add,
        remove=wanted.remove,
        rules=kept.rules,
        corrections=tuple(
            KeptCell(position, use, text)
            for position, cells in mended.corrections.items()
            for use, text in cells.items()
        ),
        left_out=tuple(sorted(mended.left_out)),
    )


@dataclass(frozen=True, slots=True)
class Returned:
    """An import that is back; ``kept`` is ``None`` where its people could not be read.

    ``changed``: its source is another one than it was, so its corrections may belong to other rows; they wait
    in ``mended``.
    """

    kept: Kept | None
    words: str
    changed: bool = False
    mended: Mended = AS_READ

    def message(self, drop: Callable[[], object], use: Callable[[Kept], object]) -> Message:
        """What is said, with the way to ``drop`` it and, for one that changed, to ``use`` its corrections."""
        actions = [Action("Drop it", drop)]
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
    return returned(record, draft, now, local)


def returned(record: ImportRecord, draft: ImportDraft, now: datetime, local: tzinfo | None) -> Returned:
    """Put together what was kept and what was read now."""
    changed = record.sha256 != draft.sha256
    if len(record.mapping.columns) == len(draft.header):
        draft = replace(draft, mapping=record.mapping, recalled=record.recalled)
    order = None if record.order_column is None else RowOrder(record.order_column, record.order_descending)
    wanted = PlanChoices(record.settings, record.trim, order, record.add, record.remove)
    mended = _mended(record, len(draft.rows))
    kept = Kept(
        draft,
        record.choices,
        frozenset(place for place in record.by_hand if place < len(draft.header)),
        record.taken,
        wanted,
        record.is_changed,
        record.rules,
        Mending() if changed else Mending(mended),
    )
    when = clock(record.kept_at, now, local)
    if not changed:
        return Returned(kept, f"Your import of {record.name} from {when} is back.", changed, mended)
    words = f"{record.name} is not what it was at {when}. It was read anew"
    count = len(record.corrections) + len(record.left_out)
    if not count:
        return Returned(kept, f"{words}, with the columns as you chose them.", changed, mended)
    aside = counted(count, "correction", "corrections")
    words = f"{words}; {aside} of then may belong to other rows, so they were left aside."
    return Returned(kept, words, changed, mended)


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
