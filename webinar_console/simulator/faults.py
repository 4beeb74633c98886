"""Scripted faults: what goes wrong, for which call, and whether the work was done."""

import json
import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal

import msgspec

from .exchange import Answer

Effect = Literal[
    "latency",
    "status",
    "cut",
    "half_body",
    "broken_json",
    "html",
    "unknown_fields",
    "unknown_enums",
    "wrong_content",
]
EFFECTS: tuple[str, ...] = Effect.__args__  # type: ignore[attr-defined]
_WORK_NOT_DONE = ("status", "cut", "latency")

_NEW_WORDS = {
    "status": "Postponed",
    "registrationStatus": "Waitlist",
    "role": "Moderator",
    "originalRole": "Moderator",
    "runtimeStatus": "Encore",
    "onDemandDuration": "Forever",
    "type": "Robot",
}
_HTML = b"<!doctype html><title>Bad gateway</title><h1>The proxy could not reach the server</h1>"


class ConnectionCut(ConnectionError):
    """The connection ended without a whole answer."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One rule. It strikes a call that fits ``operation``, ``method`` and ``path`` (a regular expression).

    Of the calls that fit, ``nth`` names which (from 1), ``every`` each k-th, ``probability`` a share, and
    ``times`` how often at most. ``work`` says where the fault strikes: ``before`` the work (nothing is
    changed) or ``after`` it (everything is). ``latency_s`` is waited there, too.

    For ``status``: ``retry_after`` is sent when given, ``rate_headers=False`` leaves the rate-limit headers
    out; a 429 starts a true penalty of ``retry_after`` seconds unless ``penalty`` is false.
    """

    effect: str
    operation: str | None = None
    method: str | None = None
    path: str | None = None
    nth: tuple[int, ...] = ()
    every: int | None = None
    probability: float | None = None
    times: int | None = None
    work: str = ""
    latency_s: float = 0.0
    status: int = 500
    retry_after: float | None = None
    rate_headers: bool = True
    penalty: bool = True

    def __post_init__(self) -> None:
        if self.effect not in EFFECTS:
            raise ValueError(f"unknown effect {self.effect!r}; known are {', '.join(EFFECTS)}")
        if self.work not in ("", "before", "after"):
            raise ValueError(f"work is 'before' or 'after', not {self.work!r}")
        if not self.work:
            object.__setattr__(self, "work", "before" if self.effect in _WORK_NOT_DONE else "after")

    def fits(self, operation: str, method: str, path: str) -> bool:
        """Whether this rule is about such a call at all."""
        return (
            self.operation in (None, operation)
            and self.method in (None, method)
            and (self.path is None or re.search(self.path, path) is not None)
        )


def fault_from(rule: Mapping[str, Any]) -> Fault:
    """A rule from JSON; raises ``ValueError`` for a name or value that means nothing."""
    known = {f.name for f in fields(Fault)}
    unknown = set(rule) - known
    if unknown:
        raise ValueError(f"unknown names in a fault: {', '.join(sorted(unknown))}")
    values = dict(rule)
    nth = values.get("nth", ())
    values["nth"] = (nth,) if isinstance(nth, int) else tuple(nth)
    try:
        return Fault(**values)
    except TypeError as error:
        raise ValueError(str(error)) from None


class FaultScript:
    """Rules in order; the first that strikes wins. Deterministic for a seed and an order of calls."""

    def __init__(self, rules: Iterable[Fault] = (), *, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._rules: list[Fault] = []
        self._fitted: list[int] = []
        self._struck: list[int] = []
        for rule in rules:
            self.add(rule)

    @classmethod
    def from_json(cls, content: Any) -> "FaultScript":
        """From ``{"seed": 1, "rules": [...]}`` or a list of rules; raises ``ValueError``."""
        if isinstance(content, list):
            content = {"rules": content}
        if not isinstance(content, dict) or not isinstance(content.get("rules"), list):
            raise ValueError('a fault script is {"seed": 1, "rules": [...]}')
        return cls([fault_from(rule) for rule in content["rules"]], seed=content.get("seed", 1))

    @classmethod
    def from_file(cls, path: Path) -> "FaultScript":
        """From a JSON file; raises ``OSError`` and ``ValueError``."""
        return cls.from_json(json.loads(path.read_text(encoding="utf-8")))

    def add(self, rule: Fault) -> None:
        """One more rule, behind the others."""
        self._fitted.append(0)
        self._struck.append(0)
        self._rules.append(rule)

    def clear(self) -> None:
        """No more faults."""
        self._rules, self._fitted, self._struck = [], [], []

    def replace_by(self, other: "FaultScript") -> None:
        """Take over another script's rules, counting from the start."""
        self.clear()
        self._random = other._random
        for rule in other._rules:
            self.add(rule)

    def strike(self, operation: str, method: str, path: str) -> Fault | None:
        """The fault for this call, if there is one."""
        chosen = None
        for i, rule in enumerate(self._rules):
            if not rule.fits(operation, method, path):
                continue
            self._fitted[i] += 1
            if chosen is None and self._due(rule, i):
                self._struck[i] += 1
                chosen = rule
        return chosen

    def _due(self, rule: Fault, index: int) -> bool:
        if rule.times is not None and self._struck[index] >= rule.times:
            return False
        count = self._fitted[index]
        if rule.nth and count not in rule.nth:
            return False
        if rule.every is not None and count % rule.every:
            return False
        return rule.probability is None or self._random.random() < rule.probability


def spoil(fault: Fault, answer: Answer) -> Answer:
    """A good answer as the fault leaves it (not for ``cut``, ``status`` and ``latency``)."""
    if fault.effect == "half_body":
        return replace(answer, cut_at=len(answer.body) // 2)
    if fault.effect == "broken_json":
        return replace(answer, body=answer.body[: len(answer.body) // 2] or b"{")
    if fault.effect == "html":
        return replace(answer, headers={**answer.headers, "Content-Type": "text/html"}, body=_HTML)
    if fault.effect == "wrong_content":
        headers = {**answer.headers, "Content-Type": "application/json"}
        return replace(answer, headers=headers, body=b'["unexpected"]')
    if not answer.body:
        return answer
    content = msgspec.json.decode(answer.body)
    changed = _with_new_fields(content) if fault.effect == "unknown_fields" else _with_new_words(content)
    return replace(answer, body=msgspec.json.encode(changed))


def _with_new_fields(content: Any) -> Any:
    if isinstance(content, list):
        return [_with_new_fields(entry) for entry in content]
    if isinstance(content, dict):
        grown = {name: _with_new_fields(value) for name, value in content.items()}
        return {**grown, "betaField": {"since": "2027-01", "values": [1, "two", None]}}
    return content


def _with_new_words(content: Any) -> Any:
    if isinstance(content, list):
        return [_with_new_words(entry) for entry in content]
    if isinstance(content, dict):
        return {
            name: _NEW_WORDS[name]
            if name in _NEW_WORDS and isinstance(value, str)
            else _with_new_words(value)
            for name, value in content.items()
        }
    return content
