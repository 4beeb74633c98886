"""Who am I: the signed-in person's extension and account."""

from typing import Any

from .ground import Ground
from .people import ACCOUNT_ID, DIRECTORY, HOST
from .refusals import not_found

_COMPANY = "Practice Events Ltd"


class Account:
    """The own-account part of the API; ``~`` stands for the own account and extension."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def extension(self, account_id: str, extension_id: str) -> dict[str, Any]:
        """The contract's ``GetExtensionInfoResponse``, as far as a window's title needs it."""
        self._check_account(account_id)
        person = HOST if extension_id == "~" else DIRECTORY.get(extension_id)
        if person is None:
            raise not_found("extensionId")
        return {
            "id": int(person.user_id),
            "uri": f"{self._uri()}/extension/{person.user_id}",
            "account": {"id": ACCOUNT_ID, "uri": self._uri()},
            "extensionNumber": person.user_id[-3:],
            "name": f"{person.first_name} {person.last_name}",
            "type": "User",
            "status": "Enabled",
            "hidden": False,
            "setupWizardState": "Completed",
            "contact": {
                "firstName": person.first_name,
                "lastName": person.last_name,
                "company": _COMPANY,
                "jobTitle": person.job_title,
                "email": person.email,
            },
        }

    def account(self, account_id: str) -> dict[str, Any]:
        """The contract's ``GetAccountInfoResponse``."""
        self._check_account(account_id)
        return {
            "id": int(ACCOUNT_ID),
            "uri": self._uri(),
            "mainNumber": "+15555550100",
            "status": "Confirmed",
            "setupWizardState": "Completed",
            "serviceInfo": {
                "uri": f"{self._uri()}/service-info",
                "brand": {
                    "id": "1210",
                    "name": "RingCentral",
                    "homeCountry": {"id": "1", "name": "United States"},
                },
            },
        }

    def _check_account(self, account_id: str) -> None:
        if account_id not in ("~", ACCOUNT_ID):
            raise not_found("accountId")

    def _uri(self) -> str:
        return f"{self._ground.settings.base_url}/restapi/v1.0/account/{ACCOUNT_ID}"
