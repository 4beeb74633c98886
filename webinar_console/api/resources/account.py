"""Who is signed in."""

from webinar_console.api.protocol import operations
from webinar_console.api.protocol.request import build_request
from webinar_console.api.sender import Sender
from webinar_console.domain.account import Account, Extension


class AccountInfo:
    """``/restapi/v1.0/account/~`` and its ``/extension/~`` (app permission ReadAccounts)."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def extension(self) -> Extension:
        """The signed-in user: for the window's title and the account menu."""
        return await self._sender.record(build_request(operations.READ_EXTENSION), Extension)

    async def company(self) -> Account:
        """The company account. Raises :class:`Forbidden` without the user's ReadCompanyInfo permission."""
        return await self._sender.record(build_request(operations.READ_ACCOUNT), Account)
