"""Accounts and their secrets: the file never holds a secret, the keyring's troubles become sentences."""

import base64
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backend
import keyring.errors
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinar_console.services import accounts
from webinar_console.services.accounts import PRACTICE, Account, Accounts, KeyringProblem, Secrets, owner_of

JWT_ACCOUNT = Account(
    kind="jwt", name="Events", server="https://platform.ringcentral.com", client_id="abc/../x"
)

RC = "https://rc.example"


class MemoryKeyring(keyring.backend.KeyringBackend):
    """Secrets in memory; ``trouble`` makes every call fail, ``stuck`` makes it hang."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.trouble: Exception | None = None
        self.stuck: threading.Event | None = None

    def _meet_trouble(self) -> None:
        if self.stuck:
            self.stuck.wait(10)
        if self.trouble:
            raise self.trouble

    def get_password(self, service: str, username: str) -> str | None:
        self._meet_trouble()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._meet_trouble()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._meet_trouble()
        del self.kept[service, username]


@pytest.fixture
def ring() -> Iterator[MemoryKeyring]:
    before = keyring.get_keyring()
    ring = MemoryKeyring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


async def test_secrets_go_to_the_keyring_and_nowhere_else(ring: MemoryKeyring, tmp_path: Path) -> None:
    known = Accounts(tmp_path)
    assert await known.secrets(JWT_ACCOUNT) is None
    await known.keep_secrets(JWT_ACCOUNT, Secrets(client_secret="hush", jwt="a.b.c"))
    known.remember(JWT_ACCOUNT)
    assert (await known.secrets(JWT_ACCOUNT)) == Secrets(client_secret="hush", jwt="a.b.c")
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert b"hush" not in path.read_bytes()
            assert b"a.b.c" not in path.read_bytes()
    assert "hush" not in repr(Secrets(client_secret="hush"))
    await known.forget_secrets(JWT_ACCOUNT)
    await known.forget_secrets(JWT_ACCOUNT)
    assert await known.secrets(JWT_ACCOUNT) is None


def test_the_last_account_is_remembered(tmp_path: Path) -> None:
    known = Accounts(tmp_path / "deep")
    assert known.last() is None
    known.remember(JWT_ACCOUNT)
    assert Accounts(tmp_path / "deep").last() == JWT_ACCOUNT
    known.remember(None)
    assert known.last() is None
    known.remember(PRACTICE)
    (tmp_path / "deep" / "accounts.json").write_text("{broken")
    assert known.last() is None


def jwt_of(payload: bytes) -> str:
    """A JWT with this payload; nobody here looks at the rest."""
    return f"eyJhbGciOiJSUzI1NiJ9.{base64.urlsafe_b64encode(payload).decode().rstrip('=')}.c2lnbmF0dXJl"


@pytest.mark.parametrize("subject", ["5000001", "a", "ab", "abc", "Zoë", 5000001])
def test_the_owner_is_the_subject_of_the_credential(subject: str | int) -> None:
    first = jwt_of(msgspec.json.encode({"sub": subject, "exp": 1, "aud": "x"}))
    renewed = jwt_of(msgspec.json.encode({"sub": subject, "exp": 2, "jti": "other"}))
    assert first != renewed
    assert owner_of(first) == owner_of(renewed) == f"sub {subject}"


@given(st.text(), st.text())
def test_a_credential_without_a_subject_is_its_own_owner(one: str, other: str) -> None:
    assert (owner_of(one) == owner_of(other)) == (one == other)
    # A digest, so that a folder's name says nothing about the credential.
    assert re.fullmatch(r"jwt [0-9a-f]{64}", owner_of(one))


@pytest.mark.parametrize("payload", [b"{}", b"[]", b"null", b'{"sub": null}', b'{"sub": ""}', b"\xff", b"{"])
def test_a_payload_that_names_nobody_is_hashed(payload: bytes) -> None:
    found = owner_of(jwt_of(payload))
    assert found.startswith("jwt ")
    assert len(found) == 68


def test_colleagues_with_one_app_share_nothing() -> None:
    server, app = "https://platform.ringcentral.com", "company-app"
    mine, yours = (
        Account(kind="jwt", name="RingCentral", server=server, client_id=app, owner=owner_of(jwt))
        for jwt in (jwt_of(b'{"sub": "1"}'), jwt_of(b'{"sub": "2"}'))
    )
    assert mine.key != yours.key
    assert mine.key.startswith("platform.ringcentral.com_")


@pytest.mark.parametrize(
    "other",
    [
        "http://rc.example",
        "https://rc.example:8443",
        "https://rc.example:844",
        "https://rc.example/base",
        "https://rc.example/Base",
        "https://rc.example-8443",
        "https://rc-example",
        "https://[::1]:443x",
    ],
)
def test_other_addresses_are_other_accounts(other: str) -> None:
    assert Account(kind="jwt", name="", server=other).key != Account(kind="jwt", name="", server=RC).key


@pytest.mark.parametrize("same", ["https://rc.example/", " https://RC.example ", "HTTPS://rc.example:443"])
def test_one_address_written_in_two_ways_is_one_account(same: str) -> None:
    assert Account(kind="jwt", name="", server=same).key == Account(kind="jwt", name="", server=RC).key


@given(st.text(), st.text(), st.text())
def test_a_key_is_a_plain_name_for_a_folder(server: str, client_id: str, owner: str) -> None:
    key = Account(kind="jwt", name="", server=server, client_id=client_id, owner=owner).key
    assert re.fullmatch(r"[A-Za-z0-9.-]{0,60}_[0-9a-f]{20}", key)


def test_client_and_owner_do_not_run_into_each_other() -> None:
    one = Account(kind="jwt", name="", server=RC, client_id="a", owner="bc")
    other = Account(kind="jwt", name="", server=RC, client_id="ab", owner="c")
    assert one.key != other.key


def test_folders_stay_below_the_data_folder(tmp_path: Path) -> None:
    folder = Accounts(tmp_path).folder(JWT_ACCOUNT)
    assert folder.parent == tmp_path / "accounts"
    assert Accounts(tmp_path).folder(PRACTICE) != folder


@pytest.mark.parametrize(
    "trouble", [keyring.errors.NoKeyringError("none"), keyring.errors.KeyringLocked("no")]
)
async def test_a_keyring_that_refuses_is_a_sentence(
    ring: MemoryKeyring, tmp_path: Path, trouble: Exception
) -> None:
    ring.trouble = trouble
    with pytest.raises(KeyringProblem, match="not kept"):
        await Accounts(tmp_path).keep_secrets(JWT_ACCOUNT, Secrets(jwt="a"))


async def test_a_keyring_that_hangs_is_given_up(
    ring: MemoryKeyring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "KEYRING_TIMEOUT_S", 0.05)
    ring.stuck = threading.Event()
    with pytest.raises(KeyringProblem, match="does not answer"):
        await Accounts(tmp_path).secrets(JWT_ACCOUNT)
    ring.stuck.set()


async def test_half_a_sign_in_is_none(ring: MemoryKeyring, tmp_path: Path) -> None:
    known = Accounts(tmp_path)
    await known.keep_secrets(JWT_ACCOUNT, Secrets(client_secret="hush", jwt="a.b.c"))
    del ring.kept["Webinar Console", f"{JWT_ACCOUNT.key} JWT"]
    assert await known.secrets(JWT_ACCOUNT) is None


async def test_each_secret_has_an_entry_of_its_own(ring: MemoryKeyring, tmp_path: Path) -> None:
    await Accounts(tmp_path).keep_secrets(JWT_ACCOUNT, Secrets(client_secret="s" * 600, jwt="j" * 1200))
    assert max(map(len, ring.kept.values())) == 1200
