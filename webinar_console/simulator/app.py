"""The practice server as a Starlette application."""

from typing import TYPE_CHECKING

from .exchange import Request
from .faults import ConnectionCut, FaultScript
from .front import Front
from .practice import PREFIX
from .world import World

if TYPE_CHECKING:
    from starlette.applications import Starlette

_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
_LOOPBACK = ("127.0.0.1", "::1", "localhost", "testclient")


def create_app(world: World, faults: FaultScript | None = None) -> "Starlette":
    """The application. Under ``wire.CuttingProtocol`` a fault cuts the socket; elsewhere it raises."""
    # Imported here: in-program use does without Starlette, whose import takes as long as the rest together.
    from starlette.applications import Starlette
    from starlette.requests import Request as HttpRequest
    from starlette.responses import Response
    from starlette.routing import Route

    from .wire import CutResponse

    front = Front(world, faults)

    async def endpoint(incoming: HttpRequest) -> Response:
        if incoming.url.path.startswith(PREFIX) and incoming.client and incoming.client.host not in _LOOPBACK:
            return Response(status_code=403)
        raw_path: bytes = incoming.scope.get("raw_path") or incoming.scope["path"].encode()
        request = Request(
            incoming.method,
            raw_path.decode("latin-1").partition("?")[0],
            incoming.url.query,
            {name.lower(): value for name, value in incoming.headers.items()},
            await incoming.body(),
        )
        try:
            answer = await front.answer(request)
        except ConnectionCut as cut:
            return CutResponse(str(cut), None)
        if answer.cut_at is not None:
            return CutResponse("cut in the middle of the body", answer)
        return Response(answer.body, answer.status, answer.headers)

    app = Starlette(routes=[Route("/{path:path}", endpoint, methods=_METHODS)])
    app.state.front = front
    return app
