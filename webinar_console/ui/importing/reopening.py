"""Reading a source while another import, or the same one, waits for the session."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from functools import partial

from webinar_console.domain.errors import FileProblem
from webinar_console.domain.import_record import ImportRecord
from webinar_console.domain.people_source import (
    GivenSource,
    PeopleSource,
    ReadChoices,
    ReadProgress,
    TableSource,
)
from webinar_console.domain.session import Session
from webinar_console.services.carrying import alike_in_slices
from webinar_console.services.imports import ImportDraft
from webinar_console.ui.messages import Action, Kind, Message
from webinar_console.ui.widgets import Banner

from .choices import Kept
from .flow import Asked
from .ports import ImportService
from .restoring import Returned, brought_back, lost_words, returned
from .shelf import Shelf, Waiting

OTHER_COLUMNS = "The columns have other names now, so their meanings were looked for anew."


@dataclass(frozen=True, slots=True)
class Opened:
    """What was read. ``same``: it is the source of what waited, with all that was decided about it.

    ``words`` tell what did not come along; ``back`` is there where it was brought back from the disk.
    """

    kept: Kept
    same: bool = False
    words: str = ""
    back: Returned | None = None


async def opened(
    imports: ImportService,
    source: GivenSource,
    choices: ReadChoices | None,
    waiting: Waiting | None,
    on_progress: Callable[[ReadProgress], None],
    now: datetime,
    local: tzinfo | None,
) -> Opened:
    """Read a source. Where it is the one of what waits, what was decided stays. Raises ``FileProblem``.

    ``choices`` is ``None`` where nobody chose anew how it is read.
    """
    draft, choices = await _read(imports, source, choices, waiting, on_progress)
    if waiting is None or not await _is_same(_source_of(waiting), draft):
        return Opened(Kept.begun(draft, choices))
    if isinstance(waiting, Kept):
        again = await asyncio.to_thread(waiting.read_again, draft, choices)
        told = [OTHER_COLUMNS] if again.other_columns else []
        return Opened(again.kept, True, " ".join(told + ([lost_words(again.lost)] if again.lost else [])))
    back = await asyncio.to_thread(returned, waiting, draft, choices, now, local)
    assert back.kept is not None
    return Opened(back.kept, True, back=back)


class Reopener:
    """Opens what a person gives and what the shelf has, and says above the list what became of it.

    ``use`` shows a list, or that there is none, ``drop`` forgets it, ``former`` brings the former
    import back.
    """

    def __init__(
        self,
        asked: Asked,
        shelf: Shelf,
        banner: Banner,
        *,
        use: Callable[[Session, Kept | None], None],
        drop: Callable[[], None],
        former: Callable[[], None],
    ) -> None:
        self._asked, self._shelf, self._banner = asked, shelf, banner
        self._use, self._drop, self._bring_former = use, drop, former

    async def bring_back(
        self, record: ImportRecord, session: Session, told: Callable[[ReadProgress], None]
    ) -> None:
        """What was prepared before the program was closed."""
        asked = self._asked
        back = await brought_back(asked.imports, record, told, asked.now(), asked.local)
        self._use(session, back.kept)
        self._say_returned(back, session)

    async def read(
        self,
        source: GivenSource,
        choices: ReadChoices | None,
        session: Session,
        told: Callable[[ReadProgress], None],
    ) -> None:
        """Read a source; what waits for the session stays, or gives way. Raises ``FileProblem``."""
        asked, waiting = self._asked, self._shelf.of(session)
        old = waiting or await self._shelf.remembered(session)
        found = await opened(asked.imports, source, choices, old, told, asked.now(), asked.local)
        if not found.same:
            self._shelf.give_way(session)
        self._use(session, found.kept)
        if found.back is not None:
            self._say_returned(found.back, session)
        else:
            self.say(session, found.words)

    def say(self, session: Session, words: str = "") -> None:
        """Say what did not come along, and that another import waits, with the way back to it."""
        former = self._shelf.former_name(session)
        if former:
            actions = (self._way_back("Bring it back"), Action("Forget it", partial(self._forget, session)))
            kind = Kind.WARNING if words else Kind.INFO
            words = f"{words} Your import of {former} waits, too.".strip()
            self._banner.show_message(Message(kind, words, actions=actions))
        elif words:
            self._banner.show_message(Message(Kind.WARNING, words))

    def _forget(self, session: Session) -> None:
        self._shelf.forget_former(session)
        self._banner.hide()

    def _say_returned(self, back: Returned, session: Session) -> None:
        message = back.message(self._drop, partial(self._use, session))
        former = self._shelf.former_name(session)
        if former:
            message = replace(message, actions=(self._way_back(f"Bring back {former}"), *message.actions))
        self._banner.show_message(message)

    def _way_back(self, words: str) -> Action:
        return Action(words, self._bring_former)


async def _read(
    imports: ImportService,
    source: GivenSource,
    choices: ReadChoices | None,
    waiting: Waiting | None,
    on_progress: Callable[[ReadProgress], None],
) -> tuple[ImportDraft, ReadChoices]:
    # How a table is read, nobody can choose.
    is_table = isinstance(source, TableSource)
    if choices is None and waiting is not None and not is_table and _source_of(waiting) == source:
        try:
            return await imports.read(source, on_progress, waiting.choices), waiting.choices
        except FileProblem:
            if waiting.choices == ReadChoices():
                raise
            # The file may be written in another way now.
    choices = choices or ReadChoices()
    return await imports.read(source, on_progress, choices), choices


def _source_of(waiting: Waiting) -> PeopleSource:
    return waiting.draft.source if isinstance(waiting, Kept) else waiting.source


async def _is_same(old: PeopleSource, draft: ImportDraft) -> bool:
    new = draft.source
    if not isinstance(old, TableSource) or not isinstance(new, TableSource):
        return old == new
    if new.files:
        # Several files have no place of their own to be known by.
        return (old.name, old.files, old.header) == (new.name, new.files, new.header)
    return await alike_in_slices(old, new)
