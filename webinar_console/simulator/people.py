"""The people of the practice account who sign in: the host, a colleague, and the company directory."""

from dataclasses import dataclass
from typing import Any

ACCOUNT_ID = "400130100008"
HOST_USER_ID = "400132500008"


@dataclass(frozen=True, slots=True)
class Colleague:
    """A user of the practice company."""

    user_id: str
    first_name: str
    last_name: str
    email: str
    job_title: str

    def reference(self) -> dict[str, Any]:
        """The user as the contract refers to one."""
        return {"userId": self.user_id, "accountId": ACCOUNT_ID, "domain": "pbx"}


DIRECTORY = {
    person.user_id: person
    for person in (
        Colleague(HOST_USER_ID, "Marta", "Kowalczyk-Reyes", "marta@practice.example.com", "Events lead"),
        Colleague("400132500016", "Jonas", "Lindqvist", "jonas@practice.example.com", "Product marketing"),
        Colleague("400132500024", "Amina", "Diallo", "amina@practice.example.com", "Solutions engineer"),
        Colleague("400132500032", "Kenji", "Watanabe", "kenji@practice.example.com", "Head of product"),
        Colleague("400132500040", "Eleni", "Papadaki", "eleni@practice.example.com", "Customer success"),
    )
}
HOST = DIRECTORY[HOST_USER_ID]
COLLEAGUE = DIRECTORY["400132500016"]


def email_of(user_id: str) -> str:
    """Where a user gets mail; users outside the directory have an address by their id."""
    person = DIRECTORY.get(user_id)
    return person.email if person else f"user-{user_id}@practice.example.com"
