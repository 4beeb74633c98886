"""What waits in the import sheet, for each session."""

from webinar_console.domain.session import Session

from .choices import Kept


class Shelf:
    """The file of each session as the person left it, until its import was started."""

    def __init__(self) -> None:
        self._kept: dict[str, Kept] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def of(self, session: Session | None) -> Kept | None:
        """What waits for a session."""
        return self._kept.get(session.id) if session is not None else None

    def keep(self, session: Session, kept: Kept) -> None:
        """This waits for the session now."""
        self._kept[session.id] = kept

    def drop(self, session: Session) -> None:
        """Nothing waits for the session any more."""
        self._kept.pop(session.id, None)
