"""The client of an account as the window uses it, and what the window says about it."""

from webinar_console.api.client import RingCentral
from webinar_console.api.governor import Governor
from webinar_console.api.protocol.tokens import Credentials, JwtCredentials
from webinar_console.api.retry import Retry
from webinar_console.services.accounts import Account, Secrets
from webinar_console.store import Store
from webinar_console.ui.window import AccountShown, Command

from .practice import FAST_LIMIT, Practice, credentials

_HERE = "On this computer; nothing leaves it."
_FAST = f"{_HERE} {FAST_LIMIT:,} calls a minute, so that you need not wait."

#: A person waits for what is read: after two more tries, within two seconds, they hear why it does not work
#: and have a button to try again. (Jobs are patient in their own way.)
PATIENCE = Retry(tries=3, first_wait_s=0.5, longest_wait_s=1.0, longest_pause_s=5.0)


def client_for(account: Account, secrets: Secrets, store: Store, practice: Practice | None) -> RingCentral:
    """A client whose governor lives in the account's store; with ``practice`` it asks nobody else."""
    signs_in: Credentials
    if practice is not None:
        signs_in, transport = credentials(), practice.start()
    else:
        signs_in, transport = JwtCredentials(account.client_id, secrets.client_secret, secrets.jwt), None
    return RingCentral(
        account.server,
        signs_in,
        governor=Governor(memory=store.governor),
        transport=transport,
        retry=PATIENCE,
    )


def account_shown(account: Account, practice: Practice | None, name: str, *commands: Command) -> AccountShown:
    """What the account's button and menu say."""
    if practice is None:
        return AccountShown(name=name, server=account.server, commands=commands)
    pace, real = _HERE if practice.real_pace else _FAST, practice.real_pace
    return AccountShown(name=name, server=pace, is_practice=True, real_pace=real, commands=commands)
