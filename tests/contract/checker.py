"""Requests and answers held against RingCentral's published OpenAPI document.

Beyond what an OpenAPI validator sees, a name that the contract does not have is a violation too: in the
query, in request bodies and, with ``strict_answers``, in answers (the document never says
``additionalProperties: false``, so a misspelled field would pass).

Where the document contradicts itself or the guide, ``ALLOWANCES`` below say what passes, and why.
"""

import copy
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from werkzeug.datastructures import Headers, ImmutableMultiDict

Schema = dict[str, Any]

# --- allowances ------------------------------------------------------------------------------------

#: These bodies are described with required fields, yet the text of both calls says "partial update".
PARTIAL_BODIES = ("rcwRegUpdateSession", "rcwConfigUpdateSession")
#: Marked read-only, but RingCentral's guide on registering attendees says that a registration may set them.
SETTABLE_ANYWAY = {"rcwRegCreateRegistrant": ("joinUri", "cancellationUri")}
#: Every call can be answered so, though none of the webinar calls lists it: no token, too many calls, a
#: body of the wrong kind, a fault on the way.
ANY_CALL = (401, 415, 429, 500, 502, 503, 504)
#: The text says "otherwise the API returns HTTP 403"; the list of answers forgot it.
MORE_ANSWERS = {"rcwConfigListAllCompanySessions": (403,)}
#: The sign-in page for a person: the document describes only the redirect that follows it.
PAGES = {"authorize": (200,)}
#: Called without an access token.
OPEN = ("authorize", "authorize2", "getToken", "revokeToken")

# --- the checker -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Checked:
    """One exchange: the operationId (empty for a path that is not in the contract), and what is wrong."""

    operation: str
    method: str
    path: str
    status: int
    violations: tuple[str, ...]


@dataclass(slots=True)
class Traffic:
    """Every exchange of a test, in order."""

    exchanges: list[Checked] = field(default_factory=list)

    @property
    def operations(self) -> set[str]:
        """The operationIds that were called and answered with success."""
        return {e.operation for e in self.exchanges if e.operation and e.status < 400}

    @property
    def violations(self) -> list[str]:
        """All violations, each with its call."""
        return [f"{e.method} {e.path} ({e.status}): {v}" for e in self.exchanges for v in e.violations]


