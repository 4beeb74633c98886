"""The operations of the contract that the client uses, as data.

``group`` is the usage group that the contract documents. It is only a hint: the answers name the real one.
"""

from dataclasses import dataclass

HEAVY = "Heavy"
MEDIUM = "Medium"
LIGHT = "Light"
AUTH = "Auth"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: the contract's ``operationId``, the method and the path with its ``{names}``."""

    id: str
    method: str
    path: str
    group: str = HEAVY

    @property
    def is_read(self) -> bool:
        """Whether repeating the call changes nothing."""
        return self.method == "GET"


_CONFIGURATION = "/webinar/configuration/v1"
_WEBINARS = f"{_CONFIGURATION}/webinars"
_WEBINAR = f"{_WEBINARS}/{{webinarId}}"
_SESSION = f"{_WEBINAR}/sessions/{{sessionId}}"
_INVITEES = f"{_SESSION}/invitees"
_REGISTRATION = "/webinar/registration/v1/sessions/{sessionId}"
_REGISTRANTS = f"{_REGISTRATION}/registrants"
_HISTORY = "/webinar/history/v1"
_PAST_SESSION = f"{_HISTORY}/webinars/{{webinarId}}/sessions/{{sessionId}}"
_RECORDINGS = f"{_HISTORY}/recordings"
_SUBSCRIPTIONS = "/webinar/notifications/v1/subscriptions"
_SUBSCRIPTION = f"{_SUBSCRIPTIONS}/{{subscriptionId}}"

CREATE_WEBINAR = Operation("rcwConfigCreateWebinar", "POST", _WEBINARS)
LIST_WEBINARS = Operation("rcwConfigListWebinars", "GET", _WEBINARS)
GET_WEBINAR = Operation("rcwConfigGetWebinar", "GET", _WEBINAR)
UPDATE_WEBINAR = Operation("rcwConfigUpdateWebinar", "PATCH", _WEBINAR)
DELETE_WEBINAR = Operation("rcwConfigDeleteWebinar", "DELETE", _WEBINAR)

LIST_SESSIONS = Operation("rcwConfigListAllSessions", "GET", f"{_CONFIGURATION}/sessions")
LIST_COMPANY_SESSIONS = Operation(
    "rcwConfigListAllCompanySessions", "GET", f"{_CONFIGURATION}/company/sessions"
)
CREATE_SESSION = Operation("rcwConfigCreateSession", "POST", f"{_WEBINAR}/sessions")
GET_SESSION = Operation("rcwConfigGetSession", "GET", _SESSION)
UPDATE_SESSION = Operation("rcwConfigUpdateSession", "PATCH", _SESSION)
DELETE_SESSION = Operation("rcwConfigDeleteSession", "DELETE", _SESSION)

LIST_INVITEES = Operation("rcwConfigListInvitees", "GET", _INVITEES)
CHANGE_INVITEES = Operation("rcwConfigUpdateInvitees", "PATCH", _INVITEES)
GET_INVITEE = Operation("rcwConfigGetInvitee", "GET", f"{_INVITEES}/{{inviteeId}}")
UPDATE_INVITEE = Operation("rcwConfigUpdateInvitee", "PUT", f"{_INVITEES}/{{inviteeId}}")
DELETE_INVITEE = Operation("rcwConfigDeleteInvitee", "DELETE", f"{_INVITEES}/{{inviteeId}}")

GET_REGISTRATION = Operation("rcwRegGetSession", "GET", _REGISTRATION)
UPDATE_REGISTRATION = Operation("rcwRegUpdateSession", "PATCH", _REGISTRATION)

LIST_REGISTRANTS = Operation("rcwRegListRegistrants", "GET", _REGISTRANTS)
CREATE_REGISTRANT = Operation("rcwRegCreateRegistrant", "POST", _REGISTRANTS)
GET_REGISTRANT = Operation("rcwRegGetRegistrant", "GET", f"{_REGISTRANTS}/{{registrantId}}")
DELETE_REGISTRANT = Operation("rcwRegDeleteRegistrant", "DELETE", f"{_REGISTRANTS}/{{registrantId}}")

GET_PAST_WEBINAR = Operation("rcwHistoryGetWebinar", "GET", f"{_HISTORY}/webinars/{{webinarId}}")
LIST_PAST_SESSIONS = Operation("rcwHistoryListAllSessions", "GET", f"{_HISTORY}/sessions")
LIST_COMPANY_PAST_SESSIONS = Operation(
    "rcwHistoryListAllCompanySessions", "GET", f"{_HISTORY}/company/sessions"
)
GET_PAST_SESSION = Operation("rcwHistoryGetSession", "GET", _PAST_SESSION)
LIST_PAST_INVITEES = Operation("rcwHistoryListInvitees", "GET", f"{_PAST_SESSION}/invitees")
GET_PAST_INVITEE = Operation("rcwHistoryGetInvitee", "GET", f"{_PAST_SESSION}/invitees/{{inviteeId}}")
LIST_PARTICIPANTS = Operation("rcwHistoryListParticipants", "GET", f"{_PAST_SESSION}/participants")
GET_OWN_PARTICIPATION = Operation("rcwHistoryGetParticipantInfo", "GET", f"{_PAST_SESSION}/participants/self")

LIST_RECORDINGS = Operation("rcwHistoryListRecordings", "GET", _RECORDINGS)
GET_RECORDING = Operation("rcwHistoryGetRecording", "GET", f"{_RECORDINGS}/{{recordingId}}")
GET_RECORDING_DOWNLOAD = Operation(
    "rcwHistoryGetRecordingDownload", "GET", f"{_RECORDINGS}/{{recordingId}}/download"
)
LIST_COMPANY_RECORDINGS = Operation("rcwHistoryAdminListRecordings", "GET", f"{_HISTORY}/company/recordings")
GET_COMPANY_RECORDING = Operation(
    "rcwHistoryAdminGetRecording", "GET", f"{_HISTORY}/company/recordings/{{recordingId}}"
)

LIST_SUBSCRIPTIONS = Operation("rcwN11sListSubscriptions", "GET", _SUBSCRIPTIONS, LIGHT)
CREATE_SUBSCRIPTION = Operation("rcwN11sCreateSubscription", "POST", _SUBSCRIPTIONS, MEDIUM)
GET_SUBSCRIPTION = Operation("rcwN11sGetSubscription", "GET", _SUBSCRIPTION, LIGHT)
UPDATE_SUBSCRIPTION = Operation("rcwN11sUpdateSubscription", "PUT", _SUBSCRIPTION, MEDIUM)
DELETE_SUBSCRIPTION = Operation("rcwN11sDeleteSubscription", "DELETE", _SUBSCRIPTION, MEDIUM)
RENEW_SUBSCRIPTION = Operation("rcwN11sRenewSubscription", "POST", f"{_SUBSCRIPTION}/renew", LIGHT)

READ_EXTENSION = Operation("readExtension", "GET", "/restapi/v1.0/account/~/extension/~", LIGHT)
READ_ACCOUNT = Operation("readAccountInfo", "GET", "/restapi/v1.0/account/~", LIGHT)

GET_TOKEN = Operation("getToken", "POST", "/restapi/oauth/token", AUTH)
REVOKE_TOKEN = Operation("revokeToken", "POST", "/restapi/oauth/revoke", AUTH)

ALL: tuple[Operation, ...] = tuple(
    value for value in list(globals().values()) if isinstance(value, Operation)
)
