"""How a worker process is started, and knows that it is one.

On its own, because every start of the program asks, and none but the worker needs what the worker needs.
"""

import sys
from pathlib import Path

#: The hidden argument that turns the program into the worker.
FLAG = "--people-file-worker"

_ROOT = Path(__file__).resolve().parents[2]
# The checkout is put last, so that it never hides an installed package or a module of the standard library.
_START = """import sys
sys.path.append(sys.argv[2])
from webinar_console.files.worker import main
sys.exit(main())"""


def is_worker(arguments: list[str]) -> bool:
    """Whether these command-line arguments (without the program's name) ask for a worker."""
    return arguments[:1] == [FLAG]


def command() -> list[str]:
    """The command line that starts a worker."""
    if getattr(sys, "frozen", False):
        return [sys.executable, FLAG]
    return [sys.executable, "-P", "-c", _START, FLAG, str(_ROOT)]
