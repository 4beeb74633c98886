"""Accounts: which ones this computer knows, and their secrets in the system's keyring (nowhere else)."""

import asyncio
import base64
import hashlib
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec

from webinar_console.domain.errors import ConsoleError
from webinar_console.store.folder import make_private, make_private_file

T = TypeVar("T")

PRODUCTION = "https://platform.ringcentral.com"
_SERVICE = "Webinar Console"
#: A keyring can block for ever (a locked one that shows a prompt, a dead daemon).
KEYRING_TIMEOUT_S = 20.0
_PORTS = {"https": 443, "http": 80}
#: A folder's name stays short enough for every system, and its hash long enough that no two are alike.
_HOST_LENGTH = 60
_HASH_LENGTH = 20


class KeyringProblem(ConsoleError):
    """The system's keyring is not there, is locked, or does not answer."""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """An account without its secrets. ``kind`` is ``practice`` or ``jwt``.

    ``owner`` tells the person apart from a colleague who uses the same app (see :func:`owner_of`).
    """

    kind: str
    name: str
    server: str = PRODUCTION
    client_id: str = ""
    owner: str = ""

    @property
    def key(self) -> str:
        """A name for folders and the keyring, the same each time: the host to read, the rest as a hash.

        One server, app and person have one key; any two that differ in one of these have two.
        """
        if self.kind == "practice":
            return "practice"
        server = normal_server(self.server)
        host = "".join(c if c.isascii() and (c.isalnum() or c in ".-") else "-" for c in _host(server))
        whole = msgspec.json.encode((server, self.client_id, self.owner))
        return f"{host[:_HOST_LENGTH]}_{hashlib.sha256(whole).hexdigest()[:_HASH_LENGTH]}"


PRACTICE = Account(kind="practice", name="Practice account", server="https://practice.invalid")


def owner_of(jwt: str) -> str:
    """Whose credential a JWT is: the ``sub`` claim of its payload, else a hash of the whole text.

    The signature is not looked at: the answer names a folder, the server decides who gets in. A new JWT of
    the same person has the same ``sub``, and so finds the same records.
    """
    try:
        payload = jwt.split(".")[1]
        padded = payload + "=" * (-len(payload) % 4)
        subject = msgspec.json.decode(base64.urlsafe_b64decode(padded), type=_Claims).sub
    except (IndexError, ValueError, msgspec.MsgspecError):
        subject = ""
    if subject == "":
        return f"jwt {hashlib.sha256(jwt.encode()).hexdigest()}"
    return f"sub {subject}"


class _Claims(msgspec.Struct):
    sub: str | int = ""


def normal_server(server: str) -> str:
    """One text for all ways to write the same address: scheme, host, port when it is unusual, path."""
    server = server.strip()
    try:
        parts = urlsplit(server)
        port = parts.port
    except ValueError:
        return server  # No address at all; it is told where it is used.
    host = parts.hostname or ""
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port != _PORTS.get(parts.scheme):
        host = f"{host}:{port}"
    return f"{parts.scheme}://{host}{parts.path.rstrip('/')}"


def _host(server: str) -> str:
    return server.split("://", 1)[-1].split("/", 1)[0]


class Secrets(msgspec.Struct, frozen=True, kw_only=True):
    """What signs in. Never written anywhere but to the keyring, never part of a message."""

    client_secret: str = ""
    jwt: str = ""

    def __repr__(self) -> str:
        return "Secrets(…)"


class Accounts:
    """The known accounts, in a small file without secrets."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is the program's data folder; each account has a folder of its own below it."""
        self._folder = folder
        self._file = folder / "accounts.json"

    def folder(self, account: Account) -> Path:
        """Where the store of an account lives."""
        return self._folder / "accounts" / account.key

    def last(self) -> Account | None:
        """The account that was used last; ``None`` at the first start or when the file is unreadable."""
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=Account)
        except (OSError, msgspec.MsgspecError):
            return None

    def remember(self, account: Account | None) -> None:
        """Open this account at the next start (``None``: ask)."""
        if account is None:
            self._file.unlink(missing_ok=True)
            return
        make_private(self._folder)
        part = self._file.with_suffix(".part")
        make_private_file(part)
        part.write_bytes(msgspec.json.encode(account))
        part.replace(self._file)

    async def secrets(self, account: Account) -> Secrets | None:
        """The secrets of an account; ``None`` when the keyring has none. Raises :class:`KeyringProblem`."""

        def read(ring: "KeyringModule") -> list[str | None]:
            return [ring.get_password(_SERVICE, entry) for entry in _entries(account)]

        client_secret, jwt = await _in_keyring(read)
        return None if jwt is None else Secrets(client_secret=client_secret or "", jwt=jwt)

    async def keep_secrets(self, account: Account, secrets: Secrets) -> None:
        """Put the secrets into the keyring. Raises :class:`KeyringProblem`."""

        def write(ring: "KeyringModule") -> None:
            for entry, secret in zip(_entries(account), (secrets.client_secret, secrets.jwt), strict=True):
                ring.set_password(_SERVICE, entry, secret)

        await _in_keyring(write)

    async def forget_secrets(self, account: Account) -> None:
        """Take the secrets out of the keyring. Raises :class:`KeyringProblem`."""

        def forget(ring: "KeyringModule") -> None:
            for entry in _entries(account):
                if ring.get_password(_SERVICE, entry) is not None:
                    ring.delete_password(_SERVICE, entry)

        await _in_keyring(forget)


def _entries(account: Account) -> tuple[str, str]:
    """The names of client secret and JWT. Two entries: Windows allows some 1,280 characters in each."""
    return f"{account.key} client secret", f"{account.key} JWT"


class KeyringModule:
    """The functions of ``keyring`` that are used; imported late, because its backends load slowly."""

    def __init__(self) -> None:
        import keyring

        self.get_password = keyring.get_password
        self.set_password = keyring.set_password
        self.delete_password = keyring.delete_password


async def _in_keyring(work: Callable[[KeyringModule], T]) -> T:
    """Use the keyring on a daemon thread: one that hangs must block neither the window nor the exit."""
    done: Future[T] = Future()
    # Running from the start: giving up must not make a late answer an error on that thread.
    done.set_running_or_notify_cancel()

    def run() -> None:
        import keyring.errors

        try:
            done.set_result(work(KeyringModule()))
        except keyring.errors.KeyringError as error:
            problem = KeyringProblem(
                "The system's password store cannot be used, so your credentials are not kept. "
                "You will be asked for them at the next start.",
                f"{type(error).__name__}: {error}",
            )
            problem.__cause__ = error
            done.set_exception(problem)
        except Exception as error:  # noqa: BLE001 - backends raise what they like; the asker gets it
            done.set_exception(error)

    threading.Thread(target=run, name="keyring", daemon=True).start()
    try:
        return await asyncio.wait_for(asyncio.wrap_future(done), KEYRING_TIMEOUT_S)
    except TimeoutError as error:
        raise KeyringProblem(
            "The system's password store does not answer. Unlock it, or enter your credentials again.",
            f"no answer in {KEYRING_TIMEOUT_S:.0f} s",
        ) from error
