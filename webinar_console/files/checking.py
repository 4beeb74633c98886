"""The check: a verdict for every row, with reasons in words.

One line of a person wins, the first unless somebody chose otherwise; a row that needs mending claims nobody.
Comparison of e-mails ignores case. Limits are the contract's (``domain.limits``).
"""

from collections.abc import Iterator, Sequence
from operator import itemgetter

import msgspec

from webinar_console.domain.check_choices import AS_USUAL, CheckChoices, LetterCase, Registered, Twins
from webinar_console.domain.email import email_key, is_plainly_valid
from webinar_console.domain.invitee import ATTENDEE, HOST
from webinar_console.domain.limits import REGISTRANT
from webinar_console.domain.mapping import KEYED, ColumnMapping, ColumnUse, NameOrder
from webinar_console.domain.people import (
    CheckedPerson,
    KnownPeople,
    Remark,
    RemarkCode,
    Target,
    Verdict,
)
from webinar_console.domain.people_source import Unit
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.replacing import differences
from webinar_console.domain.staging import why_protected

from .cleaning import clean_text, needs_no_cleaning, wants_a_look
from .email_check import is_plain_local
from .frequent import frequent_slips
from .full_name import two_plain_words
from .keyed import KeyedCells
from .letter_case import in_one_case
from .mail_domains import free_mail, meant_domain, role_words
from .row_check import RowCheck, slip_remark
from .vocabulary import role_of

_FIELDS = (
    Target.FIRST_NAME,
    Target.LAST_NAME,
    Target.FULL_NAME,
    Target.EMAIL,
    Target.ROLE,
    Target.SOURCE,
    Target.EXTERNAL_ID,
    Target.JOB_TITLE,
    Target.JOIN_URI,
    Target.CANCELLATION_URI,
)
# Members of an enumeration cost a look-up each time.
_READY = Verdict.READY
_NAME_MAX = REGISTRANT["first_name"].maximum
_LOCAL_MAX = 64
#: A domain of so many letters leaves the local part what RFC 5321 grants it.
_DOMAIN_MAX = 180
_AT_ONCE = 500

_ALREADY_REGISTERED = Remark(RemarkCode.ALREADY_REGISTERED, "Already registered.", Target.EMAIL)
_NOTHING_DIFFERS = Remark(
    RemarkCode.NOTHING_DIFFERS, "Already registered, and nothing differs.", Target.EMAIL
)
_ALSO_REGISTERED = Remark(
    RemarkCode.ALSO_REGISTERED, "Registered as an attendee too; that registration stays.", Target.ROLE
)


