"""The check: a verdict for every row, with reasons in words.

The first line of a person wins; a row that needs mending claims nobody. Comparison of e-mails ignores case.
Limits are the contract's (``domain.limits``).
"""

from collections.abc import Sequence
from operator import itemgetter

from webinar_console.domain.email import email_key
from webinar_console.domain.invitee import ATTENDEE, HOST
from webinar_console.domain.limits import INVITEE, REGISTRANT
from webinar_console.domain.mapping import KEYED, ColumnMapping, ColumnUse, NameOrder
from webinar_console.domain.people import (
    CheckedPerson,
    KnownPeople,
    Remark,
    RemarkCode,
    Target,
    Verdict,
)
from webinar_console.domain.registrant import Answer

from .cleaning import bare_address, clean_text, control_characters, needs_no_cleaning
from .email_check import fault_of, is_address
from .full_name import Doubt, Split, split_name
from .keyed import KeyedCells
from .pages import is_web_page
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

_ALREADY_REGISTERED = Remark(RemarkCode.ALREADY_REGISTERED, "Already registered.", Target.EMAIL)
_ALSO_REGISTERED = Remark(
    RemarkCode.ALSO_REGISTERED, "Registered as an attendee too; that registration stays.", Target.ROLE
)
_HOST = Remark(
    RemarkCode.ROLE_NOT_ALLOWED,
    "Host is not a role for an import: the host is set in RingCentral. Use Attendee, Panelist or CoHost.",
    Target.ROLE,
)
_NOT_SENT = Remark(
    RemarkCode.NOT_SENT,
    "Source, external id, own pages and answers are kept for attendees only, not for the panel.",
)


class Checker:
    """Checks the rows of one file in their order. Remembers who was seen, so use a new one for each check."""

    def __init__(self, mapping: ColumnMapping, known: KnownPeople) -> None:
        """``mapping`` has one use for each column of the header; rows may be longer, never shorter."""
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
        self._known = known
        self._seen: dict[str, int] = {}
        self._roles: dict[str, str | None] = {}
        self._attendees: set[str] = set()

    def check(self, lines: Sequence[int], rows: Sequence[tuple[str, ...]]) -> list[CheckedPerson]:
        """The verdicts on rows that follow each other, with their lines: some microseconds for each row."""
        # This loop runs a hundred thousand times for a long file: plain rows pass in one sweep, without a
        # call of our own, and everything else is looked at closely.
        pick, width, seen, tail, keyed = self._pick, self._width, self._seen, self._tail, self._keyed
        pick_keyed = keyed.pick if keyed is not None else None
        registrants, panel = self._known.registrants, self._known.panel
        attendees = self._attendees
        people = []
        for line, cells in zip(lines, rows, strict=True):
            whole = cells + tail
            values: tuple[str, ...] = pick(whole)
            first, last, full, email, role, source, external_id, job_title, join, cancel = values
            if (
                len(cells) == width
                and 0 < len(first) <= _NAME_MAX
                and 0 < len(last) <= _NAME_MAX
                and not (full or join or cancel)
                and (not role or role in attendees)
                and needs_no_cleaning(values)
                and (pick_keyed is None or needs_no_cleaning(pick_keyed(whole)))
                and (key := email.casefold()) not in seen
                and key not in registrants
                and key not in panel
                and is_address(email)
            ):
                seen[key] = line
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
                person = self._closely(line, cells, values)
            people.append(person)
        return people

    def _role(self, word: str) -> str | None:
        if word not in self._roles:
            self._roles[word] = role_of(word)
            if self._roles[word] == ATTENDEE:
                self._attendees.add(word)
        return self._roles[word]

    def _closely(self, line: int, cells: tuple[str, ...], values: tuple[str, ...]) -> CheckedPerson:
        keyed = self._keyed
        row = _Row(dict(zip(_FIELDS, values, strict=True)))
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
        row.split_full_name(self._name_order)
        role = self._role(row.values[Target.ROLE])
        row.check_role(role)
        row.check_name()
        on_panel = role not in (ATTENDEE, None)
        row.check_lengths(on_panel=on_panel)
        if not on_panel:
            row.check_pages()
        if row.check_email():
            self._compare(row, role, line)
        return row.finish(line, cells, role)

    def _compare(self, row: "_Row", role: str | None, line: int) -> None:
        """Who is in the file or in the session already. Only a row that will be sent claims the person."""
        key = email_key(row.values[Target.EMAIL])
        if key in self._seen:
            row.skip(RemarkCode.TWICE_IN_FILE, f"The same person as on line {self._seen[key]}.", Target.EMAIL)
            return
        if role is None or role == HOST:
            return
        panel_role = self._known.panel.get(key)
        registered = key in self._known.registrants
        if panel_role is not None:
            row.skip(RemarkCode.ALREADY_INVITED, f"Already on the panel as {panel_role}.", Target.EMAIL)
        elif registered and role == ATTENDEE:
            row.skips.append(_ALREADY_REGISTERED)
        elif registered:
            row.notes.append(_ALSO_REGISTERED)
        if row.skips or not row.faults:
            self._seen[key] = line


