"""Reading a source while other imports, or the same one, wait for the session."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

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
from webinar_console.ui.phrases import counted, listed
from webinar_console.ui.window.account_menu import menu_text

from .choices import Kept
from .flow import Asked
from .ports import ImportService
from .restoring import Returned, aside_words, gone_words, lost_words, returned
from .shelf import Shelf, Waiting, name_of, source_of
from .standing import StandingBanner

OTHER_COLUMNS = "The columns have other names now, so their meanings were looked for anew."
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Opened:
    """What was read. ``before`` is the import of the same source that waited, with all that was decided.

    ``words`` tell what did not come along; ``back`` is there where it was brought back from the disk.
    """

    kept: Kept
    before: Waiting | None = None
    words: str = ""
    back: Returned | None = None


async def opened(
    imports: ImportService,
    source: GivenSource,
    choices: ReadChoices | None,
    waiting: Sequence[Waiting],
    on_progress: Callable[[ReadProgress], None],
    now: datetime,
    local: tzinfo | None,
) -> Opened:
    """Read a source. Where it is the one of an import that waits, what was decided stays.

    ``choices`` is ``None`` where nobody chose anew how it is read. Raises ``FileProblem``.
    """
    draft, choices = await _read(imports, source, choices, waiting, on_progress)
    before = await _same(waiting, draft)
    if before is None:
        return Opened(Kept.begun(draft, choices))
    if isinstance(before, Kept):
        again = await asyncio.to_thread(before.read_again, draft, choices)
        told = [OTHER_COLUMNS] if again.other_columns else []
        return Opened(again.kept, before, " ".join(told + ([lost_words(again.lost)] if again.lost else [])))
    back = await asyncio.to_thread(returned, before, draft, choices, now, local)
    return Opened(back.kept, before, back=back)


@dataclass(frozen=True, slots=True)
class _News:
    """What became of the list that is shown; with ``is_back`` it can be discarded there."""

    words: str = ""
    is_calm: bool = False
    is_back: bool = False


class Reopener:
    """Opens what a person gives and what the shelf has, and tells above the list what became of it.

    ``use`` shows a list, or that there is none, ``check`` checks one whose corrections changed, ``drop``
    forgets it, ``former`` brings a former import back.
    """

    def __init__(
        self,
        asked: Asked,
        shelf: Shelf,
        banner: StandingBanner,
        *,
        use: Callable[[Session, Kept | None], None],
        check: Callable[[Kept], None],
        drop: Callable[[], None],
        former: Callable[[Waiting], None],
    ) -> None:
        self._asked, self._shelf, self._banner = asked, shelf, banner
        self._use, self._check, self._drop, self._bring_former = use, check, drop, former
        self._news = _News()

    async def bring_back(
        self, record: ImportRecord, session: Session, told: Callable[[ReadProgress], None]
    ) -> None:
        """What was prepared before the program was closed."""
        asked = self._asked
        try:
            found = await opened(asked.imports, record.source, None, [record], told, asked.now(), asked.local)
        except FileProblem as problem:
            self._news = _News(gone_words(record, problem.sentence, asked.now(), asked.local), is_back=True)
            self._use(session, None)
            return
        self._take(found, session)

    async def read(
        self,
        source: GivenSource,
        choices: ReadChoices | None,
        session: Session,
        told: Callable[[ReadProgress], None],
    ) -> None:
        """Read a source; what waits for the session stays, or gives way. Raises ``FileProblem``."""
        asked = self._asked
        await self._shelf.remembered(session)
        waiting = self._shelf.imports(session)
        found = await opened(asked.imports, source, choices, waiting, told, asked.now(), asked.local)
        if found.before is None:
            self._shelf.give_way(session)
        elif any(former is found.before for former in self._shelf.formers(session)):
            self._shelf.bring_back(session, found.before)
            back = f"Your import of {name_of(found.before)} is back, as you left it."
            self._take(found, session, _News(back, is_calm=True, is_back=True))
            return
        self._take(found, session)

    def _take(self, found: Opened, session: Session, news: _News = _News()) -> None:
        if found.back is not None:
            news = _News(found.back.words, is_calm=not found.back.changed, is_back=True)
        elif found.words:
            news = _News(found.words)
        self._news = news
        self._use(session, found.kept)

    def look_anew(self) -> None:
        """The person has turned to a session: what became of its list is no news any more."""
        self._news = _News()

    def tell(self, session: Session) -> None:
        """Above the list: what became of it, what was left aside, and which other imports wait."""
        kept, news = self._shelf.of(session), self._news
        aside = aside_words(kept.aside) if kept is not None else ""
        actions: list[Action] = []
        if aside:
            actions.append(Action("Use them all the same", partial(self._decide, session, use=True)))
            actions.append(Action("Forget them", partial(self._decide, session, use=False)))
        if news.is_back:
            actions.append(Action("Discard this import", self._drop))
        actions += self._ways_back(session, alone=not actions)
        words = " ".join(filter(None, (news.words, aside, _formers_words(self._shelf.formers(session)))))
        is_calm = not aside and (news.is_calm or not news.words)
        kind = Kind.INFO if is_calm else Kind.WARNING
        self._banner.stand(Message(kind, words, actions=tuple(actions)) if words else None)

    def _ways_back(self, session: Session, *, alone: bool) -> list[Action]:
        """``alone``: nothing else can be done there, so there is room for another button."""
        formers = self._shelf.formers(session)
        if not formers:
            return []
        forget = Action("Forget it" if len(formers) == 1 else "Forget them", partial(self._forget, session))
        if len(formers) > 1:
            back = Action("Bring one back…", partial(self._offer, session))
        else:
            words = "Bring it back" if alone else f"Bring back {name_of(formers[0])}"
            back = Action(words, partial(self._bring_former, formers[0]))
        return [back, forget] if alone else [back]

    def menu(self, session: Session) -> QMenu:
        """The imports that can be brought back."""
        menu = QMenu(self._banner)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for former in self._shelf.formers(session):
            menu.addAction(menu_text(name_of(former)), partial(self._bring_former, former))
        return menu

    def _offer(self, session: Session) -> None:
        menu = self.menu(session)
        place = QPoint(self._banner.width() - menu.sizeHint().width(), self._banner.height())
        menu.popup(self._banner.mapToGlobal(place))

    def _forget(self, session: Session) -> None:
        self._shelf.forget_formers(session)
        self.tell(session)

    def _decide(self, session: Session, *, use: bool) -> None:
        """About the corrections that were left aside."""
        kept = self._shelf.of(session)
        if kept is not None:
            self._check(kept.without_aside(use=use))
            self.tell(session)


def _formers_words(formers: Sequence[Waiting]) -> str:
    if not formers:
        return ""
    if len(formers) == 1:
        return f"Your import of {name_of(formers[0])} waits, too."
    names = [name_of(former) for former in formers[:_NAMED]]
    more = len(formers) - len(names)
    return f"Your imports of {listed([*names, counted(more, 'more', 'more')] if more else names)} wait, too."


async def _read(
    imports: ImportService,
    source: GivenSource,
    choices: ReadChoices | None,
    waiting: Sequence[Waiting],
    on_progress: Callable[[ReadProgress], None],
) -> tuple[ImportDraft, ReadChoices]:
    # How a table is read, nobody can choose.
    if choices is None and not isinstance(source, TableSource):
        chosen = next((other.choices for other in waiting if source_of(other) == source), ReadChoices())
        try:
            return await imports.read(source, on_progress, chosen), chosen
        except FileProblem:
            if chosen == ReadChoices():
                raise
            # The file may be written in another way now.
    choices = choices or ReadChoices()
    return await imports.read(source, on_progress, choices), choices


async def _same(waiting: Sequence[Waiting], draft: ImportDraft) -> Waiting | None:
    """The import of the source that was read."""
    for other in waiting:
        if await _is_same(source_of(other), draft):
            return other
    return None


async def _is_same(old: PeopleSource, draft: ImportDraft) -> bool:
    new = draft.source
    if not isinstance(old, TableSource) or not isinstance(new, TableSource):
        return old == new
    if new.files:
        # Several files have no place of their own to be known by.
        return (old.name, old.files, old.header) == (new.name, new.files, new.header)
    return await alike_in_slices(old, new)
