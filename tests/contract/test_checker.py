"""The checker finds what it is there to find."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.contract.checker import Checked, Checker, CheckingTransport, Traffic, checker_for

pytestmark = pytest.mark.contract

REGISTRANTS = "https://platform.ringcentral.com/webinar/registration/v1/sessions/1/registrants"
PERSON = {"firstName": "Ada", "lastName": "Lovelace", "email": "ada@example.com"}
MADE = {
    **PERSON,
    "id": "7",
    "creationTime": "2026-03-04T09:30:00.000Z",
    "lastModifiedTime": "2026-03-04T09:30:00.000Z",
}
SIGNED_IN = {"authorization": "Bearer t", "content-type": "application/json"}
JSON = {"content-type": "application/json"}


@pytest.fixture
def checker(contract_path: Path) -> Checker:
    return checker_for(contract_path, strict_answers=True)


def create(checker: Checker, person: Any = PERSON, made: Any = MADE, status: int = 201) -> Checked:
    body = json.dumps(made).encode() if made is not None else b""
    return checker.check("POST", REGISTRANTS, SIGNED_IN, json.dumps(person).encode(), status, JSON, body)


def test_a_good_exchange_has_no_violation(checker: Checker) -> None:
    checked = create(checker)
    assert (checked.operation, checked.violations) == ("rcwRegCreateRegistrant", ())


def test_links_that_the_guide_allows_pass_though_the_contract_calls_them_read_only(checker: Checker) -> None:
    assert create(checker, {**PERSON, "joinUri": "https://acme.example.com/1"}).violations == ()


@pytest.mark.parametrize(
    ("person", "word"),
    [
        ({**PERSON, "fristName": "Ada"}, "fristName"),
        ({"firstName": "Ada"}, "lastName"),
        ({**PERSON, "firstName": "x" * 65}, "too long"),
        ({**PERSON, "id": "7"}, "id"),
        ({**PERSON, "questionnaire": [{"questionId": "q", "answerText": "t", "mood": 1}]}, "mood"),
    ],
)
def test_a_wrong_request_body_is_found(checker: Checker, person: Any, word: str) -> None:
    assert any("request" in v and word in v for v in create(checker, person).violations)


@pytest.mark.parametrize(
    ("made", "status", "word"),
    [
        ({**MADE, "nickname": "Ada"}, 201, "nickname"),
        ({k: v for k, v in MADE.items() if k != "creationTime"}, 201, "creationTime"),
        ({**MADE, "id": 7}, 201, "id"),
        (MADE, 202, "202"),
        ({"errors": []}, 429, "error body"),
    ],
)
def test_a_wrong_answer_is_found(checker: Checker, made: Any, status: int, word: str) -> None:
    assert any("answer" in v and word in v for v in create(checker, made=made, status=status).violations)


def test_a_wrong_query_is_found(checker: Checker) -> None:
    page = json.dumps({"records": [], "paging": {"pageToken": "t", "perPage": 9}}).encode()
    for query, word in (("?perPage=many", "perPage"), ("?perPage=1001", "perPage"), ("?page=2", "page")):
        checked = checker.check("GET", REGISTRANTS + query, SIGNED_IN, b"", 200, JSON, page)
        assert any(word in v for v in checked.violations), query


def test_a_missing_token_and_an_unknown_path_are_found(checker: Checker) -> None:
    page = json.dumps({"records": [], "paging": {"pageToken": "t", "perPage": 9}}).encode()
    assert checker.check("GET", REGISTRANTS, {}, b"", 200, JSON, page).violations
    assert checker.check("PUT", REGISTRANTS, SIGNED_IN, b"", 200, JSON, b"{}").violations


def test_partial_updates_pass_without_the_rest_but_not_with_read_only_fields(checker: Checker) -> None:
    url = REGISTRANTS.removesuffix("/registrants")
    now = {"id": "1", "registrationStatus": "Open", "registrantCount": 1, "hasRealRegistrants": True}

    def patch(body: Any) -> tuple[str, ...]:
        return checker.check(
            "PATCH", url, SIGNED_IN, json.dumps(body).encode(), 200, JSON, json.dumps(now).encode()
        ).violations

    assert patch({"settings": {"suppressEmails": True}}) == ()
    assert patch({"registrantCount": 5})
    assert patch({"settings": {"supressEmails": True}})


async def test_the_transport_keeps_every_exchange(checker: Checker) -> None:
    traffic = Traffic()
    inner = httpx.MockTransport(lambda _request: httpx.Response(201, json={**MADE, "extra": 1}))
    async with httpx.AsyncClient(transport=CheckingTransport(inner, checker, traffic)) as client:
        answer = await client.post(REGISTRANTS, json=PERSON, headers={"Authorization": "Bearer t"})
    assert answer.json()["extra"] == 1
    assert traffic.operations == {"rcwRegCreateRegistrant"}
    assert len(traffic.violations) == 1
    assert "extra" in traffic.violations[0]
