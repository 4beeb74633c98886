"""Everything that goes wrong while a job runs, by the names of docs/messages.md.

A ``Trouble`` is rules for the practice server's fault script, or something that happens once, before a chosen
request, or both. ``mend`` is what a person does about it before pressing Resume.
"""

import contextlib
import socket
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.helpers.practice import Bench
from webinar_console.simulator import Fault
from webinar_console.store import Store
from webinar_console.store.database import translate

HOUR = 3600.0
CREATE, DELETE, INVITE = "rcwRegCreateRegistrant", "rcwRegDeleteRegistrant", "rcwConfigUpdateInvitees"
_POST = "POST"
#: What the line between computer and server does with a request: the argument sends it on.
Line = Callable[[Callable[[], Awaitable[Any]]], Awaitable[Any]]


@dataclass
class Scene:
    """Where it happens: the desk with its server, and the disk."""

    desk: Bench
    store: Store
    #: Whoever else registered meanwhile, by address.
    others: set[str] = field(default_factory=set)
    line: Line | None = None


@dataclass(frozen=True)
class Trouble:
    """``strikes`` happens once, before create request number ``at``. ``settings`` are the server's."""

    name: str
    rules: tuple[Fault, ...] = ()
    strikes: Callable[[Scene], None] | None = None
    at: int = 4
    mend: Callable[[Scene], None] | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    #: No person has to do anything.
    by_itself: bool = True
    #: The rest of the people are refused for good.
    ends_it: bool = False


def _close(scene: Scene) -> None:
    _prefer(scene, {"registrationStatus": "Closed"})


def _prefer(scene: Scene, body: dict[str, Any]) -> None:
    world = scene.desk.world
    with world.database.transaction():
        world.registration.update_preferences(scene.desk.session_id, body)


def _fill_up(scene: Scene) -> None:
    """Somebody sets a limit that is reached two people later."""
    _prefer(scene, {"settings": {"autoCloseLimit": len(scene.desk.people()) + 2}})


def _make_room(scene: Scene) -> None:
    _prefer(scene, {"settings": {"autoCloseLimit": 0}})
    _prefer(scene, {"registrationStatus": "Open"})


def _finish(scene: Scene) -> None:
    scene.desk.world.catalogue.set_status(scene.desk.session_id, "Finished")


def _delete(scene: Scene) -> None:
    world, session_id = scene.desk.world, scene.desk.session_id
    with world.database.transaction():
        world.catalogue.delete_session(world.webinar_of(session_id), session_id)


def _register_alone(scene: Scene) -> None:
    """Somebody of the file registers on the registration page, a second before their row comes."""
    world, address = scene.desk.world, "new4@newcomers.example"
    if address not in scene.desk.addresses():
        with world.database.transaction():
            person = {"firstName": "Anyone", "lastName": "Themself", "email": address.upper()}
            world.registration.register(scene.desk.session_id, person)
        scene.others.add(address)


def _revoke(scene: Scene) -> None:
    scene.desk.world.tokens.revoke_all()


def _expire(scene: Scene) -> None:
    scene.desk.world.tokens.expire_access()


def _refuse_tokens(scene: Scene) -> None:
    scene.desk.world.tokens.revoke_all()
    scene.desk.faults.add(Fault("status", status=400, operation="getToken"))


def _allow_tokens(scene: Scene) -> None:
    scene.desk.faults.clear()


def _jump(seconds: float) -> Callable[[Scene], None]:
    def strikes(scene: Scene) -> None:
        scene.desk.clock.wall_offset += seconds

    return strikes


def _sleep(*, monotonic_stops: bool) -> Callable[[Scene], None]:
    def strikes(scene: Scene) -> None:
        # The connection dies in the sleep, after the server has done its work.
        scene.desk.faults.add(Fault("cut", work="after", times=1))
        scene.desk.fall_asleep(8 * HOUR, monotonic_stops=monotonic_stops)

    return strikes


def _dns_gone(scene: Scene) -> None:
    clock = scene.desk.clock
    back_at = clock.now() + 600

    async def line(send: Callable[[], Awaitable[Any]]) -> Any:
        if clock.now() < back_at:
            raise httpx.ConnectError("no name") from socket.gaierror(-2, "Name or service not known")
        return await send()

    scene.line = line


def _reset(scene: Scene) -> None:
    left = 2

    async def line(send: Callable[[], Awaitable[Any]]) -> Any:
        nonlocal left
        answer = await send()
        if left:
            left -= 1
            raise ConnectionResetError("connection reset by peer")
        return answer

    scene.line = line


def _disk(pragma: str) -> Callable[[Scene], None]:
    def strikes(scene: Scene) -> None:
        assert scene.store._state._memory is not None
        scene.store._state._memory.execute(pragma)

    return strikes


