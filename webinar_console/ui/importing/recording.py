"""What is kept on disk of an import that waits in the sheet."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from webinar_console.domain.import_record import ImportRecord, KeptCell, KeptRow, source_fields
from webinar_console.services.carrying import rows_of
from webinar_console.services.imports import ImportDraft
from webinar_console.services.mending import Mended

from .choices import Kept


@dataclass(frozen=True, slots=True)
class _Facts:
    """What holds for a list as long as it is the same: found out once, not at each correction."""

    draft: ImportDraft
    fields: dict[str, Any] | None
    rows: dict[int, KeptRow] = field(default_factory=dict)

    @classmethod
    def of(cls, draft: ImportDraft) -> "_Facts":
        return cls(draft, source_fields(draft.source))

    def are_of(self, draft: ImportDraft) -> bool:
        return self.draft.source is draft.source and self.draft.rows is draft.rows


class Recorder:
    """Makes the records of one session. One call at a time."""

    def __init__(self) -> None:
        self._facts: list[_Facts] = []

    def keep_only(self, *waiting: object) -> None:
        """Let go of the lists that do not wait any more."""
        drafts = [kept.draft for kept in waiting if isinstance(kept, Kept)]
        self._facts = [facts for facts in self._facts if any(map(facts.are_of, drafts))]

    def record_of(self, kept: Kept, mended: Mended, now: datetime) -> ImportRecord | None:
        """What is to be kept of an import; ``None`` where its text is too long to be kept.

        ``mended`` is what was mended at this moment. Looks at rows: not for the loop's thread.
        """
        facts = next((facts for facts in self._facts if facts.are_of(kept.draft)), None)
        if facts is None:
            facts = _Facts.of(kept.draft)
            self._facts.append(facts)
        if facts.fields is None:
            return None
        wanted = kept.wanted
        order = wanted.order
        return ImportRecord(
            name=kept.draft.name,
            sha256=kept.draft.sha256,
            kept_at=now,
            **facts.fields,
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
            corrections=_cells_of(mended),
            left_out=tuple(sorted(mended.left_out)),
            header=kept.draft.header,
            rows=rows_of(mended, kept.draft.rows, facts.rows),
            aside=_cells_of(kept.aside),
            out_aside=tuple(sorted(kept.aside.left_out)),
        )


def _cells_of(mended: Mended) -> tuple[KeptCell, ...]:
    return tuple(
        KeptCell(position, use, text)
        for position, cells in mended.corrections.items()
        for use, text in cells.items()
    )
