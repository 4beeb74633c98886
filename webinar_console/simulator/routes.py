"""The table of operations, and which of them a request means."""

import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qs, unquote

from . import handlers as do
from .exchange import Call, Request
from .handlers import Handler, deletes, reads, writes
from .refusals import Problem, Refusal

_OAUTH = "/restapi/oauth"
_ACCOUNT = "/restapi/v1.0/account/{accountId}"
_SUBSCRIPTIONS = "/webinar/notifications/v1/subscriptions"
_SUBSCRIPTION = f"{_SUBSCRIPTIONS}/{{subscriptionId}}"
_CONFIGURATION = "/webinar/configuration/v1"
_WEBINARS = f"{_CONFIGURATION}/webinars"
_WEBINAR = f"{_CONFIGURATION}/webinars/{{webinarId}}"
_SESSION = f"{_WEBINAR}/sessions/{{sessionId}}"
_INVITEE = f"{_SESSION}/invitees/{{inviteeId}}"
_HISTORY = "/webinar/history/v1"
_PAST_SESSION = f"{_HISTORY}/webinars/{{webinarId}}/sessions/{{sessionId}}"
_REGISTRATION = "/webinar/registration/v1/sessions/{sessionId}"


@dataclass(frozen=True, slots=True)
class Operation:
    """``id`` is the contract's operationId; ``open`` ones need no access token."""

    id: str
    method: str
    template: str
    group: str
    handler: Handler
    open: bool = False


def _heavy(operation: str, method: str, template: str, handler: Handler) -> Operation:
    return Operation(operation, method, template, "heavy", handler)


