"""One row of a people file by itself: cleaned, split, measured, and what is to be said about it."""

from collections.abc import Sequence

from webinar_console.domain.invitee import ATTENDEE, HOST
from webinar_console.domain.limits import INVITEE, REGISTRANT
from webinar_console.domain.mapping import ColumnUse, NameOrder
from webinar_console.domain.people import LEFT_BY_HAND, CheckedPerson, Remark, RemarkCode, Target, Verdict
from webinar_console.domain.registrant import Answer, NewRegistrant, Registrant

from .cleaning import bare_address, clean_text, control_characters
from .email_check import fault_of, is_address
from .formulas import is_formula
from .full_name import Doubt, Split, split_name
from .letter_case import capitalise
from .mail_domains import free_mail, meant_domain, mended_address, role_words, slip_of
from .pages import is_web_page

_HOST = Remark(
    RemarkCode.ROLE_NOT_ALLOWED,
    "Host is not a role for an import: the host is set in RingCentral. Use Attendee, Panelist or CoHost.",
    Target.ROLE,
)
_NOT_SENT = Remark(
    RemarkCode.NOT_SENT,
    "Source, external id, own pages and answers are kept for attendees only, not for the panel.",
)
_PAGES = (Target.JOIN_URI, Target.CANCELLATION_URI)
_ATTENDEES_ONLY = (Target.SOURCE, Target.EXTERNAL_ID, *_PAGES)
# What a person is called and reached by cannot be a formula; elsewhere one may be meant as it stands.
_NO_FORMULA = (Target.FIRST_NAME, Target.LAST_NAME, Target.FULL_NAME, Target.EMAIL, *_PAGES)
_SIGNS = ("=", "+", "-", "@")


class RowCheck:
    """One row while it is looked at closely, by itself: who else is there is the checker's matter."""

    def __init__(self, values: dict[Target, str]) -> None:
        self.values = values
        self.faults: list[Remark] = []
        self.skips: list[Remark] = []
        self.notes: list[Remark] = []
        self.answers: tuple[Answer, ...] = ()
        self.old: Registrant | None = None
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

    def change_case(self) -> None:
        """Capitals for a name that is all in one case."""
        changed = []
        for field in (Target.FIRST_NAME, Target.LAST_NAME):
            before = self.values[field]
            after = capitalise(before, family=field is Target.LAST_NAME)
            if after != before:
                self.values[field] = after
                changed.append(f"“{before[:40]}” is “{after[:40]}” now")
        if changed:
            self.remark(RemarkCode.LETTER_CASE, f"Letter case: {_listed(changed)}.", Target.FIRST_NAME)

    def check_formulas(self) -> None:
        """Formulas are no names and no addresses; elsewhere they are sent as they stand, and that is said."""
        for field, text in self.values.items():
            if text[:1] in _SIGNS and is_formula(text):
                shown = f"The {field.label} is a formula (“{text[:40]}”)"
                if field in _NO_FORMULA:
                    self.fault(RemarkCode.FORMULA, f"{shown}. Put its value here.", field)
                else:
                    self.remark(RemarkCode.FORMULA, f"{shown}; it is sent as it stands.", field)

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
            self._fault_address(email)
        else:
            return True
        return False

    def _fault_address(self, email: str) -> None:
        sentence, meant = fault_of(email), mended_address(email)
        if not meant:
            self.fault(RemarkCode.BAD_EMAIL, sentence, Target.EMAIL)
            return
        sentence = f"{sentence} Did you mean {meant}?"
        slip = slip_of(email, meant)
        self.faults.append(Remark(RemarkCode.BAD_EMAIL, sentence, Target.EMAIL, suggestion=meant, slip=slip))

    def look_at_address(self, role: str | None, *, work_email: bool, free_mail_sent: bool) -> None:
        """What is to be said about a good address: a slip of the pen, a shared one, a free mail service."""
        local, _, domain = self.values[Target.EMAIL].rpartition("@")
        domain = domain.casefold()
        if meant := meant_domain(domain):
            self.notes.append(slip_remark(local, domain, meant))
        if local.casefold() in role_words():
            self.remark(
                RemarkCode.ROLE_ADDRESS,
                f"{local[:40]}@ looks like an address for several people; it is registered as one person.",
                Target.EMAIL,
            )
        if work_email and role == ATTENDEE and domain in free_mail():
            why = f"The session asks for a work e-mail, and {domain} is a free mail service"
            if free_mail_sent:
                self.remark(RemarkCode.FREE_MAIL, f"{why}: RingCentral may refuse it.", Target.EMAIL)
            else:
                self.fault(RemarkCode.FREE_MAIL, f"{why}.", Target.EMAIL)

    def wanted(self) -> NewRegistrant:
        """The registration that the row asks for."""
        value = self.values
        return NewRegistrant(
            first_name=value[Target.FIRST_NAME],
            last_name=value[Target.LAST_NAME],
            email=value[Target.EMAIL],
            source=value[Target.SOURCE] or None,
            external_id=value[Target.EXTERNAL_ID] or None,
            join_uri=value[Target.JOIN_URI] or None,
            cancellation_uri=value[Target.CANCELLATION_URI] or None,
            questionnaire=list(self.answers) or None,
        )

    def leave_out(self) -> None:
        """A person wants it so; nothing else matters about the row."""
        self.faults, self.notes = [], []
        self.skips = [Remark(RemarkCode.LEFT_OUT, LEFT_BY_HAND)]

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
            self.old if verdict.is_sent else None,
        )  # fmt: skip


def slip_remark(local: str, domain: str, meant: str) -> Remark:
    """The offer of another domain for an address that could be right as it is."""
    return Remark(
        RemarkCode.SUSPICIOUS_EMAIL,
        f"“{domain}” looks like a slip. Did you mean {meant}?",
        Target.EMAIL,
        suggestion=f"{local}@{meant}",
        slip=f"{domain} > {meant}",
    )


def _unsplit_words(split: Split) -> str:
    if split.doubt is Doubt.UNSPACED:
        return (
            f"“{split.first[:40]}” has no space, so first and last name cannot be told apart for sure. "
            "Put a space after the family name. If all names are Chinese, step 2 can do it."
        )
    return f"“{split.first[:40]}” is one name only; RingCentral needs a first and a last name."


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
