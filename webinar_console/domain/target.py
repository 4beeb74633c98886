"""What a column of a people file may mean."""

from enum import StrEnum


class Target(StrEnum):
    """What a column of the file means. Each but ``IGNORE`` may be given to one column only.

    ``EXTERNAL_KEY``, ``ANSWER`` (in words) and ``CHOICES`` (chosen answers by their ids) have a key, and may
    be given once for each key.
    """

    IGNORE = "ignore"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    FULL_NAME = "full_name"
    EMAIL = "email"
    ROLE = "role"
    SOURCE = "source"
    EXTERNAL_ID = "external_id"
    EXTERNAL_KEY = "external_key"
    JOB_TITLE = "job_title"
    JOIN_URI = "join_uri"
    CANCELLATION_URI = "cancellation_uri"
    ANSWER = "answer"
    CHOICES = "choices"

    @property
    def label(self) -> str:
        """The word for the person, in lower case."""
        return _LABELS[self]


_LABELS = {
    Target.IGNORE: "ignore",
    Target.FIRST_NAME: "first name",
    Target.LAST_NAME: "last name",
    Target.FULL_NAME: "full name",
    Target.EMAIL: "e-mail",
    Target.ROLE: "role",
    Target.SOURCE: "source",
    Target.EXTERNAL_ID: "external id",
    Target.EXTERNAL_KEY: "external-id key",
    Target.JOB_TITLE: "job title",
    Target.JOIN_URI: "join page",
    Target.CANCELLATION_URI: "cancellation page",
    Target.ANSWER: "answer in words",
    Target.CHOICES: "answer by choice ids",
}
