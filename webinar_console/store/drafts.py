"""Drafts: staged edits that were not applied yet, one set per session."""

from collections.abc import Sequence

import msgspec

from webinar_console.domain.staging import Staged

from .database import Database

_decode = msgspec.json.Decoder(list[Staged]).decode


class Drafts:
    """What was typed and not applied survives closing the program, and losing it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self, session_id: str) -> list[Staged]:
        """The staged edits of a session, in the order in which they were saved."""
        found = await self._database.read(
            lambda c: c.execute("SELECT staged FROM draft WHERE session_id = ?", (session_id,)).fetchone()
        )
        return [] if found is None else _decode(found[0])

    async def save(self, session_id: str, staged: Sequence[Staged]) -> None:
        """Keep the staged edits of a session; an empty sequence forgets them."""
        records = list(staged)
        if not records:
            await self._database.write(
                lambda c: c.execute("DELETE FROM draft WHERE session_id = ?", (session_id,))
            )
            return
        await self._database.write(
            lambda c: c.execute(
                "INSERT OR REPLACE INTO draft VALUES (?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))",
                # Thousands take a while to write: on the store's thread, not on the loop's.
                (session_id, msgspec.json.encode(records)),
            )
        )

    async def sessions(self) -> list[str]:
        """The ids of the sessions that have staged edits."""
        found = await self._database.read(lambda c: c.execute("SELECT session_id FROM draft").fetchall())
        return [row[0] for row in found]
