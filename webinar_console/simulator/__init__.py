"""The practice server: a RingCentral webinar account of our own, for practice and for tests.

It shares no code with the client, so that a test of one against the other means something. Importing the
package is cheap: Starlette and uvicorn are imported where a real HTTP server is made.
"""

from .app import create_app
from .faults import ConnectionCut, Fault, FaultScript
from .server import PracticeServer
from .settings import CLIENT_ID, CLIENT_SECRET, JWT, Dialect, Settings
from .world import World

__all__ = [
    "CLIENT_ID",
    "CLIENT_SECRET",
    "JWT",
    "ConnectionCut",
    "Dialect",
    "Fault",
    "FaultScript",
    "PracticeServer",
    "Settings",
    "World",
    "create_app",
]
