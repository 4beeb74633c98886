"""The sentences for people. What happened, and what to do; no status numbers, no jargon."""

from webinar_console.domain.errors import ErrorDetail

SERVER_FAULT = "RingCentral has a problem at the moment. Please try again in a few minutes."
NOT_LIKE_RINGCENTRAL = (
    "The address answered, but not like RingCentral. Please check the server address, "
    "and whether your network asks you to sign in first."
)
PROXY_REFUSED = "Your network's proxy asks for a sign-in of its own. Please check the proxy settings."
NAME_NOT_FOUND = (
    "The server's name could not be found. Please check your internet connection and the server address."
)
REFUSED = "Nothing answers at the server address. Please check the address, or try again in a moment."
NOT_SECURE = (
    "A secure connection to the server could not be made, so nothing was sent. "
    "Please check the server address and this computer's date; on a company network, ask your IT team."
)
WRONG_ADDRESS = (
    "This is not a server address that can be used. It has to look like https://platform.ringcentral.com."
)
PLAIN_HTTP = "The server address has to begin with https://, so that nobody can read along."
NO_CONNECTION = "RingCentral could not be reached. Please check your internet connection."
TOO_SLOW = "The server did not take the connection in time. Please check your internet connection."
ANSWER_LOST = (
    "The connection ended before RingCentral answered, so it is not known whether the work was done."
)
ANSWER_LOST_READING = "The connection ended before RingCentral's answer was complete. Please try again."
SIGN_IN_ENDED = "Your sign-in has ended. Please sign in again; your work is kept."
NOT_SIGNED_IN = "You are not signed in."
WRONG_CLIENT = "RingCentral does not know this client ID with this client secret. Please check both."
WRONG_JWT = "RingCentral does not accept the JWT credential. It may have expired; please create a new one."
WRONG_CODE = "The sign-in in the browser was not finished in time. Please sign in again."
WRONG_GRANT = "The RingCentral app is not allowed to sign in this way. Please check the app's settings."
NO_RENEWAL = "The sign-in could not be renewed, so nothing was sent. Please try again in a moment."


NOT_FOUND = "RingCentral does not find this."


def rate_limited(seconds: float) -> str:
    """The pause that a 429 asks for."""
    return f"RingCentral asked for a pause of {_duration(seconds)}. Nothing was done; try again after it."


def refused(status: int, details: tuple[ErrorDetail, ...]) -> str:
    """A refusal, with the server's own words."""
    words = " ".join(detail.message for detail in details if detail.message)
    parameter = next((detail.parameter for detail in details if detail.parameter), None)
    opening = {
        401: SIGN_IN_ENDED,
        403: "RingCentral does not allow this.",
        404: NOT_FOUND,
        409: "RingCentral has this already.",
        410: NOT_FOUND,
    }.get(status)
    if opening is None:
        opening = (
            f"RingCentral does not accept “{parameter}”."
            if parameter
            else "RingCentral does not accept this."
        )
    # What it says of 401 and 404 is for the one who looks closer: it names parameters and tokens.
    return f"{opening} It says: {words}" if words and status not in (401, 404, 410) else opening


def unreadable(reading: bool) -> str:
    """A success that cannot be read."""
    if reading:
        return "RingCentral's answer could not be read. Please try again."
    return "RingCentral's answer could not be read, so it is not known whether the work was done."


def _duration(seconds: float) -> str:
    whole = max(1, round(seconds))
    if whole < 90:
        return f"{whole} second{'s' if whole != 1 else ''}"
    return f"{round(whole / 60)} minutes"
