"""The columns of the panel's table."""

from collections.abc import Iterable

from webinar_console.domain.invitee import CO_HOST, HOST, PANELIST, Invitee
from webinar_console.ui.registrants.columns import Column, Look

_ROLES = {HOST: "Host", CO_HOST: "Co-host", PANELIST: "Panelist"}
_RANK = {HOST: "1", CO_HOST: "2", PANELIST: "3"}
_FIXED = "The panel cannot be edited here yet. Import a file with roles to invite people to it."
_HOST = "The host belongs to the webinar and cannot be changed."


def name_of(invitee: Invitee) -> str:
    """First and last name; for an invitee from the company directory, who has none here, the user's id."""
    name = f"{invitee.first_name or ''} {invitee.last_name or ''}".strip()
    if name or invitee.linked_user is None or not invitee.linked_user.user_id:
        return name
    return f"RingCentral user {invitee.linked_user.user_id}"


def role_of(invitee: Invitee) -> str:
    """The role as people say it; a role that nobody knows yet is shown as the server wrote it."""
    return _ROLES.get(invitee.role or "", invitee.role or "")


def invite_of(invitee: Invitee) -> str:
    """Whether the invitation went out. The host gets none."""
    if invitee.role == HOST or invitee.send_invite is None:
        return "–"
    return "Sent" if invitee.send_invite else "Not sent"


def why_fixed(invitee: Invitee) -> str:
    """Why a row cannot be edited."""
    return _HOST if invitee.role == HOST else _FIXED


def _sort_by_name(invitee: Invitee) -> str:
    return f"{invitee.last_name or ''} {invitee.first_name or ''}".strip() or name_of(invitee)


def searched_cells(invitee: Invitee) -> Iterable[str | None]:
    """The cells that a filter looks at."""
    return (name_of(invitee), invitee.email, role_of(invitee), invitee.job_title)


INVITEE_COLUMNS: tuple[Column[Invitee], ...] = (
    Column("name", "Name", name_of, _sort_by_name, 24, Look.TEXT, _FIXED),
    Column("email", "E-mail", lambda i: i.email or "", lambda i: i.email or "", 30, Look.ADDRESS, _FIXED),
    Column("role", "Role", role_of, lambda i: _RANK.get(i.role or "", "4"), 11, Look.TEXT, _FIXED),
    Column(
        "job_title",
        "Job title",
        lambda i: i.job_title or "",
        lambda i: i.job_title or "",
        20,
        Look.TEXT,
        _FIXED,
    ),
    Column(
        "invite", "Invitation", invite_of, invite_of, 12, Look.TEXT, "RingCentral sends the invitation once."
    ),
    Column(
        "join_uri",
        "Join link",
        lambda i: i.join_uri or "",
        lambda i: i.join_uri or "",
        34,
        Look.ADDRESS,
        "RingCentral assigns the join link.",
    ),
)
