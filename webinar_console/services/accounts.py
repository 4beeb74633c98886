"""Accounts: which ones this computer knows, and their secrets in the system's keyring (nowhere else)."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec

from webinar_console.domain.errors import ConsoleError

T = TypeVar("T")

PRODUCTION = "https://platform.ringcentral.com"
_SERVICE = "Webinar Console"
#: A keyring can block for ever (a locked one that shows a prompt, a dead daemon).
KEYRING_TIMEOUT_S = 20.0


class KeyringProblem(ConsoleError):
    """The system's keyring is not there, is locked, or does not answer."""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """An account without its secrets. ``kind`` is ``practice`` or ``jwt``."""

    kind: str
    name: str
    server: str = PRODUCTION
    client_id: str = ""

    @property
    def key(self) -> str:
        """A name for folders and the keyring, the same each time."""
        if self.kind == "practice":
            return "practice"
        parts = urlsplit(self.server)
        host = "".join(c if c.isalnum() or c in ".-" else "-" for c in parts.netloc or self.server)
        client = "".join(c if c.isalnum() or c in ".-_" else "-" for c in self.client_id)
        return f"{host}_{client}"


PRACTICE = Account(kind="practice", name="Practice account", server="https://practice.invalid")


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
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._file.with_suffix(".part")
        part.write_bytes(msgspec.json.encode(account))
        part.chmod(0o600)
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