class Checker:
    """Checks exchanges against the document at ``path``. Loading is slow: share ``checker_for``."""

    def __init__(self, path: Path, *, strict_answers: bool = False) -> None:
        self._document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        self._server: str = self._document["servers"][0]["url"]
        self._strict_answers = strict_answers
        self._routes = list(_routes(self._document))
        self._api = OpenAPI.from_dict(self._relaxed())

    @property
    def operation_ids(self) -> set[str]:
        """Every operationId of the document."""
        return {operation["operationId"] for _, _, operation in self._routes}

    def check(
        self,
        method: str,
        url: str,
        request_headers: Mapping[str, str],
        request_body: bytes,
        status: int,
        response_headers: Mapping[str, str],
        response_body: bytes,
    ) -> Checked:
        """Check one exchange. ``url`` may name any host."""
        parts = urlsplit(url)
        operation, shared = self._operation(method, parts.path)
        if operation is None:
            return Checked("", method, parts.path, status, ("the contract has no such call",))
        request = _Request(method, self._server, parts.path, parts.query, request_headers, request_body)
        name = operation["operationId"]
        violations = [
            *(
                f"request: {v}"
                for v in self._request_violations(operation, shared, request, refused=status >= 400)
            ),
            *(
                f"answer: {v}"
                for v in self._answer_violations(operation, request, status, response_headers, response_body)
            ),
        ]
        return Checked(name, method, parts.path, status, tuple(violations))

    def _request_violations(
        self, operation: Schema, shared: list[Schema], request: "_Request", *, refused: bool
    ) -> Iterator[str]:
        """A request that was refused may be wrong on purpose; nothing is said about it then."""
        if refused:
            return
        name = operation["operationId"]
        if name not in OPEN and not request.header("authorization").lower().startswith("bearer "):
            yield "no access token"
        known = {self._resolved(p)["name"] for p in shared + operation.get("parameters", [])}
        for parameter, _ in parse_qsl(request.query, keep_blank_values=True):
            if parameter not in known:
                yield f"unknown query parameter {parameter!r}"
        yield from _openapi_violations(
            lambda: self._api.validate_request(self._without_settable(name, request))
        )
        yield from self._body_names(operation, request)

    def _body_names(self, operation: Schema, request: "_Request") -> Iterator[str]:
        described = operation.get("requestBody", {}).get("content", {})
        kind = request.content_type.partition(";")[0].strip()
        if not request.body:
            return
        if kind not in described:
            yield f"a body of type {kind or 'nothing'} is not described"
        elif kind == "application/json":
            yield from self._unknown_names([described[kind]["schema"]], json.loads(request.body), "")
        else:
            form = dict(parse_qsl(request.body.decode(), keep_blank_values=True))
            yield from self._form_violations(described[kind]["schema"], form)

    def _form_violations(self, schema: Schema, form: Mapping[str, str]) -> Iterator[str]:
        """A form against its schema; openapi-core cannot read forms whose branch a field decides."""
        parts = list(self._flat(schema, form))
        for part in parts:
            for name in part.get("required", []):
                if name not in form:
                    yield f"{name!r} is missing in the form"
        for name, value in form.items():
            described = [part["properties"][name] for part in parts if name in part.get("properties", {})]
            if not described:
                yield f"unknown name {name!r} in the form"
            for rule in map(self._resolved, described):
                if "enum" in rule and value not in rule["enum"]:
                    yield f"{name!r} cannot be {value!r}"
                if rule.get("type") == "integer" and not _within(rule, value):
                    yield f"{name!r} is out of bounds"

    def _answer_violations(
        self, operation: Schema, request: "_Request", status: int, headers: Mapping[str, str], body: bytes
    ) -> Iterator[str]:
        name, code = operation["operationId"], str(status)
        answer = _Answer(status, headers, body)
        if status in PAGES.get(name, ()):
            if not answer.content_type.startswith("text/html"):
                yield "a page for a person should be HTML"
            return
        if code not in operation["responses"]:
            if status not in (*ANY_CALL, *MORE_ANSWERS.get(name, ())):
                yield f"status {status} is not described"
            elif body and not _is_error_body(body):
                yield "the body is not the contract's error body"
            return
        described = self._resolved(operation["responses"][code]).get("content", {})
        if not described:
            if body:
                yield f"status {status} has no body in the contract"
            return
        yield from _openapi_violations(lambda: self._api.validate_response(request, answer))
        kind = answer.content_type.partition(";")[0].strip()
        # Refusals of the OAuth calls carry RFC 6749's error_description, which the document leaves out.
        if self._strict_answers and status < 400 and kind in described and kind == "application/json":
            yield from self._unknown_names([described[kind]["schema"]], json.loads(body), "")

    def _without_settable(self, name: str, request: "_Request") -> "_Request":
        settable = SETTABLE_ANYWAY.get(name, ())
        if not settable or not request.body:
            return request
        content = json.loads(request.body)
        kept = {key: value for key, value in content.items() if key not in settable}
        return request.with_body(json.dumps(kept).encode())

    def _operation(self, method: str, path: str) -> tuple[Schema | None, list[Schema]]:
        for verb, pattern, operation in self._routes:
            if verb == method.lower() and pattern.fullmatch(path):
                return operation, operation["x-shared-parameters"]
        return None, []

    def _resolved(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            found: Any = self._document
            for part in schema["$ref"].split("/")[1:]:
                found = found[part]
            schema = found
        return schema

    def _relaxed(self) -> dict[str, Any]:
        """The document with the allowances, and without what the validator cannot judge (OAuth schemes)."""
        document = copy.deepcopy(self._document)
        document.pop("security", None)
        for item in document["paths"].values():
            for operation in item.values():
                if not isinstance(operation, dict):
                    continue
                operation.pop("security", None)
                operation.pop("x-shared-parameters", None)
                for kind, content in operation.get("requestBody", {}).get("content", {}).items():
                    if kind != "application/json":
                        content["schema"] = {"type": "object"}
                if operation["operationId"] in PARTIAL_BODIES:
                    content = operation["requestBody"]["content"]["application/json"]
                    content["schema"] = self._optional(content["schema"])
        return document

    def _optional(self, schema: Schema) -> Schema:
        """The schema with no required fields of its own (nested objects keep theirs)."""
        schema = {k: v for k, v in self._resolved(schema).items() if k != "required"}
        if "allOf" in schema:
            schema["allOf"] = [self._optional(part) for part in schema["allOf"]]
        return schema

    def _unknown_names(self, schemas: list[Schema], value: Any, where: str) -> Iterator[str]:
        """Names in ``value`` that none of the schemas describes; all branches of anyOf and oneOf count."""
        parts = [part for schema in schemas for part in self._flat(schema)]
        if isinstance(value, list):
            items = [part["items"] for part in parts if "items" in part]
            for i, entry in enumerate(value):
                yield from self._unknown_names(items, entry, f"{where}[{i}]")
        if not isinstance(value, dict) or any(part.get("additionalProperties") for part in parts):
            return
        for name, inner in value.items():
            described = [part["properties"][name] for part in parts if name in part.get("properties", {})]
            if not described:
                yield f"unknown name {where}.{name}".replace(" .", " ")
            else:
                yield from self._unknown_names(described, inner, f"{where}.{name}")

    def _flat(self, schema: Schema, form: Mapping[str, str] | None = None) -> Iterator[Schema]:
        """The schema and its parts; with ``form``, of alternatives only the one that a field chooses."""
        schema = self._resolved(schema)
        yield schema
        chosen = schema.get("discriminator") if form is not None else None
        if chosen:
            branch = chosen["mapping"].get(form.get(chosen["propertyName"], "") if form else "")
            alternatives = [{"$ref": branch}] if branch else []
        else:
            alternatives = schema.get("anyOf", []) + schema.get("oneOf", [])
        for part in [*schema.get("allOf", []), *alternatives]:
            yield from self._flat(part, form)


@cache
def checker_for(path: Path, *, strict_answers: bool = False) -> Checker:
    """One checker for all tests of a run."""
    return Checker(path, strict_answers=strict_answers)


class CheckingTransport(httpx.AsyncBaseTransport):
    """Passes requests on and writes every exchange, checked, into ``log``."""

    def __init__(self, inner: httpx.AsyncBaseTransport, checker: Checker, log: Traffic) -> None:
        self._inner = inner
        self._checker = checker
        self._log = log

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        sent = await request.aread()
        response = await self._inner.handle_async_request(request)
        received = await response.aread()
        self._log.exchanges.append(
            self._checker.check(
                request.method,
                str(request.url),
                dict(request.headers),
                sent,
                response.status_code,
                dict(response.headers),
                received,
            )
        )
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


# --- what openapi-core wants to see ----------------------------------------------------------------


class _Request:
    def __init__(
        self, method: str, server: str, path: str, query: str, headers: Mapping[str, str], body: bytes
    ) -> None:
        self._given = (method, server, path, query, headers)
        self.headers = Headers(list(headers.items()))
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(parse_qsl(query, keep_blank_values=True)),
            header=self.headers,
            cookie=ImmutableMultiDict(),
        )
        self.method = method.lower()
        self.host_url = server
        self.path = path
        self.query = query
        self.body = body or None
        self.content_type = self.header("content-type").lower()

    def header(self, name: str) -> str:
        return str(self.headers.get(name, ""))

    def with_body(self, body: bytes) -> "_Request":
        return _Request(*self._given, body)


