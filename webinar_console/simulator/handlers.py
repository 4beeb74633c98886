"""Handlers: from a matched call to the world and back. The rules are the world's, none is here."""

import re
from collections.abc import Callable
from html import escape
from typing import Any
from urllib.parse import urlencode

from .catalogue import STATUSES
from .exchange import Answer, Call, empty_answer, json_answer
from .history import RECORDING_STATUSES
from .paging import sliced
from .panel import ROLES
from .people import HOST_USER_ID
from .world import World

Handler = Callable[[World, Call], Answer]
#: A rule of the world that takes path parameters by their Python names.
Work = Callable[[World], Callable[..., Any]]
_HOST_IDS_MOST = 10
_OWN = [HOST_USER_ID]


def _paged(call: Call, records: list[Any]) -> Answer:
    page = call.page()
    chosen, paging = sliced(page, records)
    return json_answer({"records": chosen, "paging": paging})


# --- sign-in ---------------------------------------------------------------------------------------


def authorize_page(world: World, call: Call) -> Answer:
    """The sign-in page, or the way back at once where nobody needs to be asked."""
    form = {name: values[-1] for name, values in call.query.items()}
    world.tokens.check_authorize(form)
    if world.settings.auto_approve or form.get("prompt") == "none":
        return _send_back(form["redirect_uri"], form, code=world.tokens.authorize(form))
    hidden = "".join(
        f'<input type="hidden" name="{escape(n, quote=True)}" value="{escape(v, quote=True)}">'
        for n, v in form.items()
    )
    page = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Practice sign-in</title>'
        "<h1>Sign in to the practice account</h1><p>No password: everybody is Marta here.</p>"
        f'<form method="post" action="/restapi/oauth/authorize">{hidden}'
        '<button name="decision" value="allow">Sign in</button> '
        '<button name="decision" value="deny">Not now</button></form></html>'
    )
    return Answer(200, {"Content-Type": "text/html; charset=utf-8"}, page.encode())


def authorize(world: World, call: Call) -> Answer:
    """What the person decided on the sign-in page."""
    form = call.request.form()
    redirect_uri = world.tokens.check_authorize(form)
    if form.get("decision") == "deny":
        return _send_back(redirect_uri, form, error="access_denied")
    return _send_back(redirect_uri, form, code=world.tokens.authorize(form))


def _send_back(redirect_uri: str, form: dict[str, str], **parameters: str) -> Answer:
    if "state" in form:
        parameters["state"] = form["state"]
    joint = "&" if "?" in redirect_uri else "?"
    return Answer(
        302, {"Location": f"{redirect_uri}{joint}{urlencode(parameters)}", "Cache-Control": "no-store"}
    )


def token(world: World, call: Call) -> Answer:
    """A pair of tokens."""
    answer = json_answer(world.tokens.grant(call.request.form(), call.request.headers.get("authorization")))
    return Answer(200, {**answer.headers, "Cache-Control": "no-store"}, answer.body)


def revoke(world: World, call: Call) -> Answer:
    """The end of a grant."""
    form = {**{name: values[-1] for name, values in call.query.items()}, **call.request.form()}
    world.tokens.revoke(form, call.request.headers.get("authorization"))
    return empty_answer(200)


# --- configuration ---------------------------------------------------------------------------------


def all_sessions(world: World, call: Call) -> Answer:
    """Own sessions."""
    status = call.words("status", STATUSES)
    records = world.catalogue.sessions(
        call.time("endTimeFrom"),
        hosts=_OWN,
        name=call.text("nameFragment"),
        status=status[0] if status else None,
    )
    return _paged(call, records)


def company_sessions(world: World, call: Call) -> Answer:
    """Sessions of the company; needs the permission."""
    world.history.check_company()
    status = call.words("status", STATUSES)
    hosts = call.ids("hostUserId", _HOST_IDS_MOST)
    records = world.catalogue.sessions(
        call.time("endTimeFrom"), hosts=hosts, status=status[0] if status else None
    )
    return _paged(call, records)


def registrants(world: World, call: Call) -> Answer:
    """A page of registrants."""
    records, paging = world.registration.registrants(
        call.path["sessionId"], call.page(), questionnaire=call.flag("includeQuestionnaire")
    )
    return json_answer({"records": records, "paging": paging})


