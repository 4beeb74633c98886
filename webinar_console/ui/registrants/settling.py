"""What jobs do to the table: people come and go row by row, applied edits give way to the new record."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec

from webinar_console.domain.email import email_key
from webinar_console.domain.job import Outcome, RowReport, RowState
from webinar_console.domain.plan import Action, PlannedRow
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.row import JobRow
from webinar_console.domain.staging import EDITABLE, Staged, StagedAddition, StagedChange, StagedRemoval

from .draft import Draft, cell, key_of
from .registrant_model import RegistrantModel

_APPLIED = (Outcome.DONE, Outcome.ALREADY_THERE)


def target_of(staged: Staged) -> tuple[Action, str]:
    """What a job does for a staged edit, and the address that the job knows the row by."""
    match staged:
        case StagedAddition(values=values):
            return Action.REGISTER, email_key(values.get("email", ""))
        case StagedRemoval(registrant=registrant):
            return Action.REMOVE, email_key(registrant.email)
        case StagedChange(registrant=registrant, values=values):
            return Action.REPLACE, email_key(values.get("email", registrant.email))


def keys_of(draft: Draft, rows: Iterable[PlannedRow]) -> set[str]:
    """The keys of the staged edits that a job's rows apply; rows that apply none of these have none."""
    keys: dict[tuple[Action, str], str] = {}
    for one in draft.all():
        keys.setdefault(target_of(one), key_of(one))
    found = set()
    for plan in rows:
        key = plan.old.id if plan.old is not None else keys.get((plan.action, email_key(plan.email)))
        if key is not None and key in draft:
            found.add(key)
    return found


def resting_keys(draft: Draft, reports: Iterable[RowReport]) -> set[str]:
    """The staged edits that are part of an unfinished job of an earlier run of the program."""
    open_rows = {(r.action, email_key(r.email)) for r in reports if r.state is not RowState.ENDED}
    return {key_of(one) for one in draft.all() if target_of(one) in open_rows}


def applied_keys(draft: Draft, reports: Iterable[RowReport], present: Collection[str]) -> set[str]:
    """Staged edits that a job of an earlier run applied, although the draft was not told any more.

    ``present`` are the ids that the server lists: an edit counts as applied only when the old record is gone
    (or, for an addition, the new one is there), so an edit staged later on the new record stays.
    """
    applied = {(r.action, email_key(r.email)): r for r in reports if r.outcome in _APPLIED}
    found = set()
    for one in draft.all():
        report = applied.get(target_of(one))
        if report is None:
            continue
        if isinstance(one, StagedAddition):
            if report.registrant_id in present:
                found.add(one.key)
        elif one.registrant.id not in present:
            found.add(one.registrant.id)
    return found


class _Resting:
    """Edits that rest, by what a job knows of them: it tells of thousands one by one, so none is searched."""

    def __init__(self) -> None:
        self._of_target: dict[tuple[Action, str], str] = {}
        self._of_address: dict[str, list[str]] = {}

    def add(self, draft: Draft, keys: Iterable[str]) -> None:
        """These rest from now on."""
        for key in keys:
            staged = draft.get(key)
            if staged is not None:
                self._of_target[target_of(staged)] = key
                for address in _addresses(staged):
                    self._of_address.setdefault(address, []).append(key)

    def clear(self) -> None:
        """Nothing rests any more."""
        self._of_target.clear()
        self._of_address.clear()

    def key_for(self, draft: Draft, plan: PlannedRow) -> str | None:
        """The key of the staged edit that a job's row applies, ``None`` when it is not one of these."""
        if plan.old is not None:
            return plan.old.id if plan.old.id in draft else None
        wanted = (plan.action, email_key(plan.email))
        key = self._of_target.get(wanted)
        staged = None if key is None else draft.get(key)
        return key if staged is not None and target_of(staged) == wanted else None

    def is_expected(self, draft: Draft, address: str) -> bool:
        """Whether a job that applies one of them makes a record with this address."""
        for key in self._of_address.get(address, ()):
            staged = draft.get(key)
            if key in draft.applying and staged is not None and address in _addresses(staged):
                return True
        return False


def _addresses(staged: Staged) -> set[str]:
    """Those that the job may register: the new one, and the old one where that is put back."""
    new = target_of(staged)[1]
    return {new} if isinstance(staged, StagedAddition) else {new, email_key(staged.registrant.email)}


