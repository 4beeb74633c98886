"""The local store: two SQLite files per account, owned by one thread each.

``state.sqlite3`` holds what must never be lost (job journal, drafts, settings, governor state);
``cache.sqlite3`` holds copies of what the server knows and can be thrown away.
"""

from .store import Store

__all__ = ["Store"]
