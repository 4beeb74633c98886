"""Whether a registrant's cell can be sent as it is, and why not. Pure; no look at other rows."""

import unicodedata

from .email import is_plainly_valid, visible_fault
from .limits import REGISTRANT

LABELS = {
    "first_name": "First name",
    "last_name": "Last name",
    "email": "E-mail",
    "source": "Source",
    "external_id": "External id",
}


def problem_with(name: str, text: str) -> str | None:
    """Why RingCentral would refuse this text in the field ``name`` (of ``staging.EDITABLE``), as a sentence.

    Outer space does not count: it is cut off before sending. ``None`` when nothing is known against it.
    """
    label, text = LABELS[name], text.strip()
    limit = REGISTRANT.get(name)
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        return f"{label} holds characters that cannot be shown."
    if limit is not None:
        if not text:
            return f"{label} is missing. RingCentral needs it."
        if len(text) > limit.maximum:
            over = len(text) - limit.maximum
            return f"{label} is {over} characters too long: at most {limit.maximum} are allowed."
    if name == "email" and not is_plainly_valid(text):
        return _email_problem(text)
    return None


def _email_problem(text: str) -> str | None:
    # Imported when first needed: most addresses are plain, and the import takes a while.
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        # In our own words: the validator's are long, and English for programmers.
        fault = visible_fault(text)
        return f"This is not an e-mail address: {fault}." if fault else "This is not an e-mail address."
    return None
