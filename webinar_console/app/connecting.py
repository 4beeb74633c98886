"""The client of an account, as the window uses it."""

from webinar_console.api.client import RingCentral
from webinar_console.api.governor import Governor
from webinar_console.api.protocol.tokens import Credentials, JwtCredentials
from webinar_console.api.retry import Retry
from webinar_console.services.accounts import Account, Secrets
from webinar_console.store import Store

from .practice import Practice, credentials

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