class Settling:
    """Keeps the table true while jobs run, without a call."""

    def __init__(self, model: RegistrantModel) -> None:
        self._model = model
        # New records that belong to rows being applied; they wait for the row's end to take its place.
        self._born: dict[str, Registrant] = {}
        # The other way round: rows that ended, whose new record has not been told yet.
        self._awaited: dict[str, JobRow] = {}
        self._resting = _Resting()

    def begin(self, keys: Collection[str]) -> None:
        """These staged edits are part of a job now: they rest, and the steps before cannot be undone."""
        model = self._model
        model.stack.clear()
        if not model.draft.applying:
            self._resting.clear()
        model.draft.applying.update(keys)
        self._resting.add(model.draft, keys)
        self._repaint(keys)
        model.drafted.emit()

    def end(self, keys: Collection[str]) -> None:
        """The job is over (or never began): what is still staged can be edited again."""
        model = self._model
        for row in list(self._awaited.values()):
            self._settle(row, None)
        self._awaited.clear()
        left = model.draft.applying.intersection(keys)
        model.draft.applying.difference_update(keys)
        self._repaint(left)
        waiting, self._born = list(self._born.values()), {}
        for person in waiting:
            self.created(person)
        model.check_again()
        model.drafted.emit()

    def created(self, person: Registrant) -> None:
        """A job registered somebody."""
        model = self._model
        model.settle()
        row = self._awaited.pop(person.id, None)
        if row is not None:
            self._settle(row, person)
            self._settled()
            return
        if self._resting.is_expected(model.draft, email_key(person.email)):
            self._born[person.id] = person
            return
        model.show_now()
        slot = model.slot_of(person.id)
        if slot is None:
            model.append([person])
        elif person.id not in model.draft:
            model.replace_rows([(slot, person)])
        model.check_again(people_changed=True)

    def removed(self, registrant_id: str) -> None:
        """A job removed somebody. A row that is being applied waits for its end."""
        model = self._model
        model.settle()
        draft = model.draft
        if registrant_id in draft.applying:
            return
        model.show_now()
        slot = model.slot_of(registrant_id)
        if draft.follows(registrant_id):
            draft.see(registrant_id, None)
        if slot is not None:
            if registrant_id in draft:
                model.repaint_slots({slot})
            else:
                model.drop_slots({slot})
        model.check_again(people_changed=True)

    def rows_ended(self, rows: Iterable[JobRow]) -> None:
        """Rows of a job have new states: settle those that came to an end."""
        self._model.settle()
        ended = [row for row in rows if row.state is RowState.ENDED]
        for row in ended:
            known = row.result_id
            if known and known not in self._born and self._model.slot_of(known) is None:
                self._awaited[known] = row
            else:
                self._settle(row, self._born.pop(known, None) if known else None)
        if ended:
            self._settled()

    def _settle(self, row: JobRow, born: Registrant | None) -> None:
        key = self._resting.key_for(self._model.draft, row.plan)
        if key is None:
            # Not an edit of this table, or settled already: the record alone is news.
            if born is not None:
                self.created(born)
        elif row.outcome in _APPLIED:
            self.applied(key, born)
        else:
            self._not_applied(key, row, born)

    def _settled(self) -> None:
        self._model.check_again(people_changed=True)
        self._model.drafted.emit()

    def applied(self, key: str, born: Registrant | None = None) -> None:
        """An edit is done: its row becomes the new record, or goes."""
        model = self._model
        staged, slot = model.draft.get(key), model.slot_of(key)
        if not isinstance(staged, StagedAddition):
            model.draft.see(key, None)
        model.draft.put(key, None)
        stays = isinstance(staged, StagedChange) and born is not None and model.slot_of(born.id) is None
        if stays and slot is not None and born is not None:
            model.replace_rows([(slot, born)])
            model.slots.place(born.id, slot)
            return
        if slot is not None:
            model.drop_slots({slot})
        if born is not None:
            self.created(born)

    def _not_applied(self, key: str, row: JobRow, restored: Registrant | None) -> None:
        model = self._model
        draft = model.draft
        draft.applying.discard(key)
        staged = draft.get(key)
        if isinstance(staged, StagedChange) and row.outcome is Outcome.NEEDS_ATTENTION:
            key = self._stage_anew(key, staged)
        elif isinstance(staged, StagedChange) and restored is not None:
            key = self._move(key, staged, restored)
        if row.outcome is not Outcome.CANCELLED:
            draft.refused[key] = row.words
        self._repaint([key])

    def _move(self, key: str, staged: StagedChange, restored: Registrant) -> str:
        """The old record was put back under a new id: the edit goes on with it."""
        model, slot = self._model, self._model.slot_of(key)
        model.draft.put(key, None)
        model.draft.see(key, None)
        model.draft.see(restored.id, restored)
        model.draft.put(restored.id, msgspec.structs.replace(staged, registrant=restored))
        shown = model.draft.shown(restored.id)
        if slot is None:
            slot = model.insert_pinned(shown)
        model.slots.place(restored.id, slot)
        model.replace_rows([(slot, shown)])
        return restored.id

    def _stage_anew(self, key: str, staged: StagedChange) -> str:
        """The person is not registered any more, and not by choice: stage them as somebody to register."""
        model, slot = self._model, self._model.slot_of(key)
        values: Mapping[str, Any] = {n: cell(staged.registrant, n) for n in EDITABLE} | staged.values
        model.draft.put(key, None)
        model.draft.see(key, None)
        if slot is not None:
            model.drop_slots({slot})
        return model.add_person_unstacked(values)

    def _repaint(self, keys: Iterable[str]) -> None:
        slots = {slot for key in keys if (slot := self._model.slot_of(key)) is not None}
        self._model.repaint_slots(slots)
