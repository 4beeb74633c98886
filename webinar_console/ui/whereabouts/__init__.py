"""Is this person registered, and where: one search over the sessions that are on this computer."""

from .box import PersonSearch

__all__ = ["PersonSearch"]
