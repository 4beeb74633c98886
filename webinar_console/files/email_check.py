"""Whether an e-mail address can be one.

A compiled pattern settles the ordinary ones; ``email-validator`` is asked only where the pattern has doubts
(international addresses, quotes, odd lengths), which makes a hundred thousand checks thirty times as fast.
"""

from webinar_console.domain.email import PLAIN_LOCAL, is_plainly_valid, visible_fault

#: Whether the part before the @ has an ordinary shape; its length and what follows are looked at elsewhere.
is_plain_local = PLAIN_LOCAL.fullmatch


def is_address(text: str) -> bool:
    """Whether the text is one e-mail address, by its syntax; nobody is asked over the network."""
    return is_plainly_valid(text) or ("@" in text and _validator_agrees(text))


def fault_of(text: str) -> str:
    """Why a text is no address, as a sentence that shows it."""
    shown = f"“{text if len(text) <= 60 else text[:59] + '…'}”"
    one = "one" if text.count("@") > 1 else "an"
    fault = visible_fault(text)
    return f"{shown} is not {one} e-mail address" + (f": {fault}." if fault else ".")


def load_validator() -> None:
    """Import the validator now: some 50 ms, so call this on another thread before the first check."""
    import email_validator  # noqa: F401


def _validator_agrees(text: str) -> bool:
    # Late: the module is slow to import and most files never need it.
    from email_validator import EmailNotValidError, validate_email

    try:
        # The test domains are refused by default; the pattern takes them, and both must say the same.
        validate_email(text, check_deliverability=False, test_environment=True, strict=True)
    except EmailNotValidError:
        return False
    return True
