"""Imports that were prepared and not started, one per session."""

import msgspec

from webinar_console.domain.import_record import ImportRecord

from .database import Database

_decode = msgspec.json.Decoder(ImportRecord).decode


class ImportDrafts:
    """What was prepared survives closing the program, and losing it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self, session_id: str) -> ImportRecord | None:
        """What waits for a session. A record of another version that cannot be read is none."""
        found = await self._database.read(
            lambda c: c.execute(
                "SELECT record FROM import_draft WHERE session_id = ?", (session_id,)
            ).fetchone()
        )
        try:
            return None if found is None else _decode(found[0])
        except msgspec.DecodeError:
            return None

    async def save(self, session_id: str, record: ImportRecord | None) -> None:
        """Keep this for a session; ``None`` forgets what waits for it."""
        if record is None:
            await self._database.write(
                lambda c: c.execute("DELETE FROM import_draft WHERE session_id = ?", (session_id,))
            )
            return
        encoded = msgspec.json.encode(record)
        await self._database.write(
            lambda c: c.execute("INSERT OR REPLACE INTO import_draft VALUES (?, ?)", (session_id, encoded))
        )