def registrant(world: World, call: Call) -> Answer:
    """One registrant."""
    questionnaire = call.flag("includeQuestionnaire")
    return json_answer(world.registration.registrant(**_names(call), questionnaire=questionnaire))


# --- history ---------------------------------------------------------------------------------------


def past_sessions(world: World, call: Call) -> Answer:
    """Own sessions of the past."""
    return _paged(call, _sessions_between(world, call, _OWN, call.text("nameFragment")))


def past_company_sessions(world: World, call: Call) -> Answer:
    """The company's sessions of the past; needs the permission."""
    world.history.check_company()
    return _paged(call, _sessions_between(world, call, call.ids("hostUserId", _HOST_IDS_MOST), None))


def _sessions_between(
    world: World, call: Call, hosts: list[str] | None, name: str | None
) -> list[dict[str, Any]]:
    return world.history.sessions(
        call.time("endTimeFrom"),
        call.time("endTimeTo"),
        hosts=hosts,
        name=name,
        statuses=call.words("status", STATUSES),
    )


def participants(world: World, call: Call) -> Answer:
    """Who joined."""
    return _paged(call, world.history.participants(*_session_names(call), *_roles(call)))


def past_invitees(world: World, call: Call) -> Answer:
    """The panel of a past session."""
    return _paged(call, world.history.invitees(*_session_names(call), *_roles(call)))


def _session_names(call: Call) -> tuple[str, str]:
    return call.path["webinarId"], call.path["sessionId"]


def _roles(call: Call) -> tuple[list[str], list[str]]:
    return call.words("role", ROLES), call.words("originalRole", ROLES)


def recordings(world: World, call: Call) -> Answer:
    """Own recordings."""
    return _paged(call, _recordings_between(world, call, _OWN, None))


def recording(world: World, call: Call) -> Answer:
    """One own recording."""
    return json_answer(world.history.recording(**_names(call), company=False))


def company_recordings(world: World, call: Call) -> Answer:
    """The company's recordings; needs the permission."""
    world.history.check_company()
    hosts = call.ids("hostUserId", _HOST_IDS_MOST)
    return _paged(call, _recordings_between(world, call, hosts, call.text("nameFragment")))


def _recordings_between(
    world: World, call: Call, hosts: list[str] | None, name: str | None
) -> list[dict[str, Any]]:
    return world.history.recordings(
        call.time("creationTimeFrom"),
        call.time("creationTimeTo"),
        hosts=hosts,
        name=name,
        statuses=call.words("status", RECORDING_STATUSES),
    )


def company_recording(world: World, call: Call) -> Answer:
    """One recording, the administrator's way."""
    world.history.check_company()
    return json_answer(world.history.recording(**_names(call), company=True))


def download(world: World, call: Call) -> Answer:
    """Where a recording can be fetched."""
    media = call.words("recordingMediaType", ("Video", "Audio"))
    return json_answer(world.history.download(**_names(call), media=media[0] if media else "Video"))


def own_webinars(world: World, call: Call) -> Answer:
    """Own webinars."""
    return _paged(call, world.catalogue.webinars(call.time("creationTimeFrom")))


def invitees(world: World, call: Call) -> Answer:
    """The panel of a session."""
    return _paged(call, world.panel.invitees(**_names(call)))


# --- plain ones ------------------------------------------------------------------------------------


def _names(call: Call) -> dict[str, str]:
    """Path parameters by their Python names."""
    return {re.sub(r"([A-Z])", r"_\1", name).lower(): value for name, value in call.path.items()}


def reads(work: Work) -> Handler:
    """A handler that answers what ``work`` returns for the path parameters."""

    def handler(world: World, call: Call) -> Answer:
        return json_answer(work(world)(**_names(call)))

    return handler


def writes(work: Work, status: int = 200) -> Handler:
    """A handler that hands the JSON body over, too."""

    def handler(world: World, call: Call) -> Answer:
        return json_answer(work(world)(**_names(call), body=call.body()), status)

    return handler


def deletes(work: Work) -> Handler:
    """A handler that answers nothing."""

    def handler(world: World, call: Call) -> Answer:
        work(world)(**_names(call))
        return empty_answer(204)

    return handler