class _Row:
    """One row while it is looked at closely."""

    def __init__(self, values: dict[Target, str]) -> None:
        self.values = values
        self.faults: list[Remark] = []
        self.skips: list[Remark] = []
        self.notes: list[Remark] = []
        self.answers: tuple[Answer, ...] = ()
        self._cleaned: list[ColumnUse] = []
        self._split: Split | None = None

    def fault(self, code: RemarkCode, sentence: str, field: Target | None = None) -> None:
        self.faults.append(Remark(code, sentence, field))

    def skip(self, code: RemarkCode, sentence: str, field: Target | None = None) -> None:
        self.skips.append(Remark(code, sentence, field))

    def remark(self, code: RemarkCode, sentence: str, field: Target | None = None) -> None:
        self.notes.append(Remark(code, sentence, field))

    def clean(self) -> None:
        """Put right what needs no question."""
        for field, text in self.values.items():
            if not text:
                continue
            value = clean_text(text)
            if field is Target.EMAIL and not is_address(value):
                value = bare_address(value)
            self._note_control_characters(ColumnUse(field), value)
            if value != text:
                self.values[field] = value
                self._cleaned.append(ColumnUse(field))

    def clean_keyed(self, uses: Sequence[ColumnUse], texts: Sequence[str]) -> list[str]:
        """The same for the cells of the keyed columns, which come back cleaned."""
        values = [clean_text(text) for text in texts]
        for use, text, value in zip(uses, texts, values, strict=True):
            self._note_control_characters(use, value)
            if value != text:
                self._cleaned.append(use)
        return values

    def _note_control_characters(self, use: ColumnUse, value: str) -> None:
        if control_characters(value):
            sentence = f"The {use.label} holds control characters that cannot be seen."
            self.faults.append(Remark(RemarkCode.CONTROL_CHARACTERS, sentence, use.target, use.key))

    def say_cleaned(self) -> None:
        """Tell what was put right."""
        if self._cleaned:
            names = _listed([use.label for use in self._cleaned])
            only = self._cleaned[0] if len(self._cleaned) == 1 else None
            field, key = (only.target, only.key) if only is not None else (None, "")
            self.notes.append(Remark(RemarkCode.CLEANED, f"Cleaned: {names}.", field, key))

    def split_full_name(self, order: NameOrder) -> None:
        """First and last name from the full name, where they are not given themselves."""
        full, values = self.values[Target.FULL_NAME], self.values
        if not full or (values[Target.FIRST_NAME] and values[Target.LAST_NAME]):
            return
        self._split = split = split_name(full, order)
        values[Target.FIRST_NAME] = values[Target.FIRST_NAME] or split.first
        values[Target.LAST_NAME] = values[Target.LAST_NAME] or split.last
        if split.doubt is Doubt.RULE:
            sentence = f"Split into “{split.first}” and “{split.last}”."
            self.remark(RemarkCode.NAME_SPLIT, sentence, Target.FULL_NAME)

    def check_role(self, role: str | None) -> None:
        if role == HOST:
            self.faults.append(_HOST)
        elif role is None:
            word = self.values[Target.ROLE]
            self.fault(
                RemarkCode.ROLE_UNKNOWN,
                f"“{word[:40]}” is not a role. Use Attendee, Panelist or CoHost.",
                Target.ROLE,
            )

    def check_name(self) -> None:
        first, last = self.values[Target.FIRST_NAME], self.values[Target.LAST_NAME]
        if first and not last and self._split is not None:
            self.fault(RemarkCode.NO_LAST_NAME, _unsplit_words(self._split), Target.FULL_NAME)
        elif first and not last:
            self.fault(
                RemarkCode.NO_LAST_NAME, "The last name is missing; RingCentral needs one.", Target.LAST_NAME
            )
        elif last and not first:
            self.fault(
                RemarkCode.MISSING, "The first name is missing; RingCentral needs one.", Target.FIRST_NAME
            )
        elif not first:
            self.fault(RemarkCode.MISSING, "The name is missing.", Target.FIRST_NAME)

    def check_lengths(self, *, on_panel: bool) -> None:
        for name, limit in (INVITEE if on_panel else REGISTRANT).items():
            field = Target(name)
            length = len(self.values[field])
            if length > limit.maximum and field is not Target.EMAIL:
                self.fault(
                    RemarkCode.TOO_LONG,
                    f"The {field.label} has {length} characters; RingCentral takes {limit.maximum}.",
                    field,
                )
            elif 0 < length < limit.minimum:
                self.fault(
                    RemarkCode.TOO_SHORT,
                    f"The {field.label} has {length} characters; RingCentral wants at least {limit.minimum}.",
                    field,
                )
        if on_panel and (self.answers or any(self.values[f] for f in _ATTENDEES_ONLY)):
            self.notes.append(_NOT_SENT)

    def check_pages(self) -> None:
        """Own pages for joining and cancelling are addresses of the web."""
        faulty = {fault.field for fault in self.faults}
        for field in _PAGES:
            page = self.values[field]
            if page and field not in faulty and not is_web_page(page):
                self.fault(
                    RemarkCode.BAD_PAGE,
                    f"The {field.label} is no web address: it has to begin with https:// and name a site.",
                    field,
                )

    def check_email(self) -> bool:
        """Whether the address is one; says why when it is not."""
        email = self.values[Target.EMAIL]
        if not email:
            self.fault(RemarkCode.MISSING, "The e-mail address is missing.", Target.EMAIL)
        elif not is_address(email):
            self.fault(RemarkCode.BAD_EMAIL, fault_of(email), Target.EMAIL)
        else:
            return True
        return False

    def finish(self, line: int, cells: tuple[str, ...], role: str | None) -> CheckedPerson:
        value = self.values
        if self.skips:
            verdict = Verdict.SKIP
        elif self.faults:
            verdict = Verdict.MEND
        else:
            verdict = Verdict.REMARK if self.notes else Verdict.READY
        return CheckedPerson(
            line, cells, value[Target.FIRST_NAME], value[Target.LAST_NAME], value[Target.EMAIL],
            role or value[Target.ROLE], value[Target.SOURCE], value[Target.EXTERNAL_ID],
            value[Target.JOB_TITLE], value[Target.JOIN_URI], value[Target.CANCELLATION_URI],
            verdict, (*self.skips, *self.faults, *self.notes), self.answers,
        )  # fmt: skip


_PAGES = (Target.JOIN_URI, Target.CANCELLATION_URI)
_ATTENDEES_ONLY = (Target.SOURCE, Target.EXTERNAL_ID, *_PAGES)


def _unsplit_words(split: Split) -> str:
    if split.doubt is Doubt.UNSPACED:
        return (
            f"“{split.first[:40]}” has no space, so first and last name cannot be told apart for sure. "
            "Put a space after the family name, or say in step 2 that the names are Chinese."
        )
    return f"“{split.first[:40]}” is one name only; RingCentral needs a first and a last name."


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
