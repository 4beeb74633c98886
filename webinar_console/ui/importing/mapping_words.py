"""The sentences about columns. Pure functions."""

from collections.abc import Mapping, Sequence

from webinar_console.domain.mapping import ColumnMapping, ColumnUse, NameOrder
from webinar_console.domain.people import ColumnGuess, Target
from webinar_console.services.columns import Doubt, Split
from webinar_console.services.import_draft import ITS_IMPORT, LAST_TIME
from webinar_console.services.imports import ImportDraft
from webinar_console.ui.phrases import counted, listed

from .choices import Kept

#: Below ``LIKELY`` a guess is shown as one that wants a look.
SURE, LIKELY = 0.9, 0.75
#: A guess by the header itself: whoever reads the header needs no words beside it.
EVIDENT = 0.95

ORDERS: Mapping[NameOrder, str] = {
    NameOrder.AUTOMATIC: "as usual in their script",
    NameOrder.FIRST_LAST: "first name first",
    NameOrder.LAST_FIRST: "last name first",
    NameOrder.CHINESE: "in Chinese without a space",
}
_RECALLED = {LAST_TIME: "As last time", ITS_IMPORT: "As in its import"}
# More are not told: the line is small.
_QUESTIONS = 6
#: What may stand in a line for all rows.
EXAMPLES: Mapping[Target, str] = {
    Target.ROLE: "Panelist",
    Target.SOURCE: "spring-mailing",
    Target.JOIN_URI: "https://…",
    Target.CANCELLATION_URI: "https://…",
    Target.CHOICES: "ids, with a comma between",
}


def mapping_summary(mapping: ColumnMapping) -> str:
    """All in one line: "first name, last name and e-mail · source for all rows · 2 columns ignored"."""
    used = [use.label for use in mapping.columns if use.target is not Target.IGNORE]
    for_all = [constant.use.label for constant in mapping.live_constants]
    ignored = len(mapping.columns) - len(used)
    parts = [listed(used)] if used else []
    if for_all:
        parts.append(f"{listed(for_all)} for all rows")
    if ignored:
        parts.append(counted(ignored, "column", "columns") + " ignored")
    return " · ".join(parts)


def columns_summary(draft: ImportDraft) -> str:
    """The line of the folded step: whose mapping it is, where it was not guessed, and what is used."""
    summary = mapping_summary(draft.mapping)
    return f"{recalled_words(draft.recalled)} · {summary}" if draft.recalled else summary


def recalled_words(recalled: str) -> str:
    """Whose mapping it is: "As last time", "As in its import", "As in “Spring CRM export”"."""
    return _RECALLED.get(recalled) or f"As in “{recalled}”"


def sureness(confidence: float) -> str:
    """How sure a guess is."""
    if confidence >= SURE:
        return "Sure"
    return "Likely" if confidence >= LIKELY else "A guess"


def guess_words(
    guess: ColumnGuess, chosen: ColumnUse, *, by_hand: bool, recalled: str = ""
) -> tuple[str, bool]:
    """The line beside a column's choice, and whether it wants a look."""
    if by_hand:
        return "You chose this.", False
    is_used = chosen.target is not Target.IGNORE
    if recalled:
        return f"{recalled_words(recalled)}." if is_used else "", False
    if chosen != ColumnUse(guess.target, guess.key):
        return "Ignored, because you gave its meaning to another column.", False
    if not is_used:
        # Most columns that are left out need no words; those that look like one that is used do.
        return guess.why if guess.confidence else "", False
    doubtful = guess.confidence < LIKELY
    return f"{sureness(guess.confidence)}. {guess.why}" + (" Please check." if doubtful else ""), doubtful


def is_evident(guess: ColumnGuess, chosen: ColumnUse, *, by_hand: bool, recalled: str = "") -> bool:
    """Whether the header says what the column means, and it is used so: then why is told in the tip only."""
    as_guessed = chosen == ColumnUse(guess.target, guess.key) and not by_hand and not recalled
    return as_guessed and chosen.target is not Target.IGNORE and guess.confidence >= EVIDENT


def question_words(use: ColumnUse, known: Sequence[str]) -> str:
    """What helps with the id of a question: those that were answered in the session."""
    if use.target not in (Target.ANSWER, Target.CHOICES) or not known or use.key in known:
        return ""
    answered = listed(list(known[:_QUESTIONS]))
    if not use.key:
        return f"Answered in this session so far: {answered}."
    return f"Nobody in this session has answered “{use.key}” so far, only {answered}."


def doubtful(draft: ImportDraft) -> bool:
    """Whether a used column was guessed with little confidence, so that the person should look."""
    return not draft.recalled and any(
        guess.target is not Target.IGNORE and guess.confidence < LIKELY
        for guess, use in zip(draft.guesses, draft.mapping.columns, strict=True)
        if use == ColumnUse(guess.target, guess.key)
    )


def mapping_title(kept: Kept) -> str:
    """What the mapping is called on its menu."""
    recalled = kept.draft.recalled
    if kept.is_changed:
        return f"{recalled}, changed" if recalled else "changed by hand"
    return recalled or "as guessed"


def key_hint(target: Target) -> str:
    """What is to be typed beside a target that has a key."""
    return "key" if target is Target.EXTERNAL_KEY else "question id"


def split_words(split: Split) -> tuple[str, str]:
    """First and last name as they will be, or why there are none."""
    if split.doubt in (Doubt.SINGLE, Doubt.UNSPACED):
        why = "one name only" if split.doubt is Doubt.SINGLE else "no space to split at"
        return "–", f"{why}: needs mending"
    return split.first, split.last