class _Answer:
    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status_code = status
        self.headers = Headers(list(headers.items()))
        self.data = body
        self.content_type = str(self.headers.get("content-type", "")).lower()


def _routes(document: dict[str, Any]) -> Iterator[tuple[str, re.Pattern[str], Schema]]:
    # A path with fewer variables is the better match (".../participants/self").
    for path, item in sorted(document["paths"].items(), key=lambda entry: entry[0].count("{")):
        pattern = re.compile(re.sub(r"\\?\{\w+\\?\}", "[^/]+", re.escape(path)))
        for verb, operation in item.items():
            if isinstance(operation, dict):
                operation["x-shared-parameters"] = item.get("parameters", [])
                yield verb, pattern, operation


def _openapi_violations(validate: Any) -> Iterator[str]:
    try:
        validate()
    except OpenAPIError as error:
        causes = getattr(error.__cause__, "schema_errors", None) or [error.__cause__ or error]
        for cause in causes:
            where = "/".join(str(part) for part in getattr(cause, "absolute_path", ()))
            named = f" {error.name}" if hasattr(error, "name") else ""
            place = f"{where}: " if where else ""
            yield f"{type(error).__name__}{named}: {place}{getattr(cause, 'message', cause)}"


def _within(rule: Schema, value: str) -> bool:
    if not value.lstrip("-").isdigit():
        return False
    return bool(rule.get("minimum", float("-inf")) <= int(value) <= rule.get("maximum", float("inf")))


def _is_error_body(body: bytes) -> bool:
    try:
        errors = json.loads(body)["errors"]
    except (ValueError, KeyError, TypeError):
        return False
    return bool(errors) and all(
        isinstance(e.get("errorCode"), str) and isinstance(e.get("message"), str) for e in errors
    )
