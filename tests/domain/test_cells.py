"""Why a registrant's cell cannot be sent, in words for whoever typed it."""

import pytest

from webinar_console.domain.cells import problem_with


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("anna", "This is not an e-mail address: the @ is missing."),
        ("an na@x.com", "This is not an e-mail address: it has a space in it."),
        ("@x.com", "This is not an e-mail address: there is nothing before the @."),
        ("anna..b@x.com", "This is not an e-mail address."),
    ],
)
def test_a_wrong_address_is_explained_in_our_own_words(address: str, words: str) -> None:
    assert problem_with("email", address) == words


def test_an_unusual_address_is_no_problem() -> None:
    assert problem_with("email", "jürgen@müller.de") is None
