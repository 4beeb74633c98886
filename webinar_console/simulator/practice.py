"""The practice desk: counts and switches for people and tests, outside RingCentral's paths.

Unlimited, without sign-in, reachable from this computer only.
"""

from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Any
from urllib.parse import parse_qs

import msgspec

from .exchange import Answer, Request, json_answer
from .faults import FaultScript
from .people import HOST_USER_ID
from .refusals import Refusal, invalid
from .settings import Dialect, Settings
from .world import World

PREFIX = "/practice/"
_CHANGEABLE = {f.name for f in fields(Settings)} - {"seed", "registrants", "base_url"}


class PracticeDesk:
    """``GET`` summary, outbox, people, requests, settings; ``POST`` settings, faults, session, tokens,
    penalty.
    """

    def __init__(self, world: World, faults: FaultScript) -> None:
        self._world = world
        self._faults = faults
        self._desk: dict[tuple[str, str], Callable[[dict[str, str], bytes], Any]] = {
            ("GET", "summary"): lambda _query, _body: world.summary(),
            ("GET", "outbox"): self._outbox,
            ("GET", "people"): self._people,
            ("GET", "requests"): lambda query, _body: {"records": world.requests(query.get("operation"))},
            ("GET", "settings"): lambda _query, _body: asdict(world.settings),
            ("POST", "settings"): self._settings,
            ("POST", "faults"): self._script,
            ("POST", "session"): self._session,
            ("POST", "tokens"): self._tokens,
            ("POST", "penalty"): self._penalty,
        }

    def answer(self, request: Request) -> Answer:
        """Answer a practice request; 404 for a path that is none, 400 with a reason for a wrong body."""
        work = self._desk.get((request.method, request.path.removeprefix(PREFIX)))
        if work is None:
            return json_answer({"problem": "no such practice path"}, 404)
        query = {name: values[-1] for name, values in parse_qs(request.query).items()}
        try:
            return json_answer(work(query, request.body))
        except Refusal as refusal:
            return json_answer(refusal.body(), refusal.status)
        except (TypeError, ValueError) as error:
            return json_answer({"problem": str(error)}, 400)

    def _outbox(self, query: dict[str, str], _body: bytes) -> Any:
        return {"records": self._world.emails(query.get("sessionId"), query.get("kind"))}

    def _people(self, query: dict[str, str], _body: bytes) -> Any:
        if "sessionId" not in query:
            raise invalid("sessionId")
        return {"records": self._world.people(query["sessionId"])}

    def _settings(self, _query: dict[str, str], body: bytes) -> Any:
        changes = _object(body)
        unknown = set(changes) - _CHANGEABLE
        dialect = changes.get("dialect", {})
        unknown |= set(dialect) - {f.name for f in fields(Dialect)}
        if unknown:
            raise ValueError(f"cannot be set: {', '.join(sorted(unknown))}")
        return asdict(self._world.change_settings(**changes))

    def _script(self, _query: dict[str, str], body: bytes) -> Any:
        """Take a new fault script; ``{"rules": []}`` ends all faults."""
        self._faults.replace_by(FaultScript.from_json(msgspec.json.decode(body)))
        return {}

    def _session(self, _query: dict[str, str], body: bytes) -> Any:
        """Begin or end a session: ``{"sessionId": ..., "status": "Active"}``."""
        wanted = _object(body)
        with self._world.database.transaction():
            self._world.catalogue.set_status(str(wanted.get("sessionId")), str(wanted.get("status")))
        return {}

    def _tokens(self, _query: dict[str, str], body: bytes) -> Any:
        """``{"action": "expire"}`` ends access tokens, ``{"action": "revoke"}`` whole grants."""
        actions = {"expire": self._world.tokens.expire_access, "revoke": self._world.tokens.revoke_all}
        action = actions.get(str(_object(body).get("action")))
        if action is None:
            raise invalid("action")
        action()
        return {}

    def _penalty(self, _query: dict[str, str], body: bytes) -> Any:
        """A penalty, as another program of the same person earns: ``{"group": "heavy", "seconds": 30}``."""
        wanted = _object(body)
        seconds = float(wanted.get("seconds", self._world.settings.penalty_s))
        self._world.throttle.punish(str(wanted.get("group", "heavy")), HOST_USER_ID, seconds)
        return {}


def _object(body: bytes) -> dict[str, Any]:
    content = msgspec.json.decode(body)
    if not isinstance(content, dict):
        raise ValueError("the body must be a JSON object")
    return content
