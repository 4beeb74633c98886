"""The price of an import in one line."""

from datetime import UTC

import pytest

from tests.gui.test_importing_words import NOW, forecast
from webinar_console.domain.forecast import EmailForecast
from webinar_console.ui.importing.brief_words import brief_words

QUIET = EmailForecast(0, 0, 0, suppressed=True, digest_to_host=False)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "292 people · about 36 minutes, done about 16:41 · 292 e-mails"),
        (
            {"seats_left": 1_000},
            "292 people · about 36 minutes, done about 16:41 · 292 e-mails · 712 seats left",
        ),
        ({"seats_left": 288}, "292 people · about 36 minutes, done about 16:41 · 292 e-mails"),
        (
            {"seats_left": 100, "stops": True},
            "104 people · about 36 minutes, stops about 16:41 · 292 e-mails",
        ),
        ({"emails": QUIET}, "292 people · about 36 minutes, done about 16:41 · no e-mail"),
        ({"removes": 56}, "292 people · 56 removed · about 36 minutes, done about 16:41 · 292 e-mails"),
        (
            {"registers": 0, "invites": 0, "removes": 56, "emails": QUIET},
            "56 people removed · about 36 minutes, done about 16:41 · no e-mail",
        ),
        ({"registers": 0, "invites": 0}, ""),
        ({"registration_closed": True, "invites": 0}, ""),
    ],
)
def test_it_says_how_many_how_long_and_what_leaves(changes: dict[str, object], words: str) -> None:
    assert brief_words(forecast(**changes), NOW, UTC) == words
