"""The governor: never more calls than the server allows, never an allowed call lost.

``ledger`` knows the rules, ``saved`` what outlives the process, ``governor`` makes callers wait.
"""

from .governor import Call, Governor, GovernorMemory

__all__ = ["Call", "Governor", "GovernorMemory"]
