"""The practice server as a program: ``python -m webinar_console.simulator --port 8090``."""

import argparse
import math
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import uvicorn

from . import CLIENT_ID, CLIENT_SECRET, JWT, FaultScript, Settings, World, create_app
from .wire import CuttingProtocol

_HOST = "127.0.0.1"


class _Server(uvicorn.Server):
    """Says when it is ready: one line each for the address and the credentials."""

    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self._address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.should_exit:
            print(f"ready {self._address}", flush=True)
            print(f"client id {CLIENT_ID}", flush=True)
            print(f"client secret {CLIENT_SECRET}", flush=True)
            print(f"JWT {JWT}", flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM. Exit status 0 after a clean end, 2 for an argument that is no good."""
    options = _parser().parse_args(arguments)
    try:
        faults = FaultScript.from_file(options.faults) if options.faults else FaultScript()
    except (OSError, ValueError) as error:
        print(f"cannot use the fault script: {error}", file=sys.stderr)
        return 2
    try:
        listener = _listen(options.port)
    except OSError as error:
        print(f"cannot listen on port {options.port}: {error}", file=sys.stderr)
        return 2
    address = f"http://{_HOST}:{listener.getsockname()[1]}"
    settings = Settings(
        limit=options.limit,
        window_s=options.window,
        penalty_s=options.penalty,
        registrants=options.registrants,
        latency_s=options.latency,
        seed=options.seed,
        base_url=address,
    )
    world = World(settings, path=options.data or ":memory:")
    config = uvicorn.Config(
        create_app(world, faults),
        http=CuttingProtocol,
        ws="none",
        lifespan="off",
        loop="asyncio",
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=2,
    )
    # uvicorn raises the signal again after a clean end; that must not kill the process.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _ignore)
    _Server(config, address).run(sockets=[listener])
    world.close()
    return 0


def _ignore(_number: int, _frame: FrameType | None) -> None:
    return None


def _listen(port: int) -> socket.socket:
    # Named as TCP: asyncio sends answers without delay only then (else 40 ms pass between head and body).
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if sys.platform != "win32":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_HOST, port))
    except OSError:
        listener.close()
        raise
    return listener


def _whole(minimum: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        value = int(text)
        if value < minimum:
            raise argparse.ArgumentTypeError(f"must be at least {minimum}")
        return value

    return number


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 <= value < math.inf:
        raise argparse.ArgumentTypeError("must be a number of seconds, 0 or more")
    return value


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m webinar_console.simulator",
        description="A RingCentral webinar account of our own, on this computer only.",
    )
    parser.add_argument("--port", type=_whole(0), default=0, help="0 (the default) picks a free one")
    parser.add_argument("--data", type=Path, help="keep the account in this file")
    parser.add_argument("--registrants", type=_whole(0), default=5000, help="size of the large session")
    parser.add_argument("--limit", type=_whole(1), default=10, help="webinar calls per window")
    parser.add_argument("--window", type=_seconds, default=60.0, help="seconds")
    parser.add_argument("--penalty", type=_seconds, default=30.0, help="seconds after a 429")
    parser.add_argument("--latency", type=_seconds, default=0.0, help="seconds before each answer")
    parser.add_argument("--faults", type=Path, help="a fault script (JSON)")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other people")
    return parser


if __name__ == "__main__":
    sys.exit(main())