OPERATIONS: tuple[Operation, ...] = (
    Operation("authorize", "GET", f"{_OAUTH}/authorize", "auth", do.authorize_page, open=True),
    Operation("authorize2", "POST", f"{_OAUTH}/authorize", "auth", do.authorize, open=True),
    Operation("getToken", "POST", f"{_OAUTH}/token", "auth", do.token, open=True),
    Operation("revokeToken", "POST", f"{_OAUTH}/revoke", "auth", do.revoke, open=True),
    Operation("readAccountInfo", "GET", _ACCOUNT, "light", reads(lambda w: w.account.account)),
    Operation(
        "readExtension",
        "GET",
        f"{_ACCOUNT}/extension/{{extensionId}}",
        "light",
        reads(lambda w: w.account.extension),
    ),
    Operation(
        "rcwN11sListSubscriptions", "GET", _SUBSCRIPTIONS, "light", reads(lambda w: w.subscriptions.all)
    ),
    Operation(
        "rcwN11sCreateSubscription",
        "POST",
        _SUBSCRIPTIONS,
        "medium",
        writes(lambda w: w.subscriptions.create, 201),
    ),
    Operation("rcwN11sGetSubscription", "GET", _SUBSCRIPTION, "light", reads(lambda w: w.subscriptions.one)),
    Operation(
        "rcwN11sUpdateSubscription", "PUT", _SUBSCRIPTION, "medium", writes(lambda w: w.subscriptions.update)
    ),
    Operation(
        "rcwN11sDeleteSubscription",
        "DELETE",
        _SUBSCRIPTION,
        "medium",
        deletes(lambda w: w.subscriptions.delete),
    ),
    Operation(
        "rcwN11sRenewSubscription",
        "POST",
        f"{_SUBSCRIPTION}/renew",
        "light",
        reads(lambda w: w.subscriptions.renew),
    ),
    _heavy("rcwConfigCreateWebinar", "POST", _WEBINARS, writes(lambda w: w.catalogue.create_webinar, 201)),
    _heavy("rcwConfigListWebinars", "GET", _WEBINARS, do.own_webinars),
    _heavy("rcwConfigGetWebinar", "GET", _WEBINAR, reads(lambda w: w.catalogue.webinar_shown)),
    _heavy("rcwConfigUpdateWebinar", "PATCH", _WEBINAR, writes(lambda w: w.catalogue.update_webinar)),
    _heavy("rcwConfigDeleteWebinar", "DELETE", _WEBINAR, deletes(lambda w: w.catalogue.delete_webinar)),
    _heavy("rcwConfigListAllSessions", "GET", f"{_CONFIGURATION}/sessions", do.all_sessions),
    _heavy(
        "rcwConfigListAllCompanySessions", "GET", f"{_CONFIGURATION}/company/sessions", do.company_sessions
    ),
    _heavy(
        "rcwConfigCreateSession",
        "POST",
        f"{_WEBINAR}/sessions",
        writes(lambda w: w.catalogue.create_session, 201),
    ),
    _heavy("rcwConfigUpdateSession", "PATCH", _SESSION, writes(lambda w: w.catalogue.update_session)),
    _heavy("rcwConfigGetSession", "GET", _SESSION, reads(lambda w: w.catalogue.session_shown)),
    _heavy("rcwConfigDeleteSession", "DELETE", _SESSION, deletes(lambda w: w.catalogue.delete_session)),
    _heavy("rcwConfigUpdateInvitees", "PATCH", f"{_SESSION}/invitees", writes(lambda w: w.panel.change)),
    _heavy("rcwConfigListInvitees", "GET", f"{_SESSION}/invitees", do.invitees),
    _heavy("rcwConfigGetInvitee", "GET", _INVITEE, reads(lambda w: w.panel.invitee)),
    _heavy("rcwConfigUpdateInvitee", "PUT", _INVITEE, writes(lambda w: w.panel.update)),
    _heavy("rcwConfigDeleteInvitee", "DELETE", _INVITEE, deletes(lambda w: w.panel.delete)),
    _heavy(
        "rcwHistoryGetWebinar",
        "GET",
        f"{_HISTORY}/webinars/{{webinarId}}",
        reads(lambda w: w.history.webinar),
    ),
    _heavy("rcwHistoryListAllSessions", "GET", f"{_HISTORY}/sessions", do.past_sessions),
    _heavy(
        "rcwHistoryListAllCompanySessions", "GET", f"{_HISTORY}/company/sessions", do.past_company_sessions
    ),
    _heavy("rcwHistoryGetSession", "GET", _PAST_SESSION, reads(lambda w: w.history.session)),
    _heavy("rcwHistoryListInvitees", "GET", f"{_PAST_SESSION}/invitees", do.past_invitees),
    _heavy("rcwHistoryListParticipants", "GET", f"{_PAST_SESSION}/participants", do.participants),
    _heavy(
        "rcwHistoryGetInvitee",
        "GET",
        f"{_PAST_SESSION}/invitees/{{inviteeId}}",
        reads(lambda w: w.history.invitee),
    ),
    _heavy(
        "rcwHistoryGetParticipantInfo",
        "GET",
        f"{_PAST_SESSION}/participants/self",
        reads(lambda w: w.history.own_participant),
    ),
    _heavy("rcwHistoryListRecordings", "GET", f"{_HISTORY}/recordings", do.recordings),
    _heavy("rcwHistoryGetRecording", "GET", f"{_HISTORY}/recordings/{{recordingId}}", do.recording),
    _heavy(
        "rcwHistoryGetRecordingDownload",
        "GET",
        f"{_HISTORY}/recordings/{{recordingId}}/download",
        do.download,
    ),
    _heavy("rcwHistoryAdminListRecordings", "GET", f"{_HISTORY}/company/recordings", do.company_recordings),
    _heavy(
        "rcwHistoryAdminGetRecording",
        "GET",
        f"{_HISTORY}/company/recordings/{{recordingId}}",
        do.company_recording,
    ),
    _heavy("rcwRegGetSession", "GET", _REGISTRATION, reads(lambda w: w.registration.preferences)),
    _heavy(
        "rcwRegUpdateSession", "PATCH", _REGISTRATION, writes(lambda w: w.registration.update_preferences)
    ),
    _heavy("rcwRegListRegistrants", "GET", f"{_REGISTRATION}/registrants", do.registrants),
    _heavy(
        "rcwRegCreateRegistrant",
        "POST",
        f"{_REGISTRATION}/registrants",
        writes(lambda w: w.registration.register, 201),
    ),
    _heavy("rcwRegGetRegistrant", "GET", f"{_REGISTRATION}/registrants/{{registrantId}}", do.registrant),
    _heavy(
        "rcwRegDeleteRegistrant",
        "DELETE",
        f"{_REGISTRATION}/registrants/{{registrantId}}",
        deletes(lambda w: w.registration.remove),
    ),
)


def match(request: Request) -> tuple[Operation, Call]:
    """The operation that a request means; raises ``Refusal`` (404, 405)."""
    other_method = False
    for pattern, operation in _patterns():
        found = pattern.fullmatch(request.path)
        if found is None:
            continue
        if operation.method != request.method:
            other_method = True
            continue
        path = {name: unquote(value) for name, value in found.groupdict().items()}
        query = parse_qs(request.query, keep_blank_values=True)
        return operation, Call(request, operation.id, path, query)
    if other_method:
        raise Refusal(405, [Problem("CMN-405", "Method not allowed")])
    raise Refusal(404, [Problem("CMN-102", "Resource not found")])


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Operation], ...]:
    return tuple(
        (re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", operation.template)), operation)
        for operation in OPERATIONS
    )