def _disk_full(scene: Scene) -> None:
    memory = scene.store._state._memory
    assert memory is not None
    memory.execute("CREATE TABLE IF NOT EXISTS ballast (x)")
    (pages,) = memory.execute("PRAGMA page_count").fetchone()
    memory.execute(f"PRAGMA max_page_count={pages}")
    with contextlib.suppress(sqlite3.OperationalError):  # what is free inside the file is used up, too
        while True:
            memory.execute("INSERT INTO ballast VALUES (zeroblob(400))")


def _disk_roomy(scene: Scene) -> None:
    memory = scene.store._state._memory
    assert memory is not None
    memory.execute("PRAGMA max_page_count=1073741823")


def _disk_broken(error: sqlite3.Error) -> Callable[[Scene], None]:
    """Every write fails so until the mending."""

    def strikes(scene: Scene) -> None:
        database = scene.store._state
        write = database.write
        database._mended = write  # type: ignore[attr-defined]

        async def failing(_work: Any) -> Any:
            raise translate(error, None)

        database.write = failing  # type: ignore[method-assign]

    return strikes


def _disk_whole(scene: Scene) -> None:
    database = scene.store._state
    if hasattr(database, "_mended"):
        database.write = database._mended  # type: ignore[method-assign]


def _status(name: str, status: int, **how: Any) -> Trouble:
    return Trouble(name, (Fault("status", status=status, method=_POST, every=5, **how),))


BUSY = sqlite3.OperationalError("database is locked")
MALFORMED = sqlite3.DatabaseError("database disk image is malformed")

TROUBLES = (
    Trouble("Timeout before the work", (Fault("cut", every=6, work="before"),)),
    Trouble("Timeout after the work", (Fault("cut", every=6, work="after"),)),
    Trouble("Connection reset", strikes=_reset),
    Trouble("DNS gone for 10 minutes", strikes=_dns_gone),
    _status("500 before the work", 500, work="before"),
    _status("500 after the work", 500, work="after"),
    _status("502 without Retry-After", 502, work="after"),
    _status("502 with Retry-After", 502, work="before", retry_after=20),
    _status("503 without Retry-After", 503, work="before"),
    _status("503 with Retry-After", 503, work="after", retry_after=20),
    _status("429 with headers", 429, retry_after=20),
    _status("429 without headers", 429, rate_headers=False),
    Trouble(
        "Penalty that grows",
        tuple(
            Fault("status", status=429, method=_POST, nth=(n,), retry_after=wait)
            for n, wait in ((4, 15), (5, 30), (6, 60), (7, 120))
        ),
    ),
    Trouble("Token expired", strikes=_expire),
    Trouble("Token revoked", strikes=_revoke),
    Trouble("Refresh refused", strikes=_refuse_tokens, mend=_allow_tokens, by_itself=False),
    Trouble("Registration closed by others", strikes=_close, mend=_make_room, by_itself=False),
    Trouble("Registration closed by its limit", strikes=_fill_up, mend=_make_room, by_itself=False),
    Trouble("Session finished", strikes=_finish, ends_it=True),
    Trouble("Session deleted", strikes=_delete, ends_it=True),
    Trouble("Registered a second ago", strikes=_register_alone),
    Trouble("Half an answer", (Fault("half_body", every=6),)),
    Trouble("Right status, broken body", (Fault("broken_json", every=6),)),
    Trouble("Right status, other body", (Fault("wrong_content", every=6),)),
    Trouble("A page instead of an answer", (Fault("html", every=6),)),
    Trouble("Clock an hour ahead", strikes=_jump(HOUR)),
    Trouble("Clock an hour back", strikes=_jump(-HOUR)),
    Trouble("Asleep for 8 hours", strikes=_sleep(monotonic_stops=True)),
    Trouble("Asleep for 8 hours, monotonic clock goes on", strikes=_sleep(monotonic_stops=False)),
    Trouble("Records busy", strikes=_disk_broken(BUSY), mend=_disk_whole, by_itself=False),
    Trouble("Disk full", strikes=_disk_full, mend=_disk_roomy, by_itself=False),
    Trouble(
        "Records read-only",
        strikes=_disk("PRAGMA query_only=ON"),
        mend=_disk("PRAGMA query_only=OFF"),
        by_itself=False,
    ),
    Trouble("Records damaged", strikes=_disk_broken(MALFORMED), mend=_disk_whole, by_itself=False),
)
BY_NAME = {trouble.name: trouble for trouble in TROUBLES}


def let_it_happen(scene: Scene, trouble: Trouble) -> None:
    """From now on the server's faults follow the rules; the event waits for its request."""
    desk = scene.desk
    for rule in trouble.rules:
        desk.faults.add(rule)
    if trouble.strikes is None:
        return
    handle, strikes, creates = desk.handle, trouble.strikes, 0

    async def watching(method: str, target: str, headers: Any, body: bytes) -> Any:
        nonlocal creates
        if method == _POST and target.endswith("/registrants"):
            creates += 1
            if creates == trouble.at:
                strikes(scene)
        if scene.line is None:
            return await handle(method, target, headers, body)
        return await scene.line(lambda: handle(method, target, headers, body))

    desk.handle = watching  # type: ignore[method-assign]
