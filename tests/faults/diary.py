"""What really happened on the practice server: each person who came or left, who did it, and when.

The list of people tells how things stand; this tells how they came to stand so. Several jobs that share
addresses, and other people who meddle, can only be judged by it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tests.faults.properties import key
from tests.helpers.practice import Bench
from webinar_console.simulator import World

#: Wire names of the settings that are followed, by their names in ``domain.preferences.FIELDS``.
FOLLOWED = {
    "registration_status": "registrationStatus",
    "auto_close_limit": "autoCloseLimit",
    "suppress_emails": "suppressEmails",
}


@dataclass(frozen=True)
class Deed:
    """Somebody came (``created``, ``invited``) or left (``removed``, ``withdrawn``); ``ours``: by us."""

    what: str
    session_id: str
    id: str
    address: str
    ours: bool


class Diary:
    """Follows some sessions of a world from now on."""

    def __init__(self, desk: Bench, sessions: tuple[str, ...]) -> None:
        self.world, self.sessions = desk.world, sessions
        self.deeds: list[Deed] = []
        #: Everybody who ever was registered, or on the panel: the address by session and id.
        self.ever: dict[tuple[str, str], str] = {}
        #: What the settings may rightly be: by session and name, each value that a person or the limit chose.
        self.chosen: dict[tuple[str, str], list[Any]] = {}
        #: How many of those nobody of us has seen.
        self._unseen: Counter[tuple[str, str]] = Counter()
        #: Told of each person whom our calls register, while it happens.
        self.on_create: Callable[[Deed], None] = lambda _deed: None
        self._by_others = False
        for session_id in sessions:
            for person in self.world.people(session_id):
                self.ever[session_id, person["id"]] = key(person)
            for name, value in settings_of(self.world, session_id).items():
                self.chosen[session_id, name] = [value]
        registration, panel = self.world.registration, self.world.panel
        self._register, self._remove = registration.register, registration.remove
        self._prefer, self._set_status = registration.update_preferences, registration._set_status
        self._change = panel.change
        registration.register = self.register  # type: ignore[method-assign]
        registration.remove = self.remove  # type: ignore[method-assign]
        registration.update_preferences = self.prefer  # type: ignore[method-assign]
        registration._set_status = self.set_status  # type: ignore[method-assign]
        panel.change = self.change  # type: ignore[method-assign]

    @contextmanager
    def others(self) -> Iterator[None]:
        """What is done inside is done by somebody else."""
        self._by_others = True
        try:
            yield
        finally:
            self._by_others = False

    def _note(self, what: str, session_id: str, person_id: str, address: str) -> None:
        deed = Deed(what, session_id, person_id, address.casefold(), not self._by_others)
        self.deeds.append(deed)
        self.ever[session_id, person_id] = deed.address
        if what == "created" and deed.ours:
            self.on_create(deed)

    # ------------------------------------------------------------------ in the server's place

    def register(self, session_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Register, and note it when somebody came by it."""
        after = self._register(session_id, body)
        if (session_id, after["id"]) not in self.ever:
            self._note("created", session_id, after["id"], after["email"])
        return after

    def remove(self, session_id: str, registrant_id: str) -> None:
        """Remove, and note it."""
        self._remove(session_id, registrant_id)
        self._note("removed", session_id, registrant_id, self.ever[session_id, registrant_id])

    def change(self, webinar_id: str, session_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Change the panel, and note who came and left."""
        after = self._change(webinar_id, session_id, body)
        for member in after["addedInvitees"]:
            self._note("invited", session_id, member["id"], member["email"])
        for member in after["deletedInvitees"]:
            address = self.ever.get((session_id, member["id"]), "")
            self._note("withdrawn", session_id, member["id"], address)
        return after

    def prefer(self, session_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Change settings, and note what others chose."""
        after = self._prefer(session_id, body)
        given = {**body, **body.get("settings", {})}
        for name in (name for name, wire in FOLLOWED.items() if wire in given):
            chosen, unseen = self.chosen[session_id, name], self._unseen[session_id, name]
            if self._by_others:
                chosen.append(given[FOLLOWED[name]])
                self._unseen[session_id, name] += 1
            elif unseen:  # the choice fell between our look and our change: no call can tell
                del chosen[-unseen:]
                self._unseen[session_id, name] = 0
        return after

    def looked(self, session_id: str) -> None:
        """We have seen the settings of a session."""
        for name in FOLLOWED:
            self._unseen[session_id, name] = 0

    def set_status(self, session_id: int, status: str) -> None:
        """The limit closes the registration."""
        self._set_status(session_id, status)
        self.chosen[str(session_id), "registration_status"].append(status)
        self._unseen[str(session_id), "registration_status"] += 1

    # ------------------------------------------------------------------ asking

    def by_us(self, what: str, session_id: str) -> Counter[str]:
        """Ids of those who came or left by our calls."""
        return Counter(d.id for d in self.deeds if (d.what, d.session_id, d.ours) == (what, session_id, True))

    def left(self, session_id: str) -> set[str]:
        """Ids of those who left, by whomever."""
        return {d.id for d in self.deeds if d.what in ("removed", "withdrawn") and d.session_id == session_id}


def settings_of(world: World, session_id: str) -> dict[str, Any]:
    """The followed settings as they stand."""
    body = world.registration.preferences(session_id)
    flat = {**body, **body["settings"]}
    return {name: flat[wire] for name, wire in FOLLOWED.items()}


def wall_time(desk: Bench) -> datetime:
    """What time the computer believes it is, aware, in UTC."""
    return datetime.fromtimestamp(desk.clock.wall(), UTC)