class Checker:
    """Checks the rows of one file in their order, then :meth:`finish`. Remembers who was seen, so use a new
    one for each check."""

    def __init__(
        self,
        mapping: ColumnMapping,
        known: KnownPeople,
        choices: CheckChoices = AS_USUAL,
        *,
        work_email: bool = False,
        unit: Unit = "line",
        files: int | None = None,
    ) -> None:
        """``mapping`` has one use for each column of the header; rows may be longer, never shorter.

        ``work_email``: the session asks attendees for a work e-mail. ``unit``: what the rows' numbers count.
        ``files``: the column that names a row's file, where there are several.
        """
        self._width = len(mapping.columns)
        self._name_order = mapping.name_order
        # Behind each row stand the constants and a blank cell, for targets that have neither.
        constants = mapping.live_constants
        self._tail = (*(clean_text(constant.value) for constant in constants), "")
        places = {use: place for place, use in enumerate(mapping.columns)}
        places |= {constant.use: place - len(self._tail) for place, constant in enumerate(constants)}
        self._pick = itemgetter(*(places.get(ColumnUse(target), -1) for target in _FIELDS))
        keyed = [use for use in places if use.target in KEYED]
        self._keyed = KeyedCells(keyed, [places[use] for use in keyed]) if keyed else None
        self._known, self._choices, self._work_email = known, choices, work_email
        self._where = "on line" if unit == "line" else "in row"
        #: From the compared form of an address to the position of the row that has it.
        self._seen: dict[str, int] = {}
        #: The other rows of somebody who is seen, and those with faults: they may matter for who wins.
        self._others: dict[str, list[int]] = {}
        self._lines: list[int] = []
        self._file_column, self._files = files, list[str]()
        self._roles: dict[str, str | None] = {}
        self._attendees: set[str] = set()
        #: Domains that nothing is to be said about, whoever has an address there.
        self._domains: set[str] = set()
        self._odd_domains: set[str] = set()

    def check(self, lines: Sequence[int], rows: Sequence[tuple[str, ...]]) -> list[CheckedPerson]:
        """The verdicts on rows that follow each other, with their lines: some microseconds for each row."""
        # This loop runs a hundred thousand times for a long file: plain rows pass in one sweep, without a
        # call of our own, and everything else is looked at closely.
        pick, width, seen, tail, keyed = self._pick, self._width, self._seen, self._tail, self._keyed
        pick_keyed = keyed.pick if keyed is not None else None
        registrants, panel = self._known.registrants, self._known.panel
        attendees, domains, shared = self._attendees, self._domains, role_words()
        any_case = self._choices.letter_case is LetterCase.LEAVE
        first_first = self._name_order is not NameOrder.LAST_FIRST
        people = []
        start = len(self._lines)
        self._lines += lines
        self._note_files(rows)
        for position, (line, cells) in enumerate(zip(lines, rows, strict=True), start):
            whole = cells + tail
            values: tuple[str, ...] = pick(whole)
            first, last, full, email, role, source, external_id, job_title, join, cancel = values
            if full and not (first or last) and (words := two_plain_words(full)) is not None:
                first, last = words if first_first else words[::-1]
                full = ""
            if (
                len(cells) == width
                and 0 < len(first) <= _NAME_MAX
                and 0 < len(last) <= _NAME_MAX
                and not (full or join or cancel)
                and (not role or role in attendees)
                # Written out for speed: needs_no_cleaning(values).
                and (text := f"|{'|'.join(values)}|").isprintable()
                and " |" not in text
                and "  " not in text
                and wants_a_look(text) is None
                and (pick_keyed is None or needs_no_cleaning(pick_keyed(whole)))
                and (any_case or not (in_one_case(first) or in_one_case(last)))
                and (key := email.casefold()) not in seen
                and key not in registrants
                and key not in panel
                and email.isascii()
                and (parts := key.partition("@"))[2] in domains
                and len(local := parts[0]) <= _LOCAL_MAX
                and local not in shared
                and is_plain_local(local)
            ):
                seen[key] = position
                if keyed is None:
                    person = CheckedPerson(
                        line, cells, first, last, email, ATTENDEE, source, external_id, job_title, "", "",
                        _READY,
                    )  # fmt: skip
                else:
                    more = keyed.pick(whole)
                    person = CheckedPerson(
                        line, cells, first, last, email, ATTENDEE, source,
                        keyed.external_id(more) or external_id, job_title, "", "",
                        _READY, (), keyed.answers(more),
                    )  # fmt: skip
            else:
                person = self._closely(position, cells, values)
            people.append(person)
        return people

    def _note_files(self, rows: Sequence[tuple[str, ...]]) -> None:
        if self._file_column is not None:
            self._files += [cells[self._file_column] for cells in rows]

    def leave_out(self, line: int, cells: tuple[str, ...]) -> CheckedPerson:
        """The verdict on the row that comes next, which a person does not want to send."""
        self._lines.append(line)
        self._note_files([cells])
        row, role = self._judged(cells, self._pick(cells + self._tail))
        row.leave_out()
        return row.finish(line, cells, role)

    def finish(self, people: list[CheckedPerson]) -> Iterator[None]:
        """What only the whole file tells: which line of a person wins, and which domains are slips of one
        that is frequent in the file. Changes ``people`` in place; stops now and then, to be resumed."""
        if self._choices.twins is not Twins.FIRST:
            for count, (key, others) in enumerate(self._others.items()):
                if key in self._seen:
                    self._settle(key, others, people)
                if count % 20 == 0:
                    yield
        slips: dict[str, str] = {}
        yield from frequent_slips(self._seen, self._domains, slips)
        if not slips:
            return
        for count, (key, position) in enumerate(self._seen.items()):
            meant = slips.get(key.rpartition("@")[2])
            if meant and people[position].verdict.is_sent:
                local, _, domain = people[position].email.rpartition("@")
                remark = slip_remark(local, domain.casefold(), meant)
                people[position] = msgspec.structs.replace(
                    people[position],
                    verdict=Verdict.REMARK,
                    remarks=(*people[position].remarks, remark),
                )
            if count % _AT_ONCE == 0:
                yield

    def _role(self, word: str) -> str | None:
        if word not in self._roles:
            self._roles[word] = role_of(word)
            if self._roles[word] == ATTENDEE:
                self._attendees.add(word)
        return self._roles[word]

    def _vet(self, email: str) -> None:
        """Remember a domain that needs no closer look."""
        domain = email.rpartition("@")[2].casefold()
        if domain in self._domains or domain in self._odd_domains or not is_plainly_valid(email):
            return
        asked = self._work_email and domain in free_mail()
        is_odd = asked or len(domain) > _DOMAIN_MAX or bool(meant_domain(domain))
        (self._odd_domains if is_odd else self._domains).add(domain)

    def _judged(self, cells: tuple[str, ...], values: tuple[str, ...]) -> tuple[RowCheck, str | None]:
        """The row by itself, and its role."""
        keyed = self._keyed
        row = RowCheck(dict(zip(_FIELDS, values, strict=True)))
        row.clean()
        if keyed is not None:
            more = row.clean_keyed(keyed.uses, keyed.pick(cells + self._tail))
            row.values[Target.EXTERNAL_ID] = keyed.external_id(more) or row.values[Target.EXTERNAL_ID]
            row.answers = keyed.answers(more)
        row.say_cleaned()
        if any(cell.strip() for cell in cells[self._width :]):
            row.remark(
                RemarkCode.EXTRA_CELLS,
                f"This row has {len(cells)} cells, but there are {self._width} columns. "
                "Has a value lost its quotation marks?",
            )
        row.check_formulas()
        row.split_full_name(self._name_order)
        if self._choices.letter_case is LetterCase.CAPITALISE:
            row.change_case()
        role = self._role(row.values[Target.ROLE])
        row.check_role(role)
        row.check_name()
        on_panel = role not in (ATTENDEE, None)
        row.check_lengths(on_panel=on_panel)
        if not on_panel:
            row.check_pages()
        return row, role

    def _closely(
        self, position: int, cells: tuple[str, ...], values: tuple[str, ...], *, alone: bool = False
    ) -> CheckedPerson:
        row, role = self._judged(cells, values)
        if row.check_email():
            self._vet(row.values[Target.EMAIL])
            row.look_at_address(role, work_email=self._work_email, free_mail_sent=self._choices.free_mail)
            key = email_key(row.values[Target.EMAIL])
            if alone or key not in self._seen:
                if role is not None and role != HOST:
                    self._compare(row, key, role)
                    if not alone:
                        self._claim(row, key, position)
            else:
                self._others.setdefault(key, []).append(position)
                self._same_as(row, self._seen[key])
        return row.finish(self._lines[position], cells, role)

    def _claim(self, row: RowCheck, key: str, position: int) -> None:
        """Only a row that will be sent claims the person, or one that needs no mending to be there."""
        if row.skips or not row.faults:
            self._seen[key] = position
        else:
            self._others.setdefault(key, []).append(position)

    def _same_as(self, row: RowCheck, winner: int) -> None:
        file = f" of {self._files[winner]}" if self._files else ""
        sentence = f"The same person as {self._where} {self._lines[winner]:,}{file}."
        row.skip(RemarkCode.TWICE_IN_FILE, sentence, Target.EMAIL)

    def _compare(self, row: RowCheck, key: str, role: str) -> None:
        """Who is in the session already."""
        panel_role = self._known.panel.get(key)
        old = self._known.registrants.get(key)
        if panel_role is not None:
            row.skip(RemarkCode.ALREADY_INVITED, f"Already on the panel as {panel_role}.", Target.EMAIL)
        elif old is not None and role == ATTENDEE:
            self._meet(row, old)
        elif old is not None:
            row.notes.append(_ALSO_REGISTERED)

    def _meet(self, row: RowCheck, old: Registrant) -> None:
        """An attendee who is registered already."""
        choice = self._choices.registered
        if choice is Registered.SKIP:
            row.skips.append(_ALREADY_REGISTERED)
            return
        found = differences(old, row.wanted())
        if not found:
            row.skips.append(_NOTHING_DIFFERS)
            return
        words = "; ".join(difference.words for difference in found)
        if choice is Registered.REPORT:
            sentence = f"Already registered, and the file differs: {words}."
            row.skip(RemarkCode.ALREADY_REGISTERED, sentence, Target.EMAIL)
        elif reason := why_protected(old, session_finished=False):
            row.skip(RemarkCode.PROTECTED, f"Already registered and not replaced. {reason}", Target.EMAIL)
        else:
            row.old = old
            row.remark(
                RemarkCode.REPLACES,
                f"Replaces the registration: {words}. The join link will be a new one.",
                Target.EMAIL,
            )

    def _settle(self, key: str, others: Sequence[int], people: list[CheckedPerson]) -> None:
        """Let another line than the first win, and say so on the others."""
        first = self._seen[key]
        group = sorted({first, *others})
        alone = {position: self._alone(position, people[position].cells) for position in group}
        able = [position for position in group if alone[position].verdict is not Verdict.MEND]
        if self._choices.twins is Twins.LAST:
            winner = able[-1]
        else:
            winner = max(able, key=lambda position: (_completeness(alone[position]), -position))
        for position in group:
            could_win = self._choices.twins is Twins.LAST and position > winner
            if position == winner or could_win:
                people[position] = alone[position]
            else:
                row, role = self._judged(people[position].cells, self._values(people[position].cells))
                row.check_email()
                self._same_as(row, winner)
                people[position] = row.finish(self._lines[position], people[position].cells, role)
        self._seen[key] = winner

    def _alone(self, position: int, cells: tuple[str, ...]) -> CheckedPerson:
        return self._closely(position, cells, self._values(cells), alone=True)

    def _values(self, cells: tuple[str, ...]) -> tuple[str, ...]:
        values: tuple[str, ...] = self._pick(cells + self._tail)
        return values


def _completeness(person: CheckedPerson) -> int:
    """How many fields say something."""
    fields = (
        person.first_name, person.last_name, person.source, person.external_id, person.job_title,
        person.join_uri, person.cancellation_uri,
    )  # fmt: skip
    return sum(map(bool, fields)) + len(person.answers)
