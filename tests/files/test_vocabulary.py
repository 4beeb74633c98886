"""The words of headers and roles: complete in ten languages, one meaning each, and found where they stand."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from webinar_console.domain.invitee import ATTENDEE, CO_HOST, HOST, PANELIST
from webinar_console.domain.mapping import KEYED, ColumnUse, NameOrder
from webinar_console.domain.people import Target
from webinar_console.files.mapping import guess_mapping
from webinar_console.files.vocabulary import keyed_use_of, order_of, plain, role_of
from webinar_console.resources import resource_path

LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "ja", "zh")
TARGETS = [target for target in Target if target is not Target.IGNORE]


def data(name: str) -> dict[str, dict[str, list[str]]]:
    found: Any = json.loads(resource_path("mapping", name).read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


HEADERS, ROLES, ORDERS = data("headers.json"), data("roles.json"), data("orders.json")


def words_of(meanings: dict[str, dict[str, list[str]]], language: str) -> Iterator[tuple[str, str]]:
    for meaning, languages in meanings.items():
        yield from ((word, meaning) for word in languages.get(language, []))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_words_for_each_target_and_role(language: str) -> None:
    assert set(HEADERS) == set(TARGETS)
    assert set(ROLES) == {ATTENDEE, PANELIST, CO_HOST, HOST}
    for meanings in (HEADERS, ROLES):
        assert all(languages[language] for languages in meanings.values())


@pytest.mark.parametrize("meanings", [HEADERS, ROLES, ORDERS], ids=["headers", "roles", "orders"])
def test_no_word_means_two_things_in_any_language(meanings: dict[str, dict[str, list[str]]]) -> None:
    found: dict[str, str] = {}
    for language in LANGUAGES:
        mine: set[str] = set()
        for word, meaning in words_of(meanings, language):
            assert plain(word)
            assert found.setdefault(plain(word), meaning) == meaning, word
            assert plain(word) not in mine, f"{word} stands twice in {language}"
            mine.add(plain(word))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_found(language: str) -> None:
    for word, meaning in words_of(HEADERS, language):
        target = Target(meaning)
        header = f"{word}: k1" if target in KEYED else word
        for written in (header, header.upper().replace("ß", "SS"), f"  {header} "):
            guess = guess_mapping([written], [], has_header=True)[0]
            assert guess.target is target, written
            assert guess.key == (written.strip()[-2:] if target in KEYED else "")
            assert guess.confidence >= 0.9
            assert guess.why


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_for_a_role_is_found(language: str) -> None:
    for word, role in words_of(ROLES, language):
        assert role_of(word) == role_of(word.upper()) == role, word


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_that_tell_the_order_are_words_for_the_full_name(language: str) -> None:
    names = {plain(word) for word in HEADERS["full_name"][language]}
    for word, order in words_of(ORDERS, language):
        assert plain(word) in names, word
        assert order_of(word) is NameOrder(order)


def test_most_headers_tell_no_order() -> None:
    assert order_of("Name") is order_of("Company") is NameOrder.AUTOMATIC


@pytest.mark.parametrize(
    ("header", "use"),
    [
        ("external_id.lid", ColumnUse(Target.EXTERNAL_KEY, "lid")),
        ("externalId[OID]", ColumnUse(Target.EXTERNAL_KEY, "OID")),
        ("Externe ID: Mandant", ColumnUse(Target.EXTERNAL_KEY, "Mandant")),
        ("外部ID.lid", ColumnUse(Target.EXTERNAL_KEY, "lid")),
        ("Question: q-company", ColumnUse(Target.ANSWER, "q-company")),
        ("Choice [17]", ColumnUse(Target.CHOICES, "17")),
        *((header, None) for header in ("External ID:", "External ID (CRM)", "E-mail: work", "lid", "")),
        *((header, None) for header in ("Question: Company", "Question: Why do you come?", "a.b.c", "[x]")),
    ],
)
def test_headers_that_name_their_key(header: str, use: ColumnUse | None) -> None:
    assert keyed_use_of(header) == use


def test_keys_are_guessed_only_where_that_is_sure() -> None:
    def guessed(header: list[str], *rows: list[str]) -> list[tuple[Target, str]]:
        return [(guess.target, guess.key) for guess in guess_mapping(header, rows, has_header=True)]

    ids = ["00Q1", "4@56"]
    lid, oid = (Target.EXTERNAL_KEY, "lid"), (Target.EXTERNAL_KEY, "oid")
    nothing = (Target.IGNORE, "")
    assert guessed(["lid", "OID"], ids) == [lid, oid]
    # "Lid" is a member in Dutch.
    assert guessed(["Lid"], ["ja"], ["nee"]) == [nothing]
    assert guessed(["CRM id"], ids[:1]) == [(Target.EXTERNAL_ID, "")]
    assert guessed(["Salesforce lead id", "CRM id"], ids) == [(Target.EXTERNAL_ID, ""), nothing]
    assert guessed(["External ID", "external_id.lid"], ids) == [(Target.EXTERNAL_ID, ""), nothing]
    assert guessed(["external_id.lid", "external_id.lid"], ids) == [lid, nothing]
    assert guessed(["Frage: 17", "Choices [17]"], ids) == [(Target.ANSWER, "17"), nothing]
    assert guessed(["Code"], ["lid=1&oid=4%4056"]) == [(Target.EXTERNAL_ID, "")]
