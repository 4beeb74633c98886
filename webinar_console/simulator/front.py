"""The front desk: who calls, how often, what goes wrong by script, and the answer."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace

from .exchange import Answer, Call, Request, json_answer
from .faults import ConnectionCut, Fault, FaultScript, spoil
from .people import HOST_USER_ID
from .practice import PREFIX, PracticeDesk
from .refusals import Refusal
from .routes import Operation, match
from .settings import CLIENT_ID
from .throttle import Admission
from .world import World


class Front:
    """Answers requests one at a time in the order of their work; waiting (latency) holds up nobody else."""

    def __init__(self, world: World, faults: FaultScript | None = None) -> None:
        self.world = world
        self.faults = faults or FaultScript()
        self._practice = PracticeDesk(world, self.faults)

    async def answer(self, request: Request) -> Answer:
        """The answer; ``ConnectionCut`` when a fault cuts the line."""
        if request.path.startswith(PREFIX):
            return self._practice.answer(request)
        try:
            operation, call = match(request)
        except Refusal as refusal:
            self._note("unknown", request, refusal.status)
            return _refused(refusal, {})
        fault = self.faults.strike(operation.id, request.method, request.path)
        before = fault is not None and fault.work == "before"
        await self._wait(self.world.settings.latency_s + (fault.latency_s if fault and before else 0.0))
        if fault is not None and before and fault.effect == "cut":
            self._note(operation.id, request, 0, fault=fault)
            raise ConnectionCut(f"cut before the work of {operation.id}")
        answer = self._perform(operation, call, fault)
        if fault is not None and not before:
            await self._wait(fault.latency_s)
            return self._strike_after(fault, answer, operation)
        return answer

    def _perform(self, operation: Operation, call: Call, fault: Fault | None) -> Answer:
        """One transaction: admission, the work, and a note of it. A refusal keeps what it has written."""
        admission: Admission | None = None
        with self.world.database.transaction():
            try:
                who = self._caller(operation, call.request)
                admission = self.world.throttle.admit(operation.group, who)
                if admission.retry_after_s is not None:
                    raise admission.refusal()
                if fault is not None and fault.work == "before" and fault.effect == "status":
                    answer = self._scripted(fault, operation.group, who, admission)
                else:
                    answer = operation.handler(self.world, call)
                    answer = replace(answer, headers={**answer.headers, **admission.headers()})
            except Refusal as refusal:
                seen = admission or self.world.throttle.look(operation.group, HOST_USER_ID)
                answer = _refused(refusal, seen.headers())
            in_penalty = admission is not None and admission.in_penalty
            status = 0 if fault is not None and fault.effect == "cut" else answer.status
            self._note(operation.id, call.request, status, fault=fault, in_penalty=in_penalty)
        return answer

    def _caller(self, operation: Operation, request: Request) -> str:
        """Whose calls are counted: the person's, or the client's where nobody is signed in yet.

        The pages of the browser are counted apart: they must not use up the client's token calls.
        """
        if operation.open:
            return "browser" if operation.template.endswith("/authorize") else CLIENT_ID
        return self.world.tokens.bearer(request.headers.get("authorization"))

    def _scripted(self, fault: Fault, group: str, who: str, admission: Admission) -> Answer:
        """An error status by script; a 429 starts a true penalty."""
        headers: Mapping[str, str] = admission.headers() if fault.rate_headers else {}
        if fault.status == 429 and fault.penalty:
            length = fault.retry_after if fault.retry_after is not None else self.world.settings.penalty_s
            self.world.throttle.punish(group, who, length)
        return _status_answer(fault, headers)

    def _strike_after(self, fault: Fault, answer: Answer, operation: Operation) -> Answer:
        if fault.effect == "cut":
            raise ConnectionCut(f"cut after the work of {operation.id}")
        if fault.effect == "latency":
            return answer
        if fault.effect == "status":
            return _status_answer(fault, answer.headers if fault.rate_headers else {})
        return spoil(fault, answer) if answer.status < 400 else answer

    async def _wait(self, seconds: float) -> None:
        if seconds > 0:
            await asyncio.sleep(seconds)

    def _note(
        self,
        operation: str,
        request: Request,
        status: int,
        *,
        fault: Fault | None = None,
        in_penalty: bool = False,
    ) -> None:
        name = None if fault is None else f"{fault.effect} {fault.work}"
        self.world.note_request(
            operation, request.method, request.path, status, in_penalty=in_penalty, fault=name
        )


def _refused(refusal: Refusal, headers: Mapping[str, str]) -> Answer:
    answer = json_answer(refusal.body(), refusal.status)
    return replace(answer, headers={**answer.headers, **headers, **refusal.headers})


def _status_answer(fault: Fault, headers: Mapping[str, str]) -> Answer:
    code = "CMN-301" if fault.status == 429 else "CMN-211"
    words = "Request rate exceeded" if fault.status == 429 else "Service is temporarily unavailable"
    body = {"errors": [{"errorCode": code, "message": words}]}
    kept = {n: v for n, v in headers.items() if n.startswith("X-Rate-Limit")}
    if fault.retry_after is not None:
        kept["Retry-After"] = f"{fault.retry_after:g}"
    return Answer(fault.status, {"Content-Type": "application/json", **kept}, json.dumps(body).encode())
